//! The integration tests: the house rules, the command line, and the whole way on a running site.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may end in a panic: it has failed")]

mod accounts;
mod advisories;
mod architecture;
mod away;
mod backup;
mod contents;
mod download_memory;
mod faults;
mod findings;
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
mod server_memory;
mod stopped_import;
mod terminal;
mod typeset;

/// How many times as long the tests with faults are: `BLUEBUTTON_TEST_TIMES`, as `tests/faults/run` sets it
/// (docs/reliability.md); once where nothing is said.
fn longer() -> u32 {
    let times = std::env::var("BLUEBUTTON_TEST_TIMES").ok();
    times.and_then(|times| times.parse().ok()).unwrap_or(1).max(1)
}
