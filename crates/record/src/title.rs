//! What a thing is called: never a bare code, never the shorthand of a system. Where the words of a
//! source are only that, something else has to be said, and [`readable`] answers `None`.

mod dated;
mod kind;

use crate::entry::Entry;
use crate::fold::fold;
use crate::section::Section;

pub use dated::without_date;
pub use kind::kind;

/// The words of a source as a title; `None` where they are only a code.
pub fn readable(text: &str, section: Section) -> Option<String> {
    let text = text.trim();
    // LOINC marks the names of codes that it took back.
    let text = text.strip_prefix("Deprecated ").unwrap_or(text);
    let text = without_its_code(text);
    if text.is_empty() || is_code(text) {
        return None;
    }
    if section == Section::CarePlans
        && let Some(goal) = text.strip_prefix("Goal: ")
    {
        return Some(capitalized(goal.trim()));
    }
    if matches!(section, Section::Medications | Section::Allergies) {
        return Some(capitalized(&without_tall_letters(text)));
    }
    // People's names mix their letters as they wish.
    if !SYSTEMS_WORDS.contains(&section) {
        return Some(text.to_owned());
    }
    let text = text.replace("InPatient", "Inpatient").replace("OutPatient", "Outpatient");
    Some(laboratory(&text).or_else(|| camel(&text)).unwrap_or(text))
}

/// A name without the code that some narratives write behind it: "Hypothyroidism, [40930008]".
fn without_its_code(text: &str) -> &str {
    let Some((name, code)) = text.strip_suffix(']').and_then(|text| text.rsplit_once('[')) else {
        return text;
    };
    // "[HUMULIN 70/30]" is a brand.
    let number = code.rsplit(':').next().unwrap_or(code).trim();
    let is_code = number.len() >= 2
        && number.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-'))
        && number.chars().any(|c| c.is_ascii_digit());
    let name = name.trim_end().trim_end_matches(',').trim_end();
    if is_code && !name.is_empty() { name } else { text }
}

/// Pharmacists write look-alike names in letters of two sizes ("hydrALAZINE", "HumaLOG"): for a shelf, not for
/// whoever takes it. Other spellings are the maker's ("NuvaRing") or an abbreviation, and stay.
fn without_tall_letters(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, word) in text.split_inclusive(|c: char| !c.is_ascii_alphabetic()).enumerate() {
        let name = word.trim_end_matches(|c: char| !c.is_ascii_alphabetic());
        if !is_tall(name) {
            out.push_str(word);
            continue;
        }
        let lower = word.to_ascii_lowercase();
        let is_first = at == 0 || name.starts_with(|c: char| c.is_ascii_uppercase());
        out.push_str(&if is_first { capitalized(&lower) } else { lower });
    }
    out
}

/// Three capitals in a row and two small letters, in one word of six letters and more.
fn is_tall(name: &str) -> bool {
    let capitals = name.split(|c: char| !c.is_ascii_uppercase()).map(str::len).max();
    let small = name.chars().filter(char::is_ascii_lowercase).count();
    name.len() >= 6 && capitals.unwrap_or_default() >= 3 && small >= 2
}

/// Whether a name says only what kind of thing something is ("Finding", "instruction"): what it tells is in
/// its value or its description then.
pub fn is_generic(text: &str) -> bool {
    GENERIC.contains(&fold(text).trim().trim_end_matches('.'))
}

/// A word that a system writes in capitals only ("SUBCUTANEOUS"), as people write it. Abbreviations stay.
pub fn calm(text: String) -> String {
    let is_loud = text.chars().all(|c| c.is_ascii_uppercase() || matches!(c, ' ' | ',' | '-'));
    let letters = text.chars().filter(char::is_ascii_uppercase).count();
    let is_word = letters >= LOUD_LETTERS_MIN || text == "ORAL";
    if is_loud && is_word { capitalized(&text.to_lowercase()) } else { text }
}

/// What is shorter may be an abbreviation.
const LOUD_LETTERS_MIN: usize = 5;

/// Whether a name says only that something is an instruction.
pub fn is_instruction(text: &str) -> bool {
    matches!(fold(text).trim().trim_end_matches('.'), "instruction" | "instructions")
}

