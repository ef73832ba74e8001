//! A household's code (戶口令 / 户口令): made on the device, shown once, printed on the card that the family keeps. What is sent and
//! stored is its hash; whoever leaves the page has seen the code for the last time.

use super::card::text;
use super::page::{missing, named_record};
use super::way::{self, Named};
use crate::local::{clock, random};
use crate::place::line_of;
use crate::shell::desk::Page;
use crate::shell::form::Form;
use crate::shell::rights::{may, who_can};
use crate::shell::texts;
use crate::ui::{Button, ButtonKind, Notice, NoticeKind, PrintSheet, icon};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::household::{HouseholdCode, IssueHouseholdCode, new_code};
use shared::kernel::Day;
use shared::link::CadreLink;
use shared::sync::command::Command as _;
use shared::text::{format, household, link, print, ui};

/// Bytes of a salt; two hexadecimal digits each.
const SALT_BYTES: usize = 16;

/// The page of the household that the address names.
#[component]
pub fn CodePage() -> impl IntoView {
    let named = way::named();
    let record = named_record(named);
    let head = Memo::new(move |_| record.with(|record| record.as_ref().map(|record| text(record, "head_name"))));
    let line = Signal::derive(move || head.get().map(|name| texts().fill(household::CARD_OF, &[("name", &name)])));
    let back = named.get_untracked().map_or_else(|| "/desk".to_owned(), |named| way::household(&named.village, named.id));
    let there = Memo::new(move |_| head.with(Option::is_some));
    let body = move || match named.get().filter(|_| there.get()) {
        Some(named) if may(&named.scope(), IssueHouseholdCode::BY) => {
            view! { <Issue named head=head.get_untracked().unwrap_or_default() /> }.into_any()
        }
        Some(_) => who_can(IssueHouseholdCode::BY),
        None => missing(),
    };
    view! { <Page title=texts().t(household::CODE) line back=(back, texts().t(ui::BACK).to_owned())>{body}</Page> }.into_any()
}

/// Two digits a byte.
fn hexadecimal(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// What is to be sent for a code, and the code.
fn draw(named: &Named, today: Day) -> (IssueHouseholdCode, String) {
    let code = new_code(random::bytes());
    let salt = hexadecimal(&random::bytes::<SALT_BYTES>());
    let kept = HouseholdCode::keep(&code, salt, today);
    (IssueHouseholdCode { household: named.id, salt: kept.salt, hash: kept.hash, issued_on: kept.issued_on }, code)
}

#[component]
fn Issue(
    /// The household.
    named: Named,
    /// Its head.
    head: String,
) -> impl IntoView {
    let (texts, form, issued) = (texts(), Form::new(), RwSignal::new(None::<String>));
    let scope = named.scope();
    let drawn = named.clone();
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let ((command, code), scope) = (draw(&drawn, clock::today()), scope.clone());
        spawn_local(async move {
            if form.submit(&scope, &command).await.is_some() {
                issued.try_set(Some(code));
            }
        });
    };
    let fresh = move || issued.with(Option::is_none);
    // What there is to know is said before; once the code is there, nothing stands above it.
    let before =
        move || fresh().then(|| view! { <p>{texts.t(household::CODE_WORDS)}</p><p class="quiet">{texts.t(household::CODE_ROTATES)}</p> });
    let card = move || issued.get().map(|code| family_card(&named, &head, &code));
    let button = move || {
        let (kind, label) = if fresh() { (ButtonKind::Primary, household::CODE_ISSUE) } else { (ButtonKind::Plain, household::CODE_AGAIN) };
        view! { <Button kind submit=true busy=form.busy label=texts.t(label) /> }
    };
    view! {
        {card}
        <form class="stack no-print" on:submit=save novalidate>
            {before}
            {form.said()}
            <div class="button-row">{button}</div>
        </form>
    }
    .into_any()
}

/// What is shown once and printed: the card that the family keeps.
fn family_card(named: &Named, head: &str, code: &str) -> AnyView {
    let (texts, today) = (texts(), clock::today());
    let links = crate::local::Local::get().read_once(&named.scope(), |state| state.children::<CadreLink>(named.id));
    let cadres: Vec<String> = links.into_iter().filter(|link| link.value.ended_on.is_none()).map(|link| link.value.cadre_name).collect();
    let cadres = (!cadres.is_empty()).then(|| {
        view! { <p>{texts.t(link::LINKED_CADRE)}" "{format::list(texts.lang, &cadres)}</p> }
    });
    let (code, from) = (code.to_owned(), line_of(&named.village));
    let title = texts.fill(household::CARD_OF, &[("name", &head)]);
    let foot = texts.fill(print::PRINTED_ON, &[("day", &format::day(texts.lang, today))]);
    let press = || {
        if window().print().is_err() {
            leptos::logging::warn!("this browser does not print");
        }
    };
    view! {
        <div class="no-print stack">
            <Notice kind=NoticeKind::Waiting title=texts.t(household::CODE_ONCE)>{texts.t(household::CODE_ONCE_WORDS)}</Notice>
            <p><Button kind=ButtonKind::Primary icon=icon::PRINT label=texts.t(household::CODE_PRINT) on_press=press /></p>
        </div>
        <PrintSheet from number=String::new() title foot>
            <p class="household-code">
                <span>{texts.t(household::CODE)}</span>
                <b class="num" role="status">{code}</b>
            </p>
            <p>{texts.t(household::CODE_FOR)}</p>
            {cadres}
        </PrintSheet>
    }
    .into_any()
}
