//! What somebody was told: the instructions and the plan that a document holds, and what an order tells
//! the patient to do. In the words of whoever wrote them; nothing is shortened or put differently.
//!
//! Standard: <https://hl7.org/fhir/us/ccda/> sections Instructions, Hospital Discharge Instructions,
//! Plan of Treatment, Assessment and Plan; codes are LOINC's.

use super::nothing::text_says_none;
use crate::fold::fold;
use crate::json::Value;
use crate::limits::NARRATIVE_DEPTH_MAX;
use crate::narrative::{Block, Narrative, from_xhtml, texts, titled};
use crate::resource::Resource;
use crate::view;

/// What a resource tells the patient to do; empty where it tells nothing.
pub fn of(resource: &Resource) -> Narrative {
    let Ok(document) = resource.document() else { return Narrative::new() };
    let root = document.root();
    let mut told = Narrative::new();
    match &*resource.kind {
        "Composition" => {
            root.each("section").for_each(|section| read_section(section, &mut told, 0));
        }
        "Appointment" | "ServiceRequest" => {
            told.extend(view::text(root, &["patientInstruction"]).map(Block::Paragraph));
        }
        _ => {}
    }
    told
}

fn read_section(section: Value<'_>, told: &mut Narrative, depth: usize) {
    if is_advice(section) {
        let blocks = section.text_at(&["text", "div"]).map(|div| from_xhtml(&div));
        if let Some(blocks) = blocks.filter(says_something) {
            told.extend(titled(view::text(section, &["title"]), blocks));
        }
    }
    if depth < NARRATIVE_DEPTH_MAX {
        section.each("section").for_each(|inner| read_section(inner, told, depth + 1));
    }
}

/// Whether there is more in it than that there is nothing: "No goal and instruction data is applicable".
fn says_something(blocks: &Narrative) -> bool {
    let mut says = false;
    texts(blocks, &mut |text| {
        let has_words = text.chars().any(char::is_alphabetic);
        says |= has_words && !text_says_none(text);
    });
    says
}

fn is_advice(section: Value<'_>) -> bool {
    let is_coded = section.get("code").is_some_and(|code| {
        code.each("coding")
            .any(|coding| CODES.iter().any(|known| coding.get("code").is_some_and(|c| c.is(known))))
    });
    let title = view::text(section, &["title"]).map(|title| fold(&title)).unwrap_or_default();
    is_coded || TITLES.contains(&title.trim().trim_end_matches(':'))
}

/// Instructions, discharge instructions, plan of treatment, assessment and plan.
const CODES: [&str; 6] = ["69730-0", "8653-8", "74213-0", "18776-5", "51847-2", "87232-5"];

/// Titles of such sections where a document gives them no code; folded.
const TITLES: [&str; 14] = [
    "instructions",
    "patient instructions",
    "discharge instructions",
    "hospital discharge instructions",
    "plan",
    "plan of care",
    "plan of treatment",
    "treatment plan",
    "care plan",
    "assessment and plan",
    "follow up",
    "follow-up",
    "instrucciones",
    "plan de tratamiento",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::narrative::plain_text;

    fn told(kind: &str, members: &str) -> String {
        let json = format!(r#"{{"resourceType":"{kind}",{members}}}"#);
        plain_text(&of(&Resource::of_json(&json)))
    }

    #[test]
    fn instructions_and_plan_of_a_document_are_told_and_its_findings_are_not() {
        let said = told(
            "Composition",
            r#""section":[
            {"title":"Results","text":{"div":"<div>Sodium 139</div>"}},
            {"title":"What comes next","code":{"coding":[{"code":"18776-5"}]},
             "text":{"div":"<div><p>Blood test in February</p></div>"}},
            {"title":"Discharge instructions","text":{"div":"<div>Call if your knee is hot</div>"},
             "section":[{"title":"Instructions","text":{"div":"<div>Walk every day</div>"}}]}]"#,
        );
        assert!(said.contains("Blood test in February") && said.contains("Call if your knee"));
        assert!(said.contains("Walk every day") && !said.contains("Sodium"), "{said}");
    }

    #[test]
    fn an_order_tells_what_the_patient_is_to_do() {
        let said = told("Appointment", r#""patientInstruction":"Do not eat from midnight on""#);
        assert_eq!(said.trim(), "Do not eat from midnight on");
        assert_eq!(told("Condition", r#""note":[{"text":"Walk"}]"#), "");
    }

    #[test]
    fn what_an_export_writes_where_there_is_no_plan_is_not_told() {
        for empty in [
            "<table><tr><th>Date</th><th>Care Plan</th></tr><tr><td>02/12/2014 13:01</td><td>No goal and instruction data is applicable</td></tr></table>",
            "No Information About Instructions",
            "<p>Instruction excluded/not available</p>",
        ] {
            let empty = format!(
                r#""section":[{{"title":"Plan of care","text":{{"div":"<div>{empty}</div>"}}}}]"#
            );
            assert_eq!(told("Composition", &empty), "", "{empty}");
        }
        let some = r#""section":[{"title":"Plan","text":{"div":"<div><table><thead><tr><th>Plan</th></tr></thead><tbody><tr><td>No salt</td></tr></tbody></table></div>"}}]"#;
        assert_eq!(told("Composition", some).trim(), "Plan\n\nNo salt");
    }

    #[test]
    fn a_section_without_text_tells_nothing() {
        assert_eq!(told("Composition", r#""section":[{"title":"Plan"}]"#), "");
    }
}
