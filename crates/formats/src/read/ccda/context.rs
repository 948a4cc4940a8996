//! What is known while one document is read, and what was made of it so far.

use std::collections::HashMap;

use bluebutton_record::confidentiality::{Marks, labelled};
use bluebutton_record::reading::{Issue, Place, RawResource, Reading, Severity};
use bluebutton_record::versions::AsOf;
use jiff::tz::TimeZone;
use roxmltree::NodeId;

use super::ids::{self, Fnv, InstanceId};
use super::json::{Json, Object};
use super::marks::Markings;
use super::moment::{Time, parse};
use super::named::Named;

use super::xml::{Lines, Node, attr, is};
use crate::limits::{ISSUES_MAX, REFERENCED_TEXT_CHARS_MAX};

/// The state of reading one document.
pub struct Context<'d> {
    /// What was made so far.
    pub reading: Reading,
    /// `Patient/<id>`.
    pub patient: String,
    /// The zone of times that have no offset.
    pub zone: TimeZone,
    /// The day of the document, `YYYY-MM-DD`: what is "now" for it.
    pub day: Option<Time>,
    /// As of when the document tells what it tells.
    pub as_of: Option<AsOf>,
    /// Where we are: `component/section[Medications]`.
    pub path: String,
    /// The document's custodian as a reference, if it names one.
    pub custodian: Option<String>,
    /// Practitioners and organizations by instance id, for authors that are named only once.
    pub people: HashMap<String, Named>,
    header_visit: Option<HeaderVisit<'d>>,
    markings: Markings,
    /// What the items of the reading are marked with, by their places.
    marks: HashMap<usize, Marks>,
    lines: Lines,
    texts: HashMap<&'d str, Node<'d>>,
    /// Narrative elements and rows that observations point to: which one does, or `None` where several do.
    pointed_to: HashMap<NodeId, Option<NodeId>>,
    id_uses: HashMap<InstanceId<'d>, u32>,
    by_url: HashMap<String, usize>,
    issues_left_out: usize,
}

/// The visit that the header names, until the body tells of it as well.
struct HeaderVisit<'d> {
    ids: Vec<InstanceId<'d>>,
    /// The statement of the body that tells of it without its number.
    told: Option<NodeId>,
    object: Object<'d>,
    reference: String,
    place: usize,
}

impl<'d> Context<'d> {
    /// Starts on a document.
    pub fn new(
        document: &'d roxmltree::Document<'d>,
        lines_before: usize,
        zone: &TimeZone,
    ) -> Self {
        let mut context = Self {
            reading: Reading::default(),
            patient: String::new(),
            zone: zone.clone(),
            day: None,
            as_of: None,
            path: "ClinicalDocument".to_owned(),
            custodian: None,
            people: HashMap::new(),
            header_visit: None,
            markings: Markings::default(),
            marks: HashMap::new(),
            lines: Lines::of(document.input_text(), lines_before),
            texts: HashMap::new(),
            pointed_to: HashMap::new(),
            id_uses: HashMap::new(),
            by_url: HashMap::new(),
            issues_left_out: 0,
        };
        let mut references = Vec::new();
        for node in document.descendants().filter(Node::is_element) {
            if is(node, "reference") {
                references.push(node);
            }
            if matches!(node.tag_name().name(), "effectiveTime" | "time" | "birthTime") {
                context.check_time(node);
            }
            if context.markings.take(node) {
                context.note(
                    node,
                    "the code that says how confidential this is is none of today; it was taken as restricted",
                );
            }
            if let Some(id) = node.attribute("ID") {
                context.texts.entry(id.trim()).or_insert(node);
            } else if is_statement(node)
                && let Some(id) = InstanceId::telling(node)
            {
                *context.id_uses.entry(id).or_insert(0) += 1;
            }
        }
        for reference in references {
            context.remember_pointer(reference);
        }
        context
    }

    /// Remembers which observation points to an element of the narrative and to the row around it.
    fn remember_pointer(&mut self, reference: Node<'d>) {
        let target = attr(reference, "value").and_then(|to| self.narrative_element(to));
        let by = reference.ancestors().find(|one| is_statement(*one));
        let (Some(target), Some(by)) = (target, by) else { return };
        if !is(by, "observation") {
            return;
        }
        let row = target.ancestors().find(|one| is(*one, "tr"));
        for pointed in std::iter::once(target).chain(row.filter(|row| *row != target)) {
            let known = self.pointed_to.entry(pointed.id()).or_insert(Some(by.id()));
            if *known != Some(by.id()) {
                *known = None;
            }
        }
    }

