//! A search as it was asked: what is understood is kept to, and what is not is refused, unless the app
//! says that it does not mind.
//!
//! Standard: <https://hl7.org/fhir/R4/search.html#errors>; RFC 7240 (`Prefer: handling=lenient`).

use axum::http::HeaderMap;
use bluebutton_record::fold::fold;
use bluebutton_record::json::Value;
use jiff::tz::TimeZone;

use super::compare::{Asked, Token};
use super::instants::{Span, Wanted};
use super::outcome::Outcome;
use crate::limits::{COUNT_DEFAULT, COUNT_MAX, PARAMETERS_MAX, VALUES_MAX};
use crate::served::{By, Kind, Param};

/// A search of one type.
#[derive(Debug, Default)]
pub(super) struct Query {
    /// What each resource has to be: all of them.
    conditions: Vec<Condition>,
    /// The patients that are named: each line has to name the one of the token.
    pub(super) patients: Vec<Vec<String>>,
    /// The ids that are asked for; each line narrows.
    pub(super) ids: Vec<Vec<String>>,
    updated: Vec<Vec<Wanted>>,
    /// Entries on a page.
    pub(super) count: usize,
    /// What comes along that is referred to.
    pub(super) includes: Vec<Include>,
    /// Whether it comes along where what is found is from.
    pub(super) has_provenance: bool,
    /// The form of the answer.
    pub(super) format: Option<String>,
    /// What was asked and kept to, in order.
    pub(super) kept: Vec<(String, String)>,
}

#[derive(Debug)]
struct Condition {
    param: &'static Param,
    any: Vec<Asked>,
}

/// Something that is referred to and comes along.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Include {
    /// What the place of the reference begins with: `medication`.
    pub(super) place: String,
    /// The type that it leads to; `None` for all.
    pub(super) kind: Option<String>,
}

/// Parameters that change nothing of what is found.
const PASSED_OVER: [&str; 1] = ["_pretty"];

/// Whether an app would rather have an answer than an error (RFC 7240).
pub(super) fn is_lenient(headers: &HeaderMap) -> bool {
    let lines = headers.get_all("prefer").iter().filter_map(|line| line.to_str().ok());
    let mut wishes = lines.flat_map(|line| line.split([',', ';'])).map(str::trim);
    wishes.any(|wish| wish.eq_ignore_ascii_case("handling=lenient"))
}

impl Query {
    /// Reads the parameters of a search of that type.
    pub(super) fn read(
        kind: &'static Kind,
        pairs: &[(String, String)],
        (is_lenient, base, zone): (bool, &str, &TimeZone),
    ) -> Result<Self, Outcome> {
        if pairs.len() > PARAMETERS_MAX {
            return Err(Outcome::query("Too many parameters."));
        }
        let mut query = Self { count: COUNT_DEFAULT, ..Self::default() };
        for (name, value) in pairs {
            let values = values_of(value);
            if values.iter().any(String::is_empty) || values.len() > VALUES_MAX {
                return Err(Outcome::query(format!("{}: no value, or too many.", shown(name))));
            }
            match name.as_str() {
                "_count" => query.count = count(value)?,
                "_format" => query.format = Some(value.clone()),
                "_id" => query.ids.push(values),
                "patient" if kind.name != "Patient" => {
                    let own = |value: &String| patient_of(value, base);
                    query.patients.push(values.iter().filter_map(own).collect());
                }
                "_include" => match Include::read(kind, value) {
                    Some(include) => query.includes.push(include),
                    None if is_lenient => continue,
                    None => return Err(unknown(name)),
                },
                "_revinclude" if kind.included_by().contains(&value.as_str()) => {
                    query.has_provenance = true;
                }
                "_lastUpdated" => query.updated.push(dates(name, &values, zone)?),
                _ if PASSED_OVER.contains(&name.as_str()) => continue,
                _ => match kind.param(name) {
                    Some(param) => {
                        let any = values.iter().map(|one| asked(param, one, (base, zone)));
                        let any = any.collect::<Result<_, _>>()?;
                        query.conditions.push(Condition { param, any });
                    }
                    // Left out of what is kept, and so of the link that says what was asked.
                    None if is_lenient => continue,
                    None => return Err(unknown(name)),
                },
            }
            query.kept.push((name.clone(), value.clone()));
        }
        Ok(query)
    }

