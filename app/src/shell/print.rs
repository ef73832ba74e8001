//! 打印: the foot of a sheet on paper, with the address of the living page as a code to scan, and the boxes for seals and signatures.

use super::texts;
use crate::local::clock;
use crate::ui::{SealBox, SealBoxes};
use fast_qr::{ECL, QRBuilder};
use leptos::prelude::*;
use shared::text::{format, print};
use std::fmt::Write as _;

/// Modules of white around the code that readers ask for.
const QUIET_ZONE: usize = 4;

/// Prints the page.
pub fn print_page() {
    if let Err(error) = window().print() {
        leptos::logging::warn!("the page could not be printed: {error:?}");
    }
}

/// The foot of a sheet: boxes for `who`, then the page's address in letters and as a code. It is on paper only.
pub fn paper_foot(path: &str, who: Vec<String>) -> AnyView {
    let address = format!("{}{path}", window().location().origin().unwrap_or_default());
    let day = texts().t(print::DATE_BLANK);
    let boxes = who.into_iter().map(|who| SealBox { who, day: day.to_owned() }).collect();
    let printed = texts().fill(print::PRINTED_ON, &[("day", &format::day(texts().lang, clock::today()))]);
    let shown = texts().fill(print::PAGE_ADDRESS, &[("address", &address)]);
    view! {
        <footer class="print-only paper-foot">
            <SealBoxes boxes />
            <div class="paper-source">
                {qr(&address)}
                <div>
                    <p>{texts().t(print::SCAN_TO_OPEN)}</p>
                    <p class="paper-address">{shown}</p>
                    <p>{printed}" · "{texts().t(print::OFFICIAL_COPY)}</p>
                </div>
            </div>
        </footer>
    }
    .into_any()
}

/// An address as a code to scan; nothing where it is too long for one.
pub fn qr(address: &str) -> Option<AnyView> {
    let code = QRBuilder::new(address).ecl(ECL::M).build().ok()?;
    let side = code.size + 2 * QUIET_ZONE;
    let mut path = String::new();
    for y in 0..code.size {
        for (x, _) in code[y].iter().take(code.size).enumerate().filter(|(_, module)| module.value()) {
            _ = write!(path, "M{} {}h1v1h-1z", x + QUIET_ZONE, y + QUIET_ZONE);
        }
    }
    let view_box = format!("0 0 {side} {side}");
    Some(view! { <svg class="qr" viewBox=view_box aria-hidden="true" focusable="false"><path d=path></path></svg> }.into_any())
}
