//! Problems, diagnoses of visits, health concerns.
//!
//! <https://build.fhir.org/ig/HL7/ccda-on-fhir/CF-problems.html>

use super::codes::{Concept, concept_of_value};
use super::context::{Context, reference};
use super::json::{Object, one};
use super::kind::SectionKind;
use super::outcome::{Outcome, statements};
use super::people::{author, identifiers};
use super::times::When;
use super::values::quantity;
use super::words::{annotations, words};
use super::xml::{Node, child, child_attr, children, has_template, is_negated};

const CLINICAL: &str = "http://terminology.hl7.org/CodeSystem/condition-clinical";
const VERIFICATION: &str = "http://terminology.hl7.org/CodeSystem/condition-ver-status";

/// Reads a problem observation, with the concern act around it where there is one.
pub fn read<'d>(
    context: &mut Context<'d>,
    node: Node<'d>,
    act: Option<Node<'d>>,
    section: SectionKind,
) -> Outcome {
    let mut code = child(node, "value").map(|value| concept_of_value(context, value));
    if code.as_ref().is_none_or(Concept::is_empty) {
        // The words stand beside the value, or nowhere.
        let words = child(node, "text").and_then(|text| words(context, text));
        code = words.map(|words| Concept { codings: Vec::new(), text: Some(words.into()) });
    }
    let Some(mut code) = code.filter(|code| !code.is_empty() && !code.says_none()) else {
        return Outcome::none();
    };
    // What the act around it denies is denied as well.
    let is_no = is_negated(node) || act.is_some_and(is_negated);
    let is_none_known = is_no && (code.has("55607006") || code.has("64572001"));
    if is_none_known {
        code =
            Concept::of("http://snomed.info/sct", "160245001", "No current problems or disability");
        code.text = Some("No known problems".into());
    }
    let refuted = is_no && !is_none_known;
    let when = When::child(context, node, "effectiveTime");
    let (mut who, mut recorded) = author(context, node);
    if let Some(act) = act
        && who.is_none()
        && recorded.is_none()
    {
        (who, recorded) = author(context, act);
    }
    let recorder = who.and_then(|who| who.to).filter(|to| to.starts_with("Practitioner/"));
    let verification = if refuted { "refuted" } else { "confirmed" };
    let status = clinical_status(context, node, act, &when, section);
    let onset = when.start();
    let mut object = Object::resource("Condition")
        .with("identifier", identifiers(node))
        .with("clinicalStatus", coded(CLINICAL, status))
        .with("verificationStatus", coded(VERIFICATION, verification))
        .with("category", one(category(section)))
        .with("severity", severity(context, node))
        .with("code", code.json())
        .with("bodySite", body_sites(context, node))
        .with("subject", context.subject());
    match onset {
        Some(onset) => object.put("onsetDateTime", onset),
        None => object.put("onsetAge", age(node)),
    }
    // An end means that it is over (con-4).
    if !matches!(status, "active" | "recurrence" | "relapse") {
        object.put("abatementDateTime", when.high.clone());
    }
    object.put("recordedDate", recorded);
    object.put("recorder", recorder.map(reference));
    object.put("note", annotations(context, node));
    Outcome::of(context.add("Condition", node, object))
}

fn coded<'d>(system: &'static str, code: &'static str) -> Object<'d> {
    let coding = Object::new().with("system", system).with("code", code);
    Object::new().with("coding", one(coding))
}

fn category<'d>(section: SectionKind) -> Object<'d> {
    let (system, code, display) = match section {
        SectionKind::VisitDiagnoses | SectionKind::Encounters => (
            "http://terminology.hl7.org/CodeSystem/condition-category",
            "encounter-diagnosis",
            "Encounter Diagnosis",
        ),
        SectionKind::HealthConcerns => (
            "http://hl7.org/fhir/us/core/CodeSystem/condition-category",
            "health-concern",
            "Health Concern",
        ),
        _ => (
            "http://terminology.hl7.org/CodeSystem/condition-category",
            "problem-list-item",
            "Problem List Item",
        ),
    };
    let coding = Object::new().with("system", system).with("code", code).with("display", display);
    Object::new().with("coding", one(coding))
}

/// The status observation, else the end of the problem, else the state of the concern.
fn clinical_status<'d>(
    context: &Context<'d>,
    node: Node<'d>,
    act: Option<Node<'d>>,
    when: &When,
    section: SectionKind,
) -> &'static str {
    let said = statements(node)
        .find(|one| child_attr(*one, "code", "code") == Some("33999-4"))
        .and_then(|one| child(one, "value"))
        .and_then(|value| Concept::read(context, value).map(status));
    let concern = act.and_then(|act| child_attr(act, "statusCode", "code"));
    // A diagnosis of a visit is recorded as done with: that says nothing about the illness.
    let is_concern = !matches!(section, SectionKind::VisitDiagnoses | SectionKind::Encounters);
    match (said, concern) {
        // Exports leave an old "active" beside the day on which the problem ended.
        (Some("active") | None, _) if when.high.is_some() => "resolved",
        (Some(said), _) => said,
        (None, Some("completed" | "aborted" | "suspended")) if is_concern => "inactive",
        _ => "active",
    }
}

fn status(code: &str) -> Option<&'static str> {
    Some(match code {
        "55561003" => "active",
        "73425007" | "90734009" | "7087005" => "inactive",
        "413322009" => "resolved",
        "246455001" => "recurrence",
        "263855007" => "relapse",
        "277022003" => "remission",
        _ => return None,
    })
}

fn severity<'d>(context: &Context<'d>, node: Node<'d>) -> Option<Object<'d>> {
    let found = statements(node).find(|one| {
        has_template(*one, &["2.16.840.1.113883.10.20.22.4.8"])
            || child_attr(*one, "code", "code") == Some("SEV")
    })?;
    Some(Concept::read(context, child(found, "value")?).json())
}

fn body_sites<'d>(context: &Context<'d>, node: Node<'d>) -> Vec<Object<'d>> {
    children(node, "targetSiteCode").map(|site| Concept::read(context, site).json()).collect()
}

/// The Age Observation.
fn age(node: Node<'_>) -> Option<Object<'_>> {
    let found = statements(node).find(|one| {
        has_template(*one, &["2.16.840.1.113883.10.20.22.4.31", "2.16.840.1.113883.10.20.1.38"])
    })?;
    quantity(child(found, "value")?)
}
