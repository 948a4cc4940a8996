//! Family history.

use super::codes::{Concept, concept_of_value};
use super::context::Context;
use super::json::{Object, one};
use super::outcome::{Outcome, negated_as_text, not_understood, statements};
use super::people::identifiers;
use super::times::{When, date};
use super::values::quantity;
use super::xml::{
    Node, at, attr, child, child_attr, extensions, has_template, is_negated, is_null, text,
};

/// Reads a family history organizer.
pub fn read<'d>(context: &mut Context<'d>, node: Node<'d>) -> Outcome {
    let Some(relative) = at(node, &["subject", "relatedSubject"]) else {
        return not_understood(context, node);
    };
    let relationship = Concept::child(context, relative, "code");
    let person = child(relative, "subject");
    let observations: Vec<Node<'d>> = statements(node).collect();
    let mut conditions = Vec::new();
    let mut died = false;
    for observation in observations {
        let negated = is_negated(observation) || is_null(observation);
        let value = child(observation, "value").map(|value| concept_of_value(context, value));
        let code = value.unwrap_or_default();
        let death = death(observation);
        died |= death && !negated;
        if negated {
            negated_as_text(context, observation);
            continue;
        }
        if code.is_empty() {
            continue;
        }
        let when = When::child(context, observation, "effectiveTime");
        let mut condition = Object::new()
            .with("code", code.json())
            .with("contributedToDeath", death.then_some(true));
        match age(observation) {
            Some(age) => condition.put("onsetAge", age),
            None => condition.put("onsetString", when.start()),
        }
        conditions.push(condition);
    }
    let name = person.and_then(|person| child(person, "name")).and_then(|name| text(name, 200));
    if relationship.is_empty() && conditions.is_empty() {
        return not_understood(context, node);
    }
    let said = person.and_then(|person| {
        extensions(person, "deceasedInd").next().and_then(|flag| attr(flag, "value"))
    });
    let is_dead = match said {
        Some("true") => Some(true),
        Some("false") => Some(false),
        _ => died.then_some(true),
    };
    let object = Object::resource("FamilyMemberHistory")
        .with("identifier", identifiers(node))
        .with("status", "completed")
        .with("patient", context.subject())
        .with("name", name)
        .with("relationship", relationship.required())
        .with("sex", person.and_then(sex))
        .with("bornDate", person.and_then(|person| child(person, "birthTime")).and_then(date))
        .with("deceasedBoolean", is_dead)
        .with("condition", conditions);
    Outcome::of(context.add("FamilyMemberHistory", node, object))
}

fn sex(person: Node<'_>) -> Option<Object<'_>> {
    let (code, display) = match child_attr(person, "administrativeGenderCode", "code")? {
        "M" => ("male", "Male"),
        "F" => ("female", "Female"),
        _ => return None,
    };
    let system = "http://hl7.org/fhir/administrative-gender";
    let coding = Object::new().with("system", system).with("code", code).with("display", display);
    Some(Object::new().with("coding", one(coding)))
}

fn death(observation: Node<'_>) -> bool {
    const DEATH: [&str; 2] = ["2.16.840.1.113883.10.20.22.4.47", "2.16.840.1.113883.10.20.1.42"];
    statements(observation).any(|one| has_template(one, &DEATH))
}

fn age(observation: Node<'_>) -> Option<Object<'_>> {
    const AGE: [&str; 2] = ["2.16.840.1.113883.10.20.22.4.31", "2.16.840.1.113883.10.20.1.38"];
    let found = statements(observation).find(|one| has_template(*one, &AGE))?;
    quantity(child(found, "value")?)
}
