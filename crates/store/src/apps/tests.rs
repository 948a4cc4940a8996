//! What an app is given, for how long, and that it never sees more, on both engines.

mod attacks;
mod identity;
mod itself;

use bluebutton_record::{Office, Section, Selection, Topics};
use jiff::civil::{Date, date};

use super::*;
use crate::access::{Action, Rights, Who};
use crate::accounts::tests::{on_staff, person};
use crate::accounts::{LetIn, NewTerms, Redeemed};
use crate::db::testing::{Site, both_engines};
use crate::error::{Result, StoreError};
use crate::events::{AppStep, By, Event, Part};
use crate::testing::{ANA, TOM, import, other, permit, result};

pub(crate) const BACK: &str = "https://app.example/back";
const LAB: &str = "http://terminology.hl7.org/CodeSystem/observation-category|laboratory";

/// An app that anybody may use.
pub(crate) async fn an_app(site: &Site, name: &str) -> App {
    let about = About {
        name: name.to_owned(),
        publisher: "Example Apps".to_owned(),
        website: "https://app.example/".to_owned(),
        contact: "dev@app.example".to_owned(),
        redirects: vec![BACK.to_owned()],
        keys: None,
    };
    site.store.apps().register(None, about, (false, true)).await.unwrap().0
}

pub(crate) fn consent(app: &App) -> Consent {
    Consent {
        with_code: String::new(),
        app: app.id.clone(),
        scopes: "patient/*.rs offline_access".to_owned(),
        opens: [everything()].into(),
        sections: None,
        topics: BTreeSet::new(),
        until: None,
        redirect_uri: BACK.to_owned(),
        challenge: "challenge".to_owned(),
    }
}

fn everything() -> ScopeRule {
    ScopeRule { kind: None, category: None }
}

const WANTED: TokenTimes = TokenTimes { access_seconds: 3_600, refresh_seconds: Some(86_400 * 30) };

