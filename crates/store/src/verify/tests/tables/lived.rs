//! A site with something in every table, and what changes in each of them later.

use bluebutton_crypto::{Hidden, totp};
use bluebutton_record::normalize::{Assigned, Ready, Told};
use bluebutton_record::privacy::TopicCode;
use bluebutton_record::reading::{Issue, Place, Severity};
use bluebutton_record::requests::RequestKind;
use bluebutton_record::site_rules::SiteRule;
use bluebutton_record::{Offices, PatientKey, ResourceId, Rights, Selection, Terms, Topics};
use jiff::civil::date;

use crate::access::orders::NewOrder;
use crate::access::papers::OfficePaper;
use crate::access::restrictions::NewRestriction;
use crate::access::{Action, Who};
use crate::accounts::tests::passkeys::Authenticator;
use crate::accounts::tests::passkeys::asked;
use crate::accounts::tests::{PASSWORD, person};
use crate::accounts::{
    AccountId, Assurance, CodeOutcome, Identity, IdentityCheck, LetIn, Needs, NewPasskey,
    PasskeySignIn, Purpose, Redeemed, SessionToken, SignIn, Telling,
};
use crate::apps::tests::{an_app, consent};
use crate::apps::{AppState, Exchanged, TokenTimes};
use crate::db::testing::{Site, on_sqlite};
use crate::events::MemberDeed;
use crate::hub::{HubMember, HubTx, MemberPerson, Membership, Whose};
use crate::imports::Arrival;
use crate::matching::{Decision, NewCase};
use crate::patients::{Doubt, ShownPerson};
use crate::requests::NewRequest;
use crate::site_rules::RuleChange;
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
    let nora = person("nora", "Nora Quinn");
    let nora = accounts.create_staff(&Who::Operator, nora, Offices::ALL).await.unwrap();
    for (patient, account) in [(&ana, &anas), (&tom, &toms)] {
        let clerk = Who::Account(nora.clone());
        site.store.access().open_in_emergency(&clerk, patient, "Unconscious").await.unwrap();
        let check = (IdentityCheck::Document, "Lost telephone");
        accounts.begin_recovery(&Who::Operator, account, check).await.unwrap();
    }
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
    with_orders(&site, &nora, &ana).await;
    for text in ["The lab of March, on paper.", "My letters, to my sister's address."] {
        let new = NewRequest::of(RequestKind::Access, text);
        site.store.requests().ask(&who, &ana, new).await.unwrap();
    }
    for (seed, login) in [(1, "ana"), (2, "tom")] {
        let token = sign_in(&site, login).await;
        let mut device = Authenticator::new(seed, "https://records.riverside.example");
        assert!(add_passkey(&site, &token, &mut device).await);
        accounts.remember_browser(&token, 30 * 24 * 60 * 60).await.unwrap();
        accounts.add_identity(&token, &identity(login), ANYBODY).await.unwrap();
        accounts.ask_notice_address(&token, &format!("{login}@example.org")).await.unwrap();
        let account = accounts.by_login(login).await.unwrap().unwrap().id;
        let told = Telling { patient: None, account, what: "event 1 here".to_owned() };
        accounts.note_told(&told).await.unwrap();
    }
    with_sendings(&site, &who, &ana).await;
    with_apps(&site, &who, &ana).await;
    with_rules(&site).await;
    with_cases(&site).await;
    with_members(&site).await;
    // The last that is found by two beginnings of one sign-in name, whatever their hashes are.
    accounts.create(person("yak-yak", "Zoe")).await.unwrap();
    site.store.audit().count_events().await.unwrap();
    site.store.measures().count().await.unwrap();
    // Somebody is to be counted again.
    import(&site.store, &ANA, vec![result(&ana, "c", "2026-01-02", "1")]).await;
    site.store.audit().checkpoint().await.unwrap();
    site.store.audit().count_events().await.unwrap();
    site
}

