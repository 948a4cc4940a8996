//! The hub as its users meet it: requests in, pages out, mail caught on its way, on a store of its own. Every test
//! runs on both engines.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that can not go on says where and stops"
)]
#![expect(clippy::duplicate_mod, reason = "each file of tests runs once on each engine")]

mod outside;
mod postgres;
#[path = "../../../../tests/support/postgres.rs"]
mod server;
mod site;
mod sqlite;
mod words;
