//! Names of the village's people in a text that is to be published: found by the register, covered as the rules want.

use shared::kernel::personal::mask_name;

/// Characters from which on a name is looked for: one alone is every other word.
const MIN_NAME: usize = 2;

/// The people of the register whom a text names in full, each once, in the order of the register.
pub fn named(text: &str, names: &[String]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for name in names.iter().map(|name| name.trim()) {
        if name.chars().count() >= MIN_NAME && text.contains(name) && !found.iter().any(|one| one == name) {
            found.push(name.to_owned());
        }
    }
    found
}

/// The text with these people's names masked; longer names first, so that none is left half covered.
pub fn cover(text: &str, names: &[String]) -> String {
    let mut found = named(text, names);
    found.sort_by_key(|name| std::cmp::Reverse(name.chars().count()));
    found.iter().fold(text.to_owned(), |text, name| text.replace(name.as_str(), &mask_name(name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_found_and_covered() {
        let names = ["王小明", "王小", "李", " 歐陽修 ", "王小明"].map(str::to_owned);
        let text = "王小明、歐陽修兩戶，李某";
        assert_eq!(named(text, &names), ["王小明", "王小", "歐陽修"]);
        assert_eq!(cover(text, &names), "王某某、歐陽某兩戶，李某");
        assert_eq!(cover("沒有名字", &names), "沒有名字");
    }
}
