//! All tests of pages, on SQLite.

pub type Site = crate::site::SiteOn<false>;

#[path = "accounts.rs"]
mod accounts;
#[path = "community.rs"]
mod community;
#[path = "demo.rs"]
mod demo;
#[path = "developers.rs"]
mod developers;
#[path = "directory.rs"]
mod directory;
#[path = "doors.rs"]
mod doors;
#[path = "employers.rs"]
mod employers;
#[path = "floods.rs"]
mod floods;
#[path = "hosting.rs"]
mod hosting;
#[path = "letters.rs"]
mod letters;
#[path = "pledge.rs"]
mod pledge;
#[path = "readers.rs"]
mod readers;
#[path = "registration.rs"]
mod registration;
#[path = "staff.rs"]
mod staff;
#[path = "takeovers.rs"]
mod takeovers;
