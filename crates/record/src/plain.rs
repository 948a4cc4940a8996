//! Plain names for the commonest tests and measurements: what it is called in everyday words, and
//! one sentence on what it is for. The words are our own and stand in `locales/*/plain.ftl`; the
//! codes are LOINC's (<https://loinc.org>, notice in `docs/licences.md`).

use crate::entry::Code;

/// A test or measurement in plain words.
#[derive(Debug, PartialEq, Eq)]
pub struct Plain {
    /// Message id of its plain name.
    pub name: &'static str,
    /// Message id of the sentence on what it is for.
    pub about: &'static str,
    /// The LOINC codes it stands for.
    pub codes: &'static [&'static str],
}

/// The plain words for a coded test, if we know it.
pub fn of(codes: &[Code]) -> Option<&'static Plain> {
    codes
        .iter()
        .filter(|code| is_loinc(code))
        .find_map(|code| TABLE.iter().find(|plain| plain.codes.contains(&code.code.as_str())))
}

fn is_loinc(code: &Code) -> bool {
    matches!(
        code.system.as_deref(),
        Some("http://loinc.org" | "https://loinc.org" | "urn:oid:2.16.840.1.113883.6.1")
    )
}

macro_rules! plain {
    ($name:literal, $($code:literal),+) => {
        Plain {
            name: concat!("plain-", $name),
            about: concat!("plain-", $name, "-about"),
            codes: &[$($code),+],
        }
    };
}

/// Ordered by how often they are looked up.
pub const TABLE: &[Plain] = &[
    plain!("a1c", "4548-4", "17856-6", "4549-2"),
    plain!("glucose", "2339-0", "2345-7", "41653-7", "1558-6", "2340-8"),
    plain!("cholesterol", "2093-3"),
    plain!("ldl", "18262-6", "13457-7", "2089-1"),
    plain!("hdl", "2085-9"),
    plain!("triglycerides", "2571-8"),
    plain!("creatinine", "2160-0", "38483-4"),
    plain!(
        "egfr", "33914-3", "48642-3", "48643-1", "62238-1", "69405-9", "88293-6", "98979-8",
        "77147-7"
    ),
    plain!("urea", "3094-0", "6299-2"),
    plain!("sodium", "2951-2", "2947-0"),
    plain!("potassium", "2823-3", "6298-4"),
    plain!("chloride", "2075-0", "2069-3"),
    plain!("co2", "2028-9", "20565-8", "1963-8"),
    plain!("calcium", "17861-6", "49765-1"),
    plain!("hemoglobin", "718-7"),
    plain!("hematocrit", "4544-3", "20570-8"),
    plain!("wbc", "6690-2", "26464-8"),
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
    plain!("bmi", "39156-5"),
    plain!("bmi-percentile", "59576-9"),
    plain!("head", "9843-4", "8287-5", "8289-1"),
    plain!("pain", "72514-3", "38208-5"),
];
