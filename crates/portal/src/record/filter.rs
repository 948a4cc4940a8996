//! What part of a list is asked for: days from … to, and how far back in pages.

use bluebutton_record::selection::{InParts, Misread};
use bluebutton_record::{DateRange, Words};
use jiff::civil::Date;

use super::view::LinkView;
use bluebutton_web::fields::Fields;

/// How many entries a page of a list shows.
pub const PAGE: usize = 50;

/// Nobody turns further pages than this by hand; a larger number is a mistake or an attack.
const SKIP_MAX: usize = 10_000_000;

/// The days and the place in the list that were asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// The days.
    pub dates: DateRange,
    /// How many entries to pass over.
    pub skip: usize,
    /// What was typed as a date and is none: the message id of what is wrong.
    pub problem: Option<&'static str>,
}

/// The filter's form.
#[derive(Clone, Debug, Default)]
pub struct FilterView {
    /// Where the form goes.
    pub action: String,
    /// `2026-05-03` or empty.
    pub from: String,
    /// Likewise.
    pub to: String,
    /// Ready-made ranges; the one that is on has no address.
    pub presets: Vec<PresetView>,
    /// Which days are shown: "Last 12 months", "From May 1, 2026".
    pub shown: String,
    /// What is wrong with the dates, in words.
    pub problem: Option<String>,
    /// Whether days were asked for.
    pub is_on: bool,
}

/// A ready-made range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PresetView {
    /// Where it leads.
    pub link: LinkView,
    /// Whether it is on.
    pub is_on: bool,
}

/// The way to newer and older entries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PagerView {
    /// "Entries 51 to 100 of 1,204"; `None` where everything is on one page.
    pub place: Option<String>,
    /// The address of newer ones.
    pub newer: Option<String>,
    /// The address of older ones.
    pub older: Option<String>,
}

impl Filter {
    /// Reads what was asked for. What can't be read is left open and said.
    pub fn read(fields: &Fields) -> Self {
        let (from, to) = (fields.get("from"), fields.get("to"));
        let skip = fields.get("skip").parse().unwrap_or(0).min(SKIP_MAX);
        match (InParts { from, to, ..InParts::default() }).read() {
            Ok(selection) => Self { dates: selection.dates, skip, problem: None },
            Err(wrong) => {
                let is_order = wrong == Misread::Order;
                let problem = if is_order { "filter-wrong-order" } else { "filter-not-a-date" };
                Self { dates: DateRange::default(), skip, problem: Some(problem) }
            }
        }
    }

    /// The filter's form.
    pub fn view(&self, action: &str, today: Date, words: &Words) -> FilterView {
        let iso = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        let preset = |id: &str, dates: DateRange| {
            let href = Self { dates, skip: 0, problem: None }.href(action, 0);
            let text = words.text(id).into_owned();
            PresetView { link: LinkView { href, text }, is_on: self.dates == dates }
        };
        let presets = vec![
            preset("filter-all", DateRange::default()),
            preset("filter-year", DateRange::last_days(today, 365)),
            preset("filter-month", DateRange::last_days(today, 30)),
        ];
        let on = presets.iter().find(|preset| preset.is_on).map(|preset| preset.link.text.clone());
        FilterView {
            action: action.to_owned(),
            from: iso(self.dates.from),
            to: iso(self.dates.to),
            shown: on.or_else(|| days_in_words(&self.dates, words)).unwrap_or_default(),
            presets,
            problem: self.problem.map(|id| words.text(id).into_owned()),
            is_on: !self.dates.is_open(),
        }
    }

    /// The way to newer and older entries of a list of `count`, `page` at a time.
    pub fn pager(&self, base: &str, count: usize, page: usize, words: &Words) -> PagerView {
        let last = (self.skip + page).min(count);
        let all_here = self.skip == 0 && last == count;
        let place = (!all_here && self.skip < count).then(|| {
            words.with(
                "pager-place",
                &[("from", (self.skip + 1).into()), ("to", last.into()), ("count", count.into())],
            )
        });
        PagerView {
            place,
            newer: (self.skip > 0).then(|| self.href(base, self.skip.saturating_sub(page))),
            older: (last < count).then(|| self.href(base, last)),
        }
    }

