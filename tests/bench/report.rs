//! Series of figures, the table of them, and what they were measured on.

use serde::Serialize;
use std::fmt;
use std::process::Command;

/// What the same thing gave, run after run.
#[derive(Debug, Clone, Serialize)]
pub struct Series {
    median: f64,
    low: f64,
    high: f64,
}

/// One figure, with what stands beside it.
#[derive(Debug, Serialize)]
pub struct Line {
    pub what: String,
    pub unit: &'static str,
    pub ours: Series,
    /// The peer or floor of the same run.
    pub beside: Option<(&'static str, Series)>,
    /// What it may cost, as decided before it was built.
    pub budget: Option<&'static str>,
}

/// All figures of a run.
#[derive(Debug, Serialize)]
pub struct Report {
    cores: usize,
    system: String,
    versions: Vec<String>,
    runs: usize,
    lines: Vec<Line>,
}

impl Series {
    /// Of figures in any order.
    pub fn of(mut figures: Vec<f64>) -> Self {
        figures.sort_by(f64::total_cmp);
        let at = |place: usize| figures.get(place).copied().unwrap_or(f64::NAN);
        Self { median: at(figures.len() / 2), low: at(0), high: at(figures.len().saturating_sub(1)) }
    }

    /// Of a figure that is the same each time.
    pub fn fixed(figure: f64) -> Self {
        Self { median: figure, low: figure, high: figure }
    }

    /// So much in each of the seconds that the figures say.
    pub fn rate(&self, amount: f64) -> Self {
        Self { median: amount / self.median, low: amount / self.high, high: amount / self.low }
    }
}

/// Runs both in turn, once to warm up and then as often as asked, and gives the figures of each.
pub async fn in_turn(
    runs: usize,
    mut ours: impl AsyncFnMut() -> anyhow::Result<f64>,
    mut other: impl AsyncFnMut() -> anyhow::Result<f64>,
) -> anyhow::Result<(Series, Series)> {
    let (mut one, mut two) = (Vec::new(), Vec::new());
    for run in 0..=runs {
        let (first, second) = (ours().await?, other().await?);
        if run > 0 {
            one.push(first);
            two.push(second);
        }
    }
    Ok((Series::of(one), Series::of(two)))
}

impl Report {
    pub fn new(runs: usize, sqlite: &str, lines: Vec<Line>) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let system = format!("{} {}", std::env::consts::OS, std::env::consts::ARCH);
        let versions = vec![format!("shuanglian {}", env!("CARGO_PKG_VERSION")), rustc(), format!("SQLite {sqlite}")];
        Self { cores, system, versions, runs, lines }
    }
}

fn rustc() -> String {
    let told = Command::new("rustc").arg("--version").output();
    told.map(|told| String::from_utf8_lossy(&told.stdout).trim().to_owned()).unwrap_or_default()
}

impl fmt::Display for Series {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |figure: f64| if figure >= 100.0 || figure.fract() == 0.0 { format!("{figure:.0}") } else { format!("{figure:.2}") };
        if (self.high - self.low).abs() < f64::EPSILON {
            return f.write_str(&shown(self.median));
        }
        write!(f, "{} ({}–{})", shown(self.median), shown(self.low), shown(self.high))
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}, {} cores, {}; median of {} runs (range)\n", self.system, self.cores, self.versions.join(", "), self.runs)?;
        writeln!(f, "| what | unit | here | beside it | ratio | budget |\n|---|---|---|---|---|---|")?;
        for line in &self.lines {
            let beside = line.beside.as_ref().map(|(what, series)| format!("{what}: {series}")).unwrap_or_default();
            let ratio = line.beside.as_ref().map(|(_, series)| format!("{:.2}", line.ours.median / series.median)).unwrap_or_default();
            writeln!(f, "| {} | {} | {} | {beside} | {ratio} | {} |", line.what, line.unit, line.ours, line.budget.unwrap_or(""))?;
        }
        Ok(())
    }
}