/// Two orders of a court.
async fn with_orders(site: &Site, nora: &AccountId, ana: &PatientKey) {
    for number in 0..2 {
        let paper = OfficePaper {
            title: format!("Order {number}"),
            media_type: "text/plain".to_owned(),
            bytes: format!("It is ordered: {number}").into_bytes().into(),
        };
        let new = NewOrder {
            name: format!("Person Number{number}"),
            note: "County court".to_owned(),
            until: None,
            paper: Some(paper),
        };
        let clerk = Who::Account(nora.clone());
        site.store.access().enter_order(&clerk, ana, new).await.unwrap();
    }
}

/// Two pledges, two people whom a member let in, a link that nobody opened, the browsers of two, and their accounts.
async fn with_members(site: &Site) {
    let work = |tx: &mut HubTx<'_, '_>| {
        tx.open_link(b"0 waits", &pat("waits"), HOUR)?;
        for (link, browser, name) in [(b"1", b"1 browser", "pat"), (b"2", b"2 browser", "kim")] {
            tx.open_link(link, &pat(name), HOUR)?;
            assert!(tx.enter(link, browser, HOUR)?);
            let Whose { org_id, email } = pat(name);
            let member = HubMember { org_id, email, account: None };
            tx.bind_account(&member, &format!("account-of-{name}"))?;
            tx.let_in("acme", &person_of(name), "waits@acme.example")?;
            tx.put_membership(&pledged(name))?;
            tx.did(&member, MemberDeed::PersonInvited, name)?;
        }
        Ok(())
    };
    site.store.hub().write("test", work).await.unwrap();
}

fn person_of(name: &str) -> MemberPerson {
    MemberPerson { email: format!("{name}@acme.example"), name: format!("{name} Ode") }
}

fn pledged(pledge: &str) -> Membership {
    Membership {
        org_id: "acme".to_owned(),
        pledge: pledge.to_owned(),
        version: "1".to_owned(),
        category: "hospital".to_owned(),
        standing: "member".to_owned(),
        signed_at: 1,
        joined_at: 2,
        renew_by: "2027-01-01".to_owned(),
        ended_at: None,
        contact: "Wai Ode".to_owned(),
        email: "waits@acme.example".to_owned(),
        language: "en".to_owned(),
        domain: format!("{pledge}.example"),
        proof: "mail".to_owned(),
    }
}

fn pat(name: &str) -> Whose {
    Whose { org_id: "acme".to_owned(), email: format!("{name}@acme.example") }
}

const HOUR: i64 = 60 * 60;

/// Two apps that were let in.
async fn with_apps(site: &Site, who: &Who, ana: &PatientKey) {
    for name in ["Growth chart", "Pill box"] {
        let app = an_app(site, name).await;
        let code = site.store.apps().allow(who, ana, consent(&app)).await.unwrap();
        let wanted = TokenTimes { access_seconds: 3_600, refresh_seconds: Some(86_400) };
        let made = site.store.apps().exchange(code.reveal(), move |_| Some(wanted)).await.unwrap();
        assert!(matches!(made, Exchanged::Done(_)));
    }
}

/// Two rules that were said beside the settings file.
async fn with_rules(site: &Site) {
    site.store.set_topics(Topics::built_in());
    for code in ["R45.1", "R45.2"] {
        let code = TopicCode::typed("mental-health", "icd10", code, "").unwrap();
        let change = RuleChange { say: vec![SiteRule::AddCode { code }], ..RuleChange::default() };
        site.store.privacy_rules().change(&Who::Operator, change, "Asked for").await.unwrap();
    }
}

/// Two sendings that were asked for.
async fn with_sendings(site: &Site, who: &Who, ana: &PatientKey) {
    for _ in 0..2 {
        let what = NewTransmission {
            way: Way::Direct,
            to: "dr.lee@clinic.example".to_owned(),
            selection: Selection::default(),
            message: None,
            language: bluebutton_record::Language::English,
            risk_accepted: false,
        };
        site.store.transmissions().ask(who, ana, what).await.unwrap();
    }
}

