//! What people are told by e-mail, through a real mail server.

use bluebutton_crypto::{Hidden, totp};
use bluebutton_record::requests::RequestKind;
use bluebutton_record::{Office, Offices, Rights};
use bluebutton_store::accounts::{
    AccountId, CodeOutcome, Device, LetIn, NewAccount, Origin, Role, SessionToken, SignIn, Wants,
};
use bluebutton_store::requests::{NewRequest, Reply};

use super::super::notices::tell_all;
use super::*;

const PASSWORD: &str = "violet tractor moonrise";

/// Ana signed in, with an address that she confirmed.
pub(super) async fn ana(site: &Site) -> (AccountId, SessionToken, Hidden<Vec<u8>>) {
    let accounts = site.store.accounts();
    let new = NewAccount {
        login: "ana".to_owned(),
        name: "Ana Reyes".to_owned(),
        password: Hidden::new(PASSWORD.to_owned()),
        role: Role::Person,
        language: Language::Spanish,
    };
    let id = accounts.create(new).await.unwrap();
    accounts.own(&id, &site.patient).await.unwrap();
    let secret = totp::new_secret(site.store.random());
    accounts.set_totp(&id, secret.clone()).await.unwrap();
    let token = sign_in(site, &secret, "here").await;
    accounts.ask_notice_address(&token, "ana@example.org").await.unwrap();
    told(site).await;
    let message = site.inbox.list()[0].clone();
    let code = message.text.split_whitespace().find(|word| is_code(word)).unwrap();
    assert!(accounts.confirm_notice_address(&token, code).await.unwrap());
    told(site).await;
    (id, token, secret)
}

fn is_code(word: &str) -> bool {
    word.len() == 14 && word.split('-').count() == 3
}

async fn sign_in(site: &Site, secret: &Hidden<Vec<u8>>, from: &str) -> SessionToken {
    sign_in_as(site, "ana", secret, from).await
}

async fn sign_in_as(
    site: &Site,
    login: &str,
    secret: &Hidden<Vec<u8>>,
    from: &str,
) -> SessionToken {
    site.clock.fetch_add(31, Ordering::SeqCst);
    let accounts = site.store.accounts();
    let device = Device { browser: "Firefox".to_owned(), system: "Windows".to_owned() };
    let from = Origin { device, ..Origin::from(from) };
    let password = Hidden::new(PASSWORD.to_owned());
    let SignIn::NeedsCode(half) = accounts.sign_in(login, password, from.clone()).await.unwrap()
    else {
        panic!()
    };
    let code = totp::code_at(secret, site.store.now().as_second());
    match accounts.give_code(&half, &code, from).await.unwrap() {
        CodeOutcome::Right(token) => token,
        other => panic!("{other:?}"),
    }
}

/// Tells what is to be told; how many messages came.
pub(super) async fn told(site: &Site) -> usize {
    let before = site.inbox.list().len();
    tell_all(&site.store, &Arc::new(site.place.mail.clone())).await.unwrap();
    site.inbox.list().len() - before
}

#[tokio::test]
async fn a_sign_in_in_a_new_browser_is_told_once_in_the_persons_language() {
    let site = site(Accepts::Everybody).await;
    let (_, _, secret) = ana(&site).await;
    sign_in(&site, &secret, "somewhere else").await;

    assert_eq!(told(&site).await, 1);

    let message = site.inbox.list()[0].clone();
    assert_eq!(message.to, ["ana@example.org"]);
    assert!(message.subject.contains("Nuevo inicio de sesión"), "{}", message.subject);
    assert!(message.text.contains("Alguien inició sesión en su cuenta"), "{}", message.text);
    assert!(!message.text.contains("Reyes") && !message.text.contains("Penicillin"));
    assert_eq!(told(&site).await, 0);
}

#[tokio::test]
async fn who_lets_somebody_in_is_told_when_they_come_and_not_of_what_she_did_herself() {
    let site = site(Accepts::Everybody).await;
    let (ana, _, _) = ana(&site).await;
    let accounts = site.store.accounts();
    let rights = Rights { view: true, ..Rights::NONE };
    let new = LetIn::everything("Lucía", rights, None);
    let (code, _) = accounts.let_in(&Who::from(&ana), &site.patient, new).await.unwrap();
    assert_eq!(told(&site).await, 0, "her own doing");
    let lucia = NewAccount {
        login: "lucia".to_owned(),
        name: "Lucía Reyes".to_owned(),
        password: Hidden::new(PASSWORD.to_owned()),
        role: Role::Person,
        language: Language::English,
    };
    let lucia = accounts.create(lucia).await.unwrap();
    accounts.accept(&lucia, &code, jiff::civil::date(1955, 3, 14), "here").await.unwrap();

    assert_eq!(told(&site).await, 1);

    assert!(site.inbox.list()[0].subject.contains("quién puede ver"));
    assert!(!site.inbox.list()[0].text.contains("Lucía"), "no names");
}

