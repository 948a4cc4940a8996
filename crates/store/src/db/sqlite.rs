//! The embedded engine: one writer thread whose waiting writes share one commit, and a few reader
//! threads. Acknowledged means on disk (<https://www.sqlite.org/pragma.html#pragma_synchronous>).

mod place;
mod writing;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use rusqlite::ErrorCode;
use rusqlite::config::DbConfig;
use rusqlite::ffi::{SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_UNIQUE};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection, OpenFlags, ToSql};

use self::place::OpenFiles;
pub(super) use self::writing::SqliteTransaction;
use super::waiting::Write;
use super::{Cure, Engine, Failure, Read, ReadDone, Row, Tx, Value, migrations};
use crate::error::{Result, StoreError};
use crate::limits::{SQLITE_READERS, SQLITE_WAIT_MS, STATEMENTS_CACHED};

/// The embedded database. Dropping it ends the threads and closes their connections, so that the
/// log is folded into the database and no file of it stays behind.
pub(crate) struct Sqlite {
    file: PathBuf,
    doors: Option<Doors>,
    /// Each gives its connection back when the doors are closed.
    threads: Vec<JoinHandle<Connection>>,
}

struct Doors {
    writes: Sender<Box<dyn Write>>,
    reads: Sender<(&'static str, Read)>,
}

impl Sqlite {
    /// Opens or makes the database file, runs what is outstanding of the migrations, starts the threads.
    pub(super) fn open(file: &Path) -> Result<Self> {
        let writer = connect(file)?;
        migrate(&writer)?;
        let place = OpenFiles::of(file)?;
        let readers: Vec<Connection> =
            (0..SQLITE_READERS).map(|_| connect(file)).collect::<Result<_>>()?;

        let (writes, waiting) = channel();
        let mut threads = vec![start("store-writer", move || {
            writing::write_all(&writer, &place, &waiting);
            writer
        })?];
        let (reads, waiting) = channel();
        let waiting = Arc::new(Mutex::new(waiting));
        for reader in readers {
            let waiting = Arc::clone(&waiting);
            threads.push(start("store-reader", move || {
                read_all(&reader, &waiting);
                reader
            })?);
        }
        let file = file.to_owned();
        Ok(Self { file, doors: Some(Doors { writes, reads }), threads })
    }

    /// Puts a write behind those that wait.
    pub(super) fn write(&self, reason: &'static str, write: Box<dyn Write>) -> Result<()> {
        let doors = self.doors.as_ref().ok_or_else(|| gone(reason))?;
        doors.writes.send(write).map_err(|_| gone(reason))
    }

    /// Puts a read behind those that wait.
    pub(super) fn read(&self, reason: &'static str, read: Read) -> Result<()> {
        let doors = self.doors.as_ref().ok_or_else(|| gone(reason))?;
        doors.reads.send((reason, read)).map_err(|_| gone(reason))
    }
}

impl Sqlite {
    /// What SQLite's own check of its file finds; nothing where all is well.
    pub(super) async fn integrity(&self) -> Result<Vec<String>> {
        let file = self.file.clone();
        super::on_blocking_thread(move || {
            let check = |connection: &Connection| -> rusqlite::Result<Vec<String>> {
                let mut statement = connection.prepare("pragma integrity_check")?;
                let told = statement.query_map([], |row| row.get(0))?;
                told.collect()
            };
            let told = connect(&file).and_then(|connection| {
                let mut told = check(&connection)
                    .map_err(|error| driver("check the database file", &error))?;
                told.retain(|line| line != "ok");
                told.extend(altered_tables(&connection)?);
                Ok(told)
            });
            match told {
                Ok(told) => Ok(told),
                Err(StoreError::Altered(what)) => Ok(vec![what]),
                Err(error) => Err(error),
            }
        })
        .await
    }

