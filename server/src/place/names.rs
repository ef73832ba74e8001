//! A published Simplified name in the other two languages: Traditional by OpenCC's tables, English by pinyin without tones.
//!
//! The tables guess where several characters became one: of 池干村 they make 池幹村. Such characters stay as they were published. Both are
//! a first draft made at import; an administrator corrects what a table gets wrong (`place.correct_division_name`).

use ferrous_opencc::{OpenCC, config::BuiltinConfig};
use pinyin::ToPinyin;
use shared::kernel::Level;
use shared::place::{Names, short_name};

/// Turns published names into names of three languages. Made once: loading the tables takes longer than using them.
pub struct Namer {
    traditional: OpenCC,
}

/// Characters of which names have the plain form at least as often as the one that the tables would make of it.
const AMBIGUOUS: &str = "干里托杰余范岳岩郁涂斗占征咸准丑于朴游涌芸仆几";

/// What a Chinese name ends in, and what it is called in English.
const ENDINGS: [(&str, &str); 12] = [
    ("自治州", "Prefecture"),
    ("自治县", "County"),
    ("社区", "Community"),
    ("街道", "Subdistrict"),
    ("省", "Province"),
    ("州", "Prefecture"),
    ("市", "City"),
    ("县", "County"),
    ("区", "District"),
    ("镇", "Town"),
    ("乡", "Township"),
    ("村", "Village"),
];

impl Namer {
    /// Loads the tables.
    ///
    /// # Errors
    /// When the built-in tables cannot be read, which a build without them would mean.
    pub fn new() -> anyhow::Result<Self> {
        Ok(Self { traditional: OpenCC::from_config(BuiltinConfig::S2t)? })
    }

    /// The full name and the name for display, each in three languages.
    pub fn names(&self, level: Level, published: &str) -> (Names, Names) {
        let short = short_name(level, published);
        let english = english(&short);
        (self.in_three(published, &english), self.in_three(&short, &english))
    }

    fn in_three(&self, hans: &str, en: &str) -> Names {
        Names { hans: hans.to_owned(), hant: self.traditional(hans), en: en.to_owned() }
    }

    /// Piece by piece between the characters that stay.
    fn traditional(&self, hans: &str) -> String {
        let pieces = hans.split_inclusive(|c| AMBIGUOUS.contains(c));
        let convert = |piece: &str| {
            let stays = piece.chars().next_back().filter(|c| AMBIGUOUS.contains(*c));
            let before = stays.map_or(piece, |c| piece.strip_suffix(c).unwrap_or(piece));
            let mut converted = if before.is_empty() { String::new() } else { self.traditional.convert(before) };
            converted.extend(stays);
            converted
        };
        pieces.map(convert).collect()
    }
}

/// 「瓜咱村」 is “Guazan Village”. A stem of one character keeps its ending: 「张村」 is “Zhangcun Village”.
fn english(short: &str) -> String {
    let found = ENDINGS.iter().find_map(|(ending, word)| short.strip_suffix(ending).map(|stem| (stem, *word)));
    let (stem, word) = found.map_or((short, ""), |(stem, word)| if stem.chars().count() > 1 { (stem, word) } else { (short, word) });
    let spelt: String =
        stem.chars().map(|c| c.to_pinyin().map_or_else(|| c.to_string(), |pinyin| pinyin.plain().replace('ü', "v"))).collect();
    let mut letters = spelt.chars();
    let capital: String = letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default();
    if word.is_empty() { capital } else { format!("{capital} {word}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_names_of_one_village() {
        let (full, short) = Namer::new().unwrap().names(Level::Village, "罗家峪村村民委员会");
        assert_eq!(full.hant, "羅家峪村村民委員會");
        assert_eq!((short.hans.as_str(), short.hant.as_str(), short.en.as_str()), ("罗家峪村", "羅家峪村", "Luojiayu Village"));
        for (hans, hant) in [
            ("灿干村", "燦干村"),
            ("池干村", "池干村"),
            ("坪里村", "坪里村"),
            ("湾里村", "灣里村"),
            ("托希村", "托希村"),
            ("杰迪村", "杰迪村"),
            ("里", "里"),
        ] {
            assert_eq!(Namer::new().unwrap().traditional(hans), hant);
        }
        let (_, township) = Namer::new().unwrap().names(Level::Township, "城关镇");
        assert_eq!(township.en, "Chengguan Town");
        assert_eq!(english("张村"), "Zhangcun Village");
    }
}
