//! The rules, which arrive when something first waits that they must run over: a page that only reads has no use for them.

use shared::sync::command::Rules;
use std::future::Future;
use std::pin::Pin;

/// The rules on their way. Nothing where they cannot be had now: what waits is kept all the same, and shown when they are here.
pub type RulesArriving = Pin<Box<dyn Future<Output = Option<&'static dyn Rules>>>>;

/// How the rules are fetched. Asked again, it tries again.
pub type FetchRules = fn() -> RulesArriving;
