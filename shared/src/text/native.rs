//! The compiled-in tables: what the server speaks, and what the bundle's builder writes out for browsers.

use super::{COUNT, EN, Key, Lang, NAMES, REVISION, ZH_HANS, ZH_HANT};

/// All texts of a language in the order of their keys.
pub fn catalog(lang: Lang) -> &'static [&'static str] {
    let table: &'static [&'static str; COUNT] = match lang {
        Lang::ZhHant => &ZH_HANT,
        Lang::ZhHans => &ZH_HANS,
        Lang::En => &EN,
    };
    table
}

/// The table of a language as a browser installs it: a JSON array, first [`REVISION`], then all texts in the order of their keys.
pub fn catalog_json(lang: Lang) -> String {
    let texts = std::iter::once(REVISION).chain(catalog(lang).iter().copied());
    texts.collect::<serde_json::Value>().to_string()
}

impl Key {
    /// All keys with their names `room.key`, sorted by room, then by key.
    pub fn all() -> impl Iterator<Item = (Key, &'static str)> {
        (0..).map(Key).zip(NAMES)
    }

    /// The key called `room.key`.
    pub fn by_name(name: &str) -> Option<Key> {
        let (room, key) = name.split_once('.')?;
        let at = NAMES.binary_search_by(|known| known.split_once('.').unwrap_or_default().cmp(&(room, key))).ok()?;
        u16::try_from(at).ok().map(Key)
    }

    /// Its name `room.key`.
    pub fn name(self) -> &'static str {
        NAMES.get(usize::from(self.0)).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::super::{COUNT, problem};
    use super::{Key, Lang, catalog, catalog_json};

    #[test]
    fn every_key_is_found_by_its_name() {
        assert_eq!(Key::all().count(), COUNT);
        for (key, name) in Key::all() {
            assert_eq!(Key::by_name(name), Some(key), "{name}");
            assert_eq!(key.name(), name);
        }
        assert_eq!(Key::by_name("problem.stale"), Some(problem::STALE));
        assert_eq!(Key::by_name("problem"), None);
    }

    #[test]
    fn json_is_the_revision_and_the_table() {
        for lang in Lang::ALL {
            let texts: Vec<String> = serde_json::from_str(&catalog_json(lang)).unwrap();
            assert_eq!(texts[1..], *catalog(lang));
        }
    }
}
