//! By what people are found, on both engines; and what that takes.

use std::collections::BTreeSet;
use std::sync::Arc;

use bluebutton_record::json::Document;
use bluebutton_record::matching::{Kinds, Portrait};
use bluebutton_record::normalize::{Assigned, FoundPatient, Identifier, Ready, Told};
use bluebutton_record::{PatientKey, ResourceId, facts};

use super::asked::for_found;
use super::tokens::for_demographics;
use super::{settling, shape};
use crate::access::Who;
use crate::db::testing::{Site, both_engines, on_sqlite};
use crate::db::{Tx, Value};
use crate::error::StoreError;
use crate::imports::Arrival;
use crate::patients::{Match, Meeting};

/// Somebody as a bulk export tells of them: two numbers, a telephone, a home.
struct Person {
    family: String,
    given: &'static str,
    born: &'static str,
    number: u64,
}

impl Person {
    fn json(&self, id: &str) -> String {
        let Self { family, given, born, number } = self;
        format!(
            r#"{{"resourceType":"Patient","id":"{id}","identifier":[{{"system":"urn:oid:2.16.840.1.113883.19.6","value":"9d3f-{number:08}"}},{{"system":"http://hospital.example.org","value":"MRN-{number:08}"}}],"name":[{{"family":"{family}","given":["{given}"]}}],"telecom":[{{"system":"phone","value":"(555) {:03}-{:04}"}}],"birthDate":"{born}","address":[{{"line":["{} Elm Street"],"city":"Springfield","postalCode":"01108"}}]}}"#,
            number % 1_000,
            number % 10_000,
            number % 900 + 1
        )
    }

    fn found(&self) -> FoundPatient {
        let json = self.json("x");
        let document = Document::parse(&json).unwrap();
        let portrait = Portrait::read(document.root(), &Kinds::default());
        let identifier = |system: &str, value: String| Identifier { system: system.into(), value };
        FoundPatient {
            item: Some(0),
            identifiers: vec![
                identifier("urn:oid:2.16.840.1.113883.19.6", format!("9d3f-{:08}", self.number)),
                identifier("http://hospital.example.org", format!("MRN-{:08}", self.number)),
            ],
            addresses: vec![format!("Patient/{}", self.number)],
            portrait,
            told: self.number.to_be_bytes().to_vec(),
        }
    }

    fn patient(&self, key: &PatientKey) -> Ready {
        let id = ResourceId::of_patient(key);
        let json = self.json(id.as_str());
        let facts = facts::of(Document::parse(&json).unwrap().root());
        Ready { told: Told::There, kind: "Patient".into(), id, json, facts, as_of: None }
    }
}

const RESTREPO: &str = "Restrepo-García";

fn people() -> Vec<Person> {
    let person = |family: &str, given, born, number| Person {
        family: family.to_owned(),
        given,
        born,
        number,
    };
    vec![
        person(RESTREPO, "Elizabeth", "1980-04-09", 11),
        person("Schmidt", "Bartholomew", "1980-04-10", 12),
        person("Novak", "Li", "1971-12-30", 13),
    ]
}

fn arrival<'a>(
    found: &'a [FoundPatient],
    meetings: &'a [Meeting],
    records: Vec<(PatientKey, Vec<Ready>)>,
) -> Arrival<'a> {
    Arrival {
        file: "Patient.ndjson",
        source: "bulk",
        found,
        meetings,
        assigned: Assigned { records: records.into_iter().collect(), ..Assigned::default() },
        issues: Vec::new(),
        quarantine: Vec::new(),
        cases: Vec::new(),
    }
}

/// Several people in one file; their keys.
async fn import(site: &Site, people: &[Person]) -> Vec<PatientKey> {
    let found: Vec<FoundPatient> = people.iter().map(Person::found).collect();
    let meetings = site.store.patients().meet_all(&found, "bulk").await.unwrap();
    let keys: Vec<PatientKey> = meetings.iter().map(|one| one.key().unwrap().clone()).collect();
    let records = keys.iter().zip(people).map(|(key, own)| (key.clone(), vec![own.patient(key)]));
    let arrival = arrival(&found, &meetings, records.collect());
    site.store.imports().commit(arrival).await.unwrap();
    keys
}

async fn search(site: &Site, query: &str) -> BTreeSet<String> {
    let cards = site.store.patients().search(&Who::Operator, query, 10).await.unwrap();
    cards.into_iter().map(|card| card.patient.to_string()).collect()
}

async fn findings(site: &Site) -> Vec<String> {
    site.store.verify(|_, _| {}).await.unwrap().findings
}