    /// Folds the log into the database and empties it: what was deleted is in neither then.
    pub(super) async fn fold_log(&self) -> Result<()> {
        let file = self.file.clone();
        super::on_blocking_thread(move || {
            let folded = connect(&file)?.execute_batch("pragma wal_checkpoint(truncate)");
            folded.map_err(|error| driver("fold the log", &error))
        })
        .await
    }
}

impl Drop for Sqlite {
    fn drop(&mut self) {
        self.doors = None;
        let own = std::thread::current().id();
        // The last to let go may be work on one of the threads; that one ends after its work.
        let others = self.threads.drain(..).filter(|thread| thread.thread().id() != own);
        let connections: Vec<_> = others.map(JoinHandle::join).collect();
        // One behind the other: of two that close at the same moment, neither is the last, and the log
        // would stay.
        for connection in connections {
            drop(connection);
        }
    }
}

fn run(connection: &Connection, reason: &'static str, sql: &str) -> Result<()> {
    let done = connection.prepare_cached(sql).and_then(|mut statement| statement.execute([]));
    done.map(|_| ()).map_err(|error| driver(reason, &error))
}

fn read_all(connection: &Connection, waiting: &Mutex<Receiver<(&'static str, Read)>>) {
    loop {
        let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((reason, read)) = next else { break };
        // A panic drops the answer, which tells who asked; the thread stays.
        let _ = catch_unwind(AssertUnwindSafe(|| read_one(connection, reason, read)));
        if !connection.is_autocommit() {
            let _ = connection.execute_batch("rollback");
        }
    }
}

fn read_one(connection: &Connection, reason: &'static str, read: Read) {
    let mut tx = Tx::on(Engine::Sqlite(SqliteTransaction::for_reading(connection)), reason);
    let ReadDone { answer, .. } = read(&mut tx);
    if !connection.is_autocommit() {
        let _ = run(connection, reason, "rollback");
    }
    answer();
}

fn query(
    connection: &Connection,
    reason: &'static str,
    sql: &'static str,
    params: &[Value],
) -> std::result::Result<Vec<Row>, Failure> {
    let rows = || -> rusqlite::Result<Vec<Row>> {
        let mut statement = bound(connection, sql, params)?;
        let columns = statement.column_count();
        let mut rows = statement.raw_query();
        let mut out = Vec::new();
        while let Some(row) = rows.next()? {
            let values = (0..columns).map(|column| value_of(column, row.get_ref(column)?));
            out.push(Row(values.collect::<rusqlite::Result<_>>()?));
        }
        Ok(out)
    };
    rows().map_err(|error| failure(reason, &error))
}

fn execute(
    connection: &Connection,
    reason: &'static str,
    sql: &'static str,
    params: &[Value],
) -> std::result::Result<u64, Failure> {
    let changed = bound(connection, sql, params).and_then(|mut statement| statement.raw_execute());
    changed.map(|count| count as u64).map_err(|error| failure(reason, &error))
}

fn bound<'c>(
    connection: &'c Connection,
    sql: &str,
    params: &[Value],
) -> rusqlite::Result<CachedStatement<'c>> {
    let mut statement = connection.prepare_cached(sql)?;
    for (number, value) in params.iter().enumerate() {
        // SQLite takes `$1` for a name, not for a number.
        let known = NAMES
            .get(number)
            .copied()
            .map_or_else(|| Cow::Owned(format!("${}", number + 1)), Cow::Borrowed);
        let Some(index) = statement.parameter_index(&known)? else {
            return Err(rusqlite::Error::InvalidParameterCount(params.len(), number));
        };
        statement.raw_bind_parameter(index, value)?;
    }
    if statement.parameter_count() != params.len() {
        return Err(rusqlite::Error::InvalidParameterCount(
            params.len(),
            statement.parameter_count(),
        ));
    }
    Ok(statement)
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(number) => ValueRef::Integer(*number),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

/// What values are called in a statement.
const NAMES: [&str; 24] = [
    "$1", "$2", "$3", "$4", "$5", "$6", "$7", "$8", "$9", "$10", "$11", "$12", "$13", "$14", "$15",
    "$16", "$17", "$18", "$19", "$20", "$21", "$22", "$23", "$24",
];

fn value_of(column: usize, value: ValueRef<'_>) -> rusqlite::Result<Value> {
    Ok(match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Int(number),
        ValueRef::Text(text) => {
            let text = std::str::from_utf8(text);
            Value::Text(text.map_err(|e| rusqlite::Error::Utf8Error(column, e))?.to_owned())
        }
        ValueRef::Blob(bytes) => Value::Bytes(bytes.to_vec()),
        // No column of ours holds a fraction: the migrations know three types.
        ValueRef::Real(_) => {
            let name = "a column of ours".to_owned();
            return Err(rusqlite::Error::InvalidColumnType(column, name, value.data_type()));
        }
    })
}

fn connect(file: &Path) -> Result<Connection> {
    let reason = "open the embedded database";
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let opened = || -> rusqlite::Result<Connection> {
        let connection = Connection::open_with_flags(file, flags)?;
        connection.busy_timeout(Duration::from_millis(SQLITE_WAIT_MS))?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS_CACHED);
        connection.execute_batch(PRAGMAS)?;
        // Without it a statement whose `limit`, or whose partial index, the planner looked up in a bound
        // value is compiled anew each time it is bound.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        Ok(connection)
    };
    opened().map_err(|error| driver(reason, &error))
}

/// Tables and indexes that are not as the migrations make them: a rule that was taken out of one
/// (a key, a check) lets in what must not be there.
fn altered_tables(connection: &Connection) -> Result<Vec<String>> {
    let sql = |error: rusqlite::Error| driver("check the tables", &error);
    let own = Connection::open_in_memory().map_err(sql)?;
    migrate(&own)?;
    let (found, expected) = (made(connection).map_err(sql)?, made(&own).map_err(sql)?);
    let differs = |(name, text): &(&String, &String)| expected.get(*name) != Some(*text);
    let changed = found.iter().filter(differs).map(|(name, _)| name);
    let missing = expected.keys().filter(|name| !found.contains_key(*name));
    let say = |name: &String| format!("the database's {name} is not as this program made it");
    Ok(changed.chain(missing).map(say).collect())
}