    /// Whether one observation, and no other, points to an element of the narrative or into it, where it is a row.
    pub fn is_pointed_to_once(&self, element: Node<'d>) -> bool {
        self.pointed_to.get(&element.id()).is_some_and(Option::is_some)
    }

    /// Says so where a time is none: it is left out of what is made of its entry.
    fn check_time(&mut self, node: Node<'d>) {
        let ends = ["low", "high"].into_iter().filter_map(|end| super::xml::child(node, end));
        for time in std::iter::once(node).chain(ends) {
            let text = attr(time, "value");
            if text.is_some_and(|text| parse(text, &TimeZone::UTC).is_none()) {
                self.note(
                    time,
                    "a date or time is none that can be read; it is in the original only",
                );
            }
        }
    }

    /// The narrative element a reference such as `#med1` points to.
    pub fn narrative_element(&self, reference: &str) -> Option<Node<'d>> {
        let id = reference.trim();
        self.texts.get(id.strip_prefix('#').unwrap_or(id)).copied()
    }

    /// The narrative text a reference such as `#med1` points to.
    pub fn narrative_text(&self, reference: &str) -> Option<String> {
        super::xml::text(self.narrative_element(reference)?, REFERENCED_TEXT_CHARS_MAX)
    }

    /// Takes a resource made from a statement of the document; answers its `Type/id`. It is known by
    /// its id with its code and day, so that an id that comes back for something else makes it another.
    pub fn add(&mut self, kind: &'static str, node: Node<'d>, object: Object<'d>) -> String {
        let telling = InstanceId::telling(node)
            .filter(|id| self.is_used_once(id))
            .map(|id| format!("{}|{}", id.key(), ids::mark(&object)));
        self.add_as(kind, node, telling, object)
    }

    /// Whether an id stands at no more than one statement of the document.
    pub fn is_used_once(&self, id: &InstanceId<'d>) -> bool {
        self.id_uses.get(id).copied().unwrap_or(0) < 2
    }

    /// Takes the visit that the document's header names; `told` is the statement of the body that tells
    /// of it without its number.
    pub fn add_header_visit(
        &mut self,
        node: Node<'d>,
        object: Object<'d>,
        told: Option<NodeId>,
    ) -> String {
        let reference = self.add("Encounter", node, object.clone());
        let ids = InstanceId::all(node).filter(InstanceId::tells).collect();
        let place = self.reading.items.len() - 1;
        let visit = HeaderVisit { ids, told, object, reference: reference.clone(), place };
        self.header_visit = Some(visit);
        reference
    }

    /// Takes a visit of the body. The one that the header names, by the same id or in the one way that it
    /// can mean, is that one: what either says of it is said of one visit.
    pub fn add_visit(&mut self, node: Node<'d>, object: Object<'d>) -> String {
        let telling: Vec<InstanceId<'d>> =
            InstanceId::all(node).filter(|id| self.is_used_once(id)).collect();
        let is_same = |header: &mut HeaderVisit<'d>| {
            header.told == Some(node.id()) || telling.iter().any(|id| header.ids.contains(id))
        };
        let Some(header) = self.header_visit.take_if(is_same) else {
            return self.add("Encounter", node, object);
        };
        let mut whole = whole(object, &header.object);
        self.mark("Encounter", node, header.place);
        if let Some(item) = self.reading.items.get_mut(header.place) {
            whole.put_second("id", header.reference.trim_start_matches("Encounter/").to_owned());
            item.json = whole.write();
        }
        header.reference
    }

    /// Takes a resource under a key of its own, or one made of its content.
    pub fn add_as(
        &mut self,
        kind: &'static str,
        node: Node<'d>,
        key: Option<String>,
        mut object: Object<'d>,
    ) -> String {
        let key = key.unwrap_or_else(|| Fnv::new().add(object.write().as_bytes()).id());
        let url = format!("urn:ccda:{kind}:{key}");
        let id = Fnv::new().add(url.as_bytes()).id();
        let reference = format!("{kind}/{id}");
        object.put_second("id", id);
        let json = object.write();
        let known = self.by_url.get(&url).copied();
        self.mark(kind, node, known.unwrap_or(self.reading.items.len()));
        if let Some(index) = known {
            // The same person or thing once more: the fuller description stays.
            if let Some(item) = self.reading.items.get_mut(index)
                && item.json.len() < json.len()
            {
                item.json = json;
            }
            return reference;
        }
        self.by_url.insert(url.clone(), self.reading.items.len());
        let place = self.place(node);
        let full_url = Some(url);
        let as_of = self.as_of;
        let kind = kind.into();
        let item = RawResource { kind, json, full_url, condition: None, as_of, place };
        self.reading.items.push(item);
        reference
    }

    /// The subject of a resource.
    pub fn subject(&self) -> Object<'d> {
        reference(self.patient.clone())
    }

    /// Where a node stands.
    pub fn place(&self, node: Node<'_>) -> Place {
        Place { line: Some(self.lines.line(node)), path: Some(self.path.clone()) }
    }

    /// Everything was kept; something is shown as text only.
    pub fn note(&mut self, node: Node<'_>, message: impl Into<String>) {
        self.issue(Severity::Note, node, message.into());
    }

    /// A part could not be understood.
    pub fn warn(&mut self, node: Node<'_>, message: impl Into<String>) {
        self.issue(Severity::Warning, node, message.into());
    }

    fn issue(&mut self, severity: Severity, node: Node<'_>, message: String) {
        if self.reading.issues.len() >= ISSUES_MAX {
            self.issues_left_out += 1;
        } else {
            let place = self.place(node);
            self.reading.issues.push(Issue::new(severity, place, message));
        }
    }

    /// Marks an item with what the document says of where it was made. Who the document is about and who
    /// wrote it are people, not secrets: what they have to do with each other is.
    fn mark(&mut self, kind: &str, node: Node<'d>, place: usize) {
        if matches!(kind, "Patient" | "Practitioner" | "Organization" | "Location") {
            return;
        }
        let marks = self.markings.of(node);
        if !marks.are_usual() {
            self.marks.entry(place).or_default().join(&marks);
        }
    }

    /// What was read.
    pub fn finish(mut self) -> Reading {
        for (place, marks) in &self.marks {
            if let Some(item) = self.reading.items.get_mut(*place)
                && let Some(json) = labelled(&item.json, marks)
            {
                item.json = json;
            }
        }
        if self.issues_left_out > 0 {
            let message =
                format!("issues like these that are not listed: {}", self.issues_left_out);
            self.reading.issues.push(Issue::new(Severity::Note, Place::default(), message));
        }
        self.reading
    }
}

