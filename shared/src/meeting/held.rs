//! The record of a held meeting, and the one command that hands it over.

use super::conduct::{Conduct, Motion};
use super::event::{By, Event, MAX_SIGNATURE, Manner, Method, Opening, Put, Signature, Signer};
use super::public::PublicHeldMeeting;
use super::roll::{Roll, call_roll};
use super::{Choice, Person, Round};
use crate::deliberation;
use crate::household::HouseholdCode;
use crate::kernel::{AccountId, Id, Role, Violation, Violations};
use crate::law::{Evaluation, MeetingBody, Numbers};
use crate::question::ask_if_to_come;
use crate::sync::command::{Command, Context, Effects, Question};
use crate::sync::record::{Fields, Kind, fields};
use crate::sync::rejection::{Rejection, RejectionCode};
use crate::sync::state::State;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// Hexadecimal figures of the salt: 128 bits, so that a hash does not tell a short roll to who guesses.
const SALT: usize = 32;
/// Things that may happen in one meeting: everybody signs in and out three times, and every motion is counted ten times.
const MAX_EVENTS: usize = 3_000;

/// What the server said of a household's code that somebody signed in by (戶口令核對 / 户口令核对).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CodeStanding {
    /// 待核對 / 待核对: on the device nobody can tell.
    ToBeChecked,
    /// 相符
    Right,
    /// 不符
    Wrong,
}

/// Somebody who signed in, as the record keeps it (簽到 / 签到).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Present {
    /// Who.
    pub person: Id,
    /// In what way.
    #[serde(flatten)]
    pub manner: Manner,
    /// What became of the code, where they signed in by one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<CodeStanding>,
}

/// A motion of a held meeting, as the record keeps it (表決記錄 / 表决记录).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HeldMotion {
    /// As it was put.
    #[serde(flatten)]
    pub put: Put,
    /// How it was voted on; none where it was not.
    #[serde(default)]
    pub method: Option<Method>,
    /// Who may not vote on it, and why.
    #[serde(default)]
    pub recused: BTreeMap<Id, String>,
    /// How often it was counted.
    #[serde(default)]
    pub counts: usize,
    /// Who took part in a secret ballot, in the order of the roll.
    #[serde(default)]
    pub took_part: Vec<Id>,
    /// The ballots of a secret ballot, sorted.
    #[serde(default)]
    pub ballots: Vec<Choice>,
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

/// A meeting that was held (會議記錄 / 会议记录). Sealed. It names those who came, so it is not published; see [`PublicHeldMeeting`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HeldMeeting {
    /// How it began, the roll with it.
    #[serde(flatten)]
    pub opening: Opening,
    /// Who came.
    pub present: Vec<Present>,
    /// What was decided.
    pub motions: Vec<HeldMotion>,
    /// What was talked over.
    pub summary: String,
    /// Who signed.
    pub signatures: BTreeMap<Signer, Signature>,
    /// Drawn for this meeting: hashes of the roll and the sign-in are made with it.
    pub salt: String,
    /// Whose account handed it over.
    pub by: AccountId,
}

impl HeldMeeting {
    /// The salted hash of the roll.
    pub fn roll_hash(&self) -> String {
        self.opening.roll.hash(&self.salt)
    }

    /// The salted hash of the sign-in: who came, and in what way.
    pub fn sign_in_hash(&self) -> String {
        // What became of a code is said later and is no part of what was signed.
        let lines: Vec<(Id, &Manner)> = self.present.iter().map(|present| (present.person, &present.manner)).collect();
        let text = serde_json::to_string(&lines).unwrap_or_default();
        hex::encode(Sha256::new().chain_update(self.salt.as_bytes()).chain_update(text.as_bytes()).finalize())
    }
}

impl Kind for HeldMeeting {
    const KIND: &'static str = "held_meeting";
    const PUBLISHED: bool = true;

    fn parent(&self) -> Option<Id> {
        self.opening.call
    }

    fn public(&self, _id: Id) -> Option<Fields> {
        Some(fields(&PublicHeldMeeting::from(self)))
    }
}

/// Hands over the record of a meeting that was held and signed (提交會議記錄 / 提交会议记录). The rule goes through all that happened
/// once more and takes nothing on trust: numbers follow from roll, sign-in and counts, and the result from the law.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HoldMeeting {
    /// The id of the record.
    pub id: Id,
    /// Drawn for this meeting.
    pub salt: String,
    /// All that happened, in order.
    pub events: Vec<Event>,
}

impl HoldMeeting {
    fn conduct(&self) -> Result<Conduct, Violation> {
        Conduct::replay(&self.events)
    }
}

impl Command for HoldMeeting {
    const NAME: &'static str = "meeting.hold";
    const BY: &'static [Role] = &[Role::VillageCommittee, Role::VillageBranch];

