//! Who pays: coverage activities and their policies.

use super::codes::{Concept, concept};
use super::context::{Context, reference};
use super::ids::InstanceId;
use super::json::{Json, Object, absent, one};
use super::outcome::{Outcome, not_understood, statements};
use super::people::{identifiers, represented_organization, who};
use super::times::When;
use super::words::words;
use super::xml::{Node, attr, child, children, has_template};

/// Reads a coverage activity: one Coverage for each policy.
pub fn read<'d>(context: &mut Context<'d>, node: Node<'d>) -> Outcome {
    const POLICY: [&str; 2] = ["2.16.840.1.113883.10.20.22.4.61", "2.16.840.1.113883.10.20.1.26"];
    let inner: Vec<Node<'d>> = statements(node).collect();
    let policies: Vec<Node<'d>> =
        inner.iter().copied().filter(|one| has_template(*one, &POLICY)).collect();
    let policies = if policies.is_empty() { inner } else { policies };
    if policies.is_empty() {
        return not_understood(context, node);
    }
    Outcome::Mapped(policies.into_iter().map(|policy| coverage(context, policy)).collect())
}

fn coverage<'d>(context: &mut Context<'d>, policy: Node<'d>) -> String {
    let participant = |code: &str| {
        children(policy, "participant").find(|one| attr(*one, "typeCode") == Some(code))
    };
    let covered = participant("COV");
    let role = covered.and_then(|covered| child(covered, "participantRole"));
    let period = covered.map(|covered| When::child(context, covered, "time").period());
    let member = role.and_then(|role| InstanceId::all(role).next());
    let holder = participant("HLD").and_then(|holder| child(holder, "participantRole"));
    let subscriber = holder.and_then(|holder| InstanceId::all(holder).next());
    let relation = role.map(|role| Concept::child(context, role, "code")).unwrap_or_default();
    let kind = Concept::child(context, policy, "code");
    let object = Object::resource("Coverage")
        .with("identifier", identifiers(policy))
        .with("status", "active")
        .with("type", kind.json())
        .with("subscriberId", subscriber.or(member).and_then(|id| id.extension))
        .with("beneficiary", reference(context.patient.clone()))
        .with("relationship", relation.json())
        .with("period", period)
        .with("payor", payors(context, policy))
        .with("class", group(context, policy));
    context.add("Coverage", policy, object)
}

/// The payer; every Coverage has one, known or not.
fn payors<'d>(context: &mut Context<'d>, policy: Node<'d>) -> Json<'d> {
    const PAYER: [&str; 1] = ["2.16.840.1.113883.10.20.22.4.87"];
    let performers: Vec<Node<'d>> = children(policy, "performer").collect();
    let payer = performers
        .iter()
        .copied()
        .find(|one| has_template(*one, &PAYER))
        .or(performers.first().copied())
        .and_then(|performer| child(performer, "assignedEntity"));
    let named = payer.and_then(|entity| {
        represented_organization(context, entity).or_else(|| who(context, entity))
    });
    match named {
        Some(named) => one(named.json()),
        None => one(absent("unknown")),
    }
}

/// The plan or group: the policy's own words.
fn group<'d>(context: &Context<'d>, policy: Node<'d>) -> Vec<Object<'d>> {
    let plans = statements(policy).filter_map(|plan| {
        let id = InstanceId::all(plan).next()?;
        let words = child(plan, "text").and_then(|text| words(context, text));
        let code = concept("http://terminology.hl7.org/CodeSystem/coverage-class", "plan", "Plan");
        let value = id.extension.unwrap_or(id.root);
        Some(Object::new().with("type", code).with("value", value).with("name", words))
    });
    plans.collect()
}
