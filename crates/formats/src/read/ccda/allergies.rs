//! Allergies and intolerances.
//!
//! <https://build.fhir.org/ig/HL7/ccda-on-fhir/CF-allergies.html>

use bluebutton_record::view::ORIGINAL_TEXT;

use super::codes::{Concept, concept_of_value};
use super::context::{Context, reference};
use super::json::{Json, Object, absent, one};
use super::moment::Time;
use super::outcome::{Outcome, statements};
use super::people::{author, identifiers};
use super::times::When;
use super::words::{annotations, words};
use super::xml::{Node, at, attr, child, child_attr, children, has_template, is_negated, text};

const CLINICAL: &str = "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical";
const VERIFICATION: &str = "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification";

/// Reads an allergy observation, with the concern act around it where there is one.
pub fn read<'d>(context: &mut Context<'d>, node: Node<'d>, act: Option<Node<'d>>) -> Outcome {
    let kind = child(node, "value").map(|value| concept_of_value(context, value));
    let kind = kind.unwrap_or_default();
    let agent = named_by_itself(context, node, agent(context, node));
    // What the act around it denies is denied as well.
    let is_no = is_negated(node) || act.is_some_and(is_negated);
    let Some(code) = code(&kind, agent, is_no) else { return Outcome::none() };
    // "No known allergies" in words is worth an entry; "no allergy data" is none.
    if code.says_none() && !code.text.as_deref().is_some_and(is_known_none) {
        return Outcome::none();
    }
    let refuted = is_no && !is_no_known(&code);
    let when = When::child(context, node, "effectiveTime");
    let (recorder, recorded) = author_of(context, node, act);
    let status = clinical_status(context, node, act, refuted);
    let verification = if refuted { "refuted" } else { "confirmed" };
    let category = if is_no_known(&code) { None } else { kind.map(category) };
    let mut object = Object::resource("AllergyIntolerance")
        .with("identifier", identifiers(node))
        .with("clinicalStatus", coded(CLINICAL, status))
        .with("verificationStatus", coded(VERIFICATION, verification))
        .with("type", kind.map(intolerance_type))
        .with("category", category.map(|category| vec![category]))
        .with("criticality", criticality(node))
        .with("code", code.required())
        .with("patient", context.subject());
    when.put(&mut object, "onsetDateTime", "onsetPeriod");
    object.put("recordedDate", recorded);
    object.put("recorder", recorder);
    object.put("note", annotations(context, node));
    object.put("reaction", reactions(context, node));
    Outcome::of(context.add("AllergyIntolerance", node, object))
}

fn coded<'d>(system: &'static str, code: &'static str) -> Object<'d> {
    let coding = Object::new().with("system", system).with("code", code);
    Object::new().with("coding", one(coding))
}

fn author_of<'d>(
    context: &mut Context<'d>,
    node: Node<'d>,
    act: Option<Node<'d>>,
) -> (Option<Object<'d>>, Option<Time>) {
    let (mut who, mut time) = author(context, node);
    if let Some(act) = act
        && who.is_none()
        && time.is_none()
    {
        (who, time) = author(context, act);
    }
    // A recorder is a person; an organization is none.
    let who = who.and_then(|who| who.to).filter(|to| to.starts_with("Practitioner/"));
    (who.map(reference), time)
}

/// What the patient reacts to.
fn agent<'d>(context: &Context<'d>, node: Node<'d>) -> Concept<'d> {
    let entities = children(node, "participant")
        .filter(|participant| attr(*participant, "typeCode").is_none_or(|code| code == "CSM"))
        .filter_map(|participant| at(participant, &["participantRole", "playingEntity"]));
    for entity in entities {
        let mut concept = Concept::child(context, entity, "code");
        if concept.text.is_none() {
            concept.text = child(entity, "name").and_then(|name| text(name, 400)).map(Into::into);
        }
        if !concept.is_empty() {
            return concept;
        }
    }
    Concept::default()
}

fn is_known_none(text: &str) -> bool {
    text.to_lowercase().contains("known")
}

