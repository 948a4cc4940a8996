//! When two entries tell of one medicine, and when two lists differ on one.

use std::collections::HashMap;

use super::daily::{self, Directions};
use super::sets::OutlinedThing;
use crate::entry::Entry;
use crate::fold::fold;
use crate::meaning::now::Stage;
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

/// What of a medicine of now two lists may tell differently.
#[derive(Clone, Debug)]
pub(super) struct Dosed {
    substance: Box<str>,
    /// Whose list it stands on.
    list: Option<Box<str>>,
    /// Who wrote it down.
    writer: Option<Box<str>>,
    strength: Box<str>,
    directions: Directions,
    /// Whether a list tells by it that it is taken.
    is_telling: bool,
}

impl Dosed {
    /// `None` for what is no medicine. What the patient wrote is beside what lists say, and makes none of
    /// them doubtful. `own` is how the entry alone stands to the day.
    pub(super) fn of(entry: &Entry, own: Stage) -> Option<Self> {
        if entry.section != Section::Medications || entry.is_own() {
            return None;
        }
        let title = entry.title.as_deref().unwrap_or_default();
        let list = entry.basis.told.by.as_deref().or(entry.basis.system.as_deref());
        Some(Self {
            substance: substance(title).into(),
            list: list.map(|list| fold(list).into()),
            writer: entry.source.as_deref().map(|writer| fold(writer).into()),
            strength: strength(title).into(),
            directions: daily::of(entry),
            is_telling: &*entry.kind != "MedicationDispense" && own == Stage::Now,
        })
    }

    /// Whether two sources tell different strengths or doses.
    fn differs(&self, other: &Self) -> bool {
        let (here, there) = (&self.strength, &other.strength);
        // A name that tells no strength contradicts none.
        let is_other_strength = !here.is_empty() && !there.is_empty() && here != there;
        self.is_of_another_than(other)
            && (is_other_strength || self.directions.differ(&other.directions))
    }

    /// Whether two entries are of two sources. Those on a list are of whoever keeps the list; one that no
    /// list tells of was not written by whoever keeps one. Where neither is on a list, whoever wrote them
    /// down tells them apart; of what nobody is named for, nothing can be said.
    fn is_of_another_than(&self, other: &Self) -> bool {
        match (&self.list, &other.list) {
            (Some(here), Some(there)) => here != there,
            (Some(list), None) => other.writer.as_ref().is_none_or(|writer| writer != list),
            (None, Some(list)) => self.writer.as_ref().is_none_or(|writer| writer != list),
            (None, None) => {
                let both = self.writer.as_ref().zip(other.writer.as_ref());
                both.is_some_and(|(here, there)| here != there)
            }
        }
    }
}

/// Marks medicines of now on which two lists differ: the same substance in another strength or
/// dose, told by two sources. What one list tells twice (one in the morning, two at night) is meant.
pub(super) fn compare<'o>(
    groups: &mut [OutlinedThing],
    dosed: &dyn Fn(usize) -> Option<&'o Dosed>,
) {
    let mut by_substance: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, group) in groups.iter().enumerate() {
        if group.stage == Stage::Now
            && let Some(own) = dosed(group.entry)
            && !own.substance.is_empty()
        {
            by_substance.entry(&own.substance).or_default().push(at);
        }
    }
    for places in by_substance.into_values() {
        let all = places.iter().filter_map(|at| groups.get(*at));
        let all = all
            .flat_map(|group| std::iter::once(group.entry).chain(group.behind().iter().copied()));
        let told: Vec<(usize, &Dosed)> = all
            .filter_map(|entry| Some((entry, dosed(entry)?)))
            .filter(|(_, dosed)| dosed.is_telling)
            .collect();
        for at in places {
            let Some(group) = groups.get_mut(at) else { continue };
            let Some(own) = dosed(group.entry) else { continue };
            let others = told.iter().filter(|(_, other)| own.differs(other));
            group.add_differing(others.map(|(entry, _)| *entry));
        }
    }
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
