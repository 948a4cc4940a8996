//! What is counted of one patient, and in which numbers they stand.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};

use super::period::MeasurePeriod;

/// Whether a visit's information was there in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Timeliness {
    /// At the deadline somebody could see it.
    InTime,
    /// Nobody could.
    Late,
    /// It is withheld under a law: it counts nowhere.
    Excluded,
}

/// A visit as it is counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountedVisit {
    /// The day it ended, days since 1970.
    pub day: i32,
    /// Whether it was in a hospital or its emergency department.
    pub is_hospital: bool,
    /// Whether it was there in time.
    pub timeliness: Timeliness,
    /// Who answers for it (`Practitioner/…`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// The organization (`Organization/…`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
}

/// What a patient, or somebody for them, did with the record on a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DayUses(u8);

/// A request under the law, as it is counted. Days since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedRequest {
    /// The day it was asked.
    pub asked: i32,
    /// The day of the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered: Option<i32>,
    /// The last day for it.
    pub due: i32,
    /// Whether it was taken back without an answer.
    #[serde(default)]
    pub is_withdrawn: bool,
}

/// All that is counted of one patient.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeasuredPatient {
    /// Their visits.
    #[serde(default)]
    pub visits: Vec<CountedVisit>,
    /// What was done with the record, by days since 1970.
    #[serde(default)]
    pub uses: BTreeMap<i32, DayUses>,
    /// From when to when somebody was let in: first and last day.
    #[serde(default)]
    pub caregivers: Vec<(i32, Option<i32>)>,
    /// Their requests.
    #[serde(default)]
    pub requests: Vec<AskedRequest>,
}

/// Of whose visits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MeasureScope {
    /// All.
    All,
    /// Of one organization (`Organization/…`).
    Site(String),
    /// Of one clinician (`Practitioner/…`).
    Provider(String),
}

/// A number that a patient stands in once for a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MeasureGroup {
    /// Had a visit.
    Seen,
    /// Had a visit outside a hospital that counts.
    Office,
    /// And all of those were there in time.
    OfficeInTime,
    /// Had such visits, all of which are withheld under a law.
    OfficeExcluded,
    /// Was discharged from a hospital, or its emergency department, and that counts.
    Hospital,
    /// And all of those were there in time.
    HospitalInTime,
    /// Was discharged, and all of it is withheld under a law.
    HospitalExcluded,
    /// Was seen, and they or somebody for them looked, downloaded or sent.
    Used,
    /// Looked.
    Viewed,
    /// Downloaded.
    Downloaded,
    /// Sent.
    Sent,
    /// Used an app.
    App,
    /// Was seen, and somebody else was let into the record.
    Caregiver,
}

/// One number: of a period, a scope, and what it counts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct MeasureCell {
    /// See [`MeasurePeriod::word`].
    pub period: String,
    /// See [`MeasureScope::word`].
    pub scope: String,
    /// The word of a [`MeasureGroup`], or one of those for requests and invitations.
    pub what: String,
}

impl DayUses {
    /// Looked at a page.
    pub const VIEWED: Self = Self(1);
    /// Took a file along.
    pub const DOWNLOADED: Self = Self(2);
    /// Sent it.
    pub const SENT: Self = Self(4);
    /// Through an app.
    pub const APP: Self = Self(8);

    /// Both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether any of those is among them.
    pub fn has(self, any: Self) -> bool {
        self.0 & any.0 != 0
    }
}

impl MeasureScope {
    /// `all`, or the reference in the directory.
    pub fn word(&self) -> &str {
        match self {
            Self::All => "all",
            Self::Site(reference) | Self::Provider(reference) => reference,
        }
    }

    /// The scope of that word.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "all" => Some(Self::All),
            word if word.starts_with("Organization/") => Some(Self::Site(word.to_owned())),
            word if word.starts_with("Practitioner") => Some(Self::Provider(word.to_owned())),
            _ => None,
        }
    }

    fn takes(&self, visit: &CountedVisit) -> bool {
        match self {
            Self::All => true,
            Self::Site(site) => visit.site.as_ref() == Some(site),
            Self::Provider(provider) => visit.provider.as_ref() == Some(provider),
        }
    }
}

impl MeasureGroup {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::Seen,
        Self::Office,
        Self::OfficeInTime,
        Self::OfficeExcluded,
        Self::Hospital,
        Self::HospitalInTime,
        Self::HospitalExcluded,
        Self::Used,
        Self::Viewed,
        Self::Downloaded,
        Self::Sent,
        Self::App,
        Self::Caregiver,
    ];

    /// Its word in rows, forms and files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Seen => "seen",
            Self::Office => "office",
            Self::OfficeInTime => "office-in-time",
            Self::OfficeExcluded => "office-excluded",
            Self::Hospital => "hospital",
            Self::HospitalInTime => "hospital-in-time",
            Self::HospitalExcluded => "hospital-excluded",
            Self::Used => "used",
            Self::Viewed => "viewed",
            Self::Downloaded => "downloaded",
            Self::Sent => "sent",
            Self::App => "app",
            Self::Caregiver => "caregiver",
        }
    }

    /// The group of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|group| group.word() == word)
    }
}

