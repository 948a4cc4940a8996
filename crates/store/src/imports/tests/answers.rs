//! The database goes away in the moment of a commit: it was kept, and the answer is lost. Whoever does it
//! again finds it there, and nothing is written twice.

use bluebutton_record::ResourceId;
use bluebutton_record::facts::Facts;
use bluebutton_record::normalize::{Assigned, Ready, Told};
use bluebutton_record::reading::{Issue, Place, Severity};

use crate::access::Who;
use crate::db::Tx;
use crate::db::testing::{Site, both_engines};
use crate::imports::commit::{CommitAttempt, Unsure, attempt, batch_of};
use crate::imports::{Arrival, ForQuarantine, ImportReport};
use crate::testing::{ANA, result};

/// A result, a clinic, and something that nobody can read.
async fn assigned(site: &Site) -> Assigned {
    let key = ANA.key(&site.store).await;
    let id = ResourceId::in_directory("clinic").unwrap();
    let clinic = Ready {
        told: Told::There,
        kind: "Organization".into(),
        json: format!(r#"{{"resourceType":"Organization","id":"{id}","name":"Riverside"}}"#),
        id,
        facts: Facts::default(),
        as_of: None,
    };
    let mut assigned = Assigned { directory: vec![clinic], ..Assigned::default() };
    assigned.records.insert(key.clone(), vec![result(&key, "a", "2026-01-01", "72.50")]);
    assigned
}

async fn rows(site: &Site) -> Vec<i64> {
    let work = |tx: &mut Tx<'_>| {
        let row = tx.first(COUNTS, &[])?;
        Ok(row.map_or_else(Vec::new, |row| (0..7).map(|at| row.get(at).unwrap()).collect()))
    };
    site.store.inner.db.read("test", work).await.unwrap()
}

fn report(attempt: CommitAttempt) -> ImportReport {
    let CommitAttempt::Done(report) = attempt else { panic!("it was not committed") };
    *report
}

#[tokio::test]
async fn a_commit_whose_answer_was_lost_is_found_there_and_not_made_twice() {
    for site in both_engines().await {
        let (store, meeting) = (&site.store, ANA.meet(&site.store).await);
        let broken = ForQuarantine {
            bytes: b"{broken".to_vec(),
            reason: Issue::new(Severity::Error, Place::default(), "This line is no JSON."),
            case: None,
        };
        let arrival = Arrival {
            file: "ana.ndjson",
            source: "test",
            found: &[ANA.found()],
            meetings: &[meeting],
            assigned: assigned(&site).await,
            issues: Vec::new(),
            quarantine: vec![broken],
            cases: Vec::new(),
        };
        let (batch, unsure) = (batch_of(store, arrival, None).unwrap(), Unsure::default());
        let first = report(attempt(store, &batch, &unsure).await.unwrap());
        let before = rows(&site).await;

        // The answer to that never came.
        let second = report(attempt(store, &batch, &unsure).await.unwrap());

        assert_eq!(rows(&site).await, before, "{}", site.engine);
        assert_eq!(before, [1, 1, 1, 1, 1, 1, 2], "{}", site.engine);
        assert_eq!(second.counts, first.counts, "what is told is what was new");
        assert_eq!(second.counts["Observation"], [1, 0, 0]);
        assert_eq!((second.id, second.records), (first.id, first.records));
        let listed = store.imports().list(&Who::Operator, 0, 10).await.unwrap();
        assert_eq!(listed.len(), 1, "{}", site.engine);
        let found = store.verify(|_, _| {}).await.unwrap();
        assert_eq!(found.findings, Vec::<String>::new(), "{}", site.engine);
    }
}

/// Over all records: patients, segments, reports, notes, directory, quarantine, lines.
const COUNTS: &str = "
    select (select count(*) from patient), (select count(*) from record_segment),
        (select count(*) from import_report), (select count(*) from import_note),
        (select count(*) from directory_resource), (select count(*) from quarantine),
        (select count(*) from audit_line)";
