//! What is derived from a resource: enough to list it, to say who may see it and to search for it
//! without decoding it.
//!
//! Facts are one pure function of the resource. They lie beside what is true, and can be made anew
//! at any time: whoever changes what is derived raises [`FACTS_VERSION`], and stored data follows.

mod clinician;
mod codes;
mod place;
mod references;

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;

pub use codes::Coding;
pub(crate) use codes::coding as label;
pub(crate) use references::step;
pub use references::{Reference, Target};

use crate::confidentiality;
use crate::date::{Clock, FhirDate};
use crate::json::Value;
use crate::resource::{PatientKey, ResourceId};
use crate::section::Section;
use crate::view;

/// The version of the rules by which facts are derived.
pub const FACTS_VERSION: u32 = 6;

/// What is derived from a resource.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// The section it stands in.
    pub section: Section,
    /// The date that lists are ordered and limited by.
    pub date: Option<FhirDate>,
    /// The last day it touches, where it has an end (a stay in hospital).
    pub until: Option<FhirDate>,
    /// `status`, or what stands for it: `clinicalStatus`, `lifecycleStatus`.
    pub status: Option<Box<str>>,
    /// Security labels as the source gave them, see [`confidentiality::labels`].
    pub labels: Vec<Coding>,
    /// What it is about, in codes: what sensitive categories are told by.
    pub codes: Vec<Coding>,
    /// What it refers to in its own record, in others and in the directory, each once. Not the
    /// record's own Patient: everything refers to them.
    pub references: Vec<Reference>,
    /// Whether the source says that it should never have been written.
    pub is_withdrawn: bool,
}

/// The days a resource touches, and what it is ordered by: as its source wrote them, with what has to be
/// known to say which days that was at a site.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Days {
    /// Seconds since 1970.
    pub sort: i64,
    /// Days since 1970.
    pub first: i32,
    /// Days since 1970; not before the first.
    pub last: i32,
    /// Whose clocks showed the first.
    pub clock: Clock,
    /// The moment of the last, where UTC's clocks showed it: seconds since 1970.
    pub end: Option<i64>,
}

impl Days {
    /// The days that it was at a site, by the rule of [`FhirDate::at_site`]: what a page says of a day and
    /// what a choice of days takes agree.
    #[must_use]
    pub fn at_site(self, zone: &TimeZone) -> Self {
        let told = |seconds, clock| Some(FhirDate::moment(seconds, clock)?.at_site(zone));
        let start = (self.clock != Clock::Known).then(|| told(self.sort, self.clock)).flatten();
        let end = self.end.and_then(|end| told(end, Clock::Utc));
        let first = start.map_or(self.first, |date| day_number(date.first_day()));
        let last = end.map_or(self.last, |date| day_number(date.last_day()));
        let sort = start.map_or(self.sort, |date| date.sort_key());
        Self { sort, first, last: last.max(first), clock: Clock::Known, end: None }
    }
}

/// The facts of a resource as it is stored.
pub fn of(resource: Value<'_>) -> Facts {
    let owner = resource.get("id").and_then(Value::as_str);
    let owner = owner.and_then(|id| ResourceId::parse(&id)?.patient());
    Facts { references: references::of(resource, owner.as_ref()), ..without_references(resource) }
}

/// The section of a resource, the date that lists are ordered by, and the last day it touches.
pub fn place(resource: Value<'_>) -> (Section, Option<FhirDate>, Option<FhirDate>) {
    let kind = resource.text_at(&["resourceType"]).unwrap_or_default();
    let (date, until) = place::dates(&kind, resource);
    (place::section(&kind, resource), date, until)
}

/// In which section the observations of a category (its code) stand; `None` for a category that says nothing
/// of it.
pub fn section_of_observations(category: &str) -> Option<Section> {
    place::of_observation_category(category)
}

