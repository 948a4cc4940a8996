//! Vaccines, given and refused.
//!
//! <https://build.fhir.org/ig/HL7/ccda-on-fhir/CF-immunizations.html>

use super::codes::{Concept, concept, reasons};
use super::context::Context;
use super::ids::InstanceId;
use super::json::{Json, Object, absent, one};
use super::outcome::{Outcome, negated_as_text, statements};
use super::people::{author, identifiers, performers};
use super::product::{dose_number, medicine};
use super::times::When;
use super::values::quantity;
use super::words::annotations;
use super::xml::{Node, at, child, child_attr, has_template, is_negated, is_null, text};

/// Reads an immunization activity.
pub fn read<'d>(context: &mut Context<'d>, node: Node<'d>) -> Outcome {
    let product = at(node, &["consumable", "manufacturedProduct"]);
    let material = product.and_then(|product| child(product, "manufacturedMaterial"));
    let vaccine = medicine(context, node);
    if vaccine.is_empty() || is_null(node) || vaccine.says_none() {
        return Outcome::none();
    }
    let status = status(node);
    let lot = material
        .and_then(|material| child(material, "lotNumberText"))
        .filter(|lot| !is_null(*lot))
        .and_then(|lot| text(lot, 100));
    let maker = product
        .and_then(|product| child(product, "manufacturerOrganization"))
        .and_then(|organization| child(organization, "name"))
        .and_then(|name| text(name, 200));
    let when = When::child(context, node, "effectiveTime");
    let mut object = Object::resource("Immunization")
        .with("identifier", identifiers(node))
        .with("status", status)
        .with("statusReason", if status == "not-done" { refusal(context, node) } else { None })
        .with("vaccineCode", vaccine.required())
        .with("patient", context.subject());
    match when.start().or_else(|| when.high.clone()) {
        Some(at) => object.put("occurrenceDateTime", at),
        None => object.put("_occurrenceDateTime", absent("unknown")),
    }
    object.put("manufacturer", maker.map(|name| Object::new().with("display", name)));
    object.put("lotNumber", lot);
    object.put("site", Concept::child(context, node, "approachSiteCode").json());
    object.put("route", Concept::child(context, node, "routeCode").json());
    object.put("doseQuantity", child(node, "doseQuantity").and_then(quantity));
    let performers = performers(context, node);
    let performers: Vec<Object<'d>> =
        performers.into_iter().map(|who| Object::new().with("actor", who)).collect();
    object.put("performer", performers);
    object.put("note", annotations(context, node));
    if status != "not-done" {
        object.put("reasonCode", reasons(context, node));
    }
    object.put("reaction", reactions(context, node));
    let number =
        dose_number(node).map(|number| Object::new().with("doseNumberPositiveInt", number));
    object.put("protocolApplied", number.map(one));
    Outcome::of(context.add("Immunization", node, object))
}

/// A vaccine that is planned: no dose, and no medicine to take.
///
/// Standard: <https://hl7.org/fhir/R4/immunizationrecommendation.html>
pub fn recommendation<'d>(context: &mut Context<'d>, node: Node<'d>) -> Outcome {
    let vaccine = medicine(context, node);
    if vaccine.is_empty() || is_null(node) || vaccine.says_none() {
        return Outcome::none();
    }
    if negated_as_text(context, node) {
        return Outcome::KeptAsText;
    }
    let when = When::child(context, node, "effectiveTime");
    let (_, written) = author(context, node);
    let status = concept(
        "http://terminology.hl7.org/CodeSystem/immunization-recommendation-status",
        "due",
        "Due",
    );
    let due = when.start().or_else(|| when.high.clone()).map(|due| {
        let kind = concept("http://loinc.org", "30980-7", "Date vaccine due");
        one(Object::new().with("code", kind).with("value", due))
    });
    let planned = Object::new()
        .with("vaccineCode", one(vaccine.required()))
        .with("forecastStatus", status)
        .with("forecastReason", reasons(context, node))
        .with("dateCriterion", due);
    let mut object = Object::resource("ImmunizationRecommendation")
        .with("identifier", identifiers(node))
        .with("patient", context.subject());
    match written.or_else(|| context.day.clone()) {
        Some(day) => object.put("date", day),
        None => object.put("_date", absent("unknown")),
    }
    object.put("recommendation", one(planned));
    let key = InstanceId::telling(node).filter(|id| context.is_used_once(id));
    let key = key.map(|id| format!("{}|{}", id.key(), vaccine.text.clone().unwrap_or_default()));
    Outcome::of(context.add_as("ImmunizationRecommendation", node, key, object))
}

fn status(node: Node<'_>) -> &'static str {
    if is_negated(node) {
        return "not-done";
    }
    match child_attr(node, "statusCode", "code") {
        Some("nullified") => "entered-in-error",
        Some("aborted" | "cancelled" | "held" | "new" | "obsolete" | "suspended") => "not-done",
        _ => "completed",
    }
}

/// Why it was not given.
fn refusal<'d>(context: &Context<'d>, node: Node<'d>) -> Option<Object<'d>> {
    let found =
        statements(node).find(|one| has_template(*one, &["2.16.840.1.113883.10.20.22.4.53"]));
    let Some(found) = found else {
        return reasons(context, node).into_iter().next();
    };
    let code = Concept::child(context, found, "code");
    (!code.is_empty()).then(|| code.json())
}

/// Reactions are Observations in FHIR; here only when they happened, and that they were told.
fn reactions<'d>(context: &Context<'d>, node: Node<'d>) -> Json<'d> {
    let found =
        statements(node).filter(|one| has_template(*one, &["2.16.840.1.113883.10.20.22.4.9"]));
    let all: Vec<Object<'d>> = found
        .map(|reaction| {
            let when = When::child(context, reaction, "effectiveTime");
            let value = child(reaction, "value").map(|value| Concept::read(context, value));
            let display = value.and_then(|value| value.text);
            Object::new()
                .with("date", when.start())
                .with("detail", display.map(|text| Object::new().with("display", text)))
        })
        .collect();
    all.into()
}
