//! The patient, people close to them, and where facts came from.
//!
//! Standard: <https://hl7.org/fhir/R4/patient.html>, <https://hl7.org/fhir/R4/provenance.html>

use super::build::kinships;
use super::{Entry, FactText, Source};
use crate::json::Value;
use crate::person::{Person, gender_word};
use crate::view;

pub(super) fn read_patient(source: &Source<'_>, entry: &mut Entry) {
    let root = source.root;
    let person = Person::read(root);
    entry.title = person.name;
    entry.title_word = "kind-patient";
    let is_alias = |name: &Value<'_>| {
        name.text_at(&["use"]).is_some_and(|usage| matches!(&*usage, "old" | "maiden" | "nickname"))
    };
    let aliases = root.each("name").filter(is_alias).filter_map(view::human_name);
    entry.text("alias", view::joined(aliases));
    entry.day("birth-date", person.birth_date);
    entry.word("gender", person.gender);
    entry.day("deceased", source.date(&["deceasedDateTime"]));
    if root.get("deceasedBoolean").and_then(Value::as_bool) == Some(true) {
        entry.word("deceased", Some("word-yes"));
    }
    entry.text("marital-status", source.concept("maritalStatus"));
    let spoken = root.each("communication");
    let languages = spoken.filter_map(|spoken| view::concept_at(spoken, "language"));
    entry.text("communication", view::joined(languages));
    for extension in root.each("extension") {
        let url = extension.text_at(&["url"]).unwrap_or_default();
        match url.rsplit('/').next() {
            Some("us-core-race") => us_core(entry, "race", extension),
            Some("us-core-ethnicity") => us_core(entry, "ethnicity", extension),
            Some("us-core-birthsex") => entry.word(
                "birth-sex",
                match extension.text_at(&["valueCode"]).as_deref() {
                    Some("F") => Some("gender-female"),
                    Some("M") => Some("gender-male"),
                    Some(_) => Some("gender-unknown"),
                    None => None,
                },
            ),
            _ => {}
        }
    }
    entry.text("address", Some(person.address.join(", ")).filter(|text| !text.is_empty()));
    entry.text("phone", view::joined(person.phones.into_iter()));
    entry.text("email", view::joined(person.emails.into_iter()));
    for number in person.identifiers {
        entry.fact("identifier", Some(FactText::Identity(number)));
    }
    for contact in root.each("contact") {
        let name = contact.get("name").and_then(view::human_name);
        let phones = crate::person::telecoms(contact, &["phone", "sms"]);
        let name = name.map(FactText::Source).into_iter();
        let phones = phones.into_iter().map(FactText::Source);
        entry.several("contact", name.chain(kinships(contact)).chain(phones));
    }
    entry.text("provider", source.who_at(root, "generalPractitioner"));
}

/// Race or ethnicity; "unknown" is what readers write where the source says that it does not know.
fn us_core(entry: &mut Entry, label: &'static str, extension: Value<'_>) {
    match us_core_text(extension) {
        Some(text) if text.eq_ignore_ascii_case("unknown") => {
            entry.word(label, Some("gender-unknown"));
        }
        text => entry.text(label, text),
    }
}

/// The text part of US Core's race and ethnicity; the display of its category where it has none.
fn us_core_text(extension: Value<'_>) -> Option<String> {
    let part = |url: &'static str| {
        extension
            .each("extension")
            .filter(move |inner| inner.get("url").is_some_and(|own| own.is(url)))
    };
    let text = part("text").find_map(|inner| view::text(inner, &["valueString"]));
    text.or_else(|| {
        let categories = part("ombCategory").filter_map(|inner| inner.get("valueCoding"));
        view::joined(categories.filter_map(view::concept))
    })
}

pub(super) fn read_related(source: &Source<'_>, entry: &mut Entry) {
    let root = source.root;
    let person = Person::read(root);
    entry.title = person.name.or_else(|| source.concept("relationship"));
    entry.title_word = "kind-related-person";
    entry.several("relationship", kinships(root));
    entry.word("gender", root.text_at(&["gender"]).and_then(|code| gender_word(&code)));
    entry.day("birth-date", person.birth_date);
    entry.text("phone", view::joined(person.phones.into_iter()));
    entry.text("email", view::joined(person.emails.into_iter()));
    entry.text("address", Some(person.address.join(", ")).filter(|text| !text.is_empty()));
}

pub(super) fn read_provenance(source: &Source<'_>, entry: &mut Entry) {
    let root = source.root;
    entry.title = source.concept("activity");
    entry.title_word = "kind-provenance";
    for agent in root.each("agent") {
        let who = agent.get("who").and_then(|who| source.who(who));
        let role = view::concept_at(agent, "type");
        entry.text(
            "from",
            match (who, role) {
                (Some(who), Some(role)) => Some(format!("{who} ({role})")),
                (who, role) => who.or(role),
            },
        );
        let behalf = agent.get("onBehalfOf").and_then(|who| source.who(who));
        entry.source = entry.source.take().or(behalf);
    }
    entry.text("reason", view::concepts_at(root, "reason"));
    entry.members_of(root.each("target"));
}