const GENERIC: [&str; 15] = [
    "finding",
    "clinical finding",
    "functional finding",
    "cognitive function finding",
    "functional status",
    "complaint",
    "symptom",
    "instruction",
    "instructions",
    "assertion",
    "observation",
    "problem",
    "problem observation",
    "diagnosis",
    "condition",
];

/// Whether a report and its only result are called alike: then one name says both.
pub fn same_name(report: &Entry, result: &Entry) -> bool {
    let name = |entry: &Entry| entry.title.as_deref().map(fold);
    let is_plain = report.plain.is_some() && report.plain == result.plain;
    is_plain || (name(report).is_some() && name(report) == name(result))
}

/// Whether a text is nothing but a code: of LOINC, SNOMED CT, ICD, an object identifier, a UUID.
pub fn is_code(text: &str) -> bool {
    let has_letter = text.chars().any(char::is_alphabetic);
    if !has_letter {
        // "5.9" names nothing either; "-" and "?" are no words.
        return true;
    }
    if SYSTEMS.iter().any(|system| system.eq_ignore_ascii_case(text)) {
        return true;
    }
    if text.contains(char::is_whitespace) {
        return false;
    }
    is_loinc_part(text) || is_icd(text) || is_uuid(text) || text.starts_with("urn:")
}

/// Names of code systems, which some exports write where a name should be.
const SYSTEMS: [&str; 9] = [
    "SNOMED-CT",
    "SNOMED CT",
    "SNOMED",
    "LOINC",
    "RxNorm",
    "ICD-9",
    "ICD-10",
    "ICD-10-CM",
    "CPT-4",
];

fn is_loinc_part(text: &str) -> bool {
    let rest = ["LP", "LA", "LL", "LG", "MTHU"].iter().find_map(|start| text.strip_prefix(start));
    rest.is_some_and(|rest| rest.len() > 2 && rest.chars().all(|c| c.is_ascii_digit() || c == '-'))
}

/// `E11.9`, `S72.001A`; not `B12` or `T4`, which are names.
fn is_icd(text: &str) -> bool {
    let Some((category, detail)) = text.split_once('.') else { return false };
    let mut letters = category.chars();
    let begins = letters.next().is_some_and(|first| first.is_ascii_uppercase())
        && letters.next().is_some_and(|second| second.is_ascii_digit())
        && letters.next().is_some_and(|third| third.is_ascii_alphanumeric())
        && letters.next().is_none();
    let is_detail = (1..=4).contains(&detail.len())
        && detail.chars().all(|c| c.is_ascii_digit() || c.is_ascii_uppercase());
    begins && is_detail
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// "HealthPromotion" → "Health promotion"; "SMOKING_STATUS" → "Smoking status". `None` for
/// everything else.
fn camel(text: &str) -> Option<String> {
    if text.contains('_') && !text.contains(' ') {
        let words = text.replace('_', " ").to_lowercase();
        return Some(capitalized(words.trim()));
    }
    if !text.chars().all(|c| c.is_ascii_alphabetic() || c == '-') {
        return None;
    }
    // Each hump with what stands before it.
    let mut humps: Vec<(char, String)> = vec![(' ', String::new())];
    let mut before = ' ';
    for letter in text.chars() {
        match humps.last_mut() {
            _ if letter == '-' => before = '-',
            Some((_, hump))
                if before == ' ' && (letter.is_ascii_lowercase() || hump.is_empty()) =>
            {
                hump.push(letter);
            }
            _ => humps.push((std::mem::replace(&mut before, ' '), letter.to_string())),
        }
    }
    // Each hump is a word: "LDLc" and "McDonald" are none of this, nor is what has only hyphens.
    let is_camel = humps.iter().skip(1).any(|(before, _)| *before == ' ');
    if !is_camel || humps.iter().any(|(_, hump)| hump.len() < 3) {
        return None;
    }
    let words: String = humps.iter().map(|(before, hump)| format!("{before}{hump}")).collect();
    Some(capitalized(&words.trim().to_lowercase()))
}

fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// A LOINC short name in words: "PSA SerPl-aCnc" → "PSA", "Glucose Ur-mCnc" → "Glucose (urine)",
/// "WBC # Bld Auto" → "WBC". `None` where the text is none.
fn laboratory(text: &str) -> Option<String> {
    let tokens: Vec<&str> = text.split_whitespace().collect();
    let place = tokens.iter().skip(1).position(|token| system(token).is_some())? + 1;
    let token = tokens.get(place)?;
    let behind = tokens.get(place + 1..)?;
    let has_property = token.contains('-');
    let is_short_name = has_property
        || tokens.get(..place)?.iter().any(|token| PROPERTIES.contains(token))
        || behind
            .iter()
            .any(|token| METHODS.contains(&token.split(['-', '.']).next().unwrap_or(token)));
    if !is_short_name {
        return None;
    }
    let name = tokens.get(..place)?.iter().filter(|token| !PROPERTIES.contains(token));
    let name: Vec<&str> = name.map(|token| whole(token)).collect();
    if name.is_empty() {
        return None;
    }
    let name = name.join(" ");
    Some(match system(token)? {
        "" => name,
        place => format!("{name} ({place})"),
    })
}

/// What was examined, of a token such as `SerPl-aCnc`; empty for blood, where everybody expects it.
fn system(token: &str) -> Option<&'static str> {
    let name = token.split('-').next().unwrap_or(token);
    SPECIMENS.iter().find(|(short, _)| *short == name).map(|(_, words)| *words)
}

