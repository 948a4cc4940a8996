//! How a medicine is taken: FHIR Dosage of `effectiveTime`, dose, rate, route and precondition.
//!
//! <https://hl7.org/fhir/R4/dosage.html>

use bluebutton_record::fold::fold;
use bluebutton_record::meaning::nothing::text_says_none;

use super::codes::Concept;
use super::context::Context;
use super::json::{Json, Object, one};
use super::outcome::statements;
use super::product::medicine;
use super::rows::Row;
use super::taken::taken;
use super::times::date_time;
use super::values::{decimal, quantity, range, timing_unit};
use super::words::{instructions, words};
use super::xml::{
    Node, at, attr, child, child_attr, children, data_type, has_template, is_null, text,
};
use crate::limits::REFERENCED_TEXT_CHARS_MAX;

/// The dosage of a `substanceAdministration`; nothing where the entry says nothing of it.
pub fn read<'d>(context: &Context<'d>, node: Node<'d>) -> Object<'d> {
    let mut object = Object::new()
        .with("text", sig(context, node))
        .with("patientInstruction", instructions(context, node))
        .with("timing", timing(context, node));
    put_as_needed(context, node, &mut object);
    object
        .with("site", Concept::child(context, node, "approachSiteCode").json())
        .with("route", Concept::child(context, node, "routeCode").json())
        .with("doseAndRate", one_filled(dose_and_rate(context, node)))
        .with("maxDosePerPeriod", max_dose(node))
}

fn one_filled(object: Object<'_>) -> Json<'_> {
    if object.is_empty() { Json::Nothing } else { one(object) }
}

/// The directions in words: the free text sig, else what the row of this medicine says under a heading such as
/// "SIG". Where no table tells them apart, the entry's own text, else what its reference leads to, where it reads
/// like directions: most makers write the medicine's name there, or the whole row of a table.
fn sig<'d>(context: &Context<'d>, node: Node<'d>) -> Option<String> {
    const FREE_TEXT_SIG: [&str; 1] = ["2.16.840.1.113883.10.20.22.4.147"];
    let free = statements(node).find(|one| {
        has_template(*one, &FREE_TEXT_SIG) || child_attr(*one, "code", "code") == Some("76662-6")
    });
    let said = |one: Node<'d>| words(context, child(one, "text")?);
    let own = || {
        let own = text(child(node, "text")?, REFERENCED_TEXT_CHARS_MAX)?;
        let reads_so = begins_as_direction(&own) || tells_how_often(&own);
        (reads_so && !is_name(context, node, &own)).then_some(own)
    };
    let referred = || said(node).filter(|words| begins_as_direction(words));
    free.and_then(said).or_else(|| directions_of_row(context, node)).or_else(own).or_else(referred)
}

/// Whether words are a name of the medicine: "Daily multivitamin" tells nobody how to take it.
fn is_name<'d>(context: &Context<'d>, node: Node<'d>, words: &str) -> bool {
    let medicine = medicine(context, node);
    let words = fold(words);
    let mut displays = medicine.codings.iter().filter_map(|coding| coding.display);
    displays.any(|name| fold(name) == words)
        || medicine.text.as_deref().is_some_and(|name| fold(name) == words)
}

/// What the table says of how this medicine is taken. A row that names none of its names is another's.
fn directions_of_row<'d>(context: &Context<'d>, node: Node<'d>) -> Option<String> {
    let row = Row::of(context, node)?;
    let medicine = medicine(context, node);
    let displays = medicine.codings.iter().filter_map(|coding| coding.display);
    if !row.names(displays.chain(medicine.text.as_deref())) {
        return None;
    }
    let is_said = |said: &String| !text_says_none(said) && said.chars().any(char::is_alphabetic);
    let in_column = row.under(|heading| DIRECTIONS_HEADINGS.contains(&heading)).filter(is_said);
    let reads_so = |said: &String| begins_as_direction(said) || tells_how_often(said);
    in_column.or_else(|| row.behind().filter(reads_so))
}

/// Whether words begin as directions do: "inhale 2 puffs every 6 hours".
fn begins_as_direction(words: &str) -> bool {
    let mut words = words.split_whitespace();
    let first = words.next().map(str::to_lowercase);
    first.is_some_and(|first| DIRECTIONS.contains(&first.as_str())) && words.count() >= 2
}

/// Whether words that stand for one entry alone tell how often it is taken, or how much at once: "1 g orally
/// once a day", "solution, 2 puffs".
fn tells_how_often(words: &str) -> bool {
    let folded = fold(words);
    let mut words = folded.split(|c: char| !c.is_alphanumeric());
    words.any(|word| HOW_OFTEN.contains(&word))
}

fn timing<'d>(context: &Context<'d>, node: Node<'d>) -> Object<'d> {
    let mut repeat = Object::new();
    let mut events = Vec::new();
    let mut code = Object::new();
    for time in children(node, "effectiveTime") {
        match data_type(time) {
            Some("PIVL_TS") => put_period(time, &mut repeat),
            Some("EIVL_TS") => put_event(time, &mut repeat),
            Some("TS") => events.extend(date_time(context, time)),
            _ => {
                let when = taken(context, node, time);
                match &when.at {
                    Some(at) if when.low.is_none() && when.high.is_none() => {
                        events.push(at.clone());
                    }
                    _ if !repeat.has("boundsPeriod") => repeat.put("boundsPeriod", when.period()),
                    _ => {}
                }
            }
        }
        if let Some(words) = child(time, "originalText").and_then(|t| super::xml::text(t, 400)) {
            code = Object::new().with("text", words);
        }
    }
    Object::new().with("event", events).with("repeat", repeat).with("code", code)
}

