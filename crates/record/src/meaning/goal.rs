//! The goal that a record sets for a test: where its value is to come. Only a goal that holds on the day,
//! for the same code, in the same unit; a goal in words only has no place in a chart.
//!
//! Standard: <https://hl7.org/fhir/R4/goal-definitions.html#Goal.target>

use jiff::civil::Date;

use super::nothing::Said;
use super::now::{Stage, stage};
use crate::entry::{Code, Entry, Measure, Number};

/// What a goal aims at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoalTarget {
    /// What is to be measured.
    pub codes: Vec<Code>,
    /// The values at which it begins or ends: one of "under 7.5", two of "120 to 130".
    pub ends: Vec<Number>,
    /// The same as the source wrote it, with its unit.
    pub said: Measure,
}

/// A goal for a test, with the entry that sets it.
#[derive(Clone, Debug)]
pub struct Aim<'e> {
    /// The goal.
    pub goal: &'e Entry,
    /// What it aims at.
    pub target: &'e GoalTarget,
}

/// The goals among `entries` that hold on that day for what `test` measures: of each code the one that
/// was set last. `test` is a value, or a blood pressure with its two numbers.
pub fn of<'e>(test: &Entry, entries: &'e [Entry], today: Date) -> Vec<Aim<'e>> {
    let mut goals: Vec<&Entry> = entries.iter().filter(|goal| holds(goal, today)).collect();
    goals.sort_by_key(|goal| std::cmp::Reverse(goal.date.map(|date| date.sort_key())));
    let whole = test.value.as_ref().map(|value| (&test.codes, value));
    let parts = test.parts.iter().filter_map(|part| Some((&part.codes, part.value.as_ref()?)));
    let aim = |(codes, value): (&Vec<Code>, &Measure)| {
        goals.iter().find_map(|goal| {
            let fits = |target: &&GoalTarget| is_for(target, codes, value);
            Some(Aim { goal, target: goal.basis.targets.iter().find(fits)? })
        })
    };
    whole.into_iter().chain(parts).filter_map(aim).collect()
}

fn holds(goal: &Entry, today: Date) -> bool {
    let is_said = matches!(goal.basis.said, Said::Is | Said::Planned) && !goal.is_error;
    is_said && matches!(stage(goal, today), Stage::Now | Stage::Ahead)
}

/// Whether a target is for what has those codes, in the unit of its value.
fn is_for(target: &GoalTarget, codes: &[Code], value: &Measure) -> bool {
    let same = |one: &Code, other: &Code| one.code == other.code && one.system == other.system;
    let is_same_test = target.codes.iter().any(|own| codes.iter().any(|code| same(own, code)));
    is_same_test && !target.ends.is_empty() && target.said.unit == value.unit
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::{NoNames, entry};
    use crate::resource::Resource;

    fn read(json: &str) -> Entry {
        entry(&Resource::of_json(json), &NoNames)
    }

    fn goal(status: &str, start: &str, detail: &str) -> Entry {
        read(&format!(
            r#"{{"resourceType":"Goal","lifecycleStatus":"{status}","startDate":"{start}",
            "description":{{"text":"A1c"}},"target":[{{"measure":{{"coding":[
            {{"system":"http://loinc.org","code":"4548-4"}}]}},{detail}}}]}}"#
        ))
    }

    const A1C: &str = r#"{"resourceType":"Observation","status":"final","code":{"coding":[
        {"system":"http://loinc.org","code":"4548-4"}]},"effectiveDateTime":"2026-11-09",
        "valueQuantity":{"value":7.4,"unit":"%"}}"#;
    const UNDER: &str = r#""detailQuantity":{"value":7.5,"comparator":"<","unit":"%"}"#;

    fn ends(goals: &[Entry]) -> Vec<String> {
        let aims = of(&read(A1C), goals, "2026-11-22".parse().unwrap());
        aims.iter().flat_map(|aim| &aim.target.ends).map(|end| end.text.clone()).collect()
    }

    #[test]
    fn the_goal_that_was_set_last_for_the_same_test_holds() {
        let older = r#""detailQuantity":{"value":8,"comparator":"<","unit":"%"}"#;
        let goals = [goal("active", "2026-01-03", older), goal("active", "2026-05-03", UNDER)];
        assert_eq!(ends(&goals), ["7.5"]);
    }

    #[test]
    fn a_range_has_two_ends() {
        let range =
            r#""detailRange":{"low":{"value":6.5,"unit":"%"},"high":{"value":7.0,"unit":"%"}}"#;
        assert_eq!(ends(&[goal("active", "2026-05-03", range)]), ["6.5", "7.0"]);
    }

    #[test]
    fn a_goal_given_up_or_in_another_unit_or_only_in_words_is_not_drawn() {
        let other = r#""detailQuantity":{"value":58,"unit":"mmol/mol"}"#;
        assert_eq!(ends(&[goal("cancelled", "2026-05-03", UNDER)]), [""; 0]);
        assert_eq!(ends(&[goal("active", "2026-05-03", other)]), [""; 0]);
        assert_eq!(ends(&[goal("active", "2026-05-03", r#""detailString":"lower""#)]), [""; 0]);
    }

    #[test]
    fn each_number_of_a_blood_pressure_may_have_its_goal() {
        let pressure = read(
            r#"{"resourceType":"Observation","status":"final","code":{"text":"Blood pressure"},
            "effectiveDateTime":"2026-11-09","component":[
            {"code":{"coding":[{"system":"http://loinc.org","code":"8480-6"}]},"valueQuantity":{"value":130,"unit":"mmHg"}},
            {"code":{"coding":[{"system":"http://loinc.org","code":"8462-4"}]},"valueQuantity":{"value":78,"unit":"mmHg"}}]}"#,
        );
        let goals = [read(
            r#"{"resourceType":"Goal","lifecycleStatus":"active","startDate":"2026-05-03","description":{"text":"BP"},
            "target":[{"measure":{"coding":[{"system":"http://loinc.org","code":"8480-6"}]},
            "detailQuantity":{"value":130,"comparator":"<","unit":"mmHg"}}]}"#,
        )];
        let aims = of(&pressure, &goals, "2026-11-22".parse().unwrap());
        assert_eq!(aims.len(), 1);
        assert_eq!(aims[0].target.said.text, "<130");
    }
}
