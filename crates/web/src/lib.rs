//! What every page and answer needs: frame, session, forms, problems, security, files of pages.
//!
//! The rooms stand on it: `portal` today, `api` and `hub` later. A room makes a router of its pages
//! and puts [`room::around`] it. The way of a request: the room's routes → an extractor that says
//! who may call (`session::SignedIn`, `session::Staff`, `session::Visitor`) → a handler → a page
//! struct with a template (`page`). What goes wrong is a `Problem`, and `problem` makes a page of it.

pub mod assets;
mod compress;
pub mod cookies;
mod device;
pub mod duty;
pub mod fields;
pub mod frame;
mod health;
mod manifest;
pub mod mistakes;
pub mod network;
pub mod own_page;
pub mod page;
pub mod paging;
pub mod passwords;
pub mod problem;
pub mod proven;
pub mod room;
mod sealed;
pub mod security;
pub mod services;
pub mod session;
pub mod upload;
pub mod words;

pub use frame::Frame;
pub use problem::Problem;
pub use services::{Demo, DemoPerson, Services, Site};
