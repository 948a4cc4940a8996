//! Plans: what is ordered, wished or proposed, goals, instructions.

use super::codes::{Concept, concept, concept_of_value, reasons};
use super::context::Context;
use super::json::{Json, Object, one};
use super::moment::Time;
use super::narrative::{narrative_json, paragraph};
use super::outcome::{Outcome, negated_as_text, not_understood, statements};
use super::people::{author, identifiers, performers};
use super::times::When;
use super::values::{interval, put_value, quantity};
use super::words::{self, annotations};
use super::xml::{Node, attr, child, child_attr, data_type, is_negated, is_null};

/// A planned act, procedure, observation, encounter or supply as a ServiceRequest.
pub fn service_request<'d>(context: &mut Context<'d>, node: Node<'d>) -> Outcome {
    let mut code = Concept::child(context, node, "code");
    let words = child(node, "text").and_then(|text| words::words(context, text));
    if negated_as_text(context, node) {
        return Outcome::KeptAsText;
    }
    if is_null(node) {
        return not_understood(context, node);
    }
    // Some exports wrap what is planned in an empty plan.
    let coded = |one: &Node<'d>| !Concept::child(context, *one, "code").is_empty();
    let inner = code.is_empty().then(|| {
        let mut wrapped = statements(node);
        wrapped.find(coded).or_else(|| statements(node).next())
    });
    let inner = inner.flatten();
    if let Some(inner) = inner {
        code = Concept::child(context, inner, "code");
    }
    if code.says_none() {
        return Outcome::none();
    }
    if code.is_empty() {
        code.text.clone_from(&words.clone().map(Into::into));
    }
    let intent = match attr(node, "moodCode") {
        Some("RQO" | "ARQ") => "order",
        Some("PRP") => "proposal",
        _ => "plan",
    };
    let (who, written) = author(context, node);
    let mut when = When::child(context, node, "effectiveTime");
    if when.is_empty() {
        when = inner.map(|inner| When::child(context, inner, "effectiveTime")).unwrap_or_default();
    }
    let performers = performers(context, inner.unwrap_or(node));
    if code.is_empty() && when.is_empty() && performers.is_empty() {
        return not_understood(context, node);
    }
    let mut object = Object::resource("ServiceRequest")
        .with("identifier", identifiers(node))
        .with("status", status(node))
        .with("intent", intent)
        .with("code", code.required())
        .with("subject", context.subject());
    when.put(&mut object, "occurrenceDateTime", "occurrencePeriod");
    object.put("authoredOn", written);
    // A requester is somebody the record knows.
    object.put("requester", who.map(|who| who.json()));
    object.put("performer", performers);
    object.put("reasonCode", reasons(context, node));
    let mut notes = annotations(context, node);
    if let Some(words) = words.filter(|words| code.text.as_deref() != Some(words.as_str())) {
        notes.push(Object::new().with("text", words));
    }
    object.put("note", notes);
    object.put("patientInstruction", words::instructions(context, node));
    Outcome::of(context.add("ServiceRequest", node, object))
}

