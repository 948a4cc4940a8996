//! The movement: organizations pledge, the public finds out who gives access to records, and every
//! promise is checked against what its member really serves.
//!
//! A room of its own on `web`. It is given no door to records: `store::hub` opens tables of the hub
//! and nothing else. What it can't do itself (hand over mail, print a paper) it asks of
//! [`outside::Outside`], and the network it looks at is behind [`probe::net::Net`].
//!
//! The way of a request: `routes` → an extractor (`callers`) → a handler → a page with a template.

mod assets;
pub mod bench;
mod by_mail;
mod callers;
mod community;
mod developers;
pub mod directory;
mod fresh;
mod home;
mod limits;
mod logo;
mod members;
mod open_data;
pub mod outside;
mod paper;
pub mod pledge;
pub mod probe;
mod routes;
pub mod seeds;
mod services;
mod signing;
mod staff;
pub mod words;
mod work;
pub mod worker;

pub use developers::SERVED;
pub use routes::{PREFIXES, router};
pub use services::{HubSettings, Services};
