//! A meeting in progress: what follows from the list of what happened. It does no input or output; time and randomness stay outside.

use super::event::{
    By, Event, MAX_AGENDA, MAX_MOTIONS, MAX_PERSONS, MAX_SIGNATURE, Manner, Method, Opening, Put, Signature, Signer, Teller, Votes,
};
use super::{Choice, Person};
use crate::deliberation::{MAX_ACCOUNT, MAX_LINE, MAX_TITLE};
use crate::kernel::limit::MAX_NAME;
use crate::kernel::personal::check_published;
use crate::kernel::{Id, Violation, Violations};
use crate::law::{MeetingBody, Subject};
use std::collections::{BTreeMap, BTreeSet};

/// How somebody signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn {
    /// How it was known.
    pub known: By,
    /// In what way they take part.
    pub manner: Manner,
}

/// One count of hands (一輪點票 / 一轮点票).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Round {
    /// What the first teller counted.
    pub first: Option<Votes>,
    /// What the second teller counted.
    pub second: Option<Votes>,
}

impl Round {
    /// The votes, where both have counted and agree.
    pub fn agreed(self) -> Option<Votes> {
        self.first.filter(|first| Some(*first) == self.second)
    }
}

/// Where a motion stands (表決進度 / 表决进度).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// It was put; people may still recuse themselves.
    Put,
    /// The vote is open.
    Open(Method),
    /// The result stands.
    Closed(Votes),
}

/// A motion in progress (表決事項 / 表决事项).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Motion {
    /// As it was put.
    pub put: Put,
    /// Who may not vote on it, and why.
    pub recused: BTreeMap<Id, String>,
    /// Where it stands.
    pub phase: Phase,
    /// How it was voted on; none before.
    pub method: Option<Method>,
    /// Who was there when the vote began, those recused with them.
    pub attending: BTreeSet<Id>,
    /// All counts, the last one last.
    pub rounds: Vec<Round>,
    /// Who took part in a secret ballot.
    pub took_part: Vec<Id>,
    /// The ballots of a secret ballot, sorted.
    pub ballots: Vec<Choice>,
    /// Why earlier votes on it were void.
    pub voided: Vec<String>,
}

impl Motion {
    /// Those who may vote: there when the vote began, and not recused.
    pub fn voters(&self) -> impl Iterator<Item = Id> {
        self.attending.iter().copied().filter(|person| !self.recused.contains_key(person))
    }

    /// The last count.
    pub fn round(&self) -> Round {
        self.rounds.last().copied().unwrap_or_default()
    }
}

/// A meeting in progress (會議進程 / 会议进程).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Conduct {
    opening: Option<Opening>,
    signed_in: BTreeMap<Id, SignIn>,
    item: Option<usize>,
    motions: Vec<Motion>,
    summary: Option<String>,
    signatures: BTreeMap<Signer, Signature>,
}

