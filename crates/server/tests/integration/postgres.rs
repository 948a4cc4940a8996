//! A PostgreSQL server for tests: `BLUEBUTTON_TEST_POSTGRES`, or a throw-away one that ends with this
//! process.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// The URL of a new, empty database of that name.
pub fn new_database(name: &str) -> String {
    static SERVER: OnceLock<String> = OnceLock::new();
    let server = SERVER
        .get_or_init(|| std::env::var("BLUEBUTTON_TEST_POSTGRES").unwrap_or_else(|_| start()));
    let made = Command::new(bin().join("psql"))
        .args(["-q", "-d", server, "-c", &format!("drop database if exists {name} with (force)")])
        .args(["-c", &format!("create database {name}")])
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let (base, query) = server.split_once('?').unwrap_or((server, ""));
    format!("{}{name}?{query}", base.trim_end_matches(|c| c != '/'))
}

/// Starts a server; its shell waits for our end of a pipe to close.
fn start() -> String {
    let folder = tempfile::Builder::new().prefix("bb-pg-").tempdir().unwrap().keep();
    let is_root = Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout == b"0\n");
    let shell = |script: &str| {
        let mut command = Command::new(if is_root { "setpriv" } else { "sh" });
        if is_root {
            command.args(["--reuid=postgres", "--regid=postgres", "--init-groups", "sh"]);
        }
        command.args(["-c", script]).env("BIN", bin()).env("DIR", &folder).current_dir("/");
        command
    };
    if is_root {
        let owned = Command::new("chown").arg("postgres").arg(&folder).status().unwrap();
        assert!(owned.success(), "the folder for the test database can't be given to postgres");
    }
    let made = shell(
        "\"$BIN/initdb\" -D \"$DIR/data\" -U postgres -A trust --no-sync -E UTF8 --locale=C.UTF-8 \
         && \"$BIN/pg_ctl\" -D \"$DIR/data\" -w -l \"$DIR/log\" -o \"-c listen_addresses='' \
         -c unix_socket_directories='$DIR' -c fsync=off\" start",
    )
    .stdin(Stdio::null())
    .output()
    .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let watcher = shell(
        "trap '' INT TERM HUP; cat > /dev/null; \"$BIN/pg_ctl\" -D \"$DIR/data\" -m immediate stop; \
         rm -rf \"$DIR\"",
    )
    .stdin(Stdio::piped())
    .stdout(Stdio::null())
    .stderr(Stdio::null())
    .spawn()
    .unwrap();
    // Never waited for: the pipe closes when this process ends, in whatever way.
    std::mem::forget(watcher);
    format!("postgres://postgres@/postgres?host={}", folder.display())
}

fn bin() -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut found: Vec<(u32, PathBuf)> = versions
        .filter_map(|entry| {
            let version = entry.file_name().to_str()?.parse().ok()?;
            let bin = entry.path().join("bin");
            bin.join("initdb").exists().then_some((version, bin))
        })
        .collect();
    found.sort();
    let newest = found.pop().map(|(_, bin)| bin);
    newest.unwrap_or_else(|| {
        panic!("PostgreSQL is not installed: run ./check, or apt-get install postgresql")
    })
}
