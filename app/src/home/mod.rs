//! Home 首頁 / 首页: what whoever is here came for, by their duties: their households, what waits in their village, the villages they
//! answer for, or the deployment's own matters.

#[cfg(feature = "csr")]
mod admin;
pub mod figures;
#[cfg(feature = "csr")]
mod office;
#[cfg(feature = "csr")]
mod page;
#[cfg(feature = "csr")]
mod village;

#[cfg(feature = "csr")]
pub use page::OtherHome;
