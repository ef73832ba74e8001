//! The village whose kiosk this is, and the day by the device's clock.

use crate::local::{Local, clock};
use crate::place::PlaceLine;
use crate::shell::texts;
use gloo_timers::callback::Interval;
use leptos::prelude::*;
use shared::disclosure::{Board, board};
use shared::kernel::{Code, Day, Level, ScopeId};
use shared::place::Names;
use shared::sync::protocol::Place;

/// How often to look whether a new day has begun: a board that stands all night turns its leaf within a minute.
const LOOK_EVERY_MS: u32 = 60_000;

/// The village whose kiosk this is (本村), as context of all its pages.
#[derive(Debug, Clone, Copy)]
pub struct Village {
    code: StoredValue<Code>,
    place: Memo<PlaceLine>,
    /// The day in China by the device's clock.
    pub today: Signal<Day>,
}

impl Village {
    /// Gives it as context.
    pub(super) fn provide(code: Code) {
        let today = RwSignal::new(clock::today());
        let look = StoredValue::new_local(Interval::new(LOOK_EVERY_MS, move || {
            let now = clock::today();
            if today.get_untracked() != now {
                today.set(now);
            }
        }));
        on_cleanup(move || look.dispose());
        let local = Local::get();
        let code = StoredValue::new(code);
        let place = Memo::new(move |_| local.here.with(|here| line(&code.get_value(), &here.places)));
        provide_context(Self { place, code, today: today.into() });
    }

    /// The kiosk's village.
    pub fn here() -> Self {
        expect_context()
    }

    /// Its code.
    pub fn code(&self) -> Code {
        self.code.get_value()
    }

    /// What everybody may read of it.
    pub fn public(&self) -> ScopeId {
        ScopeId::Public(self.code())
    }

    /// Where its commands go.
    pub fn scope(&self) -> ScopeId {
        ScopeId::Village(self.code())
    }

    /// Where it lies.
    pub fn place(&self) -> PlaceLine {
        self.place.get()
    }

    /// What it is called in the page's language.
    pub fn name(&self) -> String {
        self.place().village.in_lang(texts().lang).to_owned()
    }

    /// Its board, as this device holds it; the page changes only when the board does.
    pub fn board(self) -> Memo<Board> {
        let local = Local::get();
        Memo::new(move |_| local.read(&self.public(), |state| board(state, &self.place().village, self.today.get())))
    }
}

/// Where a village lies, from what the last greeting told. A kiosk that has not heard its name yet is told apart by its code.
fn line(code: &Code, places: &[Place]) -> PlaceLine {
    let named = |code: &Code| places.iter().find(|place| place.code == *code).map(|place| place.name.clone());
    let digits = || Names { hans: code.to_string(), hant: code.to_string(), en: code.to_string() };
    PlaceLine {
        code: code.clone(),
        county: named(&code.at(Level::County)).unwrap_or_default(),
        township: named(&code.at(Level::Township)).unwrap_or_default(),
        village: named(code).unwrap_or_else(digits),
    }
}