/// Every so often: `<period value="8" unit="h"/>`.
fn put_period<'d>(time: Node<'d>, repeat: &mut Object<'d>) {
    let Some(period) = child(time, "period").filter(|period| !is_null(*period)) else { return };
    let value =
        |node: Node<'d>| Some((decimal(attr(node, "value")?)?, timing_unit(attr(node, "unit")?)?));
    let low = child(period, "low").and_then(value);
    let high = child(period, "high").and_then(value);
    if repeat.has("period") {
        return;
    }
    if let (Some((value, unit)), high) = (value(period).or(low), high) {
        repeat.put("frequency", Json::from(1));
        repeat.put("period", Json::Literal(value));
        let most = high.filter(|(_, other)| *other == unit).map(|(most, _)| Json::Literal(most));
        repeat.put("periodMax", most);
        repeat.put("periodUnit", unit);
    }
}

/// Around something that happens every day: before meals, at bedtime.
fn put_event<'d>(time: Node<'d>, repeat: &mut Object<'d>) {
    let Some(code) = child_attr(time, "event", "code") else { return };
    let known =
        ["HS", "WAKE", "C", "CM", "CD", "CV", "AC", "ACM", "ACD", "ACV", "PC", "PCM", "PCD", "PCV"];
    if let Some(code) = known.into_iter().find(|known| *known == code)
        && !repeat.has("when")
    {
        repeat.put("when", one(code));
    }
}

fn put_as_needed<'d>(context: &Context<'d>, node: Node<'d>, object: &mut Object<'d>) {
    let Some(precondition) = child(node, "precondition") else { return };
    let criterion = child(precondition, "criterion").unwrap_or(precondition);
    let value = child(criterion, "value").map(|value| Concept::read(context, value));
    let mut reason = value.unwrap_or_default().and(Concept::child(context, criterion, "code"));
    reason.codings.retain(|coding| coding.code != "ASSERTION");
    if reason.text.is_none() {
        let words = child(criterion, "text").and_then(|text| words(context, text));
        reason.text = words.map(Into::into);
    }
    if reason.is_empty() {
        object.put("asNeededBoolean", true);
    } else {
        object.put("asNeededCodeableConcept", reason.json());
    }
}

fn dose_and_rate<'d>(context: &Context<'d>, node: Node<'d>) -> Object<'d> {
    let mut object = Object::new();
    put_amount(context, node, "doseQuantity", ("doseQuantity", "doseRange"), &mut object);
    put_amount(context, node, "rateQuantity", ("rateQuantity", "rateRange"), &mut object);
    object
}

fn put_amount<'d>(
    context: &Context<'d>,
    node: Node<'d>,
    element: &'static str,
    names: (&'static str, &'static str),
    object: &mut Object<'d>,
) {
    let Some(amount) = child(node, element).filter(|amount| !is_null(*amount)) else { return };
    let range = range(amount);
    if let Some(mut quantity) = quantity(amount) {
        // "1" of what? The unit of administration (tablet, puff) stands beside the dose.
        if !quantity.has("unit") && element == "doseQuantity" {
            let unit = Concept::child(context, node, "administrationUnitCode");
            quantity.put("unit", unit.text);
        }
        object.put(names.0, quantity);
    } else if !range.is_empty() {
        object.put(names.1, range);
    }
}

fn max_dose(node: Node<'_>) -> Json<'_> {
    let Some(max) = child(node, "maxDoseQuantity").filter(|max| !is_null(*max)) else {
        return Json::Nothing;
    };
    let over = at(max, &["numerator"]).and_then(quantity);
    let under = at(max, &["denominator"]).and_then(quantity);
    match (over, under) {
        (Some(over), Some(under)) => {
            Object::new().with("numerator", over).with("denominator", under).into()
        }
        _ => Json::Nothing,
    }
}

/// Headings under which a table tells how a medicine is taken, folded.
const DIRECTIONS_HEADINGS: [&str; 6] =
    ["sig", "directions", "instructions", "how to take", "dosage instructions", "indicaciones"];

/// Words of directions that few names have, folded.
const HOW_OFTEN: [&str; 19] = [
    "daily", "nightly", "weekly", "monthly", "once", "twice", "times", "every", "bid", "tid",
    "qid", "qhs", "prn", "needed", "bedtime", "meals", "puff", "puffs", "diario",
];

/// How directions begin; a medicine's name begins with none of them.
const DIRECTIONS: [&str; 27] = [
    "take",
    "inhale",
    "inject",
    "apply",
    "use",
    "instill",
    "insert",
    "place",
    "give",
    "chew",
    "dissolve",
    "spray",
    "swallow",
    "drink",
    "rub",
    "dilute",
    "administer",
    "infuse",
    "tome",
    "tomar",
    "aplique",
    "aplicar",
    "usar",
    "inyecte",
    "coloque",
    "ponga",
    "mastique",
];
