//! What everybody may read of a notice: every field is named here, and what is not named is not published.

use super::{Notice, NoticeKind};
use crate::kernel::{Day, Id};
use crate::sync::record::Kind;
use serde::{Deserialize, Serialize};

/// A notice as published (公開的公示 / 公开的公示). A withdrawn one keeps title, days and reason, and has no body any more.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PublicNotice {
    /// Which kind of disclosure.
    pub kind: NoticeKind,
    /// What it is about.
    pub title: String,
    /// Plain paragraphs.
    #[serde(default)]
    pub body: String,
    /// The first day.
    pub posted_on: Day,
    /// The last day.
    #[serde(default)]
    pub until: Option<Day>,
    /// Whether it names persons.
    #[serde(default)]
    pub names_persons: bool,
    /// The notice that it corrects.
    #[serde(default)]
    pub corrects: Option<Id>,
    /// The matter whose decision it makes known.
    #[serde(default)]
    pub matter: Option<Id>,
    /// The withdrawal.
    #[serde(default)]
    pub withdrawn: Option<PublicWithdrawal>,
}

/// A withdrawal as published (公開的撤下說明 / 公开的撤下说明).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicWithdrawal {
    /// Why.
    pub reason: String,
    /// On which day.
    pub on: Day,
}

impl From<&Notice> for PublicNotice {
    fn from(notice: &Notice) -> Self {
        let withdrawn =
            notice.withdrawn.as_ref().map(|withdrawal| PublicWithdrawal { reason: withdrawal.reason.clone(), on: withdrawal.on });
        Self {
            kind: notice.kind,
            title: notice.title.clone(),
            body: if withdrawn.is_some() { String::new() } else { notice.body.clone() },
            posted_on: notice.posted_on,
            until: notice.until,
            names_persons: notice.names_persons,
            corrects: notice.corrects,
            matter: notice.matter,
            withdrawn,
        }
    }
}

impl Kind for PublicNotice {
    const KIND: &'static str = Notice::KIND;
}
