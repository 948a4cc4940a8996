//! The site's rules of privacy as they are in force: what the settings file says is the start, and what
//! the privacy officer said since is laid over it, in the order in which it was said.
//!
//! Law: results are held back where law or policy asks for it only (45 CFR 171.201 to 171.203, the
//! exceptions to information blocking); otherwise they are shown at once.

use serde::{Deserialize, Serialize};

use crate::privacy::{TopicCode, Topics};
use crate::section::Section;
use crate::terms::{HOLD_HOURS_MAX, Release};

/// One thing that is said beside the settings file. It holds from the moment it is said until it is ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "says", rename_all = "kebab-case", deny_unknown_fields)]
pub enum SiteRule {
    /// What comes in is held for a while.
    Hold {
        /// What, and for how long.
        release: Release,
        /// By what right.
        basis: HoldBasis,
    },
    /// What the settings file holds is not held.
    SetAside {
        /// As the file says it.
        release: Release,
    },
    /// A code tells of a sensitive topic.
    AddCode {
        /// Which, and of which.
        code: TopicCode,
    },
    /// A code tells of a sensitive topic no more.
    DropCode {
        /// Which, and of which.
        code: TopicCode,
    },
    /// The box of a topic is ticked beforehand where somebody is let in.
    OfferTopic {
        /// Its name in terms.
        topic: String,
    },
}

/// By what right something is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HoldBasis {
    /// A law asks for it.
    Law,
    /// The organization's own policy, under an exception to information blocking.
    Policy,
}

/// Why something can't be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CantSay {
    /// It is so already.
    SoAlready,
    /// No part of the record is named, or one that is never held.
    NoSections,
    /// For no hours, or too many.
    Hours,
    /// There is no such topic, or no such rule of the file.
    Unknown,
}

/// Something that was said, with the time for which it held: microseconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimedRule {
    /// What.
    pub says: SiteRule,
    /// From when.
    pub from: i64,
    /// Until when; `None`: it holds.
    pub until: Option<i64>,
}

/// What is in force.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RulesInForce {
    /// What is held for a while.
    pub releases: Vec<Release>,
    /// What is sensitive.
    pub topics: Topics,
}

impl SiteRule {
    /// What it says in one line of plain signs, for the trail.
    pub fn written(&self) -> String {
        match self {
            Self::Hold { release, basis } => {
                format!("hold {} ({})", release_text(release), basis.word())
            }
            Self::SetAside { release } => format!("set aside: hold {}", release_text(release)),
            Self::AddCode { code } => {
                format!("add to {}: {} {}", code.topic, code.system_word(), code.code)
            }
            Self::DropCode { code } => {
                format!("take out of {}: {} {}", code.topic, code.system_word(), code.code)
            }
            Self::OfferTopic { topic } => format!("offer {topic}"),
        }
    }
}

fn release_text(release: &Release) -> String {
    let sections = release.sections.iter().map(|section| section.slug());
    let kinds = release.kinds.iter().map(String::as_str);
    let codes = release.codes.iter().map(String::as_str);
    let of: Vec<&str> = sections.chain(kinds).chain(codes).collect();
    let until = if release.until_reviewed { " until reviewed" } else { "" };
    format!("{} for {} h{until}", of.join(" "), release.hours)
}

impl HoldBasis {
    /// The word in forms and message ids.
    pub fn word(self) -> &'static str {
        match self {
            Self::Law => "law",
            Self::Policy => "policy",
        }
    }

    /// The basis of that word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Law, Self::Policy].into_iter().find(|basis| basis.word() == word)
    }
}

impl CantSay {
    /// A word for whoever is told.
    pub fn word(self) -> &'static str {
        match self {
            Self::SoAlready => "rule-so-already",
            Self::NoSections => "rule-no-sections",
            Self::Hours => "rule-hours",
            Self::Unknown => "rule-unknown",
        }
    }
}

