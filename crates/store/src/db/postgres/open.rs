//! An open transaction, and the statements in it. What can wait goes along with what can't: the beginning
//! with the first statement, what is written last with the commit, what was foreseen with the first of
//! it. A round trip costs more than most statements.

use std::borrow::Cow;
use std::collections::BTreeSet;

use deadpool_postgres::Client;
use futures_util::FutureExt as _;
use tokio::runtime::Handle;

use super::super::{Failure, Foreseen, Lock, Patience, Row, Statement, Value};
use super::steps::{Answer, Step, all_answers, is_echo};
use crate::limits::POSTGRES_WORK_LOCK_MS;

/// A transaction with the runtime that drives it. Dropped before it was ended, it is rolled back.
pub(in crate::db) struct PostgresTransaction<'c> {
    handle: Handle,
    client: &'c Client,
    /// In a read nothing can be locked.
    is_write: bool,
    /// Whether the server has been told of it.
    is_begun: bool,
    /// What goes along with the next statement, in this order.
    waiting: Vec<Step<'static>>,
    foreseen: Vec<ForeseenRows>,
    savepoint: PostgresSavepoint,
    /// Where in what waits that of this write begins, in a group of writes.
    own: usize,
}

/// What keeps a write of a group apart from the others.
#[derive(Clone, Copy, PartialEq, Eq)]
enum PostgresSavepoint {
    Needless,
    /// Before its first statement that writes, unless that is its last.
    Wanted,
    /// With the next statement.
    Waiting,
    Begun,
}

/// A row that was foreseen, and what was answered.
struct ForeseenRows {
    sql: Cow<'static, str>,
    params: Vec<Value>,
    rows: Option<Vec<Row>>,
}

impl<'c> PostgresTransaction<'c> {
    /// A transaction of a write, to be begun with its first statement.
    pub(super) fn for_writing(handle: &Handle, client: &'c Client, patience: Patience) -> Self {
        let mut waiting = vec![Step::Say("begin isolation level read committed".into())];
        waiting.extend(time(patience));
        Self::of(handle, client, true, waiting)
    }

    /// A transaction that sees one state of everything.
    pub(super) fn for_reading(handle: &Handle, client: &'c Client, patience: Patience) -> Self {
        let begin = "begin isolation level repeatable read, read only";
        let mut waiting = vec![Step::Say(begin.into())];
        waiting.extend(time(patience));
        Self::of(handle, client, false, waiting)
    }

    fn of(
        handle: &Handle,
        client: &'c Client,
        is_write: bool,
        waiting: Vec<Step<'static>>,
    ) -> Self {
        let handle = handle.clone();
        let (foreseen, savepoint) = (Vec::new(), PostgresSavepoint::Needless);
        Self { handle, client, is_write, is_begun: false, waiting, foreseen, savepoint, own: 0 }
    }

    /// Keeps what is done from here on apart: where it writes before its end, by a savepoint.
    pub(super) fn need_savepoint(&mut self) {
        self.foreseen.clear();
        (self.own, self.savepoint) = (self.waiting.len(), PostgresSavepoint::Wanted);
    }

    /// Keeps what is done from here on apart by a savepoint, whatever it is.
    pub(super) fn begin_savepoint(&mut self) {
        self.need_savepoint();
        self.will_write();
    }

    fn will_write(&mut self) {
        self.foreseen.clear();
        if self.savepoint == PostgresSavepoint::Wanted {
            self.waiting.push(Step::Say("savepoint one_write".into()));
            self.savepoint = PostgresSavepoint::Waiting;
        }
    }

    /// Keeps what was done, with the next statement.
    pub(super) fn keep(&mut self) {
        if matches!(self.savepoint, PostgresSavepoint::Waiting | PostgresSavepoint::Begun) {
            self.waiting.push(Step::Say("release one_write".into()));
        }
        self.savepoint = PostgresSavepoint::Needless;
    }

    /// Keeps what was done now; where that can't be, it is still to be undone.
    pub(super) fn keep_now(&mut self, reason: &'static str) -> Result<(), Failure> {
        self.keep();
        let kept = self.send(reason, Vec::new()).map(|_| ());
        if kept.is_err() {
            self.savepoint = PostgresSavepoint::Begun;
        }
        kept
    }

