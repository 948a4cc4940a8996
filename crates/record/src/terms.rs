//! What somebody may do with a record, and what of it they may see: the terms of a grant, of a
//! patient's restriction, and of the site. Several of them meet in a [`View`]: visible is what each
//! of them leaves visible.
//!
//! What is not known of an entry is withheld, never shown by accident: terms that a newer program
//! wrote are not read, and an entry whose labels are unknown has every label.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::own::is_own;
use crate::section::Section;

/// What somebody may do with a record. Used to show or hide buttons, and checked again on use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rights {
    /// Look at pages.
    pub view: bool,
    /// Make files.
    pub download: bool,
    /// Send.
    pub transmit: bool,
    /// Let others in and end it.
    pub manage: bool,
    /// Let apps of others read it, and end that. Terms that were written before there was this word
    /// do not have it: to send was no yes to apps.
    #[serde(default)]
    pub apps: bool,
}

/// What may be done, and what is visible. [`Terms::everything`] limits nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// What may be done.
    pub rights: Rights,
    /// Sections that are visible; `None` is all. Who the record is about is always told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sections: Option<BTreeSet<Section>>,
    /// Types of resources that are visible; `None` is all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kinds: Option<BTreeSet<String>>,
    /// What an app's scopes open: one of them has to; `None` where no app asks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scopes: Option<BTreeSet<ScopeRule>>,
    /// Single entries that are hidden, by local id.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub hidden: BTreeSet<String>,
    /// Visits that are hidden with everything that belongs to them, by local id.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub hidden_visits: BTreeSet<String>,
    /// Security labels and categories that are withheld: `system|code`.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub labels: BTreeSet<String>,
    /// Sensitive topics that are withheld, by name: see [`crate::privacy`].
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub topics: BTreeSet<String>,
    /// Sensitive topics that whoever gives this lets be seen. Those that the site knows and that are
    /// not named here are withheld from others.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub opened: BTreeSet<String>,
    /// What is held for a while after it came in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub releases: Vec<Release>,
    /// Whether it is withheld how the patient is reached: addresses, telephone numbers, and whole documents,
    /// which may tell them.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub no_reach: bool,
    /// Whether a manifest tells the reader how much is withheld by these terms.
    #[serde(default)]
    pub tells: bool,
}

/// What one scope of an app opens.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScopeRule {
    /// A type of resources; `None` is every type.
    pub kind: Option<String>,
    /// Only those of this category (`system|code`); `None` is all.
    pub category: Option<String>,
}

/// What came in is held back for some hours.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Release {
    /// Which sections.
    pub sections: BTreeSet<Section>,
    /// Which types of resources in them; none is every type.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub kinds: BTreeSet<String>,
    /// Only what one of these codes tells of (`system|code`; `*` behind it: all that begin so); none is
    /// everything. What carries codes that are not known is held.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub codes: BTreeSet<String>,
    /// For how many hours.
    pub hours: u32,
    /// Whether only for as long as its source calls it preliminary: what was reviewed is let go at
    /// once, and nothing is held for longer than the hours.
    #[serde(default)]
    pub until_reviewed: bool,
    /// From when and until when the rule itself is in force, microseconds since 1970: for whoever asks how it
    /// was at a moment. In a view of today it says nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_force: Option<(Option<i64>, Option<i64>)>,
}

/// Why something is not visible.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// The terms on which somebody was let in.
    Grant,
    /// The terms of whoever gave a grant: nobody gives more than they have.
    Giver,
    /// What the patient restricted, or was restricted for them.
    Restriction,
    /// The site's own rule.
    Site,
}

/// What is known of an entry that terms are held against.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'a> {
    /// `resourceType`.
    pub kind: &'a str,
    /// The id behind the patient key; empty for the Patient.
    pub local: &'a str,
    /// The section it stands in.
    pub section: Section,
    /// Local ids of the visits it belongs to.
    pub visits: &'a [&'a str],
    /// Its security labels and categories (`system|code`); `None` if they are not known.
    pub labels: Option<&'a [&'a str]>,
    /// The sensitive topics that its labels and codes tell of.
    pub topics: &'a [&'a str],
    /// Its status; `None` where its source gave none.
    pub status: Option<&'a str>,
    /// When it came in, microseconds since 1970.
    pub arrived: i64,
}

