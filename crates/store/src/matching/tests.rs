//! What the store promises of people who may be one, on both engines.

use std::sync::Arc;

use bluebutton_record::normalize::Assigned;
use bluebutton_record::reading::{Issue, Place, Severity};

use super::{Decision, NewCase};
use crate::access::Who;
use crate::db::Tx;
use crate::db::testing::{Site, both_engines, on_sqlite};
use crate::error::{Result, StoreError};
use crate::imports::{Arrival, ForQuarantine};
use crate::patients::{Match, ShownPerson};
use crate::testing::{ANA, Somebody, TOM, import, result};

/// Ana's number, and another given name: staff are to say.
const EVA: Somebody = Somebody { given: "Eva", ..ANA };

/// Puts somebody unclear into quarantine, as an import does; the id of the case.
async fn wait(site: &Site, who: &Somebody, bytes: &[u8]) -> String {
    let meeting = who.meet(&site.store).await;
    let Match::Unsure(doubt) = meeting.answer.clone() else { panic!("{:?}", meeting.answer) };
    let reason = Issue::new(Severity::Error, Place::default(), "It waits for staff.");
    let case = doubt.case.clone();
    let shown =
        ShownPerson { name: format!("{} {}", who.given, who.family), ..ShownPerson::default() };
    let arrival = Arrival {
        file: "eva.json",
        source: "test",
        found: &[who.found()],
        meetings: &[meeting],
        assigned: Assigned::default(),
        issues: Vec::new(),
        quarantine: vec![ForQuarantine { bytes: bytes.to_vec(), reason, case: Some(case.clone()) }],
        cases: vec![NewCase { doubt, shown, found: who.found() }],
    };
    let report = site.store.imports().commit(arrival).await.unwrap();
    assert_eq!(report.waiting.len(), 1);
    case
}

