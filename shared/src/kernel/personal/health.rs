//! Words of illness and disability in a text that is to be published.
//!
//! Illness is sensitive (Personal Information Protection Law, Art. 28), and public notices show name, group and amount and never what
//! somebody suffers from. The list is short on purpose: what village notices about relief name most. Programmes that bear such a word in
//! their name (大病救助, 殘疾人補貼 / 残疾人补贴) and free health checks are no one's illness, so plain 大病, 殘疾 and 血糖 are not on it. A
//! word found is asked about and never refused, for it may belong to nobody.

use crate::text::fold::fold;

/// Illnesses and disabilities, in Simplified: both scripts are compared in it.
const WORDS: [&str; 33] = [
    "癌",
    "肿瘤",
    "白血病",
    "尿毒症",
    "透析",
    "化疗",
    "艾滋",
    "乙肝",
    "肝炎",
    "肝硬化",
    "结核",
    "精神病",
    "精神分裂",
    "精神障碍",
    "抑郁症",
    "癫痫",
    "糖尿病",
    "高血压",
    "心脏病",
    "脑梗",
    "脑溢血",
    "中风",
    "偏瘫",
    "瘫痪",
    "植物人",
    "智障",
    "痴呆",
    "尘肺",
    "患病",
    "患有",
    "身患",
    "肢体残疾",
    "精神残疾",
];

/// The words of illness in a text as they are written there, each once.
pub fn find_illness(text: &str) -> Vec<String> {
    let folded: Vec<char> = fold(text).chars().collect();
    let as_written: Vec<char> = text.chars().collect();
    // Folding puts one character for one but for a few foreign letters; where it does not, the list's own word is shown.
    let written = if folded.len() == as_written.len() { &as_written } else { &folded };
    let mut found: Vec<String> = Vec::new();
    for word in WORDS.iter().map(|word| fold(word).chars().collect::<Vec<char>>()) {
        let at = folded.windows(word.len()).position(|window| window == word);
        let shown: Option<String> = at.and_then(|at| written.get(at..at + word.len())).map(|word| word.iter().collect());
        found.extend(shown);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::find_illness;
    use rstest::rstest;

    #[rstest]
    #[case("王某某，一組，患癌症，救助 800 元。", &["癌"])]
    #[case("李某某身患糖尿病", &["糖尿病", "身患"])]
    #[case("張某某，腦溢血後臥床", &["腦溢血"])]
    #[case("县医院医生义诊，量血压、测血糖。", &[])]
    #[case("大病救助、残疾人补贴已打到一卡通。", &[])]
    fn illness_is_found_in_both_scripts_and_programmes_are_not(#[case] text: &str, #[case] words: &[&str]) {
        assert_eq!(find_illness(text), words);
    }
}
