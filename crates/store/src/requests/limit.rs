//! What a restriction withholds, and for which uses: as it is asked, and as it is agreed to.

use std::collections::BTreeSet;

use bluebutton_record::uses::Uses;
use bluebutton_record::{Rights, Section, Terms};
use serde::{Deserialize, Serialize};

use crate::limits::{HIDDEN_MAX, RECIPIENTS_MAX};

/// What is to be withheld, and for which uses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// What of the record.
    pub of: LimitOf,
    /// From everybody who was let in, and from apps, in everything.
    #[serde(default)]
    pub people: bool,
    /// For these uses, whoever asks.
    #[serde(default)]
    pub uses: Uses,
    /// From a health plan: which addresses it has, the office knows.
    #[serde(default)]
    pub plan: bool,
    /// Whether it is about what the patient paid for themselves, in full: to a health plan the law
    /// then wants it granted, 45 CFR 164.522(a)(1)(vi).
    #[serde(default)]
    pub is_paid_by_patient: bool,
}

/// What of a record is withheld.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum LimitOf {
    /// All of it.
    Everything,
    /// These sections.
    Sections(BTreeSet<Section>),
    /// These sensitive topics, by name.
    Topics(BTreeSet<String>),
    /// These entries, by local id: one thing, by whomever it was told.
    Entries(BTreeSet<String>),
    /// This visit with all that belongs to it, by local id.
    Visit(String),
}

impl LimitOf {
    /// The terms of a view that withhold it. What can't be told apart, such as a whole document, is
    /// withheld with it.
    pub fn terms(&self) -> Terms {
        let mut terms = Terms::everything(Rights::OWNER);
        match self {
            Self::Everything => terms.sections = Some(BTreeSet::new()),
            Self::Sections(withheld) => {
                let all = Section::ALL.into_iter();
                terms.sections = Some(all.filter(|one| !withheld.contains(one)).collect());
            }
            Self::Topics(topics) => terms.topics.clone_from(topics),
            Self::Entries(locals) => terms.hidden.clone_from(locals),
            Self::Visit(local) => {
                terms.hidden_visits.insert(local.clone());
            }
        }
        terms
    }

    /// What terms withhold, as far as it can be told so: of several, the first.
    pub fn of_terms(terms: &Terms) -> Self {
        match (&terms.sections, terms.hidden_visits.first()) {
            (Some(shown), _) if shown.is_empty() => Self::Everything,
            (Some(shown), _) => {
                let all = Section::ALL.into_iter();
                Self::Sections(all.filter(|one| !shown.contains(one)).collect())
            }
            (None, _) if !terms.topics.is_empty() => Self::Topics(terms.topics.clone()),
            (None, Some(visit)) => Self::Visit(visit.clone()),
            (None, None) => Self::Entries(terms.hidden.clone()),
        }
    }

    fn is_any(&self) -> bool {
        match self {
            Self::Everything => true,
            Self::Sections(sections) => !sections.is_empty(),
            Self::Topics(topics) => !topics.is_empty(),
            Self::Entries(locals) => !locals.is_empty() && locals.len() <= HIDDEN_MAX,
            Self::Visit(local) => !local.is_empty(),
        }
    }
}

impl Limit {
    /// Whether it can be asked for: something is withheld, for some use.
    pub(super) fn can_be_asked(&self) -> bool {
        let is_for_some = self.people || self.plan || self.uses.are_any();
        self.of.is_any() && is_for_some && self.uses.recipients.len() <= RECIPIENTS_MAX
    }

    /// Whether it can be put in force: of a plan, it is known which addresses it has.
    pub(super) fn can_be_agreed(&self) -> bool {
        let plan_is_known = !self.plan || self.uses.sends || !self.uses.recipients.is_empty();
        self.can_be_asked() && plan_is_known
    }
}
