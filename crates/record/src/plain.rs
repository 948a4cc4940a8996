//! Plain names for the commonest tests, measurements, conditions and vaccines: what it is called in everyday
//! words, and one sentence on it. The words are our own and stand in `locales/*/plain.ftl`; the
//! codes of tests are LOINC's (<https://loinc.org>, notice in `docs/licences.md`).

use crate::entry::Code;
use crate::fold::fold;

macro_rules! plain {
    ($name:literal, $($code:literal),+) => {
        Plain {
            name: concat!("plain-", $name),
            about: concat!("plain-", $name, "-about"),
            codes: &[$($code),+],
        }
    };
}

mod against;
mod coded;

pub use against::speaks_against;
pub use coded::{CONDITIONS, VACCINES, condition, vaccine};

/// A test, measurement, condition or vaccine in plain words.
#[derive(Debug, PartialEq, Eq)]
pub struct Plain {
    /// Message id of its plain name.
    pub name: &'static str,
    /// Message id of the sentence on what it is, or is for.
    pub about: &'static str,
    /// The codes it stands for.
    pub codes: &'static [&'static str],
}

/// The plain words for a coded test, if we know it.
pub fn of(codes: &[Code]) -> Option<&'static Plain> {
    codes
        .iter()
        .filter(|code| is_loinc(code))
        .find_map(|code| TABLE.iter().find(|plain| plain.codes.contains(&code.code.as_str())))
}

/// The plain words for a test that came without a code we know, under a name that means one thing only.
pub fn of_name(title: &str) -> Option<&'static Plain> {
    let folded = fold(title);
    let (_, name) = NAMES.iter().find(|(known, _)| *known == folded.trim())?;
    TABLE.iter().find(|plain| plain.name == *name)
}

fn is_loinc(code: &Code) -> bool {
    matches!(
        code.system.as_deref(),
        Some("http://loinc.org" | "https://loinc.org" | "urn:oid:2.16.840.1.113883.6.1")
    )
}

