//! The entries that a permit shows of a record. Everything that a [`super::Record`] hands out, counts
//! or searches goes through here: what is withheld is withheld everywhere.
//!
//! A view is held against the facts once; what it hides is remembered for the state of the record.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use bluebutton_crypto::hash::sha256;
use bluebutton_record::facts::Coding;
use bluebutton_record::mask::{WHOLE_DOCUMENTS, masked, without_reach};
use bluebutton_record::own::is_own;
use bluebutton_record::places::Places;
use bluebutton_record::terms::{Candidate, Rule, View};
use bluebutton_record::{ResourceId, Section, Topics};

use super::Record;
use super::ledger::LedgerDeed;
use super::merged::{Entry, Goal, Merged};
use crate::SiteRules;

/// A record's index with what the permit leaves of it.
#[derive(Clone)]
pub(crate) struct Visible {
    pub(crate) merged: Arc<Merged>,
    /// `None` where everything is shown, whatever comes in.
    shown: Option<Arc<VisibleEntries>>,
    /// The record as a whole, where this index holds the versions of one resource only.
    whole: Option<Record>,
}

/// What a view leaves of one state of a record.
pub(crate) struct VisibleEntries {
    /// Which view at which time: what is made of what it shows is kept under this.
    pub(crate) sight: [u8; 32],
    /// The entries that are not shown, a bit each.
    hidden: Places,
    /// How many are withheld, by the rule's message id, as far as the reader is told.
    told: BTreeMap<String, usize>,
    /// Whether a document, which can't be shown in parts, may be shown.
    whole_documents: bool,
    /// Whether it is withheld how the patient is reached.
    no_reach: bool,
    /// When something that is held now is let go, microseconds since 1970.
    pub(crate) until: Option<i64>,
    /// What is held for a while of each section, as far as the reader is told.
    held: BTreeMap<Section, Held>,
}

/// What is held of a section for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// How many entries.
    pub count: usize,
    /// When the first of them is let go at the latest, microseconds since 1970.
    pub until: i64,
}

/// What is derived of an entry: what rules of access decide and searches look by.
#[derive(Clone, Copy)]
pub struct EntryFacts<'m> {
    visible: &'m Visible,
    entry: &'m Entry,
}

impl VisibleEntries {
    /// Holds a view against the facts of every entry. `None` if it could hide nothing in any record.
    pub(crate) fn of(merged: &Merged, view: &View, rules: &SiteRules, now: i64) -> Option<Self> {
        if view.shows_everything() {
            return None;
        }
        let mut shown = Self {
            sight: [0; 32],
            hidden: Places::new(merged.lines().len()),
            told: BTreeMap::new(),
            // A document may tell where the patient lives.
            whole_documents: !view.chooses_parts() && !view.withholds_reach(),
            no_reach: view.withholds_reach(),
            until: None,
            held: BTreeMap::new(),
        };
        let there = || merged.lines().iter().filter(|entry| entry.deed == LedgerDeed::Put);
        for entry in there() {
            let mut withheld = |entry: &Entry, section: Section| {
                with_candidate(merged, (entry, section), &rules.topics, |candidate| {
                    let release = view.next_release(candidate, now);
                    shown.until = shown.until.into_iter().chain(release).min();
                    let layer = view.withheld_by(candidate, now)?;
                    Some((layer.rule, layer.terms.tells, release))
                })
            };
            let rule = match merged.stated_about(entry) {
                // What was said about an entry goes where the entry goes, and nowhere else.
                Some(about) => withheld(about, about.section)
                    .or_else(|| withheld(entry, section_of_statement(merged, entry, about))),
                None => withheld(entry, entry.section),
            };
            if let Some((rule, tells, release)) = rule {
                shown.hide(entry, rule, tells);
                shown.hold(entry.section, release.filter(|_| tells && rule == Rule::Site));
                shown.whole_documents = false;
            }
        }
        if !shown.whole_documents {
            // Composition, Binary …: who may not see all of it sees none of it.
            for entry in there() {
                let is_document =
                    merged.kind(entry).is_some_and(|kind| WHOLE_DOCUMENTS.contains(&&**kind));
                if is_document && shown.shows(entry) {
                    let tells = view.layers.iter().all(|layer| layer.terms.tells);
                    shown.hide(entry, Rule::Grant, tells);
                }
            }
            // What was said about a document that is not shown is not shown either.
            for entry in there() {
                let about = merged.stated_about(entry);
                if about.is_some_and(|about| !shown.shows(about)) && shown.shows(entry) {
                    shown.hide(entry, Rule::Grant, view.layers.iter().all(|one| one.terms.tells));
                }
            }
        }
        let view = serde_json::to_vec(view).unwrap_or_default();
        let until = shown.until.unwrap_or(0).to_be_bytes();
        shown.sight = sha256(&[&until[..], &rules.topics_stamp, &view].concat());
        Some(shown)
    }

