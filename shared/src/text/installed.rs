//! The table that a browser fetched. Kept for the life of the page, once per language, so that a text is a `&'static str` everywhere.

use std::sync::OnceLock;

use super::{COUNT, Lang, REVISION};

/// Why a table was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InstallError {
    /// Not a JSON array of texts.
    Malformed,
    /// Written for another set of keys: the page and its table come from different releases.
    OtherRevision,
}

type Table = Vec<&'static str>;

static TABLES: [OnceLock<Table>; Lang::ALL.len()] = [const { OnceLock::new() }; Lang::ALL.len()];

fn place(lang: Lang) -> Option<&'static OnceLock<Table>> {
    TABLES.get(lang as usize)
}

/// Takes the table of a language, as [`catalog_json`](super::catalog_json) wrote it. The same language again costs nothing.
pub fn install(lang: Lang, json: &str) -> Result<(), InstallError> {
    if is_installed(lang) {
        return Ok(());
    }
    let table = read(json)?;
    if let Some(place) = place(lang) {
        place.get_or_init(|| table);
    }
    Ok(())
}

/// Whether the table of this language is there.
pub fn is_installed(lang: Lang) -> bool {
    place(lang).is_some_and(|place| place.get().is_some())
}

/// The table of this language, or else of one that is there: words in another language are better than none.
pub fn table(lang: Lang) -> Option<&'static [&'static str]> {
    let others = Lang::ALL.into_iter().filter(|other| *other != lang);
    std::iter::once(lang).chain(others).find_map(|lang| place(lang)?.get()).map(Vec::as_slice)
}

/// At most one table per language is leaked, for it is used until the page closes.
fn read(json: &str) -> Result<Table, InstallError> {
    let texts: Vec<String> = serde_json::from_str(json).map_err(|_| InstallError::Malformed)?;
    let (revision, texts) = texts.split_first().ok_or(InstallError::Malformed)?;
    if revision != REVISION || texts.len() != COUNT {
        return Err(InstallError::OtherRevision);
    }
    Ok(texts.iter().map(|text| &*text.clone().leak()).collect())
}

#[cfg(test)]
mod tests {
    use super::super::{catalog, catalog_json};
    use super::{InstallError, Lang, install, is_installed, read, table};

    #[test]
    fn takes_its_own_revision_only() {
        assert_eq!(read("{"), Err(InstallError::Malformed));
        assert_eq!(read("[]"), Err(InstallError::Malformed));
        assert_eq!(read("[1]"), Err(InstallError::Malformed));
        assert_eq!(read("[\"0\",\"x\"]"), Err(InstallError::OtherRevision));
        assert_eq!(read(&catalog_json(Lang::En)).unwrap(), catalog(Lang::En));
    }

    #[test]
    fn another_language_is_better_than_none() {
        assert!(!is_installed(Lang::En));
        install(Lang::En, &catalog_json(Lang::En)).unwrap();
        install(Lang::En, "{").unwrap();
        assert!(is_installed(Lang::En));
        assert_eq!(table(Lang::ZhHant), Some(catalog(Lang::En)));
        install(Lang::ZhHant, &catalog_json(Lang::ZhHant)).unwrap();
        assert_eq!(table(Lang::ZhHant), Some(catalog(Lang::ZhHant)));
    }
}