#[tokio::test]
async fn one_decision_answers_for_all_that_comes_of_a_person() {
    for site in both_engines().await {
        import(&site.store, &ANA, Vec::new()).await;
        let ana = ANA.key(&site.store).await;
        let case = wait(&site, &EVA, b"one").await;
        assert_eq!(wait(&site, &EVA, b"two").await, case, "{}", site.engine);
        let cases = site.store.matching();
        assert_eq!(cases.waiting().await.unwrap(), super::WaitingCounts { cases: 1, things: 2 });
        let open = cases.cases(&Who::Operator, true, 0, 10).await.unwrap();
        assert_eq!((open.len(), open[0].waiting), (1, 2));
        let beside = cases.beside(&Who::Operator, &open[0]).await.unwrap();
        assert_eq!(
            (beside[0].patient.clone(), beside[0].shown.name.as_str()),
            (ana.clone(), "Ana Reyes")
        );

        let same = Decision::SameAs(ana.clone());
        cases.decide(&Who::Operator, &case, same, "She is called Eva at home.").await.unwrap();

        let own = EVA.key(&site.store).await;
        assert_ne!(own, ana, "what comes by the decision is a part of its own: {}", site.engine);
        import(&site.store, &EVA, vec![result(&own, "a", "2026-01-01", "1")]).await;
        let records = site.store.records();
        assert_eq!(records.parts(&own).await.unwrap(), [ana.clone(), own.clone()]);
        assert_eq!(EVA.find(&site.store).await, Match::Known(own), "and goes there again");
        let decided = cases.case(&Who::Operator, &case).await.unwrap().unwrap().decided.unwrap();
        assert_eq!(
            (decided.same_as, decided.why.as_str()),
            (Some(ana), "She is called Eva at home.")
        );
        assert!(cases.cases(&Who::Operator, true, 0, 10).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn two_people_get_two_records_and_a_decision_can_be_taken_back() {
    for site in both_engines().await {
        import(&site.store, &ANA, Vec::new()).await;
        let ana = ANA.key(&site.store).await;
        let case = wait(&site, &EVA, b"one").await;
        let cases = site.store.matching();

        cases.decide(&Who::Operator, &case, Decision::Another, "Twins.").await.unwrap();
        let Match::New(eva) = EVA.find(&site.store).await else { panic!("{}", site.engine) };
        assert_ne!(eva, ana);

        cases.take_back(&Who::Operator, &case, "A mistake.").await.unwrap();
        assert!(matches!(EVA.find(&site.store).await, Match::Unsure(_)), "{}", site.engine);
        let again = cases.take_back(&Who::Operator, &case, "Twice.").await;
        assert!(matches!(again, Err(StoreError::NotFound)));
        // The patient reads in their trail that somebody decided about them.
        assert_eq!(site.store.audit().length(&ana).await.unwrap(), 3);
    }
}

#[tokio::test]
async fn nobody_decides_without_a_reason_or_for_whom_the_case_does_not_name() {
    for site in both_engines().await {
        import(&site.store, &ANA, Vec::new()).await;
        import(&site.store, &TOM, Vec::new()).await;
        let case = wait(&site, &EVA, b"one").await;
        let cases = site.store.matching();
        let tom = Decision::SameAs(TOM.key(&site.store).await);
        let said = cases.decide(&Who::Operator, &case, tom, "Why not.").await;
        assert!(matches!(said, Err(StoreError::NotFound)), "{}", site.engine);
        let said = cases.decide(&Who::Operator, &case, Decision::Another, "  ").await;
        assert!(matches!(said, Err(StoreError::NotAllowed(_))));
    }
}

#[tokio::test]
async fn a_decision_that_was_changed_behind_our_back_makes_nobody_one() {
    for site in both_engines().await {
        import(&site.store, &ANA, Vec::new()).await;
        let case = wait(&site, &EVA, b"one").await;
        let cases = site.store.matching();
        cases.decide(&Who::Operator, &case, Decision::Another, "Twins.").await.unwrap();
        let change = "update matching_decision set is_same = 1";
        let work = move |tx: &mut crate::db::Tx<'_>| tx.execute(change, &[]);
        site.store.inner.db.write("tamper", work).await.unwrap();

        let (nobody, patients) = (Arc::default(), site.store.patients());
        let met = patients.meet(&EVA.found(), "test", &nobody).await;
        assert!(matches!(met, Err(StoreError::Altered(_))), "{}: {met:?}", site.engine);
    }
}

#[tokio::test]
async fn a_number_that_turns_up_with_a_third_person_is_nobodys() {
    for site in both_engines().await {
        let people = [
            ANA,
            Somebody { number: ANA.number, ..TOM },
            Somebody {
                family: "Okafor",
                given: "Grace",
                birth_date: "1990-07-21",
                number: ANA.number,
            },
        ];
        for (at, who) in people.iter().enumerate() {
            let mut found = who.found();
            found.addresses = vec![format!("Patient/{at}")];
            let nobody = Arc::default();
            let meeting = site.store.patients().meet(&found, "test", &nobody).await.unwrap();
            let Match::New(key) = meeting.answer.clone() else { panic!("{at}: {meeting:?}") };
            let mut assigned = Assigned::default();
            assigned.records.insert(key.clone(), vec![result(&key, "a", "2026-01-01", "1")]);
            let arrival = Arrival {
                file: "test.json",
                source: "test",
                found: &[found],
                meetings: &[meeting],
                assigned,
                issues: Vec::new(),
                quarantine: Vec::new(),
                cases: Vec::new(),
            };
            site.store.imports().commit(arrival).await.unwrap();
        }
        // A fourth who has only the number is nobody's, and not unsure with three.
        let fourth = Somebody { family: "", given: "", birth_date: "", number: ANA.number };
        let mut found = fourth.found();
        found.item = None;
        found.addresses.clear();
        let met = site.store.patients().meet(&found, "test", &Arc::default()).await.unwrap();
        assert_eq!(met.answer, Match::Unknown, "{}", site.engine);
        // Each is still known by name, birth date and that number.
        assert!(matches!(ANA.find(&site.store).await, Match::Known(_)), "{}", site.engine);
    }
}

#[tokio::test]
async fn two_records_side_by_side_tell_who_can_open_what_and_leave_a_line_in_both() {
    for site in both_engines().await {
        import(&site.store, &ANA, Vec::new()).await;
        import(&site.store, &TOM, Vec::new()).await;
        let (ana, tom) = (ANA.key(&site.store).await, TOM.key(&site.store).await);
        let own = result(&ana, "a", "2026-01-01", "1");
        import(&site.store, &ANA, vec![own]).await;
        let before = site.store.audit().length(&tom).await.unwrap();

        let pair = site.store.matching().pair(&Who::Operator, &ana, &tom).await.unwrap().unwrap();

        assert_eq!(pair.record.shown.name, "Ana Reyes", "{}", site.engine);
        assert!(pair.record.entries > 0 && pair.record.readers.is_empty());
        assert!(pair.reasons.iter().any(|reason| reason.is_difference()));
        assert_eq!(site.store.audit().length(&tom).await.unwrap(), before + 1);
        let nobody = bluebutton_record::PatientKey::from_hash(&[7; 9]);
        let pair = site.store.matching().pair(&Who::Operator, &ana, &nobody).await.unwrap();
        assert!(pair.is_none());
    }
}

#[tokio::test]
async fn a_decision_that_is_taken_back_takes_apart_what_came_by_it() {
    for site in both_engines().await {
        import(&site.store, &ANA, Vec::new()).await;
        let ana = ANA.key(&site.store).await;
        let case = wait(&site, &EVA, b"one").await;
        let cases = site.store.matching();
        let same = Decision::SameAs(ana.clone());
        cases.decide(&Who::Operator, &case, same, "She is called Eva at home.").await.unwrap();
        let own = EVA.key(&site.store).await;
        import(&site.store, &EVA, vec![result(&own, "hers", "2026-01-01", "1")]).await;
        let holds = async |key: &bluebutton_record::PatientKey| {
            let permit = crate::testing::permit(&site.store, key).await;
            let record = site.store.records().open(&permit).await.unwrap();
            record.counts().values().sum::<usize>()
        };
        let together = holds(&ana).await;

        cases.take_back(&Who::Operator, &case, "Two people after all.").await.unwrap();

        assert_eq!(
            site.store.records().parts(&ana).await.unwrap(),
            std::slice::from_ref(&ana),
            "{}",
            site.engine
        );
        assert_eq!(holds(&ana).await + holds(&own).await, together, "nothing is lost");
        assert_eq!(EVA.find(&site.store).await, Match::Known(own), "they keep their own record");
        let findings = site.store.verify(|_, _| {}).await.unwrap().findings;
        assert!(findings.is_empty(), "{} {findings:?}", site.engine);
    }
}

#[tokio::test]
async fn who_is_erased_leaves_no_name_in_a_case() {
    for site in both_engines().await {
        for (round, said) in [true, false].into_iter().enumerate() {
            import(&site.store, &ANA, Vec::new()).await;
            let ana = ANA.key(&site.store).await;
            let case = wait(&site, &EVA, format!("{round}").as_bytes()).await;
            let cases = site.store.matching();
            let said = if said { Decision::SameAs(ana.clone()) } else { Decision::Another };
            cases.decide(&Who::Operator, &case, said, "Asked by telephone.").await.unwrap();
            let eva = EVA.key(&site.store).await;
            import(&site.store, &EVA, Vec::new()).await;

            site.store.records().erase(&Who::Operator, &eva, "asked for").await.unwrap();

            assert!(cases.case(&Who::Operator, &case).await.unwrap().is_none(), "{}", site.engine);
            for item in site.store.imports().quarantine(&Who::Operator, 0, 9).await.unwrap() {
                site.store.imports().release(&Who::Operator, &item.id, false).await.unwrap();
            }
        }
    }
}

#[tokio::test]
async fn what_one_clerk_decided_another_changes_only_by_taking_it_back() {
    for site in both_engines().await {
        import(&site.store, &ANA, Vec::new()).await;
        let ana = ANA.key(&site.store).await;
        let case = wait(&site, &EVA, b"one").await;
        let cases = site.store.matching();
        let same = || cases.decide(&Who::Operator, &case, Decision::SameAs(ana.clone()), "Same.");
        let other = || cases.decide(&Who::Operator, &case, Decision::Another, "Twins.");

        let (first, second) = tokio::join!(same(), other());

        let refused =
            |done: &Result<()>| matches!(done, Err(StoreError::NotAllowed("decided-already")));
        assert!(first.is_ok() != second.is_ok(), "{}: {first:?} {second:?}", site.engine);
        assert!(refused(&first) || refused(&second), "{}", site.engine);
        let kept = cases.case(&Who::Operator, &case).await.unwrap().unwrap().decided.unwrap();
        assert_eq!(kept.same_as.is_some(), first.is_ok(), "{}", site.engine);
        cases.take_back(&Who::Operator, &case, "A mistake.").await.unwrap();
        other().await.unwrap();
    }
}

#[tokio::test]
async fn lists_of_the_office_are_read_by_day_from_an_index() {
    let site = on_sqlite().await;
    let lists = [
        (super::cases::OPEN, "matching_case USING INDEX"),
        (super::cases::CLOSED, "matching_case USING INDEX"),
        (crate::imports::FILES_OF_DAYS, "import_report USING INDEX"),
    ];
    for (sql, index) in lists {
        let sql: &'static str = format!("explain query plan {sql}").leak();
        let values = vec![1.into(), 0.into(), 0.into(), 1.into()];
        let work = move |tx: &mut Tx<'_>| tx.query(sql, &values);
        let rows = site.store.inner.db.read("explain", work).await.unwrap();
        let plan: Vec<String> =
            rows.iter().map(|row| row.get::<&str>(3).unwrap().to_owned()).collect();
        assert!(plan.iter().any(|line| line.contains(index)), "{plan:?}");
    }
}
