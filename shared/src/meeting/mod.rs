//! A meeting as it is held 會議 / 会议: who sits in it, and what happens from its opening to its signed minutes, with no network at all.
//!
//! Glossary: *seat* 席位 (who is a representative, a committee member, a party member …, from a day on), *roll* 應到名冊 / 应到名册 (taken
//! once, at the opening), *sign-in* 簽到 / 签到, *recusal* 迴避 / 回避, *motion* 表決事項 / 表决事项, *tellers* 監票人 / 监票人, *ballot* 選票 / 选票,
//! *minutes* 會議記錄 / 会议记录. The call to a meeting is `deliberation::Meeting`; this room is the meeting itself.
//!
//! Invariants: a meeting is the list of what happened in it ([`Event`]), and [`Conduct`] is what follows from that list: the same list gives
//! the same meeting on the kiosk, after a power cut and on the server. The roll is a copy: what changes in the register later does not touch
//! it. Nobody votes who is not on the roll, present and free to vote, and nobody twice. Of a secret ballot the list knows who took part, in
//! the order of the roll, and the sorted votes; which vote is whose is written nowhere. What the votes come to is said by [`crate::law`].
//! Those who attend are never published: the public reads counts, salted hashes, officers, and recusals.

mod ballot;
mod conduct;
mod event;
mod held;
mod public;
mod reckon;
mod roll;
mod seat;
#[cfg(test)]
mod tests;

pub use ballot::{Ballots, Choice};
pub use conduct::{Conduct, Motion, Phase, Round, SignIn};
pub use event::{
    By, Event, MAX_AGENDA, MAX_MOTIONS, MAX_PERSONS, MAX_SIGNATURE, Manner, Method, Opening, Put, Signature, Signer, Teller, Votes,
};
pub use held::{CodeStanding, HeldMeeting, HeldMotion, HoldMeeting, Present};
pub use public::{PublicHeldMeeting, PublicHeldMotion, PublicRecusal};
pub use reckon::{Light, light};
pub use roll::{Person, Roll, call_roll};
pub use seat::{Capacity, Composition, EndSeat, Seat, TakeSeat, composition};
