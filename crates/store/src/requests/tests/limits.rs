//! Random restrictions that were agreed to: what is withheld is withheld for the uses it was asked for,
//! whoever asks, and for no other.

use std::collections::BTreeSet;

use bluebutton_record::uses::{Purpose, Uses};
use proptest::collection::btree_set;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::*;
use crate::access::restrictions::NewRestriction;
use crate::db::testing::on_sqlite;
use crate::requests::{Limit, LimitOf};
use crate::transmissions::Way;

const ADDRESSES: [&str; 4] =
    ["claims@plan.example", "a@direct.plan.example", "dr@clinic.example", "x@clinic.example"];

/// Kind, section and local id of each entry of the record.
const ENTRIES: [(&str, Section, &str); 5] = [
    ("MedicationRequest", Section::Medications, "m1"),
    ("MedicationRequest", Section::Medications, "m2"),
    ("Condition", Section::Conditions, "c1"),
    ("Encounter", Section::Visits, "v1"),
    ("Procedure", Section::Procedures, "p1"),
];

fn a_limit() -> impl Strategy<Value = Limit> {
    let of = prop_oneof![
        Just(LimitOf::Everything),
        btree_set(prop_oneof![Just(Section::Medications), Just(Section::Conditions)], 1..3)
            .prop_map(LimitOf::Sections),
        btree_set(prop_oneof![Just("m1".to_owned()), Just("c1".to_owned())], 1..3)
            .prop_map(LimitOf::Entries),
        Just(LimitOf::Visit("v1".to_owned())),
    ];
    let meant = prop_oneof![
        Just("plan.example".to_owned()),
        Just("dr@clinic.example".to_owned()),
        Just("elsewhere.example".to_owned())
    ];
    let uses = (btree_set(meant, 0..3), any::<bool>(), any::<bool>())
        .prop_map(|(recipients, sends, files)| Uses { recipients, sends, files });
    (of, any::<bool>(), uses).prop_map(|(of, people, uses)| Limit {
        of,
        people,
        uses,
        plan: false,
        is_paid_by_patient: false,
    })
}

/// Whether the limit is about an entry.
fn is_of(limit: &Limit, (_, section, local): (&str, Section, &str)) -> bool {
    match &limit.of {
        LimitOf::Everything => true,
        LimitOf::Sections(sections) => sections.contains(&section),
        LimitOf::Topics(_) => false,
        LimitOf::Entries(locals) => locals.contains(local),
        // p1 was done at v1.
        LimitOf::Visit(visit) => visit == local || local == "p1",
    }
}

fn deeds() -> Vec<Action> {
    let selection = Selection::default;
    let mut deeds = vec![
        Action::View { page: "overview", resource: None },
        Action::Download { format: "fhir", selection: selection() },
    ];
    deeds.extend(ADDRESSES.map(|to| {
        let to = to.to_owned();
        Action::Transmit { way: Way::Direct, to, selection: selection() }
    }));
    deeds
}

fn purpose(action: &Action, is_own: bool) -> Purpose<'_> {
    match action {
        Action::Download { .. } => Purpose::File { is_own },
        Action::Transmit { to, .. } => Purpose::Send { to },
        _ => Purpose::Look,
    }
}

async fn shown(site: &Site, who: &Who, key: &PatientKey, action: Action) -> BTreeSet<String> {
    let permit = site.store.access().open(who, key, action).await.unwrap();
    let record = site.store.records().open(&permit).await.unwrap();
    let (all, _) = record.read(&Selection::default()).await.unwrap();
    all.iter().map(|one| one.id.local().to_owned()).filter(|local| !local.is_empty()).collect()
}

