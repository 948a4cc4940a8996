//! What somebody who stole, guessed or kept something tries.

use bluebutton_record::privacy::TopicCode;
use bluebutton_record::site_rules::SiteRule;

use super::*;
use crate::access::restrictions::NewRestriction;
use crate::requests::LimitOf;
use crate::site_rules::RuleChange;

#[tokio::test]
async fn a_code_that_comes_twice_ends_everything_that_came_of_it() {
    for site in both_engines().await {
        let (ana, key) = ana(&site).await;
        let app = an_app(&site, "Growth chart").await;
        let who = Who::Account(ana.clone());
        let code = site.store.apps().allow(&who, &key, consent(&app)).await.unwrap();
        let tokens = done(exchanged(&site, &code).await);

        assert!(matches!(exchanged(&site, &code).await, Exchanged::Stolen), "{}", site.engine);

        assert!(is_gone(&reads(&site, &tokens, &[everything()]).await));
        let refresh = tokens.refresh.unwrap();
        assert!(matches!(renewed(&site, &app, &refresh).await, Exchanged::Wrong));
        assert!(of_ana(&site, &ana, &key).await[0].ended.is_some());
        assert_eq!(steps(&site, &key).await.last().unwrap().1, AppStep::Stopped);
        assert!(matches!(exchanged(&site, &code).await, Exchanged::Wrong));
        is_whole(&site).await;
    }
}

#[tokio::test]
async fn a_code_is_tried_once_whoever_tries() {
    for site in both_engines().await {
        let (ana, key) = ana(&site).await;
        let app = an_app(&site, "Growth chart").await;
        let who = Who::Account(ana.clone());
        let code = site.store.apps().allow(&who, &key, consent(&app)).await.unwrap();

        let thief = site.store.apps().exchange(code.reveal(), |_| None).await.unwrap();
        assert!(matches!(thief, Exchanged::Wrong), "{}", site.engine);
        assert!(matches!(exchanged(&site, &code).await, Exchanged::Stolen));
        assert_eq!(steps(&site, &key).await[1].1, AppStep::Refused);
        is_whole(&site).await;
    }
}

#[tokio::test]
async fn a_code_is_too_old_after_a_minute() {
    for site in both_engines().await {
        let (ana, key) = ana(&site).await;
        let app = an_app(&site, "Growth chart").await;
        let who = Who::Account(ana.clone());
        let code = site.store.apps().allow(&who, &key, consent(&app)).await.unwrap();
        site.after_seconds(60);
        assert!(matches!(exchanged(&site, &code).await, Exchanged::Wrong), "{}", site.engine);
        assert!(matches!(exchanged(&site, &Hidden::new("x".repeat(43))).await, Exchanged::Wrong));
    }
}

#[tokio::test]
async fn whoever_decides_is_told_for_what_the_code_was_given() {
    for site in both_engines().await {
        let (ana, key) = ana(&site).await;
        let app = an_app(&site, "Growth chart").await;
        let who = Who::Account(ana.clone());
        let code = site.store.apps().allow(&who, &key, consent(&app)).await.unwrap();
        let id = app.id.clone();
        let decide = move |held: &HeldCode| {
            let is_it =
                held.app == id && held.redirect_uri == BACK && held.challenge == "challenge";
            is_it.then_some(TokenTimes { refresh_seconds: None, ..WANTED })
        };
        let tokens = done(site.store.apps().exchange(code.reveal(), decide).await.unwrap());
        assert!(tokens.refresh.is_none(), "{}", site.engine);
    }
}

#[tokio::test]
async fn a_refresh_token_that_comes_again_ends_the_grant() {
    for site in both_engines().await {
        let (ana, key) = ana(&site).await;
        let app = an_app(&site, "Growth chart").await;
        let first = connected(&site, &ana, &key, consent(&app)).await;
        let stolen = first.refresh.unwrap();
        let second = done(renewed(&site, &app, &stolen).await);
        assert!(reads(&site, &second, &[everything()]).await.is_ok());

        assert!(matches!(renewed(&site, &app, &stolen).await, Exchanged::Stolen));

        assert!(is_gone(&reads(&site, &second, &[everything()]).await), "{}", site.engine);
        let newest = second.refresh.unwrap();
        assert!(matches!(renewed(&site, &app, &newest).await, Exchanged::Wrong));
        assert!(of_ana(&site, &ana, &key).await[0].ended.is_some());
        is_whole(&site).await;
    }
}

