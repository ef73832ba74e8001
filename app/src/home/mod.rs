//! Home 首頁 / 首页: what whoever is here came for, by their duties: their households, what waits in their village, the villages they
//! answer for, or the deployment's own matters.

#[cfg(feature = "hydrate")]
mod admin;
pub mod figures;
#[cfg(feature = "hydrate")]
mod office;
#[cfg(feature = "hydrate")]
mod page;
#[cfg(feature = "hydrate")]
mod village;

#[cfg(feature = "hydrate")]
pub use page::HomePage;