    fn check(&self) -> Vec<Violation> {
        let mut found = Violations::default();
        let hex = self.salt.len() == SALT && self.salt.bytes().all(|byte| byte.is_ascii_hexdigit());
        found.check(hex, "salt", "malformed");
        found.check(self.events.len() <= MAX_EVENTS, "events", "too_many");
        match self.conduct() {
            Err(violation) => found.push(violation),
            Ok(conduct) => found.check(conduct.is_signed(), "signatures", "not_signed"),
        }
        for event in &self.events {
            if let Event::SignedIn { known: By::Code { sealed }, .. } = event {
                found.text("sealed", sealed, MAX_SIGNATURE);
            }
        }
        found.finish()
    }

    fn apply(&self, state: &dyn State, context: &Context<'_>) -> Result<Effects, Rejection> {
        let by = context.who.account.ok_or(RejectionCode::NoRight)?;
        let conduct = self.conduct().map_err(|violation| Rejection::invalid(vec![violation]))?;
        let own = |signature: &Signature| match signature {
            Signature::Drawn { .. } => true,
            Signature::Account { account } => *account == by,
        };
        if !conduct.signatures().values().all(own) {
            return Err(RejectionCode::NoRight.into());
        }
        let opening = conduct.opening().cloned().ok_or(RejectionCode::NotFound)?;
        if let Some(call) = opening.call {
            state.one::<deliberation::Meeting>(call).ok_or(RejectionCode::NotFound)?;
        }
        let mut questions = ask_if_to_come(opening.held_on, context);
        questions.extend(ask_if_roll_differs(state, &opening));
        let present = present(state, context, &conduct);
        questions.extend(ask_if_wrong_code(&present));
        let record = HeldMeeting {
            present,
            motions: conduct.motions().iter().map(|motion| held_motion(&conduct, motion)).collect::<Result<_, _>>()?,
            summary: conduct.summary().unwrap_or_default().to_owned(),
            signatures: conduct.signatures().clone(),
            salt: self.salt.clone(),
            by,
            opening,
        };
        Ok(Effects { writes: vec![record.create(self.id)], questions, ..Effects::default() })
    }
}

fn held_motion(conduct: &Conduct, motion: &Motion) -> Result<HeldMotion, Rejection> {
    let evaluation = conduct.evaluation(motion).transpose().map_err(Rejection::invalid)?;
    let counted = |round: &&Round| round.first.is_some() && round.second.is_some();
    Ok(HeldMotion {
        put: motion.put.clone(),
        method: motion.method,
        recused: motion.recused.clone(),
        counts: motion.rounds.iter().filter(counted).count(),
        took_part: motion.took_part.clone(),
        ballots: motion.ballots.clone(),
        voided: motion.voided.clone(),
        numbers: conduct.numbers(motion),
        evaluation,
    })
}

/// Who signed in, in the order of the roll.
fn present(state: &dyn State, context: &Context<'_>, conduct: &Conduct) -> Vec<Present> {
    let people = conduct.opening().into_iter().flat_map(|opening| opening.roll.people.iter());
    people
        .filter_map(|person| {
            let sign_in = conduct.sign_in_of(person.id)?;
            let code = match &sign_in.known {
                By::List => None,
                By::Code { sealed } => Some(judge(state, context, person, sealed)),
            };
            Some(Present { person: person.id, manner: sign_in.manner.clone(), code })
        })
        .collect()
}

/// Does the code fit the household of whoever signed in by it? A wrong one sends nobody home afterwards: it is shown.
fn judge(state: &dyn State, context: &Context<'_>, person: &Person, sealed: &str) -> CodeStanding {
    let Some(opener) = context.unseal else { return CodeStanding::ToBeChecked };
    let code = person.household.and_then(|household| state.one::<HouseholdCode>(household));
    let entered = opener.unseal(sealed).unwrap_or_default();
    if code.is_some_and(|code| code.value.fits(&entered)) { CodeStanding::Right } else { CodeStanding::Wrong }
}

fn ask_if_wrong_code(present: &[Present]) -> Option<Question> {
    let wrong = present.iter().filter(|present| present.code == Some(CodeStanding::Wrong)).count();
    let values = BTreeMap::from([("n".to_owned(), wrong.to_string())]);
    (wrong > 0).then(|| Question { code: "wrong_codes_at_sign_in".to_owned(), values })
}

/// The roll was taken on the kiosk before the meeting; the register may have moved since. Asked of the bodies whose seats are few.
fn ask_if_roll_differs(state: &dyn State, opening: &Opening) -> Option<Question> {
    if matches!(opening.body, MeetingBody::Assembly | MeetingBody::Group) {
        return None;
    }
    let ids = |roll: &Roll| roll.people.iter().map(|person| person.id).collect::<BTreeSet<Id>>();
    let (taken, now) = (ids(&opening.roll), ids(&call_roll(state, opening.body, &opening.group, opening.held_on)));
    let values = [("taken", taken.len()), ("now", now.len())];
    let values = values.into_iter().map(|(name, value)| (name.to_owned(), value.to_string())).collect();
    (taken != now).then(|| Question { code: "roll_differs".to_owned(), values })
}
