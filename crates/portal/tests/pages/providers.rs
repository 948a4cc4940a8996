//! Signing in with an account elsewhere, and each way of getting in so that is none. The provider here
//! says whatever a test wants it to say; a real one is walked through in tests/browser.

#[path = "../../../../tests/support/tokens.rs"]
mod tokens;
mod wicked;

use axum::http::StatusCode;
use bluebutton_exchange::provider::{AssuranceLevel, ProviderSettings};
use bluebutton_store::Who;
use bluebutton_store::accounts::SessionToken;

use self::tokens::{token, unsigned};
use self::wicked::{Carried, Wicked};
use crate::site::{Browser, Page, Site};

/// A site with one provider.
async fn started() -> (Site, Wicked) {
    let wicked = Wicked::start().await;
    let site = Site::with_providers(vec![wicked.settings("hospital", "Riverside Hospital")]).await;
    (site, wicked)
}

/// Connects the account of that name there with whoever is signed in.
async fn connects(site: &Site, wicked: &Wicked, browser: &mut Browser, subject: &str) -> Page {
    let asked = Carried::of(&browser.get("/settings/providers/hospital/connect").await);
    let code = wicked.code(site, &asked, subject, "gold");
    let page = browser.get(&wicked.back("hospital", &code, &asked)).await;
    assert!(page.says("Is this your Riverside Hospital account?"), "{}", page.html);
    let waiting = page.text_between("name=\"waiting\" value=\"", "\"").to_owned();
    browser.send("/settings/providers/hospital/connect", &[("waiting", &waiting)]).await
}

/// Comes with the account of that name there.
async fn enters(site: &Site, wicked: &Wicked, browser: &mut Browser, subject: &str) -> Page {
    let asked = Carried::of(&browser.get("/sign-in/with/hospital?next=/settings").await);
    let code = wicked.code(site, &asked, subject, "gold");
    browser.get(&wicked.back("hospital", &code, &asked)).await
}

#[tokio::test]
async fn somebody_connects_an_account_and_comes_back_with_it() {
    let (site, wicked) = started().await;
    let ana = site.person("ana", "Ana Reyes").await;
    let mut browser = site.signed_in(&ana).await;
    assert!(browser.get("/settings").await.says("Connect Riverside Hospital"));
    let done = connects(&site, &wicked, &mut browser, "1").await;
    assert_eq!(done.leads_to(), "/settings?provider-connected=1");
    let settings = browser.get("/settings").await;
    assert!(settings.says("Ana Reyes (ana)"), "{}", settings.html);

    let mut other = site.browser();
    assert!(other.get("/sign-in").await.says("Sign in with Riverside Hospital"));
    let done = enters(&site, &wicked, &mut other, "1").await;
    assert_eq!(done.leads_to(), "/settings");
    assert!(other.get("/settings").await.says("Ana Reyes"));
    // They leave here, and are shown the way to leave there.
    let left = other.send("/sign-out", &[]).await;
    assert_eq!(left.leads_to(), "/sign-in?signed-out=1&at=hospital");
    let page = other.get(left.leads_to()).await;
    assert!(page.says("Sign out at Riverside Hospital, too"));
    let there = other.get("/sign-out/with/hospital").await;
    assert!(there.leads_to().starts_with(&format!("{}/end?", wicked.issuer())));

    // Taken away, it opens nothing.
    let link = settings.text_between("/settings/providers/connected/", "/remove").to_owned();
    browser.get("/settings").await;
    let path = format!("/settings/providers/connected/{link}/remove");
    assert!(browser.get(&path).await.says("Disconnect Riverside Hospital"));
    assert_eq!(browser.send(&path, &[]).await.leads_to(), "/settings?provider-removed=1");
    let page = enters(&site, &wicked, &mut site.browser(), "1").await;
    assert!(page.says("I already have an account here"), "{}", page.html);
}

