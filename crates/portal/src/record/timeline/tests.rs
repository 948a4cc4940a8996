//! What stands where in a timeline, and what is told once.

use super::super::view::tests::{entry, reader};
use super::*;

#[test]
fn entries_stand_under_their_month_and_undated_ones_under_their_own_heading() {
    let entries = [
        entry("a", Section::Results, "A", "2026-05-20"),
        entry("b", Section::Visits, "B", "2026-05-03"),
        entry("c", Section::Visits, "C", "2025"),
        entry("d", Section::Visits, "D", ""),
    ];
    let titles: Vec<_> =
        months(&entries, &HashSet::new(), &reader()).into_iter().map(|month| month.title).collect();
    assert_eq!(titles, ["May 2026", "2025", "No date given"]);
}

#[test]
fn much_of_one_section_on_one_day_stands_in_one_row_that_names_it_and_leads_to_it() {
    let result = |local: &str, date| entry(local, Section::Results, local, date);
    let mut entries: Vec<Entry> = (0..20).map(|n| result(&format!("r{n}"), "2026-05-20")).collect();
    entries.push(entry("c", Section::Conditions, "Gout", "2026-05-20"));
    entries.extend([result("old-a", "2026-05-03"), result("old-b", "2026-05-03")]);
    let months = months(&entries, &HashSet::new(), &reader());
    let titles: Vec<&str> =
        months[0].joints.iter().map(|joint| joint.entry.title.as_str()).collect();
    assert_eq!(titles, ["Test results", "Gout", "old-a", "old-b"]);
    let row = &months[0].joints[0];
    assert!(row.entry.href.ends_with("/results?from=2026-05-20&to=2026-05-20"));
    assert_eq!(row.entry.section, "20 entries");
    assert_eq!((row.parts[0].links.len(), row.parts[0].more), (NAMED_TOGETHER, 8));
    assert!(row.parts[0].links[0].href.ends_with("/r0"));
}

#[test]
fn a_document_and_its_file_are_told_once() {
    let document = Entry {
        kind: "Composition".into(),
        narrative: vec![bluebutton_record::narrative::Block::Paragraph("Rest".to_owned())],
        ..entry("d", Section::Documents, "Summary", "2026-05-20")
    };
    let file = Entry {
        kind: "DocumentReference".into(),
        attachments: vec![bluebutton_record::entry::Attachment {
            title: None,
            media_type: None,
            place: bluebutton_record::entry::AttachmentPlace::Inline(0),
        }],
        ..entry("f", Section::Documents, "Summary", "2026-05-20")
    };
    let months = months(&[document, file], &HashSet::new(), &reader());
    assert_eq!(months[0].joints.len(), 1);
    assert!(months[0].joints[0].entry.href.ends_with("/d"));
}

#[test]
fn a_diagnosis_on_several_lists_of_one_day_is_told_once_and_a_visits_twin_hides_nothing() {
    let identified = |local, title| Entry {
        basis: bluebutton_record::entry::Basis {
            identifiers: vec!["urn:visits|7".to_owned()],
            ..bluebutton_record::entry::Basis::default()
        },
        ..entry(local, Section::Visits, title, "2026-05-03")
    };
    let (visit, twin) = (identified("v", "Hospital stay"), identified("w", "Visit"));
    let result = Entry {
        visit: Some(twin.id.clone()),
        ..entry("r", Section::Results, "Sodium", "2026-05-03")
    };
    let gout = |local| entry(local, Section::Conditions, "Gout", "2026-05-03");
    let months = months(&[visit, twin, gout("a"), gout("b"), result], &HashSet::new(), &reader());
    let titles: Vec<&str> =
        months[0].joints.iter().map(|joint| joint.entry.title.as_str()).collect();
    assert_eq!(titles, ["Hospital stay", "Gout"]);
    assert_eq!(months[0].joints[0].parts[0].links[0].text, "Sodium");
}

#[test]
fn what_is_told_elsewhere_stands_only_behind_its_visit() {
    let visit = entry("v", Section::Visits, "Check-up", "2026-05-03");
    let found =
        |local, visit| Entry { visit, ..entry(local, Section::Conditions, "Gout", "2026-05-03") };
    let entries = [visit.clone(), found("a", Some(visit.id.clone())), found("b", None)];
    let elsewhere = entries[1..].iter().map(|one| one.id.clone()).collect();
    let months = months(&entries, &elsewhere, &reader());
    assert_eq!(months[0].joints.len(), 1);
    assert_eq!(months[0].joints[0].parts[0].links.len(), 1);
}

#[test]
fn what_belongs_to_a_visit_stands_behind_it_and_is_told_once() {
    let visit = entry("v", Section::Visits, "Check-up", "2026-05-03");
    let own = |local| Entry {
        visit: Some(visit.id.clone()),
        ..entry(local, Section::Results, local, "2026-05-03")
    };
    let lost = Entry {
        visit: ResourceId::parse("aaaaaaaaaaaaa.elsewhere"),
        ..entry("lost", Section::Results, "Lost", "2026-05-02")
    };
    let entries = [visit.clone(), own("a"), own("b"), lost];
    let months = months(&entries, &HashSet::new(), &reader());
    let joints = &months[0].joints;
    assert_eq!(joints.len(), 2, "a visit that is not on the page hides nothing");
    assert!(joints[0].is_visit);
    assert_eq!(joints[0].parts[0].links.len(), 2);
    assert_eq!(joints[1].entry.title, "Lost");
}
