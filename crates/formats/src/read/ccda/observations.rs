//! Results, vital signs, social history, and every other observation.
//!
//! <https://build.fhir.org/ig/HL7/ccda-on-fhir/CF-results.html>

use bluebutton_record::meaning::Examination;

use super::codes::{Coding, Concept, concept, concept_of_value};
use super::context::{Context, reference};
use super::in_table::put_other_number;
use super::json::{Object, one};
use super::kind::SectionKind;
use super::observed::{interpretations, put_values, ranges};
use super::outcome::{Blank, Outcome, negated_as_text, not_understood, statements};
use super::people::{author, identifiers, performers};
use super::procedures;
use super::times::When;
use super::values::put_value;
use super::words::annotations;
use super::xml::{Node, child, child_attr, children, has_template, is, is_null};

const CATEGORY: &str = "http://terminology.hl7.org/CodeSystem/observation-category";
const US_CORE_CATEGORY: &str = "http://hl7.org/fhir/us/core/CodeSystem/us-core-category";
const LOINC: &str = "http://loinc.org";

/// What the organizer around an observation lends it.
#[derive(Default)]
struct Outer<'d> {
    when: When,
    performers: Vec<Object<'d>>,
    /// Its name, which may say what kind of examination all of it comes from.
    code: Concept<'d>,
}

/// Reads an observation that stands alone.
pub fn read<'d>(context: &mut Context<'d>, node: Node<'d>, kind: SectionKind) -> Outcome {
    single(context, node, kind, &Outer::default())
}

/// Reads the vital signs of one moment. What stands among them and is no observation goes to `others`.
pub fn vital_signs<'d>(
    context: &mut Context<'d>,
    node: Node<'d>,
    others: &mut Vec<Node<'d>>,
) -> Outcome {
    let outer = outer(context, node);
    let inner: Vec<Node<'d>> = statements(node).collect();
    if inner.is_empty() {
        return not_understood(context, node);
    }
    let mut all = Vec::new();
    let pressure = super::vitals::pressure_pair(&inner);
    if let Some((upper, lower)) = pressure {
        all.push(Outcome::of(blood_pressure(context, upper, lower, &outer)));
    }
    for one in inner {
        if pressure.is_some_and(|(upper, lower)| one == upper || one == lower) {
            continue;
        }
        if is(one, "observation") {
            all.push(single(context, one, SectionKind::VitalSigns, &outer));
        } else {
            others.push(one);
        }
    }
    Outcome::all(all)
}

/// Reads a result organizer as a DiagnosticReport with its Observations. What stands among them and is
/// no observation goes to `others`.
pub fn report<'d>(
    context: &mut Context<'d>,
    node: Node<'d>,
    others: &mut Vec<Node<'d>>,
) -> Outcome {
    let outer = outer(context, node);
    let mut results = Vec::new();
    let inner: Vec<Node<'d>> = statements(node).collect();
    for one in inner {
        match one.tag_name().name() {
            "observation" => {
                results.extend(single(context, one, SectionKind::Results, &outer).ids());
            }
            // The specimen was taken: a step on the way, not a finding.
            "procedure" if has_template(one, &["2.16.840.1.113883.10.20.22.4.415"]) => {}
            _ => others.push(one),
        }
    }
    let code = Concept::child(context, node, "code");
    if code.is_empty() && results.is_empty() {
        return not_understood(context, node);
    }
    // A panel that is only a frame around one unnamed thing adds nothing.
    if code.is_empty() {
        return Outcome::Mapped(results);
    }
    // Some of it is there already: it is not only ordered.
    let has_value = |one: &Node<'d>| child(*one, "value").is_some_and(|value| !is_null(value));
    let status = match status(node) {
        "registered" if statements(node).any(|one| has_value(&one)) => "preliminary",
        other => other,
    };
    let (section, display) = match examination(&code) {
        Examination::Laboratory => ("LAB", "Laboratory"),
        Examination::Imaging => ("RAD", "Radiology"),
        Examination::HeartTracing => ("EC", "Electrocardiac (e.g., EKG, EEC, Holter)"),
    };
    let service = concept("http://terminology.hl7.org/CodeSystem/v2-0074", section, display);
    let (_, written) = author(context, node);
    let issued = written.filter(|time| time.contains('T'));
    let mut object = Object::resource("DiagnosticReport")
        .with("identifier", identifiers(node))
        .with("status", status)
        .with("category", one(service))
        .with("code", code.json())
        .with("subject", context.subject());
    let when = if outer.when.is_empty() { first_time(context, node) } else { outer.when.clone() };
    when.put(&mut object, "effectiveDateTime", "effectivePeriod");
    object.put("issued", issued);
    object.put("performer", outer.performers);
    let members: Vec<Object<'d>> = results.iter().cloned().map(reference).collect();
    object.put("result", members);
    let report = context.add("DiagnosticReport", node, object);
    Outcome::Mapped(std::iter::once(report).chain(results).collect())
}

