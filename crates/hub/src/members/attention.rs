//! What waits for a member on its own page: a check that said no, a month that has come, a year that ends.

use bluebutton_store::hub::Membership;
use bluebutton_web::Frame;
use jiff::ToSpan as _;
use jiff::civil::Date;

use super::data::Promise;
use crate::limits::LAPSE_DAYS;
use crate::pledge::Pledge;
use crate::probe::stored::History;
use crate::probe::{Verdict, standing};

/// One thing that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Waits {
    /// What it is about.
    pub(super) title: String,
    /// Why it waits.
    pub(super) why: String,
    /// The part of the page where it is mended.
    pub(super) at: String,
}

/// More than this nobody reads; the rest comes when these are done.
const SHOWN_MAX: usize = 6;

/// What waits, the most urgent first.
pub(super) fn of(
    frame: &Frame,
    (all, promises): (&[Membership], &[Promise]),
    history: &History,
    text_of: impl Fn(&str) -> Option<Pledge>,
) -> Vec<Waits> {
    let soon = frame.today().checked_add(LAPSE_DAYS.days()).unwrap_or(frame.today()).to_string();
    let ends = all.iter().filter(|one| one.is_alive() && one.renew_by <= soon).map(|one| {
        let name = text_of(&one.pledge).map(|text| text.name.of(frame.language()).to_owned());
        Waits {
            title: name.unwrap_or_default(),
            why: frame.t1("mine-until", "date", frame.date_text(&one.renew_by)),
            at: format!("pledge-{}", one.pledge),
        }
    });
    let now = frame.now.as_microsecond();
    let failed = history.iter().filter_map(|(check, days)| {
        let newest = days.last().filter(|one| one.verdict == Verdict::No)?;
        (now <= standing::good_until(newest.at)).then(|| Waits {
            title: frame.t(&format!("check-{}", check.word())).into_owned(),
            why: frame.t1("verdict-no-why", "why", frame.t(&format!("why-{}", newest.why))),
            at: "addresses".to_owned(),
        })
    });
    let due = promises.iter().filter_map(|one| {
        let is_due = one.standing != "kept" && is_over(&one.target, frame.today());
        let text = text_of(&one.pledge).filter(|_| is_due)?;
        let is_alive = |pledge: &str| all.iter().any(|m| m.pledge == pledge && m.is_alive());
        is_alive(&one.pledge).then(|| Waits {
            title: text
                .commitment(&one.commitment)
                .map(|named| named.name.of(frame.language()).to_owned())
                .unwrap_or_default(),
            why: frame.t1("mine-due", "month", frame.date_text(&one.target)),
            at: format!("s-{}-{}", one.pledge, one.commitment),
        })
    });
    ends.chain(failed).chain(due).take(SHOWN_MAX).collect()
}

/// Whether a month (`2027-03`) is over.
fn is_over(month: &str, today: Date) -> bool {
    let today = today.to_string();
    !month.is_empty() && today.get(..7).is_some_and(|this| month < this)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_month_is_over_when_the_next_has_begun() {
        let today = date(2027, 3, 31);
        assert!(is_over("2027-02", today) && is_over("2026-12", today));
        assert!(!is_over("2027-03", today) && !is_over("2027-10", today) && !is_over("", today));
    }
}
