//! The privacy officer changes what is held and what is sensitive: it holds at once and everywhere, on both
//! engines.

mod topics;

use std::collections::BTreeSet;

use bluebutton_record::privacy::TopicCode;
use bluebutton_record::site_rules::HoldBasis;
use bluebutton_record::terms::Release;
use bluebutton_record::{Office, PatientKey, Rights, Section, Selection, Terms, Topics};
use jiff::civil::date;

use super::*;
use crate::access::Action;
use crate::accounts::tests::{on_staff, person};
use crate::accounts::{LetIn, Redeemed};
use crate::db::Value;
use crate::db::testing::{Site, both_engines};
use crate::testing::{ANA, import, other, result};

const ICD10: &str = "http://hl7.org/fhir/sid/icd-10-cm";

/// Ana with a result and two conditions, of which none is sensitive yet; Lucía, who sees all but sensitive
/// topics; and Priya, who watches over privacy.
struct House {
    key: PatientKey,
    ana: Who,
    lucia: Who,
    priya: Who,
}

impl House {
    async fn of(site: &Site) -> Self {
        site.store.set_topics(Topics::built_in());
        let key = ANA.key(&site.store).await;
        let coded = |id: &str, code: &str| {
            let code = format!(r#""code":{{"coding":[{{"system":"{ICD10}","code":"{code}"}}]}}"#);
            other(&key, "Condition", id, &code)
        };
        let all = vec![
            result(&key, "lab", "2026-05-01", "72"),
            coded("usual", "I10"),
            coded("restless", "R45.1"),
        ];
        import(&site.store, &ANA, all).await;
        let accounts = site.store.accounts();
        let ana = accounts.create(person("ana", "Ana Reyes")).await.unwrap();
        accounts.own(&ana, &key).await.unwrap();
        let ana = Who::Account(ana);
        let look = Rights { view: true, ..Rights::NONE };
        let new = LetIn::everything("Lucía", look, None);
        let code = accounts.let_in(&ana, &key, new).await.unwrap().0;
        let new = person("lucia", "Lucía Reyes");
        let redeemed = accounts.redeem(&code, date(1955, 3, 14), new, "here").await.unwrap();
        let Redeemed::Done(lucia) = redeemed else { panic!("{redeemed:?}") };
        let priya = on_staff(site, "priya", &[Office::PrivacyOfficer]).await;
        Self { key, ana, lucia: Who::Account(lucia), priya: Who::Account(priya) }
    }

    async fn sees(&self, store: &Store, who: &Who) -> BTreeSet<String> {
        let overview = Action::View { page: "overview", resource: None };
        let permit = store.access().open_to_read(who, &self.key, overview).await.unwrap();
        let record = store.records().open(&permit).await.unwrap();
        let all = record.newest(&Selection::default(), 0, 100).await.unwrap();
        all.iter().map(|one| one.id.local().to_owned()).filter(|id| !id.is_empty()).collect()
    }

    async fn held(&self, store: &Store, who: &Who) -> usize {
        let overview = Action::View { page: "overview", resource: None };
        let permit = store.access().open_to_read(who, &self.key, overview).await.unwrap();
        let record = store.records().open(&permit).await.unwrap();
        record.held().get(&Section::Results).map_or(0, |held| held.count)
    }

    async fn says(&self, site: &Site, rule: SiteRule) -> Result<()> {
        let change = RuleChange { say: vec![rule], ..RuleChange::default() };
        site.store.privacy_rules().change(&self.priya, change, "State law").await
    }

    async fn ends(&self, site: &Site, id: &str) -> Result<()> {
        let change = RuleChange { end: vec![id.to_owned()], ..RuleChange::default() };
        site.store.privacy_rules().change(&self.priya, change, "Repealed").await
    }

    async fn brings_back(&self, site: &Site, id: &str) -> Result<()> {
        let change = RuleChange { bring_back: vec![id.to_owned()], ..RuleChange::default() };
        site.store.privacy_rules().change(&self.priya, change, "Not repealed").await
    }

    async fn now(&self, site: &Site) -> RulesNow {
        site.store.privacy_rules().now(&self.priya).await.unwrap()
    }
}

fn set(locals: &[&str]) -> BTreeSet<String> {
    locals.iter().map(|local| (*local).to_owned()).collect()
}

fn hold(hours: u32) -> SiteRule {
    let release = Release { sections: [Section::Results].into(), hours, ..Release::default() };
    SiteRule::Hold { release, basis: HoldBasis::Law }
}

fn code(code: &str) -> TopicCode {
    TopicCode::typed("mental-health", "icd10", code, "Restlessness").unwrap()
}

fn refuses<T>(outcome: Result<T>) -> Option<&'static str> {
    match outcome {
        Err(StoreError::NotAllowed(why)) => Some(why),
        _ => None,
    }
}

