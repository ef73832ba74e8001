//! The three languages and how one is chosen.

use serde::{Deserialize, Serialize};

/// A language of the product (語言 / 语言), on the wire by its BCP 47 tag.
///
/// Simplified is the default: it is what the county's offices write, and what a reader without a wish is served.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub enum Lang {
    /// Traditional Chinese (繁體).
    #[serde(rename = "zh-Hant")]
    ZhHant,
    /// Simplified Chinese (简体).
    #[default]
    #[serde(rename = "zh-Hans")]
    ZhHans,
    /// English.
    #[serde(rename = "en")]
    En,
}

impl Lang {
    /// All of them, in the order in which the switch shows them.
    pub const ALL: [Lang; 3] = [Lang::ZhHant, Lang::ZhHans, Lang::En];

    /// Its BCP 47 tag, for `<html lang>`, cookies and file names.
    pub fn tag(self) -> &'static str {
        match self {
            Lang::ZhHant => "zh-Hant",
            Lang::ZhHans => "zh-Hans",
            Lang::En => "en",
        }
    }

    /// The language with exactly this tag; for wishes of browsers see [`negotiate`].
    pub fn from_tag(tag: &str) -> Option<Lang> {
        Lang::ALL.into_iter().find(|lang| lang.tag() == tag)
    }

    /// Its name in itself, the same whatever language the page is in.
    pub fn own_name(self) -> &'static str {
        match self {
            Lang::ZhHant => "繁體",
            Lang::ZhHans => "简体",
            Lang::En => "English",
        }
    }
}

/// More wishes than a browser sends are not read.
const MAX_RANGES: usize = 16;

/// The best language for an `Accept-Language` header; the default where it asks for none of ours.
pub fn negotiate(accept_language: &str) -> Lang {
    let mut best = (0, Lang::default());
    for range in accept_language.split(',').take(MAX_RANGES) {
        let mut parts = range.split(';');
        let tag = parts.next().unwrap_or_default().trim();
        let weight = parts.find_map(|part| part.trim().strip_prefix("q=")).map_or(FULL_WEIGHT, weight_of);
        if let Some(lang) = lang_of_range(tag)
            && weight > best.0
        {
            best = (weight, lang);
        }
    }
    best.1
}

/// A weight of 1 in thousandths.
const FULL_WEIGHT: u32 = 1000;

/// A q-value in thousandths; nonsense weighs nothing.
fn weight_of(q: &str) -> u32 {
    let (whole, fraction) = q.trim().split_once('.').unwrap_or((q.trim(), ""));
    if fraction.len() > 3 || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return 0;
    }
    let thousandths = fraction.bytes().chain(std::iter::repeat(b'0')).take(3).fold(0, |sum, b| sum * 10 + u32::from(b - b'0'));
    match whole {
        "1" if thousandths == 0 => FULL_WEIGHT,
        "0" => thousandths,
        _ => 0,
    }
}

/// Script before region: `zh-Hans-HK` is Simplified. Hong Kong, Macau and Taiwan write Traditional, the rest Simplified.
fn lang_of_range(tag: &str) -> Option<Lang> {
    let tag = tag.to_ascii_lowercase();
    let mut subtags = tag.split(['-', '_']);
    match subtags.next()? {
        "en" => Some(Lang::En),
        "*" => Some(Lang::default()),
        "zh" => {
            let rest: Vec<&str> = subtags.collect();
            let has = |wanted: &[&str]| rest.iter().any(|subtag| wanted.contains(subtag));
            let traditional = has(&["hant"]) || (!has(&["hans"]) && has(&["tw", "hk", "mo"]));
            Some(if traditional { Lang::ZhHant } else { Lang::ZhHans })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Lang, negotiate};
    use rstest::rstest;

    #[rstest]
    #[case("zh-TW,zh,en", Lang::ZhHant)]
    #[case("zh-CN,zh,en", Lang::ZhHans)]
    #[case("zh-TW,zh;q=0.9,en-US;q=0.8,en;q=0.7", Lang::ZhHant)]
    #[case("zh-HK", Lang::ZhHant)]
    #[case("zh-MO", Lang::ZhHant)]
    #[case("zh-Hant", Lang::ZhHant)]
    #[case("zh-Hant-CN", Lang::ZhHant)]
    #[case("zh_TW", Lang::ZhHant)]
    #[case("zh-hans-HK", Lang::ZhHans)]
    #[case("zh-SG", Lang::ZhHans)]
    #[case("zh", Lang::ZhHans)]
    #[case("en", Lang::En)]
    #[case("en-GB,zh-CN;q=0.9", Lang::En)]
    #[case("EN-us", Lang::En)]
    #[case("en;q=0.5, zh-TW ; q=0.8", Lang::ZhHant)]
    #[case("fr;q=1, en;q=0.1", Lang::En)]
    #[case("en;q=0, zh-TW;q=0.001", Lang::ZhHant)]
    #[case("en;q=0", Lang::ZhHans)]
    #[case("fr,de", Lang::ZhHans)]
    #[case("", Lang::ZhHans)]
    #[case("*", Lang::ZhHans)]
    #[case("*;q=0.1,en;q=0.2", Lang::En)]
    #[case("en;q=nonsense,zh-TW;q=0.3", Lang::ZhHant)]
    #[case("en;q=1.5,zh-TW;q=0.3", Lang::ZhHant)]
    #[case("en;q=0.12345,zh-TW;q=0.3", Lang::ZhHant)]
    #[case(";;;,,,;q=", Lang::ZhHans)]
    fn serves_what_is_asked_for(#[case] header: &str, #[case] wanted: Lang) {
        assert_eq!(negotiate(header), wanted);
    }

    #[test]
    fn tags_are_the_wire() {
        for lang in Lang::ALL {
            assert_eq!(Lang::from_tag(lang.tag()), Some(lang));
            assert_eq!(serde_json::to_value(lang).unwrap(), lang.tag());
        }
        assert_eq!(Lang::from_tag("zh-TW"), None);
    }
}
