//! The rules of disclosure.
