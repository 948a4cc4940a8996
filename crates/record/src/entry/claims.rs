//! Insurance and bills: what was billed, what was paid, what is owed.
//!
//! Standard: <https://hl7.org/fhir/R4/explanationofbenefit.html>, categories of amounts after CARIN
//! for Blue Button <https://hl7.org/fhir/us/carin-bb/>

use super::build::kinships;
use super::{Entry, Measure, Number, Part, Source};
use crate::json::Value;
use crate::view;

pub(super) fn read_coverage(source: &Source<'_>, entry: &mut Entry) {
    let root = source.root;
    let kind = source.concept("type");
    let payor = source.who_at(root, "payor");
    entry.title = payor.clone().or_else(|| kind.clone());
    entry.title_word = "kind-coverage";
    entry.source = payor;
    entry.codes_of(root.get("type"));
    entry.text("kind", kind.filter(|kind| Some(kind) != entry.title.as_ref()));
    for identifier in root.each("identifier") {
        let is_member = identifier.get("type").is_some_and(|kind| view::has_code(kind, "MB"));
        if is_member {
            entry.text("member-id", view::text(identifier, &["value"]));
        }
    }
    entry.text("subscriber-id", source.text(&["subscriberId"]));
    for class in root.each("class") {
        let label = match view::code_at(class, "type").as_deref() {
            Some("group" | "subgroup") => "group",
            _ => "plan",
        };
        let (name, value) = (view::text(class, &["name"]), view::text(class, &["value"]));
        entry.text(
            label,
            match (name, value) {
                (Some(name), Some(value)) if name != value => Some(format!("{name} ({value})")),
                (name, value) => name.or(value),
            },
        );
    }
    entry.text("plan", source.text(&["network"]));
    entry.text("policy-holder", source.who_at(root, "policyHolder"));
    entry.text("policy-holder", source.who_at(root, "subscriber"));
    entry.several("relationship", kinships(root));
    for cost in root.each("costToBeneficiary") {
        entry.text("copay", cost.get("valueMoney").and_then(money));
    }
}

pub(super) fn read(source: &Source<'_>, entry: &mut Entry) {
    let root = source.root;
    let kind = source.concept("type");
    let first_item = root.at(&["item"]).and_then(|items| items.items().next().or(Some(items)));
    let service = first_item.and_then(|item| view::concept_at(item, "productOrService"));
    entry.title = service.or_else(|| kind.clone());
    entry.title_word =
        if &*entry.kind == "ExplanationOfBenefit" { "kind-benefit" } else { "kind-claim" };
    entry.codes_of(first_item.and_then(|item| item.get("productOrService")));
    entry.text("kind", kind.filter(|kind| Some(kind) != entry.title.as_ref()));
    read_amounts(root, entry);
    for diagnosis in root.each("diagnosis") {
        let said = view::concept_at(diagnosis, "diagnosisCodeableConcept");
        let named = diagnosis.get("diagnosisReference").and_then(|reference| source.who(reference));
        entry.text("diagnosis", said.or(named));
    }
    entry.text("provider", source.who_at(root, "provider"));
    entry.text("location", source.who_at(root, "facility"));
    entry.source = source.who_at(root, "insurer");
    let insurer = entry.source.clone();
    entry.text("insurer", insurer);
    for insurance in root.each("insurance") {
        entry.text("plan", insurance.get("coverage").and_then(|coverage| source.who(coverage)));
    }
    entry.text("adjudication", source.text(&["disposition"]));
    if source.date(&["created"]).map(|date| date.first_day())
        != entry.date.map(|date| date.first_day())
    {
        entry.day("recorded", source.date(&["created"]));
    }
    for item in root.each("item").chain(root.each("lineItem")) {
        read_item(item, entry);
    }
}

fn read_item(item: Value<'_>, entry: &mut Entry) {
    let title = view::concept_at(item, "productOrService")
        .or_else(|| view::concept_at(item, "chargeItemCodeableConcept"));
    let submitted = || {
        item.each("adjudication")
            .find(|line| {
                line.get("category").is_some_and(|category| view::has_code(category, "submitted"))
            })?
            .get("amount")
    };
    let amount = item.get("net").or_else(submitted).and_then(money);
    if title.is_some() || amount.is_some() {
        entry.parts.push(Part { title, value: amount.map(Measure::of_text), ..Part::default() });
    }
}

fn read_amounts(root: Value<'_>, entry: &mut Entry) {
    // A Claim has one total, an explanation of benefits one for each category.
    for total in root.each("total") {
        match view::code_at(total, "category") {
            Some(code) => entry.text(amount_label(&code), total.get("amount").and_then(money)),
            None => {
                entry.text("billed", total.get("amount").and_then(money).or_else(|| money(total)));
            }
        }
    }
    let has = |label: &str| entry.facts.iter().any(|fact| fact.label == label);
    if !has("paid") {
        let paid = root.get("payment").and_then(|payment| payment.get("amount")).and_then(money);
        entry.text("paid", paid);
    }
    entry.text("billed", root.get("totalGross").and_then(money));
}

fn amount_label(code: &str) -> &'static str {
    match code {
        "submitted" | "drugcost" => "billed",
        "benefit" | "paidtoprovider" => "paid",
        "eligible" => "allowed",
        "deductible" => "deductible",
        "copay" | "coinsurance" => "copay",
        "memberliability" | "patientpayamount" => "you-owe",
        "paidbypatient" => "patient-paid",
        _ => "amount",
    }
}

/// Money as people write it: `$129.16`; an unusual currency keeps its code.
fn money(money: Value<'_>) -> Option<String> {
    let number = Number::parse(money.get("value")?.as_number()?)?;
    // Sums that a machine computed have many decimals; a bill has two.
    let digits = format!("{:.2}", number.value);
    Some(match money.text_at(&["currency"]).or_else(|| money.text_at(&["code"])).as_deref() {
        None | Some("USD") => match digits.strip_prefix('-') {
            Some(digits) => format!("-${digits}"),
            None => format!("${digits}"),
        },
        Some(other) => format!("{digits} {other}"),
    })
}
