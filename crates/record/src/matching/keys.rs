//! What somebody is looked up by: whoever may be the same person shares one of these keys, and few
//! others do, so that no search goes over all patients. The store hashes them.

use super::nicknames::full_forms;
use super::portrait::Portrait;
use super::{KnownName, NumberKind};

/// The keys beside the numbers: birth date with each name, and full name with home or telephone.
pub fn finding_keys(portrait: &Portrait) -> Vec<Vec<String>> {
    let mut keys = Vec::new();
    let births = portrait.births.iter().filter(|birth| birth.is_whole());
    let births: Vec<String> = births.map(|birth| birth.iso()).collect();
    for name in &portrait.names {
        for birth in &births {
            for family in &name.family {
                add(&mut keys, &["born-family", birth, family]);
            }
            for given in name.given.iter().filter(|given| given.len() > 1) {
                for form in full_forms(given) {
                    add(&mut keys, &["born-given", birth, form]);
                }
            }
        }
        if let (Some(family), Some(given)) = (name.family.first(), name.given.first()) {
            let places = portrait.homes.iter().chain(&portrait.contacts);
            let form = full_forms(given).first().copied().unwrap_or(given).to_owned();
            for place in places.take(PLACES_MAX) {
                add(&mut keys, &["named-at", family, &form, place]);
            }
        }
    }
    keys
}

/// Who it is, in parts to be hashed: names, birth dates, sex and numbers. A decision of staff holds
/// for everything that comes of this person.
pub fn identity(portrait: &Portrait) -> Vec<String> {
    let mut parts: Vec<String> = portrait.names.iter().map(name_text).collect();
    parts.extend(portrait.births.iter().map(|birth| birth.iso()));
    parts.extend(portrait.sex.map(|sex| format!("{sex:?}")));
    // An id that a source makes anew for every file tells only where nothing else does.
    let lasting = || portrait.numbers.iter().filter(|one| !one.is_fleeting());
    let fleeting = portrait.numbers.iter().filter(|one| one.kind != NumberKind::Address);
    let is_lasting = lasting().next().is_some();
    let numbers = lasting().chain(fleeting.filter(|_| !is_lasting));
    parts.extend(numbers.map(|one| format!("{}|{}", one.system, one.value)));
    parts.sort_unstable();
    parts.dedup();
    parts
}

/// Exactly this person as told exactly so: what was taken once goes the same way again, however
/// much has been learnt since. Without a number of their own it takes all else that is told.
pub fn fingerprint(portrait: &Portrait) -> Vec<String> {
    let mut parts = identity(portrait);
    let is_own = |kind| matches!(kind, NumberKind::Record | NumberKind::Presumed);
    if !portrait.numbers.iter().any(|number| is_own(number.kind)) {
        let mut more: Vec<String> =
            portrait.homes.iter().chain(&portrait.contacts).cloned().collect();
        let addresses = portrait.numbers.iter().filter(|one| one.kind == NumberKind::Address);
        more.extend(addresses.map(|one| format!("{}|{}", one.system, one.value)));
        more.sort_unstable();
        parts.extend(more);
    }
    parts
}

fn name_text(name: &KnownName) -> String {
    format!("{}|{}|{}", name.family.join(" "), name.given.join(" "), name.generation)
}

fn add(keys: &mut Vec<Vec<String>>, key: &[&str]) {
    let key: Vec<String> = key.iter().map(|part| (*part).to_owned()).collect();
    if keys.len() < KEYS_MAX && !keys.contains(&key) {
        keys.push(key);
    }
}

/// Keys of one person: each is a row.
const KEYS_MAX: usize = 32;

/// Homes and telephones that are looked up by.
const PLACES_MAX: usize = 4;