/// Ordered by how often they are looked up.
pub const TABLE: &[Plain] = &[
    plain!("a1c", "4548-4", "17856-6", "4549-2"),
    plain!("glucose", "2339-0", "2345-7", "41653-7", "1558-6", "2340-8", "6777-7"),
    plain!("cholesterol", "2093-3"),
    plain!("ldl", "18262-6", "13457-7", "2089-1"),
    plain!("hdl", "2085-9"),
    plain!("triglycerides", "2571-8"),
    plain!("creatinine", "2160-0", "38483-4"),
    plain!(
        "egfr", "33914-3", "48642-3", "48643-1", "62238-1", "69405-9", "88293-6", "88294-4",
        "98979-8", "77147-7"
    ),
    plain!("urea", "3094-0", "6299-2"),
    plain!("sodium", "2951-2", "2947-0"),
    plain!("potassium", "2823-3", "6298-4"),
    plain!("chloride", "2075-0", "2069-3"),
    plain!("co2", "2028-9", "20565-8", "1963-8", "14627-4"),
    plain!("calcium", "17861-6", "49765-1"),
    plain!("hemoglobin", "718-7", "30313-1"),
    plain!("hematocrit", "4544-3", "20570-8"),
    plain!("wbc", "6690-2", "26464-8", "33765-9"),
    plain!("rbc", "789-8", "26453-1"),
    plain!("platelets", "777-3", "26515-7"),
    plain!("mcv", "787-2", "30428-7"),
    plain!("mch", "785-6"),
    plain!("mchc", "786-4"),
    plain!("rdw", "788-0", "21000-5", "30385-9"),
    plain!("mpv", "32623-1", "776-5", "32207-3"),
    plain!("blood-pressure", "85354-9", "55284-4", "35094-2"),
    plain!("systolic", "8480-6"),
    plain!("diastolic", "8462-4"),
    plain!("heart-rate", "8867-4"),
    plain!("breathing-rate", "9279-1"),
    plain!("temperature", "8310-5", "8331-1"),
    plain!("oxygen", "2708-6", "59408-5"),
    plain!("height", "8302-2"),
    plain!("weight", "29463-7", "3141-9"),
    plain!("bmi", "39156-5", "41909-3"),
    plain!("bmi-percentile", "59576-9"),
    plain!("head", "9843-4", "8287-5"),
    plain!("pain", "72514-3", "38208-5"),
    plain!("non-hdl", "43396-1"),
    plain!("vldl", "13458-5", "2091-7"),
    plain!("cholesterol-ratio", "9830-1"),
    plain!("alt", "1742-6", "1743-4", "1744-2"),
    plain!("ast", "1920-8", "30239-8"),
    plain!("alp", "6768-6"),
    plain!("ggt", "2324-2"),
    plain!("bilirubin", "1975-2", "42719-5"),
    plain!("bilirubin-direct", "1968-7"),
    plain!("albumin", "1751-7", "61151-7"),
    plain!("protein", "2885-2"),
    plain!("globulin", "10834-0", "2336-6"),
    plain!("albumin-ratio", "1759-0"),
    plain!("tsh", "3016-3", "11580-8", "11579-0"),
    plain!("t4", "3024-7", "3026-2", "14920-3"),
    plain!("t3", "3053-6", "3051-0"),
    plain!("iron", "2498-4"),
    plain!("ferritin", "2276-4", "20567-4"),
    plain!("tibc", "2500-7"),
    plain!("vitamin-d", "1989-3", "62292-8", "35365-6", "49054-0"),
    plain!("b12", "2132-9"),
    plain!("folate", "2284-8"),
    plain!("psa", "2857-1", "35741-8"),
    plain!("crp", "1988-5", "30522-7", "76485-2"),
    plain!("esr", "4537-7", "30341-2"),
    plain!("inr", "6301-6", "34714-6", "38875-1"),
    plain!("pt", "5902-2", "5964-2"),
    plain!("ptt", "3173-2", "14979-9"),
    plain!("magnesium", "19123-9", "2601-3"),
    plain!("phosphate", "2777-1"),
    plain!("uric-acid", "3084-1"),
    plain!("anion-gap", "33037-3", "10466-1", "1863-0"),
    plain!("urea-ratio", "3097-3"),
    plain!("ldh", "2532-0", "14804-9"),
    plain!("ck", "2157-6"),
    plain!("troponin", "10839-9", "6598-7", "67151-1", "89579-7", "49563-0"),
    plain!("bnp", "30934-4", "33762-6", "42637-9"),
    plain!("d-dimer", "48065-7", "48066-5", "30240-6"),
    plain!("lipase", "3040-3"),
    plain!("amylase", "1798-8"),
    plain!("lactate", "2524-7", "32693-4"),
    plain!("urine-albumin", "14957-5", "1754-1"),
    plain!("urine-albumin-ratio", "9318-7", "14959-1", "32294-1", "30000-4", "13705-9"),
    plain!("urine-creatinine", "2161-8", "35674-1"),
    plain!("urine-glucose", "5792-7", "25428-4", "2350-7"),
    plain!("urine-protein", "5804-0", "20454-5", "2888-6"),
    plain!("urine-ketones", "5797-6", "2514-8"),
    plain!("urine-leukocytes", "5799-2", "20455-2"),
    plain!("urine-nitrite", "5802-4", "20407-3"),
    plain!("urine-ph", "5803-2", "2756-5"),
    plain!("urine-gravity", "5811-5", "2965-2"),
    plain!("urine-blood", "5794-3", "57751-0"),
    plain!("urine-bilirubin", "5770-3", "20505-4"),
    plain!("pregnancy", "2118-8", "2106-3", "2110-5"),
    plain!("hiv", "75622-1", "56888-1", "30361-0"),
    plain!("hepatitis-c", "16128-1", "13955-0"),
    plain!("hepatitis-b", "5196-1", "5195-3"),
    plain!("covid", "94500-6", "94558-4", "94309-2", "94531-1", "94559-2"),
    plain!("flu-a", "80382-5", "92142-9"),
    plain!("flu-b", "80383-3", "92141-1"),
    plain!("neutrophils", "770-8", "751-8", "753-4", "26499-4"),
    plain!("lymphocytes", "736-9", "731-0", "26474-7", "26478-8"),
    plain!("monocytes", "5905-5", "742-7", "26484-6", "26485-3"),
    plain!("eosinophils", "713-8", "711-2", "26449-9", "26450-7"),
    plain!("basophils", "706-2", "704-7", "26444-0", "30180-4"),
    plain!("blood-type", "882-1", "883-9"),
    plain!("lipid-panel", "57698-3", "24331-1"),
    plain!("metabolic-panel", "24323-8", "24320-4", "51990-0", "24321-2", "24322-0"),
    plain!("blood-count", "58410-2", "57021-8", "57782-5", "69742-5"),
    plain!("liver-panel", "24325-3"),
    plain!("urinalysis", "24356-8", "24357-6"),
    plain!("phq", "44261-6", "55758-7", "44249-1"),
    plain!("gad", "70274-6", "69737-5"),
    plain!("smoking", "72166-2"),
];

