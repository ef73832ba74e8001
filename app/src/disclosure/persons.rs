//! Names of the village's people in a text that is to be published: found by the register, covered as the rules want. Whoever writes such a
//! text, a notice, an answer, a call or a record, sees them while they write.

#[cfg(feature = "csr")]
pub use line::{Register, persons_line, text_warnings};

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

#[cfg(feature = "csr")]
mod line {
    use super::{cover, named};
    use crate::local::Local;
    use crate::shell::texts;
    use crate::ui::{Button, Notice, NoticeKind};
    use leptos::prelude::*;
    use shared::household::Resident;
    use shared::kernel::ScopeId;
    use shared::kernel::personal::{Submitter, find_illness, find_personal_data, mask_name, mask_text};
    use shared::text::{disclosure, format, problem};

    /// Whose names a text that is to be published must not carry in full: the people on the village's register, as this device holds it,
    /// and whoever spoke up about what the text is about.
    #[derive(Debug, Clone, Copy)]
    pub struct Register {
        residents: StoredValue<Vec<String>>,
        /// Names and contacts.
        submitters: StoredValue<Vec<(String, String)>>,
    }

    impl Register {
        /// The village's.
        pub fn of(scope: &ScopeId) -> Self {
            let residents = Local::get().read_once(scope, |state| state.all::<Resident>());
            let residents = residents.into_iter().map(|found| found.value.name).collect();
            Self { residents: StoredValue::new(residents), submitters: StoredValue::default() }
        }

        /// The same with those who spoke up; they were promised that nothing says who they are.
        pub fn with_submitters<'a>(self, submitters: impl IntoIterator<Item = Submitter<'a>>) -> Self {
            let owned = submitters.into_iter().map(|one| (one.name.to_owned(), one.contact.to_owned()));
            self.submitters.update_value(|known| known.extend(owned));
            self
        }

        /// What in a text names a person: people of the register, and numbers and those who spoke up as they would stand masked.
        pub fn found(self, text: &str) -> Vec<String> {
            let mut found = self.residents.with_value(|names| named(text, names));
            found.extend(find_personal_data(text).iter().map(|finding| finding.masked(text)));
            for one in self.each_submitter(|one| one.found(text)).into_iter().flatten() {
                let is_told = found.iter().any(|told| *told == one || mask_name(told) == one);
                if !is_told {
                    found.push(one);
                }
            }
            found
        }

        fn covered(self, text: &str) -> String {
            let text = self.residents.with_value(|names| cover(text, names));
            let submitters = self.submitters.get_value();
            let text = submitters.iter().fold(text, |text, (name, contact)| Submitter { name, contact }.covered(&text));
            mask_text(&text)
        }

        fn each_submitter<T>(self, ask: impl Fn(Submitter<'_>) -> T) -> Vec<T> {
            self.submitters.with_value(|all| all.iter().map(|(name, contact)| ask(Submitter { name, contact })).collect())
        }
    }

    fn persons_words(found: &[String]) -> String {
        texts().fill(disclosure::PERSONS_FOUND, &[("found", &format::list(texts().lang, found))])
    }

    fn illness_words(found: &[String]) -> String {
        texts().fill(problem::HEALTH_IN_PUBLIC_TEXT, &[("found", &format::list(texts().lang, found))])
    }

    /// What is to be looked at once more in a text before everybody reads it: whom it names, what illness it tells. Every form says it
    /// while one writes, and every preview again.
    pub fn text_warnings(text: &str, register: Register) -> AnyView {
        let (persons, illness) = (register.found(text), find_illness(text));
        view! {
            {(!persons.is_empty()).then(|| view! { <Notice kind=NoticeKind::Waiting>{persons_words(&persons)}</Notice> })}
            {(!illness.is_empty()).then(|| view! { <Notice kind=NoticeKind::Waiting>{illness_words(&illness)}</Notice> })}
        }
        .into_any()
    }

    /// While it is written: what in these fields names a person, and one press that covers it as the rules want; and what tells an illness.
    pub fn persons_line(fields: Vec<RwSignal<String>>, register: Register, on_covered: Callback<()>) -> AnyView {
        let fields = StoredValue::new(fields);
        let found = Memo::new(move |_| {
            let text = fields.with_value(|fields| fields.iter().map(|field| field.get()).collect::<Vec<_>>().join("\n"));
            (register.found(&text), find_illness(&text))
        });
        let covered = move || {
            fields.with_value(|fields| fields.iter().for_each(|field| field.update(|text| *text = register.covered(text))));
            on_covered.run(());
        };
        let line = move || {
            let (persons, illness) = found.get();
            let persons = (!persons.is_empty()).then(|| {
                view! {
                    <Notice kind=NoticeKind::Waiting>
                        <p>{persons_words(&persons)}</p>
                        <Button label=texts().t(disclosure::COVER) on_press=covered />
                    </Notice>
                }
                .into_any()
            });
            let illness = (!illness.is_empty())
                .then(|| view! { <Notice kind=NoticeKind::Waiting><p>{illness_words(&illness)}</p></Notice> }.into_any());
            view! { {persons}{illness} }
        };
        view! { <div class="stack-s">{line}</div> }.into_any()
    }
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
