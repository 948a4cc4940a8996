//! One rule of now and past, the same on every page and paper. The day it is asked for is a
//! parameter, and so is nothing else: an entry and a day give one answer.

use jiff::civil::Date;

use super::nothing::Said;
use crate::date::FhirDate;
use crate::entry::{Entry, FactText, Status};
use crate::section::Section;

/// How an entry stands to a day. In the order in which lists show them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Still to come.
    Ahead,
    /// Of now, by a source that said so lately.
    Now,
    /// Of now by a source whose list is too old to say: it may hold or not.
    OnOldList,
    /// Over, or of one day that is past.
    Past,
    /// No thing: there is none, it was not so, not done, or taken back.
    Not,
}

/// A list that nobody confirmed for longer than this no longer says what is taken today: in nearly
/// all states a prescription is good for a year at most, and a yearly visit goes through the list.
/// 366 days, so that a visit "in May" of two years in a row is within it.
pub const FRESH_DAYS: i32 = 366;

/// How an entry stands on that day.
pub fn stage(entry: &Entry, today: Date) -> Stage {
    stage_as_told(entry, entry.basis.told.on, today)
}

/// How an entry stands on that day, where a source last told of it on `told` (which may be a later
/// list, or a pharmacy that handed it out).
pub fn stage_as_told(entry: &Entry, told: Option<FhirDate>, today: Date) -> Stage {
    match entry.basis.said {
        Said::NoneKnown | Said::NotSo | Said::NotDone | Said::Withdrawn => return Stage::Not,
        Said::Planned => return planned(entry, told, today),
        Said::Is => {}
    }
    let is_over = entry.until.is_some_and(|until| until.last_day() < today);
    if !entry.is_current || is_over {
        return Stage::Past;
    }
    if entry.section == Section::Visits {
        return visit(entry, told, today);
    }
    if goes_stale(entry) && !is_fresh(told, today) { Stage::OnOldList } else { Stage::Now }
}

/// What is planned for a day is ahead until that day; an order without a day is open for as long
/// as a list is fresh. What had its day is past: whether it took place, another entry says.
fn planned(entry: &Entry, told: Option<FhirDate>, today: Date) -> Stage {
    let day = entry.basis.due.or(entry.date.filter(|_| entry.section == Section::Visits));
    match day {
        Some(day) if day.last_day() >= today => Stage::Ahead,
        Some(_) => Stage::Past,
        // Among what was done, what is only ordered is still to come.
        None if is_fresh(told, today) && entry.section == Section::Procedures => Stage::Ahead,
        None if is_fresh(told, today) => Stage::Now,
        None => Stage::OnOldList,
    }
}

/// A visit that is going on. One that began a year ago and has no end was not closed in its source.
fn visit(entry: &Entry, told: Option<FhirDate>, today: Date) -> Stage {
    match entry.date {
        Some(date) if date.first_day() > today => Stage::Ahead,
        _ if is_fresh(told.or(entry.date), today) => Stage::Now,
        _ => Stage::Past,
    }
}

/// Whether a source said so lately. What bears no date at all can't be fresh.
pub(super) fn is_fresh(told: Option<FhirDate>, today: Date) -> bool {
    told.is_some_and(|told| (today - told.last_day()).get_days() <= FRESH_DAYS)
}

/// What has to be said anew to hold. Allergies and what stands on a list of problems last until a
/// source says otherwise: to call an old allergy doubtful could kill. What was found at one visit
/// says nothing about today.
fn goes_stale(entry: &Entry) -> bool {
    match entry.section {
        Section::Medications | Section::CarePlans | Section::CareTeam | Section::Coverage => true,
        Section::Conditions => is_of_one_visit(entry),
        _ => false,
    }
}

/// Whether it is what one visit found, and on no list of problems.
pub(super) fn is_of_one_visit(entry: &Entry) -> bool {
    let has = |word| {
        entry.facts.iter().any(|fact| fact.label == "category" && fact.text == FactText::Word(word))
    };
    has("category-visit") && !has("category-problem-list")
}

/// Where things stand with an entry, in words of the catalog: what its source said, unless the day
/// makes that untrue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StageStatus {
    /// As its source says.
    AsSaid(Status),
    /// Its source still says that it goes on, and the day it was to end is past.
    Over(FhirDate),
    /// It was planned for a day that is past.
    WasPlanned(FhirDate),
    /// It stood on a list that is too old to say: when, and whose list.
    OnList(FhirDate, Option<String>),
    /// The same, where the list is dated before what it names: what starts later, or a date that is wrong.
    OnEarlierList(FhirDate, Option<String>),
    /// All that is known is the day on which it began, if that: no list tells that it goes on.
    OnlyBegun,
}

