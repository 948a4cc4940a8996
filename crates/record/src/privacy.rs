//! Sensitive topics: what of a record is about something that people keep from their family and
//! helpers, told by security labels and by codes.
//!
//! The list is a file that a site can replace ([`Topics::parse`] says its form); ours is
//! `sensitive.tsv`, with its sources in `docs/privacy.md`. It knows codes, not words: what carries no
//! code of the list is not recognized.
//!
//! Standard: <https://terminology.hl7.org/CodeSystem-v3-ActCode.html> (`_InformationSensitivityPolicy`)

use std::collections::HashMap;

use crate::words::Language;

/// The sensitive topics that a site knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Topics {
    all: Vec<Topic>,
    /// `system|code` → places in `all`.
    codes: HashMap<String, Vec<usize>>,
    /// `system|beginning of a code`, and the place.
    beginnings: Vec<(String, usize)>,
}

/// A topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topic {
    /// Its name in terms, such as `mental-health`.
    pub slug: String,
    english: String,
    spanish: String,
}

impl Topic {
    /// What people call it.
    pub fn name(&self, language: Language) -> &str {
        match language {
            Language::English => &self.english,
            Language::Spanish => &self.spanish,
        }
    }
}

impl Topics {
    /// The topics that come with the program.
    pub fn built_in() -> Self {
        Self::parse(include_str!("privacy/sensitive.tsv")).unwrap_or_default()
    }

    /// Reads a list. A line `topic`, its name in terms, in English and in Spanish; or a topic's name, a
    /// system (`icd10`, `snomed`, `loinc`, `rxnorm`, `cvx`, `label`, `confidentiality` or a URI), a
    /// code, and what it stands for; with tabs between. `*` behind a code: all that begin so. Behind
    /// `#` is a remark. The error names the line.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut topics = Self::default();
        for (number, line) in text.lines().enumerate() {
            let line = line.trim_end();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let fields: Vec<&str> = line.split('\t').map(str::trim).collect();
            topics.add(&fields).ok_or_else(|| format!("line {}: {line:?}", number + 1))?;
        }
        Ok(topics)
    }

    fn add(&mut self, fields: &[&str]) -> Option<()> {
        if fields.iter().any(|field| field.is_empty()) {
            return None;
        }
        if let ["topic", slug, english, spanish] = fields {
            let is_word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            let is_new = slug.chars().all(is_word) && self.place(slug).is_none();
            let [slug, english, spanish] = [slug, english, spanish].map(|text| (*text).to_owned());
            self.all.push(Topic { slug, english, spanish });
            return is_new.then_some(());
        }
        let [slug, system, code, ..] = fields else { return None };
        let place = self.place(slug)?;
        let known = SYSTEMS.iter().find(|(name, _)| name == system);
        let system = known.map_or(*system, |(_, uri)| uri);
        if !system.contains(':') {
            return None;
        }
        match code.strip_suffix('*') {
            Some("") => return None,
            Some(begin) => self.beginnings.push((format!("{system}|{begin}"), place)),
            None => self.codes.entry(format!("{system}|{code}")).or_default().push(place),
        }
        Some(())
    }

    /// The topics in the order of the list.
    pub fn all(&self) -> &[Topic] {
        &self.all
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The topics that labels and codes (`system|code`) tell of, each once.
    pub fn of<'t>(&'t self, labels: &[&str]) -> Vec<&'t str> {
        let mut places: Vec<usize> = Vec::new();
        for label in labels {
            places.extend(self.codes.get(*label).into_iter().flatten());
            let begins = |(begin, _): &&(String, usize)| label.starts_with(begin.as_str());
            places.extend(self.beginnings.iter().filter(begins).map(|(_, place)| place));
        }
        places.sort_unstable();
        places.dedup();
        places.iter().filter_map(|place| Some(self.all.get(*place)?.slug.as_str())).collect()
    }

    fn place(&self, slug: &str) -> Option<usize> {
        self.all.iter().position(|topic| topic.slug == slug)
    }
}

/// The systems' short names in a list.
const SYSTEMS: [(&str, &str); 7] = [
    ("icd10", "http://hl7.org/fhir/sid/icd-10-cm"),
    ("snomed", "http://snomed.info/sct"),
    ("loinc", "http://loinc.org"),
    ("rxnorm", "http://www.nlm.nih.gov/research/umls/rxnorm"),
    ("cvx", "http://hl7.org/fhir/sid/cvx"),
    ("label", "http://terminology.hl7.org/CodeSystem/v3-ActCode"),
    ("confidentiality", "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_a_beginning_and_a_label_tell_of_a_topic_and_nothing_else_does() {
        let topics = Topics::built_in();
        let of = |label: &str| topics.of(&[label]);
        assert_eq!(of("http://hl7.org/fhir/sid/icd-10-cm|F11.20"), ["substance-use"]);
        assert_eq!(of("http://hl7.org/fhir/sid/icd-10-cm|F32.1"), ["mental-health"]);
        assert_eq!(of("http://hl7.org/fhir/sid/icd-10-cm|B20"), ["hiv-and-sexual-health"]);
        assert_eq!(of("http://terminology.hl7.org/CodeSystem/v3-ActCode|GDIS"), ["genetics"]);
        assert_eq!(of("http://terminology.hl7.org/CodeSystem/v3-Confidentiality|R"), ["marked"]);
        for usual in [
            "http://hl7.org/fhir/sid/icd-10-cm|I10",
            "http://hl7.org/fhir/sid/icd-10-cm|E11.9",
            "http://loinc.org|4548-4",
            "http://snomed.info/sct|F11.20",
            "http://terminology.hl7.org/CodeSystem/v3-Confidentiality|N",
        ] {
            assert!(of(usual).is_empty(), "{usual}");
        }
    }

    #[test]
    fn the_list_that_comes_with_the_program_is_whole() {
        let topics = Topics::parse(include_str!("privacy/sensitive.tsv")).unwrap();
        for topic in topics.all() {
            let place = topics.place(&topic.slug);
            let has_codes = topics.codes.values().flatten().any(|own| Some(*own) == place);
            assert!(has_codes, "{} has no codes", topic.slug);
            assert_ne!(topic.name(Language::English), topic.name(Language::Spanish));
        }
    }

    #[test]
    fn a_list_that_is_wrong_names_its_line() {
        for wrong in [
            "hiv\ticd10\tB20\tHIV disease",
            "topic\thiv\tHIV\tVIH\ntopic\thiv\tHIV\tVIH",
            "topic\thiv\tHIV\tVIH\nhiv\tcid10\tB20\tHIV disease",
            "topic\thiv\tHIV\tVIH\nhiv\ticd10\t*\teverything",
            "topic\tHIV!\tHIV\tVIH",
        ] {
            assert!(Topics::parse(wrong).unwrap_err().starts_with("line "), "{wrong}");
        }
        let own = "# ours\n\ntopic\tx\tX rays\tRayos X\nx\thttp://own.example/codes\t7\tX ray\n";
        assert_eq!(Topics::parse(own).unwrap().of(&["http://own.example/codes|7"]), ["x"]);
    }
}
