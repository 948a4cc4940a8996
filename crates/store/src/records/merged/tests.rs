//! What is in an index, and in which order.

use bluebutton_crypto::Hidden;
use bluebutton_record::FhirDate;
use bluebutton_record::facts::{Facts, Reference};

use super::*;
use crate::records::ledger::LineContent;

struct Given(&'static str, u32, Section, Option<&'static str>, Deed);

fn given(local: &'static str, version: u32, day: Option<&'static str>) -> Given {
    Given(local, version, Section::Results, day, Deed::Put)
}

fn segment(seq: i64, lines: &[Given]) -> (Ledger, SegmentFacts) {
    let mut ledger = Ledger::new(seq, seq * 1000);
    let mut all = Vec::new();
    for Given(local, version, section, day, deed) in lines {
        let line = LineContent { version: *version, deed: *deed, hash: 0, length: 10 };
        ledger.push(&"Observation".into(), local, line);
        let visit = Reference {
            path: "encounter".into(),
            kind: "Encounter".into(),
            to: Target::Own("v1".into()),
        };
        all.push(Facts {
            section: *section,
            date: day.and_then(FhirDate::parse),
            references: vec![visit],
            ..Facts::default()
        });
    }
    (ledger, SegmentFacts::of(&all))
}

fn key(number: u8) -> PatientKey {
    PatientKey::from_hash(&[number; 9])
}

fn part(number: u8, segments: Vec<(Ledger, SegmentFacts)>) -> OpenedPart {
    OpenedPart {
        part: RecordPart { patient: key(number), key: Hidden::new([0; 32]), since: 0 },
        segments,
    }
}

fn id(number: u8, local: &str) -> ResourceId {
    ResourceId::in_record(&key(number), local).unwrap()
}

#[test]
fn only_the_newest_version_of_a_resource_is_in_it() {
    let segments = vec![
        segment(1, &[given("b", 1, None), given("a", 1, Some("2020"))]),
        segment(2, &[given("a", 2, Some("2020"))]),
    ];
    let record = Merged::new(vec![part(1, segments)], &Which::default());
    let found = record.find(&id(1, "a")).unwrap();
    assert_eq!((found.version, found.segment, found.start, found.end), (2, 1, 0, 10));
    assert_eq!(record.find(&id(1, "b")).map(|b| (b.start, b.end)), Some((0, 10)));
    assert_eq!(record.newest_first().count(), 2);
    assert!(record.find(&id(1, "c")).is_none() && record.find(&id(2, "a")).is_none());
}

#[test]
fn what_was_taken_back_is_in_no_list_and_its_version_is_known() {
    let end = Given("a", 2, Section::Results, None, Deed::Delete);
    let segments = || {
        vec![
            segment(1, &[given("a", 1, None)]),
            segment(2, &[Given(end.0, end.1, end.2, end.3, end.4)]),
        ]
    };
    let record = Merged::new(vec![part(1, segments())], &Which::default());
    assert_eq!((record.len(), record.newest_first().count()), (0, 0));
    assert!(record.find(&id(1, "a")).is_none());
    assert_eq!(record.newest(&id(1, "a")).map(|line| line.version), Some(2));
    for until in [Until::Segment(1), Until::Moment(1999)] {
        let before = Which { until, ..Which::default() };
        let record = Merged::new(vec![part(1, segments())], &before);
        assert_eq!(record.find(&id(1, "a")).map(|line| line.version), Some(1));
    }
    let all = Which { history_of: Some(id(1, "a")), ..Which::default() };
    let record = Merged::new(vec![part(1, segments())], &all);
    assert_eq!(record.lines().iter().map(|line| line.version).collect::<Vec<_>>(), [2, 1]);
}

#[test]
fn lists_are_newest_first_and_end_with_what_has_no_date() {
    let medicine = Given("med", 1, Section::Medications, Some("2003"), Deed::Put);
    let lines = [
        given("none", 1, None),
        given("old", 1, Some("1965")),
        given("new", 1, Some("2007")),
        medicine,
    ];
    let record = Merged::new(vec![part(1, vec![segment(1, &lines)])], &Which::default());
    let all: Vec<&str> = record.newest_first().map(|entry| record.local(entry)).collect();
    assert_eq!(all, ["new", "med", "old", "none"]);
    let results = record.of_section(Section::Results).map(|entry| record.local(entry));
    assert_eq!(results.collect::<Vec<_>>(), ["new", "old", "none"]);
    assert_eq!(record.of_section(Section::Claims).count(), 0);
    let visit = record.visit(&id(1, "v1")).unwrap();
    assert!(record.newest_first().all(|entry| record.refers_to(entry, visit)));
}

#[test]
fn two_parts_keep_their_ids_apart() {
    let parts = vec![
        part(1, vec![segment(1, &[given("a", 1, Some("2001"))])]),
        part(2, vec![segment(1, &[given("a", 5, Some("2002"))])]),
    ];
    let record = Merged::new(parts, &Which::default());
    assert_eq!(record.find(&id(1, "a")).map(|entry| entry.version), Some(1));
    assert_eq!(record.find(&id(2, "a")).map(|entry| entry.version), Some(5));
    let all: Vec<_> = record.newest_first().filter_map(|entry| record.id(entry)).collect();
    assert_eq!(all, [id(2, "a"), id(1, "a")]);
    let (own, other) = (record.visit(&id(1, "v1")), record.visit(&id(2, "v1")));
    assert!(own.is_some() && other.is_some() && own != other);
}