impl RulesInForce {
    /// What the file says, with all that was said since, oldest first. What is said of something that the
    /// file no longer knows says nothing.
    pub fn of<'r>(file: &Self, said: impl IntoIterator<Item = &'r SiteRule>) -> Self {
        let mut now = file.clone();
        for rule in said {
            now.take(rule);
        }
        now
    }

    /// Everything that was ever held, each with the time for which it was in force: for whoever asks how it was
    /// at a moment.
    pub fn held_over_time(&self, said: &[TimedRule]) -> Vec<Release> {
        let timed = |release: &Release, from, until| Release {
            in_force: Some((from, until)),
            ..release.clone()
        };
        let mut all = Vec::new();
        for own in &self.releases {
            // A rule of the file is in force but for the times for which it was set aside.
            let is_own = |rule: &&TimedRule| matches!(&rule.says, SiteRule::SetAside { release } if release == own);
            let mut aside: Vec<_> =
                said.iter().filter(is_own).map(|one| (one.from, one.until)).collect();
            aside.sort_unstable();
            let mut from = Some(None);
            for (begins, ends) in aside {
                if let Some(from) = from {
                    all.push(timed(own, from, Some(begins)));
                }
                from = ends.map(Some);
            }
            if let Some(from) = from {
                all.push(timed(own, from, None));
            }
        }
        for rule in said {
            if let SiteRule::Hold { release, .. } = &rule.says {
                all.push(timed(release, Some(rule.from), rule.until));
            }
        }
        all
    }

    fn take(&mut self, rule: &SiteRule) {
        match rule {
            SiteRule::Hold { release, .. } => self.releases.push(release.clone()),
            SiteRule::SetAside { release } => {
                if let Some(place) = self.releases.iter().position(|own| own == release) {
                    self.releases.remove(place);
                }
            }
            SiteRule::AddCode { code } => {
                self.topics.add_code(code.clone());
            }
            SiteRule::DropCode { code } => self.topics.drop_code(code),
            SiteRule::OfferTopic { topic } => self.topics.offer(topic),
        }
    }

    /// Whether something may be said on top of this.
    pub fn may_say(&self, rule: &SiteRule) -> Result<(), CantSay> {
        match rule {
            SiteRule::Hold { release, .. } => {
                is_usable(release)?;
                if self.releases.contains(release) {
                    return Err(CantSay::SoAlready);
                }
            }
            SiteRule::SetAside { release } => {
                if !self.releases.contains(release) {
                    return Err(CantSay::Unknown);
                }
            }
            SiteRule::AddCode { code } => {
                self.must_know(&code.topic)?;
                let label = format!("{}|{}", code.system, code.code);
                let tells = !code.code.ends_with('*')
                    && self.topics.of(&[label.as_str()]).contains(&code.topic.as_str());
                if tells || self.topics.codes_of(&code.topic).any(|listed| listed.is_same(code)) {
                    return Err(CantSay::SoAlready);
                }
            }
            SiteRule::DropCode { code } => {
                self.must_know(&code.topic)?;
                let is_listed = self.topics.codes_of(&code.topic).any(|one| one.is_same(code));
                let label = format!("{}|{}", code.system, code.code);
                let tells = self.topics.of(&[label.as_str()]).contains(&code.topic.as_str());
                if !is_listed && (code.code.ends_with('*') || !tells) {
                    return Err(CantSay::SoAlready);
                }
            }
            SiteRule::OfferTopic { topic } => {
                self.must_know(topic)?;
                if self.topics.all().iter().any(|one| one.slug == *topic && one.is_offered) {
                    return Err(CantSay::SoAlready);
                }
            }
        }
        Ok(())
    }

    fn must_know(&self, topic: &str) -> Result<(), CantSay> {
        let is_known = self.topics.all().iter().any(|one| one.slug == topic);
        if is_known { Ok(()) } else { Err(CantSay::Unknown) }
    }
}

