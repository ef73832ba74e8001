//! Templates: how a text of the catalog names what is filled in.
//!
//! `{name}` stands for a value. English alone may write `{n, one visit, # visits}`: the first form when the value is `1`,
//! else the second, `#` being the value. There is no way to write a literal brace, and none is needed.
//! The build script reads this same file, so a text it let through is one that can be filled.

/// One piece of a template, in reading order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Words that stand as they are.
    Plain(&'a str),
    /// A place for a value; with two forms where the words depend on its being one.
    Slot {
        /// The value's name.
        name: &'a str,
        /// The form for one and the form for all other numbers.
        forms: Option<(&'a str, &'a str)>,
    },
    /// A brace that opens or closes nothing, or a slot without a sound name.
    Broken(&'a str),
}

/// The pieces of a template.
pub fn pieces(text: &str) -> Pieces<'_> {
    Pieces { rest: text }
}

/// See [`pieces`].
#[derive(Debug, Clone)]
pub struct Pieces<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        let rest = self.rest;
        if rest.is_empty() {
            return None;
        }
        let Some(inside) = rest.strip_prefix('{') else {
            let end = rest.find('{').unwrap_or(rest.len());
            let (plain, after) = rest.split_at_checked(end)?;
            self.rest = after;
            return Some(if plain.contains('}') { Piece::Broken(plain) } else { Piece::Plain(plain) });
        };
        let Some((slot, after)) = inside.split_once('}') else {
            self.rest = "";
            return Some(Piece::Broken(rest));
        };
        self.rest = after;
        Some(slot_of(slot))
    }
}

fn slot_of(slot: &str) -> Piece<'_> {
    let mut parts = slot.splitn(3, ',');
    let name = parts.next().unwrap_or_default();
    let sound = !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    match (sound, parts.next(), parts.next()) {
        (true, None, _) => Piece::Slot { name, forms: None },
        (true, Some(one), Some(other)) => Piece::Slot { name, forms: Some((one.trim_start(), other.trim_start())) },
        _ => Piece::Broken(slot),
    }
}

#[cfg(test)]
mod tests {
    use super::{Piece, pieces};
    use rstest::rstest;

    #[rstest]
    #[case("", &[])]
    #[case("已保存", &[Piece::Plain("已保存")])]
    #[case("還差 {n} 人", &[Piece::Plain("還差 "), Piece::Slot { name: "n", forms: None }, Piece::Plain(" 人")])]
    #[case("{a}{b}", &[Piece::Slot { name: "a", forms: None }, Piece::Slot { name: "b", forms: None }])]
    #[case("{n, one visit, # visits, all sent}", &[Piece::Slot { name: "n", forms: Some(("one visit", "# visits, all sent")) }])]
    #[case("{n, only one}", &[Piece::Broken("n, only one")])]
    #[case("{}", &[Piece::Broken("")])]
    #[case("{N}", &[Piece::Broken("N")])]
    #[case("a } b", &[Piece::Broken("a } b")])]
    #[case("a {b", &[Piece::Plain("a "), Piece::Broken("{b")])]
    fn reads(#[case] text: &str, #[case] wanted: &[Piece<'_>]) {
        assert_eq!(pieces(text).collect::<Vec<_>>(), wanted);
    }
}