#[tokio::test]
async fn somebody_who_is_unknown_joins_with_a_code_and_no_other_way() {
    let (site, wicked) = started().await;
    // Ana's sign-in name here is the address that the stranger has there: it says nothing.
    site.person("ana", "Ana Reyes").await;
    let key = site.record("Rosa Delgado", "1948-11-02").await;
    let code = site.store.accounts().invite_patient(Who::Operator, &key).await.unwrap().0;
    let mut browser = site.browser().speaking("es");
    let page = enters(&site, &wicked, &mut browser, "7").await;
    assert!(page.says("Conecte su cuenta de Riverside Hospital"), "{}", page.html);
    assert_eq!(browser.session(), "");
    let waiting = page.text_between("name=\"waiting\" value=\"", "\"").to_owned();
    let fields = |year| {
        [
            ("waiting", waiting.as_str()),
            ("code", code.as_str()),
            ("born-month", "11"),
            ("born-day", "2"),
            ("born-year", year),
            ("name", "Rosa Delgado"),
            ("login", "rosa"),
        ]
    };
    let wrong = browser.send("/sign-in/with/hospital/join", &fields("1949")).await;
    assert_eq!(wrong.status, StatusCode::OK);
    assert!(wrong.says("no coinciden"), "{}", wrong.html);
    // What was sealed for this browser is of no use in another.
    let mut thief = site.browser();
    thief.get("/sign-in").await;
    let stolen = thief.send("/sign-in/with/hospital/join", &fields("1948")).await;
    assert_eq!(stolen.leads_to(), "/sign-in/with/hospital");
    let done = browser.send("/sign-in/with/hospital/join", &fields("1948")).await;
    assert_eq!(done.leads_to(), "/records", "{}", done.html);
    assert!(browser.get(&format!("/records/{key}")).await.says("Metformin"));
    let mut later = site.browser();
    assert_eq!(enters(&site, &wicked, &mut later, "7").await.leads_to(), "/settings");
}