impl MeasuredPatient {
    /// In which groups the patient stands for those days (since 1970, both included). One who was not
    /// seen then stands in none.
    pub fn groups(
        &self,
        (first, last): (i32, i32),
        scope: &MeasureScope,
    ) -> BTreeSet<MeasureGroup> {
        use MeasureGroup as G;
        let is_within = |day: i32| (first..=last).contains(&day);
        let own = || self.visits.iter().filter(|one| is_within(one.day) && scope.takes(one));
        let mut groups = BTreeSet::new();
        if own().next().is_none() {
            return groups;
        }
        groups.insert(G::Seen);
        for (is_hospital, [counts, in_time, excluded]) in [
            (false, [G::Office, G::OfficeInTime, G::OfficeExcluded]),
            (true, [G::Hospital, G::HospitalInTime, G::HospitalExcluded]),
        ] {
            let all = || own().filter(|one| one.is_hospital == is_hospital);
            let mut counting =
                all().filter(|one| one.timeliness != Timeliness::Excluded).peekable();
            if counting.peek().is_some() {
                groups.insert(counts);
                if counting.all(|one| one.timeliness == Timeliness::InTime) {
                    groups.insert(in_time);
                }
            } else if all().next().is_some() {
                groups.insert(excluded);
            }
        }
        let done =
            self.uses.range(first..=last).fold(DayUses::default(), |all, (_, one)| all.and(*one));
        for (group, uses) in [
            (G::Viewed, DayUses::VIEWED),
            (G::Downloaded, DayUses::DOWNLOADED),
            (G::Sent, DayUses::SENT),
            (G::App, DayUses::APP),
            (G::Used, DayUses::VIEWED.and(DayUses::DOWNLOADED).and(DayUses::SENT)),
        ] {
            if done.has(uses) {
                groups.insert(group);
            }
        }
        let touches =
            |(from, to): &(i32, Option<i32>)| *from <= last && to.is_none_or(|to| to >= first);
        if self.caregivers.iter().any(touches) {
            groups.insert(G::Caregiver);
        }
        groups
    }

    /// What those days count of requests and invitations that were accepted: by word.
    pub fn sums(&self, (first, last): (i32, i32)) -> BTreeMap<String, i64> {
        let is_within = |day: i32| (first..=last).contains(&day);
        let mut sums = BTreeMap::new();
        let mut add = |what: &str| *sums.entry(what.to_owned()).or_default() += 1;
        for request in self.requests.iter().filter(|request| is_within(request.asked)) {
            add(ASKED);
            if let Some(answered) = request.answered {
                add(if answered <= request.due { ANSWERED_IN_TIME } else { ANSWERED_LATE });
                let days = (answered - request.asked).clamp(0, DAYS_MAX);
                add(&format!("{ANSWERED_AFTER}{days}"));
            } else if request.is_withdrawn {
                add(WITHDRAWN);
            }
        }
        for _ in self.caregivers.iter().filter(|(from, _)| is_within(*from)) {
            add(JOINED);
        }
        sums
    }

    /// Every number that the patient stands in, for months, quarters and years.
    pub fn cells(&self) -> BTreeMap<MeasureCell, i64> {
        let mut cells = BTreeMap::new();
        let mut put = |period: &MeasurePeriod, scope: &MeasureScope, what: &str, number: i64| {
            let (period, scope) = (period.word(), scope.word().to_owned());
            cells.insert(MeasureCell { period, scope, what: what.to_owned() }, number);
        };
        for (period, scopes) in self.places() {
            let days = period.day_numbers();
            for scope in &scopes {
                for group in self.groups(days, scope) {
                    put(&period, scope, group.word(), 1);
                }
            }
            for (what, number) in self.sums(days) {
                put(&period, &MeasureScope::All, &what, number);
            }
        }
        cells
    }

    /// The months in which there is anything to count.
    pub fn months(&self) -> BTreeSet<String> {
        let days = self.days().map(|(day, _)| MeasurePeriod::around(civil(day))[0].word());
        days.collect()
    }

    /// The periods in which there is anything to count, each with the scopes of its visits.
    fn places(&self) -> Vec<(MeasurePeriod, BTreeSet<MeasureScope>)> {
        let mut places: Vec<(MeasurePeriod, BTreeSet<MeasureScope>)> = Vec::new();
        for (day, visit) in self.days() {
            let provider = visit.and_then(|visit| visit.provider.clone());
            let site = visit.and_then(|visit| visit.site.clone());
            let scopes = [
                Some(MeasureScope::All),
                provider.map(MeasureScope::Provider),
                site.map(MeasureScope::Site),
            ];
            for period in MeasurePeriod::around(civil(day)) {
                let known = places.iter().position(|(own, _)| *own == period);
                let at = known.unwrap_or_else(|| {
                    places.push((period, BTreeSet::new()));
                    places.len() - 1
                });
                if let Some((_, own)) = places.get_mut(at) {
                    own.extend(scopes.iter().flatten().cloned());
                }
            }
        }
        places
    }

    /// The days of visits, requests and invitations that were accepted.
    fn days(&self) -> impl Iterator<Item = (i32, Option<&CountedVisit>)> {
        let visits = self.visits.iter().map(|visit| (visit.day, Some(visit)));
        let requests = self.requests.iter().map(|request| (request.asked, None));
        let caregivers = self.caregivers.iter().map(|(from, _)| (*from, None));
        visits.chain(requests).chain(caregivers)
    }
}

/// The day of so many days since 1970.
fn civil(day: i32) -> Date {
    EPOCH.saturating_add(i64::from(day).days())
}

const EPOCH: Date = date(1970, 1, 1);

/// Requests that were asked.
pub(super) const ASKED: &str = "asked";
/// Answered on the last day for it or before.
pub(super) const ANSWERED_IN_TIME: &str = "answered-in-time";
/// Answered after it.
pub(super) const ANSWERED_LATE: &str = "answered-late";
/// Answered after so many days; the number stands behind.
pub(super) const ANSWERED_AFTER: &str = "answered-after-";
/// Taken back without an answer.
pub(super) const WITHDRAWN: &str = "withdrawn";
/// Invitations that somebody accepted.
pub(super) const JOINED: &str = "joined";

/// What takes longer is counted as this: a year is past every deadline.
const DAYS_MAX: i32 = 366;
