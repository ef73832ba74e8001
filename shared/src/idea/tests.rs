//! The rules of an idea.