#[tokio::test]
async fn what_is_not_said_by_the_provider_to_us_for_this_lets_nobody_in() {
    let (site, wicked) = started().await;
    let ana = site.person("ana", "Ana Reyes").await;
    connects(&site, &wicked, &mut site.signed_in(&ana).await, "1").await;
    let evil = |from: &str, to: &str, text: &str| text.replacen(from, to, 1);
    let issuer = wicked.issuer();
    let header = r#"{"alg":"ES256","kid":"one"}"#;
    for what in ["issuer", "audience", "nonce", "old", "none", "secret", "key", "nobody"] {
        let mut browser = site.browser();
        let asked = Carried::of(&browser.get("/sign-in/with/hospital").await);
        let said = wicked.says(&site, &asked, "1", "gold");
        let forged = match what {
            "issuer" => token(header, &evil(&issuer, "https://evil.example", &said)),
            "audience" => token(header, &evil("\"bluebutton\"", "\"another\"", &said)),
            "nonce" => token(header, &evil(asked.get("nonce"), "another", &said)),
            "old" => {
                let now = site.store.now().as_second();
                token(header, &said.replace(&now.to_string(), &(now - 3_600).to_string()))
            }
            "none" => unsigned(r#"{"alg":"none"}"#, &said) + ".",
            "secret" => token(r#"{"alg":"HS256","kid":"one"}"#, &said),
            "key" => token(r#"{"alg":"ES256","kid":"evil"}"#, &said),
            _ => token(header, &evil("\"sub\":\"1\"", "\"sub\":\"\"", &said)),
        };
        let code = wicked.gives(&asked, forged);
        let page = browser.get(&wicked.back("hospital", &code, &asked)).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{what}");
        assert!(page.says("could not be checked"), "{what}");
        assert_eq!(browser.session(), "", "{what}");
    }
}

#[tokio::test]
async fn an_answer_is_good_once_in_the_browser_that_asked() {
    let (site, wicked) = started().await;
    let ana = site.person("ana", "Ana Reyes").await;
    connects(&site, &wicked, &mut site.signed_in(&ana).await, "1").await;
    let (mut hers, mut thiefs) = (site.browser(), site.browser());
    thiefs.get("/sign-in").await;
    let asked = Carried::of(&hers.get("/sign-in/with/hospital").await);
    let code = wicked.code(&site, &asked, "1", "gold");
    let address = wicked.back("hospital", &code, &asked);
    let before = wicked.inside().asked;
    // Somebody who reads along comes first; and somebody is sent an answer that they did not ask for.
    let stolen = thiefs.get(&address).await;
    assert_eq!(stolen.status, StatusCode::BAD_REQUEST);
    assert!(stolen.says("belongs to another browser"));
    assert_eq!((thiefs.session(), wicked.inside().asked), ("", before), "no code was exchanged");
    assert_eq!(hers.get(&address).await.status, StatusCode::SEE_OTHER);
    let session = hers.session().to_owned();
    let again = hers.get(&address).await;
    assert_eq!(again.status, StatusCode::BAD_REQUEST, "a second time");
    assert_eq!(hers.session(), session);
    // A code of hers in the thief's own question: its verifier is another.
    let asked = Carried::of(&hers.get("/sign-in/with/hospital").await);
    let code = wicked.code(&site, &asked, "1", "gold");
    let own = Carried::of(&thiefs.get("/sign-in/with/hospital").await);
    let injected = thiefs.get(&wicked.back("hospital", &code, &own)).await;
    assert_eq!(injected.status, StatusCode::BAD_REQUEST);
    assert_eq!(thiefs.session(), "");
    for nonsense in ["", "state=x", "code=x", "code=x&state=AAAA", "error=access_denied&state=%00"]
    {
        let page = hers.get(&format!("/sign-in/back/hospital?{nonsense}")).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{nonsense}");
    }
}

#[tokio::test]
async fn two_providers_are_not_taken_for_each_other() {
    let (wicked, honest) = (Wicked::start().await, Wicked::start().await);
    let both = vec![wicked.settings("evil", "Evil"), honest.settings("hospital", "Hospital")];
    let site = Site::with_providers(both).await;
    let ana = site.person("ana", "Ana Reyes").await;
    let mut browser = site.signed_in(&ana).await;
    let asked = Carried::of(&browser.get("/settings/providers/hospital/connect").await);
    let code = honest.code(&site, &asked, "1", "gold");
    let page = browser.get(&honest.back("hospital", &code, &asked)).await;
    let waiting = page.text_between("name=\"waiting\" value=\"", "\"").to_owned();
    // What one said is not connected as the other's.
    let crossed = browser.send("/settings/providers/evil/connect", &[("waiting", &waiting)]).await;
    assert_eq!(crossed.leads_to(), "/settings/providers/evil/connect");
    browser.send("/settings/providers/hospital/connect", &[("waiting", &waiting)]).await;

    let mut victim = site.browser();
    // She chose the wicked one, which sends her on to the honest one with its own question.
    let asked = Carried::of(&victim.get("/sign-in/with/evil").await);
    assert!(asked.get("redirect_uri").ends_with("/sign-in/back/evil"));
    let code = honest.code(&site, &asked, "1", "gold");
    let before = (wicked.inside().asked, honest.inside().asked);
    // The answer comes to the honest one's address: its state is the other's.
    let page = victim.get(&honest.back("hospital", &code, &asked)).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    // Or to the wicked one's: it names another, and no code of the honest one goes there.
    let asked = Carried::of(&victim.get("/sign-in/with/evil").await);
    let page = victim.get(&honest.back("evil", &code, &asked)).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    assert_eq!((wicked.inside().asked, honest.inside().asked), before);
    // Nor where it keeps silent about who it is.
    let asked = Carried::of(&victim.get("/sign-in/with/evil").await);
    let silent = format!("/sign-in/back/evil?code={code}&state={}", asked.get("state"));
    assert_eq!(victim.get(&silent).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(wicked.inside().asked, before.0);
    // The same name at the wicked one is somebody else.
    let asked = Carried::of(&victim.get("/sign-in/with/evil").await);
    let code = wicked.code(&site, &asked, "1", "gold");
    let page = victim.get(&wicked.back("evil", &code, &asked)).await;
    assert!(page.says("I already have an account here"), "{}", page.html);
}

#[tokio::test]
async fn nobody_is_led_elsewhere_and_no_session_is_kept() {
    let (site, wicked) = started().await;
    let ana = site.person("ana", "Ana Reyes").await;
    connects(&site, &wicked, &mut site.signed_in(&ana).await, "1").await;
    for next in ["https://evil.example/", "//evil.example", "/\\evil.example", "%2f%2fevil.example"]
    {
        let mut browser = site.browser();
        let question = browser.get(&format!("/sign-in/with/hospital?next={next}")).await;
        // No address of ours goes to the provider.
        assert!(!question.leads_to().contains("next"), "{next}");
        let asked = Carried::of(&question);
        let code = wicked.code(&site, &asked, "1", "gold");
        let done = browser.get(&wicked.back("hospital", &code, &asked)).await;
        assert!(matches!(done.leads_to(), "/" | "/%2f%2fevil.example"), "{}", done.leads_to());
    }
    // Whoever planted a session in the browser does not share the one that begins.
    let tom = site.person("tom", "Tom Becker").await;
    let mut planted = site.signed_in(&tom).await;
    let before = planted.session().to_owned();
    let done = enters(&site, &wicked, &mut planted, "1").await;
    assert_eq!(done.leads_to(), "/settings");
    assert_ne!(planted.session(), before.as_str());
    assert!(planted.get("/settings").await.says("Ana Reyes"));
    let (accounts, before) = (site.store.accounts(), SessionToken(before));
    let was = accounts.session(&before, true).await.unwrap();
    assert!(was.is_none_or(|session| session.account.name == "Tom Becker"));
}

#[tokio::test]
async fn a_stranger_cannot_connect_their_account_with_somebody_elses_here() {
    let (site, wicked) = started().await;
    let ana = site.person("ana", "Ana Reyes").await;
    let mut hers = site.signed_in(&ana).await;
    // Her browser is made to bring an answer that a stranger fetched for themselves.
    let mut thiefs = site.signed_in(&site.person("tom", "Tom Becker").await).await;
    let asked = Carried::of(&thiefs.get("/settings/providers/hospital/connect").await);
    let code = wicked.code(&site, &asked, "thief", "gold");
    let page = hers.get(&wicked.back("hospital", &code, &asked)).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    // Her browser is sent to the provider where the stranger is signed in: she is asked first.
    let asked = Carried::of(&hers.get("/settings/providers/hospital/connect").await);
    let code = wicked.code(&site, &asked, "thief", "gold");
    let page = hers.get(&wicked.back("hospital", &code, &asked)).await;
    assert!(page.says("No, this is not mine"));
    let waiting = page.text_between("name=\"waiting\" value=\"", "\"").to_owned();
    let fields = [("waiting", waiting.as_str())];
    let forged =
        hers.send_from("cross-site", "/settings/providers/hospital/connect", &fields).await;
    assert_eq!(forged.status, StatusCode::FORBIDDEN);
    let page = enters(&site, &wicked, &mut site.browser(), "thief").await;
    assert!(page.says("I already have an account here"));
}

#[tokio::test]
async fn how_sure_a_provider_is_decides_what_it_opens() {
    let wicked = Wicked::start().await;
    let strict = ProviderSettings {
        for_people: Some(AssuranceLevel { identity: 2, authenticator: 0 }),
        ..wicked.settings("hospital", "Riverside Hospital")
    };
    let site = Site::with_providers(vec![strict]).await;
    let ana = site.person("ana", "Ana Reyes").await;
    connects(&site, &wicked, &mut site.signed_in(&ana).await, "1").await;
    let comes = async |acr: &str| {
        let mut browser = site.browser();
        let asked = Carried::of(&browser.get("/sign-in/with/hospital").await);
        assert_eq!(asked.get("acr_values"), "gold");
        let code = wicked.code(&site, &asked, "1", acr);
        browser.get(&wicked.back("hospital", &code, &asked)).await
    };
    let page = comes("bronze").await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert!(page.says("has to be surer that it is you"));
    // One factor there: the second one is asked for here.
    assert_eq!(comes("ial2").await.leads_to(), "/sign-in/code?next=/");
    assert_eq!(comes("gold").await.leads_to(), "/");
}

#[tokio::test]
async fn staff_come_in_with_two_factors_and_only_where_it_is_for_them() {
    let (site, wicked) = started().await;
    let nora = site.staff().await;
    connects(&site, &wicked, &mut site.signed_in(&nora).await, "n").await;
    let mut browser = site.browser();
    let asked = Carried::of(&browser.get("/sign-in/with/hospital?next=/staff").await);
    let code = wicked.code(&site, &asked, "n", "aal1");
    let page = browser.get(&wicked.back("hospital", &code, &asked)).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    let asked = Carried::of(&browser.get("/sign-in/with/hospital?next=/staff").await);
    let code = wicked.code(&site, &asked, "n", "aal2");
    assert_eq!(browser.get(&wicked.back("hospital", &code, &asked)).await.leads_to(), "/staff");
    assert_eq!(browser.get("/staff").await.status, StatusCode::OK);

    let wicked = Wicked::start().await;
    let patients = ProviderSettings { for_staff: None, ..wicked.settings("hospital", "Hospital") };
    let site = Site::with_providers(vec![patients]).await;
    let nora = site.staff().await;
    let mut browser = site.signed_in(&nora).await;
    assert!(!browser.get("/settings").await.says("/settings/providers/hospital/connect"));
    let page = browser.get("/settings/providers/hospital/connect").await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_provider_that_is_away_is_said_so_and_other_ways_stay() {
    let (site, wicked) = started().await;
    let ana = site.person("ana", "Ana Reyes").await;
    wicked.inside().is_away = true;
    let page = site.browser().get("/sign-in/with/hospital").await;
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(page.says("can’t be reached") && page.says("Other ways to sign in"));
    site.signed_in(&ana).await;
    wicked.inside().is_away = false;
    let mut browser = site.browser();
    let asked = Carried::of(&browser.get("/sign-in/with/hospital").await);
    // They stop there.
    let stopped =
        format!("error=access_denied&state={}&iss={}", asked.get("state"), wicked.issuer());
    let page = browser.get(&format!("/sign-in/back/hospital?{stopped}")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.says("was stopped before it was done") && !page.says("access_denied"));
    assert_eq!(site.browser().get("/sign-in/with/nobody").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn new_keys_of_a_provider_are_taken_and_those_it_took_back_are_not() {
    let (site, wicked) = started().await;
    let ana = site.person("ana", "Ana Reyes").await;
    connects(&site, &wicked, &mut site.signed_in(&ana).await, "1").await;
    wicked.inside().key = "two".to_owned();
    let done = enters(&site, &wicked, &mut site.browser(), "1").await;
    assert_eq!(done.leads_to(), "/settings", "{}", done.html);
    let mut browser = site.browser();
    let asked = Carried::of(&browser.get("/sign-in/with/hospital").await);
    let said = wicked.says(&site, &asked, "1", "gold");
    let code = wicked.gives(&asked, token(r#"{"alg":"ES256","kid":"one"}"#, &said));
    let page = browser.get(&wicked.back("hospital", &code, &asked)).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST, "the old key");
}

#[tokio::test]
async fn an_account_elsewhere_shows_once_more_who_they_are() {
    let (site, wicked) = started().await;
    let ana = site.person("ana", "Ana Reyes").await;
    let mut browser = site.signed_in(&ana).await;
    connects(&site, &wicked, &mut browser, "1").await;
    // As long as somebody may leave it alone, with a page now and then so that it does not end.
    for _ in 0..2 {
        site.after_seconds(9 * 60);
        browser.get("/settings").await;
    }
    let sent = browser.get("/settings/recovery-codes").await;
    assert_eq!(sent.leads_to(), "/confirm?next=/settings/recovery-codes");
    let page = browser.get(sent.leads_to()).await;
    assert!(page.says("Show it with Riverside Hospital"), "{}", page.html);
    let with = "/confirm/with/hospital?next=/settings/recovery-codes";
    let asked = Carried::of(&browser.get(with).await);
    assert_eq!((asked.get("prompt"), asked.get("max_age")), ("login", "0"));
    // Another's confirms nothing.
    let code = wicked.code(&site, &asked, "2", "gold");
    let page = browser.get(&wicked.back("hospital", &code, &asked)).await;
    assert_eq!(page.leads_to(), "/confirm?provider-wrong=1&next=/settings/recovery-codes");
    let asked = Carried::of(&browser.get(with).await);
    let code = wicked.code(&site, &asked, "1", "gold");
    let done = browser.get(&wicked.back("hospital", &code, &asked)).await;
    assert_eq!(done.leads_to(), "/settings/recovery-codes");
    assert_eq!(browser.get("/settings/recovery-codes").await.status, StatusCode::OK);
}
