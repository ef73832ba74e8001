//! The objections to a matter or to a notice, as those who answer them see them; the answer is for everybody to read, and comes from someone not involved.

use crate::disclosure::{Register, persons_line, text_warnings};
use crate::local::{Local, clock};
use crate::shell::entry::Reading;
use crate::shell::form::{Form, amended, form_fields};
use crate::shell::look::Look;
use crate::shell::rights::{may, who_does};
use crate::shell::texts;
use crate::ui::{Button, ButtonKind, Fact, Facts, Mark, MarkKind, Quote, Section, TextArea};
use leptos::prelude::*;
use shared::deliberation::{AnswerObjection, Matter, ObjectTo, Objection};
use shared::disclosure::Notice as Posted;
use shared::kernel::{Id, ScopeId, Violations};
use shared::sync::command::Command as _;
use shared::sync::state::Found;
use shared::text::{deliberation, disclosure, format, problem};
use wasm_bindgen_futures::spawn_local;

form_fields! {
    /// The field of an answer.
    AnswerFields keeps
    /// What stands in it.
    AnswerValues { text: String }
}

/// The objections to a matter or to a notice; nothing where there are none.
pub fn objections(scope: ScopeId, to: ObjectTo) -> AnyView {
    let local = Local::get();
    let of = scope.clone();
    let found = Memo::new(move |_| {
        local.read(&of, |state| {
            let mut found = state.children::<Objection>(to.id());
            found.sort_by_key(|objection| (!objection.value.is_open(), objection.value.filed_on, objection.id));
            found.into_iter().map(|Found { id, value, .. }| (id, value)).collect::<Vec<_>>()
        })
    });
    let scope = StoredValue::new(scope);
    let lines = move || {
        let scope = scope.get_value();
        let involved = is_involved(&scope, to);
        found.get().into_iter().map(|(id, objection)| line(&scope, id, objection, involved)).collect::<Vec<AnyView>>()
    };
    view! {
        <Show when=move || found.with(|found| !found.is_empty())>
            <Section title=texts().t(deliberation::OBJECTIONS)><ul class="objections">{lines}</ul></Section>
        </Show>
    }
    .into_any()
}

/// Did whoever is here open the matter, or post the notice?
fn is_involved(scope: &ScopeId, to: ObjectTo) -> bool {
    let local = Local::get();
    let me = local.here.with(|here| here.account.as_ref().map(|me| me.id));
    let by = local.read(scope, |state| match to {
        ObjectTo::Matter(id) => state.one::<Matter>(id).map(|found| found.value.opened_by),
        ObjectTo::Notice(id) => state.one::<Posted>(id).map(|found| found.value.by),
    });
    me.is_some() && me == by
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
        None => to_answer(scope, id, &objection, involved),
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

fn to_answer(scope: &ScopeId, id: Id, objection: &Objection, involved: bool) -> AnyView {
    if !may(scope, AnswerObjection::BY) {
        return who_does(texts().t(deliberation::ANSWER), AnswerObjection::BY);
    }
    if involved {
        return view! { <p class="quiet">{texts().t(problem::OWN_MATTER)}</p> }.into_any();
    }
    answer_form(scope.clone(), id, objection)
}

fn answer_form(scope: ScopeId, objection: Id, filed: &Objection) -> AnyView {
    let form = Form::new();
    let refused = amended::<AnswerObjection>().filter(|(_, command)| command.objection == objection);
    let begun = refused.as_ref().map(|(_, command)| command.text.clone()).unwrap_or_default();
    let refused = refused.map(|(id, _)| id);
    let fields = AnswerFields::new(AnswerValues { text: begun });
    form.keep(fields, "answer_objection", &objection.to_string());
    let register = Register::of(&scope).with_submitters([filed.submitter()]);
    let filed = StoredValue::new(filed.clone());
    let look = Look::<AnswerObjection>::closed();
    let looked = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let text = fields.text.get_untracked().trim().to_owned();
        let command = AnswerObjection { objection, text, on: clock::today() };
        let mut named = Violations::default();
        filed.with_value(|filed| filed.submitter().note(&mut named, "text", &command.text));
        let rules = [command.check(), named.finish()].concat();
        look.at(form, command, Reading::default(), rules);
    };
    let answer = Callback::new(move |command: AnswerObjection| {
        let scope = scope.clone();
        spawn_local(async move {
            if form.submit(&scope, &command).await.is_some() {
                form.done(refused);
            } else {
                look.tried(form);
            }
        });
    });
    let open = look.is_open();
    view! {
        <form class="form" class:is-hidden=open novalidate on:submit=looked>
            {form.draft_line()}
            <TextArea id=format!("answer-{objection}") label=texts().t(deliberation::ANSWER) value=fields.text
                hint=texts().t(deliberation::ANSWER_HINT) error=form.error("text") />
            {persons_line(vec![fields.text], register, Callback::new(|()| ()))}
            <p class="quiet">{texts().t(deliberation::ANSWER_PUBLIC)}</p>
            {move || (!open.get()).then(|| form.said())}
            <div class="button-row"><Button label=texts().t(disclosure::PREVIEW) kind=ButtonKind::Primary submit=true /></div>
        </form>
        {look.view(form, deliberation::ANSWER, deliberation::ANSWER_FINAL, move |command| answer_sheet(&command.text, register), answer)}
    }
    .into_any()
}

/// An answer as everybody will read it, with the persons that it still names.
pub(crate) fn answer_sheet(text: &str, register: Register) -> AnyView {
    view! { {text_warnings(text, register)}<Quote words=text.to_owned() /> }.into_any()
}
