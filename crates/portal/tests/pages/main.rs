//! The portal as its users meet it: requests in, pages out, on a store of its own.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that can not go on says where and stops"
)]

mod costs;
mod deeds;
mod doors;
mod guards;
mod leak;
mod leavers;
mod letters;
mod limits;
mod matrix;
mod measures;
mod notices;
mod numbers;
mod office;
mod parts;
mod passkeys;
mod people;
mod post;
mod providers;
mod reach;
mod representatives;
mod requests;
mod rules;
mod settings;
mod sifted;
mod site;
mod staff;
mod topics;
mod trail;
mod words;
mod written;