/// The word that a laboratory cuts short.
fn whole(token: &str) -> &str {
    SHORTENED.iter().find(|(short, _)| *short == token).map_or(token, |(_, word)| word)
}

/// The sections whose names come from laboratories and systems.
const SYSTEMS_WORDS: &[Section] = &[
    Section::Results,
    Section::VitalSigns,
    Section::SocialHistory,
    Section::Procedures,
    Section::Documents,
    Section::CarePlans,
    Section::Visits,
    Section::Other,
];

const SPECIMENS: &[(&str, &str)] = &[
    ("SerPl", ""),
    ("SerPlBld", ""),
    ("Ser", ""),
    ("Plas", ""),
    ("PPP", ""),
    ("Bld", ""),
    ("BldA", "artery"),
    ("BldV", ""),
    ("BldC", "fingertip"),
    ("BldCo", "cord blood"),
    ("RBC", ""),
    ("Ur", "urine"),
    ("24H", "24 hours"),
    ("CSF", "spinal fluid"),
    ("Stl", "stool"),
    ("Sput", "sputum"),
    ("Thrt", "throat"),
    ("Nph", "nose"),
    ("Cvx", "cervix"),
    ("XXX", ""),
];

const PROPERTIES: &[&str] = &[
    "#", "%", "MFr", "NFr", "VFr", "SFr", "Ql", "Qn", "mCnc", "sCnc", "aCnc", "cCnc", "nCnc",
    "mRto", "sRto", "Titr", "ACnc", "MCnc", "NCnc", "EntVol", "EntMass", "Imp",
];

const METHODS: &[&str] = &[
    "Auto",
    "Manual",
    "Calc",
    "Strip",
    "IA",
    "Electrophoresis",
    "Estimated",
    "Cult",
    "Probe",
    "Smn",
];

const SHORTENED: &[(&str, &str)] = &[
    ("Creat", "Creatinine"),
    ("Prot", "Protein"),
    ("Hgb", "Hemoglobin"),
    ("Hct", "Hematocrit"),
    ("HCT", "Hematocrit"),
    ("Cholest", "Cholesterol"),
    ("Trigl", "Triglycerides"),
    ("Bilirub", "Bilirubin"),
    ("Platelet", "Platelets"),
    ("Sodium", "Sodium"),
    ("Neuts", "Neutrophils"),
    ("Lymphs", "Lymphocytes"),
    ("Monos", "Monocytes"),
    ("Eos", "Eosinophils"),
    ("Basos", "Basophils"),
    ("Vit", "Vitamin"),
];

#[cfg(test)]
mod tests;
