//! The site's rules of privacy as they are in force: what the settings file says is the start, and what
//! the privacy officer said since is laid over it, in the order in which it was said.
//!
//! Law: results are held back where law or policy asks for it only (45 CFR 171.201 to 171.203, the
//! exceptions to information blocking); otherwise they are shown at once.

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::privacy::{Topic, TopicCode, Topics};
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
    /// There is a sensitive topic that the list does not know.
    AddTopic {
        /// Its name in English; its name in terms comes of it.
        english: String,
        /// In Spanish.
        spanish: String,
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
    /// It has no name that could be told.
    NoName,
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
            Self::AddTopic { english, spanish } => format!("topic {english} / {spanish}"),
            Self::OfferTopic { topic } => format!("offer {topic}"),
        }
    }

    /// The topic that it makes.
    pub fn topic(&self) -> Option<Topic> {
        match self {
            Self::AddTopic { english, spanish } => Topic::typed(english, spanish),
            _ => None,
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
            Self::NoName => "rule-no-name",
        }
    }
}

impl RulesInForce {
    /// What the file says, with all that was said since, oldest first. What is said of something that the
    /// file no longer knows says nothing.
    pub fn of<'r>(file: &Self, said: impl IntoIterator<Item = &'r SiteRule>) -> Self {
        Self::beside(file, said, std::iter::empty())
    }

    /// [`Self::of`], beside what was ended. A topic that is no more is offered to nobody and hidden from
    /// nobody by itself; but whoever named it, in a restriction or when they let somebody in, is believed
    /// on: to end a topic opens nothing that somebody closed.
    pub fn beside<'r>(
        file: &Self,
        said: impl IntoIterator<Item = &'r SiteRule>,
        ended: impl IntoIterator<Item = &'r SiteRule>,
    ) -> Self {
        let mut now = file.clone();
        let said: Vec<&SiteRule> = said.into_iter().collect();
        for topic in said.iter().filter_map(|rule| rule.topic()) {
            now.topics.add_topic(topic);
        }
        for topic in ended.into_iter().filter_map(SiteRule::topic) {
            now.topics.remember(topic);
        }
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
            // It is there already, before everything that is said of it.
            SiteRule::AddTopic { .. } => {}
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
            SiteRule::AddTopic { .. } => {
                let topic = rule.topic().ok_or(CantSay::NoName)?;
                if self.topics.all().iter().any(|one| one.slug == topic.slug) {
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
