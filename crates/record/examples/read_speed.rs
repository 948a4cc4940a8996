//! How fast records are read: `cargo run --release -p bluebutton-record --example read_speed -- FILE…`.
//! Each file is one JSON text (a Bundle or a resource). Prints rates, best of five.

use std::time::{Duration, Instant};

use bluebutton_record::entry::{NoNames, entry};
use bluebutton_record::json::Document;
use bluebutton_record::{Resource, ResourceId, facts};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut resources = Vec::new();
    let mut texts = Vec::new();
    for path in std::env::args().skip(1) {
        let text = std::fs::read_to_string(path)?;
        let document = Document::parse(&text)?;
        let inner = document.root().each("entry").filter_map(|item| item.get("resource"));
        resources.extend(inner.filter_map(resource));
        texts.push(text);
    }
    let bytes: usize = texts.iter().map(String::len).sum();
    let parse = best(|| {
        texts
            .iter()
            .filter_map(|text| Document::parse(text).ok())
            .map(|read| read.root().span().len())
            .sum()
    });
    println!("whole files: {:.0} MB/s", bytes as f64 / 1e6 / parse.as_secs_f64());
    let bytes: usize = resources.iter().map(|resource| resource.json.len()).sum();
    let count = resources.len() as f64;
    let parse = best(|| {
        resources
            .iter()
            .filter_map(|own| own.document().ok())
            .map(|read| read.root().span().len())
            .sum()
    });
    let rate = bytes as f64 / 1e6 / parse.as_secs_f64();
    println!("{count} resources, one by one: {rate:.0} MB/s, {:.2} µs each", micros(parse, count));
    let facts = best(|| {
        let dated =
            |own: &Resource| own.document().ok().map(|read| facts::of(read.root()).date.is_some());
        resources.iter().filter_map(dated).filter(|dated| *dated).count()
    });
    println!("facts, without parsing: {:.2} µs each", micros(facts.saturating_sub(parse), count));
    let entries = best(|| resources.iter().map(|own| entry(own, &NoNames).facts.len()).sum());
    println!("entry, with parsing: {:.2} µs each", micros(entries, count));
    Ok(())
}

fn resource(value: bluebutton_record::json::Value<'_>) -> Option<Resource> {
    Some(Resource {
        kind: value.text_at(&["resourceType"])?.into(),
        id: ResourceId::parse(&value.text_at(&["id"])?)?,
        version: 1,
        updated: 0,
        json: value.raw().into(),
    })
}

fn micros(time: Duration, count: f64) -> f64 {
    time.as_secs_f64() * 1e6 / count
}

fn best(work: impl Fn() -> usize) -> Duration {
    let once = |_| {
        let start = Instant::now();
        std::hint::black_box(work());
        start.elapsed()
    };
    (0..5).map(once).min().unwrap_or_default()
}
