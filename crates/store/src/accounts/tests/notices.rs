//! What somebody wants to hear, and what is due.

use bluebutton_record::{PatientKey, Rights, Section};
use jiff::civil::Date;

use super::*;
use crate::access::{Action, Who};
use crate::limits::{NOTICE_ADDRESSES_FREE, NOTICE_LOOK_SECONDS};
use crate::testing::{ANA, TOM, import, other, result};

const ADDRESS: &str = "ana@example.org";
const DAY: i64 = 24 * 60 * 60;

/// Ana with her record, signed in.
async fn ana(site: &Site) -> (SessionToken, AccountId, PatientKey) {
    let key = ANA.key(&site.store).await;
    import(&site.store, &ANA, vec![result(&key, "a", "2026-01-01", "1")]).await;
    let (id, secret) = ana_with_factor(site).await;
    site.store.accounts().own(&id, &key).await.unwrap();
    let token = signed_in(site, &secret).await;
    (token, id, key)
}

async fn code_for(site: &Site, id: &AccountId) -> (String, String) {
    site.store.accounts().recipient(id).await.unwrap().unwrap().to_confirm.unwrap()
}

async fn with_address(site: &Site, token: &SessionToken, id: &AccountId, address: &str) {
    let accounts = site.store.accounts();
    accounts.ask_notice_address(token, address).await.unwrap();
    let (to, code) = code_for(site, id).await;
    assert_eq!(to, address);
    assert!(accounts.confirm_notice_address(token, &code.to_lowercase()).await.unwrap());
}

async fn due(site: &Site) -> Vec<Due> {
    site.after_seconds(NOTICE_LOOK_SECONDS + 1);
    let due = site.store.accounts().due_notices().await.unwrap();
    due.into_iter().map(|(_, due)| due).collect()
}

async fn look_at(site: &Site, id: &AccountId, key: &PatientKey) {
    let view = Action::View { page: "overview", resource: None };
    let permit = site.store.access().open(&Who::from(id), key, view).await.unwrap();
    let record = site.store.records().open(&permit).await.unwrap();
    record.looked_at_before(id).await.unwrap();
}

#[tokio::test]
async fn an_address_is_used_once_its_owner_has_typed_the_code() {
    for site in both_engines().await {
        let (token, id, _) = ana(&site).await;
        let accounts = site.store.accounts();
        assert_eq!(accounts.notices(&id).await.unwrap().address, None);
        accounts.ask_notice_address(&token, ADDRESS).await.unwrap();
        let chosen = accounts.notices(&id).await.unwrap();
        assert_eq!((chosen.address, chosen.unconfirmed.as_deref()), (None, Some(ADDRESS)));
        assert!(!accounts.confirm_notice_address(&token, "0000-0000-0000").await.unwrap());

        let (_, code) = code_for(&site, &id).await;
        assert!(accounts.confirm_notice_address(&token, &code).await.unwrap(), "{}", site.engine);

        let chosen = accounts.notices(&id).await.unwrap();
        assert_eq!((chosen.address.as_deref(), chosen.unconfirmed), (Some(ADDRESS), None));
        assert!(!accounts.confirm_notice_address(&token, &code).await.unwrap(), "only once");
        assert!(site.store.verify(|_, _| {}).await.unwrap().findings.is_empty());
    }
}

#[tokio::test]
async fn a_code_that_is_a_day_old_confirms_nothing() {
    for site in both_engines().await {
        let (id, secret) = ana_with_factor(&site).await;
        let token = signed_in(&site, &secret).await;
        let accounts = site.store.accounts();
        accounts.ask_notice_address(&token, ADDRESS).await.unwrap();
        let (_, code) = code_for(&site, &id).await;
        site.after_seconds(DAY);
        let token = signed_in(&site, &secret).await;
        assert!(!accounts.confirm_notice_address(&token, &code).await.unwrap(), "{}", site.engine);
        assert_eq!(accounts.recipient(&id).await.unwrap().unwrap().to_confirm, None);
    }
}

#[tokio::test]
async fn nobody_has_us_write_to_one_address_after_another() {
    for site in both_engines().await {
        let (_, secret) = ana_with_factor(&site).await;
        let token = signed_in(&site, &secret).await;
        let mut asked = 0;
        while site.store.accounts().ask_notice_address(&token, ADDRESS).await.is_ok() {
            asked += 1;
        }
        assert_eq!(asked, NOTICE_ADDRESSES_FREE, "{}", site.engine);
    }
}

