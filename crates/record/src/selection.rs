//! Which part of a record somebody asks for: the same value for a page, a file and a transmission, and
//! one text form for addresses, audit lines and the command line.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;

use crate::date::{DateRange, FhirDate};
use crate::resource::ResourceId;
use crate::section::Section;

/// A part of a record. [`Selection::default`] is the whole record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Only entries that touch these days. Entries without any date are kept and named in the
    /// manifest: leaving them out would lose them silently.
    pub dates: DateRange,
    /// Only these sections; `None` means all. `About` is always in.
    pub sections: Option<BTreeSet<Section>>,
    /// Only what belongs to this Encounter (and the Encounter itself).
    pub visit: Option<ResourceId>,
}

impl Selection {
    /// Whether the whole record is meant.
    pub fn is_everything(&self) -> bool {
        *self == Self::default()
    }

    /// Whether a section is asked for.
    pub fn admits_section(&self, section: Section) -> bool {
        section == Section::About
            || self.sections.as_ref().is_none_or(|sections| sections.contains(&section))
    }

    /// Whether something of that date is asked for. `None` is "no date known".
    pub fn admits_date(&self, date: Option<&FhirDate>) -> bool {
        date.is_none_or(|date| self.dates.touches(date))
    }
}

/// A selection in parts, as a form's fields and a command's options give them: what is empty is open.
#[derive(Clone, Copy, Debug, Default)]
pub struct InParts<'t> {
    /// The first day, `2026-05-03`.
    pub from: &'t str,
    /// The last day.
    pub to: &'t str,
    /// Words for sections.
    pub sections: &'t [&'t str],
    /// The id of an Encounter.
    pub visit: &'t str,
}

/// What of a selection in parts can't be meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Misread {
    /// The first day is none.
    From,
    /// The last day is none.
    To,
    /// The first day is behind the last.
    Order,
    /// There is no such section.
    Section(String),
    /// That is no id.
    Visit(String),
}

impl fmt::Display for Misread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::From => f.write_str("the first day is no date like 2026-05-03"),
            Self::To => f.write_str("the last day is no date like 2026-05-03"),
            Self::Order => f.write_str("the first day is behind the last"),
            Self::Section(slug) => {
                let known = Section::ALL.map(Section::slug).join(", ");
                write!(f, "there is no section {slug}; there are: {known}")
            }
            Self::Visit(id) => write!(f, "{id:?} is no id"),
        }
    }
}

impl std::error::Error for Misread {}

impl InParts<'_> {
    /// The selection that is meant. A part that is not understood is an error: it must never become
    /// the whole.
    ///
    /// # Errors
    ///
    /// The first part that can't be meant.
    pub fn read(self) -> Result<Selection, Misread> {
        let day = |text: &str, wrong| match text {
            "" => Ok(None),
            text => text.parse::<Date>().map(Some).map_err(|_| wrong),
        };
        let dates =
            DateRange { from: day(self.from, Misread::From)?, to: day(self.to, Misread::To)? };
        if dates.from.zip(dates.to).is_some_and(|(from, to)| from > to) {
            return Err(Misread::Order);
        }
        let section =
            |slug: &&str| Section::parse(slug).ok_or_else(|| Misread::Section((*slug).to_owned()));
        let sections: BTreeSet<Section> =
            self.sections.iter().map(section).collect::<Result<_, _>>()?;
        let visit = match self.visit {
            "" => None,
            id => Some(ResourceId::parse(id).ok_or_else(|| Misread::Visit(id.to_owned()))?),
        };
        Ok(Selection { dates, sections: (!sections.is_empty()).then_some(sections), visit })
    }
}

/// `medications,allergies 2024-01-01/.. visit:<id>`: each part where it says something, `..` for an
/// open side; nothing at all is the whole record.
impl fmt::Display for Selection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut words = Vec::new();
        if let Some(sections) = &self.sections {
            let slugs: Vec<&str> = sections.iter().map(|section| section.slug()).collect();
            words.push(if slugs.is_empty() { NO_SECTION.to_owned() } else { slugs.join(",") });
        }
        if !self.dates.is_open() {
            let day = |day: Option<Date>| day.map_or(OPEN.to_owned(), |day| day.to_string());
            words.push(format!("{}/{}", day(self.dates.from), day(self.dates.to)));
        }
        if let Some(visit) = &self.visit {
            words.push(format!("{VISIT}{visit}"));
        }
        f.write_str(&words.join(" "))
    }
}

/// That is no selection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoSelection;

impl fmt::Display for NoSelection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("this is no selection; one looks like \"medications,results 2024-01-01/..\"")
    }
}

