//! The job list, on both engines.

use std::collections::BTreeSet;

use jiff::SignedDuration;

use super::kinds::TRANSMISSIONS_AT_ONCE;
use super::*;
use crate::access::Who;
use crate::db::testing::{Site, both_engines};
use crate::limits::{JOB_LEASE_SECONDS, JOB_LOST_MAX};

/// Puts a job on the list that leads to that domain.
async fn put(site: &Site, domain: &str) {
    let store = site.store.clone();
    let job = Job::Transmission(TransmissionJob {
        patient: "abcdefghijklm".to_owned(),
        id: domain.to_owned(),
        domain: domain.to_owned(),
    });
    let work = move |tx: &mut Tx<'_>| add(tx, &store, &job);
    site.store.inner.db.write("test", work).await.unwrap();
}

async fn take(site: &Site) -> Option<TakenJob> {
    site.store.jobs().take().await.unwrap()
}

fn domain(taken: &TakenJob) -> &str {
    match &taken.job {
        Job::Transmission(job) => &job.domain,
        other => panic!("{other:?}"),
    }
}

async fn parked(site: &Site) -> Vec<Listed> {
    site.store.jobs().list(&Who::Operator, JobState::Parked, 0, 10).await.unwrap()
}

#[tokio::test]
async fn a_job_that_one_worker_holds_hides_no_other() {
    for site in both_engines().await {
        put(&site, "one.example").await;
        let held = take(&site).await.unwrap();
        site.after_seconds(1);
        put(&site, "two.example").await;

        let other = take(&site).await.unwrap();

        assert_eq!((domain(&held), domain(&other)), ("one.example", "two.example"));
        assert!(take(&site).await.is_none(), "{}", site.engine);
    }
}

#[tokio::test]
async fn a_dead_workers_job_is_taken_by_another_when_its_time_is_over() {
    for site in both_engines().await {
        put(&site, "one.example").await;
        let first = take(&site).await.unwrap();
        site.after_seconds(JOB_LEASE_SECONDS - 1);
        assert!(take(&site).await.is_none(), "{}", site.engine);

        site.after_seconds(1);
        let second = take(&site).await.unwrap();

        assert_eq!(second.id, first.id);
        // The dead one comes back: its word counts for nothing.
        assert!(!site.store.jobs().finish(&first, Outcome::Done).await.unwrap());
        assert!(!site.store.jobs().renew(&first).await.unwrap());
        assert!(site.store.jobs().finish(&second, Outcome::Done).await.unwrap());
        site.after_seconds(24 * 3600);
        assert!(take(&site).await.is_none());
    }
}

#[tokio::test]
async fn a_worker_that_asks_for_more_time_keeps_its_job() {
    for site in both_engines().await {
        put(&site, "one.example").await;
        let held = take(&site).await.unwrap();
        for _ in 0..5 {
            site.after_seconds(JOB_LEASE_SECONDS - 1);
            assert!(site.store.jobs().renew(&held).await.unwrap());
            assert!(take(&site).await.is_none(), "{}", site.engine);
        }
        assert!(site.store.jobs().finish(&held, Outcome::Done).await.unwrap());
    }
}

#[tokio::test]
async fn one_slow_destination_leaves_workers_for_the_others() {
    for site in both_engines().await {
        for _ in 0..TRANSMISSIONS_AT_ONCE + 3 {
            put(&site, "slow.example").await;
        }
        site.after_seconds(1);
        put(&site, "quick.example").await;
        let mut taken = Vec::new();
        while let Some(job) = take(&site).await {
            taken.push(job);
        }
        let to = |place: &str| taken.iter().filter(|job| domain(job) == place).count();
        assert_eq!(to("slow.example"), TRANSMISSIONS_AT_ONCE as usize, "{}", site.engine);
        assert_eq!(to("quick.example"), 1);

        // One is over: the next of that place follows.
        assert!(site.store.jobs().finish(&taken[0], Outcome::Done).await.unwrap());
        assert_eq!(domain(&take(&site).await.unwrap()), "slow.example");
    }
}

