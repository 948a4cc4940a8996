//! The tools with which entries are filled: one resource with the names of what it refers to.

use std::borrow::Cow;
use std::sync::Arc;

use super::{Code, Entry, Fact, FactText, Measure, Names, Part, status};
use crate::confidentiality::{self, Marks};
use crate::date::FhirDate;
use crate::json::Value;
use crate::kin;
use crate::names::{name_behind, name_of};
use crate::narrative::{self, Block};
use crate::resource::{Resource, ResourceId};
use crate::section::Section;
use crate::view;
use crate::whom::Whom;

/// A resource being read, with the names of what it refers to.
pub struct Source<'r> {
    /// The resource.
    pub root: Value<'r>,
    names: &'r dyn Names,
}

impl<'r> Source<'r> {
    /// Reads from `root`, with names from `names` where a reference has no display of its own.
    pub fn new(root: Value<'r>, names: &'r dyn Names) -> Self {
        Self { root, names }
    }

    /// Whom the record is about, as far as usual ranges depend on it.
    pub(super) fn whom(&self) -> Whom {
        self.names.whom()
    }

    /// What a Reference refers to, by name: its own display, a contained resource, or `names`.
    pub fn who(&self, reference: Value<'_>) -> Option<String> {
        name_behind(reference, || {
            let address = reference.text_at(&["reference"])?;
            match address.strip_prefix('#') {
                Some(id) => name_of(self.contained(id)?),
                None => self.names.name(&address),
            }
        })
    }

    /// The names behind every Reference in the member `name` of `value`.
    pub fn who_at(&self, value: Value<'_>, name: &str) -> Option<String> {
        view::joined(value.each(name).filter_map(|reference| self.who(reference)))
    }

    /// The names behind the Reference `inner` of every item of `outer` (`performer.actor`).
    pub fn who_in(&self, outer: &str, inner: &str) -> Option<String> {
        let items = self.root.each(outer).filter_map(|item| item.get(inner));
        view::joined(items.filter_map(|reference| self.who(reference)))
    }

    /// The words of concepts and of what is referred to: `reasonCode` with `reasonReference`.
    pub fn what_at(&self, value: Value<'_>, concepts: &str, references: &str) -> Option<String> {
        let said = value.each(concepts).filter_map(view::concept);
        let named = value.each(references).filter_map(|reference| self.who(reference));
        view::joined(said.chain(named))
    }

    /// A contained resource.
    pub fn contained(&self, id: &str) -> Option<Value<'r>> {
        self.root.each("contained").find(|inner| inner.get("id").is_some_and(|own| own.is(id)))
    }

    /// The words of a concept of the resource.
    pub fn concept(&self, name: &str) -> Option<String> {
        view::concept_at(self.root, name)
    }

    /// A text of the resource.
    pub fn text(&self, path: &[&str]) -> Option<String> {
        view::text(self.root, path)
    }

    /// A date of the resource.
    pub fn date(&self, path: &[&str]) -> Option<FhirDate> {
        view::date(self.root, path)
    }

    /// Sets the status, and whether the entry is an error or of now.
    pub(super) fn read_status(&self, entry: &mut Entry) {
        let standing = status::read(&entry.kind, self.root, entry.until.is_some());
        entry.status = standing.status;
        entry.is_error = standing.is_error;
        entry.is_current = standing.is_current;
    }

    /// What every kind may have: notes, a narrative of its own, who says so.
    pub(super) fn read_common(&self, entry: &mut Entry) {
        for note in self.root.each("note") {
            let text = view::text(note, &["text"]).filter(|text| !self.is_status(text));
            // What is called by its note has said it.
            let text = text.filter(|text| entry.title.as_ref() != Some(text));
            if let Some(text) = text {
                entry.narrative.push(Block::Paragraph(text));
            }
        }
        // A generated narrative repeats what the fields say; anything else says more.
        let is_generated = self.root.text_at(&["text", "status"]).as_deref() == Some("generated");
        if !is_generated {
            self.read_narrative(entry);
        }
        if entry.source.is_none() {
            entry.source = SOURCES.iter().find_map(|name| self.who_at(self.root, name));
        }
        entry.marks = Marks::of(&confidentiality::labels(self.root));
        let words = Some(entry.marks.words()).filter(|words| !words.is_empty());
        entry.fact("confidentiality", words.map(FactText::Words));
    }

    /// Whether a note only repeats where things stand, as exports write a column of their table ("Active").
    fn is_status(&self, note: &str) -> bool {
        let is_it = |code: Cow<'_, str>| code.eq_ignore_ascii_case(note.trim());
        let coded = self.root.at(&["clinicalStatus"]).map(|status| status.each("coding"));
        self.root.text_at(&["status"]).is_some_and(is_it)
            || coded.is_some_and(|mut codings| {
                codings.any(|coding| coding.text_at(&["code"]).is_some_and(is_it))
            })
    }

    /// Adds the resource's own narrative, unless it is there already.
    pub(super) fn read_narrative(&self, entry: &mut Entry) {
        if let Some(div) = self.root.text_at(&["text", "div"]) {
            let blocks = narrative::from_xhtml(&div);
            let is_title = match blocks.as_slice() {
                [Block::Paragraph(text)] => entry.title.as_deref() == Some(text.trim()),
                _ => false,
            };
            if !is_title && !entry.narrative.ends_with(&blocks) {
                entry.narrative.extend(blocks);
            }
        }
    }
}

