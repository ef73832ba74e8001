//! The rules of a matter, from its proposal to its archive.
