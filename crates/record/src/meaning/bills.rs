//! A claim and what the payer made of it are one bill: what was charged, what was paid and what is
//! owed are told together, whichever of the two says it.

use std::collections::HashMap;

use crate::entry::{Entry, Fact};
use crate::resource::ResourceId;

/// Facts of a bill that may stand in either of its papers.
const OF_BOTH: [&str; 12] = [
    "billed",
    "allowed",
    "paid",
    "patient-paid",
    "deductible",
    "copay",
    "you-owe",
    "provider",
    "location",
    "insurer",
    "plan",
    "diagnosis",
];

/// What claims tell of bills, by the ids of the claims.
pub type Claims = HashMap<ResourceId, Vec<Fact>>;

/// Gives what a payer explains the facts that only its claim tells. What both tell is the payer's
/// word: it came later.
pub fn complete(entries: &mut [Entry]) {
    let claims: Claims = entries.iter().filter_map(charged).collect();
    if !claims.is_empty() {
        for entry in entries.iter_mut() {
            explain(entry, &claims);
        }
    }
}

/// What a claim tells of its bill; `None` for what is no claim.
pub fn charged(entry: &Entry) -> Option<(ResourceId, Vec<Fact>)> {
    (&*entry.kind == "Claim").then(|| {
        let facts = entry.facts.iter().filter(|fact| OF_BOTH.contains(&fact.label));
        (entry.id.clone(), facts.cloned().collect())
    })
}

/// Whether it is a payer's answer to a claim.
pub fn explains(entry: &Entry) -> bool {
    matches!(&*entry.kind, "ExplanationOfBenefit" | "ClaimResponse")
}

/// Gives a payer's answer what only its claim tells; does nothing to other entries.
pub fn explain(entry: &mut Entry, claims: &Claims) {
    if !explains(entry) {
        return;
    }
    let told: Vec<&'static str> = entry.facts.iter().map(|fact| fact.label).collect();
    for claim in entry.basis.behind.clone() {
        let more = claims.get(&claim).into_iter().flatten();
        let new = more.filter(|fact| !told.contains(&fact.label)).cloned();
        entry.facts.extend(new.collect::<Vec<_>>());
    }
}

#[cfg(test)]
mod tests {
    use crate::entry::{FactText, NoNames, entries};
    use crate::resource::{Resource, ResourceId};

    fn resource(kind: &str, id: &str, members: &str) -> Resource {
        Resource {
            kind: kind.into(),
            id: ResourceId::parse(&format!("aaaaaaaaaaaaa.{id}")).unwrap(),
            version: 1,
            updated: 0,
            json: format!(r#"{{"resourceType":"{kind}",{members}}}"#).into(),
        }
    }

    #[test]
    fn a_bill_tells_what_was_charged_paid_and_owed_whoever_says_it() {
        let total = |code: &str, value: &str| {
            format!(
                r#"{{"category":{{"coding":[{{"code":"{code}"}}]}},"amount":{{"value":{value}}}}}"#
            )
        };
        let benefit = format!(
            r#""claim":{{"reference":"Claim/aaaaaaaaaaaaa.c"}},"total":[{},{}]"#,
            total("benefit", "80"),
            total("memberliability", "20.5")
        );
        let all = [
            resource("Claim", "c", r#""total":{"value":100.5},"provider":{"display":"Valley"}"#),
            resource("ExplanationOfBenefit", "e", &benefit),
        ];
        let entries = entries(&all, &NoNames);
        let bill = entries.iter().find(|entry| &*entry.kind == "ExplanationOfBenefit").unwrap();
        let said = |label: &str| {
            let fact = bill.facts.iter().find(|fact| fact.label == label)?;
            match &fact.text {
                FactText::Source(text) => Some(text.as_str()),
                _ => None,
            }
        };
        assert_eq!(said("billed"), Some("$100.50"));
        assert_eq!(said("paid"), Some("$80.00"));
        assert_eq!(said("you-owe"), Some("$20.50"));
        assert_eq!(said("provider"), Some("Valley"));
    }
}