    fn hide(&mut self, entry: &Entry, rule: Rule, tells: bool) {
        self.hidden.add(entry.place);
        if tells {
            *self.told.entry(rule.message().to_owned()).or_default() += 1;
        }
    }

    fn hold(&mut self, section: Section, until: Option<i64>) {
        let Some(until) = until else { return };
        let held = self.held.entry(section).or_insert(Held { count: 0, until });
        held.count += 1;
        held.until = held.until.min(until);
    }

    fn shows(&self, entry: &Entry) -> bool {
        !self.hidden.has(entry.place)
    }

    /// What it weighs in the cache.
    pub(crate) fn bytes(&self) -> usize {
        size_of::<Self>() + self.hidden.bytes()
    }
}

impl Visible {
    pub(crate) fn new(merged: Arc<Merged>, shown: Option<Arc<VisibleEntries>>) -> Self {
        Self { merged, shown, whole: None }
    }

    /// The versions of one resource of a record, seen as the record is.
    pub(crate) fn of_history(merged: Arc<Merged>, view: &View, whole: Record) -> Self {
        let now = whole.store().now().as_microsecond();
        let rules = whole.store().rules();
        let shown = VisibleEntries::of(&merged, view, &rules, now).map(Arc::new);
        Self { merged, shown, whole: Some(whole) }
    }

    /// The one place where it is decided: whether the permit shows an entry of this index.
    pub(crate) fn shows(&self, entry: &Entry) -> bool {
        self.shown.as_ref().is_none_or(|shown| shown.shows(entry))
    }

    /// Whether a whole document may be shown: it may tell of every entry.
    pub(crate) fn shows_all(&self) -> bool {
        self.shown.as_ref().is_none_or(|shown| shown.whole_documents)
            && self.whole.as_ref().is_none_or(|whole| whole.visible().shows_all())
    }

    /// Under what is kept what was made of it; `None` where all see the same.
    pub(crate) fn sight(&self) -> Option<[u8; 32]> {
        self.shown.as_ref().map(|shown| shown.sight)
    }

    /// A resource as it is handed out: without what tells of entries that are not shown. `None` if that
    /// can't be made sure.
    pub(crate) fn handed_out(&self, kind: &str, json: &str) -> Option<Arc<str>> {
        if self.shows_all() {
            return Some(json.into());
        }
        let index = self.whole.as_ref().map_or(self, Record::visible);
        let mut out = json.to_owned();
        for part in &index.merged.parts {
            let is_shown = |local: &str| {
                let id = ResourceId::in_record(&part.patient, local);
                id.is_some_and(|id| index.find(&id).is_some())
            };
            out = masked(kind, &out, &part.patient, &is_shown)?.into_owned();
        }
        if self.withholds_reach() {
            out = without_reach(&out)?.into_owned();
        }
        Some(out.into())
    }

    fn withholds_reach(&self) -> bool {
        self.shown.as_ref().is_some_and(|shown| shown.no_reach)
            || self.whole.as_ref().is_some_and(|whole| whole.visible().withholds_reach())
    }

    /// The entries, newest first, those without a date last.
    pub(crate) fn newest_first(&self) -> impl Iterator<Item = &Entry> {
        self.merged.newest_first().filter(|entry| self.shows(entry))
    }

    /// The places of the entries by section, newest first in each.
    pub(crate) fn by_section(&self) -> impl Iterator<Item = (u32, &Entry)> {
        self.merged.by_section().filter(|(_, entry)| self.shows(entry))
    }

    /// How many entries each section shows.
    pub(crate) fn counts(&self) -> BTreeMap<Section, usize> {
        let mut counts = BTreeMap::new();
        for section in Section::ALL {
            let count = match &self.shown {
                None => self.merged.count_of(section),
                Some(shown) => {
                    self.merged.of_section(section).filter(|entry| shown.shows(entry)).count()
                }
            };
            if count > 0 {
                counts.insert(section, count);
            }
        }
        counts
    }

    /// How many entries are shown.
    pub(crate) fn len(&self) -> usize {
        match &self.shown {
            None => self.merged.len(),
            Some(_) => self.newest_first().count(),
        }
    }

    /// What is derived of an entry.
    pub(crate) fn facts<'m>(&'m self, entry: &'m Entry) -> EntryFacts<'m> {
        EntryFacts { visible: self, entry }
    }

