//! What things are called, and what is only a code.

use proptest::prelude::*;

use super::*;

fn title(text: &str) -> Option<String> {
    readable(text, Section::Results)
}

#[test]
fn a_bare_code_is_no_title() {
    let codes = [
        "8302-2",
        "44054006",
        "E11.9",
        "S72.001A",
        "LP29684-5",
        "LA6576-8",
        "MTHU013530",
        "2.16.840.1.113883.6.1",
        "550e8400-e29b-41d4-a716-446655440000",
        "urn:oid:1.2.3",
        "SNOMED-CT",
        "-",
        "5.9",
        "",
    ];
    for code in codes {
        assert_eq!(title(code), None, "{code}");
    }
}

#[test]
fn a_name_that_only_looks_like_a_code_stays() {
    for name in [
        "B12",
        "T4",
        "A1C",
        "HIV1",
        "COVID-19",
        "PSA",
        "pH",
        "HbA1c",
        "CA-125",
        "LDLc",
        "INR",
        "eGFR",
        "CT ABDOMEN",
        "McBurney",
        "Factor V",
        "IgE",
        "C3",
        "LP(a)",
        "Glucose [Moles/volume]",
        "Follow-up",
        "Self-Care",
        "Non-HDL",
    ] {
        assert_eq!(title(name).as_deref(), Some(name));
    }
    for name in [
        "NuvaRing",
        "Insulin 100 UNT/ML [HUMULIN 70/30]",
        "FenoFibric Acid 35 mg",
        "DTaP",
        "LISINOPRIL TAB 10MG",
        "NaCl 0.9 %",
    ] {
        assert_eq!(readable(name, Section::Medications).as_deref(), Some(name));
    }
    let goal = readable("Goal: weight loss", Section::CarePlans);
    assert_eq!(goal.as_deref(), Some("Weight loss"));
    let person = readable("DeShawnWilliams", Section::CareTeam);
    assert_eq!(person.as_deref(), Some("DeShawnWilliams"));
}

#[test]
fn a_medicine_is_not_called_in_the_letters_of_a_shelf() {
    for (told, name) in [
        ("HumaLOG", "Humalog"),
        ("hydrALAZINE 25 MG Oral Tablet", "Hydralazine 25 MG Oral Tablet"),
        (
            "Acetaminophen 325 MG / oxyCODONE Hydrochloride 5 MG Oral Tablet",
            "Acetaminophen 325 MG / oxycodone Hydrochloride 5 MG Oral Tablet",
        ),
        ("24 HR metFORMIN 500 MG", "24 HR metformin 500 MG"),
        ("lisinopril 10 MG Oral Tablet", "Lisinopril 10 MG Oral Tablet"),
    ] {
        assert_eq!(readable(told, Section::Medications).as_deref(), Some(name));
    }
}

#[test]
fn the_shorthand_of_systems_is_put_in_words() {
    let cases = [
        ("HealthPromotion", "Health promotion"),
        ("PatientEducationMaterial", "Patient education material"),
        ("Self-carePatientEducation", "Self-care patient education"),
        ("SMOKING_STATUS", "Smoking status"),
        ("Hypothyroidism, [40930008]", "Hypothyroidism"),
        ("Pneumococcal (PCV, PPSV), [CVX: 33]", "Pneumococcal (PCV, PPSV)"),
        ("PSA SerPl-aCnc", "PSA"),
        ("Glucose SerPl-mCnc", "Glucose"),
        ("Glucose Ur-mCnc", "Glucose (urine)"),
        ("WBC # Bld Auto", "WBC"),
        ("Hgb A1c MFr Bld", "Hemoglobin A1c"),
        ("Hgb Bld-mCnc", "Hemoglobin"),
        ("Creat SerPl-mCnc", "Creatinine"),
        ("Neutrophils NFr Bld Auto", "Neutrophils"),
        ("Prot Ur Strip-mCnc", "Protein (urine)"),
    ];
    for (text, expected) in cases {
        assert_eq!(title(text).as_deref(), Some(expected), "{text}");
    }
    assert_eq!(title("Bld type").as_deref(), Some("Bld type"), "no short name of LOINC");
}

#[test]
fn a_word_in_capitals_is_written_as_people_do_and_an_abbreviation_stays() {
    for (told, said) in [
        ("SUBCUTANEOUS", "Subcutaneous"),
        ("ORAL", "Oral"),
        ("IV", "IV"),
        ("IVPB", "IVPB"),
        ("By mouth", "By mouth"),
    ] {
        assert_eq!(calm(told.to_owned()), said);
    }
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,40}") {
        let _ = title(&text);
    }
}
