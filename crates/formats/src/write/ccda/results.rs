//! Observations: laboratory and imaging results, vital signs, social history.
//!
//! Standard: C-CDA R2.1, Result Organizer, Result Observation, Vital Signs Organizer, Vital Sign Observation,
//! Smoking Status, Social History Observation, Birth Sex Observation.

use std::collections::{BTreeMap, HashSet};

use bluebutton_record::json::Value;

use super::coded::{author, entry};
use super::codes::{Coded, LOINC, SNOMED, has, has_any, translated};
use super::frame::{reference, template};
use super::narrative::{measure, part_at};
use super::values::{High, OWN_ROOT, ids, interval, physical, point, told, value};
use super::xml::Xml;
use super::{Book, Item, marks};

/// The panels among some items, each with the results it names; `written` remembers both, over all pieces.
pub(super) fn panels(
    xml: &mut Xml,
    book: &Book<'_>,
    items: &[&Item<'_>],
    written: &mut HashSet<u32>,
) {
    // A result stands in the panel that names it, and by itself only where none does.
    for panel in items.iter().filter(|item| !item.is_withdrawn()) {
        let members: Vec<&Item<'_>> = members(book, panel)
            .filter(|member| member.is("Observation") && !member.is_withdrawn())
            .filter(|member| written.insert(member.place))
            .collect();
        if !members.is_empty() {
            written.insert(panel.place);
            organizer(xml, book, panel, &members);
        }
    }
}

/// The results among some items that no panel named.
pub(super) fn singles(
    xml: &mut Xml,
    book: &Book<'_>,
    items: &[&Item<'_>],
    written: &mut HashSet<u32>,
) {
    for item in items.iter().filter(|item| item.is("Observation") && !item.is_withdrawn()) {
        if written.insert(item.place) {
            organizer(xml, book, item, &[item]);
        }
    }
}

/// The results a report or a panel names.
fn members<'b, 'a>(
    book: &'b Book<'a>,
    panel: &'b Item<'a>,
) -> impl Iterator<Item = &'b Item<'a>> + 'b {
    let root = panel.root();
    let named = root.each("result").chain(root.each("hasMember"));
    named.filter_map(|member| book.item(&member.text_at(&["reference"])?))
}

fn organizer(xml: &mut Xml, book: &Book<'_>, panel: &Item<'_>, members: &[&Item<'_>]) {
    let resource = panel.root();
    let is_own = matches!(members, [only] if only.row == panel.row);
    let all: Vec<&Item<'_>> = std::iter::once(panel).chain(members.iter().copied()).collect();
    entry(xml, &all, |xml| {
        xml.element("organizer", &[("classCode", "BATTERY"), ("moodCode", "EVN")], |xml| {
            template(xml, "2.16.840.1.113883.10.20.22.4.1", "2015-08-01");
            if is_own {
                let id = format!("{}.panel", panel.resource.id);
                xml.empty("id", &[("root", OWN_ROOT), ("extension", &id)]);
            } else {
                ids(xml, resource);
            }
            Coded::code(&panel.title_at()).write(xml, resource.get("code"));
            xml.empty("statusCode", &[("code", status(resource))]);
            if let Some(moment) = moment_of(resource) {
                let high = High::At(Some(&moment));
                interval(xml, "effectiveTime", Some(&moment), high);
            }
            for member in members {
                components(xml, book, member);
            }
        });
    });
}

/// An observation as a component; one of several parts as one component each.
fn components(xml: &mut Xml, book: &Book<'_>, item: &Item<'_>) {
    let resource = item.root();
    let parts: Vec<Value<'_>> = resource.each("component").collect();
    let has_value = resource
        .members()
        .any(|(name, _)| name.as_str().is_some_and(|name| name.starts_with("value")));
    if has_value || parts.is_empty() {
        xml.element("component", &[], |xml| {
            result(xml, book, item, (resource, None));
        });
    }
    for (at, part) in parts.into_iter().enumerate() {
        xml.element("component", &[], |xml| {
            result(xml, book, item, (part, Some(at)));
        });
    }
}

/// One result: an observation, or the n-th part of one.
fn result(
    xml: &mut Xml,
    book: &Book<'_>,
    item: &Item<'_>,
    (resource, part): (Value<'_>, Option<usize>),
) {
    xml.element("observation", &[("classCode", "OBS"), ("moodCode", "EVN")], |xml| {
        template(xml, "2.16.840.1.113883.10.20.22.4.2", "2015-08-01");
        observation_ids(xml, item, part);
        let words = part.map_or_else(|| item.title_at(), |at| part_at(item, at));
        Coded::code(&words).write(xml, resource.get("code"));
        reference(xml, "text", &item.row);
        xml.empty("statusCode", &[("code", status(item.root()))]);
        point(xml, "effectiveTime", moment_of(item.root()).as_deref());
        value(xml, resource, spoken(book, item, part).as_deref(), &item.row);
        interpretations(xml, resource);
        marks::annotation(xml, &item.marks, "entryRelationship");
        for range in resource.each("referenceRange") {
            usual_range(xml, range);
        }
    });
}

fn observation_ids(xml: &mut Xml, item: &Item<'_>, part: Option<usize>) {
    match part {
        None => ids(xml, item.root()),
        Some(at) => {
            let id = format!("{}.part-{at}", item.resource.id);
            xml.empty("id", &[("root", OWN_ROOT), ("extension", &id)]);
        }
    }
}

/// The value in words, for values CDA has no type for.
fn spoken(book: &Book<'_>, item: &Item<'_>, part: Option<usize>) -> Option<String> {
    let own = match part {
        None => item.entry.value.as_ref(),
        Some(at) => item.entry.parts.get(at).and_then(|part| part.value.as_ref()),
    };
    own.map(|own| measure(book.common.words, own))
}

fn status(resource: Value<'_>) -> &'static str {
    match resource.text_at(&["status"]).as_deref() {
        Some("registered" | "preliminary" | "partial") => "active",
        Some("cancelled") => "aborted",
        _ => "completed",
    }
}

fn moment_of(resource: Value<'_>) -> Option<std::borrow::Cow<'_, str>> {
    told(resource, &["effectiveDateTime"])
        .or_else(|| told(resource, &["effectivePeriod", "start"]))
        .or_else(|| told(resource, &["effectiveInstant"]))
        .or_else(|| told(resource, &["issued"]))
}

fn interpretations(xml: &mut Xml, resource: Value<'_>) {
    let system = "2.16.840.1.113883.5.83";
    for interpretation in resource.each("interpretation") {
        let known = interpretation.each("coding").find(|coding| {
            let own = coding.text_at(&["system"]);
            own.is_some_and(|own| super::codes::oid(&own) == system)
        });
        if let Some(code) = known.and_then(|coding| coding.text_at(&["code"])) {
            xml.empty("interpretationCode", &[("code", &code), ("codeSystem", system)]);
        }
    }
}

fn usual_range(xml: &mut Xml, range: Value<'_>) {
    let end = |name| range.get(name).and_then(physical);
    let (low, high) = (end("low"), end("high"));
    let text = range.text_at(&["text"]);
    if low.is_none() && high.is_none() && text.is_none() {
        return;
    }
    xml.element("referenceRange", &[], |xml| {
        xml.element("observationRange", &[], |xml| {
            if let Some(text) = &text {
                xml.leaf("text", &[], text);
            }
            if low.is_some() || high.is_some() {
                xml.element("value", &[("xsi:type", "IVL_PQ")], |xml| {
                    for (tag, end) in [("low", low), ("high", high)] {
                        if let Some((number, unit)) = end {
                            xml.empty(tag, &[("value", &number), ("unit", &unit)]);
                        }
                    }
                });
            } else if let Some(text) = &text {
                // The template wants a value even where words are all there is.
                xml.leaf("value", &[("xsi:type", "ST")], text);
            }
        });
    });
}

/// Vital signs: all of one day must be among the items.
pub(super) fn vital_signs(xml: &mut Xml, book: &Book<'_>, items: &[&Item<'_>]) {
    // Signs taken at the same moment belong together; the newest moment first.
    let mut moments: BTreeMap<(i64, String), Vec<&Item<'_>>> = BTreeMap::new();
    let coded = |item: &&&Item<'_>| item.is("Observation") && !item.is_withdrawn();
    for item in items.iter().filter(coded).filter(|item| !signs(item).is_empty()) {
        let sort = item.entry.date.map_or(i64::MIN, |date| date.sort_key());
        let moment = moment_of(item.root()).unwrap_or_default().into_owned();
        moments.entry((sort, moment)).or_default().push(item);
    }
    for ((_, moment), items) in moments.iter().rev() {
        entry(xml, items, |xml| signs_of(xml, book, (moment, items)));
    }
}

/// The parts of an observation that are measured signs, the whole as `None`.
fn signs<'d>(item: &'d Item<'_>) -> Vec<(Value<'d>, Option<usize>)> {
    let whole = std::iter::once((item.root(), None));
    let parts = item.root().each("component").enumerate().map(|(at, part)| (part, Some(at)));
    let is_measured = |(sign, _): &(Value<'_>, Option<usize>)| {
        sign.get("valueQuantity").and_then(physical).is_some()
    };
    whole.chain(parts).filter(is_measured).collect()
}

fn signs_of(xml: &mut Xml, book: &Book<'_>, (moment, items): (&str, &[&Item<'_>])) {
    let moment = Some(moment).filter(|moment| !moment.is_empty());
    xml.element("organizer", &[("classCode", "CLUSTER"), ("moodCode", "EVN")], |xml| {
        template(xml, "2.16.840.1.113883.10.20.22.4.26", "2015-08-01");
        let id =
            items.first().map_or_else(String::new, |item| format!("{}.signs", item.resource.id));
        xml.empty("id", &[("root", OWN_ROOT), ("extension", &id)]);
        let code = [("code", "46680005"), ("codeSystem", SNOMED), ("displayName", "Vital signs")];
        xml.element("code", &code, |xml| {
            let display = ("displayName", "Vital signs");
            xml.empty("translation", &[("code", "74728-7"), ("codeSystem", LOINC), display]);
        });
        xml.empty("statusCode", &[("code", "completed")]);
        interval(xml, "effectiveTime", moment, High::At(moment));
        for item in items {
            for (sign, part) in signs(item) {
                xml.element("component", &[], |xml| {
                    vital_sign(xml, book, item, (sign, part));
                });
            }
        }
    });
}

fn vital_sign(
    xml: &mut Xml,
    book: &Book<'_>,
    item: &Item<'_>,
    (sign, part): (Value<'_>, Option<usize>),
) {
    xml.element("observation", &[("classCode", "OBS"), ("moodCode", "EVN")], |xml| {
        template(xml, "2.16.840.1.113883.10.20.22.4.27", "2014-06-09");
        observation_ids(xml, item, part);
        let words = part.map_or_else(|| item.title_at(), |at| part_at(item, at));
        Coded::code(&words).wanting(&[LOINC]).write(xml, sign.get("code"));
        reference(xml, "text", &item.row);
        xml.empty("statusCode", &[("code", "completed")]);
        point(xml, "effectiveTime", moment_of(item.root()).as_deref());
        // The template takes a plain quantity only: "less than" stays in the narrative.
        if let Some((number, unit)) = sign.get("valueQuantity").and_then(physical) {
            xml.empty("value", &[("xsi:type", "PQ"), ("value", &number), ("unit", &unit)]);
        }
        interpretations(xml, sign);
        // What a clinic measured is the document's; what a patient measured is the patient's.
        if item.entry.is_own() {
            let who = item.root().each("performer").next();
            author(xml, book, item, (moment_of(item.root()).as_deref(), who));
        }
        marks::annotation(xml, &item.marks, "entryRelationship");
    });
}

pub(super) fn social_history(xml: &mut Xml, book: &Book<'_>, items: &[&Item<'_>]) {
    for item in items.iter().filter(|item| item.is("Observation") && !item.is_withdrawn()) {
        let code = item.root().get("code");
        if has(code, LOINC, "72166-2") && moment_of(item.root()).is_some() {
            entry(xml, &[item], |xml| smoking(xml, item));
        } else {
            for (part, at) in whole_or_parts(item) {
                entry(xml, &[item], |xml| habit(xml, book, item, (part, at)));
            }
        }
    }
}

/// What a section of social history ends with.
pub(super) fn birth(xml: &mut Xml, book: &Book<'_>) {
    let sex = book.patient().and_then(|patient| birth_sex(patient.root()));
    if let Some(code) = sex {
        entry(xml, &[], |xml| sex_at_birth(xml, &code));
    }
}

fn whole_or_parts<'d>(item: &'d Item<'_>) -> Vec<(Value<'d>, Option<usize>)> {
    let parts = item.root().each("component").enumerate().map(|(at, part)| (part, Some(at)));
    let parts: Vec<_> = parts.collect();
    if parts.is_empty() { vec![(item.root(), None)] } else { parts }
}

