//! Visits and their diagnoses.
//!
//! <https://build.fhir.org/ig/HL7/ccda-on-fhir/CF-encounters.html>

use super::codes::{Concept, authority, reasons};
use super::context::{Context, reference};
use super::json::{Object, one};
use super::kind::SectionKind;
use super::outcome::{Outcome, statements};
use super::people::{identifiers, who};
use super::places::place_of;
use super::problems;
use super::times::When;
use super::xml::{
    Node, attr, child, child_attr, children, extensions, has_template, is_negated, is_null,
};

const ACT_CODE: &str = "http://terminology.hl7.org/CodeSystem/v3-ActCode";

/// Reads an encounter activity; its diagnoses are resources too.
pub fn read<'d>(context: &mut Context<'d>, node: Node<'d>) -> Outcome {
    let code = Concept::child(context, node, "code");
    let when = When::child(context, node, "effectiveTime");
    let is_nothing = code.is_empty() && when.is_empty() || code.says_none();
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
