//! 更多: who is here, how the pages look, how this device stands, and the way out.

use super::install::Install;
use super::out::SignOutButton;
use crate::local::{KeyState, Local};
use crate::place::name_of;
use crate::shell::desk::{Page, role_words, version_words};
use crate::shell::mode::{Choice as _, Contrast, Size, Theme};
use crate::shell::{mode, prefs, texts};
use crate::sync::StorageLine;
use crate::ui::{Button, Choice, Fact, Facts, RadioChips, Row, Rows, Section, icon};
use leptos::prelude::*;
use shared::account::protocol::Holding;
use shared::text::{Key, Lang, account, choice_key, format, lookup, shell, sync};

/// The page.
#[component]
pub fn MorePage() -> impl IntoView {
    let texts = texts();
    view! {
        <Page title=texts.t(shell::NAV_MORE)>
            <Section title=texts.t(shell::NAV_ACCOUNT)><Me /></Section>
            <Section title=texts.t(shell::NAV_SETTINGS)><Display /></Section>
            <Section title=texts.t(shell::THIS_DEVICE)><Device /></Section>
            <div class="button-row"><SignOutButton words=texts.t(account::SIGN_OUT) /></div>
        </Page>
    }
}

/// Who is here, what they are where, and their secrets.
#[component]
fn Me() -> impl IntoView {
    let (local, texts) = (Local::get(), texts());
    let here = local.here;
    let facts = move || {
        let Some(me) = here.with(|here| here.account.clone()) else { return ().into_any() };
        // Read here, where a change is followed.
        let roles = roles();
        view! {
            <Facts>
                <Fact term=texts.t(account::DISPLAY_NAME)>{me.name}</Fact>
                <Fact term=texts.t(account::NAME)>{me.login}</Fact>
                <Fact term=texts.t(account::ROLES)>{roles}</Fact>
            </Facts>
        }
        .into_any()
    };
    let lock = move || {
        (here.with(|here| here.key) == KeyState::Open).then(|| {
            view! { <Button label=texts.t(account::LOCK_NOW) icon=icon::LOCK on_press=move || local.lock() /> }
        })
    };
    view! {
        {facts}
        <Rows>
            <Row href="/desk/more/pin" title=texts.t(account::PIN_CHANGE) />
            <Row href="/desk/more/password" title=texts.t(account::PASSWORD_CHANGE) />
            <Row href="/desk/sign-in" title=texts.t(account::SIGN_IN_AGAIN) />
        </Rows>
        <div class="button-row">{lock}</div>
    }
}

/// Each role with its place and its end; the roles alone while the server has not told more.
fn roles() -> AnyView {
    let (texts, here) = (texts(), Local::get().here);
    let holdings = here.with(|here| here.holdings.clone());
    let words: Vec<String> = if holdings.is_empty() {
        role_words().into_iter().map(str::to_owned).collect()
    } else {
        holdings.iter().map(holding_words).collect()
    };
    if words.is_empty() {
        return view! { <p>{texts.t(account::GRANTS_NONE)}</p><p class="quiet">{texts.t(account::GRANTS_NONE_WORDS)}</p> }.into_any();
    }
    let lines: Vec<AnyView> = words.into_iter().map(|words| view! { <li>{words}</li> }.into_any()).collect();
    view! { <ul class="plain-list">{lines}</ul> }.into_any()
}

fn holding_words(holding: &Holding) -> String {
    let texts = texts();
    let role = lookup("account", &format!("role_{}", holding.role.name())).map(|key| texts.t(key)).unwrap_or_default();
    let place = holding.place.as_ref().map(name_of);
    let until = holding.to.map(|day| texts.fill(account::UNTIL, &[("day", &format::day(texts.lang, day))]));
    let parts: Vec<String> = [Some(role.to_owned()), place, until].into_iter().flatten().collect();
    parts.join(" · ")
}

/// Language, light or dark, size, contrast: each shows at once.
#[component]
fn Display() -> impl IntoView {
    let (texts, shown) = (texts(), mode().get_untracked());
    let language = RwSignal::new(texts.lang.tag().to_owned());
    let languages = Lang::ALL.map(|lang| Choice::new(lang.tag(), lang.own_name())).to_vec();
    follow(language, |tag| Lang::from_tag(tag).map(prefs::set_language));
    let theme = RwSignal::new(shown.theme.value().to_owned());
    follow(theme, |value| Theme::from_value(value).map(prefs::set_theme));
    let size = RwSignal::new(shown.size.value().to_owned());
    follow(size, |value| Size::from_value(value).map(prefs::set_size));
    let contrast = RwSignal::new(shown.contrast.value().to_owned());
    follow(contrast, |value| Contrast::from_value(value).map(prefs::set_contrast));
    let choices = |all: &[(&'static str, Key)]| all.iter().map(|(value, key)| Choice::new(*value, texts.t(*key))).collect::<Vec<_>>();
    let themes = choices(&[("auto", shell::THEME_AUTO), ("light", shell::THEME_LIGHT), ("dark", shell::THEME_DARK)]);
    let sizes = choices(&[("standard", shell::SIZE_STANDARD), ("elder", shell::SIZE_ELDER)]);
    let contrasts = choices(&[("auto", shell::THEME_AUTO), ("more", shell::CONTRAST_HIGH), ("less", shell::CONTRAST_STANDARD)]);
    view! {
        <RadioChips id="language" label=texts.t(shell::LANGUAGE) value=language choices=languages />
        <RadioChips id="size" label=texts.t(shell::SIZE) value=size choices=sizes />
        <RadioChips id="theme" label=texts.t(shell::THEME) value=theme choices=themes />
        <RadioChips id="contrast" label=texts.t(shell::CONTRAST) value=contrast choices=contrasts />
    }
}

/// Acts on each choice after the first value, which is what already is.
fn follow(value: RwSignal<String>, act: impl Fn(&str) -> Option<()> + 'static) {
    Effect::new(move |before: Option<String>| {
        let now = value.get();
        if before.is_some_and(|before| before != now) && act(&now).is_none() {
            leptos::logging::warn!("{now} is no choice");
        }
        now
    });
}

/// What kind of device, what it keeps, which version, other windows.
#[component]
fn Device() -> impl IntoView {
    let (local, texts) = (Local::get(), texts());
    let kind = local.here.with_untracked(|here| here.kind);
    let kind = serde_json::to_value(kind).ok().and_then(|name| choice_key("account", "device_kind", name.as_str()?));
    let other = move || local.status.with(|status| status.other_tab).then(|| view! { <p class="quiet">{texts.t(sync::OTHER_TAB)}</p> });
    view! {
        <Facts>
            <Fact term=texts.t(account::DEVICE_KIND)>{kind.map(|key| texts.t(key))}</Fact>
            <Fact term=texts.t(shell::VERSION)><span class="num">{version_words()}</span></Fact>
        </Facts>
        <StorageLine />
        {other}
        <Install />
    }
}
