//! A site with something in every table, and what changes in each of them later.

use bluebutton_crypto::{Hidden, totp};
use bluebutton_record::{Rights, Selection, Terms};
use jiff::civil::date;

use crate::access::restrictions::NewRestriction;
use crate::access::{Action, Who};
use crate::accounts::tests::{PASSWORD, person};
use crate::accounts::{CodeOutcome, LetIn, NewAccount, Redeemed, Role, SessionToken, SignIn};
use crate::db::testing::{Site, on_sqlite};
use crate::imports::Arrival;
use crate::testing::{ANA, TOM, import, import_with, result};
use crate::transmissions::{NewTransmission, Way};

/// A site in which something stands in every table.
pub(super) async fn lived_in() -> Site {
    let site = on_sqlite().await;
    let (ana, tom) = (ANA.key(&site.store).await, TOM.key(&site.store).await);
    let document: &[u8] = b"<ClinicalDocument/>";
    let results = || vec![result(&ana, "a", "2026-01-01", "1")];
    import_with(&site.store, &ANA, results(), vec![("doc", document)]).await.unwrap();
    import(&site.store, &ANA, vec![result(&ana, "a", "2026-01-01", "2")]).await;
    import(&site.store, &TOM, vec![result(&tom, "b", "2026-01-01", "1")]).await;
    with_quarantine_and_directory(&site).await;
    let accounts = site.store.accounts();
    let anas = accounts.create(person("ana", "Ana Reyes")).await.unwrap();
    let toms = accounts.create(person("tom", "Tom Becker")).await.unwrap();
    accounts.own(&anas, &ana).await.unwrap();
    accounts.own(&toms, &tom).await.unwrap();
    let nora = NewAccount { role: Role::Staff, ..person("nora", "Nora Quinn") };
    accounts.create(nora).await.unwrap();
    let who = Who::Account(anas.clone());
    let rights = Rights { view: true, ..Rights::NONE };
    let (code, _) =
        accounts.let_in(&who, &ana, LetIn::everything("Tom", rights, None)).await.unwrap();
    let accepted = accounts.accept(&toms, &code, date(1955, 3, 14), "here").await.unwrap();
    assert!(matches!(accepted, Redeemed::Done(_)));
    accounts.let_in(&who, &ana, LetIn::everything("Lucía", rights, None)).await.unwrap();
    for terms in [Terms::everything(Rights::OWNER), Terms::everything(Rights::NONE)] {
        let new = NewRestriction { terms, legal_reason: None, until: None };
        site.store.access().restrict(&who, &ana, new).await.unwrap();
    }
    for login in ["ana", "tom"] {
        sign_in(&site, login).await;
    }
    for _ in 0..2 {
        let what = NewTransmission {
            way: Way::Direct,
            to: "dr.lee@clinic.example".to_owned(),
            selection: Selection::default(),
            message: None,
            language: bluebutton_record::Language::English,
            risk_accepted: false,
        };
        site.store.transmissions().ask(&who, &ana, what).await.unwrap();
    }
    site.store.audit().checkpoint().await.unwrap();
    site.store.audit().count_events().await.unwrap();
    site
}

/// Signs in with a new second factor, and shows recovery codes.
async fn sign_in(site: &Site, login: &str) -> SessionToken {
    let accounts = site.store.accounts();
    site.after_seconds(60);
    let account = accounts.by_login(login).await.unwrap().unwrap();
    let secret = totp::new_secret(site.store.random());
    accounts.set_totp(&account.id, secret.clone()).await.unwrap();
    let password = || Hidden::new(PASSWORD.to_owned());
    let SignIn::NeedsCode(waiting) = accounts.sign_in(login, password(), "here").await.unwrap()
    else {
        panic!()
    };
    let code = totp::code_at(&secret, site.store.now().as_second());
    let CodeOutcome::Right(token) = accounts.give_code(&waiting, &code).await.unwrap() else {
        panic!()
    };
    accounts.renew_recovery_codes(&token, password()).await.unwrap().unwrap();
    token
}

/// Something in quarantine and in the directory.
async fn with_quarantine_and_directory(site: &Site) {
    use bluebutton_record::ResourceId;
    use bluebutton_record::normalize::{Assigned, Ready, Told};
    use bluebutton_record::reading::{Issue, Place, Severity};
    for number in 0..2 {
        let id = ResourceId::in_directory(&format!("clinic{number}")).unwrap();
        let json = format!(r#"{{"resourceType":"Organization","id":"{id}","name":"Clinic"}}"#);
        let clinic = Ready {
            told: Told::There,
            kind: "Organization".into(),
            id,
            json,
            facts: bluebutton_record::facts::Facts::default(),
        };
        let reason = Issue::new(Severity::Error, Place::default(), "This line is no JSON.");
        let arrival = Arrival {
            file: "broken.ndjson",
            source: "test",
            found: &[],
            meetings: &[],
            assigned: Assigned { directory: vec![clinic], ..Assigned::default() },
            issues: Vec::new(),
            quarantine: vec![crate::imports::Waiting {
                bytes: format!("{{broken{number}").into_bytes(),
                reason,
                case: None,
            }],
            cases: Vec::new(),
        };
        site.store.imports().commit(arrival).await.unwrap();
    }
}

/// Changes something in every table.
pub(super) async fn live_on(site: &Site) {
    let (ana, accounts) = (ANA.key(&site.store).await, site.store.accounts());
    let anas = accounts.by_login("ana").await.unwrap().unwrap().id;
    let who = Who::Account(anas.clone());
    import(&site.store, &ANA, vec![result(&ana, "a", "2026-01-01", "3")]).await;
    let view = Action::View { page: "people", resource: None };
    let permit = site.store.access().open(&who, &ana, view).await.unwrap();
    for one in accounts.caregivers(&permit).await.unwrap() {
        accounts.end(&who, &ana, &one.id, &one.name).await.unwrap();
    }
    let token = sign_in(site, "tom").await;
    accounts.sign_out(&token).await.unwrap();
    let new = Hidden::new("a calm river at dawn".to_owned());
    accounts.set_password(&anas, new).await.unwrap();
    let job = site.store.jobs().take().await.unwrap().unwrap();
    let sent = site.store.transmissions().list(&permit, 1).await.unwrap();
    let came = (crate::transmissions::State::Sent, crate::jobs::Outcome::Done);
    site.store.transmissions().settle(&job, &ana, &sent[0].id, came).await.unwrap();
    let waiting = site.store.imports().quarantine(&Who::Operator, 0, 1).await.unwrap();
    site.store.imports().release(&Who::Operator, &waiting[0].id, false).await.unwrap();
    accounts.end_account(&anas).await.unwrap();
    site.store.audit().checkpoint().await.unwrap();
    site.store.audit().count_events().await.unwrap();
}
