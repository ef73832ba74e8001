//! Divisions from a published table: read whole first, every fault with its row and column, then one command a row.

use super::names::Namer;
use crate::auth::standing;
use crate::state::AppState;
use crate::sync::{Acting, Submission, submit_all};
use serde::Serialize;
use shared::kernel::{Code, CommandId, Level, ScopeId};
use shared::place::{AddDivision, Division};
use shared::sync::command::Command;
use shared::sync::protocol::Status;
use shared::sync::record::Kind;
use shared::sync::state::Query;
use std::collections::{BTreeMap, BTreeSet};

/// Zhouqu county, built in: an installation starts with it.
pub const ZHOUQU: &str = include_str!("../../data/zhouqu-divisions.csv");

/// Bytes of a table. All of China down to the village is under 60 MB.
pub const MAX_TABLE_BYTES: usize = 64 * 1024 * 1024;

/// What is wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RowFault {
    /// The line of the file, the head being line 1.
    pub line: u64,
    /// The column.
    pub column: &'static str,
    /// The stable code of the text `problem.<code>`.
    pub code: &'static str,
}

/// A division that the table calls otherwise than the database does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OtherName {
    /// The line of the file.
    pub line: u64,
    /// Its code.
    pub code: Code,
    /// What the table calls it.
    pub told: String,
    /// What the database calls it, which stays.
    pub known: String,
}

/// What an import did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Imported {
    /// Divisions added.
    pub added: usize,
    /// Divisions that were there already.
    pub known: usize,
    /// Rows left out, each with its reason.
    pub faults: Vec<RowFault>,
}

/// What an import would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// Divisions it would add.
    pub new: usize,
    /// Divisions that are there already.
    pub known: usize,
    /// Rows it would leave out, each with its reason.
    pub faults: Vec<RowFault>,
    /// Divisions that are there under another name.
    pub other_names: Vec<OtherName>,
}

/// The names of the divisions that are there, by their codes.
pub type KnownNames = BTreeMap<Code, String>;

/// What stands in a table.
#[derive(Debug, Default)]
pub struct Table {
    /// What adds the sound rows, parents before children.
    pub commands: Vec<AddDivision>,
    /// Rows left out, each with its reason.
    pub faults: Vec<RowFault>,
    /// Rows of divisions that are there under another name.
    pub other_names: Vec<OtherName>,
}

/// Reads a table and says what an import of it would do, and does nothing.
///
/// # Errors
/// When the table cannot be named in three languages, or the database cannot be read.
pub async fn check(state: &AppState, table: &[u8]) -> anyhow::Result<Checked> {
    let known = known(state).await?;
    let Table { commands, faults, other_names } = read(table, &known)?;
    Ok(Checked { new: commands.len(), known: known.len(), faults, other_names })
}

/// Reads a table and adds its divisions, with the scopes that villages and counties need. Run again it adds what is missing.
///
/// # Errors
/// When the table cannot be named in three languages, or the database cannot be read or written.
pub async fn run(state: &AppState, table: &[u8]) -> anyhow::Result<Imported> {
    let known = known(state).await?;
    let Table { commands, mut faults, .. } = read(table, &known)?;
    let submissions: Vec<Submission> = commands
        .iter()
        .map(|command| {
            let id = CommandId::derived(&["import division", command.code.as_str()]);
            Submission::new(AddDivision::NAME, serde_json::to_value(command).unwrap_or_default(), Acting::System).with_id(id)
        })
        .collect();
    let results = submit_all(state, &ScopeId::Deployment, submissions).await?;
    let added = results.iter().filter(|result| result.status == Status::Accepted).count();
    let refused = results.iter().filter_map(|result| result.reason.as_ref());
    faults.extend(refused.map(|reason| RowFault { line: 0, column: "code", code: reason.code.name() }));
    Ok(Imported { added, known: known.len(), faults })
}

async fn known(state: &AppState) -> anyhow::Result<KnownNames> {
    let query = Query::All(Division::KIND.to_owned());
    let divisions = standing::typed::<Division>(&mut *state.store.read().await?, &ScopeId::Deployment, query).await?;
    Ok(divisions.into_iter().map(|(_, division)| (division.code, division.full.hans)).collect())
}

/// Reads a table `code,name,level,parent` and turns each sound row into its command, parents before children.
///
/// Rows of divisions in `known` are left out, and told where the name is another. Faulty rows are told and left out; the rest goes on.
///
/// # Errors
/// When the name tables cannot be loaded.
pub fn read(table: &[u8], known: &KnownNames) -> anyhow::Result<Table> {
    let namer = Namer::new()?;
    let (mut rows, mut faults) = parse(table);
    rows.sort_by(|a, b| (a.code.level(), &a.code).cmp(&(b.code.level(), &b.code)));
    let mut there: BTreeSet<Code> = known.keys().cloned().collect();
    let (mut commands, mut other_names) = (Vec::new(), Vec::new());
    for row in rows {
        if there.contains(&row.code) {
            match known.get(&row.code) {
                None => faults.push(RowFault { line: row.line, column: "code", code: "already_exists" }),
                Some(name) if *name != row.name => {
                    other_names.push(OtherName { line: row.line, code: row.code, told: row.name, known: name.clone() });
                }
                Some(_) => {}
            }
            continue;
        }
        if row.above.as_ref().is_some_and(|above| !there.contains(above)) {
            faults.push(RowFault { line: row.line, column: "parent", code: "not_found" });
            continue;
        }
        there.insert(row.code.clone());
        let (full, short) = namer.names(row.code.level(), &row.name);
        commands.push(AddDivision { code: row.code, above: row.above, full, short, valid_from: None });
    }
    faults.sort_by_key(|fault| fault.line);
    other_names.sort_by_key(|other| other.line);
    Ok(Table { commands, faults, other_names })
}

