//! What is planned and what is wished for: plan of treatment and goals.
//!
//! Standard: C-CDA R2.1, Planned Act, Planned Observation, Planned Procedure, Goal Observation.

use bluebutton_record::json::Value;
use bluebutton_record::meaning::Stage;

use super::coded::{author, entry, indication};
use super::codes::{Coded, LOINC, SNOMED, has_any};
use super::frame::{reference, template};
use super::values::{High, OWN_ROOT, ids, interval, period, physical, point, told};
use super::xml::Xml;
use super::{Book, Item};

pub(super) fn plans(xml: &mut Xml, book: &Book<'_>, items: &[&Item<'_>]) {
    for item in items.iter().filter(|item| !item.is_withdrawn()) {
        // What was planned for a day that is past is no plan any more.
        let is_open = matches!(item.stage, Stage::Ahead | Stage::Now);
        if item.is("ServiceRequest") && is_open && is_ahead(item.root()) {
            entry(xml, &[item], |xml| request(xml, book, item));
        }
        if item.is("CarePlan") {
            let details = item.root().each("activity").filter_map(|one| one.get("detail"));
            let details = details.enumerate();
            for (at, detail) in details.filter(|(_, detail)| is_ahead(*detail)) {
                // Without a code there is nothing to code: the words are in the narrative.
                if detail.at(&["code", "coding"]).is_some() {
                    entry(xml, &[item], |xml| activity(xml, item, (detail, at)));
                }
            }
        }
    }
}

/// Whether it is still to be done: a plan that is over is no plan any more.
fn is_ahead(resource: Value<'_>) -> bool {
    let over = ["completed", "revoked", "cancelled", "stopped", "entered-in-error"];
    let is_over = resource.text_at(&["status"]).is_some_and(|status| over.contains(&&*status));
    let is_forbidden = resource.get("doNotPerform").and_then(Value::as_bool) == Some(true);
    !is_over && !is_forbidden
}

/// What kind of thing a code plans: the element, its class and its template.
fn planned(code: Option<Value<'_>>) -> (&'static str, &'static str, &'static str) {
    let procedures = [
        "2.16.840.1.113883.6.12",
        "2.16.840.1.113883.6.285",
        "2.16.840.1.113883.6.4",
        "2.16.840.1.113883.6.104",
        "2.16.840.1.113883.6.13",
    ];
    if has_any(code, LOINC) {
        ("observation", "OBS", "2.16.840.1.113883.10.20.22.4.44")
    } else if procedures.iter().any(|system| has_any(code, system)) {
        ("procedure", "PROC", "2.16.840.1.113883.10.20.22.4.41")
    } else {
        ("act", "ACT", "2.16.840.1.113883.10.20.22.4.39")
    }
}

fn request(xml: &mut Xml, book: &Book<'_>, item: &Item<'_>) {
    let resource = item.root();
    let (tag, class, root) = planned(resource.get("code"));
    let mood = match resource.text_at(&["intent"]).as_deref() {
        Some("proposal") => "PRP",
        Some("plan" | "directive" | "option") => "INT",
        _ => "RQO",
    };
    xml.element(tag, &[("classCode", class), ("moodCode", mood)], |xml| {
        template(xml, root, "2014-06-09");
        ids(xml, resource);
        Coded::code(&item.title_at()).write(xml, resource.get("code"));
        reference(xml, "text", &item.row);
        xml.empty("statusCode", &[("code", "active")]);
        match resource.get("occurrencePeriod") {
            Some(when) => period(xml, "effectiveTime", Some(when)),
            None => {
                if let Some(day) = told(resource, &["occurrenceDateTime"]) {
                    point(xml, "effectiveTime", Some(&day));
                }
            }
        }
        let written = told(resource, &["authoredOn"]);
        let who = resource.get("requester");
        if written.is_some() || who.is_some() {
            author(xml, book, item, (written.as_deref(), who));
        }
        for (at, reason) in resource.each("reasonCode").enumerate() {
            indication(xml, item, reason, at);
        }
    });
}