    /// The entry of an id.
    pub(crate) fn find(&self, id: &ResourceId) -> Option<&Entry> {
        self.merged.find(id).filter(|entry| self.shows(entry))
    }

    /// What a visit is known by, where it may be asked for: one that is hidden is known by nothing.
    pub(crate) fn visit(&self, id: &ResourceId) -> Option<Goal> {
        let may_ask = self.shown.is_none() || self.find(id).is_some();
        self.merged.visit(id).filter(|_| may_ask)
    }

    /// How many entries are withheld, by the message id of the rule, as far as the reader is told.
    pub(crate) fn withheld(&self) -> BTreeMap<String, usize> {
        self.shown.as_ref().map(|shown| shown.told.clone()).unwrap_or_default()
    }

    /// What is held of each section for a while, as far as the reader is told.
    pub(crate) fn held(&self) -> BTreeMap<Section, Held> {
        self.shown.as_ref().map(|shown| shown.held.clone()).unwrap_or_default()
    }

    /// The versions of one resource, newest first, in an index made of those. None where one of them
    /// is withheld, for an older one may tell what a newer one was marked for; and none where the
    /// record as it is does not show the resource.
    pub(crate) fn versions(&self) -> &[Entry] {
        let lines = self.merged.lines();
        let has_content = |entry: &&Entry| entry.end > entry.start;
        let is_there = self.whole.as_ref().is_none_or(|whole| {
            let id = lines.first().and_then(|entry| self.merged.id(entry));
            let seen = whole.visible();
            seen.shown.is_none() || id.is_some_and(|id| seen.find(&id).is_some())
        });
        let shows = lines.iter().filter(has_content).all(|entry| self.shows(entry));
        if is_there && shows { lines } else { &[] }
    }
}

impl<'m> EntryFacts<'m> {
    /// Its type.
    pub fn kind(&self) -> &'m str {
        self.visible.merged.kind(self.entry).map_or("", |kind| kind)
    }

    /// Its section.
    pub fn section(&self) -> Section {
        self.entry.section
    }

    /// Its status, as its source gave it.
    pub fn status(&self) -> Option<&'m str> {
        self.visible.merged.status(self.entry)
    }

    /// Its security labels.
    pub fn labels(&self) -> impl Iterator<Item = &'m Coding> {
        self.visible.merged.labels(self.entry)
    }

    /// What it is about, in codes.
    pub fn codes(&self) -> impl Iterator<Item = &'m Coding> {
        self.visible.merged.codes(self.entry)
    }

    /// What it refers to, in this record, others and the directory: the members that lead there,
    /// the type, the id.
    pub fn references(&self) -> impl Iterator<Item = (&'m str, &'m str, ResourceId)> {
        let visible = self.visible;
        visible.merged.references(self.entry).filter_map(|(path, goal)| {
            let id = visible.merged.id_of(goal)?;
            let is_own = id.patient().is_some_and(|own| visible.merged.has_part(&own));
            let may_tell = visible.shows_all() || !is_own || visible.find(&id).is_some();
            may_tell.then_some((path, visible.merged.kind_of(goal), id))
        })
    }
}

/// A statement that was made here stands in the section of what it is about, as far as rules of access
/// ask; another's stands where its kind does.
fn section_of_statement(merged: &Merged, entry: &Entry, about: &Entry) -> Section {
    if is_own(&merged.local(entry)) { about.section } else { entry.section }
}

/// What terms are held against, of one entry in that section.
pub(super) fn with_candidate<T>(
    merged: &Merged,
    (entry, section): (&Entry, Section),
    topics: &Topics,
    see: impl FnOnce(&Candidate<'_>) -> T,
) -> T {
    let visits = merged.references(entry).map(|(_, goal)| goal);
    let visits = visits.filter(|goal| merged.kind_of(*goal) == "Encounter");
    let visits: Vec<Cow<'_, str>> = visits.filter_map(|goal| merged.own(goal)).collect();
    let visits: Vec<&str> = visits.iter().map(|visit| &**visit).collect();
    let labels: Vec<String> =
        merged.labels(entry).chain(merged.codes(entry)).map(written).collect();
    let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
    see(&Candidate {
        kind: merged.kind(entry).map_or("", |kind| kind),
        local: &merged.local(entry),
        section,
        visits: &visits,
        labels: Some(&labels),
        topics: &topics.of(&labels),
        status: merged.status(entry),
        arrived: merged.updated(entry),
    })
}

/// A label or code as terms name it.
fn written(coding: &Coding) -> String {
    format!("{}|{}", coding.system, coding.code)
}