/// Who says so, best first: organizations before people.
const SOURCES: &[&str] = &[
    "serviceProvider",
    "custodian",
    "managingOrganization",
    "organization",
    "insurer",
    "asserter",
    "recorder",
    "performer",
    "author",
    "requester",
    "informationSource",
];

impl Entry {
    pub(super) fn empty(resource: &Resource) -> Self {
        Self {
            id: resource.id.clone(),
            kind: Arc::clone(&resource.kind),
            section: Section::Other,
            title: None,
            title_word: "entry-unnamed",
            plain: None,
            date: None,
            date_word: "date-of",
            until: None,
            status: None,
            value: None,
            parts: Vec::new(),
            facts: Vec::new(),
            codes: Vec::new(),
            marks: Marks::default(),
            source: None,
            narrative: Vec::new(),
            attachments: Vec::new(),
            visit: None,
            members: Vec::new(),
            is_error: false,
            is_current: false,
            basis: super::Basis::default(),
        }
    }

    /// Adds a fact in the source's words, if there are any.
    pub(super) fn text(&mut self, label: &'static str, text: Option<String>) {
        let text = text.filter(|text| !text.trim().is_empty());
        self.fact(label, text.map(FactText::Source));
    }

    /// Adds a date, if there is one.
    pub(super) fn day(&mut self, label: &'static str, date: Option<FhirDate>) {
        self.fact(label, date.map(FactText::Date));
    }

    /// Adds a word of ours, if there is one.
    pub(super) fn word(&mut self, label: &'static str, word: Option<&'static str>) {
        self.fact(label, word.map(FactText::Word));
    }

    /// Adds a fact once.
    pub(super) fn fact(&mut self, label: &'static str, text: Option<FactText>) {
        let Some(text) = text else { return };
        let fact = Fact { label, text };
        let near = self.facts.len().saturating_sub(FACTS_COMPARED);
        if !self.facts.get(near..).is_some_and(|near| near.contains(&fact)) {
            self.facts.push(fact);
        }
    }

    /// Adds several texts as one fact, if there are any.
    pub(super) fn several(&mut self, label: &'static str, texts: impl Iterator<Item = FactText>) {
        let mut all: Vec<FactText> = texts.collect();
        let one = if all.len() > 1 { Some(FactText::Several(all)) } else { all.pop() };
        self.fact(label, one);
    }

    /// Adds a part with a text beside it.
    pub(super) fn part(&mut self, title: Option<String>, text: Option<String>) {
        if title.is_some() || text.is_some() {
            let value = text.map(Measure::of_text);
            self.parts.push(Part { title, value, ..Part::default() });
        }
    }

    /// Adds the codes of a concept, for the details.
    pub(super) fn codes_of(&mut self, concept: Option<Value<'_>>) {
        self.codes.extend(concept.into_iter().flat_map(codes_in));
    }

    /// Adds an amount with its unit, if there is one.
    pub(super) fn amount(&mut self, label: &'static str, quantity: Option<Value<'_>>) {
        self.measured(label, quantity.and_then(super::amounts::amount));
    }

    /// Adds a measured value, if there is one.
    pub(super) fn measured(&mut self, label: &'static str, measure: Option<Measure>) {
        self.fact(label, measure.map(|measure| FactText::Amount(Box::new(measure))));
    }

    /// Adds the resources that references in `values` point to.
    pub(super) fn members_of<'r>(&mut self, values: impl Iterator<Item = Value<'r>>) {
        for reference in values {
            let address = reference.text_at(&["reference"]).unwrap_or_default();
            let id = address.rsplit_once('/').and_then(|(_, id)| ResourceId::parse(id));
            self.members.extend(id);
        }
    }
}

/// Who somebody is to the patient: in words of ours where we know them, else in its source's.
pub(super) fn kinships(value: Value<'_>) -> impl Iterator<Item = FactText> {
    value.each("relationship").filter_map(|relationship| {
        let known = kin::word(relationship).map(FactText::Word);
        known.or_else(|| view::concept(relationship).map(FactText::Source))
    })
}

/// The codes of a concept.
pub(super) fn codes_in(concept: Value<'_>) -> Vec<Code> {
    let code_of = |coding| {
        let code = view::text(coding, &["code"])?;
        let system = view::text(coding, &["system"]);
        Some(Code { system, code, display: view::text(coding, &["display"]) })
    };
    concept.each("coding").filter_map(code_of).collect()
}

/// A fact is said once among so many: a patient with a hundred thousand numbers must not cost their
/// square. Repetitions stand beside each other.
const FACTS_COMPARED: usize = 1_000;
