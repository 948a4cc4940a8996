//! A smaller run with a fixed seed: the goals hold, and who is who does not depend on luck.

use std::sync::Arc;

use bluebutton_crypto::{Hidden, SystemRandom};
use bluebutton_record::matching::{NameAndBirthDate, Policy};
use bluebutton_store::OpenOptions;

use super::*;
use crate::clock;

async fn store(folder: &Path) -> Store {
    Store::open(OpenOptions {
        data: folder.to_owned(),
        database: None,
        root_key: Some(Hidden::new("42".repeat(32))),
        clock: clock::system(),
        random: Arc::new(SystemRandom),
    })
    .await
    .unwrap()
}

#[tokio::test]
async fn nobody_of_five_hundred_made_up_people_is_mixed_up() {
    let folder = tempfile::tempdir().unwrap();
    let plan = MatchingPlan { people: 500, documents: 2_000, seed: 3, folders: Vec::new() };
    let outcome = run(&plan, store(folder.path()).await).await.unwrap();
    assert_eq!(outcome.documents, 2_000);
    assert_eq!(outcome.false_merges, 0, "{:?}", outcome.wrong);
    assert!(outcome.is_good(), "{}\n{:?}", outcome.lines(), outcome.wrong);
}

#[tokio::test]
async fn a_small_site_asks_less_and_mixes_nobody_up() {
    let mut asked = Vec::new();
    for name_and_birth_date in [NameAndBirthDate::Ask, NameAndBirthDate::Same] {
        let folder = tempfile::tempdir().unwrap();
        let plan = MatchingPlan { people: 150, documents: 600, seed: 5, folders: Vec::new() };
        let policy = Policy { name_and_birth_date, ..Policy::default() };
        let store = store(folder.path()).await.telling_apart_by(policy);
        let outcome = run(&plan, store).await.unwrap();
        assert_eq!(outcome.false_merges, 0, "{:?}", outcome.wrong);
        assert!(outcome.is_good(), "{}\n{:?}", outcome.lines(), outcome.wrong);
        asked.push(outcome.to_staff);
    }
    assert!(asked[1] < asked[0], "{asked:?}");
}

#[test]
fn made_up_people_are_the_same_for_the_same_seed_and_hold_the_hard_cases() {
    let plan = |seed| MatchingPlan { people: 400, documents: 800, seed, folders: Vec::new() };
    let texts = |seed| {
        let told = made_up(&plan(seed));
        told.into_iter().map(|one| (one.name, one.person)).collect::<Vec<_>>()
    };
    assert_eq!(texts(1), texts(1));
    assert_ne!(texts(1), texts(2));
    let people = people::people(&mut Chance::apart(1), 2_000);
    let count = |holds: fn(&people::Human) -> bool| people.iter().filter(|one| holds(one)).count();
    assert!(count(|one| one.is_twin) > 10);
    assert!(count(|one| one.married.is_some()) > 10);
    assert!(count(|one| one.generation == 2) > 2);
    assert!(count(|one| one.household.is_empty()) > 20);
}

#[test]
fn a_merge_a_split_and_what_waits_are_counted() {
    let key = |number: u8| PatientKey::from_hash(&[number; 9]);
    let report = |file: &str, keys: &[u8]| FileReport {
        file: file.to_owned(),
        records: keys.iter().map(|number| key(*number)).collect(),
        ..FileReport::default()
    };
    let truth = [("a1", "a"), ("a2", "a"), ("a3", "a"), ("b1", "b"), ("b2", "b"), ("b3", "b")];
    let truth = truth.iter().map(|(f, p)| ((*f).to_owned(), (*p).to_owned())).collect();
    let reports = [
        report("a1", &[1]),
        report("a2", &[1]),
        report("a3", &[2]),
        report("b1", &[1]),
        FileReport { waiting: vec!["w".to_owned()], ..report("b2", &[]) },
        FileReport { waiting: vec!["v".to_owned()], ..report("b3", &[]) },
        report("c", &[3]),
    ];
    let waiting = BTreeSet::from(["w".to_owned()]);
    let outcome = judge(&truth, &reports, &waiting);
    assert_eq!((outcome.people, outcome.documents, outcome.left_out), (2, 5, 2));
    assert_eq!((outcome.false_merges, outcome.false_splits, outcome.to_staff), (1, 1, 1));
    assert!(!outcome.is_good());
}

#[test]
fn fewer_given_names_tell_nobody_apart_and_other_ones_do() {
    let told = |names: &[&str]| {
        let one = |name: &&str| Told {
            source: Source::StandardInput,
            name: String::new(),
            person: format!("{name} 1954-11-25"),
        };
        let mut told: Vec<Told> = names.iter().map(one).collect();
        folder::join_fewer_names(&mut told);
        told.into_iter().map(|one| one.person).collect::<BTreeSet<_>>().len()
    };
    assert_eq!(told(&["adam everyman", "adam frankie everyman"]), 1);
    assert_eq!(told(&["adam james everyman", "adam frankie everyman"]), 2);
    assert_eq!(told(&["adam everyman", "frankie everyman", "adam every"]), 3);
}
