//! Line icons of our own, drawn on a grid of 24 with one stroke; each is one path and always stands beside a word.
//!
//! The paths are constants and not a sprite: those a page does not use are left out of the wasm, the offline shell needs no further file,
//! and a server-rendered page shows its icons without a request.

use leptos::prelude::*;

/// The path of one icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Icon(pub &'static str);

impl Icon {
    /// The drawing at the size of the text beside it.
    pub fn view(self) -> AnyView {
        self.with_class("icon")
    }

    /// The drawing for an empty state or a heading.
    pub fn large(self) -> AnyView {
        self.with_class("icon icon-l")
    }

    fn with_class(self, class: &'static str) -> AnyView {
        view! { <svg class=class viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d=self.0></path></svg> }.into_any()
    }
}

// Directions and small acts.
/// Back, to the page before.
pub const BACK: Icon = Icon("M15 5l-7 7 7 7");
/// Onward, into something.
pub const FORWARD: Icon = Icon("M9 5l7 7-7 7");
/// Opens downward.
pub const DOWN: Icon = Icon("M5 9l7 7 7-7");
/// Close, put away.
pub const CLOSE: Icon = Icon("M6 6l12 12M18 6L6 18");
/// A tick: chosen, done.
pub const CHECK: Icon = Icon("M4.5 12.5l5 5 10-11");
/// One more.
pub const PLUS: Icon = Icon("M12 5v14M5 12h14");
/// One less.
pub const MINUS: Icon = Icon("M5 12h14");
/// Take back the last figure.
pub const BACKSPACE: Icon = Icon("M9 5.5h11.5v13H9L3.5 12zM12 9.5l5 5M17 9.5l-5 5");
/// Remove.
pub const REMOVE: Icon = Icon("M4 7h16M9.5 7V4.5h5V7M6.5 7l.8 12.5h9.4L17.5 7M10.2 11v5M13.8 11v5");
/// Search.
pub const SEARCH: Icon = Icon("M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13M15.4 15.4L20.5 20.5");
/// Further matters.
pub const MORE: Icon = Icon("M4 6.5h16M4 12h16M4 17.5h10");
/// Edit by hand.
pub const PEN: Icon = Icon("M4 20l1-4.5L16.5 4l3.5 3.5L8.5 19zM14 6.5l3.5 3.5");

// States: each mark has a shape of its own.
/// Done: a tick in a circle.
pub const DONE: Icon = Icon("M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17M8 12.3l2.8 2.8L16 9.3");
/// Waiting: a clock.
pub const CLOCK: Icon = Icon("M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17M12 7.5V12l3 2.5");
/// Overdue or a problem: a triangle.
pub const WARNING: Icon = Icon("M12 4L2.8 19.5h18.4zM12 10v4.5M12 17v.1");
/// Refused: a cross in an octagon.
pub const REFUSED: Icon = Icon("M8.5 3.5h7l5 5v7l-5 5h-7l-5-5v-7zM9 9l6 6M15 9l-6 6");
/// For your information.
pub const INFO: Icon = Icon("M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17M12 11v5.5M12 7.7v.1");
/// Official and sealed: a square stamp.
pub const SEAL: Icon = Icon("M4 4h16v16H4zM8 8h8M12 8v8M8 16h8M8 12h8");
/// A question is open.
pub const QUESTION: Icon = Icon("M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17M9.5 9.7a2.5 2.5 0 1 1 3.7 2.2c-.8.5-1.2 1-1.2 2M12 16.8v.1");
/// Kept closed.
pub const LOCK: Icon = Icon("M5.5 10.5h13v9.5h-13zM8 10.5V8a4 4 0 0 1 8 0v2.5M12 14.2v2.2");
/// Shown, revealed.
pub const EYE: Icon =
    Icon("M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12M12 9.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6");

