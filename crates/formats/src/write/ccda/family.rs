//! Family history: an organizer for each relative, with what that relative has or had.
//!
//! Standard: C-CDA R2.1, Family History Organizer, Family History Observation, Age Observation, Family History
//! Death Observation.

use bluebutton_record::json::Value;

use super::coded::{author, entry};
use super::codes::{Coded, LOINC, SNOMED};
use super::frame::{assertion, reference, template};
use super::narrative::part_at;
use super::values::{OWN_ROOT, ids, physical, point, told};
use super::xml::Xml;
use super::{Book, Item};

pub(super) fn relatives(xml: &mut Xml, book: &Book<'_>, items: &[&Item<'_>]) {
    let coded = |item: &&&Item<'_>| item.is("FamilyMemberHistory") && !item.is_withdrawn();
    for item in items.iter().filter(coded) {
        // An organizer without an observation is none: what has no condition is in the narrative.
        if item.root().each("condition").next().is_some() {
            entry(xml, &[item], |xml| relative(xml, book, item));
        }
    }
}

fn relative(xml: &mut Xml, book: &Book<'_>, item: &Item<'_>) {
    let resource = item.root();
    xml.element("organizer", &[("classCode", "CLUSTER"), ("moodCode", "EVN")], |xml| {
        template(xml, "2.16.840.1.113883.10.20.22.4.45", "2015-08-01");
        ids(xml, resource);
        xml.empty("statusCode", &[("code", "completed")]);
        if let Some(date) = told(resource, &["date"]) {
            point(xml, "effectiveTime", Some(&date));
        }
        xml.element("subject", &[], |xml| {
            xml.element("relatedSubject", &[("classCode", "PRS")], |xml| {
                Coded::code(&item.title_at()).write(xml, resource.get("relationship"));
                person(xml, resource);
            });
        });
        if item.entry.is_own() {
            let mut told = resource.each("extension").flat_map(|one| one.each("extension"));
            let who = told.find_map(|one| one.get("valueReference"));
            author(xml, book, item, (resource.text_at(&["date"]).as_deref(), who));
        }
        for (at, condition) in resource.each("condition").enumerate() {
            xml.element("component", &[], |xml| observation(xml, item, (condition, at)));
        }
    });
}

/// What is said of the relative, if anything is.
fn person(xml: &mut Xml, resource: Value<'_>) {
    let sex = match resource.text_at(&["sex", "coding", "code"]).as_deref() {
        Some("female") => Some("F"),
        Some("male") => Some("M"),
        _ => None,
    };
    let name = resource.text_at(&["name"]).filter(|name| !name.trim().is_empty());
    let born = resource.text_at(&["bornDate"]).or_else(|| resource.text_at(&["bornString"]));
    let died = resource.text_at(&["deceasedDate"]);
    let is_dead = resource.get("deceasedBoolean").and_then(Value::as_bool);
    let is_dead = is_dead.or_else(|| died.is_some().then_some(true));
    if sex.is_none() && name.is_none() && born.is_none() && is_dead.is_none() {
        return;
    }
    xml.element("subject", &[], |xml| {
        if let Some(name) = name {
            xml.leaf("name", &[], &name);
        }
        let system = ("codeSystem", "2.16.840.1.113883.5.1");
        match sex {
            Some(code) => xml.empty("administrativeGenderCode", &[("code", code), system]),
            None => xml.empty("administrativeGenderCode", &[("nullFlavor", "UNK")]),
        }
        if let Some(born) = born {
            point(xml, "birthTime", Some(&born));
        }
        if let Some(is_dead) = is_dead {
            let value = if is_dead { "true" } else { "false" };
            xml.empty("sdtc:deceasedInd", &[("value", value)]);
        }
        if let Some(died) = died {
            point(xml, "sdtc:deceasedTime", Some(&died));
        }
    });
}

fn observation(xml: &mut Xml, item: &Item<'_>, (condition, at): (Value<'_>, usize)) {
    xml.element("observation", &[("classCode", "OBS"), ("moodCode", "EVN")], |xml| {
        template(xml, "2.16.840.1.113883.10.20.22.4.46", "2015-08-01");
        let id = format!("{}.condition-{at}", item.resource.id);
        xml.empty("id", &[("root", OWN_ROOT), ("extension", &id)]);
        let code = [("code", "64572001"), ("codeSystem", SNOMED), ("displayName", "Condition")];
        xml.element("code", &code, |xml| {
            let display = ("displayName", "Condition family member");
            xml.empty("translation", &[("code", "75315-2"), ("codeSystem", LOINC), display]);
        });
        reference(xml, "text", &item.row);
        xml.empty("statusCode", &[("code", "completed")]);
        let onset = told(condition, &["onsetPeriod", "start"])
            .or_else(|| condition.text_at(&["onsetString"]));
        if let Some(onset) = onset.filter(|onset| super::values::time(onset).is_some()) {
            point(xml, "effectiveTime", Some(&onset));
        }
        // The parts of the entry are the conditions, unless one had no name.
        let is_each = item.entry.parts.len() == item.root().each("condition").count();
        let words = if is_each { part_at(item, at) } else { item.row.clone() };
        Coded::code(&words).value().wanting(&[SNOMED]).write(xml, condition.get("code"));
        if let Some((number, unit)) = condition.get("onsetAge").and_then(age) {
            age_at_onset(xml, &number, &unit);
        }
        if condition.get("contributedToDeath").and_then(Value::as_bool) == Some(true) {
            death(xml, item, at);
        }
    });
}

/// An age in a unit the template knows.
fn age(quantity: Value<'_>) -> Option<(String, String)> {
    let (number, unit) = physical(quantity)?;
    let unit = match &*unit {
        "year" | "years" | "yr" => "a".to_owned(),
        "month" | "months" => "mo".to_owned(),
        _ => unit,
    };
    matches!(&*unit, "min" | "h" | "d" | "wk" | "mo" | "a").then_some((number, unit))
}

fn age_at_onset(xml: &mut Xml, number: &str, unit: &str) {
    let attributes = [("typeCode", "SUBJ"), ("inversionInd", "true")];
    xml.element("entryRelationship", &attributes, |xml| {
        xml.element("observation", &[("classCode", "OBS"), ("moodCode", "EVN")], |xml| {
            template(xml, "2.16.840.1.113883.10.20.22.4.31", "");
            let display = ("displayName", "Age At Onset");
            xml.empty("code", &[("code", "445518008"), ("codeSystem", SNOMED), display]);
            xml.empty("statusCode", &[("code", "completed")]);
            xml.empty("value", &[("xsi:type", "PQ"), ("value", number), ("unit", unit)]);
        });
    });
}

fn death(xml: &mut Xml, item: &Item<'_>, at: usize) {
    xml.element("entryRelationship", &[("typeCode", "CAUS")], |xml| {
        xml.element("observation", &[("classCode", "OBS"), ("moodCode", "EVN")], |xml| {
            template(xml, "2.16.840.1.113883.10.20.22.4.47", "");
            let id = format!("{}.death-{at}", item.resource.id);
            xml.empty("id", &[("root", OWN_ROOT), ("extension", &id)]);
            assertion(xml);
            xml.empty("statusCode", &[("code", "completed")]);
            let value = [("xsi:type", "CD"), ("code", "419099009"), ("codeSystem", SNOMED)];
            xml.empty("value", &value);
        });
    });
}
