//! A coded entry, and what several kinds of entries have in them.

use bluebutton_record::json::Value;

use super::codes::{Coded, LOINC, SNOMED};
use super::frame::template;
use super::values::{OWN_ROOT, point};
use super::xml::Xml;
use super::{Book, Item, marks};

/// One coded entry of those items.
pub(super) fn entry(xml: &mut Xml, items: &[&Item<'_>], inside: impl FnOnce(&mut Xml)) {
    xml.new_line();
    xml.element("entry", &[("typeCode", "DRIV")], |xml| {
        inside(xml);
        if xml.annotates() {
            xml.at_its_end(|xml, name| {
                let tag = if name == "organizer" { "component" } else { "entryRelationship" };
                marks::annotation(xml, &marks::of(items), tag);
            });
        }
    });
}

/// Why something was done: an Indication.
pub(super) fn indication(xml: &mut Xml, item: &Item<'_>, reason: Value<'_>, at: usize) {
    xml.element("entryRelationship", &[("typeCode", "RSON")], |xml| {
        xml.element("observation", &[("classCode", "OBS"), ("moodCode", "EVN")], |xml| {
            template(xml, "2.16.840.1.113883.10.20.22.4.19", "2014-06-09");
            let id = format!("{}.reason-{at}", item.resource.id);
            xml.empty("id", &[("root", OWN_ROOT), ("extension", &id)]);
            problem_type(xml);
            xml.empty("statusCode", &[("code", "completed")]);
            Coded::code(&item.row).value().wanting(&[SNOMED]).write(xml, Some(reason));
        });
    });
}

/// Who wrote an entry and when.
pub(super) fn author(
    xml: &mut Xml,
    book: &Book<'_>,
    item: &Item<'_>,
    (written, who): (Option<&str>, Option<Value<'_>>),
) {
    xml.element("author", &[], |xml| {
        template(xml, "2.16.840.1.113883.10.20.22.4.119", "");
        point(xml, "time", written);
        xml.element("assignedAuthor", &[], |xml| {
            let person = who.and_then(|who| book.resolve(item.root(), who));
            let id = person.and_then(|person| person.text_at(&["id"]));
            match id {
                Some(id) => xml.empty("id", &[("root", OWN_ROOT), ("extension", &id)]),
                None => xml.empty("id", &[("nullFlavor", "UNK")]),
            }
            let name = who.and_then(|who| book.name_of(item.root(), who));
            xml.element("assignedPerson", &[], |xml| match name {
                Some(name) => xml.leaf("name", &[], &name),
                None => xml.empty("name", &[("nullFlavor", "UNK")]),
            });
        });
    });
}

pub(super) fn problem_type(xml: &mut Xml) {
    let code = [("code", "64572001"), ("codeSystem", SNOMED), ("displayName", "Condition")];
    xml.element("code", &code, |xml| {
        xml.empty(
            "translation",
            &[("code", "75323-6"), ("codeSystem", LOINC), ("displayName", "Condition")],
        );
    });
}