fn activity(xml: &mut Xml, item: &Item<'_>, (detail, at): (Value<'_>, usize)) {
    let (tag, class, root) = planned(detail.get("code"));
    xml.element(tag, &[("classCode", class), ("moodCode", "INT")], |xml| {
        template(xml, root, "2014-06-09");
        let id = format!("{}.activity-{at}", item.resource.id);
        xml.empty("id", &[("root", OWN_ROOT), ("extension", &id)]);
        Coded::code(&item.row).write(xml, detail.get("code"));
        xml.empty("statusCode", &[("code", "active")]);
        if let Some(when) = detail.get("scheduledPeriod") {
            period(xml, "effectiveTime", Some(when));
        }
    });
}

pub(super) fn goals(xml: &mut Xml, book: &Book<'_>, items: &[&Item<'_>]) {
    for item in items.iter().filter(|item| item.is("Goal") && !item.is_withdrawn()) {
        let status = item.root().text_at(&["lifecycleStatus"]);
        if !matches!(status.as_deref(), Some("entered-in-error" | "rejected")) {
            entry(xml, &[item], |xml| goal(xml, book, item));
        }
    }
}

fn goal(xml: &mut Xml, book: &Book<'_>, item: &Item<'_>) {
    let resource = item.root();
    let target = resource.each("target").next();
    let within = |name: &str| target.and_then(|target| target.get(name));
    xml.element("observation", &[("classCode", "OBS"), ("moodCode", "GOL")], |xml| {
        template(xml, "2.16.840.1.113883.10.20.22.4.121", "");
        ids(xml, resource);
        let words = item.title_at();
        let measured = within("measure").filter(|measure| measure.get("coding").is_some());
        let described = resource.get("description");
        Coded::code(&words).wanting(&[LOINC, SNOMED]).write(xml, measured.or(described));
        reference(xml, "text", &words);
        let status = match resource.text_at(&["lifecycleStatus"]).as_deref() {
            Some("completed") => "completed",
            Some("cancelled") => "aborted",
            Some("on-hold") => "suspended",
            _ => "active",
        };
        xml.empty("statusCode", &[("code", status)]);
        let start = resource.text_at(&["startDate"]);
        let due = target.and_then(|target| target.text_at(&["dueDate"]));
        if start.is_some() || due.is_some() {
            let high = if due.is_some() { High::At(due.as_deref()) } else { High::None };
            interval(xml, "effectiveTime", start.as_deref(), high);
        }
        wished(xml, &words, &within);
        let who = resource.get("expressedBy");
        if who.is_some() {
            author(xml, book, item, (told(resource, &["statusDate"]).as_deref(), who));
        }
    });
}

/// What is to be reached, where it is a number, a range, a code or words of its own.
fn wished<'d>(xml: &mut Xml, words: &str, within: &impl Fn(&str) -> Option<Value<'d>>) {
    if let Some(quantity) = within("detailQuantity")
        && let Some((number, unit)) = physical(quantity)
    {
        return super::values::quantity_value(xml, quantity, &number, &unit);
    }
    if let Some(range) = within("detailRange") {
        let end = |name| range.get(name).and_then(physical);
        let ends = [("low", end("low")), ("high", end("high"))];
        if ends.iter().any(|(_, end)| end.is_some()) {
            return xml.element("value", &[("xsi:type", "IVL_PQ")], |xml| {
                for (tag, end) in ends {
                    if let Some((number, unit)) = end {
                        xml.empty(tag, &[("value", &number), ("unit", &unit)]);
                    }
                }
            });
        }
    }
    if let Some(concept) = within("detailCodeableConcept").filter(|it| it.get("coding").is_some()) {
        return Coded::code(words).value().write(xml, Some(concept));
    }
    if let Some(text) = within("detailString").and_then(Value::as_str) {
        xml.leaf("value", &[("xsi:type", "ST")], &text);
    }
}