#[tokio::test]
async fn the_old_address_is_known_when_another_takes_its_place() {
    for site in both_engines().await {
        let (token, id, _) = ana(&site).await;
        with_address(&site, &token, &id, ADDRESS).await;
        with_address(&site, &token, &id, "thief@example.net").await;
        let told = site.store.accounts().recipient(&id).await.unwrap().unwrap();
        assert_eq!(told.address_before.as_deref(), Some(ADDRESS), "{}", site.engine);
        site.store.accounts().remove_notice_address(&token).await.unwrap();
        let told = site.store.accounts().recipient(&id).await.unwrap().unwrap();
        assert_eq!(told.address, None);
    }
}

#[tokio::test]
async fn what_is_new_since_somebody_looked_is_due_once_a_day() {
    for site in both_engines().await {
        let (token, id, key) = ana(&site).await;
        with_address(&site, &token, &id, ADDRESS).await;
        assert_eq!(due(&site).await, [], "who never looked is told nothing: {}", site.engine);
        look_at(&site, &id, &key).await;
        assert_eq!(due(&site).await, []);
        import(&site.store, &ANA, vec![result(&key, "b", "2026-02-01", "2")]).await;

        assert_eq!(due(&site).await, [Due::NewInRecord(key.clone())]);
        assert_eq!(site.store.accounts().due_notices().await.unwrap(), [], "looked at just now");

        let told = Due::NewInRecord(key.clone()).told_to(&id);
        site.store.accounts().note_told(&told).await.unwrap();
        assert_eq!(due(&site).await, []);
        import(&site.store, &ANA, vec![result(&key, "c", "2026-03-01", "3")]).await;
        assert_eq!(due(&site).await, [], "a day has not passed");
        // That somebody's choice was looked at is no change of it.
        let findings = site.store.verify(|_, _| {}).await.unwrap().findings;
        assert_eq!(findings, Vec::<String>::new(), "{}", site.engine);
        site.after_seconds(DAY);
        assert_eq!(due(&site).await, [Due::NewInRecord(key.clone())]);
        look_at(&site, &id, &key).await;
        assert_eq!(due(&site).await, [], "she has seen it");
    }
}

#[tokio::test]
async fn what_is_not_wanted_is_not_due() {
    for site in both_engines().await {
        let (token, id, key) = ana(&site).await;
        with_address(&site, &token, &id, ADDRESS).await;
        look_at(&site, &id, &key).await;
        site.after_seconds(60);
        import(&site.store, &ANA, vec![result(&key, "b", "2026-02-01", "2")]).await;
        let wants = Wants { record: false, ..Wants::default() };
        site.store.accounts().choose_notices(&token, wants).await.unwrap();
        assert_eq!(due(&site).await, [], "{}", site.engine);
    }
}

#[tokio::test]
async fn that_access_ends_is_due_to_both_a_week_before() {
    for site in both_engines().await {
        let (token, id, key) = ana(&site).await;
        with_address(&site, &token, &id, ADDRESS).await;
        let accounts = site.store.accounts();
        let toms = accounts.create(person("tom", "Tom Becker")).await.unwrap();
        let secret = totp::new_secret(site.store.random());
        accounts.set_totp(&toms, secret.clone()).await.unwrap();
        let SignIn::NeedsCode(half) = tries(&site, "tom", PASSWORD).await else { panic!() };
        let code = code_now(&site, &secret);
        let CodeOutcome::Right(his) = accounts.give_code(&half, &code, HOME).await.unwrap() else {
            panic!()
        };
        with_address(&site, &his, &toms, "tom@example.org").await;
        let today = site.store.now().to_zoned(jiff::tz::TimeZone::UTC).date();
        let until: Date = today.checked_add(jiff::Span::new().days(8)).unwrap();
        let rights = Rights { view: true, ..Rights::NONE };
        let new = LetIn::everything("Tom", rights, Some(until));
        let (code, _) = accounts.let_in(&Who::from(&id), &key, new).await.unwrap();
        let born = jiff::civil::date(1955, 3, 14);
        accounts.accept(&toms, &code, born, HOME).await.unwrap();
        assert_eq!(due(&site).await, [], "{}", site.engine);

        site.after_seconds(DAY);
        let found = due(&site).await;

        let is_hers = |one: &&Due| matches!(one, Due::TheirAccessEnds(_, _, day) if *day == until);
        let is_his = |one: &&Due| matches!(one, Due::AccessEnds(_, _, day) if *day == until);
        assert_eq!(found.len(), 2, "{found:?}");
        assert_eq!(
            (found.iter().filter(is_hers).count(), found.iter().filter(is_his).count()),
            (1, 1)
        );
        for one in &found {
            let to = if is_hers(&one) { &id } else { &toms };
            accounts.note_told(&one.told_to(to)).await.unwrap();
        }
        site.after_seconds(DAY);
        assert_eq!(due(&site).await, [], "told once");
    }
}