fn status(node: Node<'_>) -> &'static str {
    match child_attr(node, "statusCode", "code") {
        Some("completed") => "completed",
        Some("aborted" | "cancelled") => "revoked",
        Some("held" | "suspended") => "on-hold",
        Some("nullified") => "entered-in-error",
        _ => "active",
    }
}

/// A goal observation.
pub fn goal<'d>(context: &mut Context<'d>, node: Node<'d>) -> Outcome {
    let code = Concept::child(context, node, "code");
    let value = child(node, "value").filter(|value| !is_null(*value));
    let words = child(node, "text").and_then(|text| words::words(context, text));
    let value_words = value.map(|value| concept_of_value(context, value)).unwrap_or_default();
    // The code is what is measured; the value, where it is words, is what is to be reached.
    let mut description = if value_words.is_empty() { code.clone() } else { value_words };
    if let Some(words) = words {
        description.text = Some(words.into());
    }
    if description.says_none() {
        return Outcome::none();
    }
    if description.is_empty() || is_negated(node) {
        return not_understood(context, node);
    }
    let status = match child_attr(node, "statusCode", "code") {
        Some("completed") => "completed",
        Some("aborted" | "cancelled") => "cancelled",
        Some("held" | "suspended") => "on-hold",
        Some("nullified") => "entered-in-error",
        _ => "active",
    };
    let when = When::child(context, node, "effectiveTime");
    let day = |time: Option<Time>| time.map(|time| time.day());
    let mut measured = Object::new();
    let has_value = value.is_some_and(|value| put_value(context, value, &mut measured));
    let target = target(&code, value.filter(|_| has_value), context, day(when.high.clone()));
    let (who, _) = author(context, node);
    let object = Object::resource("Goal")
        .with("identifier", identifiers(node))
        .with("lifecycleStatus", status)
        .with("description", description.json())
        .with("subject", context.subject())
        .with("startDate", day(when.start()))
        .with("target", target)
        .with("expressedBy", who.map(|who| who.json()).filter(|who| who.has("reference")))
        .with("note", annotations(context, node));
    Outcome::of(context.add("Goal", node, object))
}

/// What is to be reached, and by when (gol-1: what is measured, if there is a value).
fn target<'d>(
    code: &Concept<'d>,
    value: Option<Node<'d>>,
    context: &Context<'d>,
    due: Option<Time>,
) -> Option<Json<'d>> {
    let (name, detail) = value.map_or(("detailString", Json::Nothing), |it| detail(context, it));
    let wished = Object::new().with(name, detail);
    if wished.is_empty() && due.is_none() {
        return None;
    }
    let target = Object::new().with("measure", code.required()).and(wished).with("dueDate", due);
    Some(one(target))
}

fn detail<'d>(context: &Context<'d>, value: Node<'d>) -> (&'static str, Json<'d>) {
    if let Some(quantity) = quantity(value) {
        return ("detailQuantity", quantity.into());
    }
    if matches!(data_type(value), Some("IVL_PQ" | "IVL_REAL")) {
        // "Under 7.5 %" is an interval that ends at 7.5.
        let (name, json) = interval(value);
        let names = [("valueQuantity", "detailQuantity"), ("valueRange", "detailRange")];
        let own = names.iter().find(|(from, _)| *from == name);
        return (own.map_or("detailString", |(_, to)| to), json);
    }
    ("detailCodeableConcept", concept_of_value(context, value).json().into())
}

/// Instructions to the patient as a CarePlan of one activity.
pub fn instruction<'d>(context: &mut Context<'d>, node: Node<'d>) -> Outcome {
    let code = Concept::child(context, node, "code");
    let words = child(node, "text").and_then(|text| words::words(context, text));
    if negated_as_text(context, node) {
        return Outcome::KeptAsText;
    }
    if is_null(node) {
        return not_understood(context, node);
    }
    let said = Concept { codings: Vec::new(), text: words.clone().map(Into::into) };
    if said.says_none() {
        return Outcome::none();
    }
    // The code says what kind of instruction it is. Where its words are said to be none, there is none.
    if words.is_none() && child(node, "text").is_some_and(is_null) {
        return Outcome::none();
    }
    let Some(words) = words.or_else(|| code.text.as_deref().map(str::to_owned)) else {
        return not_understood(context, node);
    };
    let when = When::child(context, node, "effectiveTime");
    let category = concept(
        "http://hl7.org/fhir/us/core/CodeSystem/careplan-category",
        "assess-plan",
        "Assessment and Plan of Treatment",
    );
    let detail = Object::new()
        .with("code", code.json())
        .with("status", "unknown")
        .with("description", words.clone());
    let text = narrative_json("generated", paragraph(&words));
    let object = Object::resource("CarePlan")
        .with("text", text)
        .with("identifier", identifiers(node))
        .with("status", "active")
        .with("intent", "plan")
        .with("category", one(category))
        .with("title", code.text.clone())
        .with("description", words)
        .with("subject", context.subject())
        .with("period", when.period())
        .with("activity", one(Object::new().with("detail", detail)));
    Outcome::of(context.add("CarePlan", node, object))
}
