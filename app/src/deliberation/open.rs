//! Opening a matter 立議題 / 立议题: what it is about, and the branch's meeting that proposed it.

use super::card::by_name;
use super::desk::{matter_href, matters_href, of_village};
use super::held::step_sheet;
use super::record::about_part;
use super::sitting::{SittingFields, SittingValues, last_sitting, numbers_warning, sitting_view};
use crate::disclosure::{Register, persons_line, text_warnings};
use crate::local::{clock, ids};
use crate::shell::desk::{Page, go, toast};
use crate::shell::entry::{Reading, typed_yuan};
use crate::shell::form::{Fields, Form, amended, form_fields};
use crate::shell::look::Look;
use crate::shell::rights::{may, who_does};
use crate::shell::texts;
use crate::ui::{Button, ButtonKind, Choice, NoticeKind, NumberField, NumberKind, Select, Sheet, TextArea, TextField};
use leptos::prelude::*;
use shared::deliberation::{MatterKind, MatterState, OpenMatter, Outcome, PublicMatter, StepKind};
use shared::kernel::{Code, CommandId, ScopeId};
use shared::sync::command::Command as _;
use shared::text::{deliberation, disclosure, sync, ui};
use wasm_bindgen_futures::spawn_local;

form_fields! {
    /// The fields of what a matter is about.
    AboutFields keeps
    /// What stands in them.
    AboutValues { title: String, kind: String, background: String, options: String, money: String, households: String }
}

/// All fields of the form.
#[derive(Debug, Clone, Copy)]
struct OpenFields {
    about: AboutFields,
    sitting: SittingFields,
}

impl Fields for OpenFields {
    type Values = (AboutValues, SittingValues);

    fn values(&self) -> Self::Values {
        (self.about.values(), self.sitting.values())
    }

    fn fill(&self, (about, sitting): Self::Values) {
        self.about.fill(about);
        self.sitting.fill(sitting);
    }
}

impl AboutValues {
    fn of(command: &OpenMatter) -> Self {
        Self {
            title: command.title.clone(),
            kind: command.kind.name().to_owned(),
            background: command.background.clone(),
            options: command.options.join("\n"),
            money: command.money_fen.map(typed_yuan).unwrap_or_default(),
            households: command.households.map(|count| count.to_string()).unwrap_or_default(),
        }
    }
}

/// The page that opens a matter.
#[component]
pub fn OpenMatterPage() -> impl IntoView {
    of_village(|code| {
        let scope = ScopeId::Village(code.clone());
        let back = (matters_href(&code), texts().t(deliberation::TITLE).to_owned());
        let content = if may(&scope, OpenMatter::BY) {
            open_form(code, scope)
        } else {
            who_does(texts().t(deliberation::OPEN_MATTER), OpenMatter::BY)
        };
        view! { <Page title=texts().t(deliberation::OPEN_MATTER) back task=true>{content}</Page> }.into_any()
    })
}

fn open_form(code: Code, scope: ScopeId) -> AnyView {
    let form = Form::new();
    let (values, refused) = begun(form, &scope);
    let fields = OpenFields { about: AboutFields::new(values.0), sitting: SittingFields::new(values.1) };
    form.keep(fields, "open_matter", &refused.map_or_else(|| scope.to_string(), |id| id.to_string()));
    let register = Register::of(&scope);
    let look = Look::<OpenMatter>::closed();
    let looked = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let mut reading = Reading::default();
        let command = read(form, &fields, &mut reading);
        let rules = command.check();
        look.at(form, command, reading, rules);
    };
    let (go, toast) = (go(), toast());
    let saved_words = texts().t(sync::STATE_SAVED_HERE);
    let save = Callback::new(move |command: OpenMatter| {
        let (go, code, scope) = (go.clone(), code.clone(), scope.clone());
        spawn_local(async move {
            if form.submit(&scope, &command).await.is_some() {
                form.done(refused);
                toast(NoticeKind::Done, saved_words.to_owned());
                go(&matter_href(&code, command.id));
            } else {
                look.tried(form);
            }
        });
    });
    let open = look.is_open();
    let passed = Signal::stored(true);
    view! {
        <form class="form" class:is-hidden=open novalidate on:submit=looked>
            {form.draft_line()}
            {about(form, fields.about)}
            <div class="stack-s"><h2>{super::card::step_name(StepKind::Propose, true)}</h2><p>{by_name("means_propose")}</p></div>
            {sitting_view(form, fields.sitting, StepKind::Propose, None, passed)}
            <p class="quiet">{texts().fill(deliberation::FOLLOWS, &[("step", &super::card::step_name(StepKind::Discuss, true))])}</p>
            {persons_line(vec![fields.about.title, fields.about.background, fields.sitting.summary], register, Callback::new(|()| ()))}
            {move || (!open.get()).then(|| form.said())}
            <div class="savebar"><Button label=texts().t(disclosure::PREVIEW) kind=ButtonKind::Primary submit=true /></div>
        </form>
        {look.view(form, deliberation::OPEN_MATTER, deliberation::SEAL_WORDS, move |command| opened(command, register), save)}
    }
    .into_any()
}

