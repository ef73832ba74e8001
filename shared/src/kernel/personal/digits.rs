//! The characters that a number is written in (數字 / 数字): plain digits of every script, enclosed ones, Chinese numerals; and what stands
//! between them. A small table of our own: the normalisation tables of Unicode would weigh more than the whole finder.

/// How a digit is written. Digits of two ways that touch are rarely one number: 「②13800138000」, 「组三623023…」.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// Digits of any script, full-width, mathematical, raised or lowered.
    Plain,
    /// In a circle, in parentheses, with a full stop.
    Enclosed,
    /// Chinese numerals and those of Suzhou (蘇州碼子 / 苏州码子).
    Han,
}

/// The zero of each script whose ten digits stand in a row (Unicode 17, category Nd).
const ZEROS: [u32; 77] = [
    0x30, 0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xDE6, 0xE50, 0xED0, 0xF20, 0x1040, 0x1090,
    0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0, 0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0,
    0xFF10, 0x104A0, 0x10D30, 0x10D40, 0x11066, 0x110F0, 0x11136, 0x111D0, 0x112F0, 0x11450, 0x114D0, 0x11650, 0x116C0, 0x116D0, 0x116DA,
    0x11730, 0x118E0, 0x11950, 0x11BF0, 0x11C50, 0x11D50, 0x11DA0, 0x11DE0, 0x11F50, 0x16130, 0x16A60, 0x16AC0, 0x16B50, 0x16D70, 0x1CCF0,
    0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6, 0x1E140, 0x1E2F0, 0x1E4F0, 0x1E5F1, 0x1E950, 0x1FBF0,
];
/// Rows of enclosed numbers: the first character, the last, and the number of the first.
const ENCLOSED: [(u32, u32, u32); 17] = [
    (0x2460, 0x2473, 1),
    (0x2474, 0x2487, 1),
    (0x2488, 0x249B, 1),
    (0x24EA, 0x24EA, 0),
    (0x24EB, 0x24F4, 11),
    (0x24F5, 0x24FE, 1),
    (0x24FF, 0x24FF, 0),
    (0x2776, 0x277F, 1),
    (0x2780, 0x2789, 1),
    (0x278A, 0x2793, 1),
    (0x3220, 0x3229, 1),
    (0x3251, 0x325F, 21),
    (0x3280, 0x3289, 1),
    (0x32B1, 0x32BF, 36),
    (0x1F100, 0x1F100, 0),
    (0x1F101, 0x1F10A, 0),
    (0x1F10B, 0x1F10C, 0),
];
/// Chinese numerals by their value, in everyday, formal and older forms, Suzhou's too.
const NUMERALS: [&str; 10] =
    ["〇零○", "一壹弌幺〡⼀㆒", "二贰貳弍〢⼆㆓", "三叁參叄弎〣㆔", "四肆〤㆕", "五伍〥", "六陆陸〦", "七柒〧", "八捌〨⼋", "九玖〩"];
/// What is written for an X: Latin, Cyrillic, Greek and Roman, and the sign that looks like it.
const EX: &str = "xXｘＸхХχΧⅹⅩ×✕✖ⓧⓍ";
/// What is written for a zero among digits: the letter, in three scripts.
const OH: &str = "oOｏＯоОοΟ";

/// A character of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    /// One digit, or a number of two digits in one character.
    Digits {
        /// How it is written.
        style: Style,
        /// The tens, where it has some.
        tens: Option<u8>,
        /// The ones.
        ones: u8,
    },
    /// An X, which may be a check character.
    Ex,
    /// The letter O, which between digits is a zero.
    Oh,
    /// What is not seen or lies upon another character.
    Invisible,
    /// What may stand between the digits of a number.
    Between,
    /// A letter, a word: no number goes on across it.
    Other,
}

/// What a character is to a number.
pub(super) fn sign(c: char) -> Sign {
    if is_invisible(c) {
        Sign::Invisible
    } else if let Some((style, number)) = number(c) {
        let tens = u8::try_from(number / 10).ok().filter(|tens| *tens > 0);
        Sign::Digits { style, tens, ones: u8::try_from(number % 10).unwrap_or_default() }
    } else if EX.contains(c) {
        Sign::Ex
    } else if OH.contains(c) {
        Sign::Oh
    } else if c.is_alphanumeric() {
        Sign::Other
    } else {
        Sign::Between
    }
}

fn number(c: char) -> Option<(Style, u32)> {
    let code = u32::from(c);
    let plain = match c {
        '²' => Some(2),
        '³' => Some(3),
        '¹' => Some(1),
        '⁰' => Some(0),
        '⁴'..='⁹' => Some(code - 0x2070),
        '₀'..='₉' => Some(code - 0x2080),
        _ => ZEROS.iter().find(|zero| (**zero..**zero + 10).contains(&code)).map(|zero| code - zero),
    };
    let enclosed =
        || ENCLOSED.iter().find(|(first, last, _)| (*first..=*last).contains(&code)).map(|(first, _, number)| code - first + number);
    let han = || (0_u32..).zip(NUMERALS).find(|(_, forms)| forms.contains(c)).map(|(value, _)| value);
    let plain = plain.map(|value| (Style::Plain, value));
    plain.or_else(|| enclosed().map(|value| (Style::Enclosed, value))).or_else(|| han().map(|value| (Style::Han, value)))
}

/// What people put between the groups of one number.
pub(super) fn is_separator(c: char) -> bool {
    let space = c.is_whitespace() && !matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}');
    space || matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2043}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '－')
}

/// What stands in a text and is not seen, or is a mark upon the character before it: it parts nothing.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
        | '\u{fff9}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}'
        // Combining marks.
        | '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}'
        | '\u{302a}'..='\u{302f}' | '\u{3099}'..='\u{309a}' | '\u{fe20}'..='\u{fe2f}')
}

/// Is it a line break?
pub(super) fn is_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}
