//! 檢索 / 检索: what a person types finds what is written otherwise: Traditional and Simplified, full-width letters, pinyin and its initials.
//!
//! Each table is a text of lines. `scripts.txt`: a Simplified character, then the Traditional ones and variants that are read as it
//! (乾, 幹 and 干 are one here, as people mix them up). `pinyin.txt`: a syllable without its tone, then the characters read so; of
//! several readings the one in names. Both follow OpenCC and Unihan, cut down to what GB 2312 writes often and names use.

use std::collections::BTreeMap;
use std::sync::LazyLock;

static SCRIPTS: LazyLock<BTreeMap<char, char>> = LazyLock::new(|| {
    let lines = include_str!("fold/scripts.txt").lines();
    let pairs = lines.filter_map(|line| line.chars().next().map(|simplified| (simplified, line)));
    pairs.flat_map(|(simplified, line)| line.chars().skip(1).map(move |variant| (variant, simplified))).collect()
});

static READINGS: LazyLock<BTreeMap<char, &'static str>> = LazyLock::new(|| {
    let lines = include_str!("fold/pinyin.txt").lines();
    let split = lines.filter_map(|line| line.split_at_checked(line.find(|c: char| !c.is_ascii())?));
    split.flat_map(|(syllable, characters)| characters.chars().map(move |character| (character, syllable))).collect()
});

/// One character as every way of writing it is compared.
fn plain(c: char) -> char {
    let half = match c {
        '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '\u{3000}' => ' ',
        _ => c,
    };
    SCRIPTS.get(&half).copied().unwrap_or(half)
}

/// A text as it is compared: Simplified, half-width, lower case.
pub fn fold(text: &str) -> String {
    text.chars().map(plain).flat_map(char::to_lowercase).collect()
}

/// What is searched in a record, made once (檢索詞 / 检索词).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SearchKey {
    folded: String,
    /// A line from each character on: its syllables, and their initials.
    spelt: String,
}

/// What somebody typed to find something, made once for a whole list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SearchQuery {
    /// Each word, and the same at a line's beginning.
    words: Vec<(String, String)>,
}

impl SearchQuery {
    /// Reads what was typed; its words may stand in any order.
    pub fn new(typed: &str) -> Self {
        Self { words: fold(typed).split_whitespace().map(|word| (word.to_owned(), format!("\n{word}"))).collect() }
    }

    /// Was nothing typed?
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }
}

impl SearchKey {
    /// Of names, which are found by pinyin too, and of other words, which are found as they are written.
    pub fn new(names: &[&str], words: &[&str]) -> Self {
        let folded: Vec<String> = names.iter().chain(words).map(|text| fold(text)).collect();
        let spelt = folded.iter().take(names.len()).map(|name| spellings(name)).collect();
        Self { folded: folded.join("\n"), spelt }
    }

    /// Does every word of the query fit? An empty query fits everything.
    pub fn fits(&self, query: &SearchQuery) -> bool {
        query.words.iter().all(|(word, line)| self.folded.contains(word) || self.spelt.contains(line))
    }
}

/// `王甲子` is the lines `wangjiazi`, `wjz`, `jiazi`, `jz`, `zi`, `z`, each after a line break.
fn spellings(folded: &str) -> String {
    let syllables: Vec<&str> = folded.chars().filter_map(|c| READINGS.get(&c).copied()).collect();
    let mut lines = String::new();
    for tail in (0..syllables.len()).filter_map(|place| syllables.get(place..)) {
        lines.push('\n');
        lines.extend(tail.iter().copied());
        lines.push('\n');
        lines.extend(tail.iter().filter_map(|syllable| syllable.chars().next()));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::{SearchKey, SearchQuery, fold};
    use rstest::rstest;

    #[rstest]
    #[case("張亂發", "张乱发")]
    #[case("頭髮、發展", "头发、发展")]
    #[case("幹部乾係繫后後復複", "干部干系系后后复复")]
    #[case("ＡＢ１２　ｘ", "ab12 x")]
    fn ways_of_writing_are_one(#[case] written: &str, #[case] plain: &str) {
        assert_eq!(fold(written), plain);
    }

    #[rstest]
    #[case("", true)]
    #[case("張甲", true)]
    #[case("张甲子", true)]
    #[case("zhangj", true)]
    #[case("jiazi", true)]
    #[case("ZJZ", true)]
    #[case("jz", true)]
    #[case("二組", true)]
    #[case("张 1380", true)]
    #[case("ang", false)]
    #[case("erzu", false)]
    #[case("王", false)]
    #[case("张 王", false)]
    fn a_household_is_found(#[case] query: &str, #[case] found: bool) {
        let key = SearchKey::new(&["張甲子"], &["二组", "13800000000"]);
        assert_eq!(key.fits(&SearchQuery::new(query)), found, "{query}");
    }

    #[test]
    fn every_character_stands_once() {
        for table in [include_str!("fold/scripts.txt"), include_str!("fold/pinyin.txt")] {
            let mut seen = std::collections::BTreeSet::new();
            let characters = table.chars().filter(|c| !c.is_ascii());
            assert!(characters.clone().count() > 3_000);
            characters.for_each(|c| assert!(seen.insert(c), "{c} stands twice"));
        }
    }
}
