//! Everything reachable by URL: the portal and the staff pages; templates and styles.
//!
//! The way of a request: `routes` → an extractor that says who may call (`session::SignedIn`,
//! `session::Staff`, `session::Visitor`) → a handler that opens a record through
//! `session::record_page` → a page struct with a template (`page`). What goes wrong is a
//! `Problem`, and `problem` makes a page of it.

mod assets;
mod chart;
mod cookies;
pub mod fields;
pub mod frame;
mod health;
mod inbox;
pub mod page;
mod paging;
mod portal;
pub mod problem;
mod routes;
mod security;
pub mod services;
pub mod session;
mod staff;
pub mod words;

pub use frame::Frame;
pub use problem::Problem;
pub use routes::{inbox_router, router};
pub use services::{Demo, DemoPerson, Services, Site};