async fn holds(
    site: &Site,
    (ana, nora, lucia): (&Who, &Who, &Who),
    key: &PatientKey,
    limit: Limit,
) {
    let requests = site.store.requests();
    let (text, wish) = (String::new(), Some(limit.clone()));
    let new = NewRequest { kind: RequestKind::Restriction, text, about: None, limit: wish };
    let id = requests.ask(ana, key, new).await.unwrap();
    let check = async |is_in_force: bool| {
        for (who, is_own) in [(ana, true), (lucia, false), (&Who::Operator, false)] {
            for action in deeds() {
                let is_people = limit.people && !is_own && *who != Who::Operator;
                let is_covered = is_people || limit.uses.cover(purpose(&action, is_own));
                let seen = shown(site, who, key, action.clone()).await;
                for entry in ENTRIES {
                    let is_hidden = is_in_force && is_covered && is_of(&limit, entry);
                    let is_seen = seen.contains(entry.2);
                    assert_eq!(is_seen, !is_hidden, "{who:?} {action:?} {entry:?} {limit:?}");
                }
            }
        }
    };
    check(false).await;
    let agreed = Some(limit.clone());
    let reply = Reply::Accept { text: String::new(), agreed };
    requests.answer(nora, key, &id, reply).await.unwrap();
    check(true).await;
    let all = list(site, ana, key).await;
    let asked = all.into_iter().find(|one| one.id == id).unwrap();
    requests.end(ana, key, &asked).await.unwrap();
    check(false).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_agreed_to_is_withheld_for_those_uses_and_no_other() {
    let site = on_sqlite().await;
    let (ana, nora, key) = people(&site).await;
    let visit = format!(r#","encounter":{{"reference":"Encounter/{key}.v1"}}"#);
    let more = vec![
        other(&key, "Condition", "c1", r#""code":{"text":"Asthma"}"#),
        other(&key, "Encounter", "v1", r#""status":"finished""#),
        other(&key, "Procedure", "p1", &format!(r#""status":"completed"{visit}"#)),
    ];
    import(&site.store, &ANA, more).await;
    let all = LetIn::everything("Lucía", Rights::OWNER, None);
    let lucia = caregiver(&site, &ana, &key, all, "lucia").await;
    let mut runner = TestRunner::new_with_rng(
        Config { cases: 24, failure_persistence: None, ..Config::default() },
        proptest::test_runner::TestRng::deterministic_rng(
            proptest::test_runner::RngAlgorithm::ChaCha,
        ),
    );
    let handle = tokio::runtime::Handle::current();
    runner
        .run(&a_limit().prop_filter("for some use", Limit::can_be_agreed), |limit| {
            let people = (&ana, &nora, &lucia);
            tokio::task::block_in_place(|| {
                handle.block_on(holds(&site, people, &key, limit));
            });
            Ok(())
        })
        .unwrap();
}

#[tokio::test]
async fn a_plan_is_agreed_to_only_with_its_addresses() {
    let site = on_sqlite().await;
    let (ana, nora, key) = people(&site).await;
    let limit = Limit {
        of: LimitOf::Everything,
        people: false,
        uses: Uses::default(),
        plan: true,
        is_paid_by_patient: true,
    };
    let (text, wish) = (String::new(), Some(limit.clone()));
    let new = NewRequest { kind: RequestKind::Restriction, text, about: None, limit: wish };
    let id = site.store.requests().ask(&ana, &key, new).await.unwrap();
    let yes = |limit| Reply::Accept { text: String::new(), agreed: Some(limit) };
    let outcome = site.store.requests().answer(&nora, &key, &id, yes(limit.clone())).await;
    assert!(is_refused(&outcome), "nobody knows where the plan is");
    let recipients = BTreeSet::from(["plan.example".to_owned()]);
    let known = Limit { uses: Uses { recipients, ..Uses::default() }, ..limit };
    site.store.requests().answer(&nora, &key, &id, yes(known)).await.unwrap();
}

#[tokio::test]
async fn a_restriction_for_some_uses_is_told_to_the_patient_and_to_nobody_else() {
    let site = on_sqlite().await;
    let (ana, nora, key) = people(&site).await;
    let recipients = BTreeSet::from(["plan.example".to_owned()]);
    let limit = Limit {
        of: LimitOf::Entries(BTreeSet::from(["m1".to_owned()])),
        people: false,
        uses: Uses { recipients, ..Uses::default() },
        plan: false,
        is_paid_by_patient: false,
    };
    let (text, wish) = (String::new(), Some(limit.clone()));
    let new = NewRequest { kind: RequestKind::Restriction, text, about: None, limit: wish };
    let id = site.store.requests().ask(&ana, &key, new).await.unwrap();
    let reply = Reply::Accept { text: String::new(), agreed: Some(limit) };
    site.store.requests().answer(&nora, &key, &id, reply).await.unwrap();
    let all = LetIn::everything("Lucía", Rights::OWNER, None);
    let lucia = caregiver(&site, &ana, &key, all, "lucia").await;
    let told = async |who: &Who| {
        let to = "claims@plan.example".to_owned();
        let action = Action::Transmit { way: Way::Direct, to, selection: Selection::default() };
        let permit = site.store.access().open(who, &key, action).await.unwrap();
        let record = site.store.records().open(&permit).await.unwrap();
        record.read(&Selection::default()).await.unwrap().1.withheld
    };
    assert_eq!(told(&ana).await.get("withheld-restriction"), Some(&1));
    assert!(told(&lucia).await.is_empty(), "of restrictions a caregiver hears nothing");
    // Another one, for everybody, goes on as before.
    let terms = bluebutton_record::Terms::everything(Rights::OWNER);
    let new = NewRestriction { terms, legal_reason: None, until: None };
    site.store.access().restrict(&ana, &key, new).await.unwrap();
}