fn begun(form: Form, scope: &ScopeId) -> ((AboutValues, SittingValues), Option<CommandId>) {
    if let Some((id, command)) = amended::<OpenMatter>() {
        return ((AboutValues::of(&command), SittingValues::of(&command.sitting)), Some(id));
    }
    let last = form.local.read_once(scope, |state| last_sitting(state, StepKind::Propose));
    let about = AboutValues { kind: MatterKind::Other.name().to_owned(), ..AboutValues::default() };
    ((about, SittingValues::proposed(StepKind::Propose, clock::today(), last.as_ref())), None)
}

fn about(form: Form, fields: AboutFields) -> AnyView {
    let kinds: Vec<Choice> =
        MatterKind::ALL.iter().map(|kind| Choice::new(kind.name(), by_name(&format!("choice_matter_kind_{}", kind.name())))).collect();
    let optional = texts().t(ui::OPTIONAL);
    view! {
        <div class="form-section">
            <TextField id="matter-title" label=texts().t(deliberation::MATTER_TITLE) value=fields.title error=form.error("title") />
            <Select id="matter-kind" label=texts().t(deliberation::KIND) value=fields.kind choices=kinds hint=texts().t(deliberation::KIND_HINT)
                error=form.error("kind") />
            <TextArea id="matter-background" label=texts().t(deliberation::BACKGROUND) value=fields.background
                hint=texts().t(deliberation::SUMMARY_HINT) error=form.error("background") />
            <TextArea id="matter-options" label=texts().t(deliberation::OPTIONS) value=fields.options optional
                hint=texts().t(deliberation::OPTIONS_HINT) error=form.error_within("options") />
            <div class="field-row">
                <NumberField id="matter-money" label=texts().t(deliberation::AMOUNT_YUAN) value=fields.money kind=NumberKind::Decimal optional
                    error=form.error("money_fen") />
                <NumberField id="matter-households" label=texts().t(deliberation::HOUSEHOLDS_AFFECTED) value=fields.households optional
                    error=form.error("households") />
            </div>
        </div>
    }
    .into_any()
}

fn read(form: Form, fields: &OpenFields, reading: &mut Reading) -> OpenMatter {
    let (about, sitting) = untrack(|| fields.values());
    let options = about.options.lines().map(str::trim).filter(|line| !line.is_empty());
    OpenMatter {
        id: ids::record(),
        step_id: ids::record(),
        title: about.title.trim().to_owned(),
        kind: reading.choice("kind", &about.kind, &MatterKind::ALL, MatterKind::name).unwrap_or_default(),
        background: about.background.trim().to_owned(),
        options: options.map(str::to_owned).collect(),
        money_fen: reading.yuan_or_none("money_fen", &about.money),
        households: reading.count_or_none("households", &about.households),
        sitting: sitting.read(reading, StepKind::Propose, form.local.latest_day(), None),
    }
}

/// The matter and its first step as everybody will read them, with the persons that they still name.
fn opened(command: &OpenMatter, register: Register) -> AnyView {
    let text = [&command.title, &command.background, &command.sitting.summary].map(String::as_str).join("\n");
    let warnings = text_warnings(&text, register);
    let doubts = numbers_warning(command.sitting.body, command.sitting.tally);
    let kicker = by_name(&format!("choice_matter_kind_{}", command.kind.name()));
    let matter = PublicMatter {
        title: command.title.clone(),
        kind: command.kind,
        background: command.background.clone(),
        options: command.options.clone(),
        money_fen: command.money_fen,
        households: command.households,
        opened_on: command.sitting.held_on,
        step: StepKind::Propose,
        step_on: command.sitting.held_on,
        state: MatterState::Open,
        closed_on: None,
    };
    let (about, step) = (about_part(&matter), step_sheet(command.id, StepKind::Propose, Outcome::Passed, &command.sitting));
    view! {
        {warnings}
        {doubts}
        <Sheet kicker title=command.title.clone()>
            {about}
            {step}
        </Sheet>
    }
    .into_any()
}
