//! A visit that is over: when it ended, and by when the patient should be able to see it.

use super::calendar::BusinessCalendar;
use super::tally::Timeliness;
use crate::date::{FhirDate, Precision};
use crate::facts::day_number;
use crate::json::Value;
use crate::view::code_at;

/// When and where a visit ended.
///
/// Standard: <https://hl7.org/fhir/R4/encounter.html>; classes of
/// <https://terminology.hl7.org/ValueSet-v3-ActEncounterCode.html>
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VisitEnd {
    /// Whether it was a stay in a hospital, or a visit to its emergency department.
    pub is_hospital: bool,
    /// The day it ended at the site, days since 1970.
    pub day: i32,
    /// The last second, since 1970, at which its information is there in time.
    pub deadline: i64,
    /// The clinician who answers for it, as the directory names them (`Practitioner/…`).
    pub provider: Option<String>,
    /// The organization (`Organization/…`).
    pub site: Option<String>,
}

/// From when to when somebody could see the record: seconds since 1970; without an end, still.
pub type AccessSpan = (i64, Option<i64>);

impl VisitEnd {
    /// The end of the visit that an Encounter tells of. `None` where it is not over, was not, or no day
    /// is known: then nothing can be late.
    pub fn of(encounter: Value<'_>, calendar: &BusinessCalendar) -> Option<Self> {
        let status = encounter.text_at(&["status"]).unwrap_or_default();
        if NOT_OVER.contains(&status.trim()) {
            return None;
        }
        let date = |path: &[&str]| FhirDate::parse(encounter.text_at(path)?.trim());
        let class = encounter.text_at(&["class", "code"]);
        let class = class.or_else(|| code_at(encounter, "class"));
        let is_hospital = class.is_some_and(|class| HOSPITAL.contains(&class.trim()));
        // Who was admitted and not discharged is still there.
        let start = if is_hospital { None } else { date(&["period", "start"]) };
        let ended = date(&["period", "end"]).or(start)?;
        let (day, second) = match ended.precision() {
            Precision::Year | Precision::Month => return None,
            Precision::Day => {
                let day = ended.first_day();
                (day, calendar.end_of(day))
            }
            Precision::Moment => {
                let second = ended.at_site(&calendar.zone).sort_key();
                (calendar.day_of(second), second)
            }
        };
        let deadline = if is_hospital {
            second.saturating_add(HOSPITAL_SECONDS)
        } else {
            calendar.end_of(calendar.business_day_after(day, OFFICE_BUSINESS_DAYS)) - 1
        };
        Some(Self {
            is_hospital,
            day: day_number(day),
            deadline,
            provider: provider(encounter),
            site: reference(encounter, &["serviceProvider"], "Organization/"),
        })
    }
}

/// Whether a visit's information was there in time: it had come in and somebody could see it at the
/// deadline or before, and no release rule of the site held any of it then.
///
/// What is withheld from the patient under a law (45 CFR 164.524(a)) is excluded: nobody may give it.
pub fn timeliness(
    visit: &VisitEnd,
    arrived: i64,
    access: &[AccessSpan],
    is_held: bool,
    is_withheld: bool,
) -> Timeliness {
    if is_withheld {
        return Timeliness::Excluded;
    }
    let seen = access.iter().filter_map(|(start, end)| {
        let first = arrived.max(*start);
        end.is_none_or(|end| first < end).then_some(first)
    });
    let is_in_time = seen.min().is_some_and(|first| first <= visit.deadline) && !is_held;
    if is_in_time { Timeliness::InTime } else { Timeliness::Late }
}

/// Who answers for the visit; else the first clinician named.
fn provider(encounter: Value<'_>) -> Option<String> {
    let of = |participant: Value<'_>| reference(participant, &["individual"], "Practitioner");
    let answers = |participant: &Value<'_>| {
        let types = participant.each("type");
        let mut codings = types.flat_map(|one| one.each("coding"));
        codings.any(|coding| {
            coding.text_at(&["code"]).is_some_and(|code| ANSWERS.contains(&code.trim()))
        })
    };
    let first = encounter.each("participant").filter(answers).find_map(of);
    first.or_else(|| encounter.each("participant").find_map(of))
}

fn reference(value: Value<'_>, path: &[&str], begins: &str) -> Option<String> {
    let reference = value.at(path)?.text_at(&["reference"])?;
    reference.starts_with(begins).then(|| reference.into_owned())
}

/// States of an Encounter that is not over, or never was.
const NOT_OVER: [&str; 7] =
    ["planned", "arrived", "triaged", "in-progress", "onleave", "cancelled", "entered-in-error"];

/// Inpatient stays, observation in a hospital, and the emergency department: what CMS names by the
/// places of service 21 and 23.
const HOSPITAL: [&str; 5] = ["IMP", "ACUTE", "NONAC", "OBSENC", "EMER"];

/// Attending, primary performer, discharger.
const ANSWERS: [&str; 3] = ["ATND", "PPRF", "DIS"];

/// 36 hours after discharge.
const HOSPITAL_SECONDS: i64 = 36 * 60 * 60;

/// Four business days after a visit.
const OFFICE_BUSINESS_DAYS: u32 = 4;