// The way to the server.
/// Sending and fetching.
pub const SYNC: Icon = Icon("M4.5 10A8 8 0 0 1 19 8.2M19.5 4v4.5H15M19.5 14A8 8 0 0 1 5 15.8M4.5 20v-4.5H9");
/// Not sent yet.
pub const UNSENT: Icon = Icon("M12 16V5M7 9.5L12 4.5l5 5M5 15v4.5h14V15");
/// No network.
pub const OFFLINE: Icon = Icon("M3 3l18 18M6.5 9.5A4.5 4.5 0 0 0 7 18.5h10M9.5 6.6A6 6 0 0 1 17.8 10a4.3 4.3 0 0 1 2.4 6.8");
/// Take a file home.
pub const DOWNLOAD: Icon = Icon("M12 4.5V15M7 10.5l5 5 5-5M5 19.5h14");

// The things of the house.
/// The first page.
pub const HOME: Icon = Icon("M3.5 11.5L12 4l8.5 7.5M6 9.5V20h12V9.5");
/// A household.
pub const HOUSEHOLD: Icon = Icon("M2.8 10.8L12 4l9.2 6.8M5.5 9v11h13V9M10 20v-6h4v6");
/// A visit: a notebook with its line of writing.
pub const VISIT: Icon = Icon("M6 3.5h12.5v17H6zM3.8 8H8M3.8 12H8M3.8 16H8M11 8.5h4.5M11 12.5h4.5");
/// What is to be done.
pub const TASKS: Icon = Icon("M4 6.5l1.5 1.5L8.5 5M4 13l1.5 1.5 3-3M4 19.5L5.5 21l3-3M12 7h8M12 13.3h8M12 19.7h8");
/// One person.
pub const PERSON: Icon = Icon("M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8M4.5 20.5c.5-4 3.6-5.8 7.5-5.8s7 1.8 7.5 5.8");
/// A household's card with its code.
pub const CARD: Icon = Icon("M3 5.5h18v13H3zM6 9h4v4H6zM13.5 9.5h4.5M13.5 12.5h4.5M6 15.8h12");
/// A place.
pub const PLACE: Icon = Icon("M12 21s-7-6.2-7-11.3a7 7 0 0 1 14 0C19 14.8 12 21 12 21M12 7.3a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5");
/// The public board.
pub const BOARD: Icon = Icon("M3.5 4.5h17v12h-17zM7 16.5V21M17 16.5V21M7 8.5h4M7 12h4M14 8.5h3.5v3.5H14z");
/// A meeting around a table.
pub const MEETING: Icon = Icon(
    "M4 13h16l-1.5 4h-13zM7 17v3.5M17 17v3.5M7 5.5a2 2 0 1 0 0 4 2 2 0 0 0 0-4M17 5.5a2 2 0 1 0 0 4 2 2 0 0 0 0-4M12 3.5a2 2 0 1 0 0 4 2 2 0 0 0 0-4",
);
/// A ballot box.
pub const BALLOT: Icon = Icon("M4 12.5h16V20H4zM8 12.5L9.5 4h7L15 12.5M9 16.2h6");
/// Say something: objection, idea, inquiry.
pub const VOICE: Icon = Icon("M4 4.5h16v11.5h-8.5L7 20v-4H4zM8 8.5h8M8 12h5");
/// A document, a record.
pub const DOCUMENT: Icon = Icon("M6 3.5h8.5L18.5 7.5v13H6zM14.5 3.5v4h4M9 12h6.5M9 16h6.5");
/// Print.
pub const PRINT: Icon = Icon("M7 8.5V4h10v4.5M7 17H3.5V8.5h17V17H17M7 13.5h10v7H7z");
/// Read aloud.
pub const READ_ALOUD: Icon = Icon("M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM15.5 9a4.2 4.2 0 0 1 0 6M18 6.5a7.8 7.8 0 0 1 0 11");
/// Light, dark, contrast.
pub const CONTRAST: Icon = Icon("M12 3.5a8.5 8.5 0 1 0 0 17zM12 3.5a8.5 8.5 0 0 1 0 17M12 7h4.5M12 10.3h6M12 13.7h6M12 17h4.5");
/// A device.
pub const DEVICE: Icon = Icon("M3.5 4.5h17v11.5h-17zM9 20h6M12 16v4");
/// Leave, sign out.
pub const LEAVE: Icon = Icon("M13.5 4H5v16h8.5M10 12h10.5M16.5 8l4 4-4 4");
