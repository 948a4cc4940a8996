//! Transmissions and their jobs, on both engines.

use bluebutton_record::{DateRange, Language, PatientKey, ResourceId, Section, Selection};
use jiff::civil::date;

use super::*;
use crate::db::testing::{Site, both_engines};
use crate::events::SendingStep::{Asked, Failed, RiskAccepted, Sent, Uncertain};
use crate::jobs::Outcome;
use crate::testing::{ANA, Somebody, TOM, import, permit};

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

/// Asked for; its id.
async fn asked(site: &Site, key: &PatientKey, way: Way) -> String {
    site.store.transmissions().ask(&Who::Operator, key, to_doctor(way)).await.unwrap()
}

async fn steps(site: &Site, key: &PatientKey) -> Vec<SendingStep> {
    let permit = permit(&site.store, key).await;
    let lines = site.store.audit().lines(&permit, 1, 10).await.unwrap();
    let told = lines.into_iter().filter_map(|line| line.told);
    told.filter_map(|(_, event)| match event {
        Event::Sending { step, .. } => Some(step),
        _ => None,
    })
    .collect()
}

#[tokio::test]
async fn what_was_asked_for_is_kept_whole_and_waits() {
    for site in both_engines().await {
        let key = ana(&site).await;
        let id = asked(&site, &key, Way::Direct).await;

        let kept = site.store.transmissions().get(&key, &id).await.unwrap().unwrap();
        assert_eq!((kept.what, kept.state), (to_doctor(Way::Direct), TransmissionState::Waiting));
        assert_eq!(kept.asked_at, site.store.now());
        let permit = permit(&site.store, &key).await;
        let list = site.store.transmissions().list(&permit, 10).await.unwrap();
        assert_eq!(list.len(), 1, "{}", site.engine);
        let job = site.store.jobs().take().await.unwrap().unwrap();
        let domain = "clinic.example".to_owned();
        let told = TransmissionJob { patient: key.to_string(), id, domain };
        assert_eq!(job.job, Job::Transmission(told));
    }
}

#[tokio::test]
async fn clicks_at_the_same_moment_send_one_message_and_leave_one_line() {
    for site in both_engines().await {
        let key = ana(&site).await;
        let ask = |once: &'static str| {
            let (store, key) = (site.store.clone(), key.clone());
            async move {
                let what = to_doctor(Way::Direct);
                store.transmissions().ask_once(once, &Who::Operator, &key, what).await.unwrap()
            }
        };
        let clicks: Vec<_> = (0..10).map(|_| tokio::spawn(ask("the same review"))).collect();
        let mut ids = std::collections::BTreeSet::new();
        for click in clicks {
            ids.insert(click.await.unwrap());
        }
        assert_eq!(ids.len(), 1, "{}", site.engine);
        assert_eq!(steps(&site, &key).await, [Asked], "{}", site.engine);
        assert!(!ids.contains(&ask("another review").await));
        assert_eq!(steps(&site, &key).await.len(), 2);
    }
}

#[tokio::test]
async fn a_record_is_sent_so_often_a_day_by_those_with_an_account() {
    for site in both_engines().await {
        let key = ana(&site).await;
        let accounts = site.store.accounts();
        let new = crate::accounts::tests::person("ana", "Ana Reyes");
        let ana = accounts.create(new).await.unwrap();
        accounts.own(&ana, &key).await.unwrap();
        let ask = async || {
            let what = to_doctor(Way::Direct);
            site.store.transmissions().ask(&Who::Account(ana.clone()), &key, what).await
        };
        for _ in 0..TRANSMISSIONS_PER_DAY {
            ask().await.unwrap();
        }
        let refused = ask().await;
        assert!(matches!(refused, Err(StoreError::NotAllowed("too-many-sent"))), "{refused:?}");
        asked(&site, &key, Way::Direct).await;
        site.after_seconds(24 * 60 * 60 + 1);
        assert!(ask().await.is_ok(), "{}", site.engine);
    }
}

#[tokio::test]
async fn an_account_sends_so_often_a_day_over_all_its_records() {
    const NED: Somebody =
        Somebody { family: "Iverson", given: "Ned", birth_date: "1971-07-09", number: "MRN-3003" };
    for site in both_engines().await {
        let accounts = site.store.accounts();
        let new = crate::accounts::tests::person("ana", "Ana Reyes");
        let ana = accounts.create(new).await.unwrap();
        let mut keys = Vec::new();
        for who in [ANA, TOM, NED] {
            import(&site.store, &who, Vec::new()).await;
            let key = who.key(&site.store).await;
            accounts.own(&ana, &key).await.unwrap();
            keys.push(key);
        }
        let ask = async |key: &PatientKey| {
            let what = to_doctor(Way::Direct);
            site.store.transmissions().ask(&Who::Account(ana.clone()), key, what).await
        };
        for _ in 0..TRANSMISSIONS_PER_DAY {
            ask(&keys[0]).await.unwrap();
        }
        // What the record refuses is not counted for the account.
        assert!(ask(&keys[0]).await.is_err());
        for _ in TRANSMISSIONS_PER_DAY..ACCOUNT_TRANSMISSIONS_PER_DAY {
            ask(&keys[1]).await.unwrap();
        }
        let refused = ask(&keys[2]).await;
        assert!(matches!(refused, Err(StoreError::NotAllowed("too-many-sent"))), "{refused:?}");
        accounts.tidy().await.unwrap();
        assert!(ask(&keys[2]).await.is_err(), "tidied away in the same day");
        asked(&site, &keys[2], Way::Direct).await;
        site.after_seconds(24 * 60 * 60 + 1);
        assert!(ask(&keys[2]).await.is_ok(), "{}", site.engine);
        let found = site.store.verify(|_, _| {}).await.unwrap().findings;
        assert_eq!(found, Vec::<String>::new());
    }
}