/// Whether something may be held so.
pub fn is_usable(release: &Release) -> Result<(), CantSay> {
    if release.sections.is_empty() || release.sections.contains(&Section::About) {
        return Err(CantSay::NoSections);
    }
    if release.hours == 0 || release.hours > HOLD_HOURS_MAX {
        return Err(CantSay::Hours);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file() -> RulesInForce {
        let release =
            Release { sections: [Section::Results].into(), hours: 72, ..Release::default() };
        RulesInForce { releases: vec![release], topics: Topics::built_in() }
    }

    fn hold(section: Section, hours: u32) -> SiteRule {
        let release = Release { sections: [section].into(), hours, ..Release::default() };
        SiteRule::Hold { release, basis: HoldBasis::Law }
    }

    fn code(code: &str) -> TopicCode {
        TopicCode::typed("mental-health", "icd10", code, "x").unwrap()
    }

    #[test]
    fn what_is_said_later_is_laid_over_what_the_file_says() {
        let file = file();
        let set_aside = SiteRule::SetAside { release: file.releases[0].clone() };
        let all = [set_aside, hold(Section::VitalSigns, 24)];
        let now = RulesInForce::of(&file, &all);
        assert_eq!(now.releases.len(), 1);
        assert!(now.releases[0].sections.contains(&Section::VitalSigns));
        assert_eq!(RulesInForce::of(&file, []), file, "what is ended leaves nothing behind");
    }

    #[test]
    fn what_was_in_force_at_a_moment_is_told_by_when_it_was_said_and_ended() {
        let file = file();
        let timed = |says: SiteRule, from, until| TimedRule { says, from, until };
        let set_aside = || SiteRule::SetAside { release: file.releases[0].clone() };
        let said = [
            timed(set_aside(), 10, Some(20)),
            timed(hold(Section::VitalSigns, 24), 15, Some(30)),
            timed(set_aside(), 40, None),
        ];
        let all = file.held_over_time(&said);
        let of = |section: Section| {
            let own = all.iter().filter(|one| one.sections.contains(&section));
            own.map(|one| one.in_force.unwrap()).collect::<Vec<_>>()
        };
        assert_eq!(of(Section::Results), [(None, Some(10)), (Some(20), Some(40))]);
        assert_eq!(of(Section::VitalSigns), [(Some(15), Some(30))]);
        let never = RulesInForce::default().held_over_time(&said);
        assert_eq!(never.len(), 1, "the file never said it");
    }

    #[test]
    fn what_the_file_knows_no_more_says_nothing() {
        let code = TopicCode::typed("golf", "icd10", "Y93.53", "Golf").unwrap();
        let set_aside = SiteRule::SetAside { release: Release::default() };
        let all = [SiteRule::AddCode { code }, set_aside];
        assert_eq!(RulesInForce::of(&file(), &all), file());
    }

    #[test]
    fn nothing_is_held_without_an_end_and_never_who_somebody_is() {
        let file = file();
        assert_eq!(file.may_say(&hold(Section::Results, 48)), Ok(()));
        assert_eq!(file.may_say(&hold(Section::Results, 72)), Err(CantSay::SoAlready));
        assert_eq!(file.may_say(&hold(Section::Results, 0)), Err(CantSay::Hours));
        let too_long = hold(Section::Results, HOLD_HOURS_MAX + 1);
        assert_eq!(file.may_say(&too_long), Err(CantSay::Hours));
        assert_eq!(file.may_say(&hold(Section::About, 1)), Err(CantSay::NoSections));
    }

    #[test]
    fn a_code_is_added_where_it_tells_nothing_yet_and_taken_out_where_it_does() {
        let add = |one: &str| SiteRule::AddCode { code: code(one) };
        let drop = |one: &str| SiteRule::DropCode { code: code(one) };
        let file = file();
        assert_eq!(file.may_say(&add("F32.1")), Err(CantSay::SoAlready), "F32 is listed");
        assert_eq!(file.may_say(&drop("F32.1")), Ok(()), "as an exception");
        assert_eq!(file.may_say(&add("R45.1")), Ok(()));
        assert_eq!(file.may_say(&drop("R45.1")), Err(CantSay::SoAlready));
        let without = RulesInForce::of(&file, &[drop("F32.1")]);
        assert_eq!(without.may_say(&add("F32.1")), Ok(()));
        let again = RulesInForce::of(&without, &[add("F32.1")]);
        assert_eq!(again.may_say(&add("F32.1")), Err(CantSay::SoAlready));
    }

    #[test]
    fn rules_are_written_and_read() {
        let all = [
            hold(Section::Results, 1),
            SiteRule::SetAside { release: Release::default() },
            SiteRule::AddCode { code: code("F99") },
            SiteRule::OfferTopic { topic: "genetics".to_owned() },
        ];
        for rule in all {
            let text = serde_json::to_string(&rule).unwrap();
            assert_eq!(serde_json::from_str::<SiteRule>(&text).unwrap(), rule, "{text}");
        }
    }
}
