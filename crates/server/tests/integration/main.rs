//! The integration tests: the house rules, the command line, and the whole way on a running site.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may end in a panic: it has failed")]

mod accounts;
mod advisories;
mod architecture;
mod backup;
mod contents;
mod download_memory;
mod faults;
mod import_memory;
mod interrupted_import;
mod keys;
mod killed;
mod licences;
mod modules;
mod outages;
mod postgres;
mod sbom;
mod serve;
mod stopped_import;
mod typeset;
