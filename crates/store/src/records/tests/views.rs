//! Random records, grants, restrictions and site rules: no function of a [`Record`] shows a trace of
//! an entry that is hidden, and widening one term hides nothing.

use std::collections::BTreeSet;

use bluebutton_record::search::Query;
use bluebutton_record::terms::{Candidate, Layer, Release, Rule, ScopeRule, View};
use bluebutton_record::{PatientKey, ResourceId, Rights, Section, Selection, Terms};
use jiff::civil::date;
use proptest::collection::{btree_set, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::access::restrictions::NewRestriction;
use crate::access::{Action, RecordPermit, Who};
use crate::accounts::tests::person;
use crate::accounts::{AccountId, LetIn, Redeemed};
use crate::db::testing::{Site, on_sqlite};
use crate::records::{EntryFacts, Record};
use crate::testing::{Somebody, import_with, other};

/// An entry of a random record; it is called `e` and its place.
#[derive(Clone, Debug)]
struct Made {
    kind: &'static str,
    /// A visit it belongs to: `e` and this place, if that is an Encounter.
    visit: Option<usize>,
    /// A code it is about.
    code: &'static str,
    label: Option<&'static str>,
    /// What it refers to, with words that tell of it.
    refers: Option<usize>,
}

const KINDS: [(&str, Section); 8] = [
    ("Condition", Section::Conditions),
    ("MedicationRequest", Section::Medications),
    ("AllergyIntolerance", Section::Allergies),
    ("Encounter", Section::Visits),
    ("Procedure", Section::Procedures),
    ("DocumentReference", Section::Documents),
    ("Composition", Section::Documents),
    ("Coverage", Section::Coverage),
];

const ENTRIES: usize = 10;

fn a_section() -> impl Strategy<Value = Section> {
    (0..16_u8).prop_map(|number| Section::from_number(number).unwrap())
}

fn an_entry() -> impl Strategy<Value = Made> {
    let kind = (0..KINDS.len()).prop_map(|place| KINDS[place].0);
    let code = prop_oneof![Just("c1"), Just("c2"), Just("c3")];
    let label = option::weighted(0.3, prop_oneof![Just("R"), Just("ETH")]);
    (kind, option::of(0..ENTRIES), code, label, option::of(0..ENTRIES))
        .prop_map(|(kind, visit, code, label, refers)| Made { kind, visit, code, label, refers })
}

fn some_terms() -> impl Strategy<Value = Terms> {
    let local = || (0..ENTRIES).prop_map(|place| format!("e{place}"));
    let kinds = btree_set((0..KINDS.len()).prop_map(|place| KINDS[place].0.to_owned()), 3..8);
    let label = prop_oneof![
        Just("urn:l|R".to_owned()),
        Just("urn:l|ETH".to_owned()),
        Just("urn:c|c1".to_owned())
    ];
    let category = option::of(Just("urn:c|c2".to_owned()));
    let kind = option::of((0..KINDS.len()).prop_map(|place| KINDS[place].0.to_owned()));
    let scope = (kind, category).prop_map(|(kind, category)| ScopeRule { kind, category });
    let limits = (
        option::weighted(0.4, btree_set(a_section(), 4..14)),
        option::weighted(0.2, kinds),
        option::weighted(0.2, btree_set(scope, 1..4)),
    );
    let hidden = (btree_set(local(), 0..3), btree_set(local(), 0..2), btree_set(label, 0..2));
    let release = (btree_set(a_section(), 0..4), 0..3_u32).prop_map(|(sections, days)| Release {
        sections,
        hours: days * 24,
        ..Release::default()
    });
    (limits, hidden, vec(release, 0..2), any::<bool>()).prop_map(
        |((sections, kinds, scopes), (hidden, hidden_visits, labels), releases, tells)| Terms {
            sections,
            kinds,
            scopes,
            hidden,
            hidden_visits,
            labels,
            releases,
            tells,
            ..Terms::everything(Rights { manage: false, ..Rights::OWNER })
        },
    )
}

/// One case: a record, the terms of a grant, of a restriction and of the site.
type Case = (Vec<Made>, Terms, Option<Terms>, Terms);

fn a_case() -> impl Strategy<Value = Case> {
    let site = some_terms()
        .prop_map(|terms| Terms { releases: terms.releases, ..Terms::everything(Rights::OWNER) });
    (vec(an_entry(), ENTRIES), some_terms(), option::of(some_terms()), site)
}

/// A word that tells of an entry and of no other.
fn mark(place: usize) -> String {
    format!("mark{}of{place}", char::from(b'a' + place as u8))
}

fn visit_of(made: &[Made], place: usize) -> Option<usize> {
    made[place].visit.filter(|visit| made[*visit].kind == "Encounter" && *visit != place)
}

fn resource(key: &PatientKey, made: &[Made], place: usize) -> bluebutton_record::normalize::Ready {
    let Made { kind, code, label, refers, .. } = &made[place];
    let mut rest = format!(
        r#""status":"final","code":{{"coding":[{{"system":"urn:c","code":"{code}"}}],"text":"{}"}},"#,
        mark(place)
    );
    rest += &format!(r#""text":{{"status":"generated","div":"<div>{}</div>"}}"#, {
        let told = refers.map(mark).unwrap_or_default();
        format!("{} {told}", mark(place))
    });
    if let Some(label) = label {
        rest += &format!(r#","meta":{{"security":[{{"system":"urn:l","code":"{label}"}}]}}"#);
    }
    if let Some(visit) = visit_of(made, place) {
        let reference = format!("Encounter/{key}.e{visit}");
        rest +=
            &format!(r#","encounter":{{"reference":"{reference}","display":"{}"}}"#, mark(visit));
    }
    if let Some(to) = refers {
        let reference = format!("{}/{key}.e{to}", made[*to].kind);
        rest += &format!(
            r#","reasonReference":[{{"reference":"{reference}","display":"{}"}}]"#,
            mark(*to)
        );
    }
    if *kind == "DocumentReference" {
        let all: Vec<String> = (0..ENTRIES).map(mark).collect();
        rest += &format!(
            r#","content":[{{"attachment":{{"contentType":"text/plain","data":"{}"}}}}]"#,
            all.join("+")
        );
    }
    other(key, kind, &format!("e{place}"), &rest)
}

/// Whether every layer leaves the entry visible, by what it was made of.
fn is_visible(made: &[Made], place: usize, layers: &[&Terms], now: i64, is_partial: bool) -> bool {
    let one = &made[place];
    let section = KINDS.iter().find(|(kind, _)| *kind == one.kind).unwrap().1;
    let mut visits: Vec<String> = Vec::new();
    visits.extend(visit_of(made, place).map(|visit| format!("e{visit}")));
    visits.extend(one.refers.filter(|to| made[*to].kind == "Encounter").map(|to| format!("e{to}")));
    let visits: Vec<&str> = visits.iter().map(String::as_str).collect();
    let labels: Vec<String> = one
        .label
        .map(|label| format!("urn:l|{label}"))
        .into_iter()
        .chain([format!("urn:c|{}", one.code)])
        .collect();
    let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
    let candidate = Candidate {
        kind: one.kind,
        local: &format!("e{place}"),
        section,
        visits: &visits,
        labels: Some(&labels),
        topics: &[],
        status: None,
        arrived: now,
    };
    layers.iter().all(|terms| terms.admit(&candidate, now))
        && !(is_partial && one.kind == "Composition")
}

/// Everything that a record says of itself, as one text, and the ids it lists.
async fn everything(record: &Record, key: &PatientKey) -> (String, BTreeSet<String>) {
    let all = Selection::default();
    let (resources, manifest) = record.read(&all).await.unwrap();
    let mut said: Vec<String> = resources.iter().map(|one| one.json.to_string()).collect();
    let listed: BTreeSet<String> = resources
        .iter()
        .map(|one| one.id.local().to_owned())
        .filter(|local| !local.is_empty())
        .collect();
    said.push(format!("{:?}", manifest.unreadable));
    assert_eq!(manifest.total(), resources.len(), "the manifest counts what is in");
    let list = record.newest(&all, 0, 100).await.unwrap();
    said.extend(list.iter().map(|one| one.json.to_string()));
    let of_list: BTreeSet<String> = list.iter().map(|one| one.id.local().to_owned()).collect();
    assert!(listed.iter().all(|local| of_list.contains(local)));
    assert_eq!(record.count(&all), list.len());
    let counted: usize = record.counts().values().sum();
    assert_eq!(counted, resources.len(), "counts are those of what is shown");
    said.extend(record.changed_since(0, 100).iter().map(ToString::to_string));
    for place in 0..ENTRIES {
        let id = ResourceId::in_record(key, &format!("e{place}")).unwrap();
        let one = record.resource(&id).await.unwrap();
        assert_eq!(one.is_some(), listed.contains(id.local()));
        said.extend(one.iter().map(|one| one.json.to_string()));
        let versions = record.versions(&id).await.unwrap();
        assert_eq!(!versions.is_empty(), one.is_some(), "versions of {id}");
        let version = record.version(&id, 1).await.unwrap();
        said.extend(version.iter().map(|one| one.json.to_string()));
        let facts = record.facts(&id);
        assert_eq!(facts.is_some(), one.is_some());
        let references = facts.as_ref().map(EntryFacts::references).into_iter().flatten();
        said.extend(references.map(|(_, _, id)| id.to_string()));
        let of_visit = Selection { visit: Some(id.clone()), ..Selection::default() };
        let of_visit = record.newest(&of_visit, 0, 100).await.unwrap();
        assert!(one.is_some() || of_visit.iter().all(|one| one.id.local().is_empty()));
        said.extend(of_visit.iter().map(|one| one.json.to_string()));
    }
    (said.join("\n"), listed)
}

async fn found(record: &Record, word: &str) -> BTreeSet<String> {
    let found = record.search(&Query::parse(word), 0, 100).await.unwrap();
    assert_eq!(found.count, found.best.len());
    found.best.iter().map(|id| id.local().to_owned()).collect()
}

struct People {
    ana: Who,
    lucia: AccountId,
    key: PatientKey,
}

/// A record of a new patient, an account for it, and Lucía let in on the case's terms.
async fn people(site: &Site, number: usize, lucia: &AccountId, case: &Case) -> People {
    let number: &'static str = Box::leak(format!("MRN-{number}").into_boxed_str());
    let (family, given) = ("Reyes", "Ana");
    let somebody = Somebody { family, given, birth_date: "1955-03-14", number };
    let key = somebody.key(&site.store).await;
    let resources = (0..ENTRIES).map(|place| resource(&key, &case.0, place)).collect();
    let document: &[u8] = b"all of it";
    import_with(&site.store, &somebody, resources, vec![("doc", document)]).await.unwrap();
    let accounts = site.store.accounts();
    let ana = accounts.create(person(&number.to_lowercase(), "Ana Reyes")).await.unwrap();
    accounts.own(&ana, &key).await.unwrap();
    let (ana, terms) = (Who::Account(ana), case.1.clone());
    let new = LetIn { name: "Lucía".to_owned(), terms, from: None, until: None };
    let (code, _) = accounts.let_in(&ana, &key, new).await.unwrap();
    let born = date(1955, 3, 14);
    let accepted = accounts.accept(lucia, &code, born, number).await.unwrap();
    assert!(matches!(accepted, Redeemed::Done(_)));
    if let Some(terms) = case.2.clone() {
        let new = NewRestriction { terms, legal_reason: None, until: None };
        site.store.access().restrict(&ana, &key, new).await.unwrap();
    }
    site.store.access().set_site_terms(case.3.clone());
    People { ana, lucia: lucia.clone(), key }
}

async fn opened(site: &Site, who: &Who, key: &PatientKey) -> Record {
    let view = Action::View { page: "overview", resource: None };
    let permit = site.store.access().open(who, key, view).await.unwrap();
    site.store.records().open(&permit).await.unwrap()
}

async fn check(site: &Site, number: usize, lucia: &AccountId, case: &Case) {
    let People { ana, lucia, key } = people(site, number, lucia, case).await;
    let now = site.store.now().as_microsecond();
    let (made, grant, restriction, of_site) = case;
    let layers: Vec<&Terms> =
        [Some(grant), restriction.as_ref(), Some(of_site)].into_iter().flatten().collect();
    let expected = |layers: &[&Terms]| -> BTreeSet<usize> {
        let whole = |partial| {
            (0..ENTRIES).filter(move |place| is_visible(made, *place, layers, now, partial))
        };
        let is_partial =
            layers.iter().any(|terms| terms.chooses_parts()) || whole(false).count() < ENTRIES;
        whole(is_partial).collect()
    };
    for (who, visible) in [(Who::Account(lucia), expected(&layers)), (ana, expected(&[of_site]))] {
        let record = opened(site, &who, &key).await;
        let (said, listed) = everything(&record, &key).await;
        let names: BTreeSet<String> = visible.iter().map(|place| format!("e{place}")).collect();
        assert_eq!(listed, names, "{case:?}");
        for place in 0..ENTRIES {
            let (mark, id) = (mark(place), format!("{key}.e{place}"));
            let is_told = said.contains(&mark) || said.contains(&format!("{id}\""));
            let is_found = found(&record, &mark).await;
            if visible.contains(&place) {
                assert!(is_told, "{place} is not told of: {case:?}");
            } else {
                assert!(!is_told, "{place} is told of: {case:?}\n{said}");
                assert!(is_found.is_empty(), "{place} is found in {is_found:?}: {case:?}");
            }
        }
        let original = ResourceId::in_record(&key, "doc").unwrap();
        let document = record.original(&original).await.unwrap();
        let shows_all =
            visible.len() == ENTRIES && !(matches!(who, Who::Account(_)) && said.is_empty());
        assert!(document.is_none() || shows_all, "a whole document: {case:?}");
    }
}

/// What a view with these terms lists.
async fn listed(site: &Site, key: &PatientKey, terms: &Terms) -> BTreeSet<String> {
    let view = View { layers: vec![Layer { rule: Rule::Grant, terms: terms.clone() }] };
    let permit = RecordPermit::with_view(key, view);
    let record = site.store.records().open(&permit).await.unwrap();
    let all = record.newest(&Selection::default(), 0, 100).await.unwrap();
    all.iter().map(|one| one.id.to_string()).collect()
}

async fn check_widening(site: &Site, key: &PatientKey, terms: &Terms) {
    let narrow = listed(site, key, terms).await;
    let wider: [fn(&mut Terms); 7] = [
        |terms| terms.sections = None,
        |terms| terms.kinds = None,
        |terms| terms.scopes = None,
        |terms| terms.hidden.clear(),
        |terms| terms.hidden_visits.clear(),
        |terms| terms.labels.clear(),
        |terms| terms.releases.clear(),
    ];
    for widen in wider {
        let mut wide = terms.clone();
        widen(&mut wide);
        let wide = listed(site, key, &wide).await;
        assert!(narrow.is_subset(&wide), "{terms:?}: {narrow:?} {wide:?}");
    }
}

#[test]
fn no_function_of_a_record_shows_a_trace_of_what_is_hidden_and_widening_hides_nothing() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let site = runtime.block_on(on_sqlite());
    let lucia = runtime.block_on(site.store.accounts().create(person("lucia", "Lucía Reyes")));
    let lucia = lucia.unwrap();
    let number = std::cell::Cell::new(0);
    let mut runner =
        TestRunner::new(Config { cases: 48, failure_persistence: None, ..Config::default() });
    runner
        .run(&a_case(), |case| {
            number.set(number.get() + 1);
            runtime.block_on(async {
                check(&site, number.get(), &lucia, &case).await;
                let number = format!("MRN-{}", number.get());
                let found = site.store.patients().search(&Who::Operator, &number, 1).await;
                check_widening(&site, &found.unwrap()[0].patient, &case.1).await;
            });
            Ok(())
        })
        .unwrap();
}
