//! The job list as staff see it: what waits, what is parked and why; try again, park.

use bluebutton_record::Task;
use jiff::Timestamp;

use super::take::park;
use super::{Job, Jobs, open, wake};
use crate::access::Who;
use crate::accounts::staff::on_duty;
use crate::db::{Row, Tx};
use crate::error::{Result, StoreError};
use crate::limits::LIST_MAX;
use crate::{Store, transmissions};

/// Where a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobState {
    /// On the list.
    Waiting,
    /// A worker has it.
    Running,
    /// Over, done or given up.
    Done,
    /// Out of the workers' way until staff look at it.
    Parked,
}

/// A job as staff see it: nothing of a record is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its id.
    pub id: String,
    /// `transmission`, `checkpoint`, `clean-up`
    pub kind: String,
    /// Where it stands.
    pub standing: JobState,
    /// When it was put on the list.
    pub made: Timestamp,
    /// When it is ready (again).
    pub ready: Timestamp,
    /// How often it was taken.
    pub taken: u32,
    /// Why it was put off, given up or parked (message id).
    pub why: Option<String>,
}

impl JobState {
    const ALL: [Self; 4] = [Self::Waiting, Self::Running, Self::Done, Self::Parked];

    /// `waiting`, `running`, `done`, `parked`
    pub fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Done => "done",
            Self::Parked => "parked",
        }
    }

    /// The standing of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|standing| standing.word() == word)
    }
}

const LIST: &str = "
    select job_id, kind, state, made_at, ready_at, turn, why
    from job
    where state = $1 and ($4 = '' or kind = $4)
    order by ready_at, job_id
    limit $2 offset $3";

const ONE: &str = "
    select state, sealed
    from job
    where job_id = $1";

const RELEASE: &str = "
    update job
    set state = 'waiting', ready_at = $2, tries = 0, lost = 0, why = null, changed_at = $2
    where job_id = $1 and state = 'parked'";

impl Jobs<'_> {
    /// The jobs that stand so, the oldest first. For staff and the operator.
    pub async fn list(
        &self,
        who: &Who,
        standing: JobState,
        skip: usize,
        take: usize,
    ) -> Result<Vec<Listed>> {
        self.list_of_kind(who, standing, "", (skip, take)).await
    }

    /// [`Jobs::list`] of one kind; `""` is every kind.
    pub async fn list_of_kind(
        &self,
        who: &Who,
        standing: JobState,
        kind: &str,
        (skip, take): (usize, usize),
    ) -> Result<Vec<Listed>> {
        let (store, who, kind) = (self.0.clone(), who.clone(), kind.to_owned());
        let work = move |tx: &mut Tx<'_>| {
            must_be_staff(tx, &store, &who)?;
            let take = take.min(LIST_MAX) as i64;
            let kind = kind.as_str().into();
            let values = [standing.word().into(), take.into(), (skip as i64).into(), kind];
            tx.query(LIST, &values)?.iter().map(listed).collect()
        };
        self.0.inner.db.read("list jobs", work).await
    }

    /// Puts a parked job back on the list. [`StoreError::NotFound`] if it is none.
    pub async fn retry(&self, who: &Who, id: &str) -> Result<()> {
        let (store, who, id) = (self.0.clone(), who.clone(), id.to_owned());
        let work = move |tx: &mut Tx<'_>| {
            must_be_staff(tx, &store, &who)?;
            let row = tx.first(ONE, &[id.as_str().into()])?.ok_or(StoreError::NotFound)?;
            let job = open(&store, &id, row.get(1)?)?;
            let now = store.now().as_microsecond();
            if tx.execute(RELEASE, &[id.as_str().into(), now.into()])? == 0 {
                return Err(StoreError::NotFound);
            }
            match job {
                Job::Transmission(one) => transmissions::let_go(tx, &store, &one),
                Job::Checkpoint | Job::Compaction(_) | Job::Notices | Job::CleanUp => Ok(()),
            }
        };
        self.0.inner.db.write("retry job", work).await?;
        wake();
        Ok(())
    }

    /// Parks a job that waits or runs; a worker that has it can't say any more what came of it.
    /// [`StoreError::NotFound`] if it does neither.
    pub async fn park(&self, who: &Who, id: &str) -> Result<()> {
        let (store, who, id) = (self.0.clone(), who.clone(), id.to_owned());
        let work = move |tx: &mut Tx<'_>| {
            must_be_staff(tx, &store, &who)?;
            let row = tx.first(ONE, &[id.as_str().into()])?.ok_or(StoreError::NotFound)?;
            let job = open(&store, &id, row.get(1)?).ok();
            if park(tx, &store, &id, job.as_ref(), "job-by-hand")? {
                return Ok(());
            }
            Err(StoreError::NotFound)
        };
        self.0.inner.db.write("park job", work).await
    }
}

/// Whoever is not of the staff is told that there is nothing.
fn must_be_staff(tx: &mut Tx<'_>, store: &Store, who: &Who) -> Result<()> {
    match on_duty(tx, store, who, Task::HandleJobs) {
        Err(StoreError::NotAllowed("not-in-your-rights")) => Err(StoreError::NotFound),
        outcome => outcome.map(|_| ()),
    }
}

fn listed(row: &Row) -> Result<Listed> {
    let id: String = row.get(0)?;
    let altered = || StoreError::Altered(format!("job {id}"));
    Ok(Listed {
        kind: row.get(1)?,
        standing: JobState::parse(row.get(2)?).ok_or_else(altered)?,
        made: row.get(3)?,
        ready: row.get(4)?,
        taken: row.get(5)?,
        why: row.get(6)?,
        id,
    })
}
