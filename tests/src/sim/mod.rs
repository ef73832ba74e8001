//! The simulator: the real sync machines in a seeded world, thousands of histories a minute.
//!
//! One seed is one history: four devices (a phone with two tabs, a desk that two people share, a kiosk, an office), one server, two
//! villages and the deployment, and whatever goes wrong: messages lost, doubled, late; browsers and the server crashing between any two
//! durable steps; a store evicted; grants ended and widened; a restore from a backup; wrong clocks; a profile put back by a file backup.
//! Then everything heals, and [`check`] says whether each invariant of the protocol holds. It shares no code with the protocol:
//! [`model`] re-decides and re-applies every stored command by the documented rules and formulas.
//!
//! The real parts are `shared::sync::client::Client`, `shared::sync::server::admit` and `shared::sync::overlay`. What stands around
//! them, [`server`] and [`device`], is the least that keeps the promises their documentation asks for. [`plant::Plant`] breaks one
//! such promise on purpose, so that a test can show that the checker finds it.

mod acts;
mod check;
mod crypt;
mod device;
mod faults;
mod history;
mod model;
mod net;
mod plant;
mod random;
mod server;
mod toy;
mod witness;
mod world;

pub use history::{Counts, Outcome, run, shrink};
pub use plant::Plant;