/// Short names of laboratories. What may be of blood or of urine ("Glucose") is not among them.
const NAMES: &[(&str, &str)] = &[
    ("wbc", "plain-wbc"),
    ("hgb", "plain-hemoglobin"),
    ("hct", "plain-hematocrit"),
    ("plt", "plain-platelets"),
    ("rbc", "plain-rbc"),
    ("hdl", "plain-hdl"),
    ("hdlc", "plain-hdl"),
    ("hdl cholesterol", "plain-hdl"),
    ("ldl", "plain-ldl"),
    ("ldlc", "plain-ldl"),
    ("ldl cholesterol", "plain-ldl"),
    ("triglycerides", "plain-triglycerides"),
    ("total cholesterol", "plain-cholesterol"),
    ("hba1c", "plain-a1c"),
    ("hemoglobin a1c", "plain-a1c"),
    ("psa", "plain-psa"),
    ("tsh", "plain-tsh"),
    ("inr", "plain-inr"),
    ("body mass index", "plain-bmi"),
    ("bmi", "plain-bmi"),
    ("heart rate", "plain-heart-rate"),
    ("oxygen saturation", "plain-oxygen"),
    ("lipid panel", "plain-lipid-panel"),
    ("cbc", "plain-blood-count"),
    ("cbc wo differential", "plain-blood-count"),
    ("urinalysis", "plain-urinalysis"),
    ("albumin/creatinine ratio", "plain-urine-albumin-ratio"),
    ("microalbumin/creatinine ratio", "plain-urine-albumin-ratio"),
    ("albumin/globulin ratio", "plain-albumin-ratio"),
    ("a/g ratio", "plain-albumin-ratio"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_short_name_stands_for_something_and_no_other_name_does() {
        for (name, plain) in NAMES {
            assert_eq!(of_name(&name.to_uppercase()).map(|one| one.name), Some(*plain));
        }
        assert_eq!(of_name("Glucose"), None);
        assert_eq!(of_name("WBC (85048)"), None);
    }

    #[test]
    fn an_amount_and_its_ratios_have_different_names() {
        use crate::words::{Language, Words};

        let system = Some("http://loinc.org".to_owned());
        let name = |code: &str| {
            let code = Code { system: system.clone(), code: code.to_owned(), display: None };
            of(&[code]).map(|plain| plain.name)
        };
        let tests = ["1751-7", "14957-5", "9318-7", "1759-0"].map(name);
        for language in Language::ALL {
            let mut said = tests.map(|name| Words::of(language).text(name.unwrap()).into_owned());
            said.sort();
            assert!(said.windows(2).all(|pair| pair[0] != pair[1]), "{said:?}");
        }
        assert_eq!(of_name("Albumin/Creatinine Ratio").map(|one| one.name), name("14959-1"));
        assert_eq!(of_name("A/G Ratio").map(|one| one.name), name("1759-0"));
        assert_eq!(of_name("Albumin"), None, "of blood or of urine");
    }

    #[test]
    fn no_code_of_a_test_has_two_names() {
        let mut codes: Vec<&str> = TABLE.iter().flat_map(|plain| plain.codes).copied().collect();
        let count = codes.len();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), count);
    }
}
