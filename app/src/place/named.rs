//! What places are called on a device that holds no divisions: as the server's last greeting said.

use crate::local::{Here, Local};
use crate::shell::texts;
use leptos::prelude::*;
use leptos::reactive::graph::Observer;
use shared::kernel::{Code, Level};
use shared::text::place;

/// The name of a place in the page's language; its code where the name is not known. Inside a closure of a view or a memo it follows
/// the greeting.
pub fn name_of(code: &Code) -> String {
    let here = Local::get().here;
    let name = |here: &Here| here.place(code).map_or_else(|| code.to_string(), |name| name.in_lang(texts().lang).to_owned());
    if Observer::get().is_some() { here.with(name) } else { here.with_untracked(name) }
}

/// A village with the township and the county it lies in.
pub fn line_of(village: &Code) -> String {
    let [county, town] = [Level::County, Level::Township].map(|level| name_of(&village.at(level)));
    texts().fill(place::COUNTY_TOWN_VILLAGE, &[("county", &county), ("town", &town), ("village", &name_of(village))])
}