#[tokio::test]
async fn of_each_kind_no_more_run_at_once_than_its_limits_say() {
    for site in both_engines().await {
        let patient = || "abcdefghijklm".to_owned();
        let (id, domain) = ("one".to_owned(), "one.example".to_owned());
        let kinds = [
            Job::Transmission(TransmissionJob { patient: patient(), id, domain }),
            Job::Compaction(CompactionJob { patient: patient() }),
        ];
        let kinds: Vec<Job> = kinds.into_iter().chain(Job::TIMETABLE).collect();
        for job in kinds.iter().flat_map(|job| [job; 4]) {
            let (store, job) = (site.store.clone(), job.clone());
            let work = move |tx: &mut Tx<'_>| add(tx, &store, &job);
            site.store.inner.db.write("test", work).await.unwrap();
        }
        let mut running = Vec::new();
        while let Some(taken) = take(&site).await {
            running.push(taken.job);
        }
        for job in &kinds {
            let at_once = running.iter().filter(|one| *one == job).count() as i64;
            assert_eq!(at_once, job.limits().at_once, "{}: {}", site.engine, job.kind());
        }
    }
}

#[tokio::test]
async fn a_job_over_which_workers_die_is_parked_and_seen() {
    for site in both_engines().await {
        put(&site, "one.example").await;
        for _ in 0..JOB_LOST_MAX {
            assert!(take(&site).await.is_some(), "{}", site.engine);
            site.after_seconds(JOB_LEASE_SECONDS);
        }
        assert!(take(&site).await.is_none());
        let list = parked(&site).await;
        assert_eq!(list.len(), 1);
        assert_eq!(list[0].why.as_deref(), Some("job-lost"));

        site.store.jobs().retry(&Who::Operator, &list[0].id).await.unwrap();
        assert!(parked(&site).await.is_empty());
        assert_eq!(take(&site).await.unwrap().id, list[0].id);
        let again = site.store.jobs().retry(&Who::Operator, &list[0].id).await;
        assert!(matches!(again, Err(StoreError::NotFound)), "it is not parked any more");
    }
}

#[tokio::test]
async fn a_job_that_was_put_off_is_not_counted_as_lost() {
    for site in both_engines().await {
        put(&site, "one.example").await;
        for tries in 0..3 * JOB_LOST_MAX as u32 {
            let job = take(&site).await.unwrap();
            assert_eq!(job.tries, tries);
            let at = site.store.now() + SignedDuration::from_secs(300);
            let why = "send-delayed-busy".to_owned();
            site.store.jobs().finish(&job, Outcome::Retry { at, why }).await.unwrap();
            site.after_seconds(299);
            assert!(take(&site).await.is_none(), "{}", site.engine);
            site.after_seconds(1);
        }
        assert!(parked(&site).await.is_empty());
    }
}

#[tokio::test]
async fn a_job_that_was_altered_is_parked_and_the_others_go_on() {
    for site in both_engines().await {
        put(&site, "one.example").await;
        site.after_seconds(1);
        put(&site, "two.example").await;
        let work = |tx: &mut Tx<'_>| tx.execute(SPOIL, &[vec![1, 2, 3].into()]);
        site.store.inner.db.write("test", work).await.unwrap();

        assert_eq!(domain(&take(&site).await.unwrap()), "two.example", "{}", site.engine);
        assert_eq!(parked(&site).await[0].why.as_deref(), Some("job-altered"));
    }
}

const SPOIL: &str = "
    update job
    set sealed = $1
    where ready_at = (select min(ready_at) from job)";

#[tokio::test]
async fn staff_park_a_job_and_nobody_else_does() {
    for site in both_engines().await {
        put(&site, "one.example").await;
        let jobs = site.store.jobs();
        let waiting = jobs.list(&Who::Operator, JobState::Waiting, 0, 10).await.unwrap();
        let id = &waiting[0].id;
        let program = Who::Job { on_behalf_of: None };
        assert!(jobs.park(&program, id).await.is_err());
        assert!(jobs.list(&program, JobState::Waiting, 0, 10).await.is_err());

        jobs.park(&Who::Operator, id).await.unwrap();

        assert!(take(&site).await.is_none(), "{}", site.engine);
        assert_eq!(parked(&site).await[0].why.as_deref(), Some("job-by-hand"));
    }
}

#[tokio::test]
async fn what_comes_again_and_again_is_one_job_among_all_nodes() {
    for site in both_engines().await {
        let other = site.opened_again().await;
        for store in [&site.store, &other, &site.store] {
            store.jobs().ensure(Job::Checkpoint).await.unwrap();
        }
        let job = take(&site).await.unwrap();
        assert_eq!(job.job, Job::Checkpoint);
        assert!(other.jobs().take().await.unwrap().is_none(), "{}", site.engine);

        let at = site.store.now() + SignedDuration::from_secs(300);
        site.store.jobs().finish(&job, Outcome::Again { at }).await.unwrap();
        site.after_seconds(299);
        assert!(other.jobs().take().await.unwrap().is_none());
        site.after_seconds(1);
        assert_eq!(other.jobs().take().await.unwrap().unwrap().job, Job::Checkpoint);
    }
}