async fn run(site: &Site, sql: &'static str, params: Vec<Value>) -> u64 {
    site.store.inner.db.write("test", move |tx| tx.execute(sql, &params)).await.unwrap()
}

#[tokio::test]
async fn staff_find_by_every_way_in_which_somebody_is_called() {
    for site in both_engines().await {
        let keys = import(&site, &people()).await;
        let who = |at: usize| BTreeSet::from([keys[at].to_string()]);
        for (query, at) in [
            ("res", 0),
            ("rest", 0),
            ("restr", 0),
            ("restrepogar", 0),
            ("garcia", 0),
            ("Restrepo-García", 0),
            ("liz restrepo", 0),
            ("restrpeo", 0),
            ("resterpo", 0),
            ("Schmid", 1),
            ("smith bartholomew", 1),
            ("barthol", 1),
            ("novak li", 2),
            ("04/09/1980", 0),
            ("1980-04-10", 1),
            ("mrn00000012", 1),
            ("9d3f00000013", 2),
            ("(555) 013-0013", 2),
            ("13 elm", 1),
        ] {
            assert_eq!(search(&site, query).await, who(at), "{query} on {}", site.engine);
        }
        for query in ["restrepo 1980-04-10", "mrn00000019", "ov", "zz"] {
            assert!(search(&site, query).await.is_empty(), "{query} on {}", site.engine);
        }
        let both = search(&site, "elm").await;
        assert!(both.is_empty() || both.len() == 3, "{both:?}");
    }
}

#[tokio::test]
async fn who_comes_again_is_known_by_number_by_name_and_as_told_before() {
    for site in both_engines().await {
        let keys = import(&site, &people()).await;
        let nobody = Arc::default();
        let again = people().remove(0).found();
        let meeting = site.store.patients().meet(&again, "bulk", &nobody).await.unwrap();
        assert_eq!(meeting.answer, Match::Known(keys[0].clone()), "{}", site.engine);
        assert!(meeting.is_told);
        // Told otherwise, and by nothing but one number.
        let told = FoundPatient { told: b"other".to_vec(), ..again.clone() };
        let meeting = site.store.patients().meet(&told, "bulk", &nobody).await.unwrap();
        assert_eq!((meeting.key(), meeting.is_told), (Some(&keys[0]), false));
        let referred = FoundPatient { item: None, addresses: Vec::new(), ..again.clone() };
        let meeting = site.store.patients().meet(&referred, "else", &nobody).await.unwrap();
        assert_eq!(meeting.answer, Match::Known(keys[0].clone()));
        let mut unknown = referred.clone();
        unknown.identifiers = vec![Identifier {
            system: "http://elsewhere.example.org".to_owned(),
            value: "MRN-00000011".to_owned(),
        }];
        let meeting = site.store.patients().meet(&unknown, "else", &nobody).await.unwrap();
        assert_eq!(meeting.answer, Match::Unknown, "the number of another system is nobody's");
    }
}

#[tokio::test]
async fn a_token_that_is_added_altered_or_taken_away_is_named_and_an_altered_list_too() {
    for site in both_engines().await {
        let keys = import(&site, &people()).await;
        assert_eq!(findings(&site).await, Vec::<String>::new(), "{}", site.engine);
        let (one, other) = (keys[0].as_str(), keys[1].as_str());
        let sound = shape::sound(&site.store, "zzz");
        let names_one = |found: Vec<String>| found.iter().any(|what| what.contains(one));

        run(&site, ADD, vec![one.into(), sound.clone().into()]).await;
        assert!(names_one(findings(&site).await), "added on {}", site.engine);
        assert_eq!(run(&site, TAKE, vec![one.into(), sound.into()]).await, 1);
        assert!(findings(&site).await.is_empty());

        let name = shape::name(&site.store, "garcia");
        assert_eq!(run(&site, TAKE, vec![one.into(), name.clone().into()]).await, 1);
        assert!(names_one(findings(&site).await), "taken away on {}", site.engine);
        run(&site, ADD, vec![other.into(), name.clone().into()]).await;
        let found = findings(&site).await;
        assert!(found.iter().any(|what| what.contains(other)), "moved on {}", site.engine);
        run(&site, TAKE, vec![other.into(), name.clone().into()]).await;
        run(&site, ADD, vec![one.into(), name.into()]).await;
        assert!(findings(&site).await.is_empty());

        run(&site, SET_LIST, vec![one.into(), vec![1, b'x'].into()]).await;
        assert!(names_one(findings(&site).await), "another list on {}", site.engine);
        run(&site, SET_LIST, vec![one.into(), vec![9].into()]).await;
        assert!(names_one(findings(&site).await), "no list on {}", site.engine);
        let again = people().remove(0).found();
        let found = [again];
        let meetings = site.store.patients().meet_all(&found, "bulk").await.unwrap();
        let own = (keys[0].clone(), vec![people()[0].patient(&keys[0])]);
        let arrival = arrival(&found, &meetings, vec![own]);
        let refused = site.store.imports().commit(arrival).await;
        assert!(matches!(refused, Err(StoreError::Altered(_))), "{}", site.engine);
        // It hinders no erasure: what was listed is found without the list.
        let erased = site.store.records().erase(&Who::Operator, &keys[0], "asked").await.unwrap();
        let tokens = erased.rows.iter().find(|(table, _)| *table == "patient_token").unwrap().1;
        assert!(tokens > 10, "{tokens}");
        let left = move |tx: &mut Tx<'_>| tx.query(TOKENS_OF_ONE, &[keys[0].as_str().into()]);
        let left = site.store.inner.db.read("test", left).await.unwrap();
        assert!(left.is_empty(), "{}", site.engine);
        assert_eq!(findings(&site).await, Vec::<String>::new(), "{}", site.engine);
    }
}

