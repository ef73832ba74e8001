//! The ideas that were put forward: those that wait first, each with its receipt and its answer, which is for everybody to read.

use crate::deliberation::answer_sheet;
use crate::deliberation::desk::of_village;
use crate::disclosure::{Register, persons_line};
use crate::local::{Local, clock};
use crate::place::name_of;
use crate::shell::desk::{Page, toast};
use crate::shell::entry::Reading;
use crate::shell::form::{Fields as _, Form, amended, form_fields};
use crate::shell::look::Look;
use crate::shell::rights::{may, who_does};
use crate::shell::texts;
use crate::ui::{
    Button, ButtonKind, CheckChips, Choice, Empty, Fact, Facts, Mark, MarkKind, NoticeKind, Quote, RadioChips, Section, TextArea, icon,
};
use leptos::prelude::*;
use shared::idea::{AnswerIdea, Idea};
use shared::kernel::personal::find_personal_data;
use shared::kernel::{Code, Id, ScopeId, Violations};
use shared::sync::command::Command as _;
use shared::sync::state::Found;
use shared::text::{self, deliberation, disclosure, format, idea, sync};
use wasm_bindgen_futures::spawn_local;

form_fields! {
    /// The fields of an answer.
    AnswerFields keeps
    /// What stands in them.
    AnswerValues { adopted: String, text: String, publish: Vec<String> }
}

const ADOPTED: &str = "adopted";
const NOT_ADOPTED: &str = "not_adopted";
/// The one choice of [`AnswerFields::publish`].
const PUBLISH: &str = "publish";

/// The page of a village's ideas.
#[component]
pub fn IdeasPage() -> impl IntoView {
    of_village(|code| {
        let scope = ScopeId::Village(code.clone());
        let local = Local::get();
        let of = scope.clone();
        let ideas = Memo::new(move |_| {
            local.read(&of, |state| {
                let mut ideas: Vec<(Id, Idea)> = state.all::<Idea>().into_iter().map(|Found { id, value, .. }| (id, value)).collect();
                ideas.sort_by_key(|(id, idea)| (std::cmp::Reverse(idea.submitted_on), std::cmp::Reverse(*id)));
                ideas
            })
        });
        page(&code, scope, ideas)
    })
}

fn page(code: &Code, scope: ScopeId, ideas: Memo<Vec<(Id, Idea)>>) -> AnyView {
    let may_answer = may(&scope, AnswerIdea::BY);
    let scope = StoredValue::new(scope);
    // The forms are keyed by the idea, so that a change elsewhere on the page does not draw them anew under whoever is writing.
    let waiting = Memo::new(move |_| ideas.get().into_iter().filter(|(_, idea)| idea.answer.is_none()).collect::<Vec<_>>());
    let answered = move || ideas.get().into_iter().filter(|(_, idea)| idea.answer.is_some()).collect::<Vec<_>>();
    view! {
        <Page title=texts().t(idea::TITLE) line=Some(name_of(code))>
            {(!may_answer).then(|| who_does(texts().t(idea::ANSWER), AnswerIdea::BY))}
            <Show when=move || ideas.with(Vec::is_empty)>
                <Empty icon=icon::VOICE title=texts().t(idea::EMPTY) line=texts().t(idea::EMPTY_WORDS) />
            </Show>
            <Show when=move || waiting.with(|waiting| !waiting.is_empty())>
                <Section title=texts().t(idea::WAITING)>
                    <ul class="objections">
                        <For each=move || waiting.get() key=|(id, _)| *id let:one>{line(scope, one.0, one.1, may_answer)}</For>
                    </ul>
                </Section>
            </Show>
            {move || {
                let answered = answered();
                (!answered.is_empty()).then(|| {
                    let lines: Vec<AnyView> = answered.into_iter().map(|(id, idea)| line(scope, id, idea, false)).collect();
                    view! { <Section title=texts().t(idea::ANSWERED)><ul class="objections">{lines}</ul></Section> }
                })
            }}
        </Page>
    }
    .into_any()
}

fn line(scope: StoredValue<ScopeId>, id: Id, idea: Idea, may_answer: bool) -> AnyView {
    let lang = texts().lang;
    let topic = text::choice_key("idea", "topic", idea.topic.name()).map_or("", |key| texts().t(key));
    let submitted = texts().fill(idea::SUBMITTED_ON, &[("day", &format::day(lang, idea.submitted_on))]);
    let (kind, word) = match &idea.answer {
        Some(answer) if answer.adopted => (MarkKind::Done, idea::ADOPTED),
        Some(_) => (MarkKind::Plain, idea::NOT_ADOPTED),
        None => (MarkKind::Waiting, idea::WAITING),
    };
    let unsent = Local::get().waits_on::<Idea>(&scope.get_value(), id);
    let answer = idea.answer.clone().map(|answer| {
        let withheld = (!answer.publish).then(|| view! { <p class="quiet">{texts().t(idea::WORDS_WITHHELD)}</p> });
        view! { <p>{format::day(lang, answer.on)}" · "{answer.text}</p>{withheld} }
    });
    let name = (!idea.name.is_empty()).then(|| idea.name.clone());
    let contact = (!idea.contact.is_empty()).then(|| idea.contact.clone());
    let form = (may_answer && idea.answer.is_none()).then(|| answer_form(scope, id, idea.clone()));
    view! {
        <li class="stack-s">
            <h3>{topic}</h3>
            <p class="cluster">
                <span>{submitted}</span><code class="receipt">{idea.receipt}</code><Mark kind word=texts().t(word) />
                {unsent.then(|| view! { <Mark kind=MarkKind::Waiting word=texts().t(sync::STATE_SAVED_HERE) /> })}
            </p>
            <Quote words=idea.text />
            <Facts>
                {name.map(|name| view! { <Fact term=texts().t(idea::FROM)>{name}</Fact> })}
                {contact.map(|contact| view! { <Fact term=texts().t(idea::REACH)>{contact}</Fact> })}
            </Facts>
            {answer}
            {form}
        </li>
    }
    .into_any()
}

