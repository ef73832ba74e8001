//! The frame of one page of the desk: its bar, its title in window and history, the focus, and passing words.

use super::mark::Mark;
use crate::local::Local;
use crate::shell::mode::Size;
use crate::shell::update::UpdateNotice;
use crate::shell::{mode, prefs, set_title, texts};
use crate::ui::{NoticeKind, Panes, Toast, ToastRegion, Topbar};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};
use shared::text::{shell, sync, ui, visit};
use wasm_bindgen::JsCast as _;
use web_sys::HtmlElement;

/// Goes to a page of the desk by its whole address, which the router would else take for one below `/desk`. Take it before the first
/// `await`.
pub fn go() -> impl Fn(&str) + Clone + Send + Sync + 'static {
    let navigate = use_navigate();
    move |address: &str| navigate(address, NavigateOptions { resolve: false, ..NavigateOptions::default() })
}

/// What pages and their frame share.
#[derive(Debug, Clone, Copy)]
struct Frame {
    /// The page has one task: no bottom bar, its save bar has the place.
    task: RwSignal<bool>,
    /// A page has been shown before: whoever comes from it is taken to the new one's heading.
    visited: StoredValue<bool>,
    toast: RwSignal<Option<Toast>>,
    /// How many refused commands there were when the word was said.
    refused: StoredValue<usize>,
}

impl Frame {
    fn new() -> Self {
        Self { task: RwSignal::new(false), visited: StoredValue::new(false), toast: RwSignal::new(None), refused: StoredValue::new(0) }
    }
}

/// Gives pages what they share with their frame.
pub(super) fn provide() {
    provide_context(Frame::new());
}

fn frame() -> Frame {
    use_context().unwrap_or_else(Frame::new)
}

/// How long a passing word stays, in milliseconds: twice the time that reading it aloud takes.
const TOAST_MS: u32 = 6_000;
/// The same where type is large: whoever needs it reads slowly.
const TOAST_ELDER_MS: u32 = 14_000;

/// A passing word, seen and heard. It goes by itself, or when the next takes its place. Outside a component, take [`toast`]'s closure
/// before the first `await`.
pub fn toast() -> impl Fn(NoticeKind, String) + Copy {
    let (Frame { toast: place, refused, .. }, status) = (frame(), Local::get().status);
    move |kind, words| {
        refused.set_value(status.with_untracked(|status| status.refused.len()));
        place.set(Some(Toast { kind, words }));
    }
}

/// Where passing words appear.
#[component]
pub(super) fn Toasts() -> impl IntoView {
    let (toast, shown) = (frame().toast, mode());
    follow_the_record();
    let stays_ms = Signal::derive(move || if shown.get().size == Size::Elder { TOAST_ELDER_MS } else { TOAST_MS });
    view! { <ToastRegion toast stays_ms close=texts().t(ui::CLOSE) /> }
}

/// A word that says *saved on this device* holds only as long as that is all there is to say: it becomes *sent*, and goes where the
/// server refused what was saved.
fn follow_the_record() {
    let (Frame { toast, refused, .. }, status, texts) = (frame(), Local::get().status, texts());
    let standing = Memo::new(move |_| status.with(|status| (status.unsent, status.refused.len())));
    Effect::new(move |_| {
        let ((unsent, now_refused), said) = (standing.get(), toast.get());
        let saved = [sync::STATE_SAVED_HERE, visit::SAVED].map(|key| texts.t(key));
        let follows = said.is_some_and(|said| saved.contains(&said.words.as_str()));
        if !follows {
            return;
        }
        if now_refused > refused.get_value() {
            toast.set(None);
        } else if unsent == 0 {
            toast.set(Some(Toast { kind: NoticeKind::Done, words: texts.t(sync::STATE_SENT).to_owned() }));
        }
    });
}

/// The class of the frame.
pub(super) fn desk_class() -> &'static str {
    if frame().task.get() { "desk is-task" } else { "desk" }
}