    /// Undoes what was done, even where a statement failed.
    pub(super) fn undo(&mut self, reason: &'static str) -> Result<(), Failure> {
        self.foreseen.clear();
        self.waiting.truncate(self.own);
        if std::mem::replace(&mut self.savepoint, PostgresSavepoint::Needless)
            != PostgresSavepoint::Begun
        {
            return Ok(());
        }
        let undo = ["rollback to one_write", "release one_write"];
        self.send(reason, undo.map(|say| Step::Say(say.into())).into()).map(|_| ())
    }

    /// Commits, together with what still waits. Where nothing was done, nothing is asked.
    pub(super) fn commit(mut self, reason: &'static str) -> Result<(), Failure> {
        let is_idle = self.waiting.iter().all(|step| matches!(step, Step::Say(_)));
        if is_idle && !self.is_begun {
            return Ok(());
        }
        let outcome = self.send(reason, vec![Step::Say("commit".into())]).map(|_| ());
        // Where a statement failed, the server answered the commit with a rollback.
        self.is_begun = false;
        outcome
    }

    pub(in crate::db) fn foresee(&mut self, all: Vec<Foreseen>) {
        self.foreseen = Vec::with_capacity(all.len());
        for Foreseen { lock, sql, params } in all {
            let sql = lock.map_or(Cow::Borrowed(sql), |lock| self.locking(lock, sql));
            self.foreseen.push(ForeseenRows { sql, params, rows: None });
        }
    }

    pub(in crate::db) fn query(
        &mut self,
        reason: &'static str,
        sql: &str,
        params: &[Value],
    ) -> Result<Vec<Row>, Failure> {
        if let Some(rows) = self.foreseen(reason, sql, params)? {
            return Ok(rows);
        }
        let ask = Step::Ask(Cow::Borrowed(sql), Cow::Borrowed(params));
        self.send(reason, vec![ask]).map(|answers| last_rows(answers).unwrap_or_default())
    }

    /// The answer to what was foreseen, once: none of them is older than the last write or lock.
    fn foreseen(
        &mut self,
        reason: &'static str,
        sql: &str,
        params: &[Value],
    ) -> Result<Option<Vec<Row>>, Failure> {
        let is_this = |one: &ForeseenRows| one.sql == sql && one.params == params;
        let Some(place) = self.foreseen.iter().position(is_this) else { return Ok(None) };
        if self.foreseen.iter().all(|one| one.rows.is_none()) {
            let mut expected = std::mem::take(&mut self.foreseen);
            let ask =
                |one: &ForeseenRows| Step::Ask(one.sql.clone(), Cow::Owned(one.params.clone()));
            let answers = self.send(reason, expected.iter().map(ask).collect())?;
            let mut answers = answers.into_iter().rev();
            for one in expected.iter_mut().rev() {
                if let Some(Answer::Rows(rows)) = answers.next() {
                    one.rows = Some(rows);
                }
            }
            self.foreseen = expected;
        }
        Ok(self.foreseen.get_mut(place).and_then(|one| one.rows.take()))
    }

    pub(in crate::db) fn execute(
        &mut self,
        reason: &'static str,
        sql: &'static str,
        params: &[Value],
    ) -> Result<u64, Failure> {
        self.will_write();
        let answers = self.send(reason, vec![Step::Run(sql, Cow::Borrowed(params))])?;
        Ok(match answers.last() {
            Some(Answer::Changed(count)) => *count,
            _ => 0,
        })
    }