/// A FHIR Reference.
pub fn reference<'d>(to: impl Into<Json<'d>>) -> Object<'d> {
    Object::new().with("reference", to)
}

/// Whether the element is a clinical statement, whose `<id>` tells it from others.
pub fn is_statement(node: Node<'_>) -> bool {
    attr(node, "classCode").is_some()
        && matches!(
            node.tag_name().name(),
            "act"
                | "observation"
                | "organizer"
                | "procedure"
                | "substanceAdministration"
                | "supply"
                | "encounter"
        )
}

/// What the body tells of a visit, with what only the header does.
fn whole<'d>(mut body: Object<'d>, header: &Object<'d>) -> Object<'d> {
    if body.text_of("status") == Some("unknown") {
        body = body.without("status");
    }
    let is_unknown = |class: &Object<'d>| class.text_of("code") == Some("UNK");
    if body.get("class").and_then(Json::first).is_some_and(is_unknown) {
        body = body.without("class");
    }
    let own = joined(body.get("identifier"), None);
    let all = joined(body.get("identifier"), header.get("identifier"));
    if all != own {
        body = body.without("identifier").with("identifier", all);
    }
    body.or(header)
}

/// The items of two lists, each once.
fn joined<'d>(first: Option<&Json<'d>>, second: Option<&Json<'d>>) -> Vec<Json<'d>> {
    let mut all: Vec<Json<'d>> = Vec::new();
    for list in [first, second].into_iter().flatten() {
        let Json::List(items) = list else { continue };
        for item in items {
            if !all.contains(item) {
                all.push(item.clone());
            }
        }
    }
    all
}