/// A page of one column.
#[component]
pub fn Page(
    /// Its title, which is also the window's.
    #[prop(into)]
    title: Signal<String>,
    /// A quiet line below the title.
    #[prop(optional, into)]
    line: Signal<Option<String>>,
    /// Where back leads, and its word.
    #[prop(optional, into)]
    back: Option<(String, String)>,
    /// It has one task: the bottom bar makes room for its save bar.
    #[prop(optional)]
    task: bool,
    /// What stands on it.
    children: Children,
) -> impl IntoView {
    begin(title, task);
    view! {
        {bar(title, line, back)}
        <main id="main" class="desk-main" tabindex="-1">
            <UpdateNotice />
            {children()}
        </main>
    }
    .into_any()
}

/// A page of a list with the open sheet beside it; on a phone, one of them.
#[component]
pub fn PanesPage(
    /// Its title, which is also the window's.
    #[prop(into)]
    title: Signal<String>,
    /// A quiet line below the title.
    #[prop(optional, into)]
    line: Signal<Option<String>>,
    /// Where back leads, and its word.
    #[prop(optional, into)]
    back: Option<(String, String)>,
    /// Whether a sheet is open.
    #[prop(into)]
    has_sheet: Signal<bool>,
    /// The list.
    #[prop(into)]
    list: AnyView,
    /// The sheet.
    children: Children,
) -> impl IntoView {
    begin(title, false);
    view! {
        {bar(title, line, back)}
        <Panes has_sheet list>{children()}</Panes>
    }
    .into_any()
}

/// A page before the desk is open, or beside it: a narrow column under the product's name.
#[component]
pub fn Alone(
    /// Its title, which is also the window's.
    #[prop(into)]
    title: String,
    /// What stands on it.
    children: Children,
) -> impl IntoView {
    named(Signal::stored(title.clone()));
    view! {
        <div class="page page-narrow alone">
            <header class="masthead masthead-plain">
                <div class="masthead-line">
                    <a class="alone-home" href="/" rel="external">{texts().t(shell::PRODUCT)}</a>
                    <crate::shell::public::Tools />
                </div>
            </header>
            <main id="main" class="page-main alone-main" tabindex="-1">
                <h1 tabindex="-1">{title}</h1>
                {children()}
            </main>
        </div>
    }
    .into_any()
}

fn bar(title: Signal<String>, line: Signal<Option<String>>, back: Option<(String, String)>) -> AnyView {
    match back {
        Some(back) => view! { <Topbar title line back><Mark /></Topbar> }.into_any(),
        None => view! { <Topbar title line><Mark /></Topbar> }.into_any(),
    }
}

fn begin(title: Signal<String>, task: bool) {
    let frame = frame();
    frame.task.set(task);
    named(title);
}

/// Names the page, and takes whoever comes from another one to its heading.
fn named(title: Signal<String>) {
    Effect::new(move || set_title(&title.get()));
    let visited = frame().visited;
    let path = use_location().pathname;
    Effect::new(move |_| {
        path.track();
        if visited.get_value() {
            request_animation_frame(focus_heading);
        }
        visited.set_value(true);
    });
}

/// The open sheet's heading where there is one, else the page's.
fn focus_heading() {
    let found = [".panes.has-sheet .pane-sheet h1", ".topbar h1", ".alone-main h1"]
        .into_iter()
        .find_map(|heading| document().query_selector(heading).ok().flatten())
        .and_then(|heading| heading.dyn_into::<HtmlElement>().ok());
    // A field that the page itself has put the focus into keeps it.
    let busy = document().active_element().is_some_and(|element| element.tag_name() == "INPUT" || element.tag_name() == "TEXTAREA");
    if let Some(heading) = found.filter(|_| !busy)
        && let Err(error) = heading.focus()
    {
        leptos::logging::warn!("the heading could not be focused: {error:?}");
    }
}

/// Puts the focus into a field once the page is drawn.
pub fn focus_field(id: &'static str) {
    request_animation_frame(move || {
        let field = document().get_element_by_id(id).and_then(|field| field.dyn_into::<HtmlElement>().ok());
        if let Some(Err(error)) = field.map(|field| field.focus()) {
            leptos::logging::warn!("{id} could not be focused: {error:?}");
        }
    });
}

/// The version of the app as people tell it to their administrator.
pub fn version_words() -> String {
    let whole = prefs::app_version();
    whole.chars().take(8).collect()
}