impl Conduct {
    /// The meeting that follows from what happened.
    ///
    /// # Errors
    /// The first thing that cannot have happened.
    pub fn replay<'a>(events: impl IntoIterator<Item = &'a Event>) -> Result<Self, Violation> {
        let mut conduct = Self::default();
        for event in events {
            conduct.take(event)?;
        }
        Ok(conduct)
    }

    /// The same as the page asks it before anything is stored: would this be taken?
    ///
    /// # Errors
    /// Why not.
    pub fn check(&self, event: &Event) -> Result<(), Violation> {
        self.clone().take(event)
    }

    /// Takes in what happened next. Where it says no, nothing has changed.
    ///
    /// # Errors
    /// Why this cannot happen now.
    pub fn take(&mut self, event: &Event) -> Result<(), Violation> {
        if let Event::Opened(opening) = event {
            return self.open(opening);
        }
        if let Event::Signed { signer, signature } = event {
            return self.sign(*signer, signature);
        }
        if self.opening.is_none() || self.summary.is_some() {
            return Err(Violation::new("meeting", "meeting_not_open"));
        }
        match event {
            Event::SignedIn { person, known, manner } => self.sign_in(*person, known, manner),
            Event::SignInUndone { person } => self.undo_sign_in(*person),
            Event::ItemBegun { item } => self.begin_item(*item),
            Event::MotionPut(put) => self.put(put),
            Event::Recused { motion, person, reason } => self.recuse(*motion, *person, reason),
            Event::RecusalTakenBack { motion, person } => {
                let gone = self.at(*motion, Phase::Put)?.recused.remove(person);
                gone.map(|_| ()).ok_or_else(|| Violation::new("person", "not_found"))
            }
            Event::VoteOpened { motion, method } => self.open_vote(*motion, *method),
            Event::HandsCounted { motion, teller, votes } => self.count_hands(*motion, *teller, *votes),
            Event::CountAgain { motion } => self.count_again(*motion),
            Event::BoxCounted { motion, took_part, ballots } => self.count_box(*motion, took_part, ballots),
            Event::VoteVoided { motion, reason } => self.void_vote(*motion, reason),
            Event::VoteClosed { motion } => self.close_vote(*motion),
            Event::Concluded { summary } => self.conclude(summary),
            Event::Opened(_) | Event::Signed { .. } => Ok(()),
        }
    }

    fn open(&mut self, opening: &Opening) -> Result<(), Violation> {
        if self.opening.is_some() {
            return Err(Violation::new("meeting", "meeting_open_already"));
        }
        let found = check_opening(opening);
        if let Some(first) = found.into_iter().next() {
            return Err(first);
        }
        self.opening = Some(opening.clone());
        Ok(())
    }

    fn sign_in(&mut self, person: Id, known: &By, manner: &Manner) -> Result<(), Violation> {
        self.check_no_vote_open()?;
        if self.person(person).is_none() {
            return Err(Violation::new("person", "not_on_roll"));
        }
        if self.signed_in.contains_key(&person) {
            return Err(Violation::new("person", "signed_in_already"));
        }
        if let Manner::Assisted { helper: name } | Manner::Proxy { proxy: name } = manner {
            let mut found = Violations::default();
            found.line("manner", name, MAX_NAME);
            first_of(found)?;
        }
        self.signed_in.insert(person, SignIn { known: known.clone(), manner: manner.clone() });
        Ok(())
    }

    fn undo_sign_in(&mut self, person: Id) -> Result<(), Violation> {
        self.check_no_vote_open()?;
        self.signed_in.remove(&person).map(|_| ()).ok_or_else(|| Violation::new("person", "not_signed_in"))
    }

    fn begin_item(&mut self, item: usize) -> Result<(), Violation> {
        let there = self.opening.as_ref().is_some_and(|opening| item < opening.agenda.len());
        if !there {
            return Err(Violation::new("item", "not_found"));
        }
        self.item = Some(item);
        Ok(())
    }

    fn put(&mut self, put: &Put) -> Result<(), Violation> {
        self.check_no_vote_open()?;
        let mut found = Violations::default();
        found.text("text", &put.text, MAX_LINE);
        check_published(&mut found, "text", &put.text);
        found.check(self.motions.len() < MAX_MOTIONS, "text", "too_many");
        first_of(found)?;
        if self.motions.iter().any(|motion| motion.put.motion == put.motion) {
            return Err(Violation::new("motion", "named_twice"));
        }
        self.motions.push(Motion {
            put: put.clone(),
            recused: BTreeMap::new(),
            phase: Phase::Put,
            method: None,
            attending: BTreeSet::new(),
            rounds: Vec::new(),
            took_part: Vec::new(),
            ballots: Vec::new(),
            voided: Vec::new(),
        });
        Ok(())
    }

    fn recuse(&mut self, motion: Id, person: Id, reason: &str) -> Result<(), Violation> {
        let mut found = Violations::default();
        found.line("reason", reason, MAX_LINE);
        check_published(&mut found, "reason", reason);
        first_of(found)?;
        if !self.is_present(person) {
            return Err(Violation::new("person", "not_signed_in"));
        }
        self.at(motion, Phase::Put)?.recused.insert(person, reason.trim().to_owned());
        Ok(())
    }

    fn open_vote(&mut self, motion: Id, method: Method) -> Result<(), Violation> {
        self.check_no_vote_open()?;
        let attending: BTreeSet<Id> = self.present().map(|person| person.id).collect();
        let body = self.opening.as_ref().map(|opening| opening.body);
        let motion = self.at(motion, Phase::Put)?;
        // 一事一議 at the representatives' meeting is signed by those who vote, household by household.
        let signed = body == Some(MeetingBody::Representatives) && motion.put.subject == Subject::Levy;
        if signed && method == Method::Secret {
            return Err(Violation::new("method", "levy_is_open"));
        }
        if attending.iter().all(|person| motion.recused.contains_key(person)) {
            return Err(Violation::new("motion", "nobody_votes"));
        }
        motion.recused.retain(|person, _| attending.contains(person));
        (motion.phase, motion.method, motion.attending) = (Phase::Open(method), Some(method), attending);
        motion.rounds.push(Round::default());
        Ok(())
    }

    fn count_hands(&mut self, motion: Id, teller: Teller, votes: Votes) -> Result<(), Violation> {
        let most = self.votes_of(motion);
        let motion = self.at(motion, Phase::Open(Method::Hands))?;
        if votes.sum() > most {
            return Err(Violation::new("votes", "more_votes_than_present").with("votes", votes.sum()).with("attended", most));
        }
        let round = motion.rounds.last_mut().ok_or_else(|| Violation::new("motion", "not_found"))?;
        let counted = if teller == Teller::First { &mut round.first } else { &mut round.second };
        if counted.is_some() {
            return Err(Violation::new("teller", "counted_already"));
        }
        *counted = Some(votes);
        Ok(())
    }

    fn count_again(&mut self, motion: Id) -> Result<(), Violation> {
        let motion = self.at(motion, Phase::Open(Method::Hands))?;
        let Round { first, second } = motion.round();
        if first.is_none() && second.is_none() {
            return Err(Violation::new("motion", "not_counted"));
        }
        motion.rounds.push(Round::default());
        Ok(())
    }

    /// The box may be counted as often as somebody asks, until the result stands.
    fn count_box(&mut self, motion: Id, took_part: &[Id], ballots: &[Choice]) -> Result<(), Violation> {
        let order: BTreeMap<Id, usize> = self.roll_order();
        let motion = self.at(motion, Phase::Open(Method::Secret))?;
        let voters: BTreeSet<Id> = motion.voters().collect();
        if took_part.iter().any(|person| !voters.contains(person)) {
            return Err(Violation::new("took_part", "not_on_roll"));
        }
        // In the order of the roll each once: an order of time would tell whose ballot is whose to who watched the door.
        let in_order = took_part.iter().zip(took_part.iter().skip(1)).all(|(one, next)| order.get(one) < order.get(next));
        if !in_order || !ballots.is_sorted() {
            return Err(Violation::new("took_part", "not_in_order"));
        }
        if took_part.len() != ballots.len() {
            return Err(Violation::new("ballots", "ballots_do_not_match"));
        }
        let votes = Choice::count(ballots);
        motion.rounds.push(Round { first: Some(votes), second: Some(votes) });
        (motion.took_part, motion.ballots) = (took_part.to_vec(), ballots.to_vec());
        Ok(())
    }

    fn void_vote(&mut self, motion: Id, reason: &str) -> Result<(), Violation> {
        let mut said = Violations::default();
        said.line("reason", reason, MAX_LINE);
        check_published(&mut said, "reason", reason);
        first_of(said)?;
        let motion = self.open_motion(motion)?;
        (motion.phase, motion.method) = (Phase::Put, None);
        (motion.attending, motion.took_part, motion.ballots) = (BTreeSet::new(), Vec::new(), Vec::new());
        motion.rounds.push(Round::default());
        motion.voided.push(reason.trim().to_owned());
        Ok(())
    }

    /// A motion that is being voted on.
    fn open_motion(&mut self, motion: Id) -> Result<&mut Motion, Violation> {
        let found = self.motions.iter_mut().find(|found| found.put.motion == motion);
        found.filter(|found| matches!(found.phase, Phase::Open(_))).ok_or_else(|| Violation::new("motion", "vote_not_open"))
    }

    fn close_vote(&mut self, motion: Id) -> Result<(), Violation> {
        let found = self.motions.iter_mut().find(|found| found.put.motion == motion);
        let motion =
            found.filter(|found| matches!(found.phase, Phase::Open(_))).ok_or_else(|| Violation::new("motion", "vote_not_open"))?;
        let votes = motion.round().agreed().ok_or_else(|| Violation::new("motion", "counts_differ"))?;
        motion.phase = Phase::Closed(votes);
        Ok(())
    }

    fn conclude(&mut self, summary: &str) -> Result<(), Violation> {
        self.check_no_vote_open()?;
        let mut found = Violations::default();
        found.text("summary", summary, MAX_ACCOUNT);
        check_published(&mut found, "summary", summary);
        first_of(found)?;
        self.summary = Some(summary.trim().to_owned());
        Ok(())
    }

    fn sign(&mut self, signer: Signer, signature: &Signature) -> Result<(), Violation> {
        if self.summary.is_none() {
            return Err(Violation::new("meeting", "not_concluded"));
        }
        if self.signatures.contains_key(&signer) {
            return Err(Violation::new("signer", "signed_already"));
        }
        if let Signature::Drawn { path } = signature {
            let mut found = Violations::default();
            found.text("path", path, MAX_SIGNATURE);
            let drawn = path.bytes().all(|byte| byte.is_ascii_digit() || b"MLlmz ,.-".contains(&byte));
            found.check(drawn, "path", "malformed");
            first_of(found)?;
        }
        self.signatures.insert(signer, signature.clone());
        Ok(())
    }

    fn check_no_vote_open(&self) -> Result<(), Violation> {
        let open = self.motions.iter().any(|motion| matches!(motion.phase, Phase::Open(_)));
        if open { Err(Violation::new("meeting", "vote_open")) } else { Ok(()) }
    }

    /// A motion that stands in this phase.
    fn at(&mut self, motion: Id, phase: Phase) -> Result<&mut Motion, Violation> {
        let found = self.motions.iter_mut().find(|found| found.put.motion == motion);
        let found = found.ok_or_else(|| Violation::new("motion", "not_found"))?;
        if found.phase == phase { Ok(found) } else { Err(Violation::new("motion", "wrong_phase")) }
    }

    fn roll_order(&self) -> BTreeMap<Id, usize> {
        self.opening.iter().flat_map(|opening| opening.roll.people.iter()).enumerate().map(|(place, person)| (person.id, place)).collect()
    }
}

