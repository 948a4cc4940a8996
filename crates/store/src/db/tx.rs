//! An open transaction: the statements in it, and the first of them that failed.

use std::collections::BTreeSet;

use super::{Row, Value, postgres, sqlite};
use crate::error::{Result, StoreError};

/// An open transaction on either engine. Calls wait: only used on threads that may.
pub(crate) struct Tx<'c> {
    pub(super) engine: Engine<'c>,
    reason: &'static str,
    /// The first statement that failed, if one did: it decides what becomes of the transaction.
    pub(super) failure: Option<Failure>,
    /// What is done when it has been committed, and only then.
    pub(super) after: Vec<AfterCommit>,
    /// What it has asked for so far.
    pub(super) cost: Cost,
}

/// How much was asked of the database.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Cost {
    pub(super) statements: u64,
    /// Rows that came back.
    pub(super) rows: u64,
}

/// Something that is done when a transaction has been committed.
pub(super) type AfterCommit = Box<dyn FnOnce() + Send>;

/// Why a statement failed, and what can be done about it.
#[derive(Clone)]
pub(super) struct Failure {
    pub(super) error: StoreError,
    pub(super) cure: Cure,
}

/// What to do about rows that somebody else has locked.
#[derive(Clone, Copy)]
pub(super) enum Lock {
    /// Wait for them.
    Wait,
    /// Leave them out.
    Skip,
}

/// A row that will be asked for, see [`Tx::foresee`].
pub(crate) struct Foreseen {
    pub(super) lock: Option<Lock>,
    pub(super) sql: &'static str,
    pub(super) params: Vec<Value>,
}

impl Foreseen {
    /// A query.
    pub(crate) fn query(sql: &'static str, params: Vec<Value>) -> Self {
        Self { lock: None, sql, params }
    }

    /// A query whose row is locked.
    pub(crate) fn lock(sql: &'static str, params: Vec<Value>) -> Self {
        Self { lock: Some(Lock::Wait), sql, params }
    }
}

/// What cures a failed transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cure {
    /// Nothing that we could do.
    None,
    /// Another run: others wrote to the same rows in the same moment.
    Again,
    /// A few more runs, for a key that somebody took in the same moment.
    AgainForKey,
}

