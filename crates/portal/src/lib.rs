//! The portal: what patients and caregivers see, and the pages of the records office.
//!
//! The way of a request: `routes` → an extractor of `web` that says who may call → a handler that
//! opens a record through `permit` → a page struct with a template.

mod activity;
mod chart;
mod download;
mod home;
mod inbox;
mod invitation;
mod own;
mod people;
mod permit;
mod record;
mod records;
mod routes;
mod second_step;
mod send;
mod services;
mod session_end;
mod settings;
mod sign_in;
mod staff;
mod turns;
pub mod words;

pub use routes::{inbox_router, router};
pub use services::Services;
