//! People who act for a patient by law, and whom a court keeps out, on both engines.

mod orders;

use bluebutton_record::representative::Authority;
use bluebutton_record::{Terms, Topics};

mod namesakes;

use super::*;
use crate::access::RecordAccess;
use crate::access::orders::NewOrder;
use crate::access::papers::OfficePaper;
use crate::accounts::{Caregiver, NewRepresentative, Representative};
use crate::events::RepresentativeStep;
use crate::testing::{Somebody, other};

/// 11 years old on the day of these tests (May 3, 2026).
const LEO: Somebody =
    Somebody { family: "Reyes", given: "Leo", birth_date: "2014-06-01", number: "MRN-11" };

/// 17, and of age in two days.
const NINA: Somebody =
    Somebody { family: "Reyes", given: "Nina", birth_date: "2008-05-05", number: "MRN-17" };

const DAY: i64 = 86_400;

const NORA: &str = "nora";

fn paper() -> OfficePaper {
    let (title, media_type) = ("Order 7".to_owned(), "text/plain".to_owned());
    OfficePaper { title, media_type, bytes: b"It is ordered.".as_slice().into() }
}

fn parent(name: &str) -> NewRepresentative {
    let opened = Topics::built_in().all().iter().map(|topic| topic.slug.clone()).collect();
    NewRepresentative {
        name: name.to_owned(),
        authority: Authority::Parent,
        identity: "Passport".to_owned(),
        note: String::new(),
        is_contested: true,
        terms: Terms { opened, ..Terms::everything(Rights::OWNER) },
        from: None,
        until: None,
        paper: None,
    }
}

/// A child's record with an entry about mental health, the records office and the front desk.
struct Stage {
    site: Site,
    key: PatientKey,
    office: Who,
    desk: Who,
}