#[tokio::test]
async fn a_refresh_token_is_of_no_use_to_another_app_and_does_not_live_longer_by_use() {
    for site in both_engines().await {
        let (ana, key) = ana(&site).await;
        let (app, evil) = (an_app(&site, "Growth chart").await, an_app(&site, "Evil").await);
        let tokens = connected(&site, &ana, &key, consent(&app)).await;
        let refresh = tokens.refresh.unwrap();
        assert!(matches!(renewed(&site, &evil, &refresh).await, Exchanged::Wrong));
        site.after_seconds(86_400 * 20);
        let second = done(renewed(&site, &app, &refresh).await).refresh.unwrap();
        site.after_seconds(86_400 * 10);
        assert!(matches!(renewed(&site, &app, &second).await, Exchanged::Wrong), "30 days in all");
    }
}

#[tokio::test]
async fn a_refresh_never_opens_more_than_was_granted() {
    for site in both_engines().await {
        let (ana, key) = ana(&site).await;
        let app = an_app(&site, "Growth chart").await;
        let tokens = connected(&site, &ana, &key, consent(&app)).await;
        let refresh = tokens.refresh.unwrap();
        let too_much = site.store.apps().refresh(&app.id, refresh.reveal(), |_| None).await;
        assert!(matches!(too_much.unwrap(), Exchanged::TooMuch), "{}", site.engine);
        let less = |_: &str| Some(("patient/Condition.rs".to_owned(), WANTED));
        let made = site.store.apps().refresh(&app.id, refresh.reveal(), less).await.unwrap();
        let access = done(made).access;
        let found = site.store.apps().access(access.reveal()).await.unwrap().unwrap();
        assert_eq!(found.scopes, "patient/Condition.rs");
    }
}

#[tokio::test]
async fn an_access_token_holds_for_its_time_and_no_other_text_is_one() {
    for site in both_engines().await {
        let (ana, key) = ana(&site).await;
        let app = an_app(&site, "Growth chart").await;
        let tokens = connected(&site, &ana, &key, consent(&app)).await;
        let refresh = tokens.refresh.as_ref().unwrap().reveal().clone();
        let access = tokens.access.reveal().clone();
        let apps = site.store.apps();
        for other in ["", "x", &refresh, refresh.split_once('.').unwrap().0, &access[1..]] {
            assert_eq!(apps.access(other).await.unwrap(), None, "{}", site.engine);
        }
        site.after_seconds(3_599);
        assert!(apps.access(&access).await.unwrap().is_some());
        site.after_seconds(1);
        assert_eq!(apps.access(&access).await.unwrap(), None);
    }
}

#[tokio::test]
async fn an_app_gives_back_its_own_tokens_and_nobody_elses() {
    for site in both_engines().await {
        let (ana, key) = ana(&site).await;
        let (app, evil) = (an_app(&site, "Growth chart").await, an_app(&site, "Evil").await);
        let apps = site.store.apps();
        let tokens = connected(&site, &ana, &key, consent(&app)).await;
        let refresh = tokens.refresh.as_ref().unwrap();
        apps.give_back(&evil.id, tokens.access.reveal()).await.unwrap();
        apps.give_back(&evil.id, refresh.reveal()).await.unwrap();
        assert!(reads(&site, &tokens, &[everything()]).await.is_ok(), "{}", site.engine);

        apps.give_back(&app.id, tokens.access.reveal()).await.unwrap();
        assert!(is_gone(&reads(&site, &tokens, &[everything()]).await));
        let second = done(renewed(&site, &app, refresh).await);
        apps.give_back(&app.id, second.refresh.as_ref().unwrap().reveal()).await.unwrap();
        assert!(is_gone(&reads(&site, &second, &[everything()]).await));
        assert!(of_ana(&site, &ana, &key).await[0].ended.is_some());
        is_whole(&site).await;
    }
}

