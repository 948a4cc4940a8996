//! When two entries tell of one medicine, and when two lists differ on one.

use std::collections::HashMap;

use jiff::civil::Date;

use super::Thing;
use crate::entry::{Entry, Fact};
use crate::fold::fold;
use crate::meaning::now::{self, Stage};
use crate::section::Section;

/// The keys of a medicine: its name with its strength; its RxNorm code with the strength that the
/// name tells, for some systems give both strengths the code of the substance. What was given in a
/// hospital is not what is taken at home.
pub(super) fn keys(entry: &Entry, said: &str) -> Vec<String> {
    let Some(title) = &entry.title else { return Vec::new() };
    let given = &*entry.kind == "MedicationAdministration";
    let words = fold(title).split_whitespace().collect::<Vec<_>>().join(" ");
    let head = format!("medicine|{said}|{given}");
    let mut keys = vec![format!("{head}|{words}")];
    let rxnorm = entry.codes.iter().filter(|code| {
        code.system.as_deref() == Some("http://www.nlm.nih.gov/research/umls/rxnorm")
    });
    keys.extend(rxnorm.map(|code| format!("{head}|rxnorm {}|{}", code.code, strength(title))));
    keys
}

/// Marks medicines of now on which two lists differ: the same substance in another strength or
/// dose, told by two sources. What one list tells twice (one in the morning, two at night) is meant.
pub(super) fn compare(things: &mut [Thing<'_>], today: Date) {
    let mut by_substance: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, thing) in things.iter().enumerate() {
        let is_taken = thing.entry.section == Section::Medications && thing.stage == Stage::Now;
        if let Some(substance) = thing.entry.title.as_deref().map(substance)
            && is_taken
            && !substance.is_empty()
        {
            by_substance.entry(substance).or_default().push(at);
        }
    }
    for places in by_substance.into_values() {
        let told: Vec<&Entry> = places
            .iter()
            .filter_map(|at| things.get(*at))
            .flat_map(|t| tellings(t, today))
            .collect();
        for at in places {
            let Some(thing) = things.get_mut(at) else { continue };
            let others = told.iter().copied().filter(|other| differ(thing.entry, other));
            let others: Vec<&Entry> = others.collect();
            thing.differs.extend(others);
        }
    }
}

/// The entries of a thing by which a list tells that it is taken.
fn tellings<'e>(thing: &Thing<'e>, today: Date) -> Vec<&'e Entry> {
    let all = std::iter::once(thing.entry).chain(thing.behind.iter().copied());
    all.filter(|entry| {
        &*entry.kind != "MedicationDispense" && now::stage(entry, today) == Stage::Now
    })
    .collect()
}

/// Whether two entries stand on the lists of two sources and tell different strengths or doses.
fn differ(one: &Entry, other: &Entry) -> bool {
    let how = |entry: &Entry| (strength(entry.title.as_deref().unwrap_or_default()), dose(entry));
    let (here, there) = (list(one), list(other));
    !here.is_empty() && !there.is_empty() && here != there && how(one) != how(other)
}

/// Whose list it stands on; empty where nothing tells.
fn list(entry: &Entry) -> String {
    fold(entry.basis.told.by.as_deref().or(entry.basis.system.as_deref()).unwrap_or_default())
}

fn dose(entry: &Entry) -> String {
    let tells = |fact: &&Fact| matches!(fact.label, "dose" | "dose-amount");
    let facts: Vec<String> =
        entry.facts.iter().filter(tells).map(|fact| fold(&format!("{:?}", fact.text))).collect();
    facts.join("|")
}

/// The numbers of a name: "500", "12.5 20".
fn strength(title: &str) -> String {
    let numbers = title.split(|c: char| !(c.is_ascii_digit() || c == '.' || c == ','));
    let numbers = numbers.filter(|text| text.contains(|c: char| c.is_ascii_digit()));
    let plain = numbers.map(|text| text.trim_matches(['.', ',']).replace(',', ""));
    plain.collect::<Vec<_>>().join(" ")
}

/// The substances of a medicine's name, without strength, form, salt and brand in brackets.
fn substance(title: &str) -> String {
    let folded = fold(title);
    let mut plain = String::with_capacity(folded.len());
    let mut depth = 0_u32;
    for letter in folded.chars() {
        match letter {
            '[' | '(' => depth += 1,
            ']' | ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => plain.push(letter),
            _ => {}
        }
    }
    let words = plain.split(|c: char| !c.is_alphanumeric() && c != '-');
    let words = words.filter(|word| {
        word.len() > 2
            && !word.starts_with(|c: char| c.is_ascii_digit())
            && !NO_SUBSTANCE.contains(word)
    });
    let mut words: Vec<&str> = words.collect();
    words.sort_unstable();
    words.dedup();
    words.join(" ")
}

const NO_SUBSTANCE: &[&str] = &[
    "mcg",
    "unit",
    "units",
    "meq",
    "oral",
    "tablet",
    "tablets",
    "tab",
    "tabs",
    "capsule",
    "capsules",
    "cap",
    "caps",
    "solution",
    "suspension",
    "injection",
    "injectable",
    "film",
    "coated",
    "extended",
    "release",
    "delayed",
    "immediate",
    "hour",
    "hydrochloride",
    "hcl",
    "sodium",
    "potassium",
    "calcium",
    "succinate",
    "tartrate",
    "mesylate",
    "besylate",
    "maleate",
    "chewable",
    "disintegrating",
    "topical",
    "cream",
    "ointment",
    "spray",
    "inhaler",
    "inhalant",
    "metered",
    "dose",
    "actuat",
    "ophthalmic",
    "nasal",
    "product",
    "pen",
    "injector",
    "prefilled",
    "syringe",
    "powder",
    "patch",
    "transdermal",
    "system",
    "per",
    "day",
    "the",
    "and",
    "for",
    "tableta",
    "tabletas",
    "capsula",
    "capsulas",
    "via",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_substance_is_known_by_its_name_alone() {
        for title in [
            "Metformin",
            "metformin 500 MG Oral Tablet",
            "metFORMIN hydrochloride 1,000 mg tablet",
            "24 HR Metformin hydrochloride 500 MG Extended Release Oral Tablet [Glucophage]",
        ] {
            assert_eq!(substance(title), "metformin", "{title}");
        }
        let both = substance("Hydrochlorothiazide 12.5 MG / Lisinopril 20 MG Oral Tablet");
        assert_eq!(both, "hydrochlorothiazide lisinopril");
        assert_ne!(substance("Insulin glargine"), substance("Insulin lispro"));
    }

    #[test]
    fn a_strength_is_the_numbers_of_a_name() {
        assert_eq!(strength("metformin 1,000 mg"), "1000");
        assert_eq!(strength("Amoxicillin 875 MG / Clavulanate 125 MG"), "875 125");
        assert_eq!(strength("Glucophage"), "");
    }
}