async fn findings(site: &Site) -> Vec<String> {
    site.store.verify(|_, _| {}).await.unwrap().findings
}

#[tokio::test]
async fn a_code_that_is_added_is_hidden_from_a_caregiver_at_once_in_every_process() {
    for site in both_engines().await {
        let house = House::of(&site).await;
        let elsewhere = site.opened_again().await;
        elsewhere.set_topics(Topics::built_in());
        let all = set(&["lab", "usual", "restless"]);
        for store in [&site.store, &elsewhere] {
            assert_eq!(house.sees(store, &house.lucia).await, all, "{}", site.engine);
        }

        house.says(&site, SiteRule::AddCode { code: code("R45*") }).await.unwrap();

        for store in [&site.store, &elsewhere] {
            assert_eq!(house.sees(store, &house.lucia).await, set(&["lab", "usual"]));
            assert_eq!(house.sees(store, &house.ana).await, all, "never from the patient");
        }
        let id = house.now(&site).await.said.remove(0).id;
        house.ends(&site, &id).await.unwrap();
        for store in [&site.store, &elsewhere] {
            assert_eq!(house.sees(store, &house.lucia).await, all, "{}", site.engine);
        }
        house.brings_back(&site, &id).await.unwrap();
        assert_eq!(refuses(house.brings_back(&site, &id).await), Some("rule-so-already"));
        let now = house.now(&site).await;
        assert_eq!((now.said.len(), now.ended.len()), (1, 0), "{}", site.engine);
        for store in [&site.store, &elsewhere] {
            assert_eq!(house.sees(store, &house.lucia).await, set(&["lab", "usual"]));
        }
        // A process that starts later knows it as well.
        let later = site.opened_again().await;
        later.set_topics(Topics::built_in());
        assert_eq!(house.sees(&later, &house.lucia).await, set(&["lab", "usual"]));
        assert_eq!(findings(&site).await, Vec::<String>::new(), "{}", site.engine);
    }
}

#[tokio::test]
async fn a_code_that_is_taken_out_of_a_topic_is_shown_again() {
    for site in both_engines().await {
        let house = House::of(&site).await;
        house.says(&site, SiteRule::AddCode { code: code("R45*") }).await.unwrap();
        assert!(!house.sees(&site.store, &house.lucia).await.contains("restless"));
        house.says(&site, SiteRule::DropCode { code: code("R45.1") }).await.unwrap();
        assert!(house.sees(&site.store, &house.lucia).await.contains("restless"));
        let again = house.says(&site, SiteRule::DropCode { code: code("R45.1") }).await;
        assert_eq!(refuses(again), Some("rule-so-already"));
    }
}

#[tokio::test]
async fn what_is_held_is_told_to_the_patient_alone_and_shown_as_soon_as_the_rule_is_ended() {
    for site in both_engines().await {
        let house = House::of(&site).await;
        let elsewhere = site.opened_again().await;
        elsewhere.set_topics(Topics::built_in());
        assert_eq!(house.held(&elsewhere, &house.ana).await, 0);

        house.says(&site, hold(72)).await.unwrap();

        for store in [&site.store, &elsewhere] {
            assert_eq!(house.held(store, &house.ana).await, 1, "{}", site.engine);
            assert_eq!(house.held(store, &house.lucia).await, 0, "she is not told");
            for who in [&house.ana, &house.lucia] {
                assert!(!house.sees(store, who).await.contains("lab"), "{}", site.engine);
            }
        }
        let id = house.now(&site).await.said.remove(0).id;
        house.ends(&site, &id).await.unwrap();
        for store in [&site.store, &elsewhere] {
            assert_eq!(house.held(store, &house.ana).await, 0);
            assert!(house.sees(store, &house.ana).await.contains("lab"), "{}", site.engine);
        }
    }
}

#[tokio::test]
async fn a_rule_of_the_settings_file_is_set_aside_and_followed_again() {
    for site in both_engines().await {
        let house = House::of(&site).await;
        let SiteRule::Hold { release, .. } = hold(72) else { panic!() };
        let releases = vec![release.clone()];
        let terms = Terms { releases, ..Terms::everything(Rights::OWNER) };
        site.store.access().set_site_terms(terms);
        assert_eq!(house.held(&site.store, &house.ana).await, 1);

        // Another one in its place, in one go.
        let say = vec![SiteRule::SetAside { release }, hold(24)];
        let change = RuleChange { say, ..RuleChange::default() };
        site.store.privacy_rules().change(&house.priya, change, "A day is enough").await.unwrap();

        let now = house.now(&site).await;
        assert_eq!(now.now.releases.iter().map(|one| one.hours).collect::<Vec<_>>(), [24]);
        assert_eq!(now.file.releases.len(), 1, "the file says what it said");
        site.after_seconds(25 * 60 * 60);
        assert_eq!(house.held(&site.store, &house.ana).await, 0);
        for one in now.said {
            house.ends(&site, &one.id).await.unwrap();
        }
        assert_eq!(house.held(&site.store, &house.ana).await, 1, "the file is followed again");
    }
}

