//! The integration tests: the house rules, the command line, and the whole way on a running site.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may end in a panic: it has failed")]

mod accounts;
mod advisories;
mod architecture;
mod backup;
mod faults;
mod interrupted_import;
mod licences;
mod postgres;
mod sbom;
mod serve;
mod typeset;