fn outer<'d>(context: &mut Context<'d>, node: Node<'d>) -> Outer<'d> {
    Outer {
        when: When::child(context, node, "effectiveTime"),
        performers: performers(context, node),
        code: Concept::child(context, node, "code"),
    }
}

fn first_time<'d>(context: &Context<'d>, node: Node<'d>) -> When {
    statements(node)
        .map(|one| When::child(context, one, "effectiveTime"))
        .find(|when| !when.is_empty())
        .unwrap_or_default()
}

fn single<'d>(
    context: &mut Context<'d>,
    node: Node<'d>,
    kind: SectionKind,
    outer: &Outer<'d>,
) -> Outcome {
    if is_null(node) {
        return not_understood(context, node);
    }
    if negated_as_text(context, node) {
        return Outcome::KeptAsText;
    }
    let own_code = Concept::child(context, node, "code");
    let is_asked = !own_code.is_empty() && !own_code.has("ASSERTION");
    if own_code.says_none() {
        return Outcome::none();
    }
    let code = code(context, node, kind);
    let members = members(context, node, kind, outer);
    let mut object = common(context, node, kind, outer);
    object.put("code", code.required());
    let has_value = put_values(context, node, &mut object);
    put_other_number(context, node, &mut object);
    // A result that is not there yet is worth an entry; other questions without an answer are not.
    let is_awaited = kind == SectionKind::Results && is_asked;
    if !has_value && members.is_empty() && !is_awaited {
        return without_value(context, node, kind, outer, is_asked);
    }
    object.put("interpretation", interpretations(context, node));
    object.put("note", annotations(context, node));
    let sites: Option<Object<'d>> =
        children(node, "targetSiteCode").map(|site| Concept::read(context, site).json()).next();
    object.put("bodySite", sites);
    object.put("method", Concept::child(context, node, "methodCode").json());
    object.put("referenceRange", ranges(context, node));
    object.put("hasMember", members.into_iter().map(reference).collect::<Vec<_>>());
    Outcome::of(context.add("Observation", node, object))
}

/// An observation without a value: blank, or a statement by its code alone.
fn without_value<'d>(
    context: &mut Context<'d>,
    node: Node<'d>,
    kind: SectionKind,
    outer: &Outer<'d>,
    is_asked: bool,
) -> Outcome {
    if child(node, "value").is_some() || !is_asked {
        return Outcome::Blank(Blank::NoAnswer);
    }
    let category = category(context, node, kind, outer);
    Outcome::of(procedures::read_finding(context, node, category))
}