#[tokio::test]
async fn tokens_that_moved_to_the_large_tree_are_found_guarded_and_erased_as_before() {
    for site in both_engines().await {
        let keys = import(&site, &people()).await;
        settling::move_all(&site.store).await.unwrap();
        let new = |tx: &mut Tx<'_>| tx.query("select token from patient_token", &[]);
        assert!(site.store.inner.db.read("test", new).await.unwrap().is_empty());
        // Somebody of the same name comes when the others have moved.
        let more = [Person { number: 400, born: "1966-01-02", ..people().remove(0) }];
        let newer = import(&site, &more).await;
        for query in ["rest", "garcia", "liz restrepo"] {
            let both = BTreeSet::from([keys[0].to_string(), newer[0].to_string()]);
            assert_eq!(search(&site, query).await, both, "{query} on {}", site.engine);
        }
        assert_eq!(import(&site, &people()).await, keys, "{}", site.engine);
        assert_eq!(findings(&site).await, Vec::<String>::new(), "{}", site.engine);

        let name = shape::name(&site.store, "garcia");
        let row = || vec![keys[0].as_str().into(), name.clone().into()];
        assert_eq!(run(&site, TAKE_SETTLED, row()).await, 1);
        assert!(findings(&site).await.iter().any(|what| what.contains(keys[0].as_str())));
        run(&site, ADD_SETTLED, row()).await;
        run(&site, ADD_SETTLED, vec![keys[1].as_str().into(), name.clone().into()]).await;
        assert!(findings(&site).await.iter().any(|what| what.contains(keys[1].as_str())));
        run(&site, TAKE_SETTLED, vec![keys[1].as_str().into(), name.into()]).await;
        run(&site, ADD_SETTLED, vec!["nobody".into(), vec![1_u8].into()]).await;
        assert!(findings(&site).await.iter().any(|what| what.contains("nobody")));
        run(&site, TAKE_SETTLED, vec!["nobody".into(), vec![1_u8].into()]).await;

        site.store.records().erase(&Who::Operator, &keys[0], "asked").await.unwrap();
        assert_eq!(search(&site, "restrepo").await, BTreeSet::from([newer[0].to_string()]));
        assert_eq!(findings(&site).await, Vec::<String>::new(), "{}", site.engine);
    }
}

#[tokio::test]
async fn who_comes_together_has_neighbouring_keys() {
    let site = on_sqlite().await;
    let beginning = |key: &PatientKey| key.as_str()[..4].to_owned();
    let keys = import(&site, &people()).await;
    assert!(keys.iter().all(|key| beginning(key) == beginning(&keys[0])), "{keys:?}");
    assert_eq!(keys.iter().collect::<BTreeSet<_>>().len(), keys.len());
    site.after_seconds(1);
    let later =
        import(&site, &[Person { number: 400, born: "1966-01-02", ..people().remove(1) }]).await;
    assert_ne!(beginning(&later[0]), beginning(&keys[0]));
}

