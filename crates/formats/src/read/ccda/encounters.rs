//! Visits and their diagnoses.
//!
//! <https://build.fhir.org/ig/HL7/ccda-on-fhir/CF-encounters.html>

use bluebutton_record::meaning::nothing::text_says_none;
use roxmltree::NodeId;

use super::codes::{Concept, authority, reasons};
use super::context::{Context, reference};
use super::ids::InstanceId;
use super::json::{Object, one};
use super::kind::SectionKind;
use super::moment::agree;
use super::outcome::{Outcome, statements};
use super::people::{identifiers, who};
use super::places::place_of;
use super::problems;
use super::times::When;
use super::xml::{
    Node, attr, child, child_attr, children, extensions, has_template, is, is_negated, is_null,
};

const ACT_CODE: &str = "http://terminology.hl7.org/CodeSystem/v3-ActCode";

/// Reads an encounter activity; its diagnoses are resources too.
pub fn read<'d>(context: &mut Context<'d>, node: Node<'d>) -> Outcome {
    let (code, when) = about(context, node);
    // Some systems fill an empty section with a code for "encounter", the time at which the document
    // was made, and words that say that there was none.
    let says_none = code.says_none() || code.text.as_deref().is_some_and(text_says_none);
    let is_nothing = code.is_empty() && when.is_empty() || says_none;
    if is_null(node) || is_negated(node) || is_nothing {
        return Outcome::none();
    }
    let diagnoses = diagnoses(context, node);
    let listed: Vec<Object<'d>> =
        diagnoses.iter().map(|to| Object::new().with("condition", reference(to.clone()))).collect();
    let location =
        place_of(context, node).map(|location| one(Object::new().with("location", location)));
    let (participants, provider) = participants(context, node);
    let disposition = extensions(node, "dischargeDispositionCode")
        .next()
        .map(|code| Concept::read(context, code).json());
    let object = Object::resource("Encounter")
        .with("identifier", identifiers(node))
        .with("status", status(node, &when))
        .with("class", class(&code))
        .with("type", one(code.json()))
        .with("subject", context.subject())
        .with("participant", participants)
        .with("period", when.period())
        .with("reasonCode", reasons(context, node))
        .with("diagnosis", listed)
        .with("hospitalization", Object::new().with("dischargeDisposition", disposition))
        .with("location", location)
        .with("serviceProvider", provider);
    let encounter = context.add_visit(node, object);
    Outcome::Mapped(std::iter::once(encounter).chain(diagnoses).collect())
}

/// The statement of the body that tells of the header's visit under another number, or under none: both
/// begin (and end, where both say so) at the same time, they don't name two kinds of visit, and no second
/// statement is like it. Such a header only says which visit the document is about.
pub fn told_in_body<'d>(
    context: &Context<'d>,
    document: Node<'d>,
    header: Node<'d>,
) -> Option<NodeId> {
    let (code, when) = about(context, header);
    let agrees = |visit: &Node<'d>| {
        let (own, at) = about(context, *visit);
        // Some headers write the diagnosis where the kind of visit goes.
        let names = |value: Node<'d>| attr(value, "code").is_some_and(|own| code.has(own));
        let is_one_kind = code.is_empty()
            || own.is_empty()
            || own.codings.iter().any(|one| code.has(one.code))
            || visit.descendants().filter(|node| is(*node, "value")).any(names);
        let start = when.start().zip(at.start()).is_some_and(|(one, other)| agree(&one, &other));
        let ends = when.high.as_ref().zip(at.high.as_ref());
        is_one_kind && start && ends.is_none_or(|(one, other)| agree(one, other))
    };
    let has_number_of = |visit: &Node<'d>| {
        InstanceId::all(*visit).any(|id| InstanceId::all(header).any(|own| own == id))
    };
    let is_visit = |node: &Node<'d>| {
        is(*node, "encounter") && attr(*node, "moodCode") == Some("EVN") && !is_negated(*node)
    };
    let visits: Vec<Node<'d>> = document.descendants().filter(is_visit).collect();
    if visits.iter().any(has_number_of) {
        return None;
    }
    let mut alike = visits.into_iter().filter(agrees);
    alike.next().filter(|_| alike.next().is_none()).map(|visit| visit.id())
}

fn about<'d>(context: &Context<'d>, node: Node<'d>) -> (Concept<'d>, When) {
    let when = When::child(context, node, "effectiveTime");
    (Concept::child(context, node, "code"), when)
}

fn status(node: Node<'_>, when: &When) -> &'static str {
    match child_attr(node, "statusCode", "code") {
        Some("active") => "in-progress",
        Some("cancelled") => "cancelled",
        Some("held") => "planned",
        Some("suspended") => "onleave",
        Some("nullified") => "entered-in-error",
        Some("completed") => "finished",
        // An encounter in the mood of an event that says no more is one that took place.
        None if attr(node, "moodCode") == Some("EVN") && !when.is_empty() => "finished",
        _ => "unknown",
    }
}

/// The class, where the code or a translation of it is one.
pub fn class<'d>(code: &Concept<'d>) -> Object<'d> {
    let found = code.codings.iter().find(|coding| {
        let is_act_code = coding.system.as_deref() == Some(ACT_CODE)
            || coding.system == authority("2.16.840.1.113883.5.4");
        is_act_code && CLASSES.contains(&coding.code)
    });
    match found {
        Some(coding) => coding.json(),
        None => Object::new()
            .with("system", "http://terminology.hl7.org/CodeSystem/v3-NullFlavor")
            .with("code", "UNK")
            .with("display", "unknown"),
    }
}

const CLASSES: [&str; 11] =
    ["AMB", "EMER", "FLD", "HH", "IMP", "ACUTE", "NONAC", "OBSENC", "PRENC", "SS", "VR"];

fn diagnoses<'d>(context: &mut Context<'d>, node: Node<'d>) -> Vec<String> {
    const DIAGNOSIS: [&str; 1] = ["2.16.840.1.113883.10.20.22.4.80"];
    let acts: Vec<Node<'d>> =
        statements(node).filter(|one| has_template(*one, &DIAGNOSIS)).collect();
    let mut out = Vec::new();
    for act in acts {
        let observations: Vec<Node<'d>> = statements(act).collect();
        for observation in observations {
            let kind = SectionKind::Encounters;
            out.extend(problems::read(context, observation, Some(act), kind).ids());
        }
    }
    out
}

/// Who saw the patient, and the organization where no person of it is named.
fn participants<'d>(
    context: &mut Context<'d>,
    node: Node<'d>,
) -> (Vec<Object<'d>>, Option<Object<'d>>) {
    let entities: Vec<Node<'d>> =
        children(node, "performer").filter_map(|one| child(one, "assignedEntity")).collect();
    let (mut people, mut provider) = (Vec::new(), None);
    for entity in entities {
        let Some(who) = who(context, entity) else { continue };
        match &who.to {
            Some(to) if to.starts_with("Organization/") => provider = Some(who.json()),
            Some(_) => people.push(Object::new().with("individual", who.json())),
            None => {}
        }
    }
    (people, provider)
}