/// What every observation has: identifiers, status, category, subject, time, performer. The code
/// is put by the caller, behind these.
fn common<'d>(
    context: &mut Context<'d>,
    node: Node<'d>,
    kind: SectionKind,
    outer: &Outer<'d>,
) -> Object<'d> {
    let own = When::child(context, node, "effectiveTime");
    let when = if own.is_empty() { outer.when.clone() } else { own };
    let mut who = performers(context, node);
    if who.is_empty() {
        who.clone_from(&outer.performers);
    }
    if who.is_empty() {
        who.extend(author(context, node).0.map(|author| author.json()));
    }
    if who.is_empty() {
        who.extend(told_by(context, node));
    }
    let mut object = Object::resource("Observation")
        .with("identifier", identifiers(node))
        .with("status", status(node))
        .with("category", category(context, node, kind, outer).map(one))
        .with("subject", context.subject());
    when.put(&mut object, "effectiveDateTime", "effectivePeriod");
    object.put("performer", who);
    object
}

fn status(node: Node<'_>) -> &'static str {
    match child_attr(node, "statusCode", "code") {
        Some("aborted" | "cancelled") => "cancelled",
        Some("active" | "held" | "suspended") => "registered",
        Some("completed") => "final",
        Some("nullified") => "entered-in-error",
        _ => "unknown",
    }
}

/// What kind of examination a result is of, by any name of its code.
fn examination(code: &Concept<'_>) -> Examination {
    let displays = code.codings.iter().filter_map(|coding| coding.display);
    let mut found = displays.chain(code.text.as_deref()).map(Examination::named);
    found.find(|one| *one != Examination::Laboratory).unwrap_or(Examination::Laboratory)
}

fn category<'d>(
    context: &Context<'d>,
    node: Node<'d>,
    kind: SectionKind,
    outer: &Outer<'d>,
) -> Option<Object<'d>> {
    let is_survey =
        has_template(node, &["2.16.840.1.113883.10.20.22.4.69", "2.16.840.1.113883.10.20.22.4.86"]);
    Some(match kind {
        _ if is_survey => concept(CATEGORY, "survey", "Survey"),
        // What somebody wants to be done, or not, is no test result.
        _ if has_template(node, &["2.16.840.1.113883.10.20.22.4.48"]) => concept(
            US_CORE_CATEGORY,
            "treatment-intervention-preference",
            "Treatment Intervention Preference",
        ),
        SectionKind::Results => {
            match examination(&Concept::child(context, node, "code").and(outer.code.clone())) {
                Examination::Laboratory => concept(CATEGORY, "laboratory", "Laboratory"),
                Examination::Imaging | Examination::HeartTracing => {
                    concept(CATEGORY, "imaging", "Imaging")
                }
            }
        }
        SectionKind::VitalSigns => concept(CATEGORY, "vital-signs", "Vital Signs"),
        SectionKind::SocialHistory => concept(CATEGORY, "social-history", "Social History"),
        SectionKind::FunctionalStatus => {
            concept(US_CORE_CATEGORY, "functional-status", "Functional Status")
        }
        SectionKind::MentalStatus => {
            concept(US_CORE_CATEGORY, "cognitive-status", "Cognitive Status")
        }
        SectionKind::Procedures => concept(CATEGORY, "procedure", "Procedure"),
        SectionKind::Plan | SectionKind::HealthConcerns => concept(CATEGORY, "exam", "Exam"),
        _ if has_template(node, &["2.16.840.1.113883.10.20.22.4.2"]) => {
            concept(CATEGORY, "laboratory", "Laboratory")
        }
        _ if has_template(node, &["2.16.840.1.113883.10.20.22.4.27"]) => {
            concept(CATEGORY, "vital-signs", "Vital Signs")
        }
        _ => return None,
    })
}

