//! What may still be said of the newest round of checks: one rule for badge, pages, lists and open data.

use bluebutton_store::StoreError;
use bluebutton_store::hub::HubTx;

use super::{Check, Finding, Verdict};
use crate::limits::STALE_DAYS;

/// The newest round of checks of an organization, counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Round {
    /// How many checks passed.
    pub passed: i64,
    /// How many said yes or no.
    pub made: i64,
    /// When (microseconds since 1970).
    pub at: i64,
    /// Which said no: a bit each, in the order of [`Check::ALL`].
    pub failed: i64,
}

/// What the checks say of an organization today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Checked {
    /// Nothing of it was ever looked at: it has nothing that can be seen from outside, or is new.
    Never,
    /// What was found holds.
    Lately(Round),
    /// Too long ago to be said of today.
    LongAgo(Round),
}

impl Round {
    /// What is kept of findings.
    pub(crate) fn of(found: &[Finding], at: i64) -> Self {
        let count = |verdict| found.iter().filter(|one| one.verdict == verdict).count() as i64;
        let (passed, no) = (count(Verdict::Yes), count(Verdict::No));
        let said_no = found.iter().filter(|one| one.verdict == Verdict::No);
        let failed = said_no.fold(0, |bits, one| bits | bit(one.check));
        Self { passed, made: passed + no, at, failed }
    }

    /// Whether a check said no.
    pub(crate) fn said_no(&self, check: Check) -> bool {
        self.failed & bit(check) != 0
    }

    /// The words of those that did.
    pub(crate) fn failed_words(&self) -> Vec<&'static str> {
        let all = Check::ALL.into_iter().filter(|check| self.said_no(*check));
        all.map(Check::word).collect()
    }

    /// Until when what was found may be said (microseconds since 1970).
    pub(crate) fn good_until(&self) -> i64 {
        good_until(self.at)
    }
}

impl Checked {
    pub(crate) fn of(round: Option<Round>, now: jiff::Timestamp) -> Self {
        match round {
            None => Self::Never,
            Some(round) if now.as_microsecond() <= round.good_until() => Self::Lately(round),
            Some(round) => Self::LongAgo(round),
        }
    }

    /// When it was looked at, if ever.
    pub(crate) fn round(&self) -> Option<Round> {
        match *self {
            Self::Never => None,
            Self::Lately(round) | Self::LongAgo(round) => Some(round),
        }
    }

    /// When it was looked at, where that is too long ago.
    pub(crate) fn long_ago(&self) -> Option<i64> {
        match *self {
            Self::LongAgo(round) => Some(round.at),
            _ => None,
        }
    }

    /// What may be counted: checks that were answered, and not too long ago.
    pub(crate) fn counted(&self) -> Option<Round> {
        match *self {
            Self::Lately(round) if round.made > 0 => Some(round),
            _ => None,
        }
    }
}

fn bit(check: Check) -> i64 {
    let at = Check::ALL.iter().position(|one| *one == check).unwrap_or_default();
    1 << at
}

/// Until when something that was found at a moment may be said (both in microseconds since 1970).
pub(crate) fn good_until(at: i64) -> i64 {
    at + STALE_DAYS * 24 * 60 * 60 * 1_000_000
}

/// The newest round of an organization.
pub(crate) fn round_of(tx: &mut HubTx<'_, '_>, org_id: &str) -> Result<Option<Round>, StoreError> {
    let Some(row) = tx.first(ROUND, &[org_id.into()])? else { return Ok(None) };
    let (passed, made, at) = (row.get(0)?, row.get(1)?, row.get(2)?);
    Ok(Some(Round { passed, made, at, failed: row.get(3)? }))
}

const ROUND: &str = "
    select passed, made, at, failed
    from hub_round
    where org_id = $1";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_found_holds_for_a_week_and_what_was_never_asked_is_not_old() {
        let now = jiff::Timestamp::from_second(1_800_000_000).unwrap();
        let days_ago = |days: i64| Round {
            passed: 5,
            made: 6,
            at: (now.as_second() - days * 24 * 60 * 60) * 1_000_000,
            failed: 0,
        };
        assert_eq!(Checked::of(None, now), Checked::Never);
        assert_eq!(Checked::of(Some(days_ago(7)), now), Checked::Lately(days_ago(7)));
        for days in [8, 29, 31, 400] {
            let checked = Checked::of(Some(days_ago(days)), now);
            assert_eq!(checked, Checked::LongAgo(days_ago(days)));
            assert_eq!((checked.counted(), checked.round()), (None, Some(days_ago(days))));
        }
        let nothing_told = Round { passed: 0, made: 0, ..days_ago(1) };
        assert_eq!(Checked::of(Some(nothing_told), now).counted(), None);
    }

    #[test]
    fn a_round_counts_what_was_told_and_knows_what_failed() {
        let found = [
            Finding::yes(Check::Portal),
            Finding::no(Check::Smart, "no-answer"),
            Finding::cant_tell(Check::Direct, "no-answer"),
            Finding::no(Check::Policy, "no-answer"),
        ];
        let round = Round::of(&found, 7);
        assert_eq!((round.passed, round.made, round.at), (1, 3, 7));
        assert_eq!(round.failed_words(), ["smart", "policy"]);
        assert!(!round.said_no(Check::Direct));
    }
}
