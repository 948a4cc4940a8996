//! Which telling of a thing is the current one.
//!
//! A source tells of one thing again and again, and files of it arrive in any order: last year's
//! export may be imported after this year's. What decides is not the order of arrival but the moment
//! **as of** which each telling says what it says: `meta.lastUpdated` of a resource, `effectiveTime`
//! and `versionNumber` of a document, the `timestamp` of a document Bundle. What arrives late joins
//! the history at its place. The rule is [`Telling`]'s order and [`join`]; ledger, imports, history
//! and what was known at a past moment all ask these two.
//!
//! Standard: <https://hl7.org/fhir/R4/resource.html#Meta>, HL7 CDA R2 4.2.1 (`effectiveTime`,
//! `versionNumber`)

use std::cmp::Ordering;

use jiff::Timestamp;

use crate::date::FhirDate;

/// As of when something is told. Later is greater.
///
/// What states no moment is told as of its arrival; of one arrival and one statement for the same
/// moment the arrival is later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AsOf {
    /// Microseconds since 1970.
    pub moment: i64,
    /// Whether it is the moment of arrival, for want of a better one.
    pub is_arrival: bool,
    /// Which of several of that moment, where the source counts them: `versionNumber` of a document,
    /// `meta.versionId` of a resource where that is a number.
    pub revision: u32,
}

impl AsOf {
    /// As the source says.
    pub fn stated(moment: i64, revision: u32) -> Self {
        Self { moment, is_arrival: false, revision }
    }

    /// As of its arrival.
    pub fn arrived(moment: i64) -> Self {
        Self { moment, is_arrival: true, revision: 0 }
    }

    /// Reads a FHIR instant or date (a day counts from its beginning, in UTC) and the number of a
    /// version; `None` where the moment is none.
    pub fn read(moment: &str, version: Option<&str>) -> Option<Self> {
        let moment = moment.trim();
        let exact = moment.parse::<Timestamp>().ok().map(Timestamp::as_microsecond);
        let day = || FhirDate::parse(moment)?.sort_key().checked_mul(1_000_000);
        let revision = version.and_then(|version| version.trim().parse().ok()).unwrap_or(0);
        Some(Self::stated(exact.or_else(day)?, revision))
    }

    /// The same, read by that version of a reader (below 1,000) that makes something of what the source
    /// wrote: what a newer one makes of the same file is a later telling.
    #[must_use]
    pub fn read_by(self, reader: u32) -> Self {
        Self { revision: self.revision.saturating_mul(1_000).saturating_add(reader), ..self }
    }

    /// What is believed of what a source states, when it arrives: nobody tells as of tomorrow, and
    /// a program that states 1970 or year 1 has no clock. Both count as of their arrival, or a
    /// wrong clock would keep out all that comes later.
    pub fn believed(stated: Option<Self>, arrival: i64) -> Self {
        let is_sound = |it: &Self| it.moment > 0 && it.moment <= arrival;
        stated.filter(is_sound).unwrap_or(Self::arrived(arrival))
    }
}

/// One telling of a thing: what decides which is the current one.
///
/// The greatest is current. Of two as of the same moment the one that takes the thing back is
/// greater, then the longer, which says more, then the one with the greater hash: nothing
/// that depends on which came first, so that any order of the same files gives the same record (the
/// hash is over the text with the record's own ids: of two equally long ones another store, with
/// other keys, may hold the other one). Of two that state no moment the one that came later is greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Telling {
    /// As of when.
    pub as_of: AsOf,
    /// Whether the thing is taken back.
    pub is_gone: bool,
    /// Bytes of what is told.
    pub length: u32,
    /// First eight bytes of SHA-256 over what is told.
    pub hash: u64,
    /// The number of the version in the record, in the order of arrival.
    pub version: u32,
}

impl Ord for Telling {
    fn cmp(&self, other: &Self) -> Ordering {
        let content = |it: &Self| {
            let content = (it.is_gone, it.length, it.hash);
            if it.as_of.is_arrival { (false, 0, 0) } else { content }
        };
        let by_content = || content(self).cmp(&content(other));
        self.as_of.cmp(&other.as_of).then_with(by_content).then(self.version.cmp(&other.version))
    }
}

impl PartialOrd for Telling {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Telling {
    /// Whether it tells what `known` tells: the same words, or only that the thing is gone, which it
    /// is.
    fn repeats(&self, known: &Self) -> bool {
        let is_same = self.hash == known.hash && self.length == known.length;
        self.is_gone == known.is_gone && (is_same || self.is_gone && self.length == 0)
    }
}

/// How a new telling joins those that are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Join {
    /// It says what the record says of that moment already: nothing is to be kept.
    Known,
    /// It says of another moment what this version says.
    Confirms(u32),
    /// It is another version.
    Version {
        /// Whether it is the current one from now on; otherwise it joins the history.
        is_current: bool,
        /// Whether another one tells something else as of the very same moment.
        is_tie: bool,
    },
}

/// How a telling joins what is known, in any order.
pub fn join(known: &[Telling], new: &Telling) -> Join {
    let is_there = |one: &Telling| one.as_of == new.as_of && new.repeats(one);
    // What arrives anew is later than what arrived before, if by the clock they came together.
    if !new.as_of.is_arrival && known.iter().any(is_there) {
        return Join::Known;
    }
    let before = known.iter().filter(|one| *one <= new).max();
    let behind = known.iter().filter(|one| *one > new).min();
    let beside = before.into_iter().chain(behind);
    match beside.into_iter().find(|one| new.repeats(one)) {
        // The moment of arrival says nothing of which version holds.
        Some(_) if new.as_of.is_arrival => Join::Known,
        Some(same) => Join::Confirms(same.version),
        None => Join::Version {
            is_current: behind.is_none(),
            is_tie: known.iter().any(|one| one.as_of == new.as_of),
        },
    }
}

#[cfg(test)]
mod tests;
