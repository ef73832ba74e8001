//! Whoever spoke up without wishing to be known: what is published about their words carries neither their name nor how to reach them.

use super::digits::{is_invisible, is_separator};
use super::{mask_name, mask_phone};
use crate::kernel::{Violation, Violations};
use crate::text::fold::fold;
use std::ops::Range;

/// Characters from which on a name is looked for: one alone is every other word.
const MIN_NAME: usize = 2;
/// Characters from which on a contact is looked for: a short number is also a sum or a house.
const MIN_CONTACT: usize = 5;

/// Where somebody stands in a text, and how it is covered there.
type Place = (Range<usize>, fn(&str) -> String);

/// The person behind an objection or an idea (提出的人), as they gave themselves.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Submitter<'a> {
    /// Their name; empty where they gave none.
    pub name: &'a str,
    /// Where to answer to; empty where they gave none.
    pub contact: &'a str,
}

impl Submitter<'_> {
    /// What of them stands in a text, masked. Scripts, widths and gaps between characters make no difference.
    pub fn found(&self, text: &str) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for (place, masked) in self.places(text) {
            let masked = masked(text.get(place).unwrap_or_default());
            if !found.contains(&masked) {
                found.push(masked);
            }
        }
        found
    }

    /// The text with what was found covered.
    pub fn covered(&self, text: &str) -> String {
        let mut covered = String::with_capacity(text.len());
        let mut done = 0;
        for (place, masked) in self.places(text) {
            covered.push_str(text.get(done..place.start).unwrap_or_default());
            covered.push_str(&masked(text.get(place.clone()).unwrap_or_default()));
            done = place.end;
        }
        covered.push_str(text.get(done..).unwrap_or_default());
        covered
    }

    /// Notes `submitter_named` where a text to be published carries their name or contact; the value shows it masked.
    pub fn note(&self, found: &mut Violations, field: &str, text: &str) {
        if let Some(masked) = self.found(text).first() {
            found.push(Violation::new(field, "submitter_named").with("found", masked));
        }
    }

    /// Where they stand in a text, in order, each with how it is covered.
    fn places(&self, text: &str) -> Vec<Place> {
        let text = Compared::of(text);
        let mut places: Vec<Place> = Vec::new();
        for name in names(self.name) {
            places.extend(text.places(&name, MIN_NAME).into_iter().map(|place| (place, mask_name as fn(&str) -> String)));
        }
        places.extend(text.places(self.contact, MIN_CONTACT).into_iter().map(|place| (place, mask_phone as fn(&str) -> String)));
        places.sort_by_key(|(place, _)| (place.start, std::cmp::Reverse(place.end)));
        let mut end = 0;
        places.retain(|(place, _)| {
            let apart = place.start >= end;
            end = end.max(place.end);
            apart
        });
        places
    }
}

/// The name as it was given, and of one with something behind it (趙大山，三組) its first part. Only a Chinese part: elsewhere the first
/// part is a surname that half the village bears.
fn names(given: &str) -> Vec<String> {
    let given = given.trim();
    let first = given.split(|c: char| !c.is_alphanumeric() && !matches!(c, '·' | '・' | '•' | '‧')).next().unwrap_or_default();
    let mut names = vec![given.to_owned()];
    if first != given && first.chars().any(|c| ('\u{3400}'..='\u{9fff}').contains(&c)) {
        names.push(first.to_owned());
    }
    names
}

/// A text as it is compared: each character folded, with its place, without what only stands between.
struct Compared(Vec<(String, Range<usize>)>);

impl Compared {
    fn of(text: &str) -> Self {
        let between = |c: char| is_separator(c) || is_invisible(c) || c.is_whitespace() || matches!(c, '·' | '・' | '•' | '‧' | '．');
        let told = text.char_indices().filter(|(_, c)| !between(*c));
        Self(told.map(|(at, c)| (fold(c.encode_utf8(&mut [0; 4])), at..at + c.len_utf8())).collect())
    }

    /// Where a word of at least so many characters stands.
    fn places(&self, word: &str, least: usize) -> Vec<Range<usize>> {
        let word = Self::of(word).0;
        if word.len() < least {
            return Vec::new();
        }
        let same = |window: &[(String, Range<usize>)]| window.iter().zip(&word).all(|((one, _), (other, _))| one == other);
        let windows = self.0.windows(word.len()).filter(|window| same(window));
        windows.filter_map(|window| Some(window.first()?.1.start..window.last()?.1.end)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Submitter;
    use rstest::rstest;

    #[rstest]
    #[case::as_it_is("赵大山", "", "赵大山反映的水渠已修好。", "赵某某反映的水渠已修好。")]
    #[case::in_the_other_script("趙大山", "", "赵大山说得对。", "赵某某说得对。")]
    #[case::with_gaps("赵大山", "", "赵 大山说得对。", "赵 某某说得对。")]
    #[case::twice("赵大山", "", "赵大山：赵大山", "赵某某：赵某某")]
    #[case::with_a_group_behind("赵大山，三组", "", "三组的赵大山说得对。", "三组的赵某某说得对。")]
    #[case::in_parts("扎西·顿珠", "", "扎西顿珠说得对。", "扎某某某说得对。")]
    #[case::the_group_alone_names_nobody("赵大山 三组", "", "三组的路明年修。", "三组的路明年修。")]
    #[case::one_character("赵", "", "赵家的路。", "赵家的路。")]
    #[case::a_mobile("", "13800138000", "已电话１３８-0013-8000答复。", "已电话138****8000答复。")]
    #[case::another_contact("", "0941-5123456", "已打0941 5123456说明。", "已打094****3456说明。")]
    #[case::a_short_number("", "48", "48 户都通了水。", "48 户都通了水。")]
    #[case::nothing_given("", "", "已修好。", "已修好。")]
    fn whoever_spoke_up_is_found_and_covered(#[case] name: &str, #[case] contact: &str, #[case] text: &str, #[case] covered: &str) {
        let submitter = Submitter { name, contact };
        assert_eq!(submitter.covered(text), covered);
        assert_eq!(submitter.found(text).is_empty(), text == covered);
        assert!(submitter.found(covered).is_empty(), "what is covered is found no more");
    }
}
