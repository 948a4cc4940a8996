//! Transmissions and their jobs, on both engines.

use bluebutton_record::{DateRange, Language, PatientKey, ResourceId, Section, Selection};
use jiff::civil::date;

use super::*;
use crate::access::Who;
use crate::db::testing::{Site, both_engines};
use crate::jobs::Outcome;
use crate::testing::{ANA, import, permit};

const DOCTOR: &str = "dr.lee@clinic.example";

fn to_doctor(way: Way) -> NewTransmission {
    NewTransmission {
        way,
        to: DOCTOR.to_owned(),
        selection: Selection {
            dates: DateRange { from: Some(date(2024, 1, 1)), to: None },
            sections: Some([Section::Results, Section::Visits].into()),
            visit: ResourceId::parse("abc.1"),
        },
        message: Some("Por favor, léalo.".to_owned()),
        language: Language::Spanish,
        risk_accepted: way == Way::Email,
    }
}

async fn ana(site: &Site) -> PatientKey {
    import(&site.store, &ANA, Vec::new()).await;
    ANA.key(&site.store).await
}

async fn may_send(site: &Site, key: &PatientKey, what: &NewTransmission) -> RecordPermit {
    let (way, to) = (what.way.slug(), what.to.clone());
    let action = Action::Transmit { way, to, selection: what.selection.clone() };
    site.store.access().open(&Who::Operator, key, action).await.unwrap()
}

/// Asked for; its id.
async fn asked(site: &Site, key: &PatientKey, way: Way) -> String {
    let what = to_doctor(way);
    let permit = may_send(site, key, &what).await;
    site.store.transmissions().ask(&permit, None, what).await.unwrap()
}

async fn outcomes(site: &Site, key: &PatientKey) -> Vec<String> {
    let permit = permit(&site.store, key).await;
    let lines = site.store.audit().lines(&permit, 1, 10).await.unwrap();
    let sending = lines.into_iter().filter(|line| line.action == "transmit");
    sending.map(|line| line.outcome).collect()
}

#[tokio::test]
async fn what_was_asked_for_is_kept_whole_and_waits() {
    for site in both_engines().await {
        let key = ana(&site).await;
        let id = asked(&site, &key, Way::Direct).await;

        let kept = site.store.transmissions().get(&key, &id).await.unwrap().unwrap();
        assert_eq!((kept.what, kept.state), (to_doctor(Way::Direct), State::Waiting));
        assert_eq!(kept.asked_at, site.store.now());
        let permit = permit(&site.store, &key).await;
        let list = site.store.transmissions().list(&permit, 10).await.unwrap();
        assert_eq!(list.len(), 1, "{}", site.engine);
        let job = site.store.jobs().take(60).await.unwrap().unwrap();
        let told: TransmissionJob = serde_json::from_str(&job.payload).unwrap();
        assert_eq!((told.patient, told.id), (key.to_string(), id));
    }
}

#[tokio::test]
async fn a_permit_for_one_address_sends_to_no_other() {
    for site in both_engines().await {
        let key = ana(&site).await;
        let permit = may_send(&site, &key, &to_doctor(Way::Direct)).await;
        let mut other = to_doctor(Way::Direct);
        "eve@elsewhere.example".clone_into(&mut other.to);
        let mut more = to_doctor(Way::Direct);
        more.selection = Selection::default();
        for what in [other, more, to_doctor(Way::Email)] {
            let refused = site.store.transmissions().ask(&permit, None, what).await;
            assert!(matches!(refused, Err(StoreError::NotAllowed("not-for-this-sending"))));
        }
        let to_view = crate::testing::permit(&site.store, &key).await;
        let what = to_doctor(Way::Direct);
        let refused = site.store.transmissions().ask(&to_view, None, what).await;
        assert!(matches!(refused, Err(StoreError::NotAllowed("not-for-sending"))));
        assert!(site.store.jobs().take(60).await.unwrap().is_none(), "{}", site.engine);
    }
}

