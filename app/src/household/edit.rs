//! The card as a form, section by section. Each field carries the write that the person saw, so that nobody is written over unseen.

use super::cell::Cells;
use super::way::{self, Named};
use super::{page, words};
use crate::local::Local;
use crate::shell::desk::{Page, toast};
use crate::shell::form::{Form, amended, why_refused};
use crate::shell::texts;
use crate::ui::{Button, ButtonKind, Notice, NoticeKind};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::household::{EditHousehold, HOUSEHOLD, Household, Section, transfers_doubt};
use shared::kernel::CommandId;
use shared::sync::record::{Kind as _, Record};
use shared::sync::state::Query;
use shared::text::{format, household, sync, ui};

/// The sections of the card itself.
const SECTIONS: [Section; 4] = [Section::Head, Section::Cause, Section::Living, Section::Income];

/// The card of the household that the address names, as a form.
#[component]
pub fn EditCardPage() -> impl IntoView {
    let named = way::named();
    let body = move || match named.get() {
        Some(named) => view! { <EditCard named /> }.into_any(),
        None => page::missing(),
    };
    let back = named.get_untracked().map_or_else(|| "/desk".to_owned(), |named| way::household(&named.village, named.id));
    view! { <Page title=texts().t(household::EDIT_CARD) back=(back, texts().t(ui::BACK).to_owned())>{body}</Page> }.into_any()
}

#[component]
fn EditCard(named: Named) -> impl IntoView {
    let record = page::record(&named);
    let Some(now) = record.get_untracked() else { return page::missing() };
    let head = shared_name(&now);
    let sections: Vec<AnyView> =
        SECTIONS.into_iter().map(|section| view! { <SectionForm named=named.clone() section /> }.into_any()).collect();
    view! {
        <p class="lead">{texts().fill(household::CARD_OF, &[("name", &head)])}</p>
        <super::rivals::Rivals scope=named.scope() kind=Household::KIND fields=HOUSEHOLD record />
        {sections}
    }
    .into_any()
}

fn shared_name(record: &Record) -> String {
    super::card::text(record, "head_name")
}

/// One section with its own button; after saving it begins again from what stands here then.
#[component]
fn SectionForm(named: Named, section: Section) -> impl IntoView {
    let turn = RwSignal::new(0_u32);
    let id = format!("section-{}", section.name());
    let heading = id.clone();
    let form = move || {
        turn.track();
        section_form(&named, section, turn)
    };
    view! {
        <section class="form-section" aria-labelledby=heading>
            <h2 id=id>{words::section(texts(), section)}</h2>
            {form}
        </section>
    }
    .into_any()
}

fn section_form(named: &Named, section: Section, turn: RwSignal<u32>) -> AnyView {
    let (local, scope, id) = (Local::get(), named.scope(), named.id);
    let record = local.read_once(&scope, |state| state.answer(&Query::One(Household::KIND.to_owned(), id)).into_iter().next());
    let cells = Cells::new(HOUSEHOLD.iter().filter(move |field| field.section == section), record.as_ref());
    let form = Form::new();
    form.keep(cells, &format!("card_{}", section.name()), &id.to_string());
    let amends = refused(named, section, cells);
    let toast = toast();
    let saved = texts().t(sync::STATE_SAVED_HERE);
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let scope = scope.clone();
        let edits = match cells.edits() {
            Ok(edits) if edits.is_empty() => return toast(NoticeKind::Info, texts().t(household::NOTHING_CHANGED).to_owned()),
            Ok(edits) => edits,
            Err(wrong) => return form.refuse(wrong),
        };
        let command = EditHousehold { id, edits: edits.edits, sets: edits.sets };
        spawn_local(async move {
            if form.submit(&scope, &command).await.is_some() {
                form.done(amends);
                toast(NoticeKind::Done, saved.to_owned());
                turn.update(|turn| *turn += 1);
            }
        });
    };
    view! {
        <form class="stack" on:submit=save novalidate>
            {form.draft_line()}
            {amends.map(why_refused)}
            {cells.controls(&form)}
            {(section == Section::Income).then(|| doubt(cells))}
            {form.said()}
            <p><Button kind=ButtonKind::Primary submit=true busy=form.busy label=texts().t(ui::SAVE) about=words::section(texts(), section) /></p>
        </form>
    }
    .into_any()
}

/// Puts a refused edit in again, where the address names one of this household and this section.
fn refused(named: &Named, section: Section, cells: Cells) -> Option<CommandId> {
    let (command, edit) = amended::<EditHousehold>().filter(|(_, edit)| edit.id == named.id)?;
    let of_section = |name: &str| HOUSEHOLD.iter().any(|field| field.name == name && field.section == section);
    let touches = edit.edits.iter().any(|edit| of_section(&edit.field)) || edit.sets.iter().any(|set| of_section(&set.field));
    touches.then(|| {
        cells.put_in(&edit.edits, &edit.sets);
        command
    })
}

/// Itemised transfers that do not add up are a doubt while typing, never a refusal.
fn doubt(cells: Cells) -> AnyView {
    let words = move || {
        let sum = transfers_doubt(&cells.as_card())?;
        let words = texts().fill(household::TRANSFERS_DOUBT, &[("sum", &format::yuan(texts().lang, sum))]);
        Some(view! { <Notice kind=NoticeKind::Waiting>{words}</Notice> })
    };
    view! { {words} }.into_any()
}
