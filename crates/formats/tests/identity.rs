//! Documents as vendors write them, read into one record: who is replaced by what, what is one
//! thing and what is none. Rosa Lind and her documents were written for the purpose.
#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::Path;

use bluebutton_formats::read::ccda;
use bluebutton_record::entry::{NoNames, entries};
use bluebutton_record::meaning::{Said, Stage, Thing, things};
use bluebutton_record::normalize::{self, Origin, Whose};
use bluebutton_record::{Entry, PatientKey, Resource, Section};

const TODAY: &str = "2026-11-27";

const ALL: [&str; 6] = [
    "rosa-valley-visit.xml",
    "rosa-valley-discharge.xml",
    "rosa-valley-medicines-1.xml",
    "rosa-valley-medicines-2.xml",
    "rosa-hill-medicines.xml",
    "rosa-old-list.xml",
];

/// The record that documents make, imported one after the other; the last version of each stays.
fn record(files: &[&str]) -> Vec<Resource> {
    let mut record: BTreeMap<String, Resource> = BTreeMap::new();
    for file in files {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/ccda").join(file);
        let reading = ccda::read(&std::fs::read(path).unwrap());
        let survey = normalize::survey(&reading);
        let whose = vec![Whose::Known(PatientKey::from_hash(&[7; 9])); survey.found.len()];
        let assigned = normalize::assign(reading, &survey, &whose, Origin::alone("test", hash));
        for ready in assigned.records.into_values().flatten() {
            let id = ready.id.to_string();
            let json = ready.json.into();
            let resource =
                Resource { kind: ready.kind, id: ready.id, version: 1, updated: 0, json };
            record.insert(id, resource);
        }
    }
    record.into_values().collect()
}

/// Not a safeguard against anybody: it only tells the ids of a test apart.
fn hash(bytes: &[u8]) -> [u8; 32] {
    let mut out = [0; 32];
    for (nth, part) in out.chunks_mut(8).enumerate() {
        let mut hasher = DefaultHasher::new();
        (nth, bytes).hash(&mut hasher);
        part.copy_from_slice(&hasher.finish().to_be_bytes());
    }
    out
}

fn told(entries: &[Entry], section: Section, check: impl FnOnce(&[Thing<'_>])) {
    let of_section: Vec<&Entry> = entries.iter().filter(|one| one.section == section).collect();
    check(&things(&of_section, TODAY.parse().unwrap()));
}

fn titles(things: &[Thing<'_>], stage: Stage) -> Vec<String> {
    let at = things.iter().filter(|thing| thing.stage == stage);
    let mut titles: Vec<String> =
        at.map(|thing| thing.entry.title.clone().unwrap_or_default()).collect();
    titles.sort();
    titles
}

#[test]
fn an_id_that_comes_back_with_another_code_or_date_replaces_nothing_in_any_order() {
    let mut backwards = ALL;
    backwards.reverse();
    let (forwards, backwards) = (record(&ALL), record(&backwards));
    let ids = |record: &[Resource]| -> Vec<String> {
        record.iter().map(|resource| resource.id.to_string()).collect()
    };
    assert_eq!(ids(&forwards), ids(&backwards), "the order of the files makes no other record");
    assert_eq!(ids(&forwards), ids(&record(&[ALL, ALL].concat())), "nor does a second import");

    let entries = entries(&forwards, &NoNames);
    told(&entries, Section::Conditions, |things| {
        assert_eq!(titles(things, Stage::Now), ["Chest pain", "Mixed asthma"]);
    });
    told(&entries, Section::Documents, |things| {
        let titles: Vec<&str> =
            things.iter().filter_map(|thing| thing.entry.title.as_deref()).collect();
        assert!(titles.contains(&"Valley Practice: Summary of your visit"), "{titles:?}");
        assert!(titles.contains(&"Valley Hospital: Discharge summary"), "{titles:?}");
        // Each with its original, and the old version of the list behind the new one.
        assert_eq!(things.len(), 5, "{titles:?}");
        let list = things.iter().find(|thing| thing.behind.len() == 3).unwrap();
        assert_eq!(list.entry.date.unwrap().iso(), "2026-11-01");
        assert!(list.behind.iter().filter(|entry| entry.basis.is_replaced).count() == 2);
    });
}

#[test]
fn header_and_body_tell_of_one_visit() {
    let record = record(&ALL[..1]);
    let visits: Vec<&Resource> =
        record.iter().filter(|resource| &*resource.kind == "Encounter").collect();
    assert_eq!(visits.len(), 1);
    assert!(visits[0].json.contains("Office visit") && visits[0].json.contains("\"finished\""));
    let composition = record.iter().find(|one| &*one.kind == "Composition").unwrap();
    assert!(composition.json.contains(&format!("Encounter/{}", visits[0].id)));
}

#[test]
fn a_medicine_its_dispense_and_its_course_are_told_as_what_they_are() {
    let entries = entries(&record(&ALL), &NoNames);
    told(&entries, Section::Medications, |things| {
        assert_eq!(
            titles(things, Stage::Now),
            [
                "Lisinopril 10 MG Oral Tablet",
                "Metformin 1,000 mg tablet",
                "Metformin hydrochloride 500 MG Oral Tablet",
            ]
        );
        assert_eq!(titles(things, Stage::Past), ["Amoxicillin 500 MG Oral Capsule"]);
        assert_eq!(titles(things, Stage::OnOldList), ["Warfarin Sodium 5 MG Oral Tablet"]);
        let lisinopril =
            things.iter().find(|thing| thing.entry.title.as_deref().unwrap().starts_with("Lis"));
        let behind: Vec<&str> =
            lisinopril.unwrap().behind.iter().map(|entry| &*entry.kind).collect();
        assert_eq!(behind, ["MedicationDispense"]);
        let differing = things.iter().filter(|thing| !thing.differs.is_empty());
        assert_eq!(differing.count(), 2, "the two strengths of metformin");
        let old = things.iter().find(|thing| thing.stage == Stage::OnOldList).unwrap();
        assert_eq!(old.entry.basis.told.on.unwrap().iso(), "2019-05-12", "the day of its list");
    });
}

#[test]
fn what_is_denied_refused_or_planned_is_no_thing() {
    let entries = entries(&record(&ALL), &NoNames);
    told(&entries, Section::Conditions, |things| {
        let infarction = things
            .iter()
            .find(|thing| thing.entry.title.as_deref() == Some("Myocardial infarction"))
            .unwrap();
        assert_eq!(infarction.entry.basis.said, Said::NotSo, "the act around it is negated");
        let none = things.iter().find(|thing| thing.entry.basis.said == Said::NoneKnown).unwrap();
        assert_eq!(none.entry.title.as_deref(), Some("No known problems"));
        assert_eq!(things.iter().filter(|thing| thing.counts()).count(), 2);
    });
    told(&entries, Section::Allergies, |things| {
        assert_eq!(things.len(), 1);
        assert_eq!((things[0].entry.basis.said, things[0].counts()), (Said::NoneKnown, false));
    });
    told(&entries, Section::Vaccines, |things| {
        assert_eq!(things.iter().filter(|thing| thing.counts()).count(), 1, "one dose was given");
        let planned = things.iter().find(|thing| thing.entry.basis.said == Said::Planned).unwrap();
        assert_eq!(planned.stage, Stage::Ahead);
        assert!(things.iter().any(|thing| thing.entry.basis.said == Said::NotDone));
    });
    told(&entries, Section::CarePlans, |things| {
        assert_eq!(titles(things, Stage::Past), ["Follow-up visit"], "its day is past");
    });
}
