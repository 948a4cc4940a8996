//! The rule itself. `docs/matching.md` says the same in a table; change both together.

use super::Answer::{self, Another, Same, Unsure};
use super::NameAndBirthDate;
use super::birth::BirthFit;
use super::evidence::Evidence;
use super::names::{FamilyFit, GivenFit};

/// Given names as far as the rule tells them apart.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Given {
    /// One name: as written, with fewer further names.
    Agrees,
    /// One name to a person: nickname, initial, other order.
    Likely,
    /// A typing error, or a twin's name.
    Typo,
    /// The same first name with other further names.
    OtherFurther,
    Unknown,
    Other,
}

/// The family name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Family {
    Agrees,
    Typo,
    Unknown,
    /// Another: by marriage, or another family.
    Other,
}

/// Whether two people are one, at a site that says so much of name and birth date alone.
pub(super) fn answer(evidence: &Evidence, alone: NameAndBirthDate) -> Answer {
    let given = match evidence.given {
        GivenFit::Same | GivenFit::Fewer => Given::Agrees,
        GivenFit::Nickname | GivenFit::Initial | GivenFit::Order => Given::Likely,
        GivenFit::Typo => Given::Typo,
        GivenFit::OtherFurther => Given::OtherFurther,
        GivenFit::Unknown => Given::Unknown,
        GivenFit::Other => Given::Other,
    };
    let family = match evidence.family {
        FamilyFit::Same | FamilyFit::Part | FamilyFit::Order => Family::Agrees,
        FamilyFit::Typo => Family::Typo,
        FamilyFit::Unknown => Family::Unknown,
        FamilyFit::Other => Family::Other,
    };
    if evidence.numbers.is_strong() {
        return by_number(evidence, given, family);
    }
    let answer = without_number(evidence, (given, family), alone);
    // One authority knows them by two numbers, or one state does: that speaks against it. But no two
    // people of one name and birth date have one home and one telephone, too: a state's number is
    // mistyped, lent and made up.
    let is_at_one_place = evidence.same_home && evidence.same_contact;
    match answer {
        Same if evidence.numbers.record_differs => Unsure,
        Same if evidence.numbers.citizen_differs && !is_at_one_place => Unsure,
        Unsure if evidence.numbers.record_differs => {
            // Who has everything else in common may have been given a second number by mistake.
            let is_alike = given == Given::Agrees && family == Family::Agrees;
            let is_backed = evidence.numbers.citizen || evidence.same_home && evidence.same_contact;
            let is_born = evidence.birth == BirthFit::Equal;
            if is_alike && is_backed && is_born { Unsure } else { Another }
        }
        other => other,
    }
}

/// They have a number in common that one person has.
fn by_number(evidence: &Evidence, given: Given, family: Family) -> Answer {
    let answer = match evidence.birth {
        BirthFit::Equal | BirthFit::Partial => number_and_birth(evidence, given, family),
        BirthFit::Exchanged | BirthFit::OneDigit => match (given, family) {
            (Given::Agrees | Given::Likely, Family::Agrees | Family::Typo) => Same,
            // Brothers and sisters, or strangers.
            (Given::Other, _) => Another,
            _ => Unsure,
        },
        BirthFit::Unknown => match (given, family) {
            // Father and son of one name may have one plan number, so it must be a record number.
            (Given::Agrees | Given::Likely, Family::Agrees) if evidence.numbers.record => Same,
            (Given::Other, Family::Other) => Another,
            _ => Unsure,
        },
        BirthFit::Other => match (given, family) {
            (Given::Agrees | Given::Likely | Given::Typo, Family::Agrees | Family::Typo)
            | (Given::Unknown, Family::Agrees | Family::Unknown) => Unsure,
            _ => Another,
        },
        // Father and son, mother and daughter.
        BirthFit::Generation => Another,
    };
    // The source itself says that it is the one it told of before, now as somebody else.
    let is_changed = evidence.numbers.address && evidence.numbers.record;
    if answer == Another && is_changed { Unsure } else { answer }
}