#[tokio::test]
async fn a_stranger_is_nobody_to_tell() {
    for site in both_engines().await {
        let (token, id, key) = ana(&site).await;
        with_address(&site, &token, &id, ADDRESS).await;
        let told = site.store.accounts().recipients_of(&key).await.unwrap();
        assert_eq!(
            told.iter().map(|one| &one.account).collect::<Vec<_>>(),
            [&id],
            "{}",
            site.engine
        );
        site.store.accounts().end_account(&id).await.unwrap();
        assert!(site.store.accounts().recipients_of(&key).await.unwrap().is_empty());
        assert_eq!(site.store.accounts().recipient(&id).await.unwrap(), None);
        assert_eq!(due(&site).await, []);
    }
}

#[tokio::test]
async fn a_caregiver_hears_of_news_they_may_see_where_they_want_to_and_of_no_other() {
    for site in both_engines().await {
        // Ana is the caregiver here, of Tom's record; she sees vital signs and no results.
        let (token, ana, _) = ana(&site).await;
        with_address(&site, &token, &ana, ADDRESS).await;
        assert!(!Wants::default().helped, "nobody is written to who did not ask for it");
        let wants = Wants { helped: true, ..Wants::default() };
        site.store.accounts().choose_notices(&token, wants).await.unwrap();
        let key = TOM.key(&site.store).await;
        import(&site.store, &TOM, vec![result(&key, "a", "2026-01-01", "1")]).await;
        let tom = site.store.accounts().create(person("tom", "Tom Becker")).await.unwrap();
        site.store.accounts().own(&tom, &key).await.unwrap();
        let rights = Rights { view: true, ..Rights::NONE };
        let mut new = LetIn::everything("Ana", rights, None);
        new.terms.sections = Some([Section::VitalSigns].into());
        let accounts = site.store.accounts();
        let (code, _) = accounts.let_in(&Who::from(&tom), &key, new).await.unwrap();
        let born = "1948-11-02".parse().unwrap();
        accounts.accept(&ana, &code, born, "here").await.unwrap();
        look_at(&site, &ana, &key).await;
        let of_tom = |due: Vec<Due>| due.into_iter().filter(|one| *one == news(&key)).count();
        let sign = |local| {
            let rest = r#""status":"final","category":[{"coding":[{"code":"vital-signs"}]}],"code":{"text":"Pulse"},"effectiveDateTime":"2026-02-01""#;
            other(&key, "Observation", local, rest)
        };
        site.after_seconds(60);
        import(&site.store, &TOM, vec![sign("s1")]).await;
        assert_eq!(of_tom(due(&site).await), 1, "{}", site.engine);

        look_at(&site, &ana, &key).await;
        site.after_seconds(DAY);
        import(&site.store, &TOM, vec![result(&key, "b", "2026-02-01", "2")]).await;
        assert_eq!(of_tom(due(&site).await), 0, "{}: a result is hidden from her", site.engine);
        let permit = crate::testing::permit(&site.store, &key).await;
        let lines = site.store.audit().lines(&permit, 0, 100).await.unwrap();
        let looks = lines.iter().filter_map(|line| line.told.as_ref());
        let looks = looks.filter(|(by, _)| by.account.as_ref() == Some(&ana)).count();
        assert_eq!(looks, 3, "{}: she came, and looked twice; nothing looked for her", site.engine);
    }
}

fn news(key: &PatientKey) -> Due {
    Due::NewInHelped(key.clone())
}