struct Row {
    line: u64,
    code: Code,
    name: String,
    above: Option<Code>,
}

fn parse(table: &[u8]) -> (Vec<Row>, Vec<RowFault>) {
    let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(table);
    let (mut rows, mut faults) = (Vec::new(), Vec::new());
    if reader.headers().is_ok_and(is_a_division) {
        faults.push(RowFault { line: 1, column: "heading", code: "required" });
    }
    for record in reader.records() {
        match record {
            Err(error) => {
                let line = error.position().map_or(0, csv::Position::line);
                faults.push(RowFault { line, column: "code", code: "malformed" });
            }
            Ok(record) => match parse_row(&record) {
                Ok(row) => rows.push(row),
                Err(fault) => faults.push(fault),
            },
        }
    }
    (rows, faults)
}

/// Is what stands in the place of the heading a division, which would be lost?
fn is_a_division(first: &csv::StringRecord) -> bool {
    first.get(0).is_some_and(|code| code.trim_start_matches('\u{feff}').parse::<Code>().is_ok())
}

fn parse_row(record: &csv::StringRecord) -> Result<Row, RowFault> {
    let line = record.position().map_or(0, csv::Position::line);
    let fault = |column, code| RowFault { line, column, code };
    let code: Code = record.get(0).unwrap_or_default().parse().map_err(|_| fault("code", "malformed"))?;
    let name = record.get(1).unwrap_or_default();
    if name.is_empty() {
        return Err(fault("name", "required"));
    }
    let level = record.get(2).and_then(level_named).ok_or_else(|| fault("level", "unknown_choice"))?;
    if level != code.level() {
        return Err(fault("level", "out_of_range"));
    }
    let above = match record.get(3).unwrap_or_default() {
        "" => None,
        text => Some(text.parse::<Code>().map_err(|_| fault("parent", "malformed"))?),
    };
    let fits = above.as_ref().map_or(level == Level::Province, |above| above.covers(&code) && *above != code);
    if fits { Ok(Row { line, code, name: name.to_owned(), above }) } else { Err(fault("parent", "out_of_range")) }
}

fn level_named(name: &str) -> Option<Level> {
    match name {
        "province" => Some(Level::Province),
        "prefecture" => Some(Level::Prefecture),
        "county" => Some(Level::County),
        "township" => Some(Level::Township),
        "village" => Some(Level::Village),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zhouqu_has_nineteen_townships_and_212_villages() {
        let Table { commands, faults, .. } = read(ZHOUQU.as_bytes(), &KnownNames::new()).unwrap();
        let count = |level| commands.iter().filter(|command| command.code.level() == level).count();
        assert_eq!(faults, []);
        assert_eq!((count(Level::County), count(Level::Township), count(Level::Village)), (1, 19, 212));
    }

    #[test]
    fn a_fault_names_its_row_and_column_and_the_rest_goes_on() {
        let table = "code,name,level,parent\n620000000000,甘肃省,province,\n62,兰州市,prefecture,620000000000\n620100000000,,prefecture,620000000000\n\
                     620200000000,嘉峪关市,county,620000000000\n620300000000,金昌市,prefecture,630000000000\n620400000000,白银市,prefecture,620000000000\n";
        let Table { commands, faults, .. } = read(table.as_bytes(), &KnownNames::new()).unwrap();
        assert_eq!(commands.len(), 2);
        let told: Vec<_> = faults.iter().map(|fault| (fault.line, fault.column, fault.code)).collect();
        assert_eq!(told, [(3, "code", "malformed"), (4, "name", "required"), (5, "level", "out_of_range"), (6, "parent", "out_of_range")]);
    }

    #[test]
    fn a_table_without_a_heading_and_a_division_of_another_name_are_told() {
        for table in
            ["620000000000,甘肃省,province,\n620100000000,兰州市,prefecture,620000000000\n", "\u{feff}620000000000,甘肃省,province,\n"]
        {
            let faults = read(table.as_bytes(), &KnownNames::new()).unwrap().faults;
            assert_eq!(faults.first(), Some(&RowFault { line: 1, column: "heading", code: "required" }), "{table}");
        }
        let known = KnownNames::from([
            ("620000000000".parse().unwrap(), "甘肃省".to_owned()),
            ("620100000000".parse().unwrap(), "兰州市".to_owned()),
        ]);
        let table = "code,name,level,parent\n620000000000,甘肃省,province,\n620100000000,金城市,prefecture,620000000000\n";
        let Table { commands, faults, other_names } = read(table.as_bytes(), &known).unwrap();
        assert_eq!((commands.len(), faults.len()), (0, 0));
        let told: Vec<_> = other_names.iter().map(|other| (other.line, other.told.as_str(), other.known.as_str())).collect();
        assert_eq!(told, [(3, "金城市", "兰州市")]);
    }
}