/// What the database holds besides rows, by kind and name: how it was made.
fn made(connection: &Connection) -> rusqlite::Result<BTreeMap<String, String>> {
    // SQLite's own tables (`sqlite_stat1`) come and go with its statistics.
    let mut statement = connection.prepare(
        "select type || ' ' || name, tbl_name || ' ' || coalesce(sql, '') from sqlite_schema
         where name not like 'sqlite_stat%'",
    )?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.collect()
}

fn migrate(connection: &Connection) -> Result<()> {
    let reason = "bring the tables up to date";
    let sql = |error: rusqlite::Error| driver(reason, &error);
    connection.execute_batch("begin immediate").map_err(sql)?;
    connection.execute_batch(migrations::VERSION_TABLE).map_err(sql)?;
    let newest = connection
        .query_row(migrations::VERSION_NEWEST, [], |row| row.get::<_, i64>(0))
        .map_err(sql)?;
    for (version, name, text) in migrations::outstanding(newest).map_err(StoreError::Settings)? {
        // The one word that PostgreSQL does not know: the table is its primary key's index.
        let text = text.replace("/* sqlite: without rowid */", "without rowid");
        connection.execute_batch(&text).map_err(sql)?;
        let params = [Value::from(*version), Value::from(*name)];
        execute(connection, reason, migrations::VERSION_ADD, &params).map_err(|f| f.error)?;
    }
    connection.execute_batch("commit").map_err(sql)
}

fn start(
    name: &str,
    work: impl FnOnce() -> Connection + Send + 'static,
) -> Result<JoinHandle<Connection>> {
    let started = std::thread::Builder::new().name(name.to_owned()).spawn(work);
    started.map_err(|error| failed("start a database thread", &error.to_string()))
}

/// There is one writer, so no further run finds anything else than this one did.
fn failure(reason: &'static str, error: &rusqlite::Error) -> Failure {
    Failure { error: driver(reason, error), cure: Cure::None }
}

fn driver(reason: &'static str, error: &rusqlite::Error) -> StoreError {
    let detail = error.to_string();
    let Some(code) = error.sqlite_error() else { return StoreError::Database { reason, detail } };
    match code.code {
        ErrorCode::ConstraintViolation
            if [SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_UNIQUE]
                .contains(&code.extended_code) =>
        {
            StoreError::Conflict { reason, detail }
        }
        // Another process writes for longer than we wait.
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => StoreError::Busy { reason, detail },
        ErrorCode::DiskFull
        | ErrorCode::ReadOnly
        | ErrorCode::SystemIoFailure
        | ErrorCode::CannotOpen
        | ErrorCode::FileLockingProtocolFailed => StoreError::Unavailable { reason, detail },
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => {
            StoreError::Altered(format!("the database file is damaged, at {reason}: {detail}"))
        }
        _ => StoreError::Database { reason, detail },
    }
}

fn failed(reason: &'static str, detail: &str) -> StoreError {
    StoreError::Database { reason, detail: detail.to_owned() }
}

fn gone(reason: &'static str) -> StoreError {
    failed(reason, "the database thread has stopped")
}

/// `synchronous = full`: a commit is on disk before anybody hears of it. A larger log than usual is
/// kept before it is folded in, because an import writes megabytes in one go. What is deleted is
/// overwritten: an erased patient's key must not be found in a free page. Pages are half as large as
/// usual: a line of the audit trail writes half as much, and a sealed segment leaves less of its last page
/// empty. That holds for a file that is made; another keeps its own.
const PRAGMAS: &str = "
    pragma page_size = 2048;
    pragma journal_mode = wal;
    pragma synchronous = full;
    pragma foreign_keys = on;
    pragma trusted_schema = off;
    pragma secure_delete = on;
    pragma wal_autocheckpoint = 8000;
    pragma journal_size_limit = 67108864;
    pragma cache_size = -4000;";

#[cfg(test)]
mod tests {
    use rusqlite::StatementStatus;

    use super::*;

    #[test]
    fn a_statement_is_compiled_once_whatever_is_bound_to_it() {
        let folder = tempfile::tempdir().unwrap();
        let connection = connect(&folder.path().join(super::super::SQLITE_FILE)).unwrap();
        migrate(&connection).unwrap();
        let sql = "select patient_id from audit_head where seq > logged_seq and seq > $1 limit $2";
        for most in 1..9 {
            let found = query(&connection, "try", sql, &[most.into(), (most * 2).into()]);
            assert!(found.map_err(|failure| failure.error).unwrap().is_empty());
        }
        let statement = connection.prepare_cached(sql).unwrap();
        assert_eq!(statement.get_status(StatementStatus::RePrepare), 0);
    }
}