/// The question. Where HL7 has only "assertion", the template says what is asked.
fn code<'d>(context: &Context<'d>, node: Node<'d>, kind: SectionKind) -> Concept<'d> {
    let mut code = Concept::child(context, node, "code");
    if !code.is_empty() && !code.has("ASSERTION") {
        return code;
    }
    let smoking = ["2.16.840.1.113883.10.20.22.4.78", "2.16.840.1.113883.10.22.4.78"];
    let known = |code, display| Concept {
        codings: vec![Coding::new(LOINC, code, Some(display))],
        text: Some(display.into()),
    };
    if has_template(node, &smoking) {
        return known("72166-2", "Tobacco smoking status");
    }
    if has_template(node, &["2.16.840.1.113883.10.20.22.4.85"]) {
        return known("11367-0", "History of tobacco use");
    }
    if has_template(node, &["2.16.840.1.113883.10.20.15.3.8"]) {
        return known("82810-3", "Pregnancy status");
    }
    if has_template(node, &["2.16.840.1.113883.10.20.22.4.200"]) {
        return known("76689-9", "Sex assigned at birth");
    }
    if code.text.as_deref().is_none_or(|text| text.eq_ignore_ascii_case("assertion")) {
        code.text = match kind {
            SectionKind::FunctionalStatus => Some("Functional status".into()),
            SectionKind::MentalStatus => Some("Mental status".into()),
            SectionKind::SocialHistory => Some("Social history".into()),
            _ => code.text,
        };
    }
    code
}

/// LOINC "Information source": who said it, not a finding.
const SOURCE: &str = "48766-0";

/// Who said it, where that is an observation inside the observation.
fn told_by<'d>(context: &Context<'d>, node: Node<'d>) -> Option<Object<'d>> {
    let source = statements(node).find(|one| child_attr(*one, "code", "code") == Some(SOURCE))?;
    let name = concept_of_value(context, child(source, "value")?);
    let display = if name.says_none() { None } else { name.text }?;
    Some(Object::new().with("display", display))
}

/// Observations inside an observation.
fn members<'d>(
    context: &mut Context<'d>,
    node: Node<'d>,
    kind: SectionKind,
    outer: &Outer<'d>,
) -> Vec<String> {
    const ASIDES: [&str; 8] = [
        "2.16.840.1.113883.10.20.22.4.6",
        "2.16.840.1.113883.10.20.22.4.8",
        "2.16.840.1.113883.10.20.22.4.28",
        "2.16.840.1.113883.10.20.22.4.31",
        "2.16.840.1.113883.10.20.22.4.64",
        "2.16.840.1.113883.10.20.22.4.119",
        "2.16.840.1.113883.10.20.22.4.143",
        "2.16.840.1.113883.10.20.22.4.19",
    ];
    let inner: Vec<Node<'d>> = statements(node)
        .filter(|one| is(*one, "observation") && !has_template(*one, &ASIDES))
        .filter(|one| !matches!(child_attr(*one, "code", "code"), Some("33999-4" | SOURCE)))
        .collect();
    inner.into_iter().flat_map(|one| single(context, one, kind, outer).ids()).collect()
}

/// Systolic and diastolic pressure of one moment as one Observation.
///
/// <https://hl7.org/fhir/R4/bp.html>
fn blood_pressure<'d>(
    context: &mut Context<'d>,
    upper: Node<'d>,
    lower: Node<'d>,
    outer: &Outer<'d>,
) -> String {
    let mut object = common(context, upper, SectionKind::VitalSigns, outer);
    object.put("code", {
        let mut code =
            Concept::of(LOINC, "85354-9", "Blood pressure panel with all children optional");
        code.text = Some("Blood pressure".into());
        code.json()
    });
    let mut components = Vec::new();
    for part in [upper, lower] {
        let mut component =
            Object::new().with("code", Concept::child(context, part, "code").required());
        if let Some(value) = child(part, "value") {
            put_value(context, value, &mut component);
        }
        put_other_number(context, part, &mut component);
        component.put("interpretation", interpretations(context, part));
        component.put("referenceRange", ranges(context, part));
        components.push(component);
    }
    let notes: Vec<Object<'d>> =
        [upper, lower].into_iter().flat_map(|part| annotations(context, part)).collect();
    object.put("note", notes);
    object.put("component", components);
    context.add("Observation", upper, object)
}
