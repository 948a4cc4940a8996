//! Both engines for tests: SQLite in a throw-away folder, and a database of its own per test on a
//! PostgreSQL server (`BLUEBUTTON_TEST_POSTGRES`, or a throw-away cluster, one per test process).

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, OnceLock};

use bluebutton_crypto::Random;
use bluebutton_crypto::random::SystemRandom;
use jiff::Timestamp;
use tempfile::TempDir;
use tokio_postgres::NoTls;

use crate::{OpenOptions, Store};

/// A store on one engine, with what keeps it alive.
pub(crate) struct Site {
    pub(crate) store: Store,
    pub(crate) engine: &'static str,
    /// The clock of the store, in seconds: tests move it.
    pub(crate) clock: Arc<AtomicI64>,
    data: TempDir,
    database: Option<String>,
}

impl Site {
    /// The same data, opened by another process.
    pub(crate) async fn opened_again(&self) -> Store {
        self.open_again().await.unwrap()
    }

    /// The same data, opened by another process, or why it does not open.
    pub(crate) async fn open_again(&self) -> crate::error::Result<Store> {
        Store::open(options(self.data.path(), self.database.clone(), &self.clock)).await
    }

    /// Lets time pass.
    pub(crate) fn after_seconds(&self, seconds: i64) {
        self.clock.fetch_add(seconds, Ordering::SeqCst);
    }

    /// The data folder.
    pub(crate) fn folder(&self) -> &Path {
        self.data.path()
    }
}

/// Stores on SQLite and on PostgreSQL: `for site in both_engines().await { … }`.
pub(crate) async fn both_engines() -> Vec<Site> {
    let mut sites = Vec::new();
    for (engine, database) in [("sqlite", None), ("postgres", Some(new_database().await))] {
        let data = tempfile::tempdir().unwrap();
        let noon: Timestamp = "2026-05-03T12:00:00Z".parse().unwrap();
        let clock = Arc::new(AtomicI64::new(noon.as_second()));
        let store = Store::open(options(data.path(), database.clone(), &clock)).await.unwrap();
        sites.push(Site { store, engine, clock, data, database });
    }
    sites
}

fn options(data: &Path, database: Option<String>, clock: &Arc<AtomicI64>) -> OpenOptions {
    let clock = clock.clone();
    OpenOptions {
        data: data.to_owned(),
        database,
        root_key: None,
        clock: Arc::new(move || Timestamp::from_second(clock.load(Ordering::SeqCst)).unwrap()),
        random: Arc::new(SystemRandom),
    }
}

/// The URL of a new, empty database.
async fn new_database() -> String {
    let name = format!("t{:016x}", u64::from_be_bytes((&SystemRandom as &dyn Random).bytes()));
    let server = server_url().await;
    let (client, connection) = tokio_postgres::connect(&server, NoTls).await.unwrap();
    let driving = tokio::spawn(connection);
    client.batch_execute(&format!("create database {name}")).await.unwrap();
    drop(client);
    driving.await.unwrap().unwrap();
    with_database(&server, &name)
}

fn with_database(url: &str, name: &str) -> String {
    let (base, query) = url.split_once('?').map_or((url, ""), |(base, query)| (base, query));
    let base = base.trim_end_matches(|c| c != '/');
    format!("{base}{name}?{query}")
}

async fn server_url() -> String {
    if let Ok(url) = std::env::var("BLUEBUTTON_TEST_POSTGRES") {
        return url;
    }
    static CLUSTER: OnceLock<String> = OnceLock::new();
    tokio::task::spawn_blocking(|| CLUSTER.get_or_init(start_cluster).clone()).await.unwrap()
}

/// Starts a server that ends with this process: its shell waits for our end of a pipe to close.
fn start_cluster() -> String {
    let bin = newest_bin().expect(
        "PostgreSQL is not installed, and the store must be tested on it: run ./check, or \
         apt-get install postgresql, or set BLUEBUTTON_TEST_POSTGRES=postgres://user@host/name",
    );
    let folder = tempfile::Builder::new().prefix("bb-pg-").tempdir().unwrap().keep();
    let is_root = Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout == b"0\n");
    let shell = |script: &str| {
        let mut command = if is_root {
            let mut command = Command::new("setpriv");
            command.args(["--reuid=postgres", "--regid=postgres", "--init-groups", "sh", "-c"]);
            command
        } else {
            let mut command = Command::new("sh");
            command.arg("-c");
            command
        };
        command.arg(script).env("BIN", &bin).env("DIR", &folder).current_dir("/");
        command
    };
    if is_root {
        let owned = Command::new("chown").arg("postgres").arg(&folder).status().unwrap();
        assert!(owned.success(), "the folder for the test database can't be given to postgres");
    }
    let made = shell(
        "\"$BIN/initdb\" -D \"$DIR/data\" -U postgres -A trust --no-sync -E UTF8 --locale=C.UTF-8 \
         && \"$BIN/pg_ctl\" -D \"$DIR/data\" -w -l \"$DIR/log\" -o \"-c listen_addresses='' \
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
    format!("postgres://postgres@/postgres?host={}", folder.display())
}

fn newest_bin() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let mut found: Vec<(u32, PathBuf)> = versions
        .flatten()
        .filter_map(|entry| {
            let version = entry.file_name().to_str()?.parse().ok()?;
            let bin = entry.path().join("bin");
            bin.join("initdb").exists().then_some((version, bin))
        })
        .collect();
    found.sort();
    found.pop().map(|(_, bin)| bin)
}
