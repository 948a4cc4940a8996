//! Two clerks, two caregivers and a patient work on one record at once, and nothing is lost.

use bluebutton_record::{PatientKey, Section};

use super::*;
use crate::accounts::Hiding;
use crate::testing::result;

const TIMES: usize = 6;

async fn looks(site: &Site, who: AccountId, key: &PatientKey, times: usize) {
    for _ in 0..times {
        opens(site, &who, key, view()).await.unwrap();
    }
}

async fn clerk(site: &Site, clerk: AccountId, key: &PatientKey, number: usize) {
    for time in 0..TIMES {
        let id = format!("r{number}x{time}");
        import(&site.store, &ANA, vec![result(key, &id, "2026-01-01", "1")]).await;
        site.store.accounts().invite_patient(&clerk, key).await.unwrap();
    }
}

async fn patient(site: &Site, who: Who, key: &PatientKey, grants: [&str; 2]) {
    for time in 0..TIMES {
        for grant in grants {
            let what = Hiding { local: format!("h{time}"), is_visit: false, is_hidden: true };
            site.store.accounts().hide(&who, key, (grant, "Lucía"), what).await.unwrap();
        }
    }
}

async fn caregiver(site: &Site, ana: &AccountId, key: &PatientKey, name: &str) -> AccountId {
    let code = invited(site, ana, key, VIEW_ONLY, None).await;
    let new = person(name, name);
    match site.store.accounts().redeem(&code, date(1955, 3, 14), new, name).await.unwrap() {
        Redeemed::Done(id) => id,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn five_people_at_one_record_lose_nothing() {
    for site in both_engines().await {
        let (ana, key) = ana(&site).await;
        let (one, two) =
            (caregiver(&site, &ana, &key, "one").await, caregiver(&site, &ana, &key, "two").await);
        let mut clerks = Vec::new();
        for name in ["nora", "omar"] {
            clerks.push(on_staff(&site, name, &[Office::FrontDesk]).await);
        }
        let who = Who::Account(ana.clone());
        let permit = site.store.access().open(&who, &key, view()).await.unwrap();
        let people = site.store.accounts().caregivers(&permit).await.unwrap();
        let [first, second] = [people[0].id.as_str(), people[1].id.as_str()];
        let before = site.store.audit().length(&key).await.unwrap();

        tokio::join!(
            clerk(&site, clerks[0].clone(), &key, 0),
            clerk(&site, clerks[1].clone(), &key, 1),
            looks(&site, one, &key, TIMES * 2),
            looks(&site, two, &key, TIMES * 2),
            patient(&site, who.clone(), &key, [first, second]),
        );

        let permit = site.store.access().open(&who, &key, view()).await.unwrap();
        for person in site.store.accounts().caregivers(&permit).await.unwrap() {
            assert_eq!(person.terms.hidden.len(), TIMES, "{}", site.engine);
        }
        let record = site.store.records().open(&permit).await.unwrap();
        assert_eq!(record.counts()[&Section::Results], TIMES * 2, "{}", site.engine);
        // A line for each import, invitation, look and hiding, and for the two looks around them.
        let after = site.store.audit().length(&key).await.unwrap();
        let lines = TIMES * 2 * 2 + TIMES * 2 * 2 + TIMES * 2 + 1;
        assert_eq!(after - before, lines as i64, "{}", site.engine);
        let findings = site.store.verify(|_, _| {}).await.unwrap().findings;
        assert_eq!(findings, Vec::<String>::new(), "{}", site.engine);
    }
}
