//! An evaluation in one sentence, with its numbers and its article.

use super::data::{Count, Law};
use super::evaluate::{Check, CheckKind, Evaluation, Test, Verdict};
use crate::text::{Key, Lang, fill, law, t};

/// What the law says of a meeting, in one sentence of a language.
pub fn sentence(lang: Lang, evaluation: &Evaluation) -> String {
    let law_of = |check: &Check| source(lang, evaluation.law, &check.article);
    let main = match evaluation.verdict {
        Verdict::NoQuorum => CheckKind::Quorum,
        Verdict::Passed | Verdict::Rejected => CheckKind::Votes,
    };
    let mut parts: Vec<String> = Vec::new();
    for check in &evaluation.checks {
        let (source, tests) = (law_of(check), tests(lang, check));
        let values: &[(&str, &dyn std::fmt::Display)] = &[("numbers", &tests), ("source", &source)];
        let key = match (check.check, evaluation.verdict) {
            (kind, verdict) if kind == main => match verdict {
                Verdict::Passed if evaluation.lawful => law::SENTENCE_PASSED,
                Verdict::Passed => law::SENTENCE_PASSED_UNLAWFUL,
                Verdict::Rejected => law::SENTENCE_REJECTED,
                Verdict::NoQuorum => law::SENTENCE_NO_QUORUM,
            },
            (CheckKind::Body, _) if !check.holds => law::SENTENCE_BODY,
            (CheckKind::Composition, _) if !check.holds => law::SENTENCE_COMPOSITION,
            (CheckKind::Notice, _) if !check.holds || check.excused => {
                parts.push(notice(lang, check, &source));
                continue;
            }
            _ => continue,
        };
        let told = fill(lang, key, values);
        if check.check == main { parts.insert(0, told) } else { parts.push(told) }
    }
    let told = joined(lang, law::SENTENCE_AND, parts);
    fill(lang, law::SENTENCE_END, &[("told", &told)])
}

fn notice(lang: Lang, check: &Check, source: &str) -> String {
    let needed = check.days_needed.unwrap_or_default();
    let Some(given) = check.days_given else {
        return fill(lang, law::SENTENCE_NO_NOTICE, &[("needed", &needed), ("source", &source)]);
    };
    let key = if check.excused { law::SENTENCE_EXCUSED } else { law::SENTENCE_NOTICE };
    fill(lang, key, &[("given", &given), ("needed", &needed), ("source", &source)])
}

fn tests(lang: Lang, check: &Check) -> String {
    let test = |test: &Test| {
        let (count, base) = (name(lang, test.count), name(lang, test.base));
        fill(lang, law::TEST, &[("count", &count), ("value", &test.value), ("base", &base), ("of", &test.of), ("needed", &test.needed)])
    };
    joined(lang, law::OR, check.tests.iter().map(test).collect())
}

fn joined(lang: Lang, by: Key, parts: Vec<String>) -> String {
    parts.into_iter().reduce(|one, other| fill(lang, by, &[("one", &one), ("other", &other)])).unwrap_or_default()
}

fn name(lang: Lang, count: Count) -> &'static str {
    named(lang, &format!("count_{}", count.name()))
}

fn source(lang: Lang, source: Law, article: &str) -> String {
    let name = named(lang, &format!("law_{}", source.name()));
    if article.is_empty() {
        return fill(lang, law::SOURCE, &[("law", &name)]);
    }
    fill(lang, law::SOURCE_ARTICLE, &[("law", &name), ("article", &article)])
}

fn named(lang: Lang, name: &str) -> &'static str {
    law::key(name).map_or("", |key: Key| t(lang, key))
}