/// Lucía, who may manage Ana's record, with an address that she confirmed.
pub(super) async fn lucia(site: &Site, ana: &AccountId) -> AccountId {
    let accounts = site.store.accounts();
    let new = LetIn::everything("Lucía", Rights::OWNER, None);
    let (code, _) = accounts.let_in(&Who::from(ana), &site.patient, new).await.unwrap();
    let lucia = NewAccount {
        login: "lucia".to_owned(),
        name: "Lucía Reyes".to_owned(),
        password: Hidden::new(PASSWORD.to_owned()),
        role: Role::Person,
        language: Language::English,
    };
    let lucia = accounts.create(lucia).await.unwrap();
    accounts.accept(&lucia, &code, jiff::civil::date(1955, 3, 14), "here").await.unwrap();
    let secret = totp::new_secret(site.store.random());
    accounts.set_totp(&lucia, secret.clone()).await.unwrap();
    let token = sign_in_as(site, "lucia", &secret, "there").await;
    accounts.ask_notice_address(&token, "lucia@example.org").await.unwrap();
    let (_, code) = accounts.recipient(&lucia).await.unwrap().unwrap().to_confirm.unwrap();
    assert!(accounts.confirm_notice_address(&token, &code).await.unwrap());
    told(site).await;
    lucia
}

#[tokio::test]
async fn an_answer_is_told_to_whoever_asked_as_long_as_the_record_is_open_to_them() {
    let site = site(Accepts::Everybody).await;
    let (ana, _, _) = ana(&site).await;
    let lucia = lucia(&site, &ana).await;
    let requests = site.store.requests();
    for (may_hear, text) in [(true, "The lab of March."), (false, "The lab of April.")] {
        let new = NewRequest::of(RequestKind::Access, text);
        let id = requests.ask(&Who::from(&lucia), &site.patient, new).await.unwrap();
        if !may_hear {
            site.store.accounts().end_all(&Who::from(&ana), &site.patient).await.unwrap();
        }
        told(&site).await;
        let before = site.inbox.list().len();
        let reply = Reply::Accept { text: "It is ready.".to_owned(), agreed: None };
        requests.answer(&Who::Operator, &site.patient, &id, reply).await.unwrap();
        told(&site).await;
        let new = site.inbox.list().len() - before;
        let messages: Vec<_> = site.inbox.list().into_iter().take(new).collect();
        let to: Vec<String> = messages.iter().flat_map(|one| one.to.clone()).collect();
        assert!(to.contains(&"ana@example.org".to_owned()), "{to:?}");
        assert_eq!(to.contains(&"lucia@example.org".to_owned()), may_hear, "{to:?}");
        assert!(messages.iter().all(|one| !one.text.contains("Reyes")), "no names");
    }
}

/// Somebody of the staff, with an address that they confirmed where they have one.
async fn on_staff(site: &Site, login: &str, office: Office, address: Option<&str>) -> AccountId {
    let accounts = site.store.accounts();
    let new = NewAccount {
        login: login.to_owned(),
        name: format!("{login} of the staff"),
        password: Hidden::new(PASSWORD.to_owned()),
        role: Role::Person,
        language: Language::English,
    };
    let id = accounts.create_staff(&Who::Operator, new, Offices::of([office])).await.unwrap();
    let secret = totp::new_secret(site.store.random());
    accounts.set_totp(&id, secret.clone()).await.unwrap();
    if let Some(address) = address {
        let token = sign_in_as(site, login, &secret, "the office").await;
        accounts.ask_notice_address(&token, address).await.unwrap();
        let (_, code) = accounts.recipient(&id).await.unwrap().unwrap().to_confirm.unwrap();
        assert!(accounts.confirm_notice_address(&token, &code).await.unwrap());
        told(site).await;
    }
    id
}