/// What is read of it.
impl Conduct {
    /// How it began.
    pub fn opening(&self) -> Option<&Opening> {
        self.opening.as_ref()
    }

    /// Somebody on the roll.
    pub fn person(&self, id: Id) -> Option<&Person> {
        self.opening.as_ref()?.roll.person(id)
    }

    /// How somebody signed in.
    pub fn sign_in_of(&self, person: Id) -> Option<&SignIn> {
        self.signed_in.get(&person)
    }

    /// Does somebody count as present? A proxy counts of the collective's members alone.
    pub fn is_present(&self, person: Id) -> bool {
        let by_proxy = self.opening.as_ref().is_some_and(|opening| opening.body == MeetingBody::CollectiveMembers);
        self.signed_in.get(&person).is_some_and(|sign_in| by_proxy || !matches!(sign_in.manner, Manner::Proxy { .. }))
    }

    /// Those who are there now, in the order of the roll.
    pub fn present(&self) -> impl Iterator<Item = &Person> {
        self.opening.iter().flat_map(|opening| opening.roll.people.iter()).filter(|person| self.is_present(person.id))
    }

    /// The line of the agenda that is talked over.
    pub fn item(&self) -> Option<usize> {
        self.item
    }

    /// All motions, in the order in which they were put.
    pub fn motions(&self) -> &[Motion] {
        &self.motions
    }

