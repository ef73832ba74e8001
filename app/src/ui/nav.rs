//! Finding one's way: the bar above, the four places below (phone), the rail (PC), tabs, places, further pages.

use super::button::Button;
use super::icon::{BACK, Icon};
use leptos::prelude::*;

/// A place one can go to.
#[derive(Clone, Debug)]
pub struct NavItem {
    /// Where.
    pub href: String,
    /// Its icon; tabs have none.
    pub icon: Option<Icon>,
    /// Its word.
    pub word: String,
    /// How many things wait there.
    pub count: Option<String>,
    /// One is there.
    pub current: Signal<bool>,
}

impl NavItem {
    /// A place with its word.
    pub fn new(href: impl Into<String>, word: impl Into<String>, current: impl Into<Signal<bool>>) -> Self {
        Self { href: href.into(), icon: None, word: word.into(), count: None, current: current.into() }
    }

    /// The same with its icon.
    pub fn with_icon(self, icon: Icon) -> Self {
        Self { icon: Some(icon), ..self }
    }

    /// The same with the number of things that wait there.
    pub fn with_count(self, count: impl Into<String>) -> Self {
        Self { count: Some(count.into()), ..self }
    }

    fn view(self) -> AnyView {
        let current = self.current;
        view! {
            <a href=self.href aria-current=move || current.get().then_some("page")>
                {self.icon.map(Icon::view)}
                <span>{self.word}</span>
                {self.count.map(|count| view! { <span class="rail-count">{count}</span> })}
            </a>
        }
        .into_any()
    }
}

/// The way past what every page repeats.
#[component]
pub fn SkipLink(
    /// Its words.
    #[prop(into)]
    words: String,
    /// The id of the page's own part.
    #[prop(into)]
    target: String,
) -> impl IntoView {
    view! { <a class="skip-link" href=format!("#{target}")>{words}</a> }.into_any()
}

/// The bar above a page: where one is, the way back, and the sync mark as its child.
#[component]
pub fn Topbar(
    /// The page's title.
    #[prop(into)]
    title: Signal<String>,
    /// A quiet line below it.
    #[prop(optional, into)]
    line: Signal<Option<String>>,
    /// Where back leads, and its word.
    #[prop(optional, into)]
    back: Option<(String, String)>,
    /// The sync mark.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <header class="topbar">
            {back.map(|(href, word)| view! { <a class="topbar-back" href=href>{BACK.view()}<span>{word}</span></a> })}
            <div class="topbar-title">
                <h1 tabindex="-1">{move || title.get()}</h1>
                {move || line.get().map(|line| view! { <p>{line}</p> })}
            </div>
            {children.map(|children| children())}
        </header>
    }
    .into_any()
}

/// The places at the foot of a phone, at most five.
#[component]
pub fn BottomNav(
    /// What the places are, for those who only hear them.
    #[prop(into)]
    label: String,
    /// The places.
    items: Vec<NavItem>,
) -> impl IntoView {
    view! { <nav class="bottomnav" aria-label=label>{items.into_iter().map(NavItem::view).collect::<Vec<_>>()}</nav> }.into_any()
}

/// Places under one duty.
#[derive(Clone, Debug)]
pub struct RailGroup {
    /// The duty.
    pub title: String,
    /// Its places.
    pub items: Vec<NavItem>,
}

/// The rail of a wide screen: who one is, then the places by duty.
#[component]
pub fn Rail(
    /// What the places are, for those who only hear them.
    #[prop(into)]
    label: String,
    /// The office.
    #[prop(into)]
    office: String,
    /// The person and the duty.
    #[prop(into)]
    person: String,
    /// The places.
    groups: Vec<RailGroup>,
    /// Tools at its foot.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let groups: Vec<AnyView> = groups
        .into_iter()
        .map(|group| {
            let items: Vec<AnyView> = group.items.into_iter().map(|item| view! { <li>{item.view()}</li> }.into_any()).collect();
            view! { <h2 class="rail-duty">{group.title}</h2><ul class="rail-list">{items}</ul> }.into_any()
        })
        .collect();
    view! {
        <nav class="rail" aria-label=label>
            <p class="rail-head"><b>{office}</b><span>{person}</span></p>
            {groups}
            {children.map(|children| children())}
        </nav>
    }
    .into_any()
}

/// Views of the same thing, each at its own address.
#[component]
pub fn Tabs(
    /// What the views are.
    #[prop(into)]
    label: String,
    /// The views.
    items: Vec<NavItem>,
) -> impl IntoView {
    view! { <nav class="tabs" aria-label=label>{items.into_iter().map(NavItem::view).collect::<Vec<_>>()}</nav> }.into_any()
}

/// A place on the way here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crumb {
    /// Its name.
    pub word: String,
    /// Its page, where it has one.
    pub href: Option<String>,
}

/// The places on the way here, the widest first.
#[component]
pub fn Breadcrumbs(
    /// What they are.
    #[prop(into)]
    label: String,
    /// The places.
    places: Vec<Crumb>,
) -> impl IntoView {
    let places: Vec<AnyView> = places
        .into_iter()
        .map(|Crumb { word, href }| match href {
            Some(href) => view! { <li><a href=href>{word}</a></li> }.into_any(),
            None => view! { <li><span>{word}</span></li> }.into_any(),
        })
        .collect();
    view! { <nav class="breadcrumbs" aria-label=label><ol>{places}</ol></nav> }.into_any()
}

/// How much of a list is shown, and the button that shows more.
#[component]
pub fn Pager(
    /// How much is shown, of how much.
    #[prop(into)]
    words: Signal<String>,
    /// The button's words.
    #[prop(into)]
    more: String,
    /// Whether there is more.
    #[prop(into)]
    has_more: Signal<bool>,
    /// While more is fetched.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Shows more.
    #[prop(into)]
    on_more: Callback<()>,
) -> impl IntoView {
    let button = move || {
        let more = more.clone();
        has_more.get().then(move || view! { <Button label=more busy on_press=move || on_more.run(()) /> }.into_any())
    };
    view! { <div class="pager"><p class="num" role="status">{move || words.get()}</p>{button}</div> }.into_any()
}
