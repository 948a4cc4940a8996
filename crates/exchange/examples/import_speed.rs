//! How fast a file or folder comes in: `cargo run --release -p bluebutton-exchange --example import_speed -- PATH DATA`.
//! DATA is the folder of a store, made if it is not there. Prints the time, and that of the processors.

#![expect(clippy::disallowed_methods, reason = "a tool of the moment: it has no clock to be given")]

use std::sync::Arc;
use std::time::Instant;

use bluebutton_crypto::SystemRandom;
use bluebutton_exchange::import::{Importer, Source};
use bluebutton_store::{OpenOptions, Store};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let path = args.next().ok_or("which file or folder?")?.into();
    let options = OpenOptions {
        data: args.next().ok_or("which folder for the store?")?.into(),
        database: None,
        root_key: None,
        clock: Arc::new(jiff::Timestamp::now),
        random: Arc::new(SystemRandom),
    };
    let store = Store::open(options).await?;
    let begun = Instant::now();
    let summary = Importer::new(store).run(vec![Source::Path(path)]).await?;
    println!("{} files in {:.2} s", summary.files.len(), begun.elapsed().as_secs_f64());
    Ok(())
}
