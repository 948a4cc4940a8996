//! Who is who: whether two people, as two sources tell of them, are one.
//!
//! A number alone proves nobody, and neither does a name. [`compare`] looks at the names, the birth
//! dates and the numbers together and answers *the same*, *another* or *unsure*; unsure is for
//! people to decide. `docs/matching.md` explains the rule to a records clerk; the cases in
//! `matching/tests.rs` are the rule's own examples.

mod birth;
mod evidence;
mod given_names;
mod keys;
mod kinds;
mod names;
mod nicknames;
mod policy;
mod portrait;
mod reasons;
mod rule;
#[cfg(test)]
mod tests;

pub use crate::whom::Sex;
pub use birth::Birth;
pub use keys::{finding_keys, fingerprint, identity};
pub use kinds::{Kinds, NumberKind, listed_system, system_name};
pub use names::KnownName;
pub(crate) use names::is_particle;
pub use nicknames::full_forms;
pub use policy::{NameAndBirthDate, Policy};
pub use portrait::{KnownNumber, Portrait};
pub use reasons::Reason;

/// What the rule says of two people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Answer {
    /// They are two people.
    Another,
    /// It can't be told from what is known: people decide.
    Unsure,
    /// They are one.
    Same,
}

/// An answer with what it was told by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// The answer.
    pub answer: Answer,
    /// What agrees and what differs: numbers, names, birth date, then the rest.
    pub reasons: Vec<Reason>,
    /// Whether a number that only one person has led here.
    pub is_by_number: bool,
}

/// Compares two people, at a site that says so much of name and birth date. Which of the two is given
/// first makes no difference to the answer.
pub fn compare(one: &Portrait, other: &Portrait, alone: NameAndBirthDate) -> Judgement {
    let evidence = evidence::gather(one, other);
    Judgement {
        answer: rule::answer(&evidence, alone),
        reasons: reasons::of(&evidence),
        is_by_number: evidence.numbers.is_strong(),
    }
}