/// Terms, and what they stand for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layer {
    /// Whose terms.
    pub rule: Rule,
    /// The terms.
    pub terms: Terms,
}

/// The meeting of several terms.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// All of which must leave an entry visible.
    pub layers: Vec<Layer>,
}

impl Rights {
    /// Everything: the patient's own record.
    pub const OWNER: Self =
        Self { view: true, download: true, transmit: true, manage: true, apps: true };
    /// Nothing.
    pub const NONE: Self =
        Self { view: false, download: false, transmit: false, manage: false, apps: false };

    /// What both allow.
    #[must_use]
    pub fn meet(self, other: Self) -> Self {
        Self {
            view: self.view && other.view,
            download: self.download && other.download,
            transmit: self.transmit && other.transmit,
            manage: self.manage && other.manage,
            apps: self.apps && other.apps,
        }
    }

    /// What either allows: somebody may have been let in twice.
    #[must_use]
    pub fn join(self, other: Self) -> Self {
        Self {
            view: self.view || other.view,
            download: self.download || other.download,
            transmit: self.transmit || other.transmit,
            manage: self.manage || other.manage,
            apps: self.apps || other.apps,
        }
    }
}

impl Terms {
    /// These rights over everything in the record.
    pub fn everything(rights: Rights) -> Self {
        Self {
            rights,
            sections: None,
            kinds: None,
            scopes: None,
            hidden: BTreeSet::new(),
            hidden_visits: BTreeSet::new(),
            labels: BTreeSet::new(),
            topics: BTreeSet::new(),
            opened: BTreeSet::new(),
            releases: Vec::new(),
            no_reach: false,
            tells: false,
        }
    }

    /// Whether nothing in any record could be withheld by these terms.
    pub fn shows_everything(&self) -> bool {
        let Self { hidden, hidden_visits, labels, topics, releases, no_reach, .. } = self;
        !self.chooses_parts()
            && !no_reach
            && hidden.is_empty()
            && hidden_visits.is_empty()
            && labels.is_empty()
            && topics.is_empty()
            && releases.is_empty()
    }

    /// Whether only chosen parts are visible: what can't be told apart, such as a whole document, is
    /// then withheld even where no single entry is.
    pub fn chooses_parts(&self) -> bool {
        self.sections.is_some() || self.kinds.is_some() || self.scopes.is_some()
    }

    /// Whether an entry is visible at that moment (microseconds since 1970).
    pub fn admit(&self, entry: &Candidate<'_>, now: i64) -> bool {
        // Whoever may open a record is told whose it is, whatever its source wrote beside.
        entry.local.is_empty()
            || self.admits_place(entry)
                && !self.hidden.contains(entry.local)
                && !self.hides_visit(entry)
                && !self.withholds_label(entry)
                && !self.withholds_topic(entry)
                && self.held_until(entry, now).is_none_or(|until| until <= now)
    }

    /// Until when an entry is held by the rules of that moment, where it is (microseconds since 1970).
    pub fn held_until(&self, entry: &Candidate<'_>, now: i64) -> Option<i64> {
        let holds =
            |rule: &&Release| !entry.local.is_empty() && rule.is_in_force(now) && rule.holds(entry);
        let holding = self.releases.iter().filter(holds);
        let hours = holding.map(|rule| rule.hours).max()?;
        Some(entry.arrived.saturating_add(i64::from(hours) * HOUR))
    }

    fn admits_place(&self, entry: &Candidate<'_>) -> bool {
        let is_in_sections = entry.section == Section::About
            || self.sections.as_ref().is_none_or(|sections| sections.contains(&entry.section));
        is_in_sections
            && self.kinds.as_ref().is_none_or(|kinds| kinds.contains(entry.kind))
            && self.scopes.as_ref().is_none_or(|scopes| scopes.iter().any(|s| s.opens(entry)))
    }

    fn hides_visit(&self, entry: &Candidate<'_>) -> bool {
        let is_hidden = |visit: &str| self.hidden_visits.contains(visit);
        is_hidden(entry.local) || entry.visits.iter().any(|visit| is_hidden(visit))
    }

    fn withholds_label(&self, entry: &Candidate<'_>) -> bool {
        let is_withheld = |label: &&str| self.labels.contains(*label);
        !self.labels.is_empty() && entry.labels.is_none_or(|labels| labels.iter().any(is_withheld))
    }

