//! Medicines: what the patient takes, what was ordered, given and handed out.
//!
//! <https://build.fhir.org/ig/HL7/ccda-on-fhir/CF-medications.html>

use bluebutton_record::meaning::nothing::is_over;

use super::codes::{Concept, reasons};
use super::context::{Context, reference};
use super::dosage;
use super::json::{Json, Object, absent, one};
use super::kind::SectionKind;
use super::moment::in_order;
use super::outcome::{Outcome, not_understood, statements};
use super::people::{author, identifiers, performers};
use super::product::medicine;
use super::rows::status_word;
use super::taken::taken;
use super::times::When;
use super::values::quantity;
use super::words::annotations;
use super::xml::{Node, attr, child, child_attr, children, has_template, is, is_negated, is_null};

/// Reads a `substanceAdministration`.
pub fn read<'d>(context: &mut Context<'d>, node: Node<'d>, kind: SectionKind) -> Outcome {
    let medicine = medicine(context, node);
    if is_negated(node) || is_null(node) || medicine.says_none() {
        // "No known medications" is said in words and by the section; that one medicine is not
        // taken is worth an entry of its own.
        // 410942007 is "drug or medicament", any of them.
        let is_any = medicine.has("410942007") || medicine.says_none();
        if !medicine.is_empty() && is_negated(node) && !is_any {
            return Outcome::of(not_taken(context, node, &medicine));
        }
        return Outcome::none();
    }
    if medicine.is_empty() && dosage::read(context, node).is_empty() {
        return not_understood(context, node);
    }
    let is_given = kind == SectionKind::MedicationsGiven && attr(node, "moodCode") != Some("INT");
    let whole = if is_given {
        administration(context, node, &medicine)
    } else {
        request(context, node, kind, &medicine)
    };
    let prescription = Some(whole.clone()).filter(|_| !is_given);
    let mut outcome = Outcome::of(whole);
    let supplies: Vec<Node<'d>> =
        statements(node).filter(|one| is(*one, "supply") && !is_order(*one)).collect();
    for supply in supplies {
        let outer = Some((&medicine, prescription.as_deref()));
        outcome = outcome.and(dispense(context, supply, outer));
    }
    outcome
}

fn request<'d>(
    context: &mut Context<'d>,
    node: Node<'d>,
    kind: SectionKind,
    medicine: &Concept<'d>,
) -> String {
    let (who, written) = author(context, node);
    let prescriber =
        who.map(|who| who.json()).or_else(|| performers(context, node).into_iter().next());
    let intent = match attr(node, "moodCode") {
        Some("INT" | "RQO") => "order",
        Some("PRP") => "proposal",
        _ => "plan",
    };
    let dosage = dosage::read(context, node);
    let object = Object::resource("MedicationRequest")
        .with("identifier", identifiers(node))
        .with("status", status(context, node, kind))
        .with("intent", intent)
        .with("medicationCodeableConcept", medicine.required())
        .with("subject", context.subject())
        .with("authoredOn", written)
        .with("requester", prescriber)
        .with("reasonCode", reasons(context, node))
        .with("note", annotations(context, node))
        .with("dosageInstruction", if dosage.is_empty() { Json::Nothing } else { one(dosage) })
        .with("dispenseRequest", dispense_request(context, node));
    context.add("MedicationRequest", node, object)
}

/// Where things stand with a medicine. Many exports write `completed` for every entry, meaning
/// that it was written down; whether it is still taken is said by its end.
fn status<'d>(context: &Context<'d>, node: Node<'d>, kind: SectionKind) -> &'static str {
    let said = statements(node)
        .find(|one| child_attr(*one, "code", "code") == Some("33999-4"))
        .and_then(|one| child(one, "value"));
    // People see the words of the code and the table, not the code: Greenway writes the code of "on hold" for
    // what is no longer active, Kareo one code for what its table calls active and discontinued.
    let display = said.and_then(|value| attr(value, "displayName")).map(str::to_owned);
    let words = [display, status_word(context, node)].into_iter().flatten();
    match words.filter_map(|word| is_over(&word)).max() {
        Some(true) => return "stopped",
        Some(false) => return "completed",
        None => {}
    }
    match said.and_then(|value| attr(value, "code")) {
        Some("55561003") => return "active",
        Some("73425007" | "413322009") => return "completed",
        Some("421139008") => return "on-hold",
        _ => {}
    }
    let when = children(node, "effectiveTime")
        .map(|time| taken(context, node, time))
        .find(|when| !when.is_empty())
        .unwrap_or_default();
    let is_over = match (&when.high, &context.day) {
        (Some(high), Some(day)) => in_order(high, day),
        (Some(_), None) => true,
        (None, _) => false,
    };
    let is_once = when.at.is_some() && when.low.is_none() && kind != SectionKind::Medications;
    match child_attr(node, "statusCode", "code") {
        Some("aborted") => "stopped",
        Some("suspended" | "held") => "on-hold",
        Some("cancelled") => "cancelled",
        Some("nullified") => "entered-in-error",
        Some("new") => "draft",
        // That a plan had its time does not say that it was carried out.
        _ if is_over && kind == SectionKind::Plan => "unknown",
        _ if is_over => "completed",
        Some("completed") if is_once => "completed",
        Some("active" | "completed") => "active",
        _ => "unknown",
    }
}

