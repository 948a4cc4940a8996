//! Databases of their own on a PostgreSQL server for tests.

use std::path::Path;
use std::process::{Command, Stdio};

#[path = "../../../../tests/support/postgres.rs"]
mod support;

/// Has `pg_ctl` do something to the server in that folder: `-m immediate stop`, `-w start`.
pub fn control(folder: &Path, what: &str) {
    let script = format!("\"$BIN/pg_ctl\" -D \"$DIR/data\" -l \"$DIR/log\" {what}");
    let mut command = support::shell(folder, "", &script);
    let done = command.stdin(Stdio::null()).stdout(Stdio::null()).status();
    assert!(done.unwrap().success(), "pg_ctl {what}");
}

/// A server of its own, which a test may stop and start: its folder, and the URL of its database.
pub fn own_server() -> (std::path::PathBuf, String) {
    let folder = support::folder();
    support::start_in(&folder, "-c listen_addresses=''");
    let url = format!("postgres://postgres@/postgres?host={}", folder.display());
    (folder, url)
}

/// Runs statements on a server.
pub fn run(url: &str, statements: &[&str]) {
    let mut psql = Command::new(support::newest_bin().join("psql"));
    psql.args(["-q", "-d", url]);
    for statement in statements {
        psql.args(["-c", statement]);
    }
    let done = psql.output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

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

/// The one value that a query answers on a server.
pub fn ask(url: &str, query: &str) -> String {
    let mut psql = Command::new(support::newest_bin().join("psql"));
    let done = psql.args(["-qAtX", "-d", url, "-c", query]).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap().trim().to_owned()
}