impl Stage {
    async fn of(site: Site, child: &Somebody) -> Self {
        site.store.set_topics(Topics::built_in());
        let key = child.key(&site.store).await;
        let icd = "http://hl7.org/fhir/sid/icd-10-cm";
        let code = format!(r#""code":{{"coding":[{{"system":"{icd}","code":"F32.1"}}]}}"#);
        let subject = format!(r#""subject":{{"reference":"Patient/{key}"}}"#);
        let sad = other(&key, "Condition", "sad", &format!("{code},{subject}"));
        let plain =
            other(&key, "Condition", "plain", &format!(r#""code":{{"text":"Cold"}},{subject}"#));
        import(&site.store, child, vec![sad, plain]).await;
        let nora = on_staff(&site, NORA, &[Office::RecordsOffice]).await;
        let frank = on_staff(&site, "frank", &[Office::FrontDesk]).await;
        let (office, desk) = (Who::Account(nora), Who::Account(frank));
        Self { site, key, office, desk }
    }

    /// Somebody is entered, gets their code, and comes.
    async fn comes(&self, child: &Somebody, login: &str, new: NewRepresentative) -> AccountId {
        let (accounts, name) = (self.site.store.accounts(), new.name.clone());
        let id = accounts.enter_representative(&self.office, &self.key, new).await.unwrap();
        let expected = accounts.expected(&self.desk, &self.key).await.unwrap();
        let one = expected.into_iter().find(|one| one.id == id).unwrap();
        let made = accounts.representative_code(&self.desk, &self.key, &one).await;
        let birth_date: Date = child.birth_date.parse().unwrap();
        let new = person(login, &name);
        match accounts.redeem(&made.unwrap().0, birth_date, new, "here").await.unwrap() {
            Redeemed::Done(id) => id,
            other => panic!("{other:?}"),
        }
    }

    async fn sees(&self, who: &AccountId) -> Vec<String> {
        let overview = Action::View { page: "overview", resource: None };
        let who = Who::Account(who.clone());
        let permit = self.site.store.access().open(&who, &self.key, overview).await.unwrap();
        let record = self.site.store.records().open(&permit).await.unwrap();
        let all = record.newest(&Selection::default(), 0, 100).await.unwrap();
        let locals = all.iter().map(|one| one.id.local().to_owned());
        locals.filter(|local| !local.is_empty()).collect()
    }

    async fn child(&self, login: &str) -> AccountId {
        let id = self.site.store.accounts().create(person(login, "The Child")).await.unwrap();
        self.site.store.accounts().own(&id, &self.key).await.unwrap();
        id
    }

    async fn one(&self, name: &str) -> Representative {
        let all = self.site.store.accounts().representatives(&self.office, &self.key).await;
        all.unwrap().into_iter().find(|one| one.name == name).unwrap()
    }

    async fn people(&self, who: &AccountId) -> Vec<Caregiver> {
        let who = Who::Account(who.clone());
        let permit = self.site.store.access().open(&who, &self.key, view()).await.unwrap();
        self.site.store.accounts().caregivers(&permit).await.unwrap()
    }

    async fn is_whole(&self) -> bool {
        let found = self.site.store.verify(|_, _| {}).await.unwrap().findings;
        assert!(found.is_empty(), "{found:?}");
        true
    }
}

fn refusal<T>(outcome: Result<T>) -> &'static str {
    match outcome {
        Err(StoreError::NotAllowed(why)) => why,
        Err(StoreError::NotFound) => "not-found",
        Err(other) => panic!("{other:?}"),
        Ok(_) => "",
    }
}

#[tokio::test]
async fn a_parent_is_entered_by_the_office_and_their_code_made_by_the_front_desk() {
    for site in both_engines().await {
        let stage = Stage::of(site, &LEO).await;
        let (accounts, key) = (stage.site.store.accounts(), &stage.key);
        let clara = stage.comes(&LEO, "clara", parent("Clara Reyes")).await;

        let mut seen = stage.sees(&clara).await;
        seen.sort_unstable();
        assert_eq!(seen, ["plain", "sad"], "the law treats a parent as the child");
        let one = stage.one("Clara Reyes").await;
        assert_eq!(one.until, Some(date(2032, 5, 31)), "childhood ends by itself");
        // Who enters makes no code, who makes codes enters nobody, and neither the patient does.
        let expected = refusal(accounts.expected(&stage.office, key).await);
        assert_eq!(expected, "not-your-office");
        let entered = accounts.enter_representative(&stage.desk, key, parent("Frank")).await;
        assert_eq!(refusal(entered), "not-your-office");
        let leo = Who::Account(stage.child("leo").await);
        let entered = accounts.enter_representative(&leo, key, parent("Frank Foe")).await;
        assert_eq!(refusal(entered), "not-in-your-rights");
        assert!(stage.is_whole().await);
    }
}

#[tokio::test]
async fn what_is_not_known_of_a_representative_is_asked_for() {
    for site in both_engines().await {
        let stage = Stage::of(site, &LEO).await;
        let (accounts, key) = (stage.site.store.accounts(), &stage.key);
        for (new, why) in [
            (NewRepresentative { name: " ".into(), ..parent("") }, "representative-needs-words"),
            (
                NewRepresentative { identity: String::new(), ..parent("Clara") },
                "representative-needs-words",
            ),
            (
                NewRepresentative { authority: Authority::Guardian, ..parent("Clara") },
                "representative-needs-paper",
            ),
            (
                NewRepresentative { until: Some(date(2026, 5, 2)), ..parent("Clara") },
                "representative-days",
            ),
            (
                NewRepresentative { terms: Terms::everything(Rights::NONE), ..parent("Clara") },
                "representative-days",
            ),
        ] {
            let entered = accounts.enter_representative(&stage.office, key, new).await;
            assert_eq!(refusal(entered), why, "{}", stage.site.engine);
        }
        import(&stage.site.store, &ANA, Vec::new()).await;
        let grown = ANA.key(&stage.site.store).await;
        let entered = accounts.enter_representative(&stage.office, &grown, parent("Eva")).await;
        assert_eq!(refusal(entered), "representative-of-age");
    }
}

#[tokio::test]
async fn of_a_teen_a_parent_sees_no_sensitive_topic_whatever_was_given() {
    for site in both_engines().await {
        let stage = Stage::of(site, &LEO).await;
        let clara = stage.comes(&LEO, "clara", parent("Clara Reyes")).await;
        // The day before Leo is 13, and that day.
        let days = (date(2027, 5, 31) - date(2026, 5, 3)).get_days();
        stage.site.after_seconds(i64::from(days) * DAY);
        assert_eq!(stage.sees(&clara).await.len(), 2, "{}", stage.site.engine);
        stage.site.after_seconds(DAY);
        assert_eq!(stage.sees(&clara).await, ["plain"], "{}", stage.site.engine);
        let leo = stage.child("leo").await;
        assert_eq!(stage.sees(&leo).await.len(), 2, "the teen sees all of it");
        let clara = stage.people(&leo).await.remove(0);
        assert!(clara.terms.opened.is_empty(), "and reads that it is hidden from her");
    }
}

#[tokio::test]
async fn a_parents_access_ends_at_the_sites_midnight_and_only_the_patient_renews_it() {
    for site in both_engines().await {
        let stage = Stage::of(site, &NINA).await;
        stage.site.store.set_time_zone(TimeZone::get("America/New_York").unwrap());
        let (accounts, key) = (stage.site.store.accounts(), &stage.key);
        let clara = stage.comes(&NINA, "clara", parent("Clara Reyes")).await;
        let nina = stage.child("nina").await;
        let own = stage.people(&nina).await.remove(0);
        let grant = (own.id.as_str(), "Clara Reyes");
        let who = Who::Account(nina.clone());
        assert_eq!(refusal(accounts.renew(&who, key, grant).await), "not-found", "not yet");

        // 11:30 PM on May 4, and an hour later.
        stage.site.after_seconds(DAY + 15 * 3_600 + 1_800);
        opens(&stage.site, &clara, key, view()).await.unwrap();
        stage.site.after_seconds(3_600);
        let outcome = opens(&stage.site, &clara, key, view()).await;
        let is_told =
            matches!(outcome, Err(StoreError::AccessOver(day)) if day == date(2026, 5, 4));
        assert!(is_told, "{}: {outcome:?}", stage.site.engine);

        let again = accounts.renew(&Who::Account(clara.clone()), key, grant).await;
        assert!(again.is_err(), "she does not let herself in");
        accounts.renew(&who, key, grant).await.unwrap();
        assert_eq!(stage.sees(&clara).await, ["plain"], "what is sensitive is hers to open now");
        let renewed = stage.people(&nina).await.remove(0);
        assert!(renewed.acting.is_none() && !renewed.rights.manage && renewed.until.is_none());
        assert_eq!(refusal(accounts.renew(&who, key, grant).await), "not-found", "once");
        assert!(stage.is_whole().await);
    }
}

#[tokio::test]
async fn of_two_parents_neither_is_shown_to_the_other() {
    for site in both_engines().await {
        let stage = Stage::of(site, &LEO).await;
        let clara = stage.comes(&LEO, "clara", parent("Clara Reyes")).await;
        let omar = stage.comes(&LEO, "omar", parent("Omar Haddad")).await;
        assert!(stage.people(&clara).await.is_empty() && stage.people(&omar).await.is_empty());
        let who = Who::Account(omar.clone());
        let page = Action::View { page: "activity", resource: None };
        let permit = stage.site.store.access().open(&who, &stage.key, page).await.unwrap();
        let lines = stage.site.store.audit().lines(&permit, 0, 100).await.unwrap();
        for line in lines {
            let (by, _) = line.told.unwrap();
            assert_eq!(by.origin().account.as_ref(), Some(&omar), "his own deeds alone");
        }
        // What one lets in, the other does not see either.
        let accounts = stage.site.store.accounts();
        let rosa = LetIn::everything("Rosa", VIEW_ONLY, None);
        accounts.let_in(&Who::Account(clara.clone()), &stage.key, rosa).await.unwrap();
        assert_eq!(stage.people(&clara).await.len(), 1);
        assert!(stage.people(&omar).await.is_empty());
        let leo = stage.child("leo").await;
        assert_eq!(stage.people(&leo).await.len(), 3, "whose record it is knows everybody");
    }
}

#[tokio::test]
async fn what_the_office_entered_the_patient_does_not_change_but_can_stop() {
    for site in both_engines().await {
        let stage = Stage::of(site, &LEO).await;
        let (accounts, key) = (stage.site.store.accounts(), &stage.key);
        let clara = stage.comes(&LEO, "clara", parent("Clara Reyes")).await;
        let leo = stage.child("leo").await;
        let who = Who::Account(leo.clone());
        let own = stage.people(&leo).await.remove(0);
        assert!(!own.can_be_changed() && !own.can_be_ended());
        let ended = accounts.end(&who, key, &own.id, "Clara Reyes").await;
        assert_eq!(refusal(ended), "kept-by-the-office");

        assert_eq!(accounts.end_all(&who, key).await.unwrap(), 1);
        assert!(is_over(&opens(&stage.site, &clara, key, view()).await));
        accounts.give_back(&who, key, (&own.id, "Clara Reyes")).await.unwrap();
        opens(&stage.site, &clara, key, view()).await.unwrap();

        // On a call, staff do it with the reason that the patient reads.
        let Who::Account(frank) = stage.desk.clone() else { panic!() };
        let reason = "Called, gave the last visit".to_owned();
        let untold = accounts.end_all(&stage.desk, key).await;
        assert!(matches!(untold, Err(StoreError::NotFound)), "without a reason: {untold:?}");
        let call = Who::Staff { account: frank, reason: reason.clone() };
        assert_eq!(accounts.end_all(&call, key).await.unwrap(), 1);
        let (by, event) = newest_line(&stage.site, key).await;
        assert_eq!((by.reason, event), (Some(reason), Event::AllAccessEnded));
        assert!(is_over(&opens(&stage.site, &clara, key, view()).await));

        // What the office ended, the office alone gives back.
        let one = stage.one("Clara Reyes").await;
        accounts.give_representative_back(&stage.office, key, &one).await.unwrap();
        let one = stage.one("Clara Reyes").await;
        accounts.end_representative(&stage.office, key, &one).await.unwrap();
        let back = accounts.give_back(&who, key, (&own.id, "Clara Reyes")).await;
        assert_eq!(refusal(back), "kept-by-the-office");
        assert!(stage.is_whole().await);
    }
}

#[tokio::test]
async fn a_parent_waits_for_the_office_once_the_birth_date_is_another() {
    for site in both_engines().await {
        let stage = Stage::of(site, &LEO).await;
        let (accounts, key) = (stage.site.store.accounts(), &stage.key);
        let clara = stage.comes(&LEO, "clara", parent("Clara Reyes")).await;
        let corrected = Somebody { birth_date: "2014-01-06", ..LEO };
        let meeting = corrected.meet(&stage.site.store).await;
        if meeting.key() != Some(key) {
            // Then staff decide who it is, and the card stays as it was.
            continue;
        }
        import(&stage.site.store, &corrected, Vec::new()).await;
        let outcome = opens(&stage.site, &clara, key, view()).await;
        assert_eq!(refusal(outcome), "access-waits", "{}", stage.site.engine);
        let cared_for = stage.site.store.access().cared_for(&clara).await.unwrap();
        assert_eq!(cared_for[0].standing, RecordAccess::Waits);
        assert_eq!(cared_for[0].name, None);

        let one = stage.one("Clara Reyes").await;
        assert!(one.is_on_hold);
        accounts.confirm_representative(&stage.office, key, &one).await.unwrap();
        opens(&stage.site, &clara, key, view()).await.unwrap();
        assert_eq!(stage.one("Clara Reyes").await.until, Some(date(2032, 1, 5)));
        let (_, event) = {
            let permit = permit(&stage.site.store, key).await;
            stage.site.store.audit().lines(&permit, 2, 1).await.unwrap().remove(0).told.unwrap()
        };
        let is_told =
            matches!(event, Event::Representative { step: RepresentativeStep::Confirmed, .. });
        assert!(is_told, "{event:?}");
    }
}

#[tokio::test]
async fn a_right_that_is_written_by_sql_opens_nothing() {
    for site in both_engines().await {
        let stage = Stage::of(site, &LEO).await;
        let clara = stage.comes(&LEO, "clara", parent("Clara Reyes")).await;
        let order = NewOrder {
            name: "Clara Reyes".to_owned(),
            note: "County court, 7".to_owned(),
            until: None,
            paper: None,
        };
        let access = stage.site.store.access();
        access.enter_order(&stage.office, &stage.key, order).await.unwrap();
        let work = |tx: &mut crate::db::Tx<'_>| {
            tx.execute(UNDO_GRANT, &[])?;
            tx.execute(UNDO_ORDER, &[]).map(|_| ())
        };
        stage.site.store.inner.db.write("attack", work).await.unwrap();
        assert!(opens(&stage.site, &clara, &stage.key, view()).await.is_err());
        let again = LetIn::everything("Clara Reyes", VIEW_ONLY, None);
        let leo = Who::Account(stage.child("leo").await);
        let let_in = stage.site.store.accounts().let_in(&leo, &stage.key, again).await;
        assert!(matches!(let_in, Err(StoreError::Altered(_))), "{let_in:?}");
    }
}

const UNDO_GRANT: &str = "update record_grant set ended_at = null";

const UNDO_ORDER: &str = "update access_order set ended_at = 1";