#[tokio::test]
async fn plain_e_mail_is_sent_only_when_the_risk_was_accepted_and_that_is_kept() {
    for site in both_engines().await {
        let key = ana(&site).await;
        let mut unaware = to_doctor(Way::Email);
        unaware.risk_accepted = false;
        let refused = site.store.transmissions().ask(&Who::Operator, &key, unaware).await;
        assert!(matches!(refused, Err(StoreError::NotAllowed("risk-not-accepted"))));
        assert_eq!(steps(&site, &key).await, [], "nothing was asked for");

        asked(&site, &key, Way::Email).await;
        assert_eq!(steps(&site, &key).await, [Asked, RiskAccepted], "{}", site.engine);
    }
}

#[tokio::test]
async fn the_patient_reads_that_it_was_sent_or_why_not() {
    for site in both_engines().await {
        let key = ana(&site).await;
        let id = asked(&site, &key, Way::Direct).await;
        let why = "send-delayed-unreachable".to_owned();
        let next = site.store.now();
        let delayed = TransmissionState::Delayed { why: why.clone(), next };
        let failed = TransmissionState::Failed { why: "send-failed-refused".to_owned() };
        let again = Outcome::Retry { at: next, why };
        let ends = [
            (delayed, again.clone()),
            (failed, again.clone()),
            (TransmissionState::MayHaveGone, again),
            (TransmissionState::Sent, Outcome::Done),
        ];
        for (state, outcome) in ends {
            let job = site.store.jobs().take().await.unwrap().unwrap();
            let came = (state.clone(), outcome);
            assert!(site.store.transmissions().settle(&job, &key, &id, came).await.unwrap());
            let kept = site.store.transmissions().get(&key, &id).await.unwrap().unwrap();
            assert_eq!(kept.state, state, "{}", site.engine);
        }
        assert_eq!(steps(&site, &key).await, [Sent, Uncertain, Failed, Asked]);
    }
}

#[tokio::test]
async fn a_worker_that_lost_its_job_says_nothing_except_that_it_was_sent() {
    for site in both_engines().await {
        let key = ana(&site).await;
        let id = asked(&site, &key, Way::Direct).await;
        let (store, transmissions) = (&site.store, site.store.transmissions());
        let slow = store.jobs().take().await.unwrap().unwrap();
        assert!(transmissions.begin_handing_over(&slow, &key, &id).await.unwrap());
        site.after_seconds(crate::limits::JOB_LEASE_SECONDS);
        let other = store.jobs().take().await.unwrap().unwrap();
        let state = |id: String| {
            let key = key.clone();
            async move { transmissions_state(store, &key, &id).await }
        };

        assert!(!transmissions.begin_handing_over(&slow, &key, &id).await.unwrap());
        let failed = TransmissionState::Failed { why: "send-failed-refused".to_owned() };
        let came = (failed, Outcome::Done);
        assert!(!transmissions.settle(&slow, &key, &id, came).await.unwrap());
        assert_eq!(state(id.clone()).await, TransmissionState::HandingOver, "{}", site.engine);

        let unsure = (TransmissionState::MayHaveGone, Outcome::Done);
        assert!(transmissions.settle(&other, &key, &id, unsure).await.unwrap());
        let sent = (TransmissionState::Sent, Outcome::Done);
        assert!(transmissions.settle(&slow, &key, &id, sent).await.unwrap());
        assert_eq!(state(id).await, TransmissionState::Sent);
    }
}

async fn transmissions_state(store: &Store, key: &PatientKey, id: &str) -> TransmissionState {
    store.transmissions().get(key, id).await.unwrap().unwrap().state
}

#[tokio::test]
async fn what_is_sent_to_whom_can_be_read_with_the_patients_key_alone() {
    for site in both_engines().await {
        let key = ana(&site).await;
        asked(&site, &key, Way::Direct).await;
        let store = site.store.clone();
        let work = move |tx: &mut Tx<'_>| {
            let row = tx.first(NEWEST, &[key.as_str().into(), 1.into()])?.unwrap();
            let id = row.get::<&str>(0).unwrap().to_owned();
            let (context, sealed) = (context(&key, &id), row.get::<&[u8]>(2).unwrap());
            let own = patients::data_key(tx, &store, &key)?;
            let by_patients = bluebutton_crypto::seal::open(&own, &context, sealed).is_ok();
            Ok((by_patients, store.open_site(&context, sealed).is_ok()))
        };
        let opens = site.store.inner.db.read("test", work).await.unwrap();
        assert_eq!(opens, (true, false), "{}", site.engine);
    }
}
