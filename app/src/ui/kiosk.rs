//! The kiosk's own parts: the screen that waits, doors, figures and codes by finger.

use super::button::{Button, ButtonKind};
use super::icon::{BACKSPACE, Icon};
use leptos::prelude::*;
use shared::kernel::plain_code;

/// The screen that waits for somebody: the board's title, the day as on a tear-off calendar, what is coming.
#[component]
pub fn Attract(
    /// The village.
    #[prop(into)]
    place: String,
    /// The board.
    #[prop(into)]
    title: String,
    /// What stands above the day.
    #[prop(into)]
    month: Signal<String>,
    /// The day.
    #[prop(into)]
    day: Signal<String>,
    /// What stands below the day.
    #[prop(into)]
    weekday: Signal<String>,
    /// The words of the button.
    #[prop(into)]
    start: String,
    /// Somebody is there.
    #[prop(into)]
    on_start: Callback<()>,
    /// `<section><h2>…</h2><p>…</p></section>` for each piece of news.
    children: Children,
) -> impl IntoView {
    view! {
        <main class="kiosk attract">
            <div class="attract-frame">
                <h1 class="attract-title"><span>{place}</span>" "{title}</h1>
                <div class="attract-news">
                    <p class="attract-date">{move || month.get()}<b>{move || day.get()}</b>{move || weekday.get()}</p>
                    {children()}
                </div>
            </div>
            <button class="button button-primary attract-start" type="button" on:click=move |_| on_start.run(())>{start}</button>
        </main>
    }
    .into_any()
}

/// The doors of the first page.
#[component]
pub fn Doors(
    /// What they are, for those who only hear them.
    #[prop(into)]
    label: String,
    /// [`Door`]s.
    children: Children,
) -> impl IntoView {
    view! { <nav class="doors" aria-label=label>{children()}</nav> }.into_any()
}

/// A door: a big tile that leads to one thing.
#[component]
pub fn Door(
    /// Where to.
    #[prop(into)]
    href: String,
    /// Its icon.
    icon: Icon,
    /// Its name.
    #[prop(into)]
    title: String,
    /// What is behind it.
    #[prop(into)]
    line: String,
    /// The one most people came for: across the whole width, in ink.
    #[prop(optional)]
    first: bool,
) -> impl IntoView {
    view! {
        <a class=if first { "door door-first" } else { "door" } href=href>
            {icon.view()}
            <span class="door-title">{title}</span>
            <span class="door-line">{line}</span>
        </a>
    }
    .into_any()
}

/// How typed figures are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PadDisplay {
    /// As they are.
    #[default]
    Plain,
    /// As dots: somebody stands behind.
    Secret,
}

/// Figures by finger; a keyboard and a code reader write into the same value.
#[component]
pub fn NumberPad(
    /// What is typed, for those who only hear it.
    #[prop(into)]
    label: String,
    /// What is typed.
    value: RwSignal<String>,
    /// At most so many figures.
    max_digits: usize,
    /// How it is shown.
    #[prop(optional)]
    display: PadDisplay,
    /// The word for clearing all.
    #[prop(into)]
    clear: String,
    /// The word for taking back the last.
    #[prop(into)]
    back: String,
) -> impl IntoView {
    let typed = move |digit: char| value.update(|value| push_digit(value, digit, max_digits));
    let key = move |digit: char| {
        view! { <button class="button" type="button" on:click=move |_| typed(digit)>{digit.to_string()}</button> }.into_any()
    };
    let keyboard = move |event: leptos::ev::KeyboardEvent| {
        let name = event.key();
        match (name.as_str(), name.chars().next()) {
            ("Backspace", _) => value.update(drop_last),
            (_, Some(digit)) if name.len() == 1 => typed(digit),
            _ => {}
        }
    };
    let shown = move || match display {
        PadDisplay::Plain => value.get(),
        PadDisplay::Secret => value.with(|value| "●".repeat(value.chars().count())),
    };
    view! {
        <div class="numpad" role="group" aria-label=label tabindex="0" on:keydown=keyboard>
            <output class="numpad-value">{shown}</output>
            <div class="numpad-keys">
                {('1'..='9').map(key).collect::<Vec<_>>()}
                <Button label=clear kind=ButtonKind::Quiet on_press=move || value.set(String::new()) />
                {key('0')}
                <Button label=back kind=ButtonKind::Quiet icon=BACKSPACE on_press=move || value.update(drop_last) />
            </div>
        </div>
    }
    .into_any()
}