    /// A motion.
    pub fn motion(&self, id: Id) -> Option<&Motion> {
        self.motions.iter().find(|motion| motion.put.motion == id)
    }

    /// The motion that is being voted on.
    pub fn voting(&self) -> Option<&Motion> {
        self.motions.iter().find(|motion| matches!(motion.phase, Phase::Open(_)))
    }

    /// What the minutes say was talked over, once nothing more is decided.
    pub fn summary(&self) -> Option<&str> {
        self.summary.as_deref()
    }

    /// Who has signed.
    pub fn signatures(&self) -> &BTreeMap<Signer, Signature> {
        &self.signatures
    }

    /// Have all signed who must?
    pub fn is_signed(&self) -> bool {
        Signer::ALL.iter().all(|signer| self.signatures.contains_key(signer))
    }

    /// The votes that may be cast on a motion: one a head, or one a household where households vote.
    pub fn votes_of(&self, motion: Id) -> u64 {
        let Some(motion) = self.motion(motion) else { return 0 };
        if self.counts_households(motion) {
            let (represented, recused) = self.households_of(motion);
            return represented.saturating_sub(recused).into();
        }
        u64::try_from(motion.voters().count()).unwrap_or(u64::MAX)
    }

    /// Is it 一事一議 at the representatives' meeting, where each household has one vote?
    pub fn counts_households(&self, motion: &Motion) -> bool {
        let representatives = self.opening.as_ref().is_some_and(|opening| opening.body == MeetingBody::Representatives);
        representatives && motion.put.subject == Subject::Levy
    }
}