    fn withholds_topic(&self, entry: &Candidate<'_>) -> bool {
        let is_withheld = |topic: &&str| self.topics.contains(*topic);
        !self.topics.is_empty() && (entry.labels.is_none() || entry.topics.iter().any(is_withheld))
    }
}

impl Release {
    fn is_in_force(&self, now: i64) -> bool {
        let (from, until) = self.in_force.unwrap_or_default();
        from.is_none_or(|from| from <= now) && until.is_none_or(|until| now < until)
    }

    fn holds(&self, entry: &Candidate<'_>) -> bool {
        let is_reviewed = entry.status.is_some_and(|status| !PRELIMINARY.contains(&status));
        // What the patient wrote themselves no rule keeps from them.
        !is_own(entry.local)
            && self.sections.contains(&entry.section)
            && (self.kinds.is_empty() || self.kinds.contains(entry.kind))
            && self.is_of_codes(entry.labels)
            && !(self.until_reviewed && is_reviewed)
    }

    fn is_of_codes(&self, labels: Option<&[&str]>) -> bool {
        let tells = |label: &&str| {
            self.codes.iter().any(|code| match code.strip_suffix('*') {
                Some(begin) => label.starts_with(begin),
                None => code == label,
            })
        };
        self.codes.is_empty() || labels.is_none_or(|labels| labels.iter().any(tells))
    }
}

impl ScopeRule {
    fn opens(&self, entry: &Candidate<'_>) -> bool {
        let is_kind = self.kind.as_deref().is_none_or(|kind| kind == entry.kind);
        let is_in = |category: &String| {
            entry.labels.is_some_and(|labels| labels.contains(&category.as_str()))
        };
        is_kind && self.category.as_ref().is_none_or(is_in)
    }
}

impl Rule {
    /// The message id under which a manifest tells of it.
    pub fn message(self) -> &'static str {
        match self {
            Self::Grant | Self::Giver => "withheld-caregiver-limit",
            Self::Restriction => "withheld-restriction",
            Self::Site => "withheld-site-rule",
        }
    }
}

impl View {
    /// What may be done: what every layer allows. Without a layer nothing is.
    pub fn rights(&self) -> Rights {
        let rights = self.layers.iter().map(|layer| layer.terms.rights);
        rights.reduce(Rights::meet).unwrap_or_default()
    }

    /// The layer that withholds an entry at that moment, if one does.
    pub fn withheld_by(&self, entry: &Candidate<'_>, now: i64) -> Option<&Layer> {
        self.layers.iter().find(|layer| !layer.terms.admit(entry, now))
    }

    /// Whether nothing in any record could be withheld.
    pub fn shows_everything(&self) -> bool {
        self.layers.iter().all(|layer| layer.terms.shows_everything())
    }

    /// The sections that may be looked at; `None` is all of them.
    pub fn sections(&self) -> Option<BTreeSet<Section>> {
        let mut chosen = self.layers.iter().filter_map(|layer| layer.terms.sections.as_ref());
        let first = chosen.next()?.clone();
        Some(chosen.fold(first, |all, more| all.intersection(more).copied().collect()))
    }

    /// See [`Terms::chooses_parts`].
    pub fn chooses_parts(&self) -> bool {
        self.layers.iter().any(|layer| layer.terms.chooses_parts())
    }

    /// Whether it is withheld how the patient is reached.
    pub fn withholds_reach(&self) -> bool {
        self.layers.iter().any(|layer| layer.terms.no_reach)
    }

    /// When an entry that is held now is let go, where it is held.
    pub fn next_release(&self, entry: &Candidate<'_>, now: i64) -> Option<i64> {
        let held = self.layers.iter().filter_map(|layer| layer.terms.held_until(entry, now));
        held.filter(|until| *until > now).min()
    }
}

/// What a source calls a result that nobody has reviewed yet.
///
/// Standard: <https://hl7.org/fhir/R4/valueset-diagnostic-report-status.html>
const PRELIMINARY: [&str; 3] = ["registered", "partial", "preliminary"];

/// Held no longer than this by a rule of the site: what is kept from a patient for more than a month needs
/// a legal reason of its own, with its end.
pub const HOLD_HOURS_MAX: u32 = 31 * 24;

/// Microseconds.
const HOUR: i64 = 3_600_000_000;