/// A number and the birth date agree.
fn number_and_birth(evidence: &Evidence, given: Given, family: Family) -> Answer {
    let is_whole = evidence.birth == BirthFit::Equal;
    let is_other_sex = evidence.same_sex == Some(false);
    if evidence.other_generation {
        return Unsure;
    }
    match (given, family) {
        (Given::Agrees | Given::Likely, Family::Agrees | Family::Typo) => Same,
        // Married, divorced.
        (Given::Agrees, Family::Other) if is_whole && !is_other_sex => Same,
        (Given::Likely, Family::Other) if is_whole && is_full(evidence) && !is_other_sex => Same,
        (Given::Agrees, Family::Unknown) if is_whole => Same,
        // A typing error may be a twin's name.
        (Given::Typo, Family::Agrees) if is_whole && !evidence.is_multiple => {
            if is_other_sex {
                Unsure
            } else {
                typo_by_number(evidence)
            }
        }
        // "Baby girl", named later.
        (Given::Unknown, Family::Agrees) if is_whole && !evidence.is_multiple => Same,
        (Given::Unknown, Family::Unknown) if is_whole && evidence.numbers.record => Same,
        // A family name left out, where a state's number and the home say the same.
        (Given::Likely, Family::Unknown)
            if is_whole && evidence.numbers.citizen && evidence.same_home =>
        {
            Same
        }
        // Twins of two sexes under their mother's number, or nothing in common but a date.
        (Given::Other, _) if is_other_sex => Another,
        _ => Unsure,
    }
}

/// A given name with a typing error: with a record number it is believed.
fn typo_by_number(evidence: &Evidence) -> Answer {
    if evidence.numbers.record || evidence.numbers.citizen { Same } else { Unsure }
}

/// A nickname or another order, rather than an initial only.
fn is_full(evidence: &Evidence) -> bool {
    evidence.given != GivenFit::Initial
}

/// No number of one person leads from one to the other.
fn without_number(
    evidence: &Evidence,
    (given, family): (Given, Family),
    alone: NameAndBirthDate,
) -> Answer {
    if evidence.other_generation {
        return Another;
    }
    let (hint, support) = (evidence.numbers.citizen, evidence.support());
    match evidence.birth {
        BirthFit::Equal => names_and_birth(evidence, (given, family), alone),
        BirthFit::Partial => match (given, family) {
            (Given::Agrees, Family::Agrees) if hint || support > 0 => Unsure,
            _ => Another,
        },
        BirthFit::Exchanged | BirthFit::OneDigit => match (given, family) {
            (Given::Agrees | Given::Likely, Family::Agrees | Family::Typo)
                if hint || support > 0 =>
            {
                Unsure
            }
            _ => Another,
        },
        BirthFit::Unknown | BirthFit::Other => match (given, family) {
            (Given::Agrees, Family::Agrees) if hint => Unsure,
            (Given::Agrees, Family::Agrees)
                if support > 0 && evidence.birth == BirthFit::Unknown =>
            {
                Unsure
            }
            _ => Another,
        },
        BirthFit::Generation => Another,
    }
}

/// The whole birth date agrees, and no number of one person does.
fn names_and_birth(
    evidence: &Evidence,
    (given, family): (Given, Family),
    alone: NameAndBirthDate,
) -> Answer {
    let (hint, support) = (evidence.numbers.citizen, evidence.support());
    let is_other_sex = evidence.same_sex == Some(false);
    let is_backed = hint || support > 0;
    match (given, family) {
        (Given::Agrees, Family::Agrees) if is_other_sex => {
            if is_backed {
                Unsure
            } else {
                Another
            }
        }
        (Given::Agrees, Family::Agrees) => {
            // "Juan" was told of Juan Carlos, and this is Juan Pablo: twins may be.
            let is_contradicted = evidence.given == GivenFit::Fewer && evidence.further_differs;
            let is_told =
                if is_backed { hint || !is_contradicted } else { is_enough(evidence, alone) };
            if is_told { Same } else { Unsure }
        }
        (Given::Agrees, Family::Typo) => {
            if is_backed && !is_other_sex {
                Same
            } else {
                Unsure
            }
        }
        (Given::Likely, Family::Agrees) => {
            // Home and telephone are a household's, and twins may be Frank and Francisco.
            if hint && is_full(evidence) && !is_other_sex { Same } else { Unsure }
        }
        (Given::Likely, Family::Typo)
        | (Given::OtherFurther | Given::Unknown, Family::Agrees)
        | (Given::Agrees, Family::Unknown)
            if is_backed =>
        {
            Unsure
        }
        (Given::Typo, Family::Agrees | Family::Typo) | (Given::Agrees, Family::Other)
            if is_backed && !is_other_sex =>
        {
            Unsure
        }
        _ => Another,
    }
}

/// Whether a full name and a birth date are enough here: the site says so, family names agree wholly, and
/// nothing speaks against it in any name that was ever told.
fn is_enough(evidence: &Evidence, alone: NameAndBirthDate) -> bool {
    let is_whole = match evidence.given {
        GivenFit::Same => true,
        GivenFit::Fewer => !evidence.further_differs && !evidence.is_multiple,
        _ => false,
    };
    alone == NameAndBirthDate::Same
        && is_whole
        && evidence.family == FamilyFit::Same
        && !evidence.generation_untold
}
