//! `import divisions`: shows first what a table would do, and writes only when told.

use crate::config::DataArgs;
use crate::place::import::{self, Checked, MAX_TABLE_BYTES, OtherName, RowFault};
use anyhow::{Context as _, bail};
use clap::Subcommand;
use shared::text::{self, Lang};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Faults told one by one; somebody reads them.
const TOLD: usize = 50;

/// What `import` takes in.
#[derive(Debug, Subcommand)]
pub enum ImportCommand {
    /// Divisions from a table `code,name,level,parent`, with names as published in Simplified Chinese.
    Divisions {
        /// The table, CSV in UTF-8.
        file: PathBuf,
        /// Write. Without it the table is only looked at.
        #[arg(long)]
        apply: bool,
        /// Write although rows are faulty, and leave those out.
        #[arg(long, requires = "apply")]
        skip_faults: bool,
    },
}

/// Runs `import`.
pub async fn run(data: &DataArgs, command: ImportCommand) -> anyhow::Result<ExitCode> {
    let ImportCommand::Divisions { file, apply, skip_faults } = command;
    let table = read(&file)?;
    let state = super::open_existing(data).await?;
    let Checked { new, known, faults, other_names } = import::check(&state, &table).await?;
    print_faults(&faults);
    print_other_names(&other_names);
    println!("{new} divisions to add, {known} in the database already, {} faulty rows", faults.len());
    if !faults.is_empty() && !skip_faults {
        println!("nothing is written: mend the rows, or give --apply --skip-faults to leave them out");
        return Ok(ExitCode::FAILURE);
    }
    if new == 0 {
        println!("there is nothing to add");
        return Ok(ExitCode::SUCCESS);
    }
    if !apply {
        println!("nothing is written yet: give --apply to write");
        return Ok(ExitCode::SUCCESS);
    }
    let imported = import::run(&state, &table).await?;
    println!("{} divisions added", imported.added);
    Ok(ExitCode::SUCCESS)
}

fn read(file: &Path) -> anyhow::Result<Vec<u8>> {
    let table = std::fs::read(file).with_context(|| format!("reading {}", file.display()))?;
    if table.len() > MAX_TABLE_BYTES {
        bail!("{} has more than {} MB; give it in parts, counties first", file.display(), MAX_TABLE_BYTES / (1024 * 1024));
    }
    if std::str::from_utf8(&table).is_err() {
        bail!("{} is not UTF-8; save it as CSV UTF-8", file.display());
    }
    Ok(table)
}

fn print_faults(faults: &[RowFault]) {
    for fault in faults.iter().take(TOLD) {
        println!("line {}, {}: {}", fault.line, fault.column, words(fault));
    }
    if faults.len() > TOLD {
        println!("and {} more", faults.len() - TOLD);
    }
}

/// An import corrects no name: somebody may have corrected the one that is there.
fn print_other_names(other_names: &[OtherName]) {
    for OtherName { line, code, told, known } in other_names.iter().take(TOLD) {
        println!("line {line}, name: {code} is {told} in the table and {known} in the database, where it stays so");
    }
    if other_names.len() > TOLD {
        println!("and {} more", other_names.len() - TOLD);
    }
    if !other_names.is_empty() {
        println!("a name is corrected with PUT /api/admin/v1/divisions/CODE/names");
    }
}

/// Why a row is faulty, in this table's own words where the general ones speak of something else.
fn words(fault: &RowFault) -> String {
    match (fault.column, fault.code) {
        ("heading", _) => "there is none, and this row would be lost: put `code,name,level,parent` above it".to_owned(),
        ("code", "malformed") => "twelve digits are needed, and commas between four columns".to_owned(),
        ("code", "already_exists") => "this code stands in the table twice".to_owned(),
        ("level", "unknown_choice") => "one of province, prefecture, county, township, village".to_owned(),
        ("level", "out_of_range") => "the zeros at the end of the code tell another level".to_owned(),
        ("parent", "not_found") => "this division is neither in the table nor in the database".to_owned(),
        ("parent", _) => "this is not the division above".to_owned(),
        (_, code) => text::problem(Lang::En, code, &BTreeMap::new()),
    }
}
