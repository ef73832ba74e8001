//! What happens in a meeting, one entry a thing.

use super::roll::Roll;
use crate::deliberation::Officer;
use crate::kernel::{AccountId, Day, Id};
use crate::law::{MeetingBody, PartyBase, Subject};
use serde::{Deserialize, Serialize};

/// People on the roll of a meeting that one device holds: its record travels as one command of at most 80 KiB, and a line of the roll with
/// its sign-in takes about 180 bytes.
pub const MAX_PERSONS: usize = 400;
/// Lines of an agenda: a page of them.
pub const MAX_AGENDA: usize = 20;
/// Motions of one meeting.
pub const MAX_MOTIONS: usize = 20;
/// Bytes of a drawn signature: what the pad gives at most, and three of them fit into the record.
pub const MAX_SIGNATURE: usize = 8 * 1024;

/// How the meeting begins (開會 / 开会).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    /// Who meets.
    pub body: MeetingBody,
    /// Of which group; nothing where the whole village meets.
    #[serde(default)]
    pub group: String,
    /// The call under which it meets.
    #[serde(default)]
    pub call: Option<Id>,
    /// The day on which people were told.
    #[serde(default)]
    pub called_on: Option<Day>,
    /// Why it could not wait for the days of notice.
    #[serde(default)]
    pub emergency: Option<String>,
    /// The day it is held.
    pub held_on: Day,
    /// Where.
    pub place: String,
    /// 主持人
    pub chair: Officer,
    /// 記錄人 / 记录人
    pub recorder: Officer,
    /// 監督人 / 监督人, of the supervision committee.
    pub supervisor: Officer,
    /// 監票人 / 监票人: two, by name.
    pub tellers: [String; 2],
    /// What half of the party members is half of.
    #[serde(default)]
    pub party_base: PartyBase,
    /// What is talked over, in order.
    pub agenda: Vec<String>,
    /// Who is entitled to come.
    pub roll: Roll,
}

/// How it was known who came (簽到方式 / 签到方式).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum By {
    /// Their line on the list was ticked.
    List,
    /// The household's code as entered, sealed to the server: to be checked.
    Code {
        /// The sealed text.
        sealed: String,
    },
}

/// In what way somebody takes part (到會方式 / 到会方式), recorded as what it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "manner", rename_all = "snake_case")]
pub enum Manner {
    /// Themselves.
    InPerson,
    /// Themselves, with somebody who reads and marks for them.
    Assisted {
        /// Who helps.
        helper: String,
    },
    /// Somebody came in their place. Only of the collective's members it counts; of all others it is written down and does not count.
    Proxy {
        /// Who came.
        proxy: String,
    },
}

/// How a motion is voted on (表決方式 / 表决方式).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// 舉手表決 / 举手表决
    #[default]
    Hands,
    /// 無記名投票 / 无记名投票
    Secret,
}

/// A motion as it was put (表決事項 / 表决事项).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Put {
    /// Its id.
    pub motion: Id,
    /// What is to be decided, in words that are published.
    pub text: String,
    /// Which kind of matter the law sees in it.
    #[serde(default)]
    pub subject: Subject,
    /// The matter it decides.
    #[serde(default)]
    pub matter: Option<Id>,
    /// Whether the villagers' assembly has handed such matters to the representatives.
    #[serde(default)]
    pub delegated: bool,
}

/// Votes as counted (票數 / 票数).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Votes {
    /// 同意
    pub votes_for: u32,
    /// 不同意
    pub votes_against: u32,
    /// 棄權 / 弃权
    pub votes_abstain: u32,
}

impl Votes {
    /// All of them.
    pub fn sum(self) -> u64 {
        u64::from(self.votes_for) + u64::from(self.votes_against) + u64::from(self.votes_abstain)
    }
}

/// Which of the two tellers (監票人 / 监票人).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Teller {
    /// The first named.
    First,
    /// The second named.
    Second,
}

/// Who signs the minutes (簽字人 / 签字人).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Signer {
    /// 主持人
    Chair,
    /// 記錄人 / 记录人
    Recorder,
    /// 監督人 / 监督人
    Supervisor,
}

impl Signer {
    /// All of them, in the order of the sheet.
    pub const ALL: [Self; 3] = [Self::Chair, Self::Recorder, Self::Supervisor];

    /// The wire name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Chair => "chair",
            Self::Recorder => "recorder",
            Self::Supervisor => "supervisor",
        }
    }
}

/// How the minutes are signed (簽字方式 / 签字方式).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "how", rename_all = "snake_case")]
pub enum Signature {
    /// Drawn on the screen, as the path of a drawing.
    Drawn {
        /// The path.
        path: String,
    },
    /// By the PIN of the account that sends the record.
    Account {
        /// Whose.
        account: AccountId,
    },
}

/// One thing that happened (會議事項 / 会议事项).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// The meeting was opened and its roll taken.
    Opened(Box<Opening>),
    /// Somebody signed in.
    SignedIn {
        /// Who.
        person: Id,
        /// How it was known.
        known: By,
        /// In what way.
        #[serde(flatten)]
        manner: Manner,
    },
    /// A sign-in was a slip, or they left.
    SignInUndone {
        /// Who.
        person: Id,
    },
    /// A line of the agenda was begun.
    ItemBegun {
        /// Its place, from 0.
        item: usize,
    },
    /// A motion was put.
    MotionPut(Put),
    /// Somebody may not vote on it.
    Recused {
        /// On which motion.
        motion: Id,
        /// Who.
        person: Id,
        /// Why, in words that are published.
        reason: String,
    },
    /// A recusal was a slip.
    RecusalTakenBack {
        /// On which motion.
        motion: Id,
        /// Who.
        person: Id,
    },
    /// The vote began: those who are there now and free to vote are those who vote.
    VoteOpened {
        /// On which motion.
        motion: Id,
        /// How.
        method: Method,
    },
    /// A teller has counted hands.
    HandsCounted {
        /// On which motion.
        motion: Id,
        /// Who counted.
        teller: Teller,
        /// What they counted.
        votes: Votes,
    },
    /// The count is made again; the ones before are kept.
    CountAgain {
        /// On which motion.
        motion: Id,
    },
    /// The box was opened by both tellers and counted.
    BoxCounted {
        /// On which motion.
        motion: Id,
        /// Who took part, in the order of the roll.
        took_part: Vec<Id>,
        /// The ballots, sorted.
        ballots: Vec<super::Choice>,
    },
    /// The vote is void and the motion stands as it was put: the tellers' figures were lost, or something went wrong in the room.
    VoteVoided {
        /// On which motion.
        motion: Id,
        /// Why, in words that are published.
        reason: String,
    },
    /// The result stands.
    VoteClosed {
        /// On which motion.
        motion: Id,
    },
    /// Nothing more is decided; the minutes say what was talked over.
    Concluded {
        /// In words that are published.
        summary: String,
    },
    /// Somebody signed the minutes.
    Signed {
        /// Who.
        signer: Signer,
        /// How.
        signature: Signature,
    },
}