pub(super) enum Engine<'c> {
    Sqlite(sqlite::SqliteTransaction<'c>),
    Postgres(postgres::PostgresTransaction<'c>),
}

/// A statement with its values.
pub(crate) type Statement = (&'static str, Vec<Value>);

impl<'c> Tx<'c> {
    pub(super) fn on(engine: Engine<'c>, reason: &'static str) -> Self {
        Self { engine, reason, failure: None, after: Vec::new(), cost: Cost::default() }
    }

    /// Does something once when this transaction has been committed: what runs again tells of it once, and
    /// what is not kept tells of nothing.
    pub(crate) fn after_commit(&mut self, what: impl FnOnce() + Send + 'static) {
        self.after.push(Box::new(what));
    }

    /// Says which rows will be asked for and which locked, in this order: on PostgreSQL they are all
    /// asked for with the first of them, in one round trip. Each answer is given once, and none after
    /// this transaction has written or locked something else.
    pub(crate) fn foresee(&mut self, all: impl FnOnce() -> Vec<Foreseen>) {
        if let Engine::Postgres(open) = &mut self.engine {
            open.foresee(all());
        }
    }

    /// Rows of a query.
    pub(crate) fn query(&mut self, sql: &'static str, params: &[Value]) -> Result<Vec<Row>> {
        let outcome = match &mut self.engine {
            Engine::Sqlite(open) => open.query(self.reason, sql, params),
            Engine::Postgres(open) => open.query(self.reason, sql, params),
        };
        self.asked(1, outcome.as_ref().map_or(0, Vec::len));
        self.noted(outcome)
    }

    /// The first row of a query.
    pub(crate) fn first(&mut self, sql: &'static str, params: &[Value]) -> Result<Option<Row>> {
        Ok(self.query(sql, params)?.into_iter().next())
    }

    /// The first row of a query, as it was committed last, locked: nobody changes or removes it before
    /// this transaction ends. What a write builds on is read so. On SQLite the writer is alone, and
    /// in a read there is nothing to protect: then it is a plain query.
    pub(crate) fn lock(&mut self, sql: &'static str, params: &[Value]) -> Result<Option<Row>> {
        Ok(self.locked(Lock::Wait, sql, params)?.into_iter().next())
    }

    /// Locks the row of a query where that is needed to be alone with it, as [`Tx::lock`] does;
    /// whether it is locked now. On SQLite nothing is asked: the writer is alone.
    pub(crate) fn is_locked(&mut self, sql: &'static str, params: &[Value]) -> Result<bool> {
        match self.engine {
            Engine::Sqlite(_) => Ok(true),
            Engine::Postgres(_) => Ok(self.lock(sql, params)?.is_some()),
        }
    }

    /// The rows of a query that nobody else has locked, locked.
    pub(crate) fn lock_free(&mut self, sql: &'static str, params: &[Value]) -> Result<Vec<Row>> {
        self.locked(Lock::Skip, sql, params)
    }

    /// All rows of a query, as [`Tx::lock`] reads one: give the query an order.
    pub(crate) fn lock_all(&mut self, sql: &'static str, params: &[Value]) -> Result<Vec<Row>> {
        self.locked(Lock::Wait, sql, params)
    }

    /// Locks names, for what no row stands for yet: a second transaction that locks one of them waits
    /// until this one has ended, and then sees what it wrote. Call it once in a transaction, so that
    /// names are locked in one order.
    pub(crate) fn lock_names(&mut self, names: impl IntoIterator<Item = Vec<u8>>) -> Result<()> {
        let Engine::Postgres(open) = &mut self.engine else { return Ok(()) };
        let names: BTreeSet<Vec<u8>> = names.into_iter().collect();
        let outcome = open.lock_names(self.reason, names);
        self.noted(outcome)
    }

    fn locked(&mut self, lock: Lock, sql: &'static str, params: &[Value]) -> Result<Vec<Row>> {
        let Engine::Postgres(open) = &mut self.engine else { return self.query(sql, params) };
        let outcome = open.lock(self.reason, lock, (sql, params));
        self.asked(1, outcome.as_ref().map_or(0, Vec::len));
        self.noted(outcome)
    }

    /// One query for many parameters, in their order; on PostgreSQL without waiting for each.
    pub(crate) fn query_each(
        &mut self,
        sql: &'static str,
        each: &[Vec<Value>],
    ) -> Result<Vec<Vec<Row>>> {
        if let Engine::Postgres(open) = &mut self.engine {
            let outcome = open.query_each(self.reason, sql, each);
            self.asked(each.len(), outcome.as_ref().map_or(0, |all| all.iter().flatten().count()));
            return self.noted(outcome);
        }
        each.iter().map(|params| self.query(sql, params)).collect()
    }

    /// [`Tx::lock`] for many rows, in their order: give them in one order everywhere.
    pub(crate) fn lock_each(
        &mut self,
        sql: &'static str,
        each: &[Vec<Value>],
    ) -> Result<Vec<Option<Row>>> {
        let found = self.locked_each(Lock::Wait, sql, each)?;
        Ok(found.into_iter().map(|rows| rows.into_iter().next()).collect())
    }

    /// [`Tx::lock_free`] for rows of many records, each by its key: a statement that locks rows of
    /// several records at once can't run where they lie on several nodes.
    pub(crate) fn lock_each_free(
        &mut self,
        sql: &'static str,
        each: &[Vec<Value>],
    ) -> Result<Vec<Row>> {
        Ok(self.locked_each(Lock::Skip, sql, each)?.into_iter().flatten().collect())
    }

    fn locked_each(
        &mut self,
        lock: Lock,
        sql: &'static str,
        each: &[Vec<Value>],
    ) -> Result<Vec<Vec<Row>>> {
        let Engine::Postgres(open) = &mut self.engine else { return self.query_each(sql, each) };
        let outcome = open.lock_each(self.reason, lock, (sql, each));
        self.asked(each.len(), outcome.as_ref().map_or(0, |all| all.iter().flatten().count()));
        self.noted(outcome)
    }

    /// How many rows a statement changed.
    pub(crate) fn execute(&mut self, sql: &'static str, params: &[Value]) -> Result<u64> {
        let outcome = match &mut self.engine {
            Engine::Sqlite(open) => open.execute(self.reason, sql, params),
            Engine::Postgres(open) => open.execute(self.reason, sql, params),
        };
        self.asked(1, 0);
        self.noted(outcome)
    }

    /// Runs many statements whose order does not matter; on PostgreSQL without waiting for each.
    pub(crate) fn execute_all(&mut self, statements: &[(&'static str, Vec<Value>)]) -> Result<()> {
        if let Engine::Postgres(open) = &mut self.engine {
            let outcome = open.execute_all(self.reason, statements);
            self.asked(statements.len(), 0);
            return self.noted(outcome);
        }
        for (sql, params) in statements {
            self.execute(sql, params)?;
        }
        Ok(())
    }

    /// Writes that nothing behind them in this transaction builds on, such as the line that tells of
    /// it. They may wait for the next statement or for the commit, and are on their way with that; if
    /// one of them fails, so does the transaction.
    pub(crate) fn execute_last(&mut self, statements: Vec<Statement>) -> Result<()> {
        self.asked(statements.len(), 0);
        let outcome = match &mut self.engine {
            Engine::Sqlite(open) => open.execute_last(self.reason, statements),
            Engine::Postgres(open) => {
                open.execute_last(statements);
                Ok(())
            }
        };
        self.noted(outcome)
    }

    #[cfg(test)]
    pub(crate) fn prepare(&mut self, sql: &'static str) -> Result<()> {
        let outcome = match &mut self.engine {
            Engine::Sqlite(open) => open.prepare(sql),
            Engine::Postgres(open) => open.prepare(self.reason, sql),
        };
        self.noted(outcome)
    }

    fn asked(&mut self, statements: usize, rows: usize) {
        self.cost.statements += statements as u64;
        self.cost.rows += rows as u64;
    }

    /// Remembers the first failure. What fails after it only says that something failed before
    /// (25P02 on PostgreSQL), so the first one is told again.
    fn noted<T>(&mut self, outcome: std::result::Result<T, Failure>) -> Result<T> {
        outcome.map_err(|failure| self.failure.get_or_insert(failure).error.clone())
    }

    /// The outcome of the work, unless a statement failed on the way and the work kept that to
    /// itself: PostgreSQL would answer "commit" with a rollback, and everybody would believe that
    /// it was kept.
    pub(super) fn settled<T>(&self, outcome: Result<T>) -> Result<T> {
        match &self.failure {
            Some(failure) if outcome.is_ok() => Err(failure.error.clone()),
            _ => outcome,
        }
    }
}