fn answer_form(scope: StoredValue<ScopeId>, idea: Id, given: Idea) -> AnyView {
    let form = Form::new();
    let refused = amended::<AnswerIdea>().filter(|(_, command)| command.idea == idea);
    let fields = AnswerFields::new(refused.as_ref().map(|(_, command)| of(command)).unwrap_or_default());
    let refused = refused.map(|(id, _)| id);
    form.keep(fields, "answer_idea", &idea.to_string());
    let register = Register::of(&scope.get_value()).with_submitters([given.submitter()]);
    // Words that carry a number, or say who put the idea forward, are not offered for publication.
    let private = !find_personal_data(&given.text).is_empty() || !given.submitter().found(&given.text).is_empty();
    let given = StoredValue::new(given);
    let look = Look::<AnswerIdea>::closed();
    let looked = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let values = untrack(|| fields.values());
        let mut reading = Reading::default();
        let adopted = (!values.adopted.is_empty()).then_some(values.adopted == ADOPTED);
        let adopted = reading.needed("adopted", &values.adopted, adopted, "required").unwrap_or_default();
        let (text, publish) = (values.text.trim().to_owned(), !values.publish.is_empty());
        let command = AnswerIdea { idea, adopted, text, on: clock::today(), publish };
        let mut named = Violations::default();
        given.with_value(|given| given.submitter().note(&mut named, "text", &command.text));
        let rules = [command.check(), named.finish()].concat();
        look.at(form, command, reading, rules);
    };
    let (toast, saved) = (toast(), texts().t(sync::STATE_SAVED_HERE));
    let answer = Callback::new(move |command: AnswerIdea| {
        spawn_local(async move {
            if form.submit(&scope.get_value(), &command).await.is_some() {
                form.done(refused);
                toast(NoticeKind::Done, saved.to_owned());
            } else {
                look.tried(form);
            }
        });
    });
    let sheet = move |command: &AnswerIdea| given.with_value(|given| published(command, &given.text, register));
    let open = look.is_open();
    let adopted = vec![Choice::new(ADOPTED, texts().t(idea::ADOPTED)), Choice::new(NOT_ADOPTED, texts().t(idea::NOT_ADOPTED))];
    let publish = vec![Choice::new(PUBLISH, texts().t(idea::PUBLISH))];
    view! {
        <form class="form boxed" class:is-hidden=open novalidate on:submit=looked>
            {form.draft_line()}
            <RadioChips id=format!("adopted-{idea}") label=texts().t(idea::ANSWER) value=fields.adopted choices=adopted error=form.error("adopted") />
            <TextArea id=format!("answer-{idea}") label=texts().t(idea::ANSWER_TEXT) value=fields.text hint=texts().t(idea::ANSWER_HINT)
                error=form.error("text") />
            {persons_line(vec![fields.text], register, Callback::new(|()| ()))}
            {if private {
                view! { <p class="quiet">{texts().t(idea::WORDS_HAVE_NUMBERS)}</p> }.into_any()
            } else {
                view! {
                    <CheckChips id=format!("publish-{idea}") label=texts().t(idea::PUBLISH_LABEL) value=fields.publish choices=publish
                        hint=texts().t(idea::PUBLISH_WORDS) error=form.error("publish") />
                }
                .into_any()
            }}
            {move || (!open.get()).then(|| form.said())}
            <div class="button-row"><Button label=texts().t(disclosure::PREVIEW) kind=ButtonKind::Primary submit=true /></div>
        </form>
        {look.view(form, idea::ANSWER, deliberation::ANSWER_FINAL, sheet, answer)}
    }
    .into_any()
}

/// An answer as everybody will read it, with the idea's own words where they go along.
fn published(command: &AnswerIdea, words: &str, register: Register) -> AnyView {
    let (kind, word) = if command.adopted { (MarkKind::Done, idea::ADOPTED) } else { (MarkKind::Plain, idea::NOT_ADOPTED) };
    let own = if command.publish {
        answer_sheet(words, register)
    } else {
        view! { <p class="quiet">{texts().t(idea::WORDS_WITHHELD)}</p> }.into_any()
    };
    view! { {own}<p><Mark kind word=texts().t(word) /></p>{answer_sheet(&command.text, register)} }.into_any()
}

fn of(command: &AnswerIdea) -> AnswerValues {
    AnswerValues {
        adopted: (if command.adopted { ADOPTED } else { NOT_ADOPTED }).to_owned(),
        text: command.text.clone(),
        publish: command.publish.then(|| PUBLISH.to_owned()).into_iter().collect(),
    }
}