/// As when two files bring somebody at the same moment, each before the other is kept.
#[tokio::test]
async fn somebody_of_whom_only_a_name_is_known_is_one_person_however_many_bring_them_at_once() {
    for site in both_engines().await {
        let json =
            r#"{"resourceType":"Patient","id":"x","name":[{"family":"Osei","given":["Ama"]}]}"#;
        let portrait = Portrait::read(Document::parse(json).unwrap().root(), &Kinds::default());
        let found = [1_u8, 2].map(|file| FoundPatient {
            item: Some(0),
            identifiers: Vec::new(),
            addresses: Vec::new(),
            portrait: portrait.clone(),
            told: vec![file],
        });
        let mut met = Vec::new();
        for one in &found {
            met.push(site.store.patients().meet(one, "bulk", &Arc::default()).await.unwrap());
            site.after_seconds(90);
        }
        for (found, meeting) in found.iter().zip(&met) {
            let key = meeting.key().unwrap().clone();
            let id = ResourceId::of_patient(&key);
            let json = json.replace("\"x\"", &format!("\"{}\"", id.as_str()));
            let facts = facts::of(Document::parse(&json).unwrap().root());
            let own =
                Ready { told: Told::There, kind: "Patient".into(), id, json, facts, as_of: None };
            let (found, meeting) = (std::slice::from_ref(found), std::slice::from_ref(meeting));
            let arrival = arrival(found, meeting, vec![(key, vec![own])]);
            site.store.imports().commit(arrival).await.unwrap();
        }
        assert_ne!(met[0].key(), met[1].key(), "the second was kept under the key of the first");
        assert_eq!(search(&site, "osei").await.len(), 1, "{}", site.engine);
    }
}

#[tokio::test]
async fn an_erased_person_is_found_by_nothing_and_others_of_the_name_are() {
    for site in both_engines().await {
        let mut all = people();
        all.push(Person { number: 400, born: "1966-01-02", ..people().remove(0) });
        let keys = import(&site, &all).await;
        assert_eq!(search(&site, "restrepo").await.len(), 2, "{}", site.engine);
        site.store.records().erase(&Who::Operator, &keys[0], "asked").await.unwrap();
        assert_eq!(search(&site, "restrepo").await, BTreeSet::from([keys[3].to_string()]));
        assert!(search(&site, "mrn00000011").await.is_empty());
        assert_eq!(findings(&site).await, Vec::<String>::new(), "{}", site.engine);
    }
}

/// Rows and their list, in pages of the database, for people as a bulk export tells of them.
#[tokio::test]
async fn what_a_person_is_found_by_takes_less_than_a_kilobyte() {
    const PEOPLE: u64 = 2_000;
    let site = on_sqlite().await;
    let pages = async || {
        let count = |tx: &mut Tx<'_>| tx.first("pragma page_count", &[]);
        let row = site.store.inner.db.write("test", count).await.unwrap().unwrap();
        row.get::<i64>(0).unwrap()
    };
    let before = pages().await;
    let mut listed = 0;
    for some in (0..PEOPLE).collect::<Vec<_>>().chunks(250) {
        let mut rows = Vec::new();
        for number in some {
            let days = ["1955-03-14", "1981-11-02", "1999-12-30", "2004-02-29"];
            let own = Person {
                family: format!("Petrova{number}"),
                given: ["Rosa", "Ingrid", "Samuel"][(number % 3) as usize],
                born: days[(number % 4) as usize],
                number: *number,
            };
            let key = format!("key{number:08}");
            let hash = shape::hash(&site.store, &[&key]);
            let key = PatientKey::from_hash(hash.first_chunk().unwrap());
            let mut all = BTreeSet::new();
            let more = for_found(&site.store, &own.found(), "bulk");
            let more = [more, for_demographics(&site.store, &own.patient(&key))].concat();
            let tokens = shape::add(&mut all, more);
            assert!(tokens.len() < 16, "{}", tokens.len());
            listed += shape::listed(&all).len();
            rows.extend(tokens.iter().map(|token| (token.clone(), key.clone())));
        }
        rows.sort();
        let rows: Vec<_> =
            rows.iter().map(|(token, key)| (ADD, shape::row(key.as_str(), token))).collect();
        let work = move |tx: &mut Tx<'_>| tx.execute_all(&rows);
        site.store.inner.db.write("test", work).await.unwrap();
    }
    let tree = (pages().await - before) * 2_048 / PEOPLE as i64;
    let list = listed as i64 / PEOPLE as i64;
    println!("{tree} bytes of pages and {list} of lists for each person");
    assert!(tree + list < 1_000, "{tree} and {list}");
}

const ADD: &str = "
    insert into patient_token (patient_id, token) values ($1, $2)";

const TAKE: &str = "
    delete from patient_token where patient_id = $1 and token = $2";

const ADD_SETTLED: &str = "
    insert into patient_token_settled (patient_id, token) values ($1, $2)";

const TAKE_SETTLED: &str = "
    delete from patient_token_settled where patient_id = $1 and token = $2";

const SET_LIST: &str = "
    update patient set tokens = $2 where patient_id = $1";

const TOKENS_OF_ONE: &str = "
    select token from patient_token where patient_id = $1";
