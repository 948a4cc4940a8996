//! Procedures: operations, and everything else that was done.
//!
//! <https://build.fhir.org/ig/HL7/ccda-on-fhir/CF-procedures.html>

use bluebutton_record::meaning::nothing::is_still_to_be_done;

use super::codes::{Concept, concept_of_value, reasons};
use super::context::{Context, reference};
use super::json::{Object, absent, one};
use super::outcome::Outcome;
use super::people::{identifiers, performers};
use super::places::place_of;
use super::rows::{row_day, status_word};
use super::times::When;
use super::words::{annotations, words};
use super::xml::{Node, attr, child, child_attr, children, is_negated, is_null};

/// Reads a procedure, or an observation or act that stands for one.
pub fn read<'d>(context: &mut Context<'d>, node: Node<'d>) -> Outcome {
    let mut code = Concept::child(context, node, "code");
    if code.is_empty() {
        let words = child(node, "text").and_then(|text| words(context, text));
        code.text = words.map(Into::into);
    }
    // 71388002 is "procedure", any of them.
    let is_none = code.says_none() || (is_negated(node) && code.has("71388002"));
    if code.is_empty() || is_null(node) || is_none {
        return Outcome::none();
    }
    let status = status(context, node);
    let mut when = When::child(context, node, "effectiveTime");
    if when.is_empty() {
        when.at = row_day(context, node);
    }
    let performers = performers(context, node);
    let performers: Vec<Object<'d>> =
        performers.into_iter().map(|who| Object::new().with("actor", who)).collect();
    let location = place_of(context, node);
    let devices = devices(context, node);
    let mut object = Object::resource("Procedure")
        .with("identifier", identifiers(node))
        .with("status", status)
        .with("code", code.json())
        .with("subject", context.subject());
    when.put(&mut object, "performedDateTime", "performedPeriod");
    if when.is_empty() {
        object.put("_performedDateTime", absent("unknown"));
    }
    object.put("performer", performers);
    object.put("location", location);
    object.put("reasonCode", reasons(context, node));
    let sites: Vec<Object<'d>> =
        children(node, "targetSiteCode").map(|site| Concept::read(context, site).json()).collect();
    object.put("bodySite", sites);
    let outcome = child(node, "value").map(|value| concept_of_value(context, value).json());
    object.put("outcome", outcome);
    object.put("note", annotations(context, node));
    object.put("focalDevice", devices);
    Outcome::of(context.add("Procedure", node, object))
}

/// An observation that states something by its code alone ("Comfort measures only").
pub fn read_finding<'d>(
    context: &mut Context<'d>,
    node: Node<'d>,
    category: Option<Object<'d>>,
) -> String {
    let code = Concept::child(context, node, "code");
    let when = When::child(context, node, "effectiveTime");
    let mut object = Object::resource("Observation")
        .with("identifier", identifiers(node))
        .with("status", "final")
        .with("category", category.map(one))
        .with("code", code.required())
        .with("subject", context.subject());
    when.put(&mut object, "effectiveDateTime", "effectivePeriod");
    object.put("note", annotations(context, node));
    context.add("Observation", node, object)
}

fn status<'d>(context: &Context<'d>, node: Node<'d>) -> &'static str {
    if is_negated(node) {
        return "not-done";
    }
    // Some systems call every order "completed" and tell in their table alone that it is only ordered.
    let word = status_word(context, node);
    if word.is_some_and(|word| is_still_to_be_done(&word)) {
        return "preparation";
    }
    match child_attr(node, "statusCode", "code") {
        Some("active") => "in-progress",
        Some("aborted") => "stopped",
        Some("cancelled") => "not-done",
        Some("nullified") => "entered-in-error",
        Some("suspended" | "held") => "on-hold",
        Some("new") => "preparation",
        Some("completed") => "completed",
        _ => "unknown",
    }
}

/// Devices that were put in.
fn devices<'d>(context: &mut Context<'d>, node: Node<'d>) -> Vec<Object<'d>> {
    let roles: Vec<Node<'d>> = children(node, "participant")
        .filter(|participant| matches!(attr(*participant, "typeCode"), Some("DEV" | "PRD")))
        .filter_map(|participant| child(participant, "participantRole"))
        .collect();
    let devices = roles.into_iter().filter_map(|role| super::equipment::device(context, role));
    devices.map(|device| Object::new().with("manipulated", reference(device))).collect()
}