/// Two people who may be Ana or Tom, of whom one was told apart.
async fn with_cases(site: &Site) {
    let candidates = [ANA.key(&site.store).await, TOM.key(&site.store).await];
    for (number, who) in [&ANA, &TOM].into_iter().enumerate() {
        // Of the same name, and of no birth date or number that is known.
        let mut found = who.found();
        found.portrait.births.clear();
        found.portrait.numbers.clear();
        let case = format!("case{number}");
        let doubt = Doubt {
            case: case.clone(),
            candidates: candidates.iter().map(|key| (key.clone(), Vec::new())).collect(),
        };
        let reason = Issue::new(Severity::Error, Place::default(), "Staff decide.");
        let arrival = Arrival {
            file: "unclear.ndjson",
            source: "elsewhere",
            found: &[],
            meetings: &[],
            assigned: Assigned::default(),
            issues: Vec::new(),
            quarantine: vec![crate::imports::ForQuarantine {
                bytes: format!("unclear {number}").into_bytes(),
                reason,
                case: Some(case),
            }],
            cases: vec![NewCase { doubt, shown: ShownPerson::default(), found }],
        };
        site.store.imports().commit(arrival).await.unwrap();
    }
    let why = "Another birth date on the card.";
    let matching = site.store.matching();
    matching.decide(&Who::Operator, "case0", Decision::Another, why).await.unwrap();
}

/// Somebody's account at a hospital.
fn identity(login: &str) -> Identity {
    Identity {
        provider: "hospital".to_owned(),
        issuer: "https://id.riverside.example".to_owned(),
        subject: format!("{login}-1"),
        name: login.to_owned(),
        shown: login.to_owned(),
        acr: Some("gold".to_owned()),
        assurance: Assurance { identity: 2, authenticator: 2 },
    }
}

const ANYBODY: Needs =
    Needs { person: Some(Assurance { identity: 0, authenticator: 0 }), staff: None };

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
    let CodeOutcome::Right(token) = accounts.give_code(&waiting, &code, "here").await.unwrap()
    else {
        panic!()
    };
    accounts.renew_recovery_codes(&token, password()).await.unwrap().unwrap();
    token
}

/// Makes a passkey for whoever is signed in.
async fn add_passkey(site: &Site, token: &SessionToken, device: &mut Authenticator) -> bool {
    let accounts = site.store.accounts();
    let account = accounts.session(token, true).await.unwrap().unwrap().account;
    let asked = asked(Purpose::Add);
    let made = device.makes(&accounts.question(&asked).challenge, &account.id.0);
    let new = NewPasskey { made, name: "Phone".to_owned() };
    accounts.add_passkey(token, new, &asked).await.unwrap()
}

