//! `rules evaluate`: what the law says of a meeting, so that anyone can compare it with a reckoning of their own.

use anyhow::{Context as _, bail};
use clap::{Subcommand, ValueEnum};
use serde_json::{Value, json};
use shared::kernel::Violation;
use shared::law::{Facts, evaluate, sentence};
use shared::text::{self, Lang};
use std::io::Read as _;
use std::process::ExitCode;

/// The facts of one meeting are under a kilobyte; what is more is something else.
const MAX_FACTS_BYTES: u64 = 64 * 1024;

/// What `rules` does.
#[derive(Debug, Subcommand)]
pub enum RulesCommand {
    /// Read the facts of one meeting as JSON from standard input, and print what the law says of it. README says what stands in both.
    Evaluate {
        /// The language of the sentence.
        #[arg(long, value_enum, default_value = "zh-hant")]
        lang: SentenceLang,
    },
}

/// The languages that a sentence can be in.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum SentenceLang {
    /// 繁體中文
    ZhHant,
    /// 简体中文
    ZhHans,
    /// English
    En,
}

impl From<SentenceLang> for Lang {
    fn from(lang: SentenceLang) -> Self {
        match lang {
            SentenceLang::ZhHant => Self::ZhHant,
            SentenceLang::ZhHans => Self::ZhHans,
            SentenceLang::En => Self::En,
        }
    }
}

/// Runs `rules`.
pub fn run(command: RulesCommand) -> anyhow::Result<ExitCode> {
    let RulesCommand::Evaluate { lang } = command;
    let mut input = String::new();
    std::io::stdin().take(MAX_FACTS_BYTES + 1).read_to_string(&mut input).context("reading standard input")?;
    if input.len() as u64 > MAX_FACTS_BYTES {
        bail!("more than {} KB on standard input: one meeting at a time", MAX_FACTS_BYTES / 1024);
    }
    let (answer, sound) = answer(&input, lang.into())?;
    println!("{answer:#}");
    Ok(if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What is printed, and whether the facts could be evaluated.
fn answer(input: &str, lang: Lang) -> anyhow::Result<(Value, bool)> {
    let facts: Facts = serde_json::from_str(input).context("the facts on standard input are not as README says")?;
    match evaluate(&facts) {
        Ok(evaluation) => {
            let told = sentence(lang, &evaluation);
            let mut answer = serde_json::to_value(&evaluation).context("writing the evaluation")?;
            if let Some(fields) = answer.as_object_mut() {
                fields.insert("sentence".to_owned(), json!(told));
            }
            Ok((answer, true))
        }
        Err(violations) => {
            let told = |violation: &Violation| text::problem(lang, &violation.code, &violation.values);
            let violations: Vec<Value> = violations
                .iter()
                .map(|violation| json!({ "field": violation.field, "code": violation.code, "sentence": told(violation) }))
                .collect();
            Ok((json!({ "violations": violations }), false))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_meeting_is_evaluated_with_its_sentence() {
        let input = r#"{ "body": "representatives", "subject": "other", "held_on": "2026-03-20",
                         "numbers": { "members": 31, "members_present": 21, "votes_for": 12 } }"#;
        let (answer, sound) = answer(input, Lang::En).unwrap();
        assert!(sound);
        insta::assert_json_snapshot!(answer);
    }

    #[test]
    fn what_is_missing_is_named_in_words() {
        let input = r#"{ "body": "assembly", "held_on": "2026-03-20", "numbers": { "adults": 900 } }"#;
        let (answer, sound) = answer(input, Lang::En).unwrap();
        assert!(!sound);
        let fields: Vec<&str> = answer["violations"].as_array().unwrap().iter().filter_map(|wrong| wrong["field"].as_str()).collect();
        assert_eq!(fields, ["numbers.adults_present", "numbers.households", "numbers.households_present"]);
    }

    #[test]
    fn what_no_rule_knows_is_refused() {
        let error = answer(r#"{ "body": "assembly", "held_on": "2026-03-20", "numbers": { "adult": 1 } }"#, Lang::En).unwrap_err();
        assert!(format!("{error:#}").contains("unknown field `adult`"));
    }
}
