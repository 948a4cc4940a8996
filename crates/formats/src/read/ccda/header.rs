//! Who the document is about: Patient, guardians and other people in the patient's life.
//!
//! Profile: <https://hl7.org/fhir/us/core/STU6.1/StructureDefinition-us-core-patient.html>

use super::codes::{Coding, Concept};
use super::context::Context;
use super::ids::InstanceId;
use super::json::{Json, Object, absent, one};
use super::people::{addresses, full_name, identifiers, names, omb_coding, organization, telecoms};
use super::times::{date, date_time};
use super::xml::{Node, at, attr, child, child_attr, children, extensions, has_template, is_null};
use crate::limits::TRAITS_MAX;

const RACE: &str = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-race";
const ETHNICITY: &str = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-ethnicity";
const BIRTH_SEX: &str = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex";

/// Reads `recordTarget/patientRole`; sets [`Context::patient`].
pub fn read_patient<'d>(context: &mut Context<'d>, role: Node<'d>) {
    let organization = child(role, "providerOrganization").and_then(|o| organization(context, o));
    let patient = child(role, "patient").or_else(|| child(role, "patientPatient"));
    let mut object = Object::resource("Patient");
    object.put("extension", patient.map(|patient| extensions_of(patient)).unwrap_or_default());
    object.put("identifier", identifiers(role));
    if let Some(patient) = patient {
        object.put("name", names(context, patient));
        object.put("telecom", telecoms(role));
        object.put("gender", gender(patient));
        let birth = child(patient, "birthTime").and_then(date);
        object.put("birthDate", birth);
        put_death(context, patient, &mut object);
        object.put("address", addresses(role));
        object.put("maritalStatus", Concept::child(context, patient, "maritalStatusCode").json());
        object.put("contact", contacts(context, patient));
        object.put("communication", languages(patient));
    }
    object.put("managingOrganization", organization.map(|organization| organization.json()));
    let key = InstanceId::all(role).find(|id| id.extension.is_some()).map(|id| id.key());
    context.patient = context.add_as("Patient", role, key, object);
}

fn gender(patient: Node<'_>) -> Option<&'static str> {
    let code = child(patient, "administrativeGenderCode")?;
    Some(match attr(code, "code")? {
        "M" => "male",
        "F" => "female",
        "UN" | "O" | "OTH" => "other",
        _ => "unknown",
    })
}

fn put_death<'d>(context: &Context<'d>, patient: Node<'d>, object: &mut Object<'d>) {
    let time = extensions(patient, "deceasedTime").next();
    let at = time.and_then(|time| date_time(context, time));
    if at.is_some() {
        object.put("deceasedDateTime", at);
    } else if let Some(flag) = extensions(patient, "deceasedInd").next() {
        match attr(flag, "value") {
            Some("true" | "1") => object.put("deceasedBoolean", true),
            Some("false" | "0") => object.put("deceasedBoolean", false),
            _ => {}
        }
    }
}

/// Race, ethnicity, birth sex and religion as extensions.
fn extensions_of(patient: Node<'_>) -> Vec<Object<'_>> {
    let race = group_extension(RACE, patient, "raceCode", &OMB_RACES);
    let ethnicity = group_extension(ETHNICITY, patient, "ethnicGroupCode", &OMB_ETHNICITIES);
    let sex =
        birth_sex(patient).map(|code| Object::new().with("url", BIRTH_SEX).with("valueCode", code));
    let religion = child(patient, "religiousAffiliationCode").and_then(|code| {
        let coding = Coding {
            system: super::codes::system(attr(code, "codeSystem")?),
            code: attr(code, "code")?,
            display: attr(code, "displayName"),
        };
        let concept = Object::new()
            .with("coding", vec![coding.json()])
            .with("text", attr(code, "displayName"));
        Some(
            Object::new()
                .with("url", "http://hl7.org/fhir/StructureDefinition/patient-religion")
                .with("valueCodeableConcept", concept),
        )
    });
    [race, ethnicity, sex, religion].into_iter().flatten().collect()
}

/// The OMB's race categories; every other code is a finer one.
const OMB_RACES: [&str; 5] = ["1002-5", "2028-9", "2054-5", "2076-8", "2106-3"];
const OMB_ETHNICITIES: [&str; 2] = ["2135-2", "2186-5"];

fn group_extension<'d>(
    url: &'static str,
    patient: Node<'d>,
    name: &'static str,
    categories: &[&str],
) -> Option<Object<'d>> {
    let all = children(patient, name).chain(extensions(patient, name));
    let nodes: Vec<Node<'d>> = all.take(TRAITS_MAX).collect();
    let codes: Vec<Coding<'d>> = nodes.iter().copied().filter_map(omb_coding).collect();
    let mut parts = Vec::new();
    let mut shown: Vec<&str> = Vec::new();
    // One ethnicity, up to five races (US Core).
    for coding in &codes {
        let is_category = categories.contains(&coding.code);
        let url = if is_category { "ombCategory" } else { "detailed" };
        if !shown.contains(&coding.display.unwrap_or(coding.code)) {
            parts.push(Object::new().with("url", url).with("valueCoding", coding.json()));
            shown.push(coding.display.unwrap_or(coding.code));
        }
    }
    if parts.is_empty() {
        let flavor = nodes.iter().find_map(|node| attr(*node, "nullFlavor"))?;
        let (code, display) = match flavor {
            "ASKU" => ("ASKU", "asked but unknown"),
            _ => ("UNK", "unknown"),
        };
        let system = "http://terminology.hl7.org/CodeSystem/v3-NullFlavor";
        let coding = Coding::new(system, code, Some(display));
        parts.push(Object::new().with("url", "ombCategory").with("valueCoding", coding.json()));
        shown.push(display);
    }
    parts.push(Object::new().with("url", "text").with("valueString", shown.join(", ")));
    Some(Object::new().with("url", url).with("extension", parts))
}