/// Where things stand with an entry that is at that stage; `None` where its source says nothing.
pub fn standing(entry: &Entry, stage: Stage) -> Option<StageStatus> {
    // "No known allergies: active" would only puzzle.
    if entry.basis.said == Said::NoneKnown {
        return None;
    }
    let as_said = || entry.status.clone().map(StageStatus::AsSaid);
    let on_list = || {
        // An entry of a later day than the list that names it stood on the list of that list's day.
        let listed = &entry.basis.listed;
        if let Some(on) = listed.on {
            let is_earlier = entry.date.is_some_and(|own| on.last_day() < own.first_day());
            let by = listed.by.clone();
            return Some(if is_earlier {
                StageStatus::OnEarlierList(on, by)
            } else {
                StageStatus::OnList(on, by)
            });
        }
        let told = &entry.basis.told;
        let by = told.by.clone().or_else(|| entry.source.clone());
        let day = told.on.filter(|_| !told.is_only_its_own);
        Some(day.map_or(StageStatus::OnlyBegun, |day| StageStatus::OnList(day, by)))
    };
    match stage {
        Stage::OnOldList => on_list(),
        Stage::Past if entry.basis.said == Said::Planned => {
            let day = entry.basis.due.or(entry.date);
            day.map_or_else(as_said, |day| Some(StageStatus::WasPlanned(day)))
        }
        Stage::Past if entry.is_current => match entry.until {
            Some(until) => Some(StageStatus::Over(until)),
            None => on_list(),
        },
        _ => as_said(),
    }
}

/// Whether the entries of a section are told apart by how they stand to a day.
pub fn has_stages(section: Section) -> bool {
    matches!(
        section,
        Section::Medications
            | Section::Allergies
            | Section::Conditions
            | Section::Vaccines
            | Section::Procedures
            | Section::Visits
            | Section::CarePlans
            | Section::CareTeam
            | Section::Coverage
    )
}

/// The message id of the heading under which a section lists what stands so; `None` where the
/// section has no such headings.
pub fn heading(section: Section, stage: Stage) -> Option<String> {
    if !has_stages(section) {
        return None;
    }
    let stage = match stage {
        // What happened on a day is neither of now nor over; it is what the section lists.
        Stage::Now if matches!(section, Section::Vaccines | Section::Procedures) => Stage::Past,
        stage => stage,
    };
    let word = match stage {
        Stage::Ahead => "ahead",
        Stage::Now => "now",
        Stage::OnOldList => "old-list",
        Stage::Past => "past",
        Stage::Not => "not",
    };
    Some(format!("group-{word}-{}", section.slug()))
}