/// Where the date of a resource stands: what it is the date of.
pub(crate) fn date_path(resource: Value<'_>) -> Option<&'static [&'static str]> {
    let kind = resource.text_at(&["resourceType"]).unwrap_or_default();
    place::date_path(&kind, resource)
}

/// The facts that no rewriting of ids and references changes.
pub(crate) fn without_references(resource: Value<'_>) -> Facts {
    let (section, date, until) = place(resource);
    Facts {
        section,
        date,
        until,
        status: status(resource),
        labels: confidentiality::labels(resource),
        codes: codes::of(resource),
        references: Vec::new(),
        is_withdrawn: is_withdrawn(resource),
    }
}

/// What a reference at that path (members, joined with dots) of a resource of `owner` tells.
pub(crate) fn reference(path: &str, text: &str, owner: Option<&PatientKey>) -> Option<Reference> {
    references::reference(path, text, owner)
}

/// Each reference once, in order.
pub(crate) fn each_once(references: Vec<Reference>) -> Vec<Reference> {
    references::sorted(references)
}

fn status(resource: Value<'_>) -> Option<Box<str>> {
    let status = resource
        .text_at(&["status"])
        .or_else(|| view::code_at(resource, "clinicalStatus"))
        .or_else(|| resource.text_at(&["lifecycleStatus"]))?;
    let status = status.trim();
    (!status.is_empty()).then(|| status.into())
}

/// Whether the source takes an entry back: it leaves pages and files, and stays in the history.
///
/// Standard: <https://hl7.org/fhir/R4/lifecycle.html#error>
pub fn is_withdrawn(resource: Value<'_>) -> bool {
    resource.get("status").is_some_and(|status| status.is(ENTERED_IN_ERROR))
        || view::code_at(resource, "verificationStatus")
            .is_some_and(|code| code == ENTERED_IN_ERROR)
}

const ENTERED_IN_ERROR: &str = "entered-in-error";

/// The visit (Encounter) a resource belongs to.
pub fn visit(resource: Value<'_>) -> Option<ResourceId> {
    const PATHS: [&[&str]; 5] = [
        &["encounter", "reference"],
        &["context", "encounter", "reference"],
        &["context", "reference"],
        &["item", "encounter", "reference"],
        &["partOf", "reference"],
    ];
    let to_visit = |path: &&[&str]| {
        let reference = resource.text_at(path)?;
        ResourceId::parse(reference.strip_prefix("Encounter/")?)
    };
    PATHS.iter().find_map(to_visit)
}

impl Facts {
    /// The days it touches, as written; `None` where no date is known.
    pub fn days(&self) -> Option<Days> {
        let date = self.date?;
        let first = day_number(date.first_day());
        let until = match self.until {
            // A stay that ends before it begins is a slip of the source: its first day counts.
            Some(until) if until.last_day() < date.first_day() => FhirDate::day(date.first_day()),
            Some(until) => until,
            None => date,
        };
        let end = (until.clock() == Clock::Utc).then(|| until.sort_key());
        let last = day_number(until.last_day());
        Some(Days { sort: date.sort_key(), first, last, clock: date.clock(), end })
    }
}

/// Days since 1970.
pub fn day_number(day: Date) -> i32 {
    (day - EPOCH).get_days()
}

const EPOCH: Date = date(1970, 1, 1);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Document;

    fn facts(json: &str) -> Facts {
        of(Document::parse(json).unwrap().root())
    }

    #[test]
    fn labels_status_and_codes_are_as_the_source_gave_them() {
        let facts = facts(
            r#"{"resourceType":"Condition","id":"x","meta":{"security":[
                {"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"PSY"},
                {"system":"http://terminology.hl7.org/CodeSystem/v3-Confidentiality","code":"R"}]},
              "clinicalStatus":{"coding":[{"code":"active"}]},
              "code":{"coding":[{"system":"http://snomed.info/sct","code":"35489007"}]}}"#,
        );
        let label = |n: usize| &*facts.labels[n].code;
        assert_eq!((label(0), label(1), facts.labels.len()), ("PSY", "R", 2));
        assert_eq!(facts.status.as_deref(), Some("active"));
        assert_eq!(facts.codes, [Coding::new("http://snomed.info/sct", "35489007")]);
        assert!(!facts.is_withdrawn);
    }

    #[test]
    fn what_was_entered_in_error_is_withdrawn_and_what_was_refuted_is_not() {
        let verified = |code: &str| {
            facts(&format!(
                r#"{{"resourceType":"Condition","verificationStatus":{{"coding":[{{"code":"{code}"}}]}}}}"#
            ))
            .is_withdrawn
        };
        assert!(verified("entered-in-error") && !verified("refuted"));
        assert!(
            facts(r#"{"resourceType":"Observation","status":"entered-in-error"}"#).is_withdrawn
        );
        assert!(!facts(r#"{"resourceType":"Observation","status":"final"}"#).is_withdrawn);
    }

    #[test]
    fn a_stay_that_ends_before_it_begins_is_of_its_first_day() {
        let facts = facts(
            r#"{"resourceType":"Encounter","period":{"start":"2026-05-04","end":"2026-05-01"}}"#,
        );
        let days = facts.days().unwrap();
        assert_eq!(days.first, days.last);
    }

    #[test]
    fn the_days_at_a_site_are_those_that_its_pages_say() {
        let zone = TimeZone::get("America/New_York").unwrap();
        for (start, end) in [
            ("2026-05-04T01:30:00Z", "2026-05-05T01:30:00Z"),
            ("2026-05-04T01:30:00Z", "2026-05-05T14:30:00Z"),
            ("2026-05-04T22:30:00", "2026-05-05T22:30:00"),
            ("2026-05-04T01:30:00+09:00", "2026-05-05T03:00:00Z"),
            ("2026-05-04", "2026-05-05T03:00:00Z"),
            ("2026-05-04T00:00:00Z", "2026-05-05"),
            ("2026-05", "2026-05-05T03:00:00Z"),
            ("2026-05-04T01:30:00Z", "2026-05-01"),
        ] {
            let facts = facts(&format!(
                r#"{{"resourceType":"Encounter","period":{{"start":"{start}","end":"{end}"}}}}"#
            ));
            let days = facts.days().unwrap().at_site(&zone);
            let (date, until) = (facts.date.unwrap(), facts.until.unwrap());
            let (date, until) = (date.at_site(&zone), until.at_site(&zone));
            assert_eq!(days.sort, date.sort_key(), "{start}");
            assert_eq!(days.first, day_number(date.first_day()), "{start}");
            if until.last_day() >= date.first_day() {
                assert_eq!(days.last, day_number(until.last_day()), "{start} to {end}");
            }
            assert!(days.last >= days.first);
            assert_eq!(days.at_site(&zone), days, "said once, it stays");
        }
    }
}