/// The Birth Sex observation stands in the social history; FHIR has it at the patient.
fn birth_sex(patient: Node<'_>) -> Option<&str> {
    const TEMPLATE: &str = "2.16.840.1.113883.10.20.22.4.200";
    let template = patient.document().descendants().find(|node| {
        node.tag_name().name() == "templateId" && attr(*node, "root") == Some(TEMPLATE)
    })?;
    let observation = template.parent().filter(|parent| has_template(*parent, &[TEMPLATE]))?;
    let code = child_attr(observation, "value", "code")?;
    ["F", "M", "UNK"].into_iter().find(|known| *known == code)
}

fn languages(patient: Node<'_>) -> Vec<Object<'_>> {
    let mut seen: Vec<&str> = Vec::new();
    let mut out = Vec::new();
    for communication in children(patient, "languageCommunication").take(TRAITS_MAX) {
        let Some(code) = child_attr(communication, "languageCode", "code") else { continue };
        if seen.contains(&code) || code.contains(char::is_whitespace) {
            continue;
        }
        seen.push(code);
        let preferred = match child_attr(communication, "preferenceInd", "value") {
            Some("true" | "1") => Json::from(true),
            Some("false" | "0") => Json::from(false),
            _ => Json::Nothing,
        };
        let coding = Object::new().with("system", "urn:ietf:bcp:47").with("code", bcp47(code));
        let language = Object::new().with("coding", vec![coding]);
        out.push(Object::new().with("language", language).with("preferred", preferred));
    }
    out
}

/// The two-letter tag of the languages that exports write with three letters.
fn bcp47(code: &str) -> &str {
    match code.to_ascii_lowercase().as_str() {
        "eng" => "en",
        "spa" => "es",
        "fra" | "fre" => "fr",
        "deu" | "ger" => "de",
        "ita" => "it",
        "por" => "pt",
        "rus" => "ru",
        "zho" | "chi" => "zh",
        "vie" => "vi",
        "kor" => "ko",
        "jpn" => "ja",
        "ara" => "ar",
        "hat" => "ht",
        "pol" => "pl",
        _ => code,
    }
}

/// Guardians.
fn contacts<'d>(context: &Context<'d>, patient: Node<'d>) -> Vec<Object<'d>> {
    let guardians = children(patient, "guardian").map(|guardian| {
        let person = child(guardian, "guardianPerson");
        let relationship = Concept::child(context, guardian, "code");
        let role = Coding::new(
            "http://terminology.hl7.org/CodeSystem/v3-RoleClass",
            "GUARD",
            Some("guardian"),
        );
        let role = Object::new().with("coding", vec![role.json()]);
        let name = person.and_then(|person| names(context, person).into_iter().next());
        let organization = child(guardian, "guardianOrganization")
            .and_then(|organization| child(organization, "name"))
            .and_then(|name| super::xml::text(name, 400));
        let object = Object::new()
            .with("name", name)
            .with("telecom", telecoms(guardian))
            .with("address", addresses(guardian).into_iter().next())
            .with("organization", organization.map(|name| Object::new().with("display", name)));
        if object.is_empty() {
            return object;
        }
        Object::new().with("relationship", vec![role, relationship.json()]).and(object)
    });
    guardians.collect()
}

/// The `recordTarget`s that name a patient.
pub fn patient_roles(document: Node<'_>) -> Vec<Node<'_>> {
    children(document, "recordTarget")
        .filter_map(|target| child(target, "patientRole"))
        .filter(|role| !is_null(*role))
        .filter(|role| {
            let person = child(*role, "patient").or_else(|| child(*role, "patientPatient"));
            let is_named = person.is_some_and(|person| {
                full_name(person).is_some() || child(person, "birthTime").and_then(date).is_some()
            });
            is_named || InstanceId::all(*role).next().is_some()
        })
        .collect()
}

/// `encompassingEncounter` as an Encounter; answers its reference.
pub fn read_encounter<'d>(context: &mut Context<'d>, document: Node<'d>) -> Option<String> {
    let node = at(document, &["componentOf", "encompassingEncounter"])?;
    let code = Concept::child(context, node, "code");
    let when = super::times::When::child(context, node, "effectiveTime");
    let ids = identifiers(node);
    if ids.is_empty() && when.is_empty() && code.is_empty() {
        return None;
    }
    let location = at(node, &["location", "healthCareFacility"])
        .and_then(|facility| super::places::location(context, facility));
    let provider = at(node, &["location", "healthCareFacility", "serviceProviderOrganization"])
        .and_then(|node| organization(context, node));
    let disposition = Concept::child(context, node, "dischargeDispositionCode");
    let status = if when.high.is_some() || when.at.is_some() { "finished" } else { "unknown" };
    let object = Object::resource("Encounter")
        .with("identifier", ids)
        .with("status", status)
        .with("class", super::encounters::class(&code))
        .with("type", one(code.json()))
        .with("subject", context.subject())
        .with("participant", encounter_participants(context, node))
        .with("period", when.period())
        .with("hospitalization", Object::new().with("dischargeDisposition", disposition.json()))
        .with("location", location.map(|l| one(Object::new().with("location", l.json()))))
        .with("serviceProvider", provider.map(|provider| provider.json()));
    let told = super::encounters::told_in_body(context, document, node);
    Some(context.add_header_visit(node, object, told))
}

fn encounter_participants<'d>(context: &mut Context<'d>, node: Node<'d>) -> Vec<Object<'d>> {
    let mut out = Vec::new();
    for name in ["responsibleParty", "encounterParticipant"] {
        let parties: Vec<Node<'d>> = children(node, name).collect();
        for party in parties {
            let entity = child(party, "assignedEntity");
            let who = entity.and_then(|entity| super::people::practitioner(context, entity));
            let code = match (name, attr(party, "typeCode")) {
                ("responsibleParty", _) => Some("PPRF"),
                (_, Some(code @ ("ADM" | "ATND" | "CON" | "DIS" | "REF"))) => Some(code),
                _ => None,
            };
            let kind = code.map(|code| {
                let system = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType";
                let coding = Object::new().with("system", system).with("code", code);
                one(Object::new().with("coding", vec![coding]))
            });
            if let Some(who) = who {
                out.push(Object::new().with("type", kind).with("individual", who.json()));
            }
        }
    }
    out
}

/// A CareTeam of the performers of `documentationOf/serviceEvent`; its id, if there are any.
pub fn read_care_team<'d>(context: &mut Context<'d>, document: Node<'d>) -> Option<String> {
    let events: Vec<Node<'d>> = children(document, "documentationOf")
        .filter_map(|documentation| child(documentation, "serviceEvent"))
        .collect();
    let mut members = Vec::new();
    let mut seen = std::collections::HashSet::new();
    for event in events.iter().copied() {
        for performer in children(event, "performer") {
            let Some(entity) = child(performer, "assignedEntity") else { continue };
            let role = Concept::child(context, performer, "functionCode");
            let role = if role.is_empty() { Concept::child(context, entity, "code") } else { role };
            let Some(who) = super::people::practitioner(context, entity) else { continue };
            if who.to.as_ref().is_none_or(|to| !seen.insert(to.clone())) {
                continue;
            }
            let organization = super::people::represented_organization(context, entity);
            // ctm-1: on behalf of an organization only where the member is a Practitioner.
            let behalf = organization.map(|organization| organization.json());
            members.push(
                Object::new()
                    .with(
                        "role",
                        one(if role.is_empty() { absent("unknown") } else { role.json().into() }),
                    )
                    .with("member", who.json())
                    .with("onBehalfOf", behalf),
            );
        }
    }
    let event = events.first().filter(|_| !members.is_empty())?;
    let object = Object::resource("CareTeam")
        .with("status", "active")
        .with("subject", context.subject())
        .with("participant", members);
    Some(context.add_as("CareTeam", *event, None, object))
}
