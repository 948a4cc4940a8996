//! Allergies and health conditions: concerns with an observation in them.
//!
//! Standard: C-CDA R2.1, Allergy Concern Act, Allergy - Intolerance Observation, Problem Concern Act, Problem
//! Observation, Reaction Observation, Severity Observation, Criticality Observation, Problem Status.

use bluebutton_record::json::Value;
use bluebutton_record::meaning::Said;
use bluebutton_record::view;

use super::coded::{entry, problem_type};
use super::codes::{ACT_CLASS, ACT_CODE, Coded, LOINC, RXNORM, SNOMED, first_code, has};
use super::frame::{assertion, reference, template};
use super::values::{High, OWN_ROOT, ids, interval, told};
use super::xml::Xml;
use super::{Book, Item};

pub(super) fn allergies(xml: &mut Xml, _: &Book<'_>, items: &[&Item<'_>]) {
    for item in items.iter().filter(|item| item.is("AllergyIntolerance") && is_held(item)) {
        concern(xml, item, "2.16.840.1.113883.10.20.22.4.30", |xml| {
            allergy(xml, item);
        });
    }
}

pub(super) fn conditions(xml: &mut Xml, _: &Book<'_>, items: &[&Item<'_>]) {
    for item in items.iter().filter(|item| item.is("Condition") && is_held(item)) {
        concern(xml, item, "2.16.840.1.113883.10.20.22.4.3", |xml| {
            problem(xml, item);
        });
    }
}

/// Whether its writer stands by it: neither taken back nor ruled out.
fn is_held(item: &Item<'_>) -> bool {
    let ruled_out = first_code(item.root().get("verificationStatus"));
    !item.is_withdrawn() && ruled_out.as_deref() != Some("refuted")
}

/// Whether it says that there is none.
fn says_none(item: &Item<'_>) -> bool {
    item.entry.basis.said == Said::NoneKnown
}

/// Whether it is over.
fn is_over(resource: Value<'_>) -> bool {
    let status = first_code(resource.get("clinicalStatus"));
    matches!(status.as_deref(), Some("inactive" | "resolved" | "remission"))
        || resource.get("abatementDateTime").is_some()
}