    /// Whether a resource, stored at that moment, is what is asked for.
    pub(super) fn takes(&self, resource: Value<'_>, updated: i64, zone: &TimeZone) -> bool {
        let at = Span::at(updated);
        self.updated.iter().all(|any| any.iter().any(|one| one.takes(at)))
            && self.conditions.iter().all(|condition| {
                let paths = condition.param.paths;
                condition.any.iter().any(|one| one.is_in(resource, paths, zone))
            })
    }

    /// Codes of which a resource has to have one, by what is known of it without decoding: `system`
    /// (where one is named) and `code`. What is not known so is looked for in the resource.
    pub(super) fn codes(&self) -> impl Iterator<Item = &[Asked]> {
        let known = |one: &&Condition| ["category", "code"].contains(&one.param.name);
        self.conditions.iter().filter(known).map(|one| one.any.as_slice())
    }
}

/// The values between commas; `\,` is none of those commas.
fn values_of(value: &str) -> Vec<String> {
    let (mut all, mut one) = (Vec::new(), String::new());
    let mut letters = value.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => one.extend(letters.next()),
            ',' => all.push(std::mem::take(&mut one)),
            letter => one.push(letter),
        }
    }
    all.push(one);
    all
}

fn asked(param: &Param, value: &str, (base, zone): (&str, &TimeZone)) -> Result<Asked, Outcome> {
    let wrong = || Outcome::query(format!("{}: the value can't be read.", param.name));
    Ok(match param.by {
        By::Token => Asked::Token(Token::parse(value).ok_or_else(wrong)?),
        By::Date => Asked::Date(Wanted::parse(value, zone).ok_or_else(wrong)?),
        By::Reference => {
            let value = value.strip_prefix(base).map_or(value, |rest| rest.trim_start_matches('/'));
            match value.split_once('/') {
                Some((kind, id)) => Asked::Reference(Some(kind.to_owned()), id.to_owned()),
                None => Asked::Reference(None, value.to_owned()),
            }
        }
        By::Text => Asked::Text(fold(value)),
    })
}

fn dates(name: &str, values: &[String], zone: &TimeZone) -> Result<Vec<Wanted>, Outcome> {
    let wrong = || Outcome::query(format!("{name}: the value can't be read."));
    values.iter().map(|one| Wanted::parse(one, zone).ok_or_else(wrong)).collect()
}

impl Include {
    /// Reads `Type:parameter`, with or without the type that it leads to; `None` for what is not served.
    fn read(kind: &Kind, value: &str) -> Option<Self> {
        let mut parts = value.split(':');
        let (own, place, goal) = (parts.next()?, parts.next()?, parts.next());
        let bare = format!("{own}:{place}");
        let is_known = kind.includes().iter().any(|known| match known.strip_prefix(&bare) {
            // A parameter that leads to medications alone.
            Some("") => goal.is_none_or(|goal| goal == "Medication"),
            Some(rest) => {
                rest.strip_prefix(':').is_some_and(|only| goal.is_none_or(|goal| only == goal))
            }
            None => false,
        });
        let include = Self { place: place.to_owned(), kind: goal.map(str::to_owned) };
        (is_known && parts.next().is_none()).then_some(include)
    }
}

fn unknown(name: &str) -> Outcome {
    let why = "is not a parameter of this search. See /fhir/metadata.";
    Outcome::query(format!("{} {why}", shown(name)))
}

fn count(value: &str) -> Result<usize, Outcome> {
    let wrong = || Outcome::query("_count: a number from 1.");
    let count: usize = value.parse().map_err(|_| wrong())?;
    if count == 0 { Err(wrong()) } else { Ok(count.min(COUNT_MAX)) }
}

/// `id`, `Patient/id`, or our address of it; `None` for another's.
fn patient_of(value: &str, base: &str) -> Option<String> {
    let value = value.strip_prefix(base).map_or(value, |rest| rest.trim_start_matches('/'));
    let id = value.strip_prefix("Patient/").unwrap_or(value);
    (!id.contains('/')).then(|| id.to_owned())
}

