//! How long the texts may be that more than one room takes.

/// Characters of a name or an office: the longest name of a unit in full has about forty, and a line of a printed list holds sixty.
pub const MAX_NAME: usize = 60;
/// Characters of where to answer to: a telephone number, or an address down to the group.
pub const MAX_CONTACT: usize = 100;
/// Characters of an answer to a villager: two pages by hand.
pub const MAX_ANSWER: usize = 2_000;
