//! Two records of one person are put together and taken apart again; nothing that came in between is
//! lost, and nobody else sees more.

use std::collections::{BTreeMap, BTreeSet};

use bluebutton_record::{PatientKey, Resource, ResourceId, Section, Selection};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use super::only;
use crate::Who;
use crate::access::Action;
use crate::accounts::tests::person;
use crate::db::testing::{Site, both_engines, on_sqlite};
use crate::error::StoreError;
use crate::events::{By, Event};
use crate::records::Record;
use crate::testing::{ANA, Somebody, TOM, import, import_with, other, permit, result};

/// Ana once more, registered anew under another number.
const ANA_AGAIN: Somebody =
    Somebody { family: "Reyes", given: "Ana", birth_date: "1955-03-14", number: "MRN-7007" };

async fn open(site: &Site, key: &PatientKey) -> Record {
    site.store.records().open(&permit(&site.store, key).await).await.unwrap()
}

async fn merge(site: &Site, record: &PatientKey, part: &PatientKey) -> Result<(), StoreError> {
    site.store.records().merge(&Who::Operator, record, part, "registered twice").await
}

async fn split(site: &Site, part: &PatientKey) -> Result<PatientKey, StoreError> {
    site.store.records().split(&Who::Operator, part, "two people").await
}

async fn ids(site: &Site, key: &PatientKey) -> BTreeSet<String> {
    let (all, manifest) = open(site, key).await.read(&Selection::default()).await.unwrap();
    assert!(manifest.unreadable.is_empty());
    all.iter().map(|resource: &Resource| resource.id.to_string()).collect()
}

async fn must_be_clean(site: &Site) {
    let findings = site.store.verify(|_, _| {}).await.unwrap().findings;
    assert!(findings.is_empty(), "{} {findings:?}", site.engine);
}