fn smoking(xml: &mut Xml, item: &Item<'_>) {
    let resource = item.root();
    xml.element("observation", &[("classCode", "OBS"), ("moodCode", "EVN")], |xml| {
        template(xml, "2.16.840.1.113883.10.20.22.4.78", "2014-06-09");
        ids(xml, resource);
        let display = ("displayName", "Tobacco smoking status NHIS");
        xml.empty("code", &[("code", "72166-2"), ("codeSystem", LOINC), display]);
        reference(xml, "text", &item.row);
        xml.empty("statusCode", &[("code", "completed")]);
        point(xml, "effectiveTime", moment_of(resource).as_deref());
        let answer = resource.get("valueCodeableConcept");
        Coded::code(&item.row).value().wanting(&[SNOMED]).write(xml, answer);
    });
}

fn habit(
    xml: &mut Xml,
    book: &Book<'_>,
    item: &Item<'_>,
    (resource, part): (Value<'_>, Option<usize>),
) {
    xml.element("observation", &[("classCode", "OBS"), ("moodCode", "EVN")], |xml| {
        template(xml, "2.16.840.1.113883.10.20.22.4.38", "2015-08-01");
        observation_ids(xml, item, part);
        let words = part.map_or_else(|| item.title_at(), |at| part_at(item, at));
        let code = resource.get("code");
        if has_any(code, LOINC) {
            Coded::code(&words).wanting(&[LOINC]).write(xml, code);
        } else {
            translated(xml, &words, code);
        }
        reference(xml, "text", &item.row);
        xml.empty("statusCode", &[("code", "completed")]);
        point(xml, "effectiveTime", moment_of(item.root()).as_deref());
        value(xml, resource, spoken(book, item, part).as_deref(), &item.row);
    });
}

fn birth_sex(patient: Value<'_>) -> Option<String> {
    const URL: &str = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex";
    let is_it = |own: &Value<'_>| own.get("url").is_some_and(|url| url.is(URL));
    let code = patient.each("extension").find(is_it)?.text_at(&["valueCode"])?;
    matches!(&*code, "F" | "M").then(|| code.into_owned())
}

fn sex_at_birth(xml: &mut Xml, code: &str) {
    xml.element("observation", &[("classCode", "OBS"), ("moodCode", "EVN")], |xml| {
        template(xml, "2.16.840.1.113883.10.20.22.4.200", "2016-06-01");
        let display = ("displayName", "Sex assigned at birth");
        xml.empty("code", &[("code", "76689-9"), ("codeSystem", LOINC), display]);
        xml.empty("statusCode", &[("code", "completed")]);
        let system = ("codeSystem", "2.16.840.1.113883.5.1");
        xml.empty("value", &[("xsi:type", "CD"), ("code", code), system]);
    });
}
