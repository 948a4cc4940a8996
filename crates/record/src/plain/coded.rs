//! Plain names for the commonest conditions and vaccines. The words are our own and stand in
//! `locales/*/plain.ftl`. Only codes that say just this: what a name would blur keeps its source's words.
//!
//! Standard: codes of SNOMED CT, ICD-10-CM and CVX (notices in `docs/licences.md`).

use super::Plain;
use crate::entry::Code;

/// The plain words for a coded condition, if we know it.
pub fn condition(codes: &[Code]) -> Option<&'static Plain> {
    known(codes, CONDITIONS, |code| match code.system.as_deref() {
        Some(
            "http://snomed.info/sct"
            | "urn:oid:2.16.840.1.113883.6.96"
            | "http://hl7.org/fhir/sid/icd-10-cm"
            | "urn:oid:2.16.840.1.113883.6.90",
        ) => Some(code.code.as_str()),
        _ => None,
    })
}

/// The plain words for a coded vaccine, if we know it.
pub fn vaccine(codes: &[Code]) -> Option<&'static Plain> {
    known(codes, VACCINES, |code| match code.system.as_deref() {
        Some("http://hl7.org/fhir/sid/cvx" | "urn:oid:2.16.840.1.113883.12.292") => {
            Some(code.code.trim_start_matches('0'))
        }
        _ => None,
    })
}

fn known(
    codes: &[Code],
    table: &'static [Plain],
    read: impl Fn(&Code) -> Option<&str>,
) -> Option<&'static Plain> {
    let mut codes = codes.iter().filter_map(read);
    codes.find_map(|code| table.iter().find(|plain| plain.codes.contains(&code)))
}

/// Conditions, by SNOMED CT and ICD-10-CM: the digits of one are never those of the other.
pub const CONDITIONS: &[Plain] = &[
    plain!("hypertension", "38341003", "59621000", "I10"),
    plain!("diabetes-2", "44054006", "E11.9"),
    plain!("diabetes-1", "46635009", "E10.9"),
    plain!("prediabetes", "15777000", "714628002", "R73.03"),
    plain!("hyperlipidemia", "55822004", "E78.5"),
    plain!("hypercholesterolemia", "13644009", "E78.00"),
    plain!("hypertriglyceridemia", "302870006", "E78.1"),
    plain!("asthma", "195967001", "J45.909"),
    plain!("copd", "13645005", "J44.9"),
    plain!("emphysema", "87433001", "J43.9"),
    plain!("heart-failure", "84114007", "42343007", "I50.9"),
    plain!("coronary", "53741008", "I25.10"),
    plain!("heart-attack", "22298006", "I21.9"),
    plain!("atrial-fibrillation", "49436004", "I48.91"),
    plain!("stroke", "230690007", "I63.9"),
    plain!("reflux", "235595009", "K21.9"),
    plain!("hypothyroidism", "40930008", "E03.9"),
    plain!("osteoarthritis", "396275006", "M19.90"),
    plain!("osteoarthritis-knee", "239873007", "M17.9"),
    plain!("osteoarthritis-hip", "239872002", "M16.9"),
    plain!("osteoporosis", "64859006", "M81.0"),
    plain!("gout", "90560007", "M10.9"),
    plain!("anemia", "271737000", "D64.9"),
    plain!("iron-anemia", "87522002", "D50.9"),
    plain!("kidney-disease", "709044004", "N18.9"),
    plain!("depression", "35489007", "F32.A"),
    plain!("anxiety", "48694002", "197480006", "F41.9"),
    plain!("migraine", "37796009", "G43.909"),
    plain!("pneumonia", "233604007", "J18.9"),
    plain!("bronchitis", "10509002", "J20.9"),
    plain!("pharyngitis", "363746003", "J02.9"),
    plain!("viral-pharyngitis", "195662009"),
    plain!("strep-throat", "43878008", "J02.0"),
    plain!("sinusitis", "36971009", "J32.9"),
    plain!("viral-sinusitis", "444814009"),
    plain!("chronic-sinusitis", "40055000"),
    plain!("ear-infection", "65363002", "H66.90"),
    plain!("urinary-infection", "68566005", "N39.0"),
    plain!("cystitis", "38822007", "N30.90"),
    plain!("obesity", "414916001", "E66.9"),
    plain!("hay-fever", "61582004", "J30.9"),
    plain!("eczema", "24079001", "L20.9"),
    plain!("cataract", "193570009", "H26.9"),
    plain!("glaucoma", "23986001", "H40.9"),
    plain!("prostate", "266569009", "N40.0"),
    plain!("back-pain", "279039007", "M54.50"),
    plain!("sleep-apnea", "78275009", "G47.33"),
    plain!("epilepsy", "84757009", "G40.909"),
];

