//! Records of people who were made up, from a seed: the documents that `bluebutton bench matching` measures
//! who is who with (households, twins, typing errors, shared numbers), and the whole records of `bluebutton
//! bench`. The makers are the program's own files; what they make is only read here.

#[path = "../../../server/src/bench/chance.rs"]
mod chance;
#[path = "../../../server/src/bench/matching/files.rs"]
mod documents;
#[path = "../../../server/src/bench/matching/names.rs"]
mod names;
#[path = "../../../server/src/bench/matching/people.rs"]
mod people;
#[path = "../../../server/src/bench/population.rs"]
mod population;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The seed of everything here.
const SEED: u64 = 1;

/// Writes so many documents of a quarter as many people, and so many whole records of about 120 resources
/// each, into a folder; answers the files.
pub fn write(folder: &Path, documents: usize, records: u64) -> Vec<PathBuf> {
    let mut chance = chance::Chance::apart(SEED);
    let people = people::people(&mut chance, documents / 4);
    let made = documents::documents(&mut chance, &people, documents);
    let told: BTreeSet<usize> = made.iter().map(|one| one.human).collect();
    assert_eq!(told.len(), people.len(), "something is told of everybody");
    let mut files = Vec::new();
    let mut keep = |name: String, text: String| {
        let file = folder.join(name);
        std::fs::write(&file, text).unwrap();
        files.push(file);
    };
    for document in made {
        keep(document.name, document.text);
    }
    for number in 0..records {
        keep(format!("whole-{number}.json"), population::bundle(SEED, number, 120));
    }
    files
}