#[tokio::test]
async fn somebody_elses_record_is_given_to_no_app() {
    for site in both_engines().await {
        let (ana, _) = ana(&site).await;
        let tom = TOM.key(&site.store).await;
        let app = an_app(&site, "Growth chart").await;
        let apps = site.store.apps();
        let not_hers = apps.allow(&Who::Account(ana.clone()), &tom, consent(&app)).await;
        assert!(matches!(not_hers, Err(StoreError::NotFound)), "{}", site.engine);
        let operator = apps.allow(&Who::Operator, &tom, consent(&app)).await;
        assert!(matches!(operator, Err(StoreError::NotAllowed(_))));
        let clerk = on_staff(&site, "nora", &[Office::RecordsOffice]).await;
        let staff = apps.allow(&Who::Account(clerk), &tom, consent(&app)).await;
        assert!(staff.is_err());
    }
}

#[tokio::test]
async fn an_app_does_nothing_but_read_and_knows_no_grant_of_another() {
    for site in both_engines().await {
        let (ana, key) = ana(&site).await;
        let (app, evil) = (an_app(&site, "Growth chart").await, an_app(&site, "Evil").await);
        let tokens = connected(&site, &ana, &key, consent(&app)).await;
        let found = site.store.apps().access(tokens.access.reveal()).await.unwrap().unwrap();
        let as_app = |app: &App, person: &AccountId| Who::App {
            app: app.id.clone(),
            person: person.clone(),
            grant: found.grant.clone(),
            opens: [everything()].into(),
        };
        let access = site.store.access();
        let read = || Action::AppRead { app: app.id.clone(), what: "Patient".to_owned() };
        let own = as_app(&app, &ana);
        assert!(access.open(&own, &key, read()).await.is_ok());
        let download = Action::Download { format: "fhir", selection: Selection::default() };
        assert!(access.open(&own, &key, download).await.is_err());
        assert!(access.open(&as_app(&evil, &ana), &key, read()).await.is_err());
        let tom = site.store.accounts().create(person("tom", "Tom Becker")).await.unwrap();
        assert!(access.open(&as_app(&app, &tom), &key, read()).await.is_err());
        let toms = TOM.key(&site.store).await;
        let other = access.open(&own, &toms, read()).await;
        assert!(matches!(other, Err(StoreError::NotFound)), "{}", site.engine);
        // A person reads pages, not as an app.
        assert!(access.open(&Who::Account(ana.clone()), &key, read()).await.is_err());
    }
}

#[tokio::test]
async fn a_code_that_the_privacy_officer_adds_to_a_topic_is_hidden_from_an_app_with_its_next_question()
 {
    for site in both_engines().await {
        let (ana, key) = ana(&site).await;
        site.store.set_topics(Topics::built_in());
        let cold =
            r#""code":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"J00"}]}"#;
        import(&site.store, &ANA, vec![other(&key, "Condition", "cold", cold)]).await;
        let app = an_app(&site, "Growth chart").await;
        let tokens = connected(&site, &ana, &key, consent(&app)).await;
        let all = [everything()];
        assert!(reads(&site, &tokens, &all).await.unwrap().contains("cold"), "{}", site.engine);
        let priya = Who::Account(on_staff(&site, "priya", &[Office::PrivacyOfficer]).await);
        let code = TopicCode::typed("genetics", "icd10", "J00", "").unwrap();
        let change = RuleChange { say: vec![SiteRule::AddCode { code }], ..RuleChange::default() };

        site.store.privacy_rules().change(&priya, change, "State law").await.unwrap();

        assert_eq!(reads(&site, &tokens, &all).await.unwrap(), set(&["lab", "vital"]));
    }
}

#[tokio::test]
async fn what_the_patient_restricts_for_others_is_hidden_from_their_own_app_too() {
    for site in both_engines().await {
        let (ana, key) = ana(&site).await;
        let app = an_app(&site, "Growth chart").await;
        let tokens = connected(&site, &ana, &key, consent(&app)).await;
        let all = [everything()];
        assert!(reads(&site, &tokens, &all).await.unwrap().contains("cold"), "{}", site.engine);
        let terms = LimitOf::Sections([Section::Conditions].into()).terms();
        let new = NewRestriction { terms, legal_reason: None, until: None };
        let (access, who) = (site.store.access(), Who::Account(ana.clone()));
        let id = access.restrict(&who, &key, new).await.unwrap();

        assert_eq!(reads(&site, &tokens, &all).await.unwrap(), set(&["lab", "vital"]));

        access.lift(&who, &key, &id).await.unwrap();
        assert!(reads(&site, &tokens, &all).await.unwrap().contains("cold"), "{}", site.engine);
    }
}