    /// The same for a list that tells of some things more than once: it does not count them.
    pub fn pager_uncounted(
        &self,
        base: &str,
        count: usize,
        page: usize,
        words: &Words,
    ) -> PagerView {
        let pager = self.pager(base, count, page, words);
        let last = (self.skip + page).min(count);
        let values = [("from", (self.skip + 1).into()), ("to", last.into())];
        PagerView { place: pager.place.map(|_| words.with("pager-place-only", &values)), ..pager }
    }

    /// The address of the same list at another place.
    pub fn href(&self, base: &str, skip: usize) -> String {
        let mut parts = Vec::new();
        if let Some(from) = self.dates.from {
            parts.push(format!("from={from}"));
        }
        if let Some(to) = self.dates.to {
            parts.push(format!("to={to}"));
        }
        if skip > 0 {
            parts.push(format!("skip={skip}"));
        }
        if parts.is_empty() {
            return base.to_owned();
        }
        let joint = if base.contains('?') { '&' } else { '?' };
        format!("{base}{joint}{}", parts.join("&"))
    }
}

/// A range of days in words; `None` where it is open.
pub fn days_in_words(dates: &DateRange, words: &Words) -> Option<String> {
    let said = |day: Date| words.date(&bluebutton_record::FhirDate::day(day));
    match (dates.from, dates.to) {
        (Some(from), Some(to)) if from == to => Some(said(from)),
        (Some(from), Some(to)) => Some(
            words.with("days-between", &[("from", said(from).into()), ("to", said(to).into())]),
        ),
        (Some(from), None) => Some(words.with("days-from", &[("from", said(from).into())])),
        (None, Some(to)) => Some(words.with("days-to", &[("to", said(to).into())])),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use bluebutton_record::Language;

    use super::*;
    use crate::words::words;

    fn asked(pairs: &[(&str, &str)]) -> Filter {
        let own = |pair: &(&str, &str)| (pair.0.to_owned(), pair.1.to_owned());
        Filter::read(&Fields::new(pairs.iter().map(own).collect()))
    }

    #[test]
    fn a_list_of_131000_has_older_pages_and_the_last_one_has_none() {
        let words = words(Language::English);
        let first = asked(&[]).pager("/l", 131_000, PAGE, words);
        assert_eq!(first.older.as_deref(), Some("/l?skip=50"));
        assert_eq!(first.newer, None);
        let last = asked(&[("skip", "130950")]).pager("/l", 131_000, PAGE, words);
        assert_eq!(last.older, None);
        assert_eq!(last.newer.as_deref(), Some("/l?skip=130900"));
    }

    #[test]
    fn a_short_list_has_no_pager() {
        let pager = asked(&[]).pager("/l", 50, PAGE, words(Language::English));
        assert_eq!(pager, PagerView::default());
    }

    #[test]
    fn paging_keeps_the_days() {
        let pager = asked(&[("from", "2020-01-01"), ("to", "2020-12-31")]).pager(
            "/l",
            60,
            PAGE,
            words(Language::English),
        );
        assert_eq!(pager.older.as_deref(), Some("/l?from=2020-01-01&to=2020-12-31&skip=50"));
    }

    #[test]
    fn which_days_are_shown_stands_in_one_line() {
        let words = words(Language::English);
        let today = Date::constant(2026, 11, 28);
        let shown = |pairs: &[(&str, &str)]| asked(pairs).view("/l", today, words).shown;
        assert_eq!(shown(&[]), "All dates");
        assert_eq!(shown(&[("from", "2025-11-28"), ("to", "2026-11-28")]), "Last 12 months");
        assert_eq!(shown(&[("from", "2026-05-03"), ("to", "2026-05-03")]), "May 3, 2026");
    }

    #[test]
    fn what_is_no_date_is_said_and_filters_nothing() {
        let wrong = asked(&[("from", "yesterday")]);
        assert!(wrong.dates.is_open() && wrong.problem.is_some());
        let order = asked(&[("from", "2021-01-01"), ("to", "2020-01-01")]);
        assert!(order.dates.is_open() && order.problem == Some("filter-wrong-order"));
        assert_eq!(asked(&[("skip", "-1")]).skip, 0);
        assert_eq!(asked(&[("skip", "99999999999999999999")]).skip, 0);
    }
}