    /// Rows, locked.
    pub(in crate::db) fn lock(
        &mut self,
        reason: &'static str,
        lock: Lock,
        (sql, params): (&'static str, &[Value]),
    ) -> Result<Vec<Row>, Failure> {
        let sql = self.locking(lock, sql);
        if !self.foreseen.iter().any(|one| one.sql == sql && one.params == params) {
            self.foreseen.clear();
        }
        self.query(reason, &sql, params)
    }

    /// [`Self::lock`] for many parameters, one behind the other.
    pub(in crate::db) fn lock_each(
        &mut self,
        reason: &'static str,
        lock: Lock,
        (sql, each): (&'static str, &[Vec<Value>]),
    ) -> Result<Vec<Vec<Row>>, Failure> {
        let sql = self.locking(lock, sql);
        self.foreseen.clear();
        self.query_each(reason, &sql, each)
    }

    fn locking(&self, lock: Lock, sql: &'static str) -> Cow<'static, str> {
        match lock {
            _ if !self.is_write => Cow::Borrowed(sql),
            Lock::Wait => Cow::Owned(format!("{sql}\n    for update")),
            Lock::Skip => Cow::Owned(format!("{sql}\n    for update skip locked")),
        }
    }

    /// Locks names: who puts in a name that somebody else is putting in waits for their transaction.
    /// Taken out again at once, it leaves nothing behind.
    pub(in crate::db) fn lock_names(
        &mut self,
        reason: &'static str,
        names: BTreeSet<Vec<u8>>,
    ) -> Result<(), Failure> {
        let both = |name: Vec<u8>| {
            let drop = (NAME_DROP, vec![name.clone().into()]);
            [(NAME_ADD, vec![name.into()]), drop]
        };
        let statements: Vec<_> = names.into_iter().flat_map(both).collect();
        self.execute_all(reason, &statements)
    }

    /// One query for many parameters, all on their way before the first answer is back.
    pub(in crate::db) fn query_each(
        &mut self,
        reason: &'static str,
        sql: &str,
        each: &[Vec<Value>],
    ) -> Result<Vec<Vec<Row>>, Failure> {
        let ask = |params| Step::Ask(Cow::Borrowed(sql), Cow::Borrowed(params));
        let answers = self.send(reason, each.iter().map(|params| ask(params.as_slice())).collect());
        let answers = answers?;
        // What waited was answered before.
        let skip = answers.len().saturating_sub(each.len());
        let rows = |answer| if let Answer::Rows(rows) = answer { rows } else { Vec::new() };
        Ok(answers.into_iter().skip(skip).map(rows).collect())
    }

    /// All statements on their way before the first answer is back: one round trip instead of many.
    pub(in crate::db) fn execute_all(
        &mut self,
        reason: &'static str,
        statements: &[Statement],
    ) -> Result<(), Failure> {
        self.will_write();
        let steps = statements.iter().map(|(sql, params)| Step::Run(sql, Cow::Borrowed(params)));
        self.send(reason, steps.collect()).map(|_| ())
    }

    /// What is written with the next statement, or with the commit.
    pub(in crate::db) fn execute_last(&mut self, statements: Vec<Statement>) {
        self.foreseen.clear();
        let run = |(sql, params)| Step::Run(sql, Cow::Owned(params));
        self.waiting.extend(statements.into_iter().map(run));
    }

    /// Sends what waits and these, and hears all the answers.
    fn send(&mut self, reason: &'static str, steps: Vec<Step<'_>>) -> Result<Vec<Answer>, Failure> {
        if self.waiting.is_empty() && steps.is_empty() {
            return Ok(Vec::new());
        }
        let client = self.client;
        let all = async {
            let mut prepared = Vec::with_capacity(self.waiting.len() + steps.len());
            for step in self.waiting.iter().chain(&steps) {
                prepared.push(step.prepared(client).await?);
            }
            let waiting = std::mem::take(&mut self.waiting);
            (self.is_begun, self.own) = (true, 0);
            if self.savepoint == PostgresSavepoint::Waiting {
                self.savepoint = PostgresSavepoint::Begun;
            }
            let all = waiting.iter().chain(&steps).zip(prepared);
            all_answers(all.map(|(step, prepared)| step.run(client, prepared)), is_echo).await
        };
        self.handle.block_on(all).map_err(|error| Failure::of(&error, reason))
    }

    #[cfg(test)]
    pub(in crate::db) fn prepare(
        &mut self,
        reason: &'static str,
        sql: &str,
    ) -> Result<(), Failure> {
        let prepared = self.handle.block_on(self.client.prepare_cached(sql));
        prepared.map(|_| ()).map_err(|error| Failure::of(&error, reason))
    }
}

impl Drop for PostgresTransaction<'_> {
    fn drop(&mut self) {
        if self.is_begun {
            // Asked once, it is on its way; whatever is sent on this connection next comes behind it.
            let _ = self.client.batch_execute("rollback").now_or_never();
        }
    }
}

/// Work that nobody waits for at a page may take longer than the connection allows otherwise.
fn time(patience: Patience) -> Option<Step<'static>> {
    let limits = || {
        format!("set local statement_timeout = 0; set local lock_timeout = {POSTGRES_WORK_LOCK_MS}")
    };
    (patience == Patience::Work).then(|| Step::Say(limits().into()))
}

fn last_rows(answers: Vec<Answer>) -> Option<Vec<Row>> {
    match answers.into_iter().last() {
        Some(Answer::Rows(rows)) => Some(rows),
        _ => None,
    }
}

const NAME_ADD: &str = "
    insert into name_lock (name) values ($1)
    on conflict (name) do nothing";

const NAME_DROP: &str = "
    delete from name_lock where name = $1";