#[tokio::test]
async fn only_the_privacy_officer_changes_rules_and_never_without_a_reason() {
    for site in both_engines().await {
        let house = House::of(&site).await;
        let change = || RuleChange { say: vec![hold(1)], ..RuleChange::default() };
        let rules = site.store.privacy_rules();
        for office in [Office::FrontDesk, Office::RecordsOffice, Office::Administrator] {
            let who = Who::Account(on_staff(&site, office.word(), &[office]).await);
            let refused = refuses(rules.change(&who, change(), "Why not").await);
            assert_eq!(refused, Some("not-your-office"), "{}: {office:?}", site.engine);
            let may_see = rules.now(&who).await.is_ok();
            assert_eq!(may_see, office == Office::Administrator, "{}: {office:?}", site.engine);
        }
        let refused = refuses(rules.change(&house.ana, change(), "Why not").await);
        assert_eq!(refused, Some("not-in-your-rights"));
        let refused = refuses(rules.change(&house.priya, change(), "  ").await);
        assert_eq!(refused, Some("a-reason-is-needed"));
        let nothing = rules.change(&house.priya, RuleChange::default(), "Nothing").await;
        assert!(matches!(nothing, Err(StoreError::NotFound)));
        assert_eq!(refuses(house.says(&site, hold(745)).await), Some("rule-hours"));
        assert!(house.now(&site).await.said.is_empty());
        assert_eq!(house.held(&site.store, &house.ana).await, 0);
        let lines = site.store.audit().site_lines(0, 100).await.unwrap();
        let is_rule = |event: &Event| matches!(event, Event::RulesChanged { .. });
        let told = lines.iter().filter_map(|line| line.told.as_ref());
        assert_eq!(told.filter(|(_, event)| is_rule(event)).count(), 0, "nothing was done");
    }
}

#[tokio::test]
async fn each_change_is_one_line_with_who_did_what_and_why() {
    for site in both_engines().await {
        let house = House::of(&site).await;
        house.says(&site, hold(72)).await.unwrap();
        let id = house.now(&site).await.said.remove(0).id;
        let change =
            RuleChange { end: vec![id.clone()], say: vec![hold(24)], ..RuleChange::default() };
        site.store.privacy_rules().change(&house.priya, change, "A day is enough").await.unwrap();

        let (by, event) =
            site.store.audit().site_lines(0, 1).await.unwrap().remove(0).told.unwrap();
        assert_eq!(by.name.as_deref(), Some("priya"), "{}", site.engine);
        assert_eq!(by.reason.as_deref(), Some("A day is enough"));
        let Event::RulesChanged { deeds } = event else { panic!("{event:?}") };
        let told: Vec<_> = deeds.iter().map(|deed| (deed.step, deed.what.as_str())).collect();
        let expected = [
            (RuleStep::Ended, "hold results for 72 h (law)"),
            (RuleStep::Said, "hold results for 24 h (law)"),
        ];
        assert_eq!(told, expected, "{}", site.engine);
        assert_eq!(deeds[0].rule, id);
        let ended = house.now(&site).await.ended.remove(0);
        let (_, by, why) = ended.ended.unwrap();
        assert_eq!((by.as_deref(), why.as_str()), (Some("priya"), "A day is enough"));
        // What is ended can't be ended again.
        assert!(matches!(house.ends(&site, &id).await, Err(StoreError::NotFound)));
    }
}

#[tokio::test]
async fn a_change_of_which_one_part_can_not_be_is_none_at_all() {
    for site in both_engines().await {
        let house = House::of(&site).await;
        let say = vec![SiteRule::AddCode { code: code("R45*") }, hold(0)];
        let change = RuleChange { say, ..RuleChange::default() };
        let refused = site.store.privacy_rules().change(&house.priya, change, "Both").await;
        assert_eq!(refuses(refused), Some("rule-hours"), "{}", site.engine);
        assert!(house.now(&site).await.said.is_empty());
        assert!(house.sees(&site.store, &house.lucia).await.contains("restless"));
    }
}

