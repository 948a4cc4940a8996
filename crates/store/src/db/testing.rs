//! Both engines for tests: SQLite in a throw-away folder, and a database of its own per test on a
//! PostgreSQL server (`BLUEBUTTON_TEST_POSTGRES`, or a throw-away cluster, one per test process).

use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, mpsc};

use bluebutton_crypto::Random;
use bluebutton_crypto::random::SystemRandom;
use futures_util::future::LocalBoxFuture;
use jiff::Timestamp;
use tempfile::TempDir;
use tokio::sync::oneshot;
use tokio_postgres::NoTls;

use super::{DatabaseKind, Tx};
use crate::error::Result;
use crate::{OpenOptions, Store};

#[path = "../../../../tests/support/postgres.rs"]
pub(crate) mod postgres;

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

    /// What a superuser does to the database, on a connection of its own to another one.
    pub(crate) async fn as_superuser(&self, statements: &str) {
        let url = self.database.clone().unwrap_or_default();
        let name = url.split('?').next().and_then(|base| base.rsplit('/').next());
        let statements = statements.replace("DATABASE", name.unwrap());
        let (client, connection) =
            tokio_postgres::connect(&server_url().await, NoTls).await.unwrap();
        let driving = tokio::spawn(connection);
        client.batch_execute(&statements).await.unwrap();
        drop(client);
        driving.await.unwrap().unwrap();
    }

    /// The same data, opened by another process whose connections to PostgreSQL have that setting.
    pub(crate) async fn opened_with(&self, setting: &str) -> Store {
        let url = self.database.clone().unwrap_or_default();
        let url = format!("{url}&options=-c%20{}", setting.replace('=', "%3D").replace(' ', "%20"));
        Store::open(options(self.data.path(), Some(url), &self.clock)).await.unwrap()
    }

    /// Closes the store; what it kept stays until the folder is dropped.
    pub(crate) fn closed(self) -> TempDir {
        let Self { data, .. } = self;
        data
    }

    /// Lets time pass.
    pub(crate) fn after_seconds(&self, seconds: i64) {
        self.clock.fetch_add(seconds, Ordering::SeqCst);
    }

    /// How it was opened.
    pub(crate) fn options(&self) -> OpenOptions {
        options(self.data.path(), self.database.clone(), &self.clock)
    }

    /// The data folder.
    pub(crate) fn folder(&self) -> &Path {
        self.data.path()
    }
}

/// Stores on SQLite and on PostgreSQL: `for site in both_engines().await { … }`.
pub(crate) async fn both_engines() -> Vec<Site> {
    vec![on_sqlite().await, on("postgres", Some(new_database().await)).await]
}

/// A store on SQLite alone, for tests of what no engine has a part in.
pub(crate) async fn on_sqlite() -> Site {
    on("sqlite", None).await
}

async fn on(engine: &'static str, database: Option<String>) -> Site {
    let data = tempfile::tempdir().unwrap();
    let noon: Timestamp = "2026-05-03T12:00:00Z".parse().unwrap();
    let clock = Arc::new(AtomicI64::new(noon.as_second()));
    let store = Store::open(options(data.path(), database.clone(), &clock)).await.unwrap();
    Site { store, engine, clock, data, database }
}

/// A place for a store that is not there yet.
pub(crate) async fn new_place(is_postgres: bool, clock: &Arc<AtomicI64>) -> (TempDir, OpenOptions) {
    let data = tempfile::tempdir().unwrap();
    let database = if is_postgres { Some(new_database().await) } else { None };
    let options = options(data.path(), database, clock);
    (data, options)
}

/// Where a test stops a write on PostgreSQL: its work is done, its rows are locked, and it is not
/// committed.
#[derive(Default)]
pub(crate) struct Pauses(Arc<Mutex<Option<Pause>>>);

struct Pause {
    reason: &'static str,
    reached: oneshot::Sender<()>,
    go_on: mpsc::Receiver<()>,
}

impl Pauses {
    /// The next write of that reason stops; the way to hear of it, and to let it go on.
    fn at(&self, reason: &'static str) -> (oneshot::Receiver<()>, mpsc::Sender<()>) {
        let (reached, is_reached) = oneshot::channel();
        let (let_go_on, go_on) = mpsc::channel();
        *self.0.lock().unwrap() = Some(Pause { reason, reached, go_on });
        (is_reached, let_go_on)
    }

    fn before_commit(&self, reason: &'static str) {
        let pause = self.0.lock().unwrap().take_if(|pause| pause.reason == reason);
        if let Some(Pause { reached, go_on, .. }) = pause {
            reached.send(()).unwrap();
            go_on.recv().unwrap();
        }
    }
}

impl DatabaseKind {
    /// The work, stopped where a test wants that ([`Pauses`]).
    pub(super) fn paused<T>(
        &self,
        reason: &'static str,
        mut work: impl FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> impl FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static {
        let pauses = match self {
            Self::Sqlite(_) => None,
            Self::Postgres(postgres) => Some(Pauses(postgres.pauses.0.clone())),
        };
        move |tx| {
            let outcome = work(tx);
            if let Some(pauses) = &pauses {
                pauses.before_commit(reason);
            }
            outcome
        }
    }
}

/// Two writes that meet: `second` begins when the work of `first`, on the site's own store and for
/// that reason, is done and not committed; `first` commits when `second` waits for it, or is through without waiting.
pub(crate) fn meeting<'m, A: 'm, B: 'm>(
    site: &'m Site,
    reason: &'static str,
    first: impl Future<Output = A> + 'm,
    second: impl Future<Output = B> + 'm,
) -> LocalBoxFuture<'m, (A, B)> {
    let DatabaseKind::Postgres(postgres) = &*site.store.inner.db.kind else {
        panic!("for PostgreSQL only")
    };
    let (is_reached, let_go_on) = postgres.pauses.at(reason);
    let second = async move {
        is_reached.await.unwrap();
        let mut second = Box::pin(second);
        tokio::select! {
            outcome = &mut second => {
                let_go_on.send(()).unwrap();
                outcome
            }
            () = somebody_waits(&site.store) => {
                let_go_on.send(()).unwrap();
                second.await
            }
        }
    };
    Box::pin(async move { tokio::join!(first, second) })
}

/// Ends when a transaction of this database waits for a lock.
async fn somebody_waits(store: &Store) {
    loop {
        let waiting = store.inner.db.read("test", |tx| tx.first(SOMEBODY_WAITS, &[])).await;
        if waiting.unwrap().unwrap().get::<i64>(0).unwrap() > 0 {
            return;
        }
    }
}

/// Only `pg_locks` tells of this moment; what else tells of locks is kept for the transaction.
pub(crate) const SOMEBODY_WAITS: &str = "
    select count(*)
    from pg_locks waiting
    where not granted and exists (
        select 1
        from pg_locks held
        join pg_database on oid = held.database
        where held.pid = waiting.pid and datname = current_database()
    )";

/// A store on PostgreSQL, for what only a database with many writers can do.
pub(crate) async fn on_postgres() -> Site {
    both_engines().await.pop().unwrap()
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
    tokio::task::spawn_blocking(|| postgres::server_url().to_owned()).await.unwrap()
}
