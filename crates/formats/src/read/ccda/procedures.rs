//! Procedures: operations, and everything else that was done.
//!
//! <https://build.fhir.org/ig/HL7/ccda-on-fhir/CF-procedures.html>

use super::codes::{Concept, concept_of_value};
use super::context::Context;
use super::json::Object;
use super::medications::reasons;
use super::notes::annotations;
use super::people::{identifiers, one, performers};
use super::section::Kind;
use super::times::{When, absent};
use super::xml::{Node, attr, child, child_attr, children, is_negated, is_null};

/// Reads a procedure, or an observation or act that stands for one.
pub fn read<'d>(context: &mut Context<'d>, node: Node<'d>) -> Option<String> {
    let mut code = Concept::child(context, node, "code");
    if code.is_empty() {
        let words = child(node, "text").and_then(|text| super::notes::words(context, text));
        code.text = words.map(Into::into);
    }
    // 71388002 is "procedure", any of them.
    let is_none = code.says_none() || (is_negated(node) && code.has("71388002"));
    if code.is_empty() || is_null(node) || is_none {
        return context.nothing();
    }
    let status = status(node);
    let when = When::child(context, node, "effectiveTime");
    let performers = performers(context, node);
    let performers: Vec<Object<'d>> =
        performers.into_iter().map(|who| Object::new().with("actor", who)).collect();
    let location = location(context, node);
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
    Some(context.add("Procedure", node, object))
}

/// Reads an act that has words of its own and no statement inside.
pub fn read_act<'d>(context: &mut Context<'d>, node: Node<'d>, kind: Kind) -> Option<String> {
    match kind {
        Kind::Plan => super::plan::service_request(context, node),
        _ => read(context, node),
    }
}

/// An observation that states something by its code alone ("Comfort measures only").
pub fn read_finding<'d>(context: &mut Context<'d>, node: Node<'d>) -> String {
    let code = Concept::child(context, node, "code");
    let when = When::child(context, node, "effectiveTime");
    let mut object = Object::resource("Observation")
        .with("identifier", identifiers(node))
        .with("status", "final")
        .with("code", code.required())
        .with("subject", context.subject());
    when.put(&mut object, "effectiveDateTime", "effectivePeriod");
    object.put("note", annotations(context, node));
    context.add("Observation", node, object)
}

fn status(node: Node<'_>) -> &'static str {
    if is_negated(node) {
        return "not-done";
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

/// The place: the participant of type LOC.
pub fn location<'d>(context: &mut Context<'d>, node: Node<'d>) -> Option<Object<'d>> {
    let role = children(node, "participant")
        .filter(|participant| attr(*participant, "typeCode") == Some("LOC"))
        .find_map(|participant| child(participant, "participantRole"))?;
    super::people::location(context, role).map(|location| location.json())
}

/// Devices that were put in.
fn devices<'d>(context: &mut Context<'d>, node: Node<'d>) -> Vec<Object<'d>> {
    let roles: Vec<Node<'d>> = children(node, "participant")
        .filter(|participant| matches!(attr(*participant, "typeCode"), Some("DEV" | "PRD")))
        .filter_map(|participant| child(participant, "participantRole"))
        .collect();
    let devices = roles.into_iter().filter_map(|role| super::equipment::device(context, role));
    devices
        .map(|device| Object::new().with("manipulated", super::context::reference(device)))
        .collect()
}

/// A coding list of one code of ours.
pub fn concept<'d>(system: &'static str, code: &'static str, display: &'static str) -> Object<'d> {
    let coding = Object::new().with("system", system).with("code", code).with("display", display);
    Object::new().with("coding", one(coding))
}