/// The characters of a code that is copied by hand: Crockford's base 32, none mistaken for another.
const CODE_KEYS: &str = "1234567890ABCDEFGHJKMNPQRSTVWXYZ";

/// A code of letters and figures by finger. While it is on the page a keyboard and a code reader write into it too, wherever the focus is;
/// Enter ends it.
#[component]
pub fn CodePad(
    /// What is typed, for those who only hear it.
    #[prop(into)]
    label: String,
    /// What is typed: capitals and figures, without dashes.
    value: RwSignal<String>,
    /// So many characters.
    length: usize,
    /// The word for clearing all.
    #[prop(into)]
    clear: String,
    /// The word for taking back the last.
    #[prop(into)]
    back: String,
    /// Enter was pressed.
    #[prop(into)]
    on_enter: Callback<()>,
) -> impl IntoView {
    listen(value, length, on_enter);
    let key = move |character: char| {
        let typed = move |_| value.update(|value| push_code(value, character, length));
        view! { <button class="button" type="button" on:click=typed>{character.to_string()}</button> }.into_any()
    };
    let shown = move || value.with(|value| grouped(value, length));
    view! {
        <div class="numpad codepad" role="group" aria-label=label>
            <output class="numpad-value">{shown}</output>
            <div class="numpad-keys">
                {CODE_KEYS.chars().map(key).collect::<Vec<_>>()}
                <Button label=clear kind=ButtonKind::Quiet on_press=move || value.set(String::new()) />
                <Button label=back kind=ButtonKind::Quiet icon=BACKSPACE on_press=move || value.update(drop_last) />
            </div>
        </div>
    }
    .into_any()
}

#[cfg(feature = "browser")]
fn listen(value: RwSignal<String>, length: usize, on_enter: Callback<()>) {
    use wasm_bindgen::JsCast as _;
    let handle = window_event_listener(leptos::ev::keydown, move |event| {
        let elsewhere = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let writes = elsewhere.is_some_and(|element| matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT"));
        if writes || event.ctrl_key() || event.alt_key() || event.meta_key() {
            return;
        }
        let name = event.key();
        match (name.as_str(), name.chars().next()) {
            ("Backspace", _) => value.update(drop_last),
            ("Enter", _) if !value.with(String::is_empty) => {
                // Not a press of whichever key has the focus.
                event.prevent_default();
                on_enter.run(());
            }
            (_, Some(character)) if name.chars().count() == 1 => value.update(|value| push_code(value, character, length)),
            _ => {}
        }
    });
    on_cleanup(move || handle.remove());
}

/// The server knows no keyboard.
#[cfg(not(feature = "browser"))]
fn listen(_value: RwSignal<String>, _length: usize, _on_enter: Callback<()>) {}

/// Takes a character in as it is meant; what is no letter or figure is nothing.
fn push_code(value: &mut String, character: char, length: usize) {
    let room = length.saturating_sub(value.len());
    value.extend(plain_code::fold(&character.to_string()).chars().take(room));
}

/// `7K3M-9Q··-····`: what is typed in its groups, with the places still open.
fn grouped(value: &str, length: usize) -> String {
    let mut shown = String::new();
    let open = std::iter::repeat_n('·', length.saturating_sub(value.chars().count()));
    for (at, character) in value.chars().chain(open).enumerate() {
        if at > 0 && at.is_multiple_of(plain_code::GROUP) {
            shown.push('-');
        }
        shown.push(character);
    }
    shown
}

fn drop_last(value: &mut String) {
    value.pop();
}

fn push_digit(value: &mut String, digit: char, max_digits: usize) {
    if digit.is_ascii_digit() && value.len() < max_digits {
        value.push(digit);
    }
}

#[cfg(test)]
mod tests {
    use super::{grouped, push_code, push_digit};

    #[test]
    fn a_code_is_taken_as_it_is_meant() {
        let mut value = String::new();
        for typed in "7k3m-9Oil? 02tb9".chars() {
            push_code(&mut value, typed, 12);
        }
        assert_eq!(value, "7K3M901102TB");
        assert_eq!(grouped(&value, 12), "7K3M-9011-02TB");
        assert_eq!(grouped("7K3M9", 12), "7K3M-9···-····");
        assert_eq!(grouped("", 8), "····-····");
    }

    #[test]
    fn only_figures_and_only_so_many() {
        let mut value = String::new();
        for typed in "12a3４4567".chars() {
            push_digit(&mut value, typed, 6);
        }
        assert_eq!(value, "123456");
    }
}
