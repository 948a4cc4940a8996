//! What is kept from whom: sensitive topics, and results that are held for a while.

use std::collections::BTreeSet;
use std::path::PathBuf;

use anyhow::{Context as _, bail};
use bluebutton_record::privacy::TopicCode;
use bluebutton_record::terms::{HOLD_HOURS_MAX, Release};
use bluebutton_record::{Rights, Section, Terms, Topics};
use serde::Deserialize;

/// What is kept from whom.
#[derive(Clone, Debug)]
pub struct Privacy {
    /// What is hidden from caregivers and apps unless the patient opens it.
    pub topics: Topics,
    /// What is withheld from everybody for a while.
    pub terms: Terms,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct TypedPrivacy {
    hide_topics: bool,
    topics_file: Option<PathBuf>,
    hold: Vec<TypedHold>,
}

impl Default for TypedPrivacy {
    fn default() -> Self {
        Self { hide_topics: true, topics_file: None, hold: Vec::new() }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TypedHold {
    sections: Vec<String>,
    #[serde(default)]
    kinds: BTreeSet<String>,
    #[serde(default)]
    codes: Vec<String>,
    hours: u32,
    #[serde(default)]
    until_reviewed: bool,
}

impl TypedPrivacy {
    pub(super) fn read(self) -> anyhow::Result<Privacy> {
        let releases: anyhow::Result<Vec<Release>> =
            self.hold.into_iter().map(TypedHold::read).collect();
        let topics = match (self.hide_topics, self.topics_file) {
            (false, _) => Topics::default(),
            (true, None) => Topics::built_in(),
            (true, Some(file)) => {
                let text = std::fs::read_to_string(&file)
                    .with_context(|| format!("topics_file {}", file.display()))?;
                Topics::parse(&text)
                    .map_err(|line| anyhow::anyhow!("topics_file {}: {line}", file.display()))?
            }
        };
        let terms = Terms { releases: releases?, ..Terms::everything(Rights::OWNER) };
        Ok(Privacy { topics, terms })
    }
}

impl TypedHold {
    fn read(self) -> anyhow::Result<Release> {
        let section = |slug: &String| {
            let known = Section::parse(slug).filter(|section| *section != Section::About);
            known.with_context(|| format!("privacy.hold: there is no section {slug:?}"))
        };
        let sections: BTreeSet<Section> =
            self.sections.iter().map(section).collect::<anyhow::Result<_>>()?;
        if self.hours == 0 || self.hours > HOLD_HOURS_MAX || sections.is_empty() {
            bail!("privacy.hold: name sections, and hours from 1 to {HOLD_HOURS_MAX}");
        }
        let code = |typed: &String| {
            let typed_code = typed.split_once(' ');
            let code = typed_code.and_then(|(system, code)| TopicCode::typed("", system, code, ""));
            code.map(|code| code.label()).with_context(|| {
                format!("privacy.hold: {typed:?} is no code: say \"loinc 4548-4\" or \"icd10 F1*\"")
            })
        };
        let codes = self.codes.iter().map(code).collect::<anyhow::Result<_>>()?;
        let Self { kinds, hours, until_reviewed, .. } = self;
        Ok(Release { sections, kinds, codes, hours, until_reviewed, in_force: None })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(toml: &str) -> anyhow::Result<Privacy> {
        use figment::providers::Format as _;
        let typed = figment::Figment::new().merge(figment::providers::Toml::string(toml));
        typed.extract::<TypedPrivacy>()?.read()
    }

    #[test]
    fn unless_told_otherwise_topics_are_hidden_and_nothing_is_held() {
        let privacy = read("").unwrap();
        assert_eq!(privacy.topics, Topics::built_in());
        assert!(privacy.terms.shows_everything());
        assert!(read("hide_topics = false").unwrap().topics.is_empty());
    }

    #[test]
    fn what_is_held_names_known_sections_and_an_end() {
        let held = |rest: &str| read(&format!("[[hold]]\n{rest}"));
        let privacy = held("sections = [\"results\"]\nhours = 72\nuntil_reviewed = true").unwrap();
        assert_eq!(privacy.terms.releases.len(), 1);
        let coded =
            held("sections = [\"results\"]\nhours = 1\ncodes = [\"loinc 5221-7\"]").unwrap();
        assert!(coded.terms.releases[0].codes.contains("http://loinc.org|5221-7"));
        for wrong in [
            "sections = [\"reslts\"]\nhours = 72",
            "sections = [\"about\"]\nhours = 72",
            "sections = []\nhours = 72",
            "sections = [\"results\"]\nhours = 0",
            "sections = [\"results\"]\nhours = 100000",
            "sections = [\"results\"]\nhours = 1\ncodes = [\"5221-7\"]",
        ] {
            assert!(held(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_list_that_can_not_be_read_stops_the_start() {
        assert!(read("topics_file = \"/not/there\"").is_err());
    }
}
