//! The parts box: what pages are made of. It knows no domain and holds no words; every word comes as an argument, already in the page's language.
//!
//! Each part is a thin component over a native element, with the classes of `style/parts/<part>.css`. All of them render on the server; what
//! needs a browser (drawing a signature, opening a dialog) is behind the feature `browser`. Parts return [`leptos::prelude::AnyView`] and take
//! strings, signals and [`leptos::prelude::Callback`]s, so that each is compiled once and not once for every use.

pub mod button;
pub mod choice;
pub mod dialog;
pub mod field;
pub mod gauge;
pub mod icon;
pub mod kiosk;
pub mod layout;
pub mod leaf;
pub mod mark;
pub mod nav;
pub mod notice;
pub mod password;
pub mod print;
pub mod rows;
pub mod seal;
pub mod sheet;
pub mod signature;
pub mod steps;
pub mod table;

#[cfg(test)]
mod contrast;
#[cfg(all(test, feature = "ssr"))]
mod rendered;

pub use button::{Button, ButtonKind, LinkButton};
pub use choice::{CheckChips, Choice, RadioChips, Select};
pub use dialog::{Dialog, IdleDialog};
pub use field::{DateField, FieldSet, InputKind, NumberField, NumberKind, SearchBox, Stepper, TextArea, TextField, TimeField};
pub use gauge::{Gauge, Progress};
pub use icon::Icon;
pub use kiosk::{Attract, CodePad, Door, Doors, NumberPad, PadDisplay};
pub use layout::{Masthead, Panes, Section};
pub use leaf::Leaves;
pub use mark::{Mark, MarkKind, SyncMark, SyncState};
pub use nav::{BottomNav, Breadcrumbs, Crumb, NavItem, Pager, Rail, RailGroup, SkipLink, Tabs, Topbar};
pub use notice::{Empty, Notice, NoticeKind, Toast, ToastRegion};
pub use password::{PasswordField, PasswordKind};
pub use print::{PrintSheet, SealBox, SealBoxes};
pub use rows::{FigureWords, Matter, Row, RowButton, Rows, Tone, excerpt};
pub use seal::{Seal, SealShape, SealSize};
pub use sheet::{Fact, Facts, Figure, Figures, Quote, Sheet, SheetPart};
pub use signature::SignaturePad;
pub use steps::{Step, StepState, Steps};
pub use table::{Cell, Column, Table};