/// Something in quarantine and in the directory.
async fn with_quarantine_and_directory(site: &Site) {
    for number in 0..2 {
        let id = ResourceId::in_directory(&format!("clinic{number}")).unwrap();
        let json = format!(r#"{{"resourceType":"Organization","id":"{id}","name":"Clinic"}}"#);
        let clinic = Ready {
            told: Told::There,
            kind: "Organization".into(),
            id,
            json,
            facts: bluebutton_record::facts::Facts::default(),
            as_of: None,
        };
        let reason = Issue::new(Severity::Error, Place::default(), "This line is no JSON.");
        let arrival = Arrival {
            file: "broken.ndjson",
            source: "test",
            found: &[],
            meetings: &[],
            assigned: Assigned { directory: vec![clinic], ..Assigned::default() },
            issues: Vec::new(),
            quarantine: vec![crate::imports::ForQuarantine {
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
    let apps = site.store.apps().list(&Who::Operator).await.unwrap();
    site.store.apps().allow(&who, &ana, consent(&apps[0])).await.unwrap();
    site.store.apps().decide(&Who::Operator, &apps[0].id, AppState::Closed).await.unwrap();
    let manage = site.store.requests();
    for request in manage.list(&permit).await.unwrap() {
        manage.withdraw(&who, &ana, &request).await.unwrap();
    }
    let rules = site.store.privacy_rules();
    let end = vec![rules.now(&Who::Operator).await.unwrap().said.remove(0).id];
    let change = RuleChange { end, ..RuleChange::default() };
    rules.change(&Who::Operator, change, "Not any more").await.unwrap();
    let nora = Who::Account(accounts.by_login("nora").await.unwrap().unwrap().id);
    site.store.access().end_emergency(&nora, &ana).await.unwrap();
    let order = site.store.access().orders(&nora, &ana).await.unwrap().remove(0);
    site.store.access().end_order(&nora, &ana, &order).await.unwrap();
    let token = sign_in(site, "tom").await;
    let mut device = Authenticator::new(3, "https://records.riverside.example");
    assert!(add_passkey(site, &token, &mut device).await);
    let asked = asked(Purpose::SignIn);
    let proof = device.proves(&accounts.question(&asked).challenge);
    let signed_in = accounts.sign_in_with_passkey(proof, &asked, "here").await.unwrap();
    assert!(matches!(signed_in, PasskeySignIn::Right(..)));
    let tom = accounts.by_login("tom").await.unwrap().unwrap().id;
    let first = accounts.passkeys(&tom).await.unwrap().pop().unwrap();
    accounts.remove_passkey(&token, &first.id).await.unwrap();
    let elsewhere = accounts.identities(&tom).await.unwrap().pop().unwrap();
    accounts.remove_identity(&token, &elsewhere.id).await.unwrap();
    accounts.remove_notice_address(&token).await.unwrap();
    accounts.sign_out(&token).await.unwrap();
    let new = Hidden::new("a calm river at dawn".to_owned());
    accounts.set_password(&anas, new).await.unwrap();
    let job = site.store.jobs().take().await.unwrap().unwrap();
    let sent = site.store.transmissions().list(&permit, 1).await.unwrap();
    let came = (crate::transmissions::TransmissionState::Sent, crate::jobs::Outcome::Done);
    site.store.transmissions().settle(&job, &ana, &sent[0].id, came).await.unwrap();
    let waiting = site.store.imports().quarantine(&Who::Operator, 0, 10).await.unwrap();
    for case in [None, Some("case1")] {
        let one = waiting.iter().find(|one| one.case.as_deref() == case).unwrap();
        site.store.imports().release(&Who::Operator, &one.id, false).await.unwrap();
    }
    accounts.end_account(&anas).await.unwrap();
    let leaves = |tx: &mut HubTx<'_, '_>| {
        let Whose { org_id, email } = pat("pat");
        let member = HubMember { org_id, email, account: None };
        tx.leave(&member, b"1 browser")?;
        tx.let_account_go(&member)?;
        // Bound to another address now.
        let kim = HubMember { email: "kim.lee@acme.example".to_owned(), ..member };
        tx.bind_account(&kim, "account-of-kim")?;
        assert!(tx.enter(b"0 waits", b"0 browser", HOUR)?);
        // Somebody is let in no more, and a pledge lapses.
        assert!(tx.let_out("acme", "pat@acme.example")?);
        tx.did(&kim, MemberDeed::PersonRemoved, "pat@acme.example")?;
        tx.put_membership(&Membership { standing: "lapsed".to_owned(), ..pledged("kim") })?;
        tx.happened("lapsed", "acme kim")?;
        Ok(())
    };
    site.store.hub().write("test", leaves).await.unwrap();
    site.store.audit().checkpoint().await.unwrap();
    site.store.audit().count_events().await.unwrap();
    site.store.measures().count().await.unwrap();
}