fn is_order(supply: Node<'_>) -> bool {
    attr(supply, "moodCode") == Some("INT")
        || has_template(supply, &["2.16.840.1.113883.10.20.22.4.17"])
}

fn dispense_request<'d>(context: &Context<'d>, node: Node<'d>) -> Object<'d> {
    let Some(supply) = statements(node).find(|one| is(*one, "supply") && is_order(*one)) else {
        return Object::new();
    };
    let fills =
        child_attr(supply, "repeatNumber", "value").and_then(|text| text.parse::<u32>().ok());
    // C-CDA counts all fills, FHIR those behind the first.
    let repeats = fills.and_then(|fills| fills.checked_sub(1));
    let quantity = child(supply, "quantity").and_then(quantity);
    let period = When::child(context, supply, "effectiveTime").period();
    Object::new()
        .with("validityPeriod", period)
        .with("numberOfRepeatsAllowed", repeats)
        .with("quantity", quantity)
}

/// What was handed out; `outer` is the medicine it belongs to, and the prescription of it.
pub fn dispense<'d>(
    context: &mut Context<'d>,
    node: Node<'d>,
    outer: Option<(&Concept<'d>, Option<&str>)>,
) -> Outcome {
    let own = medicine(context, node);
    let of = outer.map(|(medicine, _)| medicine.clone()).unwrap_or_default();
    let medicine = if own.is_empty() { of } else { own };
    let prescription = outer.and_then(|(_, prescription)| prescription);
    let prescription = prescription.map(|to| one(reference(to.to_owned())));
    let when = When::child(context, node, "effectiveTime");
    let quantity = child(node, "quantity").and_then(quantity);
    if medicine.is_empty() || is_negated(node) || medicine.says_none() {
        return Outcome::none();
    }
    let status = match child_attr(node, "statusCode", "code") {
        Some("active") => "in-progress",
        Some("aborted") => "stopped",
        Some("nullified") => "entered-in-error",
        _ => "completed",
    };
    let performers = performers(context, node);
    let performers: Vec<Object<'d>> =
        performers.into_iter().map(|who| Object::new().with("actor", who)).collect();
    let handed_over = if status == "completed" { when.start() } else { None };
    let object = Object::resource("MedicationDispense")
        .with("identifier", identifiers(node))
        .with("status", status)
        .with("medicationCodeableConcept", medicine.required())
        .with("subject", context.subject())
        .with("performer", performers)
        .with("authorizingPrescription", prescription)
        .with("quantity", quantity)
        .with("whenHandedOver", handed_over);
    Outcome::of(context.add("MedicationDispense", node, object))
}

/// What was given during a visit.
fn administration<'d>(context: &mut Context<'d>, node: Node<'d>, medicine: &Concept<'d>) -> String {
    let performers = performers(context, node);
    let performers: Vec<Object<'d>> =
        performers.into_iter().map(|who| Object::new().with("actor", who)).collect();
    let when = When::child(context, node, "effectiveTime");
    let dose = child(node, "doseQuantity").and_then(quantity);
    let mut object = Object::resource("MedicationAdministration")
        .with("identifier", identifiers(node))
        .with("status", "completed")
        .with("medicationCodeableConcept", medicine.required())
        .with("subject", context.subject());
    when.put(&mut object, "effectiveDateTime", "effectivePeriod");
    if when.is_empty() {
        object.put("_effectiveDateTime", absent("unknown"));
    }
    let route = Concept::child(context, node, "routeCode").json();
    let dosage = Object::new().with("route", route).with("dose", dose.clone());
    object.put("performer", performers);
    object.put("reasonCode", reasons(context, node));
    object.put("note", annotations(context, node));
    // mad-1: a dosage has a dose or a rate.
    object.put("dosage", dose.map(|_| dosage));
    context.add("MedicationAdministration", node, object)
}

fn not_taken<'d>(context: &mut Context<'d>, node: Node<'d>, medicine: &Concept<'d>) -> String {
    let object = Object::resource("MedicationStatement")
        .with("identifier", identifiers(node))
        .with("status", "not-taken")
        .with("medicationCodeableConcept", medicine.json())
        .with("subject", reference(context.patient.clone()))
        .with("note", annotations(context, node));
    context.add("MedicationStatement", node, object)
}