/// Vaccines, by CVX without leading zeros.
pub const VACCINES: &[Plain] = &[
    plain!(
        "vaccine-flu",
        "88",
        "111",
        "135",
        "140",
        "141",
        "144",
        "149",
        "150",
        "151",
        "153",
        "155",
        "158",
        "161",
        "166",
        "168",
        "171",
        "185",
        "186",
        "197",
        "205"
    ),
    plain!(
        "vaccine-covid",
        "207",
        "208",
        "212",
        "213",
        "217",
        "218",
        "219",
        "221",
        "228",
        "229",
        "230",
        "300",
        "301",
        "302",
        "309",
        "310",
        "311",
        "312",
        "313"
    ),
    plain!("vaccine-tdap", "115"),
    plain!("vaccine-td", "9", "113", "138", "139", "196"),
    plain!("vaccine-dtap", "20", "106", "107"),
    plain!("vaccine-hepatitis-a", "31", "52", "83", "84", "85"),
    plain!("vaccine-hepatitis-b", "8", "42", "43", "44", "45", "189"),
    plain!("vaccine-hpv", "62", "118", "137", "165"),
    plain!("vaccine-mmr", "3"),
    plain!("vaccine-chickenpox", "21"),
    plain!("vaccine-shingles", "121", "187", "188"),
    plain!("vaccine-pneumococcal", "33", "100", "109", "133", "152", "215", "216"),
    plain!("vaccine-meningitis", "32", "108", "114", "136", "147", "203"),
    plain!("vaccine-polio", "10", "89"),
    plain!("vaccine-hib", "17", "46", "47", "48", "49"),
    plain!("vaccine-rotavirus", "116", "119", "122"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn code(system: &str, code: &str) -> [Code; 1] {
        [Code { system: Some(system.to_owned()), code: code.to_owned(), display: None }]
    }

    #[test]
    fn a_condition_and_a_vaccine_are_known_by_their_codes_alone() {
        let name = |plain: Option<&Plain>| plain.map(|plain| plain.name);
        let of = condition(&code("http://snomed.info/sct", "59621000"));
        assert_eq!(name(of), Some("plain-hypertension"));
        assert_eq!(name(condition(&code("http://hl7.org/fhir/sid/icd-10-cm", "I10"))), name(of));
        assert_eq!(name(condition(&code("http://example.org", "I10"))), None);
        let flu = vaccine(&code("http://hl7.org/fhir/sid/cvx", "141"));
        assert_eq!(name(flu), Some("plain-vaccine-flu"));
        let mmr = vaccine(&code("http://hl7.org/fhir/sid/cvx", "03"));
        assert_eq!(name(mmr), Some("plain-vaccine-mmr"));
        assert_eq!(name(vaccine(&code("http://loinc.org", "141"))), None);
    }

    #[test]
    fn no_code_has_two_names() {
        for table in [CONDITIONS, VACCINES] {
            let mut codes: Vec<&str> =
                table.iter().flat_map(|plain| plain.codes).copied().collect();
            let count = codes.len();
            codes.sort_unstable();
            codes.dedup();
            assert_eq!(codes.len(), count);
        }
    }
}
