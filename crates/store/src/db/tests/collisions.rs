//! What becomes of a transaction in which a statement failed because of others.
//!
//! The interleavings are fixed by channels and by what PostgreSQL says of its locks.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};

use super::super::testing::{SOMEBODY_WAITS, both_engines, on_postgres};
use super::super::{Tx, Value};
use super::{GET, PUT, SET};
use crate::Store;
use crate::error::{Result, StoreError};
use crate::limits::POSTGRES_KEY_RUNS_MAX;

/// In a batch that fails in its middle: enough that answers arrive while others are looked at.
const STATEMENTS: usize = 25;

/// How often two transactions meet head-on in a test.
const ROUNDS: usize = 3;

/// What the work makes of the failure of its batch.
type Told = fn(Result<()>) -> Result<()>;

#[tokio::test(flavor = "multi_thread")]
async fn the_first_failure_of_a_batch_decides_and_not_what_follows_from_it() {
    collide(|outcome| outcome, false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failure_that_the_work_kept_to_itself_is_cured_and_not_committed() {
    collide(|_| Ok(()), false).await;
    collide(|_| Ok(()), true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failure_that_the_work_took_for_another_is_cured() {
    collide(|outcome| outcome.map_err(|_| StoreError::NotFound), false).await;
    collide(|outcome| outcome.map_err(|_| StoreError::NotFound), true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_failure_decides_in_a_group_of_writes() {
    collide(|outcome| outcome, true).await;
}

/// A batch that meets another transaction head-on: its fourth statement ends a deadlock (40P01), all
/// behind it are refused (25P02). Whatever the work makes of that, it runs again and is kept whole.
async fn collide(told: Told, is_in_group: bool) {
    let site = on_postgres().await;
    // Whoever looks for the deadlock is who gives way. On a machine that has much else to do both may
    // wait for longer than a request may: what is tested here is the collision, not that limit.
    let unhurried = "-c lock_timeout=0 -c statement_timeout=0";
    let victim = site.opened_with(&format!("deadlock_timeout=10ms {unhurried}")).await.for_work();
    let rival = site.opened_with(&format!("deadlock_timeout=1h {unhurried}")).await.for_work();
    for name in ["x", "y"] {
        let put = move |tx: &mut Tx<'_>| tx.execute(PUT, &[vec![0].into(), name.into()]);
        site.store.inner.db.write("test", put).await.unwrap();
    }
    for round in 0..ROUNDS {
        let (to_victim, from_rival) = channel();
        let (to_rival, from_victim) = channel();
        let runs = Arc::new(AtomicU32::new(0));
        let rivals = rival.clone();
        let rivalry = tokio::spawn(async move {
            let mut ends = Some((to_victim, from_victim));
            let work = move |tx: &mut Tx<'_>| second_then_first(tx, ends.take());
            rivals.inner.db.write("test", work).await
        });
        // Before the clock of the victim's transaction runs.
        let from_rival = tokio::task::spawn_blocking(move || {
            from_rival.recv().unwrap();
            from_rival
        });
        let _has_y = from_rival.await.unwrap();
        let batch = Batch { round, told, runs: runs.clone(), ends: Some(to_rival) };
        run(&victim, batch, is_in_group).await.unwrap();
        rivalry.await.unwrap().unwrap();

        assert!(runs.load(Ordering::SeqCst) > 1, "nothing collided");
        for number in [0, STATEMENTS - 1] {
            let name = name(round, number);
            let kept = site.store.inner.db.read("test", move |tx| tx.first(GET, &[name.into()]));
            assert!(kept.await.unwrap().is_some(), "acknowledged and not kept");
        }
    }
}

async fn run(store: &Store, mut batch: Batch, is_in_group: bool) -> Result<()> {
    let work = move |tx: &mut Tx<'_>| batch.run(tx);
    if is_in_group {
        store.inner.db.write_to_record("ana", "test", work).await
    } else {
        store.inner.db.write("test", work).await
    }
}

/// Takes `y`, waits until the other has `x`, wants `x`.
fn second_then_first(tx: &mut Tx<'_>, ends: Option<(Sender<()>, Receiver<()>)>) -> Result<()> {
    tx.execute(SET, &["y".into(), vec![1].into()])?;
    if let Some((has_y, other_has_x)) = ends {
        has_y.send(()).unwrap();
        other_has_x.recv().unwrap();
    }
    tx.execute(SET, &["x".into(), vec![1].into()]).map(|_| ())
}

struct Batch {
    round: usize,
    told: Told,
    runs: Arc<AtomicU32>,
    /// Tells the other that `x` is taken.
    ends: Option<Sender<()>>,
}

impl Batch {
    /// Takes `x`, waits until the other, who has `y`, wants `x`; wants `y` in the middle of a batch.
    fn run(&mut self, tx: &mut Tx<'_>) -> Result<()> {
        let is_first = self.runs.fetch_add(1, Ordering::SeqCst) == 0;
        tx.execute(SET, &["x".into(), vec![2].into()])?;
        if let Some(has_x) = self.ends.take() {
            has_x.send(()).unwrap();
            while tx.first(SOMEBODY_WAITS, &[])?.is_none_or(|row| row.get::<i64>(0).unwrap() == 0) {
            }
        }
        let put = |number| (PUT, vec![vec![2].into(), name(self.round, number).into()]);
        let mut statements: Vec<(&'static str, Vec<Value>)> = (0..3).map(put).collect();
        statements.push((SET, vec!["y".into(), vec![2].into()]));
        statements.extend((3..STATEMENTS).map(put));
        let outcome = tx.execute_all(&statements);
        if is_first { (self.told)(outcome) } else { outcome }
    }
}

fn name(round: usize, number: usize) -> String {
    format!("{round} {number}")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_is_taken_is_told_after_a_few_runs_as_a_conflict() {
    for site in both_engines().await {
        let db = &site.store.inner.db;
        let put = |tx: &mut Tx<'_>| tx.execute(PUT, &[vec![1].into(), "taken".into()]);
        db.write("test", put).await.unwrap();
        let runs = Arc::new(AtomicU32::new(0));
        let counted = |runs: Arc<AtomicU32>| {
            move |tx: &mut Tx<'_>| {
                runs.fetch_add(1, Ordering::SeqCst);
                put(tx)
            }
        };

        let alone = db.write("test", counted(runs.clone())).await;
        let in_group = db.write_to_record("ana", "test", counted(runs.clone()));
        let free = |tx: &mut Tx<'_>| tx.execute(PUT, &[vec![1].into(), "free".into()]);
        let beside_it = db.write_to_record("ana", "test", free);
        let (in_group, beside_it) = tokio::join!(in_group, beside_it);

        assert!(matches!(alone, Err(StoreError::Conflict { .. })), "{alone:?}");
        assert!(matches!(in_group, Err(StoreError::Conflict { .. })), "{in_group:?}");
        assert_eq!(beside_it.unwrap(), 1, "{}", site.engine);
        assert!(runs.load(Ordering::SeqCst) <= 2 * POSTGRES_KEY_RUNS_MAX, "{}", site.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_follows_a_commit_is_done_once_and_not_where_nothing_is_kept() {
    for site in both_engines().await {
        for is_in_group in [false, true] {
            let told = Arc::new(AtomicU32::new(0));
            let (runs, hears) = (Arc::new(AtomicU32::new(0)), told.clone());
            let is_postgres = site.engine == "postgres";
            let work = move |tx: &mut Tx<'_>| {
                let hears = hears.clone();
                tx.after_commit(move || {
                    hears.fetch_add(1, Ordering::SeqCst);
                });
                // The first run collides, as far as the program can tell.
                if runs.fetch_add(1, Ordering::SeqCst) == 0 && is_postgres {
                    tx.execute(COLLIDE, &[])?;
                }
                Ok(())
            };
            let db = &site.store.inner.db;
            if is_in_group {
                db.write_to_record("record", "test", work).await.unwrap();
            } else {
                db.write("test", work).await.unwrap();
            }
            assert_eq!(told.load(Ordering::SeqCst), 1, "{} {is_in_group}", site.engine);
            let hears = told.clone();
            let refused = move |tx: &mut Tx<'_>| -> Result<()> {
                let hears = hears.clone();
                tx.after_commit(move || {
                    hears.fetch_add(1, Ordering::SeqCst);
                });
                Err(StoreError::NotFound)
            };
            assert!(db.write("test", refused).await.is_err());
            assert_eq!(told.load(Ordering::SeqCst), 1, "{} told of nothing", site.engine);
        }
    }
}

const COLLIDE: &str = "
    do $$ begin raise exception 'in each other''s way' using errcode = '40001'; end $$";