/// Some exports let the words of the agent point to the reaction ("Hives"): such words would hide
/// what the patient must not take. The code's own name is shown then.
fn named_by_itself<'d>(
    context: &Context<'d>,
    node: Node<'d>,
    mut agent: Concept<'d>,
) -> Concept<'d> {
    let is_reaction =
        manifestations(node).filter_map(|reaction| child(reaction, "value")).any(|value| {
            let reaction = Concept::read(context, value);
            reaction.text.is_some() && reaction.text == agent.text
        });
    let display = agent.codings.iter().find_map(|coding| coding.display);
    if is_reaction && display.is_some() {
        agent.text = display.map(Into::into);
    }
    agent
}

/// The reaction observations. Some exports exchange the kinds of relation: a severity is no reaction, and
/// what says by its template that it is a reaction is one.
fn manifestations(node: Node<'_>) -> impl Iterator<Item = Node<'_>> + use<'_> {
    children(node, "entryRelationship").filter_map(|relation| {
        let observation = child(relation, "observation")?;
        let is_told = attr(relation, "typeCode") == Some("MFST");
        let is_reaction = has_template(observation, &["2.16.840.1.113883.10.20.22.4.9"]);
        ((is_told || is_reaction) && !is_severity(observation)).then_some(observation)
    })
}

fn is_severity(observation: Node<'_>) -> bool {
    has_template(observation, &["2.16.840.1.113883.10.20.22.4.8", "2.16.840.1.113883.10.20.1.55"])
        || child_attr(observation, "code", "code") == Some("SEV")
}

/// The code: what is reacted to, and the value where it says more than "allergy to something".
fn code<'d>(kind: &Concept<'d>, agent: Concept<'d>, is_no: bool) -> Option<Concept<'d>> {
    let is_generic =
        kind.codings.iter().any(|coding| is_generic(coding.code)) || kind.has("ASSERTION");
    if agent.is_empty() && is_no {
        let (code, display) = kind.map(no_known).unwrap_or(("716186003", "No known allergy"));
        let words =
            kind.text.clone().filter(|text| !is_generic && text.to_lowercase().contains("no "));
        let mut concept = Concept::of("http://snomed.info/sct", code, display);
        concept.text = words.or_else(|| Some(display.into()));
        return Some(concept);
    }
    if is_generic {
        return (!agent.is_empty()).then_some(agent).or_else(|| words_only(kind));
    }
    let whole = agent.and(kind.clone());
    (!whole.is_empty()).then_some(whole)
}

/// An allergy whose agent is only in the words of its kind.
fn words_only<'d>(kind: &Concept<'d>) -> Option<Concept<'d>> {
    let text = kind.text.clone()?;
    let repeats = kind.codings.iter().any(|coding| coding.display == Some(text.as_ref()));
    (!repeats).then_some(Concept { codings: Vec::new(), text: Some(text) })
}

fn is_generic(code: &str) -> bool {
    matches!(
        code,
        "418038007"
            | "419199007"
            | "420134006"
            | "235719002"
            | "414285001"
            | "418471000"
            | "416098002"
            | "419511003"
            | "59037007"
            | "106190000"
            | "64572001"
    )
}

fn is_no_known(concept: &Concept<'_>) -> bool {
    ["716186003", "409137002", "429625007", "428607008", "160244002"]
        .into_iter()
        .any(|code| concept.has(code))
}

fn no_known(code: &str) -> Option<(&'static str, &'static str)> {
    Some(match code {
        "416098002" | "419511003" | "59037007" => ("409137002", "No known drug allergy"),
        "414285001" | "418471000" | "235719002" => ("429625007", "No known food allergy"),
        "419199007" | "420134006" | "418038007" => ("716186003", "No known allergy"),
        _ => return None,
    })
}

fn category(code: &str) -> Option<&'static str> {
    Some(match code {
        "235719002" | "414285001" | "418471000" => "food",
        "416098002" | "419511003" | "59037007" => "medication",
        "232347008" | "426232007" => "environment",
        _ => return None,
    })
}

