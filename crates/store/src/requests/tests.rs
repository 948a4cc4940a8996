//! What is asked, answered and then holds; on both engines.

mod limits;

use bluebutton_record::requests::{RequestKind, RequestState, RequestStep};
use bluebutton_record::{Office, PatientKey, Rights, Section, Selection};
use jiff::civil::date;

use super::{AboutEntry, NewRequest, Reply, Request};
use crate::access::{Action, RecordPermit, Who};
use crate::accounts::tests::{on_staff, person};
use crate::accounts::{LetIn, Redeemed};
use crate::db::testing::{Site, both_engines};
use crate::error::{Result, StoreError};
use crate::events::{By, Event, Part};
use crate::records::Record;
use crate::testing::{ANA, TOM, import, other, permit};

/// Ana with her account and two medicines, and a clerk.
async fn people(site: &Site) -> (Who, Who, PatientKey) {
    import(&site.store, &ANA, Vec::new()).await;
    import(&site.store, &TOM, Vec::new()).await;
    let key = ANA.key(&site.store).await;
    let medicine = |local, name| {
        let rest = format!(
            r#""status":"active","medicationCodeableConcept":{{"text":"{name}"}},"authoredOn":"2026-02-03""#
        );
        other(&key, "MedicationRequest", local, &rest)
    };
    let all = vec![medicine("m1", "Metformin"), medicine("m2", "Lisinopril")];
    import(&site.store, &ANA, all).await;
    let accounts = site.store.accounts();
    let ana = accounts.create(person("ana", "Ana Reyes")).await.unwrap();
    accounts.own(&ana, &key).await.unwrap();
    let nora = on_staff(site, "nora", &[Office::RecordsOffice]).await;
    (Who::Account(ana), Who::Account(nora), key)
}

async fn caregiver(site: &Site, ana: &Who, key: &PatientKey, new: LetIn, login: &str) -> Who {
    let (code, _) = site.store.accounts().let_in(ana, key, new).await.unwrap();
    let new = person(login, "Lucía Reyes");
    match site.store.accounts().redeem(&code, date(1955, 3, 14), new, "here").await.unwrap() {
        Redeemed::Done(id) => Who::Account(id),
        other => panic!("{other:?}"),
    }
}

async fn looks(site: &Site, who: &Who, key: &PatientKey) -> RecordPermit {
    let view = Action::View { page: "overview", resource: None };
    site.store.access().open(who, key, view).await.unwrap()
}

async fn sees(site: &Site, who: &Who, key: &PatientKey) -> Record {
    site.store.records().open(&looks(site, who, key).await).await.unwrap()
}

async fn list(site: &Site, who: &Who, key: &PatientKey) -> Vec<Request> {
    site.store.requests().list(&looks(site, who, key).await).await.unwrap()
}

fn about(key: &PatientKey) -> AboutEntry {
    AboutEntry {
        reference: format!("MedicationRequest/{key}.m1"),
        title: "Metformin".to_owned(),
        section: "medications".to_owned(),
    }
}

fn amendment(key: &PatientKey) -> NewRequest {
    let new = NewRequest::of(RequestKind::Amendment, "I never took it.");
    NewRequest { about: Some(about(key)), ..new }
}

fn is_refused(outcome: &Result<()>) -> bool {
    matches!(outcome, Err(StoreError::NotAllowed(_)))
}

async fn last_step(site: &Site, key: &PatientKey) -> (By, Event) {
    let permit = permit(&site.store, key).await;
    site.store.audit().lines(&permit, 1, 1).await.unwrap().remove(0).told.unwrap()
}

#[tokio::test]
async fn what_is_asked_is_answered_once_and_both_sides_see_it() {
    for site in both_engines().await {
        let (ana, nora, key) = people(&site).await;
        let requests = site.store.requests();
        let new = NewRequest::of(RequestKind::Access, "The X-ray of 2019.");
        let id = requests.ask(&ana, &key, new).await.unwrap();
        let (by, event) = last_step(&site, &key).await;
        let kind = RequestKind::Access;
        assert_eq!(event, Event::Request { step: RequestStep::Asked, kind, asked_by: None });
        assert_eq!((by.part, by.name.as_deref()), (Part::Patient, Some("Ana Reyes")));

        let waiting = requests.waiting(&nora, 0, 10).await.unwrap();
        assert_eq!((waiting.len(), waiting[0].card.name.as_str()), (1, "Ana Reyes"));
        let opened = requests.open(&nora, &key, &id).await.unwrap();
        assert_eq!(opened.request.new.text, "The X-ray of 2019.");
        let text = "It lies at the desk.".to_owned();
        let reply = Reply::Accept { text, agreed: None };
        requests.answer(&nora, &key, &id, reply.clone()).await.unwrap();

        let seen = list(&site, &ana, &key).await.remove(0);
        assert_eq!(seen.state, RequestState::Accepted, "{}", site.engine);
        assert_eq!(seen.answer.as_ref().unwrap().text, "It lies at the desk.");
        assert_eq!(seen.answer.as_ref().unwrap().by.name.as_deref(), Some("nora"));
        assert!(is_refused(&requests.answer(&nora, &key, &id, reply).await), "once");
        assert!(is_refused(&requests.withdraw(&ana, &key, &seen).await));
        assert!(requests.waiting(&nora, 0, 10).await.unwrap().is_empty());
        assert_eq!(requests.done(&nora, 0, 10).await.unwrap().len(), 1);
        assert!(site.store.verify(|_, _| {}).await.unwrap().findings.is_empty());
    }
}