/// Both records of Ana, with a result each.
async fn registered_twice(site: &Site) -> (PatientKey, PatientKey) {
    let (one, two) = (ANA.key(&site.store).await, ANA_AGAIN.key(&site.store).await);
    import(&site.store, &ANA, vec![result(&one, "a", "2026-01-01", "1")]).await;
    let visit = other(&two, "Encounter", "v", r#""status":"finished""#);
    let seen = format!(r#""encounter":{{"reference":"Encounter/{two}.v"}}"#);
    let seen = other(&two, "Condition", "c", &seen);
    let second = vec![result(&two, "a", "2026-02-02", "2"), visit, seen];
    import(&site.store, &ANA_AGAIN, second).await;
    (one, two)
}

#[tokio::test]
async fn two_records_of_one_person_are_one_and_come_apart_with_what_came_in_between() {
    for site in both_engines().await {
        let (one, two) = registered_twice(&site).await;
        let (alone_one, alone_two) = (ids(&site, &one).await, ids(&site, &two).await);

        merge(&site, &one, &two).await.unwrap();

        let together = open(&site, &two).await;
        assert_eq!(together.patient_key(), &one, "{}", site.engine);
        assert_eq!(together.count(&only(Section::Results)), 2);
        let newest = together.newest(&only(Section::Results), 0, 9).await.unwrap();
        let newest: Vec<&str> = newest.iter().map(|resource| resource.id.as_str()).collect();
        assert_eq!(newest, [format!("{two}.a"), format!("{one}.a")]);
        let visit = ResourceId::in_record(&two, "v").unwrap();
        let of_visit = Selection { visit: Some(visit), ..Selection::default() };
        assert_eq!(together.count(&of_visit), 2, "references inside keep working");
        assert_eq!(together.patient().await.unwrap().unwrap().id.as_str(), one.as_str());
        must_be_clean(&site).await;

        import(&site.store, &ANA_AGAIN, vec![result(&two, "between", "2026-03-03", "3")]).await;
        import(&site.store, &ANA, vec![result(&one, "also", "2026-03-04", "4")]).await;
        assert_eq!(ids(&site, &one).await.len(), alone_one.len() + alone_two.len() + 2);
        assert_eq!(ids(&site, &one).await, ids(&site, &two).await);

        assert_eq!(split(&site, &two).await.unwrap(), one);

        let with = |mut ids: BTreeSet<String>, more: String| {
            ids.insert(more);
            ids
        };
        assert_eq!(ids(&site, &one).await, with(alone_one, format!("{one}.also")));
        assert_eq!(ids(&site, &two).await, with(alone_two, format!("{two}.between")));
        must_be_clean(&site).await;
    }
}

#[tokio::test]
async fn an_original_of_either_part_is_found() {
    for site in both_engines().await {
        let (one, two) = registered_twice(&site).await;
        let document: &[u8] = b"<ClinicalDocument/>";
        import_with(&site.store, &ANA_AGAIN, vec![], vec![("doc", document)]).await.unwrap();
        let id = ResourceId::in_record(&two, "doc").unwrap();
        assert!(open(&site, &one).await.original(&id).await.unwrap().is_none(), "{}", site.engine);

        merge(&site, &one, &two).await.unwrap();

        let found = open(&site, &one).await.original(&id).await.unwrap();
        assert_eq!(found.unwrap().0, document);
    }
}

#[tokio::test]
async fn parts_of_parts_come_along_and_what_is_one_already_is_not_put_together_again() {
    for site in both_engines().await {
        let (one, two) = registered_twice(&site).await;
        let tom = TOM.key(&site.store).await;
        import(&site.store, &TOM, vec![result(&tom, "a", "2026-01-01", "1")]).await;

        merge(&site, &two, &tom).await.unwrap();
        merge(&site, &one, &two).await.unwrap();

        let parts = site.store.records().parts(&tom).await.unwrap();
        assert_eq!(parts, [one.clone(), two.clone(), tom.clone()], "{}", site.engine);
        assert_eq!(ids(&site, &tom).await, ids(&site, &one).await);
        for (record, part) in [(&one, &tom), (&tom, &one), (&two, &two)] {
            let again = merge(&site, record, part).await;
            assert!(matches!(again, Err(StoreError::NotAllowed(_))), "{} {again:?}", site.engine);
        }
        must_be_clean(&site).await;

        // Undone in any order.
        assert_eq!(split(&site, &two).await.unwrap(), one);
        assert_eq!(ids(&site, &tom).await, ids(&site, &two).await);
        assert_eq!(split(&site, &tom).await.unwrap(), two);
        let again = split(&site, &tom).await;
        assert!(matches!(again, Err(StoreError::NotAllowed(_))), "{again:?}");
        merge(&site, &one, &two).await.unwrap();
        assert_eq!(site.store.records().parts(&two).await.unwrap(), [one, two]);
        must_be_clean(&site).await;
    }
}

#[tokio::test]
async fn whoever_opened_either_record_opens_both_and_nobody_else_and_it_is_told() {
    for site in both_engines().await {
        let (one, two) = registered_twice(&site).await;
        let tom = TOM.key(&site.store).await;
        import(&site.store, &TOM, Vec::new()).await;
        let account = async |login: &str, key: &PatientKey| {
            let id = site.store.accounts().create(person(login, login)).await.unwrap();
            site.store.accounts().own(&id, key).await.unwrap();
            Who::Account(id)
        };
        let (ana, stranger) = (account("ana", &two).await, account("tom", &tom).await);
        let view = || Action::View { page: "overview", resource: None };
        let opens = async |who: &Who, key: &PatientKey| {
            let permit = site.store.access().open(who, key, view()).await;
            permit.map(|permit| permit.patient().clone())
        };
        assert!(matches!(opens(&ana, &one).await, Err(StoreError::NotFound)), "{}", site.engine);

        merge(&site, &one, &two).await.unwrap();

        for key in [&one, &two] {
            assert_eq!(opens(&ana, key).await.unwrap(), one, "{}", site.engine);
            assert!(matches!(opens(&stranger, key).await, Err(StoreError::NotFound)));
        }
        let lines =
            site.store.audit().lines(&permit(&site.store, &one).await, 0, 99).await.unwrap();
        let is_merge =
            |told: &Option<(By, Event)>| matches!(told, Some((_, Event::RecordMerged { .. })));
        assert!(lines.iter().any(|line| is_merge(&line.told)), "{lines:?}");
        let Who::Account(id) = &ana else { panic!("an account") };
        let records = site.store.access().records_of(id).await.unwrap();
        assert!(records.iter().map(|it| &it.patient).eq([&one]), "{records:?}");

        split(&site, &two).await.unwrap();

        assert!(matches!(opens(&ana, &one).await, Err(StoreError::NotFound)));
        assert_eq!(opens(&ana, &two).await.unwrap(), two);
        let lines =
            site.store.audit().lines(&permit(&site.store, &two).await, 0, 99).await.unwrap();
        let is_split =
            |told: &Option<(By, Event)>| matches!(told, Some((_, Event::RecordSplit { .. })));
        assert!(lines.iter().any(|line| is_merge(&line.told)), "{lines:?}");
        assert!(lines.iter().any(|line| is_split(&line.told)), "{lines:?}");
    }
}

#[tokio::test]
async fn only_the_operator_puts_records_together() {
    for site in both_engines().await {
        let (one, two) = registered_twice(&site).await;
        let id = site.store.accounts().create(person("ana", "Ana Reyes")).await.unwrap();
        site.store.accounts().own(&id, &two).await.unwrap();
        for who in [Who::Account(id), Who::Job { on_behalf_of: None }] {
            let records = site.store.records();
            let merged = records.merge(&who, &one, &two, "mine").await;
            assert!(matches!(merged, Err(StoreError::NotAllowed(_))), "{}", site.engine);
            let erased = records.erase(&who, &one, "gone").await;
            assert!(matches!(erased, Err(StoreError::NotAllowed(_))));
        }
    }
}

#[tokio::test]
async fn a_part_that_was_put_under_a_record_behind_our_back_is_found() {
    for site in both_engines().await {
        let (one, two) = registered_twice(&site).await;
        for (sql, named) in [(POINT, two.clone()), (LIST, one.clone())] {
            let values = [one.as_str().into(), two.as_str().into()];
            site.store.inner.db.write("test", move |tx| tx.execute(sql, &values)).await.unwrap();
            let findings = site.store.verify(|_, _| {}).await.unwrap().findings;
            let is_named = findings.iter().any(|finding| finding.contains(named.as_str()));
            assert!(is_named, "{} {findings:?}", site.engine);
        }
    }
}

/// What may happen to three records of one person.
#[derive(Clone, Debug)]
enum Step {
    Put(usize, u8, u8),
    Delete(usize, u8),
    Merge(usize, usize),
    Split(usize),
    Compact(usize),
}

fn any_step() -> impl Strategy<Value = Step> {
    let who = 0..3_usize;
    prop_oneof![
        3 => (who.clone(), 0..4_u8, 0..3_u8).prop_map(|(who, id, value)| Step::Put(who, id, value)),
        1 => (who.clone(), 0..4_u8).prop_map(|(who, id)| Step::Delete(who, id)),
        2 => (who.clone(), who.clone()).prop_map(|(one, other)| Step::Merge(one, other)),
        1 => who.clone().prop_map(Step::Split),
        1 => who.prop_map(Step::Compact),
    ]
}

/// A plain model: what each part holds, and what it is under.
#[derive(Default)]
struct Model {
    held: [BTreeMap<u8, u8>; 3],
    under: [Option<usize>; 3],
}

impl Model {
    fn root(&self, who: usize) -> usize {
        self.under[who].map_or(who, |above| self.root(above))
    }

    fn record(&self, who: usize) -> BTreeSet<(usize, u8, u8)> {
        let root = self.root(who);
        let parts = (0..3).filter(|part| self.root(*part) == root);
        parts.flat_map(|part| self.held[part].iter().map(move |(id, v)| (part, *id, *v))).collect()
    }
}

#[test]
fn whatever_happens_to_records_each_holds_what_a_plain_model_holds() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut runner = TestRunner::new(ProptestConfig::with_cases(24));
    let steps = proptest::collection::vec(any_step(), 1..24);
    runner.run(&steps, |steps| runtime.block_on(follow(steps))).unwrap();
}

async fn follow(steps: Vec<Step>) -> Result<(), TestCaseError> {
    let site = on_sqlite().await;
    let people = [&ANA, &ANA_AGAIN, &TOM];
    let mut keys = Vec::new();
    for who in people {
        import(&site.store, who, Vec::new()).await;
        keys.push(who.key(&site.store).await);
    }
    let mut model = Model::default();
    for step in steps {
        match step {
            Step::Put(who, id, value) => {
                let day = "2026-01-01";
                let one = result(&keys[who], &format!("r{id}"), day, &value.to_string());
                import(&site.store, people[who], vec![one]).await;
                model.held[who].insert(id, value);
            }
            Step::Delete(who, id) => {
                let gone = super::history::deleted(&keys[who], "Observation", &format!("r{id}"));
                import(&site.store, people[who], vec![gone]).await;
                model.held[who].remove(&id);
            }
            Step::Merge(one, other) => {
                let (root, part) = (model.root(one), model.root(other));
                let merged = merge(&site, &keys[one], &keys[other]).await;
                prop_assert_eq!(merged.is_ok(), root != part);
                if root != part {
                    model.under[part] = Some(root);
                }
            }
            Step::Split(who) => {
                let parted = split(&site, &keys[who]).await;
                prop_assert_eq!(parted.is_ok(), model.under[who].is_some());
                model.under[who] = None;
            }
            Step::Compact(who) => {
                site.store.records().compact(&keys[who]).await.unwrap();
            }
        }
    }
    for (who, key) in keys.iter().enumerate() {
        let record = open(&site, key).await;
        let (all, _) = record.read(&only(Section::Results)).await.unwrap();
        let held = all.iter().filter(|it| &*it.kind == "Observation").map(|it| {
            let part = keys.iter().position(|key| Some(key) == it.id.patient().as_ref()).unwrap();
            let document = it.document().unwrap();
            let value = document.root().at(&["valueQuantity", "value"]).unwrap().raw().to_owned();
            (part, it.id.local()[1..].parse().unwrap(), value.parse().unwrap())
        });
        prop_assert_eq!(held.collect::<BTreeSet<_>>(), model.record(who));
    }
    prop_assert_eq!(site.store.verify(|_, _| {}).await.unwrap().findings, Vec::<String>::new());
    Ok(())
}

const POINT: &str = "
    update patient set within = $1 where patient_id = $2";

const LIST: &str = "
    insert into record_part (patient_id, part_id, joined_at, guard)
    select record.patient_id, part.patient_id, 0, record.sealed_key
    from patient record, patient part
    where record.patient_id = $1 and part.patient_id = $2";
