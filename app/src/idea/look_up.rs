//! What became of an idea or an objection: found by its receipt, from what everybody may read and from what still waits on this kiosk.

use crate::local::Local;
use crate::place::Links;
use crate::shell::kiosk::frame::KioskPage;
use crate::shell::kiosk::here::Village;
use crate::shell::texts;
use crate::ui::{CodePad, LinkButton, Mark, MarkKind, Notice, NoticeKind, Quote};
use leptos::prelude::*;
use shared::deliberation::{ObjectTo, PublicAnswer, PublicMatter};
use shared::disclosure::{PublicNotice, Reply, find_receipt};
use shared::kernel::receipt_code;
use shared::sync::rejection::Rejection;
use shared::text::{self, deliberation, format, idea, kiosk, ui};

/// Characters of a receipt, without its dash.
const CODE_LENGTH: usize = 8;

/// What the kiosk knows of a receipt.
#[derive(Debug, Clone, PartialEq)]
enum Fate {
    /// The code is not whole yet.
    Typing,
    /// In the village's public view.
    Arrived(Reply),
    /// On this device still.
    Waiting,
    /// The server said no.
    Refused(Option<Rejection>),
    /// Nowhere.
    Unknown,
}

/// The page that looks a receipt up.
#[component]
pub fn LookUpPage() -> impl IntoView {
    let local = Local::get();
    let village = Village::here();
    let code = RwSignal::new(String::new());
    let fate = Memo::new(move |_| code.with(|code| fate(local, &village, code)));
    view! {
        <KioskPage title=texts().t(kiosk::RECEIPT_LOOK_UP) back="/kiosk/start">
            <div class="look-up">
                <div class="stack" role="status">{move || answer(fate.get())}</div>
                <CodePad label=texts().t(kiosk::RECEIPT_ENTER) value=code length=CODE_LENGTH clear=texts().t(ui::CLEAR)
                    back=texts().t(ui::BACKSPACE) on_enter=|()| () />
            </div>
        </KioskPage>
    }
    .into_any()
}

fn fate(local: Local, village: &Village, code: &str) -> Fate {
    if code.len() < CODE_LENGTH {
        return Fate::Typing;
    }
    if let Some(reply) = local.read(&village.public(), |state| find_receipt(state, code)) {
        return Fate::Arrived(reply);
    }
    let is_it = |command| receipt_code(command).replace('-', "") == code;
    if local.waiting().iter().any(|waiting| is_it(waiting.id)) {
        return Fate::Waiting;
    }
    let refused = local.status.with(|status| status.refused.iter().find(|refused| is_it(refused.id)).cloned());
    refused.map_or(Fate::Unknown, |refused| Fate::Refused(refused.reason))
}

fn answer(fate: Fate) -> AnyView {
    let said = |kind, words: String| view! { <Notice kind><p>{words}</p></Notice> }.into_any();
    match fate {
        Fate::Typing => view! { <p class="lead">{texts().t(kiosk::RECEIPT_ENTER)}</p> }.into_any(),
        Fate::Waiting => said(NoticeKind::Waiting, texts().t(kiosk::RECEIPT_OFFLINE).to_owned()),
        Fate::Unknown => said(NoticeKind::Info, texts().t(kiosk::RECEIPT_UNKNOWN).to_owned()),
        Fate::Refused(reason) => {
            let words = reason.map(|reason| text::problem(texts().lang, reason.code.name(), &reason.values));
            said(NoticeKind::Problem, words.unwrap_or_else(|| texts().t(text::problem_key("")).to_owned()))
        }
        Fate::Arrived(Reply::Objection { at, filed_on, answer }) => objection(at, &filed(filed_on), answer),
        Fate::Arrived(Reply::Idea { topic, filed_on, adopted, answer }) => {
            let topic = text::choice_key("idea", "topic", topic.name()).map_or("", |key| texts().t(key));
            let mark = adopted.map(|adopted| {
                let (kind, word) = if adopted { (MarkKind::Done, idea::ADOPTED) } else { (MarkKind::Plain, idea::NOT_ADOPTED) };
                view! { <Mark kind word=texts().t(word) /> }.into_any()
            });
            view! {
                <p class="kicker">{texts().t(idea::KIND_IDEA)}" · "{topic}" · "{filed(filed_on)}</p>
                {mark}
                {answered(answer)}
            }
            .into_any()
        }
    }
}

fn filed(on: shared::kernel::Day) -> String {
    texts().fill(deliberation::OBJECTION_FILED, &[("day", &format::day(texts().lang, on))])
}

fn objection(at: ObjectTo, filed: &str, answer: Option<PublicAnswer>) -> AnyView {
    let village = Village::here();
    let title = Local::get().read(&village.public(), |state| match at {
        ObjectTo::Matter(id) => state.one::<PublicMatter>(id).map(|found| found.value.title),
        ObjectTo::Notice(id) => state.one::<PublicNotice>(id).map(|found| found.value.title),
    });
    let href = match at {
        ObjectTo::Matter(id) => Links::Kiosk.matter(&village.code(), id),
        ObjectTo::Notice(id) => Links::Kiosk.notice(&village.code(), id),
    };
    let title = texts().fill(deliberation::OBJECT_TO, &[("title", &title.unwrap_or_default())]);
    view! {
        <p class="kicker">{title}" · "{filed.to_owned()}</p>
        {answered(answer)}
        <p><LinkButton label=texts().t(kiosk::RECEIPT_MATTER) href /></p>
    }
    .into_any()
}

fn answered(answer: Option<PublicAnswer>) -> AnyView {
    match answer {
        None => view! { <Notice kind=NoticeKind::Waiting><p>{texts().t(kiosk::RECEIPT_WAITING)}</p></Notice> }.into_any(),
        Some(answer) => view! {
            <p><Mark kind=MarkKind::Done word=texts().t(deliberation::OBJECTION_ANSWERED) />" "{format::day(texts().lang, answer.on)}</p>
            <Quote words=answer.text />
        }
        .into_any(),
    }
}
