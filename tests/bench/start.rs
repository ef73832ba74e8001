//! The second start on a demonstration: until the server answers that it is ready.

use super::report::{Line, in_turn};
use std::time::Instant;
use tests::served::{Data, Served, run};

pub async fn measure(runs: usize) -> anyhow::Result<Vec<Line>> {
    let data = Data::demonstration().await;
    let ours = async || {
        let begun = Instant::now();
        let served = Served::again(&data).await;
        let seconds = begun.elapsed().as_secs_f64();
        served.stop().await;
        Ok(seconds)
    };
    let empty = Data::empty();
    let floor = async || {
        let begun = Instant::now();
        run(&["--version"], empty.path()).await;
        Ok(begun.elapsed().as_secs_f64())
    };
    let (ours, floor) = in_turn(runs, ours, floor).await?;
    let beside = Some(("the program telling its version", floor));
    Ok(vec![Line { what: "second start of the demonstration".to_owned(), unit: "s", ours, beside, budget: None }])
}
