//! Posting a notice 發公示 / 发公示: written, then shown as the public will see it with all that names a person pointed out, then posted.

use super::notices::{notice_href, notices_href};
use super::persons::{Register, persons_line, text_warnings};
use crate::deliberation::desk::of_village;
use crate::local::{Local, clock, ids};
use crate::shell::desk::{Page, go, toast};
use crate::shell::entry::Reading;
use crate::shell::form::{Fields as _, Form, amended, form_fields};
use crate::shell::look::Look;
use crate::shell::rights::{may, who_does};
use crate::shell::texts;
use crate::ui::{Button, ButtonKind, CheckChips, Choice, DateField, Notice, NoticeKind, Select, Sheet, TextArea, TextField};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use shared::disclosure::{Notice as Posted, NoticeKind as Disclosed, PostNotice, paragraphs};
use shared::kernel::{Code, CommandId, Day, Id, ScopeId};
use shared::sync::command::Command as _;
use shared::text::{self, disclosure, sync};
use wasm_bindgen_futures::spawn_local;

form_fields! {
    /// The fields of a notice.
    PostFields keeps
    /// What stands in them.
    PostValues { kind: String, title: String, body: String, posted_on: String, until: String, names: Vec<String>, corrects: String }
}

/// The one choice of [`PostFields::names`].
const NAMES: &str = "names";

impl PostValues {
    fn of(command: &PostNotice) -> Self {
        Self {
            kind: command.kind.name().to_owned(),
            title: command.title.clone(),
            body: command.body.clone(),
            posted_on: command.posted_on.to_string(),
            until: command.until.map(|day| day.to_string()).unwrap_or_default(),
            names: command.names_persons.then(|| NAMES.to_owned()).into_iter().collect(),
            corrects: command.corrects.map(|id| id.to_string()).unwrap_or_default(),
        }
    }

    /// A correction begins with what it corrects.
    fn correcting(id: Id, notice: &Posted) -> Self {
        Self {
            kind: notice.kind.name().to_owned(),
            title: notice.title.clone(),
            body: notice.body.clone(),
            posted_on: clock::today().to_string(),
            until: notice.until.map(|day| day.to_string()).unwrap_or_default(),
            names: notice.names_persons.then(|| NAMES.to_owned()).into_iter().collect(),
            corrects: id.to_string(),
        }
    }

    fn read(&self, reading: &mut Reading) -> PostNotice {
        PostNotice {
            id: ids::record(),
            kind: reading.choice("kind", &self.kind, &Disclosed::ALL, Disclosed::name).unwrap_or_default(),
            title: self.title.trim().to_owned(),
            body: self.body.trim().to_owned(),
            posted_on: reading.day_come("posted_on", &self.posted_on, Local::get().latest_day()),
            until: reading.day_or_none("until", &self.until),
            names_persons: !self.names.is_empty(),
            corrects: reading.id_or_none("corrects", &self.corrects),
            matter: None,
        }
    }
}

/// The page that posts a notice.
#[component]
pub fn PostNoticePage() -> impl IntoView {
    of_village(|code| {
        let scope = ScopeId::Village(code.clone());
        let back = (notices_href(&code), texts().t(disclosure::NOTICES).to_owned());
        let content =
            if may(&scope, PostNotice::BY) { post_form(code, scope) } else { who_does(texts().t(disclosure::POST), PostNotice::BY) };
        view! { <Page title=texts().t(disclosure::POST) back task=true>{content}</Page> }.into_any()
    })
}

fn begun(scope: &ScopeId) -> (PostValues, String, Option<CommandId>) {
    if let Some((id, command)) = amended::<PostNotice>() {
        return (PostValues::of(&command), id.to_string(), Some(id));
    }
    let corrects = use_query_map().with_untracked(|query| query.get("corrects")).and_then(|id| id.parse::<Id>().ok());
    let corrected = corrects.and_then(|id| Local::get().read_once(scope, |state| state.one::<Posted>(id)));
    if let Some(found) = corrected {
        return (PostValues::correcting(found.id, &found.value), format!("{scope}.{}", found.id), None);
    }
    let values = PostValues { kind: Disclosed::Other.name().to_owned(), posted_on: clock::today().to_string(), ..PostValues::default() };
    (values, scope.to_string(), None)
}