fn onset(resource: Value<'_>) -> Option<std::borrow::Cow<'_, str>> {
    told(resource, &["onsetDateTime"]).or_else(|| told(resource, &["onsetPeriod", "start"]))
}

fn abatement(resource: Value<'_>) -> Option<std::borrow::Cow<'_, str>> {
    told(resource, &["abatementDateTime"])
        .or_else(|| told(resource, &["abatementPeriod", "end"]))
        .or_else(|| told(resource, &["onsetPeriod", "end"]))
}

/// The act around an observation: somebody is concerned about it, or was.
fn concern(xml: &mut Xml, item: &Item<'_>, root: &str, inside: impl FnOnce(&mut Xml)) {
    let resource = item.root();
    let over = is_over(resource);
    entry(xml, &[item], |xml| {
        xml.element("act", &[("classCode", "ACT"), ("moodCode", "EVN")], |xml| {
            template(xml, root, "2015-08-01");
            let id = format!("{}.concern", item.resource.id);
            xml.empty("id", &[("root", OWN_ROOT), ("extension", &id)]);
            xml.empty("code", &[("code", "CONC"), ("codeSystem", ACT_CLASS)]);
            reference(xml, "text", &item.row);
            xml.empty("statusCode", &[("code", if over { "completed" } else { "active" })]);
            let noted = told(resource, &["recordedDate"]).or_else(|| onset(resource));
            let ended = abatement(resource);
            let high = if over { High::At(ended.as_deref()) } else { High::None };
            interval(xml, "effectiveTime", noted.as_deref(), high);
            xml.element("entryRelationship", &[("typeCode", "SUBJ")], inside);
        });
    });
}

fn allergy(xml: &mut Xml, item: &Item<'_>) {
    let resource = item.root();
    let code = resource.get("code");
    let none_known = NONE_KNOWN.iter().find(|(none, _, _)| has(code, SNOMED, none));
    let in_words = || NONE_KNOWN.first().filter(|_| says_none(item));
    let none_known = none_known.or_else(in_words);
    let mut attributes = vec![("classCode", "OBS"), ("moodCode", "EVN")];
    if none_known.is_some() {
        attributes.push(("negationInd", "true"));
    }
    xml.element("observation", &attributes, |xml| {
        template(xml, "2.16.840.1.113883.10.20.22.4.7", "2014-06-09");
        ids(xml, resource);
        assertion(xml);
        reference(xml, "text", &item.row);
        xml.empty("statusCode", &[("code", "completed")]);
        let over = is_over(resource);
        let ended = abatement(resource);
        let high = if over { High::At(ended.as_deref()) } else { High::None };
        interval(xml, "effectiveTime", onset(resource).as_deref(), high);
        let (kind, display) = none_known
            .map_or_else(|| kind_of_allergy(resource), |(_, kind, display)| (*kind, *display));
        snomed_value(xml, kind, display);
        xml.element("participant", &[("typeCode", "CSM")], |xml| {
            xml.element("participantRole", &[("classCode", "MANU")], |xml| {
                xml.element("playingEntity", &[("classCode", "MMAT")], |xml| {
                    if none_known.is_some() {
                        xml.empty("code", &[("nullFlavor", "NA")]);
                    } else {
                        let systems = [RXNORM, SNOMED, "2.16.840.1.113883.4.9", NDF_RT];
                        Coded::code(&item.title_at()).wanting(&systems).write(xml, code);
                    }
                });
            });
        });
        for (at, reaction) in resource.each("reaction").enumerate() {
            reactions(xml, item, reaction, at);
        }
        criticality(xml, resource, item);
    });
}

fn kind_of_allergy(resource: Value<'_>) -> (&'static str, &'static str) {
    let category = resource.each("category").next().and_then(Value::as_str);
    let is_intolerance = resource.get("type").is_some_and(|own| own.is("intolerance"));
    match (category.as_deref(), is_intolerance) {
        (Some("medication" | "biologic"), false) => ("416098002", "Allergy to drug"),
        (Some("medication" | "biologic"), true) => ("59037007", "Intolerance to drug"),
        (Some("food"), false) => ("414285001", "Allergy to food"),
        (Some("food"), true) => ("235719002", "Intolerance to food"),
        (_, true) => ("420134006", "Propensity to adverse reaction"),
        (_, false) => ("419199007", "Allergy to substance"),
    }
}

fn reactions(xml: &mut Xml, item: &Item<'_>, reaction: Value<'_>, at: usize) {
    for (nth, manifestation) in reaction.each("manifestation").enumerate() {
        let attributes = [("typeCode", "MFST"), ("inversionInd", "true")];
        xml.element("entryRelationship", &attributes, |xml| {
            xml.element("observation", &[("classCode", "OBS"), ("moodCode", "EVN")], |xml| {
                template(xml, "2.16.840.1.113883.10.20.22.4.9", "2014-06-09");
                let id = format!("{}.reaction-{at}-{nth}", item.resource.id);
                xml.empty("id", &[("root", OWN_ROOT), ("extension", &id)]);
                assertion(xml);
                reference(xml, "text", &item.row);
                xml.empty("statusCode", &[("code", "completed")]);
                if let Some(onset) = reaction.text_at(&["onset"]) {
                    interval(xml, "effectiveTime", Some(&onset), High::None);
                }
                Coded::code(&item.row).value().wanting(&[SNOMED]).write(xml, Some(manifestation));
                severity(xml, reaction, item);
            });
        });
    }
}

fn severity(xml: &mut Xml, reaction: Value<'_>, item: &Item<'_>) {
    let (code, display) = match reaction.text_at(&["severity"]).as_deref() {
        Some("mild") => ("255604002", "Mild"),
        Some("moderate") => ("6736007", "Moderate"),
        Some("severe") => ("24484000", "Severe"),
        _ => return,
    };
    let attributes = [("typeCode", "SUBJ"), ("inversionInd", "true")];
    xml.element("entryRelationship", &attributes, |xml| {
        xml.element("observation", &[("classCode", "OBS"), ("moodCode", "EVN")], |xml| {
            template(xml, "2.16.840.1.113883.10.20.22.4.8", "2014-06-09");
            xml.empty("code", &[("code", "SEV"), ("codeSystem", ACT_CODE)]);
            reference(xml, "text", &item.row);
            xml.empty("statusCode", &[("code", "completed")]);
            let finer = view::original_text(reaction, "severity");
            snomed_value_with(xml, code, display, finer.as_deref());
        });
    });
}

fn criticality(xml: &mut Xml, resource: Value<'_>, item: &Item<'_>) {
    let (code, display) = match resource.text_at(&["criticality"]).as_deref() {
        Some("low") => ("CRITL", "Low criticality"),
        Some("high") => ("CRITH", "High criticality"),
        Some("unable-to-assess") => ("CRITU", "Unable to assess criticality"),
        _ => return,
    };
    let attributes = [("typeCode", "SUBJ"), ("inversionInd", "true")];
    xml.element("entryRelationship", &attributes, |xml| {
        xml.element("observation", &[("classCode", "OBS"), ("moodCode", "EVN")], |xml| {
            template(xml, "2.16.840.1.113883.10.20.22.4.145", "");
            xml.empty("code", &[("code", "82606-5"), ("codeSystem", LOINC)]);
            reference(xml, "text", &item.row);
            xml.empty("statusCode", &[("code", "completed")]);
            let system = ("codeSystem", "2.16.840.1.113883.5.1063");
            xml.empty(
                "value",
                &[("xsi:type", "CD"), ("code", code), system, ("displayName", display)],
            );
        });
    });
}

fn problem(xml: &mut Xml, item: &Item<'_>) {
    let resource = item.root();
    let over = is_over(resource);
    let mut attributes = vec![("classCode", "OBS"), ("moodCode", "EVN")];
    if says_none(item) {
        attributes.push(("negationInd", "true"));
    }
    xml.element("observation", &attributes, |xml| {
        template(xml, "2.16.840.1.113883.10.20.22.4.4", "2015-08-01");
        ids(xml, resource);
        problem_type(xml);
        reference(xml, "text", &item.row);
        xml.empty("statusCode", &[("code", "completed")]);
        let ended = abatement(resource);
        let high = if over { High::At(ended.as_deref()) } else { High::None };
        interval(xml, "effectiveTime", onset(resource).as_deref(), high);
        if says_none(item) {
            // "No known problems" is that there is no problem, not a problem of that name.
            return snomed_value(xml, "55607006", "Problem");
        }
        Coded::code(&item.title_at()).value().wanting(&[SNOMED]).write(xml, resource.get("code"));
        let (code, display) = match first_code(resource.get("clinicalStatus")).as_deref() {
            Some("active" | "recurrence" | "relapse") => ("55561003", "Active"),
            Some("inactive" | "remission") => ("73425007", "Inactive"),
            Some("resolved") => ("413322009", "Resolved"),
            _ => return,
        };
        xml.element("entryRelationship", &[("typeCode", "REFR")], |xml| {
            xml.element("observation", &[("classCode", "OBS"), ("moodCode", "EVN")], |xml| {
                template(xml, "2.16.840.1.113883.10.20.22.4.6", "");
                xml.empty("code", &[("code", "33999-4"), ("codeSystem", LOINC)]);
                reference(xml, "text", &item.row);
                xml.empty("statusCode", &[("code", "completed")]);
                snomed_value(xml, code, display);
            });
        });
    });
}

fn snomed_value(xml: &mut Xml, code: &str, display: &str) {
    snomed_value_with(xml, code, display, None);
}

/// A value with the words of its source.
fn snomed_value_with(xml: &mut Xml, code: &str, display: &str, original: Option<&str>) {
    let attributes =
        [("xsi:type", "CD"), ("code", code), ("codeSystem", SNOMED), ("displayName", display)];
    match original {
        Some(words) => {
            xml.element("value", &attributes, |xml| xml.leaf("originalText", &[], words));
        }
        None => xml.empty("value", &attributes),
    }
}

const NDF_RT: &str = "2.16.840.1.113883.3.26.1.5";

/// "No known allergy" and its like: a negated allergy of the kind
/// (<https://hl7.org/fhir/us/ccda/ConceptMap-FC-NoKnownAllergies.html>).
const NONE_KNOWN: [(&str, &str, &str); 4] = [
    ("716186003", "419199007", "Allergy to substance"),
    ("409137002", "416098002", "Allergy to drug"),
    ("429625007", "414285001", "Allergy to food"),
    ("428607008", "419199007", "Allergy to substance"),
];
