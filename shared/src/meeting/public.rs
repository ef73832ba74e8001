//! What everybody may read of a held meeting: every field is named here. Those who came are counted and hashed, never named.

use super::event::{Method, Votes};
use super::held::{HeldMeeting, HeldMotion};
use crate::deliberation::Officer;
use crate::kernel::personal::mask_name;
use crate::kernel::{Day, Id};
use crate::law::{Evaluation, MeetingBody, Numbers, Subject};
use crate::sync::record::Kind;
use serde::{Deserialize, Serialize};

/// A held meeting as published (公開的會議記錄 / 公开的会议记录).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PublicHeldMeeting {
    /// Who met.
    pub body: MeetingBody,
    /// The call under which it met.
    #[serde(default)]
    pub call: Option<Id>,
    /// The day on which people were told.
    #[serde(default)]
    pub called_on: Option<Day>,
    /// Why it could not wait for the days of notice.
    #[serde(default)]
    pub emergency: Option<String>,
    /// The day.
    pub held_on: Day,
    /// Where.
    pub place: String,
    /// 主持人
    pub chair: Officer,
    /// 記錄人 / 记录人
    pub recorder: Officer,
    /// 監督人 / 监督人
    pub supervisor: Officer,
    /// What was on the agenda.
    pub agenda: Vec<String>,
    /// 應到 / 应到
    pub expected: u32,
    /// 簽到 / 签到: all who signed in, proxies with them.
    pub signed_in: u32,
    /// The salted hash of the roll.
    pub roll_hash: String,
    /// The salted hash of the sign-in.
    pub sign_in_hash: String,
    /// What was decided.
    pub motions: Vec<PublicHeldMotion>,
    /// What was talked over.
    pub summary: String,
}

/// A motion as published (公開的表決 / 公开的表决).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PublicHeldMotion {
    /// What was to be decided.
    pub text: String,
    /// Which kind of matter the law sees in it.
    pub subject: Subject,
    /// The matter it decides.
    #[serde(default)]
    pub matter: Option<Id>,
    /// How it was voted on; none where it was not.
    #[serde(default)]
    pub method: Option<Method>,
    /// How often it was counted.
    pub counts: u32,
    /// The votes.
    pub votes: Votes,
    /// Who may not vote on it.
    #[serde(default)]
    pub recused: Vec<PublicRecusal>,
    /// Why earlier votes on it were void.
    #[serde(default)]
    pub voided: Vec<String>,
    /// The numbers, where it was decided.
    #[serde(default)]
    pub numbers: Option<Numbers>,
    /// What the law says of it.
    #[serde(default)]
    pub evaluation: Option<Evaluation>,
}

/// A recusal as published (公開的迴避 / 公开的回避).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicRecusal {
    /// The masked name.
    pub name: String,
    /// Why.
    pub reason: String,
}

impl From<&HeldMeeting> for PublicHeldMeeting {
    fn from(held: &HeldMeeting) -> Self {
        let opening = &held.opening;
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Self {
            body: opening.body,
            call: opening.call,
            called_on: opening.called_on,
            emergency: opening.emergency.clone(),
            held_on: opening.held_on,
            place: opening.place.clone(),
            chair: opening.chair.clone(),
            recorder: opening.recorder.clone(),
            supervisor: opening.supervisor.clone(),
            agenda: opening.agenda.clone(),
            expected: count(opening.roll.people.len()),
            signed_in: count(held.present.len()),
            roll_hash: held.roll_hash(),
            sign_in_hash: held.sign_in_hash(),
            motions: held.motions.iter().map(|motion| motion_of(held, motion)).collect(),
            summary: held.summary.clone(),
        }
    }
}

fn motion_of(held: &HeldMeeting, motion: &HeldMotion) -> PublicHeldMotion {
    let recused = motion.recused.iter().filter_map(|(person, reason)| {
        let person = held.opening.roll.person(*person)?;
        Some(PublicRecusal { name: mask_name(&person.name), reason: reason.clone() })
    });
    let Numbers { votes_for, votes_against, votes_abstain, .. } = motion.numbers.unwrap_or_default();
    PublicHeldMotion {
        text: motion.put.text.clone(),
        subject: motion.put.subject,
        matter: motion.put.matter,
        method: motion.method,
        counts: u32::try_from(motion.counts).unwrap_or(u32::MAX),
        votes: Votes { votes_for, votes_against, votes_abstain },
        recused: recused.collect(),
        voided: motion.voided.clone(),
        numbers: motion.numbers,
        evaluation: motion.evaluation.clone(),
    }
}

impl Kind for PublicHeldMeeting {
    const KIND: &'static str = HeldMeeting::KIND;

    fn parent(&self) -> Option<Id> {
        self.call
    }
}
