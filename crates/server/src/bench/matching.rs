//! Measures who is who: made-up people with the truth known, or folders in which people are told apart
//! by their names and birth date. What comes of an import is held against the truth; nothing of the rule
//! is used to judge it.

pub(super) mod files;
mod folder;
pub(super) mod names;
mod people;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use bluebutton_exchange::import::{FileReport, Importer, Source};
use bluebutton_record::PatientKey;
use bluebutton_store::{Store, Who};

use super::chance::{self, Chance};

/// What is measured on.
pub struct MatchingPlan {
    /// How many made-up people.
    pub people: usize,
    /// How many documents of theirs.
    pub documents: usize,
    /// The seed they come from.
    pub seed: u64,
    /// Folders of files instead of made-up people.
    pub folders: Vec<PathBuf>,
}

/// What came of it.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// True people of whom something came.
    pub people: usize,
    /// Documents of one person whose truth is known.
    pub documents: usize,
    /// Files that are left out: of several people, of nobody with a name and a birth date, or no
    /// document at all.
    pub left_out: usize,
    /// Records that were made.
    pub records: usize,
    /// Documents that lie in the record of somebody else.
    pub false_merges: usize,
    /// Documents that lie in another record than most of their person's.
    pub false_splits: usize,
    /// Documents that wait for staff.
    pub to_staff: usize,
    /// Cases that staff have to look at.
    pub cases: u64,
    /// How long the import took.
    pub took: Duration,
    /// The files of each false merge and split, and of those for staff, for looking at.
    pub wrong: Vec<String>,
}

/// A document with its truth.
struct Told {
    source: Source,
    /// As reports name it.
    name: String,
    /// Whose it is.
    person: String,
}

/// Imports everything into that empty store and counts.
pub async fn run(plan: &MatchingPlan, store: Store) -> anyhow::Result<Outcome> {
    let (told, left_out) = if plan.folders.is_empty() {
        (made_up(plan), 0)
    } else {
        folder::documents(&plan.folders)?
    };
    let truth: HashMap<String, String> =
        told.iter().map(|one| (one.name.clone(), one.person.clone())).collect();
    let sources = told.into_iter().map(|one| one.source).collect();
    let begun = Instant::now();
    let summary = Importer::new(store.clone()).run(sources).await?;
    let took = begun.elapsed();
    let waiting = waiting(&store).await?;
    let mut outcome = judge(&truth, &summary.files, &waiting);
    outcome.left_out += left_out;
    outcome.took = took;
    outcome.records = usize::try_from(store.patients().count().await?)?;
    outcome.cases = store.matching().waiting().await?.cases;
    Ok(outcome)
}

fn made_up(plan: &MatchingPlan) -> Vec<Told> {
    let mut chance = Chance::apart(plan.seed);
    let people = people::people(&mut chance, plan.people);
    let documents = files::documents(&mut chance, &people, plan.documents);
    let told = documents.into_iter().map(|one| Told {
        source: Source::Bytes(one.name.clone(), one.text.into_bytes().into()),
        name: one.name,
        person: one.human.to_string(),
    });
    told.collect()
}

/// The ids of what waits for staff to say who it is.
async fn waiting(store: &Store) -> anyhow::Result<BTreeSet<String>> {
    let mut waiting = BTreeSet::new();
    let mut skip = 0;
    loop {
        let cases = store.matching().cases(&Who::Operator, true, skip, CASES_AT_ONCE).await?;
        for case in &cases {
            let things = store.imports().waiting_for(&Who::Operator, &case.id).await?;
            waiting.extend(things.into_iter().map(|thing| thing.id));
        }
        if cases.len() < CASES_AT_ONCE {
            return Ok(waiting);
        }
        skip += cases.len();
    }
}

const CASES_AT_ONCE: usize = 50;

fn judge(
    truth: &HashMap<String, String>,
    reports: &[FileReport],
    waiting: &BTreeSet<String>,
) -> Outcome {
    let mut outcome = Outcome::default();
    let mut went: Vec<(&str, &str, &PatientKey)> = Vec::new();
    let mut people = BTreeSet::new();
    for report in reports {
        let Some(person) = truth.get(&report.file) else {
            outcome.left_out += 1;
            continue;
        };
        let is_for_staff = report.waiting.iter().any(|id| waiting.contains(id));
        match report.records.first() {
            Some(key) => went.push((&report.file, person, key)),
            None if is_for_staff => {
                outcome.to_staff += 1;
                outcome.wrong.push(format!("staff: {} of {person}", report.file));
            }
            // No document of a patient: a fragment, a header.
            None => {
                outcome.left_out += 1;
                continue;
            }
        }
        outcome.documents += 1;
        people.insert(person.as_str());
    }
    outcome.people = people.len();
    let mut of_record: BTreeMap<&PatientKey, BTreeMap<&str, usize>> = BTreeMap::new();
    let mut of_person: BTreeMap<&str, BTreeMap<&PatientKey, usize>> = BTreeMap::new();
    for (_, person, key) in &went {
        *of_record.entry(key).or_default().entry(person).or_default() += 1;
        *of_person.entry(person).or_default().entry(key).or_default() += 1;
    }
    for (file, person, key) in went {
        let owner = of_record.get(key).and_then(most);
        let home = of_person.get(person).and_then(most);
        if owner != Some(&person) {
            outcome.false_merges += 1;
            let owner = owner.copied().unwrap_or_default();
            outcome.wrong.push(format!("merge: {file} of {person} in the record of {owner}"));
        } else if home.is_some_and(|home| *home != key) {
            outcome.false_splits += 1;
            outcome.wrong.push(format!("split: {file} of {person} in {key}"));
        }
    }
    outcome
}

/// What is there most often; of equals the first.
fn most<K: Ord>(counts: &BTreeMap<K, usize>) -> Option<&K> {
    counts.iter().rev().max_by_key(|(_, count)| **count).map(|(key, _)| key)
}

impl Outcome {
    /// Whether the goals are met: nobody mixed up, under 1 % split, under 3 % to staff.
    pub fn is_good(&self) -> bool {
        self.false_merges == 0
            && self.false_splits * 100 < self.documents
            && self.to_staff * 100 < self.documents * 3
    }

    /// The figures in lines.
    pub fn lines(&self) -> String {
        let share = |count: usize| 100.0 * count as f64 / self.documents.max(1) as f64;
        let per_second = self.documents as f64 / self.took.as_secs_f64().max(0.001);
        format!(
            "people              {}\ndocuments           {} ({} files left out)\n\
             records             {}\nfalse merges        {} (goal 0)\n\
             false splits        {} ({:.2} %, goal under 1 %)\n\
             documents to staff  {} ({:.2} %, goal under 3 %)\ncases               {}\n\
             time                {:.1} s ({per_second:.0} documents/s)",
            self.people,
            self.documents,
            self.left_out,
            self.records,
            self.false_merges,
            self.false_splits,
            share(self.false_splits),
            self.to_staff,
            share(self.to_staff),
            self.cases,
            self.took.as_secs_f64(),
        )
    }

    /// The same for programs.
    pub fn json(&self) -> serde_json::Value {
        serde_json::json!({
            "people": self.people,
            "documents": self.documents,
            "leftOut": self.left_out,
            "records": self.records,
            "falseMerges": self.false_merges,
            "falseSplits": self.false_splits,
            "toStaff": self.to_staff,
            "cases": self.cases,
            "seconds": self.took.as_secs_f64(),
            "wrong": self.wrong,
        })
    }
}

/// The name of a file in reports.
fn report_name(path: &Path) -> String {
    path.display().to_string()
}
