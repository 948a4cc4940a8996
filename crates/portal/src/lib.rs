//! The portal: what patients and caregivers see, and the pages of the records office.
//!
//! The way of a request: `routes` → an extractor of `web` that says who may call → a handler that
//! opens a record through `permit` → a page struct with a template.

mod about;
mod activity;
mod apps;
mod chart;
mod confirm;
mod download;
mod home;
mod inbox;
mod invitation;
pub mod letters;
mod own;
mod passkeys;
mod people;
mod permit;
mod providers;
mod record;
mod records;
mod recover;
mod requests;
mod routes;
mod second_step;
mod send;
mod services;
mod session_end;
mod settings;
mod sign_in;
mod staff;
mod tick;
mod turns;
mod well_known;
pub mod words;
mod written;

pub use routes::{doors_router, inbox_router, router};
pub use services::Services;