/// Ana with an account, results and a condition; Tom beside her.
async fn ana(site: &Site) -> (AccountId, PatientKey) {
    let key = ANA.key(&site.store).await;
    let lab = format!(
        r#""status":"final","category":[{{"coding":[{{"system":"{}","code":"laboratory"}}]}}],"code":{{"text":"Glucose"}}"#,
        LAB.split_once('|').unwrap().0
    );
    let vital = lab.replace("laboratory", "vital-signs");
    let hiv = r#""clinicalStatus":{"coding":[{"code":"active"}]},"code":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"B20"}]}"#;
    let resources = vec![
        other(&key, "Observation", "lab", &lab),
        other(&key, "Observation", "vital", &vital),
        other(&key, "Condition", "cold", r#""code":{"text":"Cold"}"#),
        other(&key, "Condition", "hiv", hiv),
    ];
    import(&site.store, &ANA, resources).await;
    let tom = TOM.key(&site.store).await;
    import(&site.store, &TOM, vec![result(&tom, "toms", "2026-01-01", "1")]).await;
    let id = site.store.accounts().create(person("ana", "Ana Reyes")).await.unwrap();
    site.store.accounts().own(&id, &key).await.unwrap();
    (id, key)
}

async fn exchanged(site: &Site, code: &Hidden<String>) -> Exchanged {
    site.store.apps().exchange(code.reveal(), |_| Some(WANTED)).await.unwrap()
}

fn done(exchanged: Exchanged) -> Tokens {
    match exchanged {
        Exchanged::Done(tokens) => *tokens,
        other => panic!("{other:?}"),
    }
}

/// Ana lets an app in; its tokens.
async fn connected(site: &Site, who: &AccountId, key: &PatientKey, consent: Consent) -> Tokens {
    let who = Who::Account(who.clone());
    let code = site.store.apps().allow(&who, key, consent).await.unwrap();
    done(exchanged(site, &code).await)
}

async fn renewed(site: &Site, app: &App, token: &Hidden<String>) -> Exchanged {
    let same = |scopes: &str| Some((scopes.to_owned(), WANTED));
    site.store.apps().refresh(&app.id, token.reveal(), same).await.unwrap()
}

/// The local ids that an app finds with a token.
async fn reads(site: &Site, tokens: &Tokens, opens: &[ScopeRule]) -> Result<BTreeSet<String>> {
    let store = &site.store;
    let found = store.apps().access(tokens.access.reveal()).await?.ok_or(StoreError::NotFound)?;
    let AppAccess { app, person, patient, grant, .. } = found;
    let opens = opens.iter().cloned().collect();
    let who = Who::App { app: app.clone(), person, grant, opens };
    let action = Action::AppRead { app, what: "Observation".to_owned() };
    let permit = store.access().open_to_read(&who, &patient, action).await?;
    let record = store.records().open(&permit).await?;
    let mut all = BTreeSet::new();
    for kind in ["Observation", "Condition"] {
        let found = record.of_kind(kind, |_| true);
        all.extend(found.iter().map(|id| id.local().to_owned()));
    }
    Ok(all)
}

fn set(locals: &[&str]) -> BTreeSet<String> {
    locals.iter().map(|local| (*local).to_owned()).collect()
}

fn is_gone(read: &Result<BTreeSet<String>>) -> bool {
    matches!(read, Err(StoreError::NotFound | StoreError::AccessOver(_)))
}

async fn is_whole(site: &Site) {
    let findings = site.store.verify(|_, _| {}).await.unwrap().findings;
    assert_eq!(findings, Vec::<String>::new(), "{}", site.engine);
}

async fn steps(site: &Site, key: &PatientKey) -> Vec<(By, AppStep)> {
    let permit = permit(&site.store, key).await;
    let lines = site.store.audit().lines(&permit, 0, 50).await.unwrap();
    let mut told: Vec<(By, AppStep)> = lines
        .into_iter()
        .filter_map(|line| match line.told {
            Some((by, Event::App { step, .. })) => Some((by, step)),
            _ => None,
        })
        .collect();
    told.reverse();
    told
}

async fn of_ana(site: &Site, ana: &AccountId, key: &PatientKey) -> Vec<AppGrant> {
    let people = Action::View { page: "people", resource: None };
    let who = Who::Account(ana.clone());
    let permit = site.store.access().open(&who, key, people).await.unwrap();
    site.store.apps().of_record(&permit).await.unwrap()
}

#[tokio::test]
async fn an_app_reads_what_it_was_let_and_the_patient_reads_that_it_did() {
    for site in both_engines().await {
        let (ana, key) = ana(&site).await;
        let app = an_app(&site, "Growth chart").await;

        let tokens = connected(&site, &ana, &key, consent(&app)).await;
        let read = reads(&site, &tokens, &[everything()]).await.unwrap();

        assert_eq!(read, set(&["lab", "vital", "cold", "hiv"]), "{}", site.engine);
        assert_eq!((tokens.patient, tokens.seconds), (key.clone(), 3_600));
        let told = steps(&site, &key).await;
        let words: Vec<AppStep> = told.iter().map(|(_, step)| *step).collect();
        assert_eq!(words, [AppStep::Allowed, AppStep::Connected, AppStep::Read]);
        let (by, _) = &told[2];
        assert_eq!((by.part, by.name.as_deref()), (Part::App, Some("Growth chart")));
        assert_eq!(by.origin().account.as_ref(), Some(&ana));
        let shown = of_ana(&site, &ana, &key).await;
        assert_eq!((shown.len(), shown[0].name.as_str()), (1, "Growth chart"));
        is_whole(&site).await;
    }
}

#[tokio::test]
async fn a_token_opens_no_more_than_its_scopes_and_its_grant() {
    for site in both_engines().await {
        let (ana, key) = ana(&site).await;
        let app = an_app(&site, "Growth chart").await;
        let labs =
            ScopeRule { kind: Some("Observation".to_owned()), category: Some(LAB.to_owned()) };
        let narrow = Consent { opens: [labs.clone()].into(), ..consent(&app) };
        let tokens = connected(&site, &ana, &key, narrow).await;
        // Whatever the token is taken for, the grant does not open it.
        for opens in [vec![labs.clone()], vec![everything()]] {
            assert_eq!(reads(&site, &tokens, &opens).await.unwrap(), set(&["lab"]));
        }
        assert_eq!(reads(&site, &tokens, &[]).await.unwrap(), set(&[]));
        let wide = connected(&site, &ana, &key, consent(&app)).await;
        assert_eq!(reads(&site, &wide, &[labs]).await.unwrap(), set(&["lab"]), "less is asked");
        assert!(is_gone(&reads(&site, &tokens, &[everything()]).await), "a yes replaces the last");
        is_whole(&site).await;
    }
}

#[tokio::test]
async fn sections_that_were_taken_off_and_sensitive_topics_are_not_shown_to_an_app() {
    for site in both_engines().await {
        let (ana, key) = ana(&site).await;
        site.store.set_topics(Topics::built_in());
        let app = an_app(&site, "Growth chart").await;

        let tokens = connected(&site, &ana, &key, consent(&app)).await;
        let all = [everything()];
        assert_eq!(reads(&site, &tokens, &all).await.unwrap(), set(&["lab", "vital", "cold"]));

        let open = Consent { topics: set(&["hiv-and-sexual-health"]), ..consent(&app) };
        let tokens = connected(&site, &ana, &key, open).await;
        assert!(reads(&site, &tokens, &all).await.unwrap().contains("hiv"));

        let results = Some([Section::Results].into());
        let chosen = Consent { sections: results, ..consent(&app) };
        let tokens = connected(&site, &ana, &key, chosen).await;
        assert_eq!(reads(&site, &tokens, &all).await.unwrap(), set(&["lab"]));
    }
}

#[tokio::test]
async fn access_that_ended_or_ran_out_is_gone_with_the_next_question() {
    for site in both_engines().await {
        let (ana, key) = ana(&site).await;
        let app = an_app(&site, "Growth chart").await;
        let (who, all) = (Who::Account(ana.clone()), [everything()]);

        let tokens = connected(&site, &ana, &key, consent(&app)).await;
        let id = of_ana(&site, &ana, &key).await[0].id.clone();
        site.store.apps().end(&who, &key, &id).await.unwrap();
        assert!(is_gone(&reads(&site, &tokens, &all).await), "{}", site.engine);
        let refresh = tokens.refresh.unwrap();
        assert!(matches!(renewed(&site, &app, &refresh).await, Exchanged::Wrong));
        let again = site.store.apps().end(&who, &key, &id).await;
        assert!(matches!(again, Err(StoreError::NotFound)));

        let until: Date = date(2026, 5, 3);
        let today = Consent { until: Some(until), ..consent(&app) };
        let tokens = connected(&site, &ana, &key, today).await;
        let long = TokenTimes { access_seconds: 86_400 * 3, ..WANTED };
        let long = move |scopes: &str| Some((scopes.to_owned(), long));
        let refresh = tokens.refresh.unwrap();
        let made = site.store.apps().refresh(&app.id, refresh.reveal(), long).await.unwrap();
        let tokens = done(made);
        assert!(reads(&site, &tokens, &all).await.is_ok());
        site.after_seconds(86_400);
        assert!(is_gone(&reads(&site, &tokens, &all).await), "its last day is over");

        let tokens = connected(&site, &ana, &key, consent(&app)).await;
        site.store.accounts().end_all(&who, &key).await.unwrap();
        assert!(is_gone(&reads(&site, &tokens, &all).await), "all access was ended");
        is_whole(&site).await;
    }
}

#[tokio::test]
async fn a_caregiver_gives_an_app_no_more_than_they_have_and_only_if_they_may_use_apps() {
    for site in both_engines().await {
        let (ana, key) = ana(&site).await;
        let app = an_app(&site, "Growth chart").await;
        let lucia = site.store.accounts().create(person("lucia", "Lucía")).await.unwrap();
        let who = Who::Account(ana.clone());
        let let_in = async |rights: Rights, sections: Option<BTreeSet<Section>>| {
            let terms = Terms { sections, ..Terms::everything(rights) };
            let new = LetIn { terms, ..LetIn::everything("Lucía", rights, None) };
            let (code, _) = site.store.accounts().let_in(&who, &key, new).await.unwrap();
            let accounts = site.store.accounts();
            let done = accounts.accept(&lucia, &code, date(1955, 3, 14), "here").await.unwrap();
            assert!(matches!(done, Redeemed::Done(_)));
        };
        let look = Rights { view: true, ..Rights::NONE };
        let hers = Who::Account(lucia.clone());
        // Every other right is none of this one.
        for rights in [look, Rights { apps: false, ..Rights::OWNER }] {
            let_in(rights, None).await;
            let denied = site.store.apps().allow(&hers, &key, consent(&app)).await;
            assert!(matches!(denied, Err(StoreError::NotAllowed(_))), "{}", site.engine);
            for grant in of_people(&site, &who, &key).await {
                site.store.accounts().end(&who, &key, &grant, "Lucía").await.unwrap();
            }
        }

        let_in(Rights { apps: true, ..look }, Some([Section::Results].into())).await;
        let tokens = connected(&site, &lucia, &key, consent(&app)).await;
        let read = reads(&site, &tokens, &[everything()]).await.unwrap();
        assert_eq!(read, set(&["lab"]), "looking at all of it is not handed on");

        assert_eq!(of_ana(&site, &ana, &key).await[0].given_by.as_deref(), Some("Lucía"));
        // The right taken off, she still looks, and her app does not.
        let people = of_people(&site, &who, &key).await;
        for grant in &people {
            let terms = Terms::everything(Rights { apps: false, ..Rights::OWNER });
            let new = NewTerms { terms, from: None, until: None };
            let (accounts, grant) = (site.store.accounts(), (grant.as_str(), "Lucía"));
            accounts.change_terms(&who, &key, grant, new).await.unwrap();
        }
        assert!(is_gone(&reads(&site, &tokens, &[everything()]).await), "{}", site.engine);
        for grant in &people {
            let grant = (grant.as_str(), "Lucía");
            site.store.accounts().take_change_back(&who, &key, grant).await.unwrap();
        }
        assert!(reads(&site, &tokens, &[everything()]).await.is_ok(), "{}", site.engine);
        for grant in people {
            site.store.accounts().end(&who, &key, &grant, "Lucía").await.unwrap();
        }
        assert!(is_gone(&reads(&site, &tokens, &[everything()]).await), "she is out, and her app");
        is_whole(&site).await;
    }
}

async fn of_people(site: &Site, who: &Who, key: &PatientKey) -> Vec<String> {
    let people = Action::View { page: "people", resource: None };
    let permit = site.store.access().open(who, key, people).await.unwrap();
    let people = site.store.accounts().caregivers(&permit).await.unwrap();
    people.into_iter().filter(|one| one.ended.is_none()).map(|one| one.id).collect()
}

#[tokio::test]
async fn an_app_that_was_not_looked_at_or_was_closed_is_given_nothing() {
    for site in both_engines().await {
        let (ana, key) = ana(&site).await;
        let app = an_app(&site, "Growth chart").await;
        let officer = Who::Account(on_staff(&site, "priya", &[Office::PrivacyOfficer]).await);
        let clerk = Who::Account(on_staff(&site, "nora", &[Office::RecordsOffice]).await);
        let apps = site.store.apps();

        let waiting = apps.register(None, app.about.clone(), (true, false)).await.unwrap();
        assert_eq!(waiting.0.state, AppState::Waiting);
        let secret = waiting.1.unwrap();
        assert_eq!(apps.proven(&waiting.0.id, Some(&secret)).await.unwrap(), None);
        let who = Who::Account(ana.clone());
        let denied = apps.allow(&who, &key, consent(&waiting.0)).await;
        assert!(matches!(denied, Err(StoreError::NotAllowed("app-not-open"))));

        let not_theirs = apps.decide(&clerk, &waiting.0.id, AppState::Open).await;
        assert!(matches!(not_theirs, Err(StoreError::NotAllowed("not-your-office"))));
        let not_theirs = apps.decide(&who, &waiting.0.id, AppState::Open).await;
        assert!(matches!(not_theirs, Err(StoreError::NotAllowed(_))));
        apps.decide(&officer, &waiting.0.id, AppState::Open).await.unwrap();
        assert!(apps.proven(&waiting.0.id, Some(&secret)).await.unwrap().is_some());

        let tokens = connected(&site, &ana, &key, consent(&app)).await;
        apps.decide(&officer, &app.id, AppState::Closed).await.unwrap();
        assert!(is_gone(&reads(&site, &tokens, &[everything()]).await), "{}", site.engine);
        let refresh = tokens.refresh.unwrap();
        assert!(matches!(renewed(&site, &app, &refresh).await, Exchanged::Wrong));
        assert_eq!(apps.list(&officer).await.unwrap().len(), 2);
        is_whole(&site).await;
    }
}

#[tokio::test]
async fn an_app_is_registered_with_addresses_that_lead_where_they_look() {
    for site in both_engines().await {
        let app = an_app(&site, "Growth chart").await;
        let register = async |change: &dyn Fn(&mut About)| {
            let mut about = app.about.clone();
            change(&mut about);
            site.store.apps().register(None, about, (false, true)).await.is_ok()
        };
        assert!(register(&|about| about.website.clear()).await);
        assert!(!register(&|about| about.redirects.clear()).await);
        assert!(!register(&|about| about.redirects.push("http://app.example/".to_owned())).await);
        assert!(!register(&|about| about.website = "javascript:alert(1)".to_owned()).await);
        assert!(!register(&|about| about.name = "Gr\u{0}owth".to_owned()).await);
        assert!(!register(&|about| about.name = "x".repeat(101)).await, "{}", site.engine);
    }
}

#[tokio::test]
async fn test_switches_end_and_run_out_a_consent_at_once() {
    for site in both_engines().await {
        let (ana, key) = ana(&site).await;
        let app = an_app(&site, "Growth chart").await;
        for switch in [Switch::Expire, Switch::Revoke] {
            let tokens = connected(&site, &ana, &key, consent(&app)).await;
            let token = tokens.access.reveal();
            assert!(site.store.apps().switch(token, switch).await.unwrap());
            assert!(is_gone(&reads(&site, &tokens, &[everything()]).await), "{switch:?}");
            assert!(!site.store.apps().switch("nothing", switch).await.unwrap());
        }
        is_whole(&site).await;
    }
}
