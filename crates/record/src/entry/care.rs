//! Plans, goals, orders and the people who carry them out.
//!
//! Standard: <https://hl7.org/fhir/R4/careplan.html>, <https://hl7.org/fhir/R4/goal.html>,
//! <https://hl7.org/fhir/R4/servicerequest.html>, <https://hl7.org/fhir/R4/careteam.html>

use super::{Entry, Measure, Part, Source};
use crate::json::Value;
use crate::person::telecoms;
use crate::{title, view};

pub(super) fn read_plan(source: &Source<'_>, entry: &mut Entry) {
    let root = source.root;
    let name = source.text(&["title"]).or_else(|| source.concept("category"));
    let said = source.text(&["description"]);
    entry.title_word = kind_of(name.as_deref(), "kind-care-plan");
    entry.title = named(name, said.clone());
    entry.codes_of(root.get("category").and_then(|categories| categories.items().next()));
    entry.text("description", said.filter(|own| Some(own) != entry.title.as_ref()));
    entry.text("addresses", source.who_at(root, "addresses"));
    entry.text("target", source.who_at(root, "goal"));
    for activity in root.each("activity") {
        let detail = activity.get("detail");
        let said = detail.and_then(|detail| {
            view::concept_at(detail, "code").or_else(|| view::text(detail, &["description"]))
        });
        let referred = activity.get("reference").and_then(|reference| source.who(reference));
        let activity = said.or(referred).filter(|own| Some(own) != entry.title.as_ref());
        // "instruction" says only what kind of thing it is.
        let activity = activity.filter(|own| !title::is_generic(own));
        entry.text("activity", activity);
    }
    entry.text("performer", source.who_at(root, "careTeam"));
    entry.text("author", source.who_at(root, "author"));
    if entry.facts.is_empty() {
        // An assessment and plan is often nothing but its narrative.
        source.read_narrative(entry);
    }
}

pub(super) fn read_goal(source: &Source<'_>, entry: &mut Entry) {
    let root = source.root;
    entry.title = source.concept("description");
    entry.title_word = "kind-goal";
    entry.codes_of(root.get("description"));
    for target in root.each("target") {
        entry.text("measure", view::concept_at(target, "measure"));
        entry.amount("target", target.get("detailQuantity").or_else(|| target.get("detailRange")));
        let value = view::text(target, &["detailString"])
            .or_else(|| view::concept_at(target, "detailCodeableConcept"));
        entry.text("target", value);
        entry.day("due", view::date(target, &["dueDate"]));
    }
    entry.text("achievement", source.concept("achievementStatus"));
    entry.text("category", view::concepts_at(root, "category"));
    entry.text("priority", source.concept("priority"));
    entry.text("addresses", source.who_at(root, "addresses"));
    entry.text("author", source.who_at(root, "expressedBy"));
    entry.text("status-reason", source.text(&["statusReason"]));
}

pub(super) fn read_request(source: &Source<'_>, entry: &mut Entry) {
    let root = source.root;
    let diet = root.get("oralDiet").and_then(|diet| view::concept_at(diet, "type"));
    let name = source.concept("code");
    entry.title_word = kind_of(name.as_deref(), "kind-order");
    let said = source.text(&["description"]).or_else(|| view::text(root, &["note", "text"]));
    entry.title = named(name, said)
        .or(diet)
        .or_else(|| source.text(&["description"]).filter(|said| is_short(said)))
        .or_else(|| source.concept("category"));
    entry.codes_of(root.get("code"));
    entry.text("part", view::concepts_at(root, "orderDetail"));
    entry.text(
        "description",
        source.text(&["description"]).filter(|own| Some(own) != entry.title.as_ref()),
    );
    entry.text("reason", source.what_at(root, "reasonCode", "reasonReference"));
    entry.text("body-site", view::concepts_at(root, "bodySite"));
    entry.text("ordered-by", source.who_at(root, "requester"));
    entry.text("ordered-by", source.who_at(root, "orderer"));
    entry.text("performer", source.who_at(root, "performer"));
    entry.text("performer", source.who_at(root, "owner"));
    entry.text("location", source.what_at(root, "locationCode", "locationReference"));
    if source.date(&["authoredOn"]) != entry.date {
        entry.day("ordered", source.date(&["authoredOn"]));
    }
    entry.word(
        "priority",
        match root.text_at(&["priority"]).as_deref() {
            Some("urgent") => Some("priority-urgent"),
            Some("asap") => Some("priority-asap"),
            Some("stat") => Some("priority-stat"),
            _ => None,
        },
    );
    if root.get("doNotPerform").and_then(Value::as_bool) == Some(true) {
        entry.word("activity", Some("word-do-not-do"));
    }
    entry.text("follow-up", source.text(&["patientInstruction"]));
}

/// What a plan or an order is called: what it says, where it has no name, or one that says only what kind of
/// thing it is. What it says is no name where it is long: then it is called by its kind.
fn named(name: Option<String>, said: Option<String>) -> Option<String> {
    if name.as_deref().is_some_and(|name| !title::is_generic(name)) {
        return name;
    }
    let is_instruction = name.as_deref().is_some_and(title::is_instruction);
    said.filter(|said| is_short(said)).or(name.filter(|_| !is_instruction))
}

/// What it is called where nothing else names it.
fn kind_of(name: Option<&str>, usual: &'static str) -> &'static str {
    if name.is_some_and(title::is_instruction) { "kind-instruction" } else { usual }
}

fn is_short(said: &str) -> bool {
    said.chars().count() <= TITLE_CHARS_MAX
}

/// What is longer is a text, not a name.
const TITLE_CHARS_MAX: usize = 120;

pub(super) fn read_team(source: &Source<'_>, entry: &mut Entry) {
    let root = source.root;
    entry.title = source.text(&["name"]).or_else(|| source.concept("category"));
    entry.title_word = "kind-care-team";
    let mut told = Vec::new();
    for participant in root.each("participant") {
        let is_patient = participant
            .text_at(&["member", "reference"])
            .is_some_and(|reference| reference.starts_with("Patient/"));
        if is_patient {
            continue;
        }
        let member = participant.get("member");
        let name = member.and_then(|member| source.who(member));
        let role = view::concepts_at(participant, "role");
        // Some systems name a person once for each number that they have.
        let line = (name, member.is_some(), role);
        if told.contains(&line) {
            continue;
        }
        told.push(line.clone());
        match line {
            // Somebody is meant, and nobody says who.
            (None, true, role @ Some(_)) => entry.parts.push(Part {
                title_word: Some("name-not-told"),
                value: role.map(Measure::of_text),
                ..Part::default()
            }),
            (None, _, role) => entry.part(role, None),
            (name, _, role) => entry.part(name, role),
        }
    }
    entry.text("reason", source.what_at(root, "reasonCode", "reasonReference"));
    entry.text("phone", view::joined(telecoms(root, &["phone"]).into_iter()));
    entry.source = source.who_at(root, "managingOrganization");
}
