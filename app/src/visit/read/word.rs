//! What households say of their visits.

use super::{all, field};
use shared::kernel::Id;
use shared::sync::state::State;
use shared::visit::{Confirmation, Verdict};
use std::collections::BTreeMap;

/// What a household has said of a visit, all its confirmations together (農戶確認 / 农户确认): the strongest of what was given. A wrong code
/// stays in sight until a better word is there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Word {
    /// Nothing yet.
    #[default]
    None,
    /// A code that was another one.
    Wrong,
    /// A code that the server has not looked at.
    ToBeChecked,
    /// A drawn line.
    Signed,
    /// The household's code.
    Confirmed,
}

impl From<Verdict> for Word {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::ToBeChecked => Self::ToBeChecked,
            Verdict::Confirmed => Self::Confirmed,
            Verdict::Wrong => Self::Wrong,
            Verdict::Signed => Self::Signed,
        }
    }
}

impl Word {
    /// The wire name of its verdict.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::ToBeChecked => "to_be_checked",
            Self::Wrong => "wrong",
            Self::Signed => "signed",
            Self::Confirmed => "confirmed",
        }
    }
}

/// What households have said of their visits.
pub(super) fn words(state: &dyn State) -> BTreeMap<Id, Word> {
    let mut words: BTreeMap<Id, Word> = BTreeMap::new();
    for confirmation in all::<Confirmation>(state) {
        let (Some(visit), Some(verdict)) = (confirmation.parent, field::<Verdict>(&confirmation, "verdict")) else { continue };
        let word = words.entry(visit).or_default();
        *word = Word::from(verdict).max(*word);
    }
    words
}