impl std::error::Error for NoSelection {}

/// Reads the text form. What is not understood is no selection: a part must never become the whole.
impl FromStr for Selection {
    type Err = NoSelection;

    fn from_str(text: &str) -> Result<Self, NoSelection> {
        let mut selection = Self::default();
        for word in text.split_whitespace() {
            let is_new = if let Some(visit) = word.strip_prefix(VISIT) {
                let visit = ResourceId::parse(visit).ok_or(NoSelection)?;
                selection.visit.replace(visit).is_none()
            } else if let Some((from, to)) = word.split_once('/') {
                let dates = DateRange { from: day(from)?, to: day(to)? };
                !dates.is_open() && std::mem::replace(&mut selection.dates, dates).is_open()
            } else if word == NO_SECTION {
                selection.sections.replace(BTreeSet::new()).is_none()
            } else {
                let sections = word.split(',').map(Section::parse).collect::<Option<_>>();
                selection.sections.replace(sections.ok_or(NoSelection)?).is_none()
            };
            if !is_new {
                return Err(NoSelection);
            }
        }
        Ok(selection)
    }
}

fn day(text: &str) -> Result<Option<Date>, NoSelection> {
    if text == OPEN {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| NoSelection)
}

const VISIT: &str = "visit:";
const OPEN: &str = "..";
const NO_SECTION: &str = "none";

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_day() -> impl Strategy<Value = Option<Date>> {
        proptest::option::of((1900..2100_i16, 1..13_i8, 1..29_i8))
            .prop_map(|day| day.map(|(y, m, d)| Date::new(y, m, d).unwrap()))
    }

    proptest! {
        #[test]
        fn a_selection_comes_back_from_its_text(
            from in any_day(),
            to in any_day(),
            sections in proptest::option::of(proptest::collection::btree_set(0..16_u8, 0..4)),
            visit in proptest::option::of("[a-z2-7]{13}[.][a-z0-9-]{1,20}"),
        ) {
            let sections = sections.map(|numbers| {
                numbers.into_iter().filter_map(Section::from_number).collect()
            });
            let visit = visit.and_then(|id| ResourceId::parse(&id));
            let selection = Selection { dates: DateRange { from, to }, sections, visit };
            prop_assert_eq!(selection.to_string().parse(), Ok(selection));
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in ".{0,40}") {
            let _ = text.parse::<Selection>();
        }
    }

    #[test]
    fn parts_mean_what_the_text_form_says() {
        let parts = InParts {
            from: "2024-01-01",
            sections: &["results", "medications"],
            visit: "x",
            ..InParts::default()
        };
        let text = parts.read().unwrap().to_string();
        assert_eq!(text, "medications,results 2024-01-01/.. visit:x");
        assert_eq!(InParts::default().read(), Ok(Selection::default()));
    }

    #[test]
    fn a_part_that_is_not_understood_is_an_error() {
        let wrong = |parts: InParts<'_>| parts.read().unwrap_err();
        let parts = InParts::default();
        assert_eq!(wrong(InParts { from: "31.12.2020", ..parts }), Misread::From);
        assert_eq!(wrong(InParts { to: "2020-02-30", ..parts }), Misread::To);
        assert_eq!(
            wrong(InParts { from: "2021-01-01", to: "2020-01-01", ..parts }),
            Misread::Order
        );
        let section = wrong(InParts { sections: &["results", "medicines"], ..parts });
        assert!(section.to_string().starts_with("there is no section medicines; there are: "));
        assert_eq!(wrong(InParts { visit: "../x", ..parts }), Misread::Visit("../x".to_owned()));
    }

    #[test]
    fn it_reads_as_it_is_written_in_audit_lines() {
        let selection: Selection = "results,medications 2024-01-01/.. visit:x".parse().unwrap();
        assert_eq!(selection.to_string(), "medications,results 2024-01-01/.. visit:x");
        assert_eq!("".parse(), Ok(Selection::default()));
        assert_eq!(Selection::default().to_string(), "");
    }

    #[test]
    fn what_is_not_understood_is_never_the_whole_record() {
        for text in
            ["medicines", "results,", "2024-13-01/..", "../..", "visit:", "visit:a b", "a/b/c"]
        {
            assert_eq!(text.parse::<Selection>(), Err(NoSelection), "{text}");
        }
        for twice in ["results results", "visit:a visit:b", "2024-01-01/.. ../2024-01-01"] {
            assert_eq!(twice.parse::<Selection>(), Err(NoSelection), "{twice}");
        }
    }
}
