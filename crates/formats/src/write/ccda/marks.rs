//! How confidential the document, a section and an entry are, and what is asked of whoever gets them.
//!
//! Standards: CDA R2, `confidentialityCode`; HL7 DS4P, Privacy Segmented Document (2.16.840.1.113883.3.3251.1.1),
//! Privacy Markings Section (….1.5), Privacy Annotation (….1.4) with its security observations. The document has
//! the level of its most confidential part, each section its own; where one holds something that is
//! specially protected, each of its entries says what it is, so that nobody has to guess.

use bluebutton_record::confidentiality::{ACT_CODE, ACT_REASON, Level, Marks};
use bluebutton_record::facts::Coding;

use super::codes::{LOINC, is_known, oid};
use super::frame::component;
use super::xml::Xml;
use super::{Common, Item};

/// `confidentialityCode`.
pub(super) fn level(xml: &mut Xml, level: Level) {
    let code = [
        ("code", level.code()),
        ("codeSystem", CONFIDENTIALITY),
        ("codeSystemName", "Confidentiality"),
        ("displayName", level.display()),
    ];
    xml.empty("confidentialityCode", &code);
}

/// What items are marked with together.
pub(super) fn of(items: &[&Item<'_>]) -> Marks {
    let mut marks = Marks::default();
    for item in items {
        marks.join(&item.marks);
    }
    marks
}

/// The section that says of the whole document what is asked of whoever gets it.
pub(super) fn section(xml: &mut Xml, common: &Common<'_>) {
    let Some(notice) = common.marks.notice() else { return };
    component(xml, |xml| {
        security_template(xml, "2.16.840.1.113883.3.3251.1.5");
        let code = [
            ("code", "57017-6"),
            ("codeSystem", LOINC),
            ("codeSystemName", "LOINC"),
            ("displayName", "Privacy policy Organization Document"),
        ];
        xml.empty("code", &code);
        xml.leaf("title", &[], &common.words.text("paper-confidentiality"));
        xml.element("text", &[], |xml| {
            xml.leaf("paragraph", &[], &common.words.text(notice));
            xml.element("list", &[], |xml| {
                for word in common.marks.words() {
                    xml.leaf("item", &[], &common.words.text(word));
                }
            });
        });
        level(xml, common.marks.level());
        xml.new_line();
        xml.element("entry", &[("typeCode", "COMP")], |xml| {
            security_template(xml, "2.16.840.1.113883.3.3251.1.9");
            organizer(xml, &common.marks);
        });
    });
}

/// What one entry is marked with, as a part of it; `tag` is `entryRelationship`, or `component` in an organizer.
pub(super) fn annotation(xml: &mut Xml, marks: &Marks, tag: &str) {
    if xml.annotates() {
        xml.element(tag, &[("typeCode", "COMP")], |xml| organizer(xml, marks));
    }
}

fn organizer(xml: &mut Xml, marks: &Marks) {
    xml.element("organizer", &[("classCode", "CLUSTER"), ("moodCode", "EVN")], |xml| {
        security_template(xml, "2.16.840.1.113883.3.3251.1.4");
        xml.empty("statusCode", &[("code", "active")]);
        let level = marks.level();
        let said = Coding::new("urn:oid:2.16.840.1.113883.5.25", level.code());
        observation(xml, ("2.16.840.1.113883.3.445.12", "SECCLASSOBS"), &said, level.display());
        for label in marks.others() {
            observation(xml, kind(label), label, "");
        }
    });
}

fn observation(xml: &mut Xml, (template, code): (&str, &str), label: &Coding, display: &str) {
    xml.element("component", &[("typeCode", "COMP")], |xml| {
        xml.element("observation", &[("classCode", "OBS"), ("moodCode", "EVN")], |xml| {
            for root in ["2.16.840.1.113883.3.445.21", template].iter().filter(|it| !it.is_empty())
            {
                let authority = ("assigningAuthorityName", "HL7 CBCC");
                xml.empty("templateId", &[("root", root), authority]);
            }
            let system = ("codeSystem", "2.16.840.1.113883.1.11.20457");
            xml.empty("code", &[("code", code), system]);
            let system = match &*label.system {
                ACT_CODE => "2.16.840.1.113883.5.4".into(),
                ACT_REASON => "2.16.840.1.113883.5.8".into(),
                other => oid(other),
            };
            let mut value =
                vec![("xsi:type", "CE"), ("code", &*label.code), ("codeSystem", &*system)];
            let is_ours = [ACT_CODE, ACT_REASON].contains(&&*label.system);
            if !is_ours && !is_known(&label.system) && !label.system.is_empty() {
                value.push(("codeSystemName", &label.system));
            }
            if !display.is_empty() {
                value.push(("displayName", display));
            }
            xml.empty("value", &value);
        });
    });
}

/// The template and the code of what a label is: what something may be used for, what is forbidden or has to be
/// done, or what it is about.
fn kind(label: &Coding) -> (&'static str, &'static str) {
    let starts = |words: &[&str]| words.iter().any(|word| label.code.starts_with(word));
    if &*label.system == ACT_REASON {
        ("2.16.840.1.113883.3.445.22", "SECCONOBS")
    } else if starts(&["NO", "ORCON"]) {
        ("2.16.840.1.113883.3.445.23", "SECCONOBS")
    } else if starts(OBLIGATIONS) {
        ("2.16.840.1.113883.3.445.14", "SECCONOBS")
    } else {
        ("", "SECCATOBS")
    }
}

fn security_template(xml: &mut Xml, root: &str) {
    xml.empty("templateId", &[("root", root), ("assigningAuthorityName", "HL7 Security")]);
}

/// How obligations begin in v3 ActCode: encrypt, mask, delete after use, audit …
const OBLIGATIONS: &[&str] =
    &["ENCRYPT", "MASK", "DEL", "AUDIT", "REDACT", "DECLASS", "ANONY", "PSEUD"];

const CONFIDENTIALITY: &str = "2.16.840.1.113883.5.25";