/// What is wrong with an opening by itself.
fn check_opening(opening: &Opening) -> Vec<Violation> {
    let mut found = Violations::default();
    found.line("place", &opening.place, MAX_TITLE);
    for (field, officer) in [("chair", &opening.chair), ("recorder", &opening.recorder), ("supervisor", &opening.supervisor)] {
        found.line(field, &officer.name, MAX_NAME);
        found.line(field, &officer.office, MAX_NAME);
    }
    for teller in &opening.tellers {
        found.line("tellers", teller, MAX_NAME);
    }
    let [first, second] = &opening.tellers;
    found.check(first.trim() != second.trim(), "tellers", "named_twice");
    found.check(opening.supervisor.name.trim() != opening.chair.name.trim(), "supervisor", "supervisor_presides");
    found.check(!opening.agenda.is_empty(), "agenda", "required");
    found.check(opening.agenda.len() <= MAX_AGENDA, "agenda", "too_many");
    for line in opening.agenda.iter().take(MAX_AGENDA) {
        found.text("agenda", line, MAX_LINE);
        check_published(&mut found, "agenda", line);
    }
    let roll = &opening.roll.people;
    found.check(!roll.is_empty(), "roll", "roll_empty");
    if roll.len() > MAX_PERSONS {
        found.push(Violation::new("roll", "roll_too_long").with("limit", MAX_PERSONS).with("length", roll.len()));
    }
    let apart: BTreeSet<Id> = roll.iter().map(|person| person.id).collect();
    found.check(apart.len() == roll.len(), "roll", "named_twice");
    if let Some(called) = opening.called_on.filter(|called| *called > opening.held_on) {
        found.push(Violation::new("called_on", "date_after").with("day", opening.held_on.max(called)));
    }
    if let Some(reason) = &opening.emergency {
        found.text("emergency", reason, MAX_LINE);
    }
    found.finish()
}

fn first_of(found: Violations) -> Result<(), Violation> {
    found.finish().into_iter().next().map_or(Ok(()), Err)
}
