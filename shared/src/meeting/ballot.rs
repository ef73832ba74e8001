//! The box of a secret ballot (票箱). It knows who took part and the closed ballots, and nothing that joins the two.

use super::event::Votes;
use crate::kernel::Id;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What a ballot says (選票 / 选票).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// 同意
    For,
    /// 不同意
    Against,
    /// 棄權 / 弃权
    Abstain,
}

impl Choice {
    /// All three, as they stand on the ballot.
    pub const ALL: [Self; 3] = [Self::For, Self::Against, Self::Abstain];

    /// The wire name.
    pub fn name(self) -> &'static str {
        match self {
            Self::For => "for",
            Self::Against => "against",
            Self::Abstain => "abstain",
        }
    }

    /// Its sign on a closed ballot: every ballot is as long as every other.
    pub fn sign(self) -> u8 {
        match self {
            Self::For => b'f',
            Self::Against => b'a',
            Self::Abstain => b'n',
        }
    }

    /// The choice of a sign.
    pub fn of_sign(sign: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.sign() == sign)
    }

    /// How often each was chosen.
    pub fn count(ballots: &[Self]) -> Votes {
        let of = |choice: Self| u32::try_from(ballots.iter().filter(|ballot| **ballot == choice).count()).unwrap_or(u32::MAX);
        Votes { votes_for: of(Self::For), votes_against: of(Self::Against), votes_abstain: of(Self::Abstain) }
    }
}

/// A box as it is stored: one write puts in a ballot and says that its voter took part, or does neither.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ballots {
    took_part: BTreeSet<Id>,
    closed: BTreeMap<[u8; 16], String>,
}

impl Ballots {
    /// A box as it was found: who took part, and the closed ballots under their random keys.
    pub fn found(took_part: BTreeSet<Id>, closed: BTreeMap<[u8; 16], String>) -> Self {
        Self { took_part, closed }
    }

    /// May they still vote?
    pub fn awaits(&self, person: Id) -> bool {
        !self.took_part.contains(&person)
    }

    /// Puts a closed ballot in under a random key. Says no where they have voted, or where the key is taken.
    #[must_use]
    pub fn cast(&mut self, person: Id, key: [u8; 16], closed: String) -> bool {
        if !self.awaits(person) || self.closed.contains_key(&key) {
            return false;
        }
        self.took_part.insert(person);
        self.closed.insert(key, closed);
        true
    }

    /// Who took part, in no order of time.
    pub fn took_part(&self) -> &BTreeSet<Id> {
        &self.took_part
    }

    /// The closed ballots, in the order of their random keys.
    pub fn closed(&self) -> impl Iterator<Item = (&[u8; 16], &str)> {
        self.closed.iter().map(|(key, closed)| (key, closed.as_str()))
    }

    /// Are there as many ballots as people who took part?
    pub fn is_whole(&self) -> bool {
        self.took_part.len() == self.closed.len()
    }

    /// The sorted ballots, once both tellers' key has opened each. None where one cannot be read, or one is missing or too many.
    pub fn count(&self, opened: &[u8]) -> Option<Vec<Choice>> {
        let mut ballots: Vec<Choice> = opened.iter().map(|sign| Choice::of_sign(*sign)).collect::<Option<_>>()?;
        ballots.sort_unstable();
        (self.is_whole() && ballots.len() == self.closed.len()).then_some(ballots)
    }
}
