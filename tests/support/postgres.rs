//! A PostgreSQL server for tests: `BLUEBUTTON_TEST_POSTGRES`, or a throw-away one, one per test process.
//! A module of the tests that need it, by `#[path]`.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// The address of the server, which is started when it is first asked for.
pub(crate) fn server_url() -> &'static str {
    static SERVER: OnceLock<String> = OnceLock::new();
    SERVER.get_or_init(|| std::env::var("BLUEBUTTON_TEST_POSTGRES").unwrap_or_else(|_| start()))
}

/// Starts a server that ends with this process.
fn start() -> String {
    let folder = folder();
    start_in(&folder, "-c listen_addresses=''");
    format!("postgres://postgres@/postgres?host={}", folder.display())
}

/// A new folder for a server.
pub(crate) fn folder() -> PathBuf {
    tempfile::Builder::new().prefix("bb-pg-").tempdir().unwrap().keep()
}

/// Starts a server with those options, whose socket is in the folder; what it needs of files must be
/// there. It ends with this process: its shell waits for our end of a pipe to close.
pub(crate) fn start_in(folder: &Path, options: &str) {
    let (is_root, shell) = (is_root(), |script: &str| shell(folder, options, script));
    if is_root {
        let owned = Command::new("chown").args(["-R", "postgres"]).arg(folder).status().unwrap();
        assert!(owned.success(), "the folder for the test database can't be given to postgres");
    }
    let made = shell(
        "\"$BIN/initdb\" -D \"$DIR/data\" -U postgres -A trust --no-sync -E UTF8 --locale=C.UTF-8 \
         && \"$BIN/pg_ctl\" -D \"$DIR/data\" -w -l \"$DIR/log\" -o \"$OPTIONS \
         -c unix_socket_directories='$DIR' -c fsync=off -c max_connections=300\" start",
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
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout == b"0\n")
}

/// A script of the shell, as the user whom PostgreSQL may run as.
pub(crate) fn shell(folder: &Path, options: &str, script: &str) -> Command {
    let mut command = if is_root() {
        let mut command = Command::new("setpriv");
        command.args(["--reuid=postgres", "--regid=postgres", "--init-groups", "sh", "-c"]);
        command
    } else {
        let mut command = Command::new("sh");
        command.arg("-c");
        command
    };
    command.arg(script).env("BIN", newest_bin()).env("DIR", folder).env("OPTIONS", options);
    command.current_dir("/");
    command
}

/// The programs of the newest version that is installed.
pub(crate) fn newest_bin() -> PathBuf {
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
        panic!(
            "PostgreSQL is not installed, and the store must be tested on it: run ./check, or \
             apt-get install postgresql, or set BLUEBUTTON_TEST_POSTGRES=postgres://user@host/name"
        )
    })
}
