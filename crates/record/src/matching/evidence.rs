//! What two people have in common and in what they differ, part by part.

use std::collections::HashSet;

use super::birth::{self, BirthFit};
use super::kinds::NumberKind;
use super::kinds::UNIQUE;
use super::names::{self, FamilyFit, GivenFit};
use super::portrait::{KnownNumber, Portrait};

/// Everything the rule looks at.
#[derive(Clone, Debug)]
pub(super) struct Evidence {
    pub numbers: Numbers,
    pub given: GivenFit,
    pub family: FamilyFit,
    /// Two of their names have the same first name and other further ones, whatever the best two say.
    pub further_differs: bool,
    pub birth: BirthFit,
    /// `None` where one of them does not tell.
    pub same_sex: Option<bool>,
    pub same_home: bool,
    pub same_contact: bool,
    /// Junior and senior, second and third.
    pub other_generation: bool,
    /// One is told as junior or senior, the other is not.
    pub generation_untold: bool,
    /// One of them was born with others.
    pub is_multiple: bool,
}

/// What their numbers say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Numbers {
    pub record: bool,
    pub presumed: bool,
    pub address: bool,
    pub member: bool,
    pub citizen: bool,
    pub shared: bool,
    /// One authority gave them two record numbers.
    pub record_differs: bool,
    /// One state gave them two numbers.
    pub citizen_differs: bool,
}

impl Numbers {
    /// A number that one person has, as far as is known. An address says less than a number: the next
    /// system has a `Patient/1`, too.
    pub(super) fn is_strong(&self) -> bool {
        self.record || self.presumed || self.address && !self.record_differs
    }
}

impl Evidence {
    /// How many things beside name and birth date agree. None of them tells a person alone.
    pub(super) fn support(&self) -> usize {
        let numbers = &self.numbers;
        let all = [self.same_home, self.same_contact, numbers.member, numbers.shared];
        all.into_iter().filter(|agrees| *agrees).count()
    }
}

pub(super) fn gather(one: &Portrait, other: &Portrait) -> Evidence {
    let (given, family) = names::fit(&one.names, &other.names);
    let shares = |a: &[String], b: &[String]| a.iter().any(|item| b.contains(item));
    Evidence {
        numbers: numbers(&one.numbers, &other.numbers),
        given,
        family,
        further_differs: names::is_other_further(&one.names, &other.names),
        birth: birth::fit(&one.births, &other.births),
        same_sex: one.sex.zip(other.sex).map(|(a, b)| a == b),
        same_home: shares(&one.homes, &other.homes),
        same_contact: shares(&one.contacts, &other.contacts),
        other_generation: names::is_other_generation(&one.names, &other.names),
        generation_untold: names::is_generation_untold(&one.names, &other.names),
        is_multiple: one.is_multiple || other.is_multiple,
    }
}

fn numbers(one: &[KnownNumber], other: &[KnownNumber]) -> Numbers {
    let mut found = Numbers::default();
    let theirs: HashSet<(&str, &str)> =
        other.iter().map(|number| (&*number.system, &*number.value)).collect();
    let systems: HashSet<&str> = theirs.iter().map(|(system, _)| *system).collect();
    let mut agreeing: HashSet<&str> = HashSet::new();
    for number in one {
        if theirs.contains(&(&*number.system, &*number.value)) {
            agreeing.insert(&number.system);
            let theirs =
                other.iter().find(|own| own.system == number.system && own.value == number.value);
            // Who has learnt that it is shared is right.
            let is_shared = theirs.is_some_and(|own| own.kind == NumberKind::Shared);
            match if is_shared { NumberKind::Shared } else { number.kind } {
                NumberKind::Record => found.record = true,
                NumberKind::Presumed => found.presumed = true,
                NumberKind::Address => found.address = true,
                NumberKind::Member => found.member = true,
                NumberKind::Citizen => found.citizen = true,
                NumberKind::Shared => found.shared = true,
            }
        }
    }
    for number in one {
        let system = &*number.system;
        if systems.contains(system) && !agreeing.contains(system) {
            match number.kind {
                // Whoever makes unique ids may make a new one each time.
                NumberKind::Record | NumberKind::Presumed if system != UNIQUE => {
                    found.record_differs = true;
                }
                NumberKind::Citizen if !is_mistyped(number, other) => found.citizen_differs = true,
                _ => {}
            }
        }
    }
    found
}

/// Whether a number of a state stands among theirs with one letter other, too many, missing or
/// exchanged: mistyped, it neither agrees nor differs. Twins' numbers may be so near, too, so it never
/// counts as the same.
fn is_mistyped(number: &KnownNumber, others: &[KnownNumber]) -> bool {
    let theirs = others.iter().filter(|other| other.system == number.system);
    let long = |value: &str| value.len() >= LONG_NUMBER;
    theirs
        .filter(|other| long(&number.value) && long(&other.value))
        .any(|other| strsim::osa_distance(&number.value, &other.value) <= 1)
}

/// Of shorter ones, one letter is too much of it.
const LONG_NUMBER: usize = 7;
