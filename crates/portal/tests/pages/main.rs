//! The portal as its users meet it: requests in, pages out, on a store of its own.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that can not go on says where and stops"
)]

mod doors;
mod guards;
mod people;
mod settings;
mod site;
mod staff;
mod words;
