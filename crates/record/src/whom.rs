//! What usual ranges depend on: a patient's sex, and their age on the day of a test.

use jiff::Unit;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::date::{FhirDate, Precision};
use crate::json::Value;
use crate::resource::Resource;
use crate::view;

/// What is known of a patient that usual ranges depend on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Whom {
    /// The day of birth.
    pub birth: Option<Date>,
    /// Told where every statement about it agrees.
    pub sex: Option<Sex>,
}

/// Administrative sex, and the one that a usual range is for; whatever else a source says counts as not
/// told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sex {
    /// Women and girls.
    Female,
    /// Men and boys.
    Male,
}

/// A unit in which ages are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AgeUnit {
    /// Years.
    Years,
    /// Months.
    Months,
    /// Weeks.
    Weeks,
    /// Days.
    Days,
}

impl Whom {
    /// Reads a Patient. Never fails; what is not told is not known.
    pub fn of(patient: &Resource) -> Self {
        patient.document().map(|document| Self::read(document.root())).unwrap_or_default()
    }

    /// The same, from the resource's own members.
    pub fn read(patient: Value<'_>) -> Self {
        let birth = view::date(patient, &["birthDate"]);
        let birth = birth.filter(|date| date.precision() >= Precision::Day);
        Self { birth: birth.map(|date| date.first_day()), sex: sex_of(patient) }
    }

    /// The completed age at some time; the youngest and the oldest where the day is not known.
    pub fn age(&self, on: &FhirDate, unit: AgeUnit) -> Option<(i64, i64)> {
        let birth = self.birth?;
        let age = |day: Date| {
            let span = birth.until((unit.of_span(), day)).ok()?;
            Some(match unit {
                AgeUnit::Years => i64::from(span.get_years()),
                AgeUnit::Months => i64::from(span.get_months()),
                AgeUnit::Weeks => i64::from(span.get_weeks()),
                AgeUnit::Days => i64::from(span.get_days()),
            })
        };
        let (youngest, oldest) = (age(on.first_day())?, age(on.last_day())?);
        (youngest >= 0).then_some((youngest, oldest))
    }
}

impl AgeUnit {
    fn of_span(self) -> Unit {
        match self {
            Self::Years => Unit::Year,
            Self::Months => Unit::Month,
            Self::Weeks => Unit::Week,
            Self::Days => Unit::Day,
        }
    }

    /// Reads a unit as UCUM or in words.
    pub fn read(text: &str) -> Option<Self> {
        Some(match text.trim().to_ascii_lowercase().as_str() {
            "a" | "y" | "yr" | "yrs" | "year" | "years" => Self::Years,
            "mo" | "month" | "months" => Self::Months,
            "wk" | "week" | "weeks" => Self::Weeks,
            "d" | "day" | "days" => Self::Days,
            _ => return None,
        })
    }
}

impl Sex {
    /// Reads a code: FHIR's, version 3's, SNOMED CT's.
    pub fn read(code: &str) -> Option<Self> {
        match code {
            "female" | "F" | "248152002" => Some(Self::Female),
            "male" | "M" | "248153007" => Some(Self::Male),
            _ => None,
        }
    }
}

/// The administrative sex, unless the sex at birth or the clinical one is told otherwise: then which
/// range holds is not for us to say.
fn sex_of(patient: Value<'_>) -> Option<Sex> {
    let own = Sex::read(&patient.text_at(&["gender"])?)?;
    let others = patient.each("extension").filter(|extension| {
        let url = extension.text_at(&["url"]).unwrap_or_default();
        SEXES.iter().any(|name| url.ends_with(name))
    });
    let mut told = others.filter_map(|extension| {
        extension
            .text_at(&["valueCode"])
            .or_else(|| extension.text_at(&["valueCodeableConcept", "coding", "code"]))
    });
    told.all(|code| Sex::read(&code) == Some(own)).then_some(own)
}

const SEXES: &[&str] =
    &["/us-core-birthsex", "/us-core-sex", "/patient-sexParameterForClinicalUse"];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Document;

    fn whom(json: &str) -> Whom {
        Whom::read(Document::parse(json).unwrap().root())
    }

    #[test]
    fn ages_are_completed_ones() {
        let ana = whom(r#"{"birthDate":"2000-02-29"}"#);
        let age = |day: &str, unit| ana.age(&FhirDate::parse(day).unwrap(), unit);
        assert_eq!(age("2018-02-27", AgeUnit::Years), Some((17, 17)));
        assert_eq!(age("2018-03-01", AgeUnit::Years), Some((18, 18)));
        assert_eq!(age("2018", AgeUnit::Years), Some((17, 18)), "that year, some day");
        assert_eq!(age("2000-04-28", AgeUnit::Months), Some((1, 1)));
        assert_eq!(age("2000-03-14", AgeUnit::Weeks), Some((2, 2)));
        assert_eq!(age("2000-03-01", AgeUnit::Days), Some((1, 1)));
        assert_eq!(age("1999-01-01", AgeUnit::Years), None, "before birth");
        assert_eq!(whom(r#"{"birthDate":"2000"}"#).birth, None);
    }

    #[test]
    fn a_sex_told_in_two_ways_is_none() {
        let birth_sex = |code: &str| {
            format!(
                r#"{{"gender":"female","extension":[{{"url":"http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex","valueCode":"{code}"}}]}}"#
            )
        };
        assert_eq!(whom(&birth_sex("F")).sex, Some(Sex::Female));
        assert_eq!(whom(&birth_sex("M")).sex, None);
        assert_eq!(whom(&birth_sex("UNK")).sex, None);
        assert_eq!(whom(r#"{"gender":"male"}"#).sex, Some(Sex::Male));
        assert_eq!(whom(r#"{"gender":"other"}"#).sex, None);
    }
}