#[tokio::test]
async fn an_emergency_is_told_to_each_privacy_officer_and_to_the_patient_and_names_nobody() {
    let site = site(Accepts::Everybody).await;
    ana(&site).await;
    on_staff(&site, "priya", Office::PrivacyOfficer, Some("priya@clinic.example")).await;
    on_staff(&site, "pablo", Office::PrivacyOfficer, None).await;
    on_staff(&site, "alma", Office::Administrator, Some("alma@clinic.example")).await;
    let nora = on_staff(&site, "nora", Office::RecordsOffice, None).await;
    let access = site.store.access();
    let why = "Unconscious, penicillin allergy?";
    access.open_in_emergency(&Who::from(&nora), &site.patient, why).await.unwrap();

    assert_eq!(told(&site).await, 2);

    let all = site.inbox.list();
    let of = |to: &str| all.iter().take(2).find(|one| one.to == [to]).unwrap().clone();
    let officer = of("priya@clinic.example");
    assert!(officer.subject.to_lowercase().contains("emergency"), "{}", officer.subject);
    assert!(of("ana@example.org").subject.contains("quién puede ver"));
    for one in [&officer, &of("ana@example.org")] {
        for word in ["Reyes", "nora", "Unconscious", "penicillin", "Penicillin"] {
            assert!(!one.text.contains(word) && !one.subject.contains(word), "{word}");
        }
    }
}

#[tokio::test]
async fn what_nobody_wants_is_not_sent() {
    let site = site(Accepts::Everybody).await;
    let (_, token, secret) = ana(&site).await;
    let wants = Wants { sign_in: false, ..Wants::default() };
    site.store.accounts().choose_notices(&token, wants).await.unwrap();
    told(&site).await;
    sign_in(&site, &secret, "somewhere else").await;
    assert_eq!(told(&site).await, 0);
}

#[tokio::test]
async fn whoever_switches_warnings_off_in_somebodys_account_is_told_of_once_more() {
    let site = site(Accepts::Everybody).await;
    let (_, token, _) = ana(&site).await;
    let accounts = site.store.accounts();
    for wants in [
        Wants { sign_in: false, ..Wants::default() },
        Wants { sign_in: false, people: false, ..Wants::default() },
        Wants { sign_in: false, people: false, sent: false, ..Wants::default() },
    ] {
        accounts.choose_notices(&token, wants).await.unwrap();
        assert_eq!(told(&site).await, 1, "{wants:?}");
        let text = site.inbox.list()[0].text.clone();
        assert!(text.contains("qué mensajes le enviamos"), "{text}");
    }
    // That they want more, or hear less of what nobody did to them, is no warning.
    for wants in [Wants::default(), Wants { record: false, ending: false, ..Wants::default() }] {
        accounts.choose_notices(&token, wants).await.unwrap();
        assert_eq!(told(&site).await, 0, "{wants:?}");
    }
}

#[tokio::test]
async fn when_messages_go_elsewhere_the_old_address_hears_it() {
    let site = site(Accepts::Everybody).await;
    let (ana, token, _) = ana(&site).await;
    let accounts = site.store.accounts();
    accounts.ask_notice_address(&token, "thief@example.net").await.unwrap();
    assert_eq!(told(&site).await, 1);
    let (_, code) = accounts.recipient(&ana).await.unwrap().unwrap().to_confirm.unwrap();
    accounts.confirm_notice_address(&token, &code).await.unwrap();

    assert_eq!(told(&site).await, 2);

    let to: Vec<String> =
        site.inbox.list().iter().take(2).flat_map(|message| message.to.clone()).collect();
    assert!(to.contains(&"ana@example.org".to_owned()), "{to:?}");
}

#[tokio::test]
async fn what_cannot_be_sent_now_is_sent_later_and_once() {
    let mut site = site(Accepts::Everybody).await;
    let (_, _, secret) = ana(&site).await;
    sign_in(&site, &secret, "somewhere else").await;
    let port = std::mem::replace(&mut site.place.mail.smtp.port, 1);
    assert_eq!(told(&site).await, 0);
    site.place.mail.smtp.port = port;
    assert_eq!(told(&site).await, 0, "not at once");
    site.clock.fetch_add(601, Ordering::SeqCst);
    assert_eq!(told(&site).await, 1);
    assert_eq!(told(&site).await, 0);
}

#[tokio::test]
async fn a_house_that_sends_no_mail_tells_nobody_and_loses_nothing() {
    let mut site = site(Accepts::Everybody).await;
    let (_, _, secret) = ana(&site).await;
    sign_in(&site, &secret, "somewhere else").await;
    let from = site.place.mail.email_from.take();
    assert_eq!(told(&site).await, 0);
    site.place.mail.email_from = from;
    assert_eq!(told(&site).await, 1);
}
