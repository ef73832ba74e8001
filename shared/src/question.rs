//! What rules of several rooms ask instead of refusing (疑問 / 疑问).

use crate::kernel::Day;
use crate::sync::command::{Context, Question};
use std::collections::BTreeMap;

/// A stated day that has not come by the clock at receipt is a question, never a refusal: a clock is evidence only.
pub(crate) fn ask_if_to_come(day: Day, context: &Context<'_>) -> Vec<Question> {
    let values = BTreeMap::from([("day".to_owned(), day.to_string())]);
    let to_come = day > context.now.day_in_china();
    to_come.then(|| Question { code: "date_in_future".to_owned(), values }).into_iter().collect()
}