/// A name as it is told back: what is not a plain word is not.
fn shown(name: &str) -> &str {
    let is_plain = name.len() <= 64
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-:.".contains(&byte));
    if is_plain { name } else { "That" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::served;
    use bluebutton_record::json::Document;

    const BASE: &str = "https://records.example/fhir";

    fn read(kind: &str, pairs: &[(&str, &str)], is_lenient: bool) -> Result<Query, Outcome> {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let pairs: Vec<_> = pairs.iter().map(owned).collect();
        Query::read(served::kind(kind).unwrap(), &pairs, (is_lenient, BASE, &TimeZone::UTC))
    }

    fn takes(kind: &str, pairs: &[(&str, &str)], json: &str) -> bool {
        let document = Document::parse(json).unwrap();
        read(kind, pairs, false).unwrap().takes(document.root(), 0, &TimeZone::UTC)
    }

    const MEDICINE: &str =
        r#"{"status":"active","intent":"order","authoredOn":"2026-05-03","x":1}"#;

    #[test]
    fn every_parameter_has_to_be_so_and_any_of_its_values() {
        let takes = |pairs: &[(&str, &str)]| takes("MedicationRequest", pairs, MEDICINE);
        assert!(takes(&[("intent", "order,plan"), ("status", "active")]));
        assert!(!takes(&[("intent", "order"), ("status", "stopped")]));
        assert!(takes(&[("authoredon", "ge2026-05-01"), ("authoredon", "lt2026-06")]));
        assert!(!takes(&[("authoredon", "ge2026-05-01"), ("authoredon", "lt2026-05")]));
        assert!(!takes(&[("_lastUpdated", "gt2026")]));
    }

    #[test]
    fn what_is_not_understood_is_refused_or_left_out_where_that_is_asked() {
        for (name, value) in [
            ("foo", "bar"),
            ("code:not", "x"),
            ("_include", "Observation:subject"),
            ("_include", "*"),
            ("_include", "CareTeam:participant"),
            ("_include:iterate", "MedicationRequest:medication"),
            ("_revinclude", "Observation:subject"),
            ("_revinclude", "Provenance:agent"),
            ("subject.name", "Ana"),
            ("date", "May"),
            ("date", ""),
            ("_count", "0"),
            ("_count", "many"),
            ("category", "a,,b"),
        ] {
            assert!(read("Observation", &[(name, value)], false).is_err(), "{name}={value}");
        }
        let query = read("Observation", &[("foo", "bar"), ("status", "final")], true).unwrap();
        assert_eq!(query.kept, [("status".to_owned(), "final".to_owned())]);
        assert!(read("Observation", &[("date", "May")], true).is_err(), "known, and not a date");
    }

    #[test]
    fn what_comes_along_is_asked_of_the_types_that_have_it() {
        let of = |kind: &str, name: &str, value: &str| {
            let query = read(kind, &[(name, value)], false);
            query.map(|query| (!query.includes.is_empty(), query.has_provenance)).ok()
        };
        let medication = "MedicationRequest:medication";
        assert_eq!(of("MedicationRequest", "_include", medication), Some((true, false)));
        let typed = "MedicationRequest:medication:Medication";
        assert_eq!(of("MedicationRequest", "_include", typed), Some((true, false)));
        assert_eq!(of("Observation", "_include", medication), None);
        for value in ["CareTeam:participant", "CareTeam:participant:RelatedPerson"] {
            assert_eq!(of("CareTeam", "_include", value), Some((true, false)), "{value}");
        }
        for value in [
            "CareTeam",
            "CareTeam:",
            "CareTeam:part",
            "CareTeam:participant:",
            "CareTeam:participant:Organization",
            "CareTeam:participant:Patient:x",
            "CareTeam:*",
            "MedicationRequest:medication",
        ] {
            assert_eq!(of("CareTeam", "_include", value), None, "{value}");
        }
        assert_eq!(of("MedicationRequest", "_include", &format!("{medication}:Patient")), None);
        let revinclude = "Provenance:target:Medication";
        assert_eq!(of("Patient", "_revinclude", revinclude), None);
        assert_eq!(of("Patient", "_revinclude", "Provenance:target"), Some((false, true)));
        assert_eq!(of("Provenance", "_revinclude", "Provenance:target"), None);
    }

    #[test]
    fn a_patient_is_named_by_id_type_or_address() {
        let own = |value| read("Condition", &[("patient", value)], false).unwrap().patients;
        for value in ["abc", "Patient/abc", "https://records.example/fhir/Patient/abc"] {
            assert_eq!(own(value), [["abc".to_owned()]], "{value}");
        }
        assert_eq!(own("https://evil.example/fhir/Patient/abc"), [Vec::<String>::new()]);
        assert_eq!(own("Group/abc"), [Vec::<String>::new()]);
    }

    #[test]
    fn commas_that_are_escaped_are_part_of_a_value() {
        assert_eq!(values_of(r"a\,b,c"), ["a,b", "c"]);
    }
}
