//! Prints FHIR resources (one JSON a line: a Bundle's entries) as a PDF, and says how long it took.
//! `cargo run --release -p bluebutton-pdf --example print -- resources.ndjson out.pdf [en|es] [rounds]`

use bluebutton_record::json::Document;
use bluebutton_record::{Language, Manifest, Organization, Paper, Person, Resource, ResourceId};
use bluebutton_record::{entry, facts, names};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [from, to, rest @ ..] = &args[..] else {
        return Err("give a file to read and one to write".into());
    };
    let language = rest.first().and_then(|tag| Language::parse(tag)).unwrap_or_default();
    let rounds: u32 = rest.get(1).map_or(Ok(1), |rounds| rounds.parse())?;
    let mut resources = Vec::new();
    for line in std::fs::read_to_string(from)?.lines() {
        let document = Document::parse(line)?;
        let text = |name| document.root().text_at(&[name]);
        let (Some(kind), Some(id)) = (text("resourceType"), text("id")) else { continue };
        let Some(id) = ResourceId::parse(&id) else { continue };
        resources.push(Resource {
            kind: (*kind).into(),
            id,
            version: 1,
            updated: 0,
            json: line.into(),
        });
    }
    let mut manifest = Manifest { made_at: 1_795_350_000_000_000, ..Manifest::default() };
    for resource in &resources {
        let section = facts::of(resource.document()?.root()).section;
        *manifest.included.entry(section).or_default() += 1;
    }
    let patient = resources.iter().find(|resource| &*resource.kind == "Patient");
    let paper = Paper {
        person: patient.map(Person::of).unwrap_or_default(),
        entries: entry::entries(&resources, &names::NamesOf::new(&resources)),
        manifest,
        organization: Organization {
            name: "Riverside Family Clinic".into(),
            phone: Some("(555) 010-0100".into()),
            hours: Some("Monday to Friday, 8 am to 5 pm".into()),
            hours_es: None,
            url: Some("https://riverside.example".into()),
        },
        language,
    };
    for _ in 0..rounds {
        let start = std::time::Instant::now();
        let pdf = bluebutton_pdf::write(
            &paper,
            &[("health-record.json", "application/fhir+json", b"{}")],
        )
        .map_err(|error| error.0)?;
        println!("{} entries, {} bytes in {:?}", paper.entries.len(), pdf.len(), start.elapsed());
        std::fs::write(to, pdf)?;
    }
    Ok(())
}
