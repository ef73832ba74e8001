//! The objections to a matter, as those who answer them see them; the answer is for everybody to read, and comes from someone not involved.

use crate::local::{Local, clock};
use crate::shell::form::{Form, amended, form_fields};
use crate::shell::rights::{may, who_can};
use crate::shell::texts;
use crate::ui::{Button, ButtonKind, Fact, Facts, Mark, MarkKind, Quote, Section, TextArea};
use leptos::prelude::*;
use shared::deliberation::{AnswerObjection, Matter, Objection};
use shared::kernel::{Id, ScopeId};
use shared::sync::command::Command as _;
use shared::sync::state::Found;
use shared::text::{deliberation, format, problem};
use wasm_bindgen_futures::spawn_local;

form_fields! {
    /// The field of an answer.
    AnswerFields keeps
    /// What stands in it.
    AnswerValues { text: String }
}

/// The objections to a matter; nothing where there are none.
pub(super) fn objections(scope: ScopeId, matter: Id) -> AnyView {
    let local = Local::get();
    let of = scope.clone();
    let found = Memo::new(move |_| {
        local.read(&of, |state| {
            let mut found = state.children::<Objection>(matter);
            found.sort_by_key(|objection| (!objection.value.is_open(), objection.value.filed_on, objection.id));
            found.into_iter().map(|Found { id, value, .. }| (id, value)).collect::<Vec<_>>()
        })
    });
    let scope = StoredValue::new(scope);
    let lines = move || {
        let scope = scope.get_value();
        let involved = is_involved(&scope, matter);
        found.get().into_iter().map(|(id, objection)| line(&scope, id, objection, involved)).collect::<Vec<AnyView>>()
    };
    view! {
        <Show when=move || found.with(|found| !found.is_empty())>
            <Section title=texts().t(deliberation::OBJECTIONS)><ul class="objections">{lines}</ul></Section>
        </Show>
    }
    .into_any()
}

/// Did whoever is here open the matter?
fn is_involved(scope: &ScopeId, matter: Id) -> bool {
    let local = Local::get();
    let me = local.here.with(|here| here.account.as_ref().map(|me| me.id));
    let opened_by = local.read(scope, |state| state.one::<Matter>(matter)).map(|found| found.value.opened_by);
    me.is_some() && me == opened_by
}

fn line(scope: &ScopeId, id: Id, objection: Objection, involved: bool) -> AnyView {
    let lang = texts().lang;
    let filed = texts().fill(deliberation::OBJECTION_FILED, &[("day", &format::day(lang, objection.filed_on))]);
    let (kind, word) = match objection.answer {
        Some(_) => (MarkKind::Done, deliberation::OBJECTION_ANSWERED),
        None => (MarkKind::Waiting, deliberation::OBJECTION_OPEN),
    };
    let name = (!objection.name.is_empty()).then(|| objection.name.clone());
    let contact = (!objection.contact.is_empty()).then(|| objection.contact.clone());
    let answer = match &objection.answer {
        Some(answer) => view! { <p>{format::day(lang, answer.on)}" · "{answer.text.clone()}</p> }.into_any(),
        None => to_answer(scope, id, involved),
    };
    view! {
        <li class="stack-s">
            <p class="cluster"><span>{filed}</span><code class="receipt">{objection.receipt}</code><Mark kind word=texts().t(word) /></p>
            <Quote words=objection.text />
            <Facts>
                {name.map(|name| view! { <Fact term=texts().t(deliberation::OBJECTED_BY)>{name}</Fact> })}
                {contact.map(|contact| view! { <Fact term=texts().t(deliberation::OBJECTOR_CONTACT)>{contact}</Fact> })}
            </Facts>
            {answer}
        </li>
    }
    .into_any()
}

fn to_answer(scope: &ScopeId, id: Id, involved: bool) -> AnyView {
    if !may(scope, AnswerObjection::BY) {
        return who_can(AnswerObjection::BY);
    }
    if involved {
        return view! { <p class="quiet">{texts().t(problem::OWN_MATTER)}</p> }.into_any();
    }
    answer_form(scope.clone(), id)
}

fn answer_form(scope: ScopeId, objection: Id) -> AnyView {
    let form = Form::new();
    let refused = amended::<AnswerObjection>().filter(|(_, command)| command.objection == objection);
    let begun = refused.as_ref().map(|(_, command)| command.text.clone()).unwrap_or_default();
    let refused = refused.map(|(id, _)| id);
    let fields = AnswerFields::new(AnswerValues { text: begun });
    form.keep(fields, "answer_objection", &objection.to_string());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let scope = scope.clone();
        spawn_local(async move {
            let text = fields.text.get_untracked().trim().to_owned();
            if form.submit(&scope, &AnswerObjection { objection, text, on: clock::today() }).await.is_some() {
                form.done(refused);
            }
        });
    };
    view! {
        <form class="form" novalidate on:submit=submit>
            {form.draft_line()}
            <TextArea id=format!("answer-{objection}") label=texts().t(deliberation::ANSWER) value=fields.text
                hint=texts().t(deliberation::ANSWER_HINT) error=form.error("text") />
            <p class="quiet">{texts().t(deliberation::ANSWER_PUBLIC)}</p>
            {form.said()}
            <div class="button-row"><Button label=texts().t(deliberation::ANSWER) kind=ButtonKind::Primary submit=true busy=form.busy /></div>
        </form>
    }
    .into_any()
}