#[tokio::test]
async fn plain_e_mail_is_sent_only_when_the_risk_was_accepted_and_that_is_kept() {
    for site in both_engines().await {
        let key = ana(&site).await;
        let mut unaware = to_doctor(Way::Email);
        unaware.risk_accepted = false;
        let permit = may_send(&site, &key, &unaware).await;
        let refused = site.store.transmissions().ask(&permit, None, unaware).await;
        assert!(matches!(refused, Err(StoreError::NotAllowed("risk-not-accepted"))));

        asked(&site, &key, Way::Email).await;
        assert_eq!(outcomes(&site, &key).await, ["risk-accepted", "ok", "ok"], "{}", site.engine);
    }
}

#[tokio::test]
async fn the_patient_reads_that_it_was_sent_or_why_not() {
    for site in both_engines().await {
        let key = ana(&site).await;
        let id = asked(&site, &key, Way::Direct).await;
        let why = "send-delayed-unreachable".to_owned();
        let next = site.store.now();
        let delayed = State::Delayed { why, next };
        let failed = State::Failed { why: "send-failed-refused".to_owned() };
        for state in [delayed, failed, State::Sent] {
            site.store.transmissions().set_state(&key, &id, state.clone()).await.unwrap();
            let kept = site.store.transmissions().get(&key, &id).await.unwrap().unwrap();
            assert_eq!(kept.state, state, "{}", site.engine);
        }
        assert_eq!(outcomes(&site, &key).await, ["sent", "failed", "ok"]);
    }
}

#[tokio::test]
async fn a_job_is_taken_by_one_worker_until_its_lease_runs_out() {
    for site in both_engines().await {
        let key = ana(&site).await;
        asked(&site, &key, Way::Direct).await;
        let first = site.store.jobs().take(60).await.unwrap().unwrap();
        assert_eq!(first.attempts, 0);
        assert!(site.store.jobs().take(60).await.unwrap().is_none(), "{}", site.engine);

        // The worker died; another takes over. The dead one's word counts for nothing.
        site.after_seconds(60);
        let second = site.store.jobs().take(60).await.unwrap().unwrap();
        assert_eq!((second.id.as_str(), second.attempts), (first.id.as_str(), 1));
        site.store.jobs().finish(&first, Outcome::Done).await.unwrap();
        let at = site.store.now();
        let again = Outcome::Retry { at, why: "send-delayed-busy".to_owned() };
        site.store.jobs().finish(&second, again).await.unwrap();
        let third = site.store.jobs().take(60).await.unwrap().unwrap();
        assert_eq!(third.attempts, 2);
        site.store.jobs().finish(&third, Outcome::Done).await.unwrap();
        site.after_seconds(3600);
        assert!(site.store.jobs().take(60).await.unwrap().is_none());
    }
}

#[tokio::test]
async fn a_job_that_is_tried_again_waits_until_then() {
    for site in both_engines().await {
        let key = ana(&site).await;
        asked(&site, &key, Way::Direct).await;
        let job = site.store.jobs().take(60).await.unwrap().unwrap();
        let at = site.store.now() + jiff::SignedDuration::from_secs(300);
        let why = "send-delayed-busy".to_owned();
        site.store.jobs().finish(&job, Outcome::Retry { at, why }).await.unwrap();
        site.after_seconds(299);
        assert!(site.store.jobs().take(60).await.unwrap().is_none(), "{}", site.engine);
        site.after_seconds(1);
        assert!(site.store.jobs().take(60).await.unwrap().is_some());
    }
}

#[tokio::test]
async fn many_workers_share_the_jobs_without_doing_one_twice() {
    for site in both_engines().await {
        let key = ana(&site).await;
        for _ in 0..6 {
            asked(&site, &key, Way::Direct).await;
        }
        let workers: Vec<_> = (0..4)
            .map(|_| {
                let store = site.store.clone();
                tokio::spawn(async move {
                    let mut done = Vec::new();
                    while let Some(job) = store.jobs().take(60).await.unwrap() {
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
        done.dedup();
        assert_eq!(done.len(), 6, "{}", site.engine);
    }
}
