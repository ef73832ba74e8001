//! What rules of several rooms ask instead of refusing (疑問 / 疑问).

use crate::kernel::Day;
use crate::kernel::personal::find_illness;
use crate::sync::command::{Context, Question};
use std::collections::BTreeMap;

/// A stated day that has not come by the clock at receipt is a question, never a refusal: a clock is evidence only.
pub(crate) fn ask_if_to_come(day: Day, context: &Context<'_>) -> Vec<Question> {
    let values = BTreeMap::from([("day".to_owned(), day.to_string())]);
    let to_come = day > context.now.day_in_china();
    to_come.then(|| Question { code: "date_in_future".to_owned(), values }).into_iter().collect()
}

/// Words of illness in what is to be published are a question: a notice says who gets what, not what they suffer from.
pub(crate) fn ask_if_health(text: &str) -> Option<Question> {
    let found = find_illness(text);
    let values = BTreeMap::from([("found".to_owned(), found.join(" "))]);
    (!found.is_empty()).then(|| Question { code: "health_in_public_text".to_owned(), values })
}