#[tokio::test]
async fn what_is_due_first_stands_first_and_longer_is_said_once_with_a_reason() {
    for site in both_engines().await {
        let (ana, nora, key) = people(&site).await;
        let requests = site.store.requests();
        let ask = async |kind| {
            let new = NewRequest::of(kind, "Please.");
            site.store.requests().ask(&ana, &key, new).await.unwrap()
        };
        let accounting = ask(RequestKind::Accounting).await;
        let access = ask(RequestKind::Access).await;
        let order = async || {
            let waiting = site.store.requests().waiting(&nora, 0, 10).await.unwrap();
            waiting.into_iter().map(|one| one.request.id).collect::<Vec<_>>()
        };
        assert_eq!(order().await, [access.clone(), accounting.clone()], "30 days, 60 days");

        assert!(is_refused(&requests.extend(&nora, &key, &access, " ").await));
        requests.extend(&nora, &key, &access, "It is in the archive.").await.unwrap();
        assert!(is_refused(&requests.extend(&nora, &key, &access, "Again.").await));
        site.after_seconds(61 * 24 * 60 * 60);
        assert_eq!(requests.counts(&nora).await.unwrap(), (2, 2), "{}", site.engine);
        let seen = list(&site, &ana, &key).await;
        let today = site.store.today();
        assert!(seen.iter().all(|one| one.is_overdue(today)));
        let extended = seen.iter().find(|one| one.id == access).unwrap();
        assert_eq!(extended.extended.as_ref().unwrap().text, "It is in the archive.");
        assert!(extended.deadline.is_law);
    }
}

#[tokio::test]
async fn only_the_office_answers_and_only_who_may_manage_asks() {
    for site in both_engines().await {
        let (ana, nora, key) = people(&site).await;
        let requests = site.store.requests();
        let id = requests.ask(&ana, &key, amendment(&key)).await.unwrap();
        let yes = || Reply::Accept { text: String::new(), agreed: None };
        assert!(requests.answer(&ana, &key, &id, yes()).await.is_err(), "{}", site.engine);
        assert!(requests.extend(&ana, &key, &id, "Later").await.is_err());
        assert!(requests.waiting(&ana, 0, 10).await.is_err());
        let looks_only = LetIn::everything("Lucía", Rights { view: true, ..Rights::NONE }, None);
        let lucia = caregiver(&site, &ana, &key, looks_only, "lucia").await;
        assert!(is_refused(&requests.ask(&lucia, &key, amendment(&key)).await.map(|_| ())));
        assert!(requests.list(&looks(&site, &lucia, &key).await).await.is_err());
        let toms = TOM.key(&site.store).await;
        let outcome = requests.ask(&ana, &toms, amendment(&key)).await;
        assert!(matches!(outcome, Err(StoreError::NotFound)));
        assert!(matches!(requests.open(&nora, &toms, &id).await, Err(StoreError::NotFound)));
    }
}

#[tokio::test]
async fn a_caregiver_asks_as_themselves_and_sees_what_they_asked() {
    for site in both_engines().await {
        let (ana, nora, key) = people(&site).await;
        let requests = site.store.requests();
        let hers = requests.ask(&ana, &key, amendment(&key)).await.unwrap();
        let all = LetIn::everything("Lucía", Rights::OWNER, None);
        let lucia = caregiver(&site, &ana, &key, all, "lucia").await;
        let id = requests.ask(&lucia, &key, amendment(&key)).await.unwrap();

        let seen = list(&site, &lucia, &key).await;
        assert_eq!(seen.iter().map(|one| &one.id).collect::<Vec<_>>(), [&id], "{}", site.engine);
        let of_ana = list(&site, &ana, &key).await;
        assert_eq!(of_ana.len(), 2, "the patient sees what was asked for her");
        let told = of_ana.iter().find(|one| one.id == id).unwrap();
        assert_eq!(told.asked.name.as_deref(), Some("Lucía Reyes"));
        let opened = requests.open(&nora, &key, &id).await.unwrap();
        assert_eq!(opened.request.asked.role, crate::transmissions::AskerRole::Caregiver);
        let other = of_ana.into_iter().find(|one| one.id == hers).unwrap();
        let outcome = requests.withdraw(&lucia, &key, &other).await;
        assert!(matches!(outcome, Err(StoreError::NotFound)), "not hers to take back");
    }
}

