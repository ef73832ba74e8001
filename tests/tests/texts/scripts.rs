//! Each script pure, each sentence typeset.

use anyhow::Result;
use ferrous_opencc::OpenCC;
use ferrous_opencc::config::BuiltinConfig::{S2t, T2s};
use shared::text::{Key, Lang, catalog};

/// Characters that stand in Traditional text too, though Simplified also writes other characters so.
const IN_BOTH_SCRIPTS: &str = "里后干台只系面准吃才群岳表范余云采谷几";

/// Every text of a language with its name.
fn texts(lang: Lang) -> impl Iterator<Item = (&'static str, &'static str)> {
    Key::all().zip(catalog(lang)).map(|((_, name), text)| (name, *text))
}

fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

#[test]
fn simplified_holds_no_traditional_character() -> Result<()> {
    let to_simplified = OpenCC::from_config(T2s)?;
    let faults: Vec<String> = texts(Lang::ZhHans)
        .filter(|(_, text)| to_simplified.convert(text) != *text)
        .map(|(name, text)| format!("{name}: {text}"))
        .collect();
    assert!(faults.is_empty(), "Traditional characters in zh-Hans:\n{}", faults.join("\n"));
    Ok(())
}

#[test]
fn traditional_holds_no_simplified_character() -> Result<()> {
    let (to_simplified, to_traditional) = (OpenCC::from_config(T2s)?, OpenCC::from_config(S2t)?);
    let simplified_only = |c: char| {
        let one = c.to_string();
        is_han(c) && !IN_BOTH_SCRIPTS.contains(c) && to_simplified.convert(&one) == one && to_traditional.convert(&one) != one
    };
    let faults: Vec<String> = texts(Lang::ZhHant)
        .map(|(name, text)| (name, text, text.chars().filter(|c| simplified_only(*c)).collect::<String>()))
        .filter(|(_, _, wrong)| !wrong.is_empty())
        .map(|(name, text, wrong)| format!("{name}: {wrong} in {text}"))
        .collect();
    assert!(faults.is_empty(), "Simplified characters in zh-Hant:\n{}", faults.join("\n"));
    Ok(())
}

/// Each script has its own quotation marks, Chinese its full-width stops, English no Chinese; nobody is shouted at.
#[test]
fn sentences_are_typeset() {
    let half_width = |text: &str| {
        let chars: Vec<char> = text.chars().collect();
        chars
            .windows(2)
            .any(|pair| matches!(pair, [a, b] if (is_han(*a) && ",;:?()".contains(*b)) || (",;:?()".contains(*a) && is_han(*b))))
    };
    let mut faults = Vec::new();
    for lang in Lang::ALL {
        for (name, text) in texts(lang) {
            let wrong = match lang {
                Lang::ZhHant => half_width(text) || text.contains(['“', '”', '‘', '’']),
                Lang::ZhHans => half_width(text) || text.contains(['「', '」', '『', '』']),
                Lang::En => text.chars().any(is_han) || text.contains(['，', '。', '「', '」']),
            };
            if wrong || text.contains(['!', '！']) || text.contains("...") || text.contains("  ") {
                faults.push(format!("{} {name}: {text}", lang.tag()));
            }
        }
    }
    assert!(faults.is_empty(), "not well set:\n{}", faults.join("\n"));
}