#[tokio::test]
async fn many_workers_share_the_jobs_without_doing_one_twice() {
    for site in both_engines().await {
        for number in 0..12 {
            put(&site, &format!("{number}.example")).await;
        }
        let workers: Vec<_> = (0..4)
            .map(|_| {
                let store = site.store.clone();
                tokio::spawn(async move {
                    let mut done = Vec::new();
                    while let Some(job) = store.jobs().take().await.unwrap() {
                        store.jobs().finish(&job, Outcome::Done).await.unwrap();
                        done.push(job.id);
                    }
                    done
                })
            })
            .collect();
        let mut done = Vec::new();
        for worker in workers {
            done.extend(worker.await.unwrap());
        }
        done.sort();
        let count = done.len();
        done.dedup();
        assert_eq!((count, done.len()), (12, 12), "{}", site.engine);
    }
}

#[tokio::test]
async fn jobs_that_are_over_are_dropped_after_a_month_and_parked_ones_are_not() {
    for site in both_engines().await {
        put(&site, "one.example").await;
        let over = take(&site).await.unwrap();
        site.store.jobs().finish(&over, Outcome::Done).await.unwrap();
        put(&site, "two.example").await;
        let jobs = site.store.jobs();
        let waiting = jobs.list(&Who::Operator, JobState::Waiting, 0, 10).await.unwrap();
        jobs.park(&Who::Operator, &waiting[0].id).await.unwrap();
        site.after_seconds(crate::limits::JOBS_KEPT_SECONDS + 1);

        jobs.tidy().await.unwrap();

        let done = jobs.list(&Who::Operator, JobState::Done, 0, 10).await.unwrap();
        assert!(done.is_empty(), "{}", site.engine);
        assert_eq!(parked(&site).await.len(), 1);
    }
}

/// One of three nodes is killed with jobs in its hands while all of them work: the others do all the
/// rest, and what it held when its time is over, each once.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_worker_killed_under_load_leaves_its_jobs_to_the_others() {
    for site in both_engines().await {
        let mut all = BTreeSet::new();
        for number in 0..30 {
            put(&site, &format!("{number}.example")).await;
            all.insert(format!("{number}.example"));
        }
        let dying = site.opened_again().await;
        let others = [site.opened_again().await, site.opened_again().await];
        // Its three before the others begin, or on a slow machine they leave it none.
        let mut held = BTreeSet::new();
        for _ in 0..3 {
            held.insert(domain(&dying.jobs().take().await.unwrap().unwrap()).to_owned());
        }
        // Nothing more of it: no answer, no word of more time.
        let dies = tokio::spawn(async move { drop(dying) });
        let works = async |store: &Store| {
            let mut done = Vec::new();
            while let Some(job) = store.jobs().take().await.unwrap() {
                assert!(store.jobs().finish(&job, Outcome::Done).await.unwrap());
                done.push(domain(&job).to_owned());
            }
            done
        };
        let (one, two, died) = tokio::join!(works(&others[0]), works(&others[1]), dies);
        died.unwrap();
        // What became free while both had looked last: nobody is in the way of it.
        let rest = works(&others[0]).await;
        let done: Vec<String> = [one, two, rest].concat();
        let told: BTreeSet<String> = done.iter().cloned().collect();
        assert_eq!((done.len(), held.len()), (27, 3), "{}", site.engine);
        assert!(told.is_disjoint(&held), "{}: what is held is nobody else's", site.engine);

        site.after_seconds(JOB_LEASE_SECONDS);
        let late: BTreeSet<String> = works(&others[1]).await.into_iter().collect();

        assert_eq!(late, held, "{}", site.engine);
        assert_eq!(told.union(&late).cloned().collect::<BTreeSet<_>>(), all);
        assert!(parked(&site).await.is_empty(), "{}", site.engine);
    }
}

#[tokio::test]
async fn what_one_node_holds_hides_nothing_from_another() {
    for site in both_engines().await {
        let other = site.opened_again().await;
        put(&site, "one.example").await;
        let held = take(&site).await.unwrap();
        site.after_seconds(1);
        put(&site, "two.example").await;

        let second = other.jobs().take().await.unwrap().unwrap();

        assert_eq!((domain(&held), domain(&second)), ("one.example", "two.example"));
        assert!(other.jobs().take().await.unwrap().is_none(), "{}", site.engine);
        assert!(site.store.jobs().finish(&held, Outcome::Done).await.unwrap());
        assert!(!other.jobs().finish(&held, Outcome::Done).await.unwrap(), "it is over");
    }
}
