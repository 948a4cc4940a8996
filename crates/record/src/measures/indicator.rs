//! From numbers to measures: numerator, denominator, exclusions; and as a table for a spreadsheet.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::period::MeasurePeriod;
use super::tally::{self, MeasureGroup};

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Indicator {
    /// Patients whose visits were there within four business days.
    OfficeAccess,
    /// Patients whose discharges were there within 36 hours.
    HospitalAccess,
    /// Patients who looked, downloaded or sent.
    Used,
    /// Who looked.
    Viewed,
    /// Who downloaded.
    Downloaded,
    /// Who sent.
    Sent,
    /// Who used an app.
    Apps,
    /// Who let somebody in.
    Caregivers,
    /// Requests answered by the deadline.
    Answered,
}

/// A measure with its numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IndicatorLine {
    /// Which one.
    pub indicator: Indicator,
    /// How many fulfil it.
    pub numerator: i64,
    /// Of how many.
    pub denominator: i64,
    /// Who is left out of both.
    pub excluded: i64,
}

/// Requests of a period that are not answered, as they stand now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OpenRequests {
    /// Whose last day is over.
    pub overdue: i64,
    /// All of them.
    pub all: i64,
}

/// Numbers by their words.
pub type CountedNumbers = BTreeMap<String, i64>;

impl Indicator {
    /// All of them, in the order of pages and files.
    pub const ALL: [Self; 9] = [
        Self::OfficeAccess,
        Self::HospitalAccess,
        Self::Used,
        Self::Viewed,
        Self::Downloaded,
        Self::Sent,
        Self::Apps,
        Self::Caregivers,
        Self::Answered,
    ];

    /// Its word in files and message ids.
    pub fn word(self) -> &'static str {
        match self {
            Self::OfficeAccess => "office-access",
            Self::HospitalAccess => "hospital-access",
            Self::Used => "used",
            Self::Viewed => "viewed",
            Self::Downloaded => "downloaded",
            Self::Sent => "sent",
            Self::Apps => "apps",
            Self::Caregivers => "caregivers",
            Self::Answered => "answered",
        }
    }

    /// The groups of patients behind numerator, denominator and exclusions; none where requests are
    /// counted.
    pub fn groups(self) -> Option<(MeasureGroup, MeasureGroup, Option<MeasureGroup>)> {
        use MeasureGroup as G;
        let of_seen = |group| Some((group, G::Seen, None));
        match self {
            Self::OfficeAccess => Some((G::OfficeInTime, G::Office, Some(G::OfficeExcluded))),
            Self::HospitalAccess => {
                Some((G::HospitalInTime, G::Hospital, Some(G::HospitalExcluded)))
            }
            Self::Used => of_seen(G::Used),
            Self::Viewed => of_seen(G::Viewed),
            Self::Downloaded => of_seen(G::Downloaded),
            Self::Sent => of_seen(G::Sent),
            Self::Apps => of_seen(G::App),
            Self::Caregivers => of_seen(G::Caregiver),
            Self::Answered => None,
        }
    }
}

impl IndicatorLine {
    /// Thousandths, rounded down: a goal that was just missed is never told as met. `None` of nobody.
    pub fn permille(&self) -> Option<i64> {
        (self.denominator > 0).then(|| self.numerator * 1000 / self.denominator)
    }

    /// `93.7`
    pub fn percent(&self) -> Option<String> {
        self.permille().map(|permille| format!("{}.{}", permille / 10, permille % 10))
    }
}

/// The measures of a period and scope. Requests are told for all visits together: `open` is `None`
/// for the scope of a site or provider.
pub fn lines(numbers: &CountedNumbers, open: Option<OpenRequests>) -> Vec<IndicatorLine> {
    let number = |what: &str| numbers.get(what).copied().unwrap_or(0);
    let line = |indicator: Indicator| match indicator.groups() {
        Some((numerator, denominator, excluded)) => Some(IndicatorLine {
            indicator,
            numerator: number(numerator.word()),
            denominator: number(denominator.word()),
            excluded: excluded.map_or(0, |excluded| number(excluded.word())),
        }),
        None => open.map(|open| {
            let in_time = number(tally::ANSWERED_IN_TIME);
            let denominator = in_time + number(tally::ANSWERED_LATE) + open.overdue;
            IndicatorLine {
                indicator,
                numerator: in_time,
                denominator,
                // Taken back, or still in time: nobody can say yet.
                excluded: number(tally::WITHDRAWN) + (open.all - open.overdue).max(0),
            }
        }),
    };
    Indicator::ALL.into_iter().filter_map(line).collect()
}

/// After how many days half of the requests were answered; `None` where none was.
pub fn median_days(numbers: &CountedNumbers) -> Option<i64> {
    let days = numbers.iter().filter_map(|(what, number)| {
        Some((what.strip_prefix(tally::ANSWERED_AFTER)?.parse::<i64>().ok()?, *number))
    });
    let mut days: Vec<(i64, i64)> = days.filter(|(_, number)| *number > 0).collect();
    days.sort_unstable();
    let all: i64 = days.iter().map(|(_, number)| number).sum();
    let mut before = 0;
    let mut half = days.iter().skip_while(|(_, number)| {
        before += number;
        before * 2 < all
    });
    half.next().map(|(days, _)| *days)
}

/// Measures as a table for a spreadsheet (RFC 4180).
pub struct MeasureSheet(String);

impl Default for MeasureSheet {
    fn default() -> Self {
        Self::new()
    }
}

impl MeasureSheet {
    /// With its heading.
    pub fn new() -> Self {
        let heading =
            "period,from,to,scope,name,measure,numerator,denominator,excluded,percent\r\n";
        Self(heading.to_owned())
    }

    /// The lines of a period and scope; the name as the directory has it.
    pub fn add(
        &mut self,
        period: &MeasurePeriod,
        (scope, name): (&str, &str),
        lines: &[IndicatorLine],
    ) {
        let (from, to) = period.first_and_last();
        for line in lines {
            let _ = write!(
                self.0,
                "{},{from},{to},{},{},{},{},{},{},{}\r\n",
                period.word(),
                quoted(scope),
                quoted(name),
                line.indicator.word(),
                line.numerator,
                line.denominator,
                line.excluded,
                line.percent().unwrap_or_default()
            );
        }
    }

    /// The file.
    pub fn finish(self) -> String {
        self.0
    }
}

/// A cell. What a spreadsheet would take for a formula is told to be text.
fn quoted(cell: &str) -> String {
    let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let mark = if is_formula { "'" } else { "" };
    format!("\"{mark}{}\"", cell.replace('"', "\"\""))
}