/// The message id of the heading among what is told of somebody's life: how they manage, or how they live and what
/// their family has had.
pub fn heading_of_life(is_ability: bool) -> &'static str {
    if is_ability { "group-abilities" } else { "group-life" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::{NoNames, entry};
    use crate::resource::Resource;

    fn of(json: &str) -> Entry {
        entry(&Resource::of_json(json), &NoNames)
    }

    fn staged(json: &str, today: &str) -> Stage {
        stage(&of(json), today.parse().unwrap())
    }

    const ACTIVE: &str = r#"{"resourceType":"MedicationRequest","status":"active",
        "medicationCodeableConcept":{"text":"Metformin"},"authoredOn":"2026-05-14"}"#;

    #[test]
    fn that_nothing_is_known_is_not_called_active() {
        let of_code = |code: &str| {
            of(&format!(
                r#"{{"resourceType":"AllergyIntolerance","code":{{"coding":[{{
                "system":"http://snomed.info/sct","code":"{code}"}}]}},
                "clinicalStatus":{{"coding":[{{"code":"active"}}]}}}}"#
            ))
        };
        let (none, penicillin) = (of_code("716186003"), of_code("91936005"));
        let today = "2026-11-27".parse().unwrap();
        assert_eq!(standing(&none, stage(&none, today)), None);
        assert!(standing(&penicillin, stage(&penicillin, today)).is_some());
    }

    #[test]
    fn a_medicine_is_of_now_for_as_long_as_its_list_is_fresh() {
        assert_eq!(staged(ACTIVE, "2026-11-27"), Stage::Now);
        assert_eq!(staged(ACTIVE, "2027-05-15"), Stage::Now, "a year and a day");
        assert_eq!(staged(ACTIVE, "2027-05-16"), Stage::OnOldList);
        let undated = r#"{"resourceType":"MedicationStatement","status":"active"}"#;
        assert_eq!(staged(undated, "2026-11-27"), Stage::OnOldList);
        let mut confirmed = of(ACTIVE);
        confirmed.basis.told.on = FhirDate::parse("2027-05-01");
        let stage = stage(&confirmed, "2028-01-01".parse().unwrap());
        assert_eq!(stage, Stage::Now, "a later list told of it again");
    }

    #[test]
    fn a_course_whose_last_day_is_past_is_past_whatever_its_status() {
        let course = r#"{"resourceType":"MedicationRequest","status":"active",
            "authoredOn":"2026-11-01","dosageInstruction":[{"text":"1 capsule for 10 days"}]}"#;
        assert_eq!(staged(course, "2026-11-10"), Stage::Now, "today is its last day");
        assert_eq!(staged(course, "2026-11-11"), Stage::Past);
        let ended = standing(&of(course), staged(course, "2026-11-27"));
        assert_eq!(ended, Some(StageStatus::Over(FhirDate::parse("2026-11-10").unwrap())));
    }

    #[test]
    fn allergies_and_problems_do_not_grow_stale_and_diagnoses_of_a_visit_do() {
        let allergy = r#"{"resourceType":"AllergyIntolerance","recordedDate":"1998-01-01",
            "clinicalStatus":{"coding":[{"code":"active"}]},"code":{"text":"Penicillin"}}"#;
        assert_eq!(staged(allergy, "2026-11-27"), Stage::Now);
        let condition = |category: &str| {
            format!(
                r#"{{"resourceType":"Condition","recordedDate":"2011-01-01",
                "clinicalStatus":{{"coding":[{{"code":"active"}}]}},"code":{{"text":"Bronchitis"}},
                "category":[{{"coding":[{{"code":"{category}"}}]}}]}}"#
            )
        };
        assert_eq!(staged(&condition("problem-list-item"), "2026-11-27"), Stage::Now);
        assert_eq!(staged(&condition("encounter-diagnosis"), "2026-11-27"), Stage::OnOldList);
        assert_eq!(staged(&condition("encounter-diagnosis"), "2011-02-01"), Stage::Now);
    }

    #[test]
    fn what_was_planned_for_a_day_is_past_when_the_day_is() {
        let plan = r#"{"resourceType":"ServiceRequest","status":"active","intent":"plan",
            "code":{"text":"Eye examination"},"occurrenceDateTime":"2026-06-01"}"#;
        assert_eq!(staged(plan, "2026-05-01"), Stage::Ahead);
        assert_eq!(staged(plan, "2026-06-02"), Stage::Past);
        let said = standing(&of(plan), staged(plan, "2026-11-27"));
        assert_eq!(said, Some(StageStatus::WasPlanned(FhirDate::parse("2026-06-01").unwrap())));
        let open =
            r#"{"resourceType":"ServiceRequest","status":"active","authoredOn":"2026-06-01"}"#;
        assert_eq!(staged(open, "2026-11-27"), Stage::Now);
        assert_eq!(staged(open, "2028-11-27"), Stage::OnOldList);
    }

    #[test]
    fn a_procedure_that_is_only_ordered_is_to_come_as_long_as_its_list_is_fresh() {
        let ordered = r#"{"resourceType":"Procedure","status":"preparation",
            "code":{"text":"Chest X-ray"},"performedDateTime":"2026-09-28"}"#;
        assert_eq!(staged(ordered, "2026-11-27"), Stage::Ahead);
        assert_eq!(staged(ordered, "2028-11-27"), Stage::OnOldList);
        let said = standing(&of(ordered), Stage::Ahead);
        assert_eq!(said, Some(StageStatus::AsSaid(Status::Known("planned"))));
    }

    #[test]
    fn a_visit_is_ahead_going_on_or_past() {
        let visit = |status: &str, start: &str| {
            let json = format!(
                r#"{{"resourceType":"Encounter","status":"{status}","period":{{"start":"{start}"}}}}"#
            );
            staged(&json, "2026-11-27")
        };
        assert_eq!(visit("planned", "2026-12-01"), Stage::Ahead);
        assert_eq!(visit("planned", "2026-05-01"), Stage::Past);
        assert_eq!(visit("finished", "2026-05-01"), Stage::Past);
        assert_eq!(visit("in-progress", "2026-11-26"), Stage::Now);
        assert_eq!(visit("in-progress", "2015-11-26"), Stage::Past);
        assert_eq!(visit("cancelled", "2026-12-01"), Stage::Not);
        let booked =
            r#"{"resourceType":"Appointment","status":"booked","start":"2026-12-01T09:00:00Z"}"#;
        assert_eq!(staged(booked, "2026-11-27"), Stage::Ahead);
        assert_eq!(staged(booked, "2026-12-02"), Stage::Past);
    }

    #[test]
    fn what_is_not_so_is_neither_of_now_nor_past() {
        let none = r#"{"resourceType":"Condition","clinicalStatus":{"coding":[{"code":"active"}]},
            "code":{"text":"No known problems"}}"#;
        assert_eq!(staged(none, "2026-11-27"), Stage::Not);
        let refused = r#"{"resourceType":"Immunization","status":"not-done",
            "vaccineCode":{"text":"Influenza"},"occurrenceDateTime":"2026-10-01"}"#;
        assert_eq!(staged(refused, "2026-11-27"), Stage::Not);
    }

    #[test]
    fn every_heading_has_its_words() {
        use crate::words::{Language, Words};
        let stages = [Stage::Ahead, Stage::Now, Stage::OnOldList, Stage::Past, Stage::Not];
        for id in [true, false].map(heading_of_life) {
            assert!(Language::ALL.iter().all(|language| Words::of(*language).has(id)), "{id}");
        }
        for section in Section::ALL {
            for stage in stages {
                let Some(id) = heading(section, stage) else { continue };
                for language in Language::ALL {
                    assert!(Words::of(language).has(&id), "{id}");
                }
            }
        }
    }
}
