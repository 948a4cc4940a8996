//! What is in an index, and in which order.

use bluebutton_crypto::Hidden;
use bluebutton_record::FhirDate;
use bluebutton_record::facts::{Facts, Reference, Target};

use super::*;
use crate::records::facts::SegmentFacts;
use crate::records::ledger::{Ledger, LineContent};

struct Given(&'static str, u32, Section, Option<&'static str>, LedgerDeed);

fn given(local: &'static str, version: u32, day: Option<&'static str>) -> Given {
    Given(local, version, Section::Results, day, LedgerDeed::Put)
}

fn segment(seq: i64, lines: &[Given]) -> (Ledger, SegmentFacts) {
    let mut ledger = Ledger::new(seq, seq * 1000);
    let mut all = Vec::new();
    for Given(local, version, section, day, deed) in lines {
        let as_of = AsOf::arrived(seq * 1000);
        let line = LineContent { version: *version, deed: *deed, as_of, hash: 0, length: 10 };
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

type Part = (u8, Vec<(Ledger, SegmentFacts)>);

/// The index of these parts.
fn merged(parts: Vec<Part>, which: &Which) -> Merged {
    let part = |(number, _): &Part| RecordPart {
        patient: key(*number),
        key: Hidden::new([0; 32]),
        since: 0,
    };
    let mut maker = Maker::new(parts.iter().map(part).collect(), 0, which.clone(), TimeZone::UTC);
    for (number, (_, segments)) in parts.into_iter().enumerate() {
        for (ledger, facts) in segments {
            maker.add(number as u16, &ledger, facts);
        }
    }
    maker.finish()
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
    let record = merged(vec![(1, segments)], &Which::default());
    let found = record.find(&id(1, "a")).unwrap();
    assert_eq!((found.version, record.segment(found), found.start, found.end), (2, 1, 0, 10));
    assert_eq!(record.find(&id(1, "b")).map(|b| (b.start, b.end)), Some((0, 10)));
    assert_eq!(record.newest_first().count(), 2);
    assert!(record.find(&id(1, "c")).is_none() && record.find(&id(2, "a")).is_none());
}

#[test]
fn what_was_taken_back_is_in_no_list_and_its_version_is_known() {
    let end = Given("a", 2, Section::Results, None, LedgerDeed::Delete);
    let segments = || {
        vec![
            segment(1, &[given("a", 1, None)]),
            segment(2, &[Given(end.0, end.1, end.2, end.3, end.4)]),
        ]
    };
    let record = merged(vec![(1, segments())], &Which::default());
    assert_eq!((record.len(), record.newest_first().count()), (0, 0));
    assert!(record.find(&id(1, "a")).is_none());
    assert_eq!(record.newest(&id(1, "a")).map(|line| line.version), Some(2));
    for until in [Until::Segment(1), Until::Moment(1999)] {
        let before = Which { until, ..Which::default() };
        let record = merged(vec![(1, segments())], &before);
        assert_eq!(record.find(&id(1, "a")).map(|line| line.version), Some(1));
    }
    let all = Which { history_of: Some(id(1, "a")), ..Which::default() };
    let record = merged(vec![(1, segments())], &all);
    assert_eq!(record.lines().iter().map(|line| line.version).collect::<Vec<_>>(), [2, 1]);
}

#[test]
fn lists_are_newest_first_and_end_with_what_has_no_date() {
    let medicine = Given("med", 1, Section::Medications, Some("2003"), LedgerDeed::Put);
    let lines = [
        given("none", 1, None),
        given("old", 1, Some("1965")),
        given("new", 1, Some("2007")),
        medicine,
    ];
    let record = merged(vec![(1, vec![segment(1, &lines)])], &Which::default());
    let all: Vec<_> = record.newest_first().map(|entry| record.local(entry)).collect();
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
        (1, vec![segment(1, &[given("a", 1, Some("2001"))])]),
        (2, vec![segment(1, &[given("a", 5, Some("2002"))])]),
    ];
    let record = merged(parts, &Which::default());
    assert_eq!(record.find(&id(1, "a")).map(|entry| entry.version), Some(1));
    assert_eq!(record.find(&id(2, "a")).map(|entry| entry.version), Some(5));
    let all: Vec<_> = record.newest_first().filter_map(|entry| record.id(entry)).collect();
    assert_eq!(all, [id(2, "a"), id(1, "a")]);
    let (own, other) = (record.visit(&id(1, "v1")), record.visit(&id(2, "v1")));
    assert!(own.is_some() && other.is_some() && own != other);
}

#[test]
fn what_is_referred_to_is_found_in_whatever_segment_it_stands() {
    let visit = Given("v1", 1, Section::Visits, Some("2001"), LedgerDeed::Put);
    let segments = vec![
        segment(1, &[given("a", 1, Some("2001"))]),
        segment(2, &[visit, given("b", 1, Some("2002"))]),
    ];
    let record = merged(vec![(1, segments)], &Which::default());
    let goal = record.visit(&id(1, "v1")).unwrap();
    for local in ["a", "b"] {
        let entry = record.find(&id(1, local)).unwrap();
        assert!(record.refers_to(entry, goal), "{local}");
        let told: Vec<_> = record.references(entry).collect();
        assert_eq!((told[0].0, record.kind_of(told[0].1)), ("encounter", "Encounter"));
        assert_eq!(record.id_of(told[0].1), Some(id(1, "v1")));
        assert_eq!(record.own(told[0].1).as_deref(), Some("v1"));
    }
    assert!(record.visit(&id(1, "v2")).is_none());
}

/// An index is what a record costs as long as somebody looks at it, and what its opening costs: half a
/// million entries have to leave room for the rest of a small server.
#[test]
fn an_entry_takes_a_hundred_and_twenty_bytes_in_an_index() {
    const COUNT: u32 = 20_000;
    assert!(size_of::<Entry>() <= 64, "{} bytes", size_of::<Entry>());
    let uuid = |kind: u32, number: u32| {
        let hash = u128::from_be_bytes(
            *bluebutton_crypto::hash::sha256(&[kind.to_be_bytes(), number.to_be_bytes()].concat())
                .first_chunk()
                .unwrap(),
        );
        crate::records::columns::uuid_text(hash)
    };
    let reference =
        |path: &str, kind: &str, to: Target| Reference { path: path.into(), kind: kind.into(), to };
    let mut maker = Maker::new(
        vec![RecordPart { patient: key(1), key: Hidden::new([0; 32]), since: 0 }],
        COUNT as usize,
        Which::default(),
        TimeZone::UTC,
    );
    for start in (0..COUNT).step_by(2_000) {
        let mut ledger = Ledger::new(i64::from(start) + 1, 1000);
        let mut all = Vec::new();
        for number in start..start + 2_000 {
            // A visit, and nine results of it by one of forty people.
            let visit = number - number % 10;
            let kind = if number == visit { "Encounter" } else { "Observation" };
            let as_of = AsOf::stated(i64::from(number), 0);
            let hash = u64::from(number);
            let line = LineContent { version: 1, deed: LedgerDeed::Put, as_of, hash, length: 10 };
            ledger.push(&kind.into(), &uuid(0, number), line);
            let who = ResourceId::in_directory(&uuid(1, visit % 40)).unwrap();
            let mut references =
                vec![reference("performer", "Practitioner", Target::Elsewhere(who))];
            if number != visit {
                let to = Target::Own(uuid(0, visit).into());
                references.push(reference("encounter", "Encounter", to));
            }
            all.push(Facts {
                section: if number == visit { Section::Visits } else { Section::Results },
                date: FhirDate::parse(&format!("20{:02}-01-02", visit % 26)),
                status: Some("final".into()),
                codes: vec![
                    Coding::new("http://loinc.org", &format!("{}", number % 700)),
                    Coding::new(
                        "http://terminology.hl7.org/CodeSystem/observation-category",
                        "lab",
                    ),
                ],
                references,
                ..Facts::default()
            });
        }
        maker.add(0, &ledger, SegmentFacts::of(&all));
    }
    let record = maker.finish();
    assert_eq!(record.len(), COUNT as usize);
    let found = record.find(&id(1, &uuid(0, 15))).unwrap();
    assert_eq!(record.references(found).count(), 2);
    let each = record.bytes() / COUNT as usize;
    assert!(each <= 120, "{each} bytes for each entry");
}