#[tokio::test]
async fn a_denied_correction_and_what_the_patient_says_to_it_stay_with_the_entry() {
    for site in both_engines().await {
        let (ana, nora, key) = people(&site).await;
        let requests = site.store.requests();
        let id = requests.ask(&ana, &key, amendment(&key)).await.unwrap();
        let asked = list(&site, &ana, &key).await.remove(0);
        assert!(is_refused(&requests.disagree(&ana, &key, &asked, "No.").await), "not denied yet");
        let reason = "The pharmacy says so.".to_owned();
        requests.answer(&nora, &key, &id, Reply::Deny { reason }).await.unwrap();
        requests.disagree(&ana, &key, &asked, "They mean my sister.").await.unwrap();
        assert!(is_refused(&requests.disagree(&ana, &key, &asked, "Once more.").await), "once");

        let record = sees(&site, &ana, &key).await;
        let medicine = bluebutton_record::ResourceId::in_record(&key, "m1").unwrap();
        let about = record.statements_about(&medicine);
        assert_eq!(about.len(), 1, "{}", site.engine);
        let said = record.resource(&about[0]).await.unwrap().unwrap();
        for words in ["I never took it.", "The pharmacy says so.", "They mean my sister."] {
            assert!(said.json.contains(words), "{}", said.json);
        }
        // In a file of the medicines alone, too; not in one of something else.
        let of = |section| {
            let sections = Some([section].into());
            Selection { sections, ..Selection::default() }
        };
        for (section, is_there) in [(Section::Medications, true), (Section::Conditions, false)] {
            let (resources, _) = record.read(&of(section)).await.unwrap();
            let kinds: Vec<&str> = resources.iter().map(|one| &*one.kind).collect();
            assert_eq!(kinds.contains(&"Communication"), is_there, "{kinds:?}");
        }
        assert!(site.store.verify(|_, _| {}).await.unwrap().findings.is_empty());
    }
}

#[tokio::test]
async fn an_accepted_correction_is_linked_to_its_entry() {
    for site in both_engines().await {
        let (ana, nora, key) = people(&site).await;
        let requests = site.store.requests();
        let id = requests.ask(&ana, &key, amendment(&key)).await.unwrap();
        let text = "You are right.".to_owned();
        let reply = Reply::Accept { text, agreed: None };
        requests.answer(&nora, &key, &id, reply).await.unwrap();
        let record = sees(&site, &ana, &key).await;
        let medicine = bluebutton_record::ResourceId::in_record(&key, "m1").unwrap();
        assert_eq!(record.statements_about(&medicine).len(), 1, "{}", site.engine);
        let asked = list(&site, &ana, &key).await.remove(0);
        assert!(is_refused(&requests.disagree(&ana, &key, &asked, "Why?").await));
    }
}

#[tokio::test]
async fn what_is_said_about_an_entry_is_seen_by_whoever_sees_the_entry() {
    for site in both_engines().await {
        let (ana, nora, key) = people(&site).await;
        let requests = site.store.requests();
        let id = requests.ask(&ana, &key, amendment(&key)).await.unwrap();
        let reply = Reply::Accept { text: String::new(), agreed: None };
        requests.answer(&nora, &key, &id, reply).await.unwrap();
        let only = |section| {
            let rights = Rights { view: true, ..Rights::NONE };
            let mut new = LetIn::everything("Lucía", rights, None);
            new.terms.sections = Some([section].into());
            new
        };
        let medicines = caregiver(&site, &ana, &key, only(Section::Medications), "a").await;
        let documents = caregiver(&site, &ana, &key, only(Section::Documents), "b").await;
        let count = async |who: &Who| {
            let record = sees(&site, who, &key).await;
            let all = record.newest(&Selection::default(), 0, 100).await.unwrap();
            all.iter().filter(|one| &*one.kind == "Communication").count()
        };
        assert_eq!(count(&medicines).await, 1, "{}", site.engine);
        assert_eq!(count(&documents).await, 0, "{}: it tells of a medicine", site.engine);
    }
}

#[tokio::test]
async fn two_clerks_answer_a_request_once() {
    for site in both_engines().await {
        let (ana, nora, key) = people(&site).await;
        let omar = Who::Account(on_staff(&site, "omar", &[Office::PrivacyOfficer]).await);
        let requests = site.store.requests();
        let id = requests.ask(&ana, &key, amendment(&key)).await.unwrap();
        let yes = Reply::Accept { text: String::new(), agreed: None };
        let no = Reply::Deny { reason: "It is as it was.".to_owned() };
        let both = tokio::join!(
            requests.answer(&nora, &key, &id, yes),
            requests.answer(&omar, &key, &id, no)
        );
        let done = [both.0, both.1].iter().filter(|outcome| outcome.is_ok()).count();
        assert_eq!(done, 1, "{}", site.engine);
        assert!(site.store.verify(|_, _| {}).await.unwrap().findings.is_empty());
    }
}
