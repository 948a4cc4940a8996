//! What papers say of values, dates, titles and numbers in the forms that vendors send them, on a
//! record made for the purpose. Text and HTML file are made from the same lines.
#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

use std::path::Path;

use bluebutton_formats::write::{html, text};
use bluebutton_record::entry::{self, NoNames};
use bluebutton_record::{
    Language, Manifest, Organization, Paper, Person, Resource, ResourceId, Selection,
};

fn resource(line: &str) -> Resource {
    let member = |name: &str| {
        let (_, rest) = line.split_once(&format!("\"{name}\":\"")).unwrap();
        rest.split_once('"').unwrap().0.to_owned()
    };
    Resource {
        kind: member("resourceType").as_str().into(),
        id: ResourceId::parse(&member("id")).unwrap(),
        version: 1,
        updated: 0,
        json: line.into(),
    }
}

fn paper(language: Language) -> Paper {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/record/values.ndjson");
    let lines = std::fs::read_to_string(path).unwrap();
    let resources: Vec<Resource> = lines.lines().map(resource).collect();
    let entries = entry::entries(&resources, &NoNames);
    Paper {
        person: Person::of(&resources[0]),
        manifest: Manifest {
            selection: Selection::default(),
            made_at: 1_779_300_000_000_000,
            ..Manifest::default()
        },
        organization: Organization { name: "Riverside Family Clinic".into(), ..Default::default() },
        language,
        entries,
    }
}

/// The words of a file, one space between.
fn words(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_text_says_values_dates_titles_and_numbers_as_people_do() {
    let said = words(text::write(&paper(Language::English)));
    let sentences = [
        "12 ng/mL (usual range less than 2.5; Marked normal by the sender, but outside the range \
         printed with it: ask)",
        "72 mL/min/1.73 m² (usual range 60 or more; Marked as not normal by the sender, but inside \
         the range printed with it: ask)",
        "51 U/L (usual range 40 or less; Above the usual range)",
        "Non-Reactive (usual range Negative; Within the usual range)",
        "6.1 10³/µL (usual range 4 to 10; Within the usual range)",
        "15 g/dL (usual range 12 to 16 (F); Within the usual range)",
        "167/78 mmHg",
        "171.3 cm (5 ft 7 in)",
        "1 extended-release tablet",
        "Prescribed: May 14, 2026",
        "January 1, 1800 (this date cannot be right)",
        "Began: January 1, 1900 (may stand for “not known”)",
        "Health promotion",
        "Seen on May 14, 2026. Last changed May 14, 2026, 3:30 PM (UTC−05:00). SSN ends in 6789.",
        "Date: May 14, 2026; Accession number: 20260514",
        "ends in 6789 (Social Security number)",
        "V-1001 (Medical record number)",
    ];
    for sentence in sentences {
        assert!(said.contains(sentence), "{sentence}\n{said}");
    }
}

#[test]
fn no_paper_shows_what_should_not_stand_on_it() {
    for language in Language::ALL {
        let paper = paper(language);
        for said in [words(text::write(&paper)), words(html::write(&paper))] {
            for never in [
                "123-45-6789",
                "166.827",
                "TABLET, EXTENDED",
                "HealthPromotion",
                "SerPl",
                "19195-7",
                "8302-2",
                "10^3",
                "Seen on 20260514",
            ] {
                assert!(!said.contains(never), "{never} in {}", language.tag());
            }
        }
    }
}

#[test]
fn spanish_says_the_same() {
    let said = words(text::write(&paper(Language::Spanish)));
    let sentences = [
        "Marcado como normal por quien lo envió, pero fuera del rango impreso: pregunte",
        "1 tableta de liberación prolongada",
        "171.3 cm (5 pies y 7 pulgadas)",
        "Fecha de la receta: 14 de mayo de 2026",
        "termina en 6789",
    ];
    for sentence in sentences {
        assert!(said.contains(sentence), "{sentence}\n{said}");
    }
}