fn intolerance_type(code: &str) -> Option<&'static str> {
    Some(match code {
        "235719002" | "59037007" => "intolerance",
        "414285001" | "416098002" | "419199007" => "allergy",
        _ => return None,
    })
}

fn criticality(node: Node<'_>) -> Option<&'static str> {
    let found = statements(node).find(|one| {
        has_template(*one, &["2.16.840.1.113883.10.20.22.4.145"])
            || child_attr(*one, "code", "code") == Some("82606-5")
    })?;
    match child_attr(found, "value", "code")? {
        "CRITH" => Some("high"),
        "CRITL" => Some("low"),
        "CRITU" => Some("unable-to-assess"),
        _ => None,
    }
}

/// The status observation, else the end of the allergy, else the state of the concern.
fn clinical_status<'d>(
    context: &Context<'d>,
    node: Node<'d>,
    act: Option<Node<'d>>,
    refuted: bool,
) -> &'static str {
    if refuted {
        return "inactive";
    }
    let said = statements(node)
        .find(|one| child_attr(*one, "code", "code") == Some("33999-4"))
        .and_then(|one| child(one, "value"))
        .and_then(|value| Concept::read(context, value).map(status));
    let ended = When::child(context, node, "effectiveTime").high.is_some();
    let concern = act.and_then(|act| child_attr(act, "statusCode", "code"));
    said.or(ended.then_some("resolved")).unwrap_or(match concern {
        Some("completed" | "aborted" | "suspended") => "inactive",
        _ => "active",
    })
}

fn status(code: &str) -> Option<&'static str> {
    Some(match code {
        "55561003" => "active",
        "73425007" => "inactive",
        "413322009" => "resolved",
        _ => return None,
    })
}

/// The reactions, each with its severity.
fn reactions<'d>(context: &Context<'d>, node: Node<'d>) -> Vec<Object<'d>> {
    let own_severity = severity(context, node);
    let mut out = Vec::new();
    for reaction in manifestations(node) {
        let value = child(reaction, "value").map(|value| concept_of_value(context, value));
        let mut manifestation = value.unwrap_or_default();
        if manifestation.is_empty() {
            let words = child(reaction, "text").and_then(|node| words(context, node));
            manifestation.text = words.map(Into::into);
        }
        let severity = severity(context, reaction).or_else(|| own_severity.clone());
        if manifestation.is_empty() && severity.is_none() {
            continue;
        }
        let when = When::child(context, reaction, "effectiveTime");
        out.push(
            Object::new()
                .with("manifestation", one(manifestation.required()))
                .with("onset", when.start())
                .with("severity", severity),
        );
    }
    if out.is_empty() && own_severity.is_some() {
        // How bad it is, without how it shows.
        let unknown: Json<'d> = absent("unknown");
        out.push(Object::new().with("manifestation", one(unknown)).with("severity", own_severity));
    }
    out
}

/// How bad it is, as FHIR's three codes have it. Words that say it finer ("Moderate to severe") stay with it.
fn severity<'d>(context: &Context<'d>, node: Node<'d>) -> Option<Json<'d>> {
    let found = statements(node).find(|one| is_severity(*one))?;
    let value = Concept::read(context, child(found, "value")?);
    let code = value.map(|code| {
        Some(match code {
            "255604002" => "mild",
            "6736007" | "371923003" => "moderate",
            "24484000" | "371924009" | "399166001" | "442452003" => "severe",
            _ => return None,
        })
    })?;
    let display = value.codings.iter().find_map(|coding| coding.display);
    let finer = [value.text.as_deref(), display].into_iter().flatten().find(|words| {
        let words = words.trim();
        !words.eq_ignore_ascii_case(code) && words.to_lowercase().contains(code)
            || ["fatal", "life threatening"]
                .iter()
                .any(|worse| words.to_lowercase().starts_with(worse))
    });
    Some(match finer {
        None => code.into(),
        Some(words) => {
            let told =
                Object::new().with("url", ORIGINAL_TEXT).with("valueString", words.to_owned());
            Json::Extended(code.into(), Object::new().with("extension", vec![told]))
        }
    })
}
