//! Units of real documents, and what is shown for each.

use super::*;
use crate::words::{Language, Words};

fn sign(text: &str) -> Unit {
    Unit::Sign(text.to_owned())
}

#[test]
fn powers_of_ten_are_written_as_people_write_them() {
    let thousands = [
        "10*3/uL",
        "10^3/ul",
        "10+3/ul",
        "x10E3/uL",
        "X10(3)/uL",
        "K/uL",
        "10*3/ul",
        "10E3/uL",
        "thou/mcL",
        "x10^3/uL",
    ];
    for text in thousands {
        assert_eq!(Unit::read(text), Some(sign("10³/µL")), "{text}");
    }
    assert_eq!(Unit::read("10X9cells/L"), Some(sign("10⁹/L")));
    assert_eq!(Unit::read("10*12/L"), Some(sign("10¹²/L")));
    assert_eq!(Unit::read("10*6/uL"), Some(sign("10⁶/µL")));
    assert_eq!(Unit::read("10^x/uL"), Some(sign("10^x/uL")), "what we do not know stays");
}

/// Every unit that stands in a document or resource of the collection we try readers on.
#[test]
fn every_unit_of_the_collection_that_has_a_word_is_said_in_words() {
    let words = [
        ("a", "unit-year"),
        ("h", "unit-hour"),
        ("d", "unit-day"),
        ("/min", "unit-per-minute"),
        ("mg/actuat", "unit-mg-per-puff"),
        ("tablet", "unit-tablet"),
        ("Tablet", "unit-tablet"),
        ("tab(s)", "unit-tablet"),
        ("capsule", "unit-capsule"),
        ("Puff", "unit-puff"),
        ("Puffs", "unit-puff"),
        ("Inhaler", "unit-inhaler"),
        ("Unit", "unit-unit"),
        ("units", "unit-unit"),
        ("cartridge", "unit-cartridge"),
        ("/d", "unit-per-day"),
        ("Suppository", "unit-suppository"),
        ("[IU]", "unit-international"),
        ("{score}", "unit-point"),
        ("(score)", "unit-point"),
        ("TABLET, EXTENDED RELEASE", "unit-tablet-extended"),
    ];
    for (text, word) in words {
        assert_eq!(Unit::read(text), Some(Unit::Word(word)), "{text}");
    }
}

/// The same, for what is shown as a sign, and for what is no unit.
#[test]
fn every_sign_of_the_collection_is_the_usual_one() {
    let signs = [
        ("mm[Hg]", "mmHg"),
        ("kg/m2", "kg/m²"),
        ("kg/m²", "kg/m²"),
        ("g/dl", "g/dL"),
        ("ng/ml", "ng/mL"),
        ("mMol/L", "mmol/L"),
        ("[in_us]", "in"),
        ("[in_i]", "in"),
        ("[lb_av]", "lb"),
        ("lbs", "lb"),
        ("Cel", "°C"),
        ("[degF]", "°F"),
        ("ug", "mcg"),
        ("mcg", "mcg"),
        ("ml", "mL"),
        ("ml/min", "mL/min"),
        ("Grams", "g"),
        ("um3", "fL"),
        ("uug", "pg"),
        ("milliGRAM(s)", "mg"),
        ("m[IU]/L", "mIU/L"),
        ("M/uL", "10⁶/µL"),
        ("mgAlb/gCre", "mg alb/g creat"),
        ("mg/3ml", "mg/3 mL"),
        ("cm2", "cm²"),
        ("mL/min/{1.73_m2}", "mL/min/1.73 m²"),
        ("fL", "fL"),
        ("pg/mL", "pg/mL"),
        ("mEq/L", "mEq/L"),
        ("U/L", "U/L"),
        ("kU/L", "kU/L"),
        ("mg/g", "mg/g"),
        ("%", "%"),
        ("mmol/L", "mmol/L"),
        ("mg/kg", "mg/kg"),
        ("mm", "mm"),
        ("m", "m"),
        ("g/L", "g/L"),
        ("xyzzzzzzz", "xyzzzzzzz"),
    ];
    for (text, shown) in signs {
        assert_eq!(Unit::read(text), Some(sign(shown)), "{text}");
    }
    for text in ["1", "NA", "[pH]", "UCUM_UNIT", "{T-score}", "{count}", "{nominal}", "", " "] {
        assert_eq!(Unit::read(text), None, "{text}");
    }
}

#[test]
fn every_word_is_in_both_catalogs() {
    let forms = DOSE_FORMS.iter().flat_map(|row| [row.1, row.2]);
    for word in TABLE.iter().map(|row| row.0).chain(forms) {
        for language in Language::ALL.into_iter().filter(|_| word.starts_with("unit-")) {
            assert!(Words::of(language).has(word), "{word}");
        }
    }
}

#[test]
fn no_spelling_stands_for_two_units() {
    let mut seen = std::collections::BTreeMap::new();
    for row in TABLE {
        for spelling in row.2 {
            assert_eq!(seen.insert(spelling, row.0), None, "{spelling}");
        }
    }
}

#[test]
fn a_dose_form_we_do_not_know_keeps_its_words() {
    assert_eq!(Unit::read("TABLET, FOR SUSPENSION"), Some(sign("TABLET, FOR SUSPENSION")));
    assert_eq!(
        Unit::read("Capsule, Delayed Release Pellets"),
        Some(Unit::Word("unit-capsule-delayed"))
    );
    assert_eq!(Unit::read("{beats}"), Some(sign("beats")));
}
