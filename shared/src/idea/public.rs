//! What everybody may read of an idea: every field is named here, and what is not named is not published.

use super::{Idea, Topic};
use crate::kernel::Day;
use crate::sync::record::Kind;
use serde::{Deserialize, Serialize};

/// An idea as published (公開的意見 / 公开的意见).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PublicIdea {
    /// What it is about.
    pub topic: Topic,
    /// The day it was put forward.
    pub submitted_on: Day,
    /// The code that whoever put it forward keeps.
    pub receipt: String,
    /// Its own words, where the committee published them with the answer.
    #[serde(default)]
    pub text: Option<String>,
    /// The answer; none while it waits.
    #[serde(default)]
    pub answer: Option<PublicIdeaAnswer>,
}

/// An answer as published (公開的答覆 / 公开的答复).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicIdeaAnswer {
    /// Taken up, or not.
    pub adopted: bool,
    /// What is answered.
    pub text: String,
    /// On which day.
    pub on: Day,
}

impl From<&Idea> for PublicIdea {
    fn from(idea: &Idea) -> Self {
        let published = idea.answer.as_ref().is_some_and(|answer| answer.publish);
        Self {
            topic: idea.topic,
            submitted_on: idea.submitted_on,
            receipt: idea.receipt.clone(),
            text: published.then(|| idea.text.clone()),
            answer: idea.answer.as_ref().map(|answer| PublicIdeaAnswer {
                adopted: answer.adopted,
                text: answer.text.clone(),
                on: answer.on,
            }),
        }
    }
}

impl Kind for PublicIdea {
    const KIND: &'static str = Idea::KIND;
}
