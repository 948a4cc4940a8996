//! Databases of their own on a PostgreSQL server for tests.

use std::process::Command;

#[path = "../../../../tests/support/postgres.rs"]
mod support;

/// The URL of a new, empty database of that name.
pub fn new_database(name: &str) -> String {
    let server = support::server_url();
    let made = Command::new(support::newest_bin().join("psql"))
        .args(["-q", "-d", server, "-c", &format!("drop database if exists {name} with (force)")])
        .args(["-c", &format!("create database {name}")])
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let (base, query) = server.split_once('?').unwrap_or((server, ""));
    format!("{}{name}?{query}", base.trim_end_matches(|c| c != '/'))
}
