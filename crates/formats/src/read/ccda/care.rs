//! Care team organizers.

use super::codes::Concept;
use super::context::Context;
use super::json::{Object, absent, one};
use super::outcome::{Outcome, not_understood, statements};
use super::people::{identifiers, organization, practitioner, represented_organization};
use super::times::When;
use super::xml::{Node, at, child, child_attr, children, extensions};

/// Reads a care team organizer.
pub fn read<'d>(context: &mut Context<'d>, node: Node<'d>) -> Outcome {
    let mut members = Vec::new();
    let acts: Vec<Node<'d>> = statements(node).collect();
    let mut name = None;
    for act in acts {
        if child_attr(act, "code", "code") == Some("86744-0") {
            name = child(act, "value").map(|value| Concept::read(context, value));
        }
        let performers: Vec<Node<'d>> = children(act, "performer").collect();
        for performer in performers {
            members.extend(member(context, act, performer));
        }
    }
    if members.is_empty() {
        return not_understood(context, node);
    }
    let status = match child_attr(node, "statusCode", "code") {
        Some("completed") => "inactive",
        Some("suspended") => "suspended",
        Some("nullified") => "entered-in-error",
        _ => "active",
    };
    let words = child(node, "code")
        .and_then(|code| child(code, "originalText"))
        .and_then(|_| Concept::child(context, node, "code").text);
    let when = When::child(context, node, "effectiveTime");
    let object = Object::resource("CareTeam")
        .with("identifier", identifiers(node))
        .with("status", status)
        .with("category", name.map(|name| one(name.json())))
        .with("name", words)
        .with("subject", context.subject())
        .with("period", when.period())
        .with("participant", members);
    Outcome::of(context.add("CareTeam", node, object))
}

fn member<'d>(context: &mut Context<'d>, act: Node<'d>, performer: Node<'d>) -> Option<Object<'d>> {
    let entity = child(performer, "assignedEntity")?;
    let function =
        extensions(performer, "functionCode").next().or_else(|| child(performer, "functionCode"));
    let role = function.map(|code| Concept::read(context, code)).unwrap_or_default();
    let role = if role.is_empty() { Concept::child(context, entity, "code") } else { role };
    let who =
        practitioner(context, entity).or_else(|| represented_organization(context, entity))?;
    let period = When::child(context, act, "effectiveTime").period();
    let is_person = who.to.as_deref().is_some_and(|to| to.starts_with("Practitioner/"));
    let behalf = at(entity, &["representedOrganization"])
        .filter(|_| is_person)
        .and_then(|node| organization(context, node));
    let role = if role.is_empty() { absent("unknown") } else { role.json().into() };
    Some(
        Object::new()
            .with("role", one(role))
            .with("member", who.json())
            .with("onBehalfOf", behalf.map(|behalf| behalf.json()))
            .with("period", period),
    )
}
