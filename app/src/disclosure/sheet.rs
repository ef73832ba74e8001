//! A notice on the desk: as the public sees it, with what may still be done: take it down, correct it, print it.

use super::notice::notice_sheet;
use super::notices::{notice_href, notices_href};
use super::persons::{Register, persons_line};
use crate::deliberation::desk::{nothing_here, of_record};
use crate::deliberation::{file_form, objections};
use crate::local::{Local, clock};
use crate::place::line_of;
use crate::shell::desk::{Page, toast};
use crate::shell::form::{Form, amended, form_fields};
use crate::shell::print::{paper_foot, print_page};
use crate::shell::rights::{may, who_does};
use crate::shell::texts;
use crate::ui::{Button, ButtonKind, LinkButton, Mark, MarkKind, NoticeKind, TextArea, icon};
use leptos::prelude::*;
use shared::deliberation::{FileObjection, ObjectTo, Objection};
use shared::disclosure::{Notice, NoticePage as Shown, NoticeStanding, PostNotice, WithdrawNotice, notice_page};
use shared::kernel::{Code, Id, ScopeId};
use shared::sync::command::Command as _;
use shared::text::{account, deliberation, disclosure, shell, sync, ui};
use wasm_bindgen_futures::spawn_local;

form_fields! {
    /// The field of a withdrawal.
    WithdrawFields keeps
    /// What stands in it.
    WithdrawValues { reason: String }
}

/// The page of one notice.
#[component]
pub fn NoticeDeskPage() -> impl IntoView {
    of_record(|code, id| {
        let (local, scope) = (Local::get(), ScopeId::Village(code.clone()));
        let of = scope.clone();
        let shown = Memo::new(move |_| local.read(&of, |state| notice_page(state, id, clock::today())));
        if shown.with_untracked(Option::is_none) {
            return nothing_here();
        }
        let back = (notices_href(&code), texts().t(disclosure::NOTICES).to_owned());
        let (doing, sheet, paper) = (code.clone(), code.clone(), code.clone());
        view! {
            <Page title=texts().t(disclosure::NOTICE) line=Some(line_of(&code)) back>
                {doings(&doing, scope, id, shown)}
                {move || shown.get().map(|page| notice_sheet(|id| notice_href(&sheet, id), page))}
                {paper_foot(&format!("/v/{paper}/notices/{id}"), seals())}
            </Page>
        }
        .into_any()
    })
}

/// Whose seals a posted notice bears on paper.
fn seals() -> Vec<String> {
    ["role_village_committee", "role_supervisor_village"].map(|key| account::key(key).map_or("", |key| texts().t(key)).to_owned()).to_vec()
}

fn doings(code: &Code, scope: ScopeId, id: Id, shown: Memo<Option<Shown>>) -> AnyView {
    let local = Local::get();
    let withdrawing = RwSignal::new(amended::<WithdrawNotice>().is_some());
    let stands = Memo::new(move |_| {
        shown.with(|page| page.as_ref().is_some_and(|page| !matches!(page.card.standing, NoticeStanding::Withdrawn { .. })))
    });
    let correct = format!("{}/new?corrects={id}", notices_href(code));
    let public = format!("/v/{code}/notices/{id}");
    let waiting = scope.clone();
    let may_withdraw = may(&scope, WithdrawNotice::BY) && (may(&scope, &WithdrawNotice::ANYBODYS) || posted_it(&scope, id));
    let may_post = may(&scope, PostNotice::BY);
    let objecting = RwSignal::new(false);
    let takes = Memo::new(move |_| shown.with(|page| page.as_ref().is_some_and(|page| page.takes_objections)));
    let may_object = may(&scope, FileObjection::BY);
    let to = ObjectTo::Notice(id);
    let answers = scope.clone();
    let scope = StoredValue::new(scope);
    view! {
        <div class="stack no-print">
            {move || {
                local.waits_on::<Notice>(&waiting, id).then(|| view! { <p><Mark kind=MarkKind::Waiting word=texts().t(sync::STATE_SAVED_HERE) /></p> })
            }}
            <div class="cluster">
                <Button label=texts().t(ui::PRINT) icon=icon::PRINT on_press=print_page />
                {may_post.then(|| view! { <LinkButton label=texts().t(disclosure::CORRECT) href=correct icon=icon::PEN /> })}
                {move || (may_withdraw && stands.get()).then(|| {
                    view! { <Button label=texts().t(disclosure::WITHDRAW) kind=ButtonKind::Danger pressed=withdrawing on_press=move || withdrawing.update(|on| *on = !*on) /> }
                })}
                {move || (may_object && takes.get()).then(|| {
                    view! { <Button label=texts().t(deliberation::OBJECT_FOR) icon=icon::VOICE pressed=objecting on_press=move || objecting.update(|on| *on = !*on) /> }
                })}
                <a class="button button-plain" href=public rel="external">{texts().t(shell::TO_BOARD_PAGE)}</a>
            </div>
            {(!may_withdraw).then(|| who_does(texts().t(disclosure::WITHDRAW), WithdrawNotice::BY))}
            <Show when=move || withdrawing.get() && stands.get()>{withdraw_form(scope.get_value(), id, withdrawing)}</Show>
            <Show when=move || objecting.get() && takes.get()>{file_form(scope.get_value(), to)}</Show>
            {objections(answers, to)}
        </div>
    }
    .into_any()
}

/// Did the person who is here post it?
fn posted_it(scope: &ScopeId, id: Id) -> bool {
    let me = Local::get().here.with(|here| here.account.as_ref().map(|me| me.id));
    let notice = Local::get().read_once(scope, |state| state.one::<Notice>(id));
    me.zip(notice).is_some_and(|(me, notice)| WithdrawNotice::is_theirs(&notice.value, me))
}

fn withdraw_form(scope: ScopeId, notice: Id, open: RwSignal<bool>) -> AnyView {
    let form = Form::new();
    let refused = amended::<WithdrawNotice>().filter(|(_, command)| command.notice == notice);
    let reason = refused.as_ref().map(|(_, command)| command.reason.clone()).unwrap_or_default();
    let refused = refused.map(|(id, _)| id);
    let fields = WithdrawFields::new(WithdrawValues { reason });
    form.keep(fields, "withdraw_notice", &notice.to_string());
    let objections = form.local.read_once(&scope, |state| state.children::<Objection>(notice));
    let register = Register::of(&scope).with_submitters(objections.iter().map(|found| found.value.submitter()));
    let (toast, words) = (toast(), texts().t(sync::STATE_SAVED_HERE));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let scope = scope.clone();
        spawn_local(async move {
            let command = WithdrawNotice { notice, reason: fields.reason.get_untracked().trim().to_owned(), on: clock::today() };
            if form.submit(&scope, &command).await.is_some() {
                form.done(refused);
                open.try_set(false);
                toast(NoticeKind::Done, words.to_owned());
            }
        });
    };
    view! {
        <form class="form boxed" novalidate on:submit=submit>
            {form.draft_line()}
            <TextArea id="withdraw-reason" label=texts().t(disclosure::WITHDRAW_REASON) value=fields.reason
                hint=texts().t(disclosure::WITHDRAW_HINT) error=form.error("reason") />
            {persons_line(vec![fields.reason], register, Callback::new(|()| ()))}
            {form.said()}
            <div class="button-row">
                <Button label=texts().t(disclosure::WITHDRAW) kind=ButtonKind::Danger submit=true busy=form.busy />
                <Button label=texts().t(ui::CANCEL) on_press=move || open.set(false) />
            </div>
        </form>
    }
    .into_any()
}
