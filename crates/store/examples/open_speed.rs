//! How fast a record is opened and searched: `cargo run --release -p bluebutton-store --example open_speed -- DATA [ROUNDS [NAME]]`.
//! DATA is the folder of a store with at least one record; it gets the audit lines of what is looked at.
//! Prints what one of each takes, on one thread.

#![expect(clippy::disallowed_methods, reason = "a tool of the moment: it has no clock to be given")]

use std::sync::Arc;
use std::time::Instant;

use bluebutton_crypto::SystemRandom;
use bluebutton_record::entry;
use bluebutton_record::search::Query;
use bluebutton_store::{Action, OpenOptions, Store, Who};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let data = args.next().ok_or("which folder?")?.into();
    let rounds: u32 = args.next().map_or(Ok(2_000), |rounds| rounds.parse())?;
    let options = OpenOptions {
        data,
        database: None,
        root_key: None,
        clock: Arc::new(jiff::Timestamp::now),
        random: Arc::new(SystemRandom),
    };
    let store = Store::open(options).await?;
    let name = args.next().unwrap_or_else(|| "a".to_owned());
    let cards = store.patients().search(&Who::Operator, &name, 1).await?;
    let patient = &cards.first().ok_or("nobody of that name is in it")?.patient;
    let mut found = Vec::new();
    for (name, does) in [("permit", 0), ("open", 1), ("find", 2), ("resources", 3), ("entries", 4)]
    {
        let begun = Instant::now();
        for _ in 0..rounds {
            let action = Action::View { page: "search", resource: None };
            let permit = store.access().open_to_read(&Who::Operator, patient, action).await?;
            if does < 1 {
                continue;
            }
            let record = store.records().open(&permit).await?;
            if does < 2 {
                continue;
            }
            found = record.search(&Query::parse("glucose"), 0, 50).await?.best;
            if does < 3 {
                continue;
            }
            let resources = record.resources(&found).await?;
            if does < 4 {
                continue;
            }
            let entries = resources.iter().map(|one| entry::entry(one, record.names()));
            std::hint::black_box(entries.collect::<Vec<_>>());
        }
        let micros = begun.elapsed().as_secs_f64() * 1e6 / f64::from(rounds);
        println!("up to {name}: {micros:.0} µs");
    }
    println!("{} found", found.len());
    Ok(())
}