#[tokio::test]
async fn two_officers_who_say_the_same_in_one_moment_say_it_once() {
    for site in both_engines().await {
        let house = House::of(&site).await;
        let add = || house.says(&site, SiteRule::AddCode { code: code("R45*") });
        let (one, other) = tokio::join!(add(), add());
        let refused: Vec<_> = [refuses(one), refuses(other)].into_iter().flatten().collect();
        assert_eq!(refused, ["rule-so-already"], "{}", site.engine);
        assert_eq!(house.now(&site).await.said.len(), 1);
        assert_eq!(findings(&site).await, Vec::<String>::new(), "{}", site.engine);
    }
}

/// The row of the rule, changed behind our back.
async fn attack(site: &Site, sql: &'static str, values: Vec<Value>) {
    let work = move |tx: &mut Tx<'_>| tx.execute(sql, &values);
    assert_eq!(site.store.inner.db.write("attack", work).await.unwrap(), 1);
}

#[tokio::test]
async fn a_rule_that_is_written_with_sql_is_refused_and_named() {
    for site in both_engines().await {
        let house = House::of(&site).await;
        house.says(&site, hold(72)).await.unwrap();
        let id = house.now(&site).await.said.remove(0).id;

        // It is to hold nothing any more; every other process reads it anew.
        attack(&site, END, vec![id.as_str().into(), 7.into()]).await;
        let elsewhere = site.opened_again().await;
        elsewhere.set_topics(Topics::built_in());
        let overview = Action::View { page: "overview", resource: None };
        let opened = elsewhere.access().open(&house.ana, &house.key, overview.clone()).await;
        assert!(matches!(opened, Err(StoreError::Altered(_))), "{}: {opened:?}", site.engine);
        let found = findings(&site).await;
        assert!(found.iter().any(|what| what.contains("site_rule")), "{}: {found:?}", site.engine);
        attack(&site, END, vec![id.as_str().into(), Value::Null]).await;
        assert_eq!(findings(&site).await, Vec::<String>::new(), "{}", site.engine);

        // One that nobody said: no record is opened by it, here and elsewhere.
        attack(&site, COPY, vec![id.as_str().into()]).await;
        for store in [&site.store, &elsewhere] {
            let opened =
                store.access().open_to_read(&house.ana, &house.key, overview.clone()).await;
            assert!(matches!(opened, Err(StoreError::Altered(_))), "{}: {opened:?}", site.engine);
        }
        let refused = site.store.privacy_rules().now(&house.priya).await;
        assert!(matches!(refused, Err(StoreError::Altered(_))), "{}", site.engine);
        let found = findings(&site).await;
        assert!(found.iter().any(|what| what.contains("site_rule forged")), "{found:?}");
        attack(&site, GONE, vec!["forged".into()]).await;
        assert_eq!(house.held(&elsewhere, &house.ana).await, 1, "{}", site.engine);

        // One that is taken away is named.
        attack(&site, GONE, vec![id.as_str().into()]).await;
        let found = findings(&site).await;
        assert!(found.iter().any(|what| what.contains(&id)), "{}: {found:?}", site.engine);
        assert_eq!(house.held(&site.store, &house.ana).await, 1, "who knows it follows it");
    }
}

#[tokio::test]
async fn a_new_root_key_guards_rules_anew_and_they_hold() {
    for site in both_engines().await {
        let house = House::of(&site).await;
        house.says(&site, hold(72)).await.unwrap();
        site.store.rotate_keys(None, |_| {}).await.unwrap();
        site.after_seconds(61);
        assert!(site.store.retire_guards().await.unwrap(), "{}", site.engine);
        let later = site.opened_again().await;
        assert_eq!(house.held(&later, &house.ana).await, 1, "{}", site.engine);
        assert_eq!(findings(&site).await, Vec::<String>::new(), "{}", site.engine);
    }
}

#[tokio::test]
async fn a_topic_that_is_offered_opens_nothing_by_itself() {
    for site in both_engines().await {
        let house = House::of(&site).await;
        house.says(&site, SiteRule::AddCode { code: code("R45*") }).await.unwrap();
        let topic = "mental-health".to_owned();
        house.says(&site, SiteRule::OfferTopic { topic }).await.unwrap();
        assert!(!house.sees(&site.store, &house.lucia).await.contains("restless"));
        let topics = site.store.topics();
        let offered = topics.all().iter().filter(|topic| topic.is_offered);
        assert_eq!(offered.map(|topic| topic.slug.as_str()).collect::<Vec<_>>(), ["mental-health"]);
    }
}

const END: &str = "
    update site_rule set ended_at = $2 where rule_id = $1";

const COPY: &str = "
    insert into site_rule (rule_id, change, content, made_at, ended_at, guard)
    select 'forged', change + 1, content, made_at, ended_at, guard
    from site_rule
    where rule_id = $1";

const GONE: &str = "
    delete from site_rule where rule_id = $1";