fn post_form(code: Code, scope: ScopeId) -> AnyView {
    let form = Form::new();
    let (values, record, refused) = begun(&scope);
    let fields = PostFields::new(values);
    form.keep(fields, "post_notice", &record);
    let register = Register::of(&scope);
    let look = Look::<PostNotice>::closed();
    let looked = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let mut reading = Reading::default();
        let command = untrack(|| fields.values()).read(&mut reading);
        let rules = command.check();
        look.at(form, command, reading, rules);
    };
    let (go, toast, words) = (go(), toast(), texts().t(sync::STATE_SAVED_HERE));
    let post = Callback::new(move |command: PostNotice| {
        let (go, code, scope) = (go.clone(), code.clone(), scope.clone());
        spawn_local(async move {
            if form.submit(&scope, &command).await.is_some() {
                form.done(refused);
                toast(NoticeKind::Done, words.to_owned());
                go(&notice_href(&code, command.id));
            } else {
                look.tried(form);
            }
        });
    });
    let open = look.is_open();
    view! {
        <form class="form" class:is-hidden=open novalidate on:submit=looked>
            {form.draft_line()}
            {written(form, fields, register)}
            {move || (!open.get()).then(|| form.said())}
            <div class="savebar"><Button label=texts().t(disclosure::PREVIEW) kind=ButtonKind::Primary submit=true /></div>
        </form>
        {look.view(form, disclosure::POST, disclosure::PREVIEW_WORDS, move |command| preview(command, register), post)}
    }
    .into_any()
}

fn written(form: Form, fields: PostFields, register: Register) -> AnyView {
    let kinds: Vec<Choice> = Disclosed::ALL
        .iter()
        .map(|kind| Choice::new(kind.name(), text::choice_key("disclosure", "notice_kind", kind.name()).map_or("", |key| texts().t(key))))
        .collect();
    let persons = vec![Choice::new(NAMES, texts().t(disclosure::NAMES_PERSONS))];
    let corrects = fields.corrects.with_untracked(|id| !id.is_empty());
    view! {
        {corrects.then(|| view! { <Notice>{texts().t(disclosure::CORRECTS)}</Notice> })}
        <Select id="notice-kind" label=texts().t(disclosure::NOTICE_KIND) value=fields.kind choices=kinds error=form.error("kind") />
        <TextField id="notice-title" label=texts().t(disclosure::NOTICE_TITLE) value=fields.title error=form.error("title") />
        <TextArea id="notice-body" label=texts().t(disclosure::NOTICE_TEXT) value=fields.body hint=texts().t(disclosure::NOTICE_TEXT_HINT)
            error=form.error("body") />
        {persons_line(vec![fields.title, fields.body], register, Callback::new(move |()| fields.names.set(vec![NAMES.to_owned()])))}
        <div class="field-row">
            <DateField id="posted-on" label=texts().t(disclosure::STARTS_ON) value=fields.posted_on max=form.local.latest_day().to_string() error=form.error("posted_on") />
            <DateField id="until" label=texts().t(disclosure::ENDS_ON) value=fields.until error=form.error("until") />
        </div>
        <CheckChips id="names-persons" label=texts().t(disclosure::NAMES_PERSONS_LABEL) value=fields.names choices=persons
            hint=texts().t(disclosure::NAMES_PERSONS_WORDS) error=form.error("names_persons") />
    }
    .into_any()
}

/// The notice as the public will see it.
fn preview(command: &PostNotice, register: Register) -> AnyView {
    let lang = texts().lang;
    let kicker = text::choice_key("disclosure", "notice_kind", command.kind.name()).map_or("", |key| texts().t(key));
    let lines: Vec<AnyView> = paragraphs(&command.body).into_iter().map(|line| view! { <p>{line}</p> }.into_any()).collect();
    let period = super::notice::period_words(lang, command.posted_on, command.until);
    let persons = command.names_persons.then(|| view! { <p class="quiet">{texts().t(disclosure::NAMES_PERSONS_WORDS)}</p> });
    let warnings = text_warnings(&format!("{}\n{}", command.title, command.body), register);
    let late = is_late(command.posted_on).then(|| view! { <Notice>{texts().t(disclosure::POSTED_EARLIER)}</Notice> });
    view! {
        {warnings}
        {late}
        <Sheet kicker title=command.title.clone()>
            <div class="prose">{lines}</div>
            <p class="quiet whole-days">{period}</p>
        </Sheet>
        {persons}
    }
    .into_any()
}

fn is_late(posted_on: Day) -> bool {
    posted_on < clock::today()
}
