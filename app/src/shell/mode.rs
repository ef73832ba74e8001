//! 顯示方式 / 显示方式: theme, size of type and contrast, as attributes of `<html>` and as cookies of the same names and values.
//!
//! The style sheet reads `data-theme`, `data-size` and `data-contrast`. The server reads the cookies, so that a page arrives as its
//! reader wants it; `first.js` reads them for the shells that come from the device's cache.

use shared::text::{self, Lang};

/// The cookie that names the chosen language, by its tag.
pub const LANGUAGE_COOKIE: &str = "lang";

/// How long a choice is remembered: a year, after which the reader is asked nothing and gets what the browser prefers.
const REMEMBERED_S: u32 = 365 * 24 * 60 * 60;

/// A closed set of values that stand on `<html>` and in a cookie.
pub trait Choice: Copy + Default + PartialEq + 'static {
    /// The cookie's name; with `data-` before it, the attribute's.
    const NAME: &'static str;
    /// All values in the order in which a page offers them.
    const ALL: &'static [Self];
    /// The value as it is written.
    fn value(self) -> &'static str;
    /// The value that is written so.
    fn from_value(value: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|choice| choice.value() == value)
    }
}

/// Light or dark (主題 / 主题).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the device is set.
    #[default]
    Auto,
    /// Dark ink on light paper.
    Light,
    /// Light ink on dark paper.
    Dark,
}

impl Choice for Theme {
    const NAME: &'static str = "theme";
    const ALL: &'static [Self] = &[Self::Auto, Self::Light, Self::Dark];
    fn value(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// Size of type and touch targets: elder mode is 大字版 (長輩版 / 长辈版).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Size {
    /// For most.
    #[default]
    Standard,
    /// Larger type, more room, larger touch targets.
    Elder,
}

impl Choice for Size {
    const NAME: &'static str = "size";
    const ALL: &'static [Self] = &[Self::Standard, Self::Elder];
    fn value(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Elder => "elder",
        }
    }
}

/// Contrast (對比 / 对比).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Contrast {
    /// As the device is set.
    #[default]
    Auto,
    /// High contrast.
    More,
    /// As designed, whatever the device asks for.
    Less,
}

impl Choice for Contrast {
    const NAME: &'static str = "contrast";
    const ALL: &'static [Self] = &[Self::Auto, Self::More, Self::Less];
    fn value(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::More => "more",
            Self::Less => "less",
        }
    }
}

/// How a page is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Mode {
    /// Light or dark.
    pub theme: Theme,
    /// Size of type.
    pub size: Size,
    /// Contrast.
    pub contrast: Contrast,
}

impl Mode {
    /// What the cookies say; a value that is not known counts as none.
    pub fn from_cookies(header: &str) -> Self {
        Self { theme: choice(header), size: choice(header), contrast: choice(header) }
    }

    /// The attributes of `<html>` with their values.
    pub fn attributes(self) -> [(&'static str, &'static str); 3] {
        [("data-theme", self.theme.value()), ("data-size", self.size.value()), ("data-contrast", self.contrast.value())]
    }
}

/// The language to answer in: the one chosen, else the one that the browser prefers.
pub fn language(cookies: &str, accept_language: &str) -> Lang {
    cookie(cookies, LANGUAGE_COOKIE).and_then(Lang::from_tag).unwrap_or_else(|| text::negotiate(accept_language))
}

/// The value of a cookie in a `Cookie` header, or in `document.cookie`, which is written alike.
pub fn cookie<'a>(header: &'a str, name: &str) -> Option<&'a str> {
    header.split(';').filter_map(|pair| pair.trim().split_once('=')).find(|(known, _)| *known == name).map(|(_, value)| value)
}

/// The line that sets a preference's cookie, as `document.cookie` and `Set-Cookie` take it.
///
/// Not `Secure`, not `HttpOnly`: it holds nothing to protect, and the page itself reads it.
pub fn cookie_line(name: &str, value: &str) -> String {
    format!("{name}={value}; Path=/; Max-Age={REMEMBERED_S}; SameSite=Lax")
}

/// What a link such as `?lang=en` or `?size=elder` chooses, for readers without JavaScript: the cookies to set before the server
/// sends the reader back to the same address without the query. `None` where the query chooses nothing.
pub fn chosen_by_query(query: &str) -> Option<Vec<String>> {
    let lines: Vec<String> = query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .filter(|(name, value)| is_choice(name, value))
        .map(|(name, value)| cookie_line(name, value))
        .collect();
    (!lines.is_empty()).then_some(lines)
}

fn is_choice(name: &str, value: &str) -> bool {
    match name {
        LANGUAGE_COOKIE => Lang::from_tag(value).is_some(),
        Theme::NAME => Theme::from_value(value).is_some(),
        Size::NAME => Size::from_value(value).is_some(),
        Contrast::NAME => Contrast::from_value(value).is_some(),
        _ => false,
    }
}

fn choice<C: Choice>(header: &str) -> C {
    cookie(header, C::NAME).and_then(C::from_value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_are_read_and_nonsense_is_not() {
        let mode = Mode::from_cookies("theme=dark; size=elder; contrast=loud; other=1");
        assert_eq!(mode, Mode { theme: Theme::Dark, size: Size::Elder, contrast: Contrast::Auto });
        assert_eq!(Mode::from_cookies(""), Mode::default());
        assert_eq!(Mode::from_cookies("theme"), Mode::default());
    }

    #[test]
    fn a_chosen_language_wins() {
        assert_eq!(language("lang=zh-Hant", "en"), Lang::ZhHant);
        assert_eq!(language("lang=fr", "en"), Lang::En);
        assert_eq!(language("", "zh-TW,zh;q=0.9"), Lang::ZhHant);
    }

    #[test]
    fn a_link_chooses_only_what_there_is() {
        assert_eq!(chosen_by_query("a=b&lang=en&size=huge"), Some(vec![cookie_line("lang", "en")]));
        assert_eq!(chosen_by_query("lang=en%0d%0aSet-Cookie:x"), None);
        assert_eq!(chosen_by_query(""), None);
    }

    #[test]
    fn values_read_back() {
        for theme in Theme::ALL {
            assert_eq!(Theme::from_value(theme.value()), Some(*theme));
        }
        assert_eq!(Mode::default().attributes(), [("data-theme", "auto"), ("data-size", "standard"), ("data-contrast", "auto")]);
    }
}
