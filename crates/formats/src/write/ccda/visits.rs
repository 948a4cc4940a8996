//! Procedures and visits.
//!
//! Standard: C-CDA R2.1, Procedure Activity Procedure, Encounter Activity, Service Delivery Location, Indication.

use bluebutton_record::json::Value;
use bluebutton_record::meaning::{Said, Stage};

use super::coded::{entry, indication};
use super::codes::Coded;
use super::frame::{reference, template};
use super::values::{OWN_ROOT, ids, period, point, told};
use super::xml::Xml;
use super::{Book, Item, equipment};

pub(super) fn procedures(xml: &mut Xml, book: &Book<'_>, items: &[&Item<'_>]) {
    for item in items.iter().filter(|item| item.is("Procedure") && !item.is_withdrawn()) {
        entry(xml, &[item], |xml| procedure(xml, book, item));
    }
}

fn procedure(xml: &mut Xml, book: &Book<'_>, item: &Item<'_>) {
    let resource = item.root();
    let status = resource.text_at(&["status"]);
    let mut attributes = vec![("classCode", "PROC"), ("moodCode", "EVN")];
    if status.as_deref() == Some("not-done") {
        attributes.push(("negationInd", "true"));
    }
    xml.element("procedure", &attributes, |xml| {
        template(xml, "2.16.840.1.113883.10.20.22.4.14", "2014-06-09");
        ids(xml, resource);
        Coded::code(&item.title_at()).write(xml, resource.get("code"));
        reference(xml, "text", &item.row);
        let status = match status.as_deref() {
            Some("in-progress" | "preparation" | "on-hold") => "active",
            Some("stopped") => "aborted",
            Some("not-done") => "cancelled",
            _ => "completed",
        };
        xml.empty("statusCode", &[("code", status)]);
        match resource.get("performedPeriod") {
            Some(performed) => period(xml, "effectiveTime", Some(performed)),
            None => {
                point(xml, "effectiveTime", told(resource, &["performedDateTime"]).as_deref());
            }
        }
        for site in resource.each("bodySite") {
            Coded::code(&item.row).tag("targetSiteCode").write(xml, Some(site));
        }
        for performer in resource.each("performer").filter_map(|performer| performer.get("actor")) {
            person(xml, book, item, performer);
        }
        // What was put in, where the record has it.
        let devices = resource.each("focalDevice").filter_map(|device| device.get("manipulated"));
        for device in devices.filter_map(|device| book.item(&device.text_at(&["reference"])?)) {
            if device.is("Device") && !device.is_withdrawn() {
                equipment::product(xml, device, "DEV");
            }
        }
        for (at, reason) in resource.each("reasonCode").enumerate() {
            indication(xml, item, reason, at);
        }
    });
}

/// Who did it.
fn person(xml: &mut Xml, book: &Book<'_>, item: &Item<'_>, actor: Value<'_>) {
    let resource = book.resolve(item.root(), actor);
    let Some(name) = book.name_of(item.root(), actor) else { return };
    let kind = resource.and_then(|resource| resource.text_at(&["resourceType"]));
    xml.element("performer", &[], |xml| {
        xml.element("assignedEntity", &[], |xml| {
            match resource.and_then(|resource| resource.text_at(&["id"])) {
                Some(id) => xml.empty("id", &[("root", OWN_ROOT), ("extension", &id)]),
                None => xml.empty("id", &[("nullFlavor", "UNK")]),
            }
            for tag in ["addr", "telecom"] {
                xml.empty(tag, &[("nullFlavor", "UNK")]);
            }
            if kind.as_deref() == Some("Organization") {
                xml.element("representedOrganization", &[], |xml| {
                    xml.leaf("name", &[], &name);
                    for tag in ["telecom", "addr"] {
                        xml.empty(tag, &[("nullFlavor", "UNK")]);
                    }
                });
            } else {
                xml.element("assignedPerson", &[], |xml| xml.leaf("name", &[], &name));
            }
        });
    });
}

pub(super) fn encounters(xml: &mut Xml, book: &Book<'_>, items: &[&Item<'_>]) {
    // What was cancelled or is planned has not taken place: narrative says which.
    let took_place = |item: &&&Item<'_>| {
        item.is("Encounter") && item.entry.basis.said == Said::Is && item.stage != Stage::Ahead
    };
    for item in items.iter().filter(took_place) {
        entry(xml, &[item], |xml| encounter(xml, book, item));
    }
}

fn encounter(xml: &mut Xml, book: &Book<'_>, item: &Item<'_>) {
    let resource = item.root();
    xml.element("encounter", &[("classCode", "ENC"), ("moodCode", "EVN")], |xml| {
        template(xml, "2.16.840.1.113883.10.20.22.4.49", "2015-08-01");
        ids(xml, resource);
        Coded::code(&item.title_at()).write(xml, resource.each("type").next());
        reference(xml, "text", &item.row);
        period(xml, "effectiveTime", resource.get("period"));
        for participant in resource.each("participant") {
            if let Some(individual) = participant.get("individual") {
                person(xml, book, item, individual);
            }
        }
        let places = resource.each("location").filter_map(|location| location.get("location"));
        for place in places.chain(resource.each("serviceProvider")) {
            location(xml, book, item, place);
        }
        for (at, reason) in resource.each("reasonCode").enumerate() {
            indication(xml, item, reason, at);
        }
    });
}

fn location(xml: &mut Xml, book: &Book<'_>, item: &Item<'_>, place: Value<'_>) {
    let Some(name) = book.name_of(item.root(), place) else { return };
    xml.element("participant", &[("typeCode", "LOC")], |xml| {
        xml.element("participantRole", &[("classCode", "SDLOC")], |xml| {
            template(xml, "2.16.840.1.113883.10.20.22.4.32", "");
            xml.empty("code", &[("nullFlavor", "UNK")]);
            for tag in ["addr", "telecom"] {
                xml.empty(tag, &[("nullFlavor", "UNK")]);
            }
            xml.element("playingEntity", &[("classCode", "PLC")], |xml| {
                xml.leaf("name", &[], &name);
            });
        });
    });
}
