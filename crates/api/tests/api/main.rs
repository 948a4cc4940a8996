//! Apps against the real routers: people sign in through the portal and say yes, apps ask and read.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that can not go on says where and stops"
)]

mod anas;
mod asking;
mod attacks;
mod beside;
mod identity;
mod keys;
mod launch;
mod leak;
mod narrowed;
mod reading;
mod site;
mod words;
