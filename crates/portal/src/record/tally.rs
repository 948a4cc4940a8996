//! What a section holds, in numbers, and the sentences that say it.

use bluebutton_record::layout::telling;
use bluebutton_record::meaning::{Said, Stage, Thing, matters};
use bluebutton_record::words::FluentValue;
use bluebutton_record::{FhirDate, Section, dating};

use super::filter::{Filter, days_in_words};
use super::view::Reader;
use bluebutton_web::frame::Frame;

/// What a section holds, in numbers of things.
#[derive(Default)]
pub struct Tally {
    /// All that count.
    pub count: usize,
    /// Of now.
    pub now: usize,
    /// Still to come.
    pub ahead: usize,
    /// On a list too old to say.
    pub old: usize,
    /// On which lists differ, each matter once.
    pub differing: usize,
    /// What is not so, was not done or is only planned.
    pub others: usize,
    /// All that count and have no date.
    pub undated: usize,
    /// "No known allergies", who wrote it and when, where nothing speaks against it.
    pub none: Option<String>,
    /// The day of the newest entry that is not to come, in words.
    pub newest: Option<String>,
    /// The day of the nearest one that is to come, in words.
    pub next: Option<String>,
}

impl Tally {
    /// Counts the things of a section.
    pub fn of(section: Section, things: &[Thing<'_>], reader: &Reader<'_>) -> Self {
        // What the patient wrote is not counted among what lists of medicines tell.
        let is_told = |thing: &&Thing<'_>| {
            thing.counts() && !(section == Section::Medications && thing.entry.is_own())
        };
        let at = |stage| things.iter().filter(|it| it.stage == stage && is_told(it)).count();
        let count = things.iter().filter(is_told).count();
        let none = things.iter().find(|thing| thing.entry.basis.said == Said::NoneKnown);
        let is_sure = at(Stage::Now) + at(Stage::OnOldList) == 0;
        let none = none.filter(|_| is_sure).map(|thing| telling(thing.entry, reader.words));
        let has_been = |date: &FhirDate| {
            date.first_day() <= reader.today && dating::doubt(date, None).is_none()
        };
        let day = |thing: &Thing<'_>| match section {
            Section::Medications if thing.stage == Stage::Now => thing.entry.basis.told.on,
            // An insurance's day is the one on which it began.
            Section::Medications | Section::Coverage => None,
            _ => thing.entry.date,
        };
        // That there is none is no newest one.
        let said = things.iter().filter(|thing| thing.entry.basis.said != Said::NoneKnown);
        let days = said.filter_map(day).filter(has_been);
        let newest = days.max_by_key(FhirDate::sort_key);
        let ahead = things.iter().filter(|thing| thing.stage == Stage::Ahead && is_told(thing));
        let ahead = ahead.filter_map(|thing| thing.entry.basis.due.or(thing.entry.date));
        let next = ahead.min_by_key(FhirDate::sort_key);
        let differing = matters(things).len();
        Self {
            count,
            now: at(Stage::Now),
            ahead: at(Stage::Ahead),
            old: at(Stage::OnOldList),
            differing,
            undated: things.iter().filter(is_told).filter(|it| it.entry.date.is_none()).count(),
            others: things.len() - count - usize::from(none.is_some()),
            none,
            newest: newest.map(|date| reader.date(&date).text),
            next: next.map(|date| reader.date(&date).text),
        }
    }
}

/// The sentences that answer the page's question.
pub fn lead(frame: &Frame, section: Section, tally: &Tally, filter: &Filter) -> String {
    if tally.count + tally.others == 0 && tally.none.is_none() {
        return String::new();
    }
    if let Some(days) = days_in_words(&filter.dates, frame.words()) {
        let values = [("count", FluentValue::from(tally.count)), ("days", days.into())];
        return frame.words().with("lead-within-days", &values);
    }
    if filter.skip > 0 {
        return frame.tn("lead-older", "count", tally.count);
    }
    let mut said = Vec::new();
    if let Some(none) = &tally.none {
        said.push(frame.t1("lead-none-known", "told", none));
    } else {
        said.push(answer(frame, section, tally));
    }
    if let Some(newest) = &tally.newest {
        let id = match section {
            Section::Visits => "lead-last-visit",
            Section::Medications => "lead-newest-list",
            _ => "lead-newest",
        };
        said.push(frame.tw(id, &[("date", newest)]));
    }
    said.retain(|sentence| !sentence.is_empty());
    said.join(" ")
}

/// What is to be said besides: that lists differ, that some are old, planned, or not so.
pub fn more(frame: &Frame, section: Section, tally: &Tally, filter: &Filter) -> String {
    if filter.skip > 0 {
        return String::new();
    }
    if !filter.dates.is_open() {
        let more = [("lead-undated", tally.undated), (others(section), tally.others)];
        return sentences(frame, &more);
    }
    let differing = match section {
        Section::Medications => "lead-differing-medications",
        _ => "lead-differing",
    };
    let more = [
        (differing, tally.differing),
        (
            if section == Section::Medications { "lead-old-list" } else { "lead-old-list-applies" },
            tally.old,
        ),
        ("lead-planned", if section == Section::CarePlans { tally.ahead } else { 0 }),
        (others(section), tally.others),
    ];
    sentences(frame, &more)
}

/// What is not so, in the words of its section.
fn others(section: Section) -> &'static str {
    match section {
        Section::Medications => "lead-others-medications",
        Section::Vaccines => "lead-others-vaccines",
        _ => "lead-others",
    }
}

/// Those that count something.
fn sentences(frame: &Frame, counted: &[(&str, usize)]) -> String {
    let counted = counted.iter().filter(|(_, count)| *count > 0);
    counted.map(|(id, count)| frame.tn(id, "count", *count)).collect::<Vec<_>>().join(" ")
}

fn answer(frame: &Frame, section: Section, tally: &Tally) -> String {
    let is_own = frame.record.as_ref().is_none_or(|record| record.is_own);
    let name = frame.record.as_ref().map(|record| record.name.clone()).unwrap_or_default();
    let current = if section == Section::Visits { tally.ahead } else { tally.now };
    // What stands only on older lists is counted in a sentence of its own.
    let besides = tally.count - tally.old;
    if !is_own && current == 0 && besides == 0 && tally.count > 0 {
        return String::new();
    }
    if !is_own && current == 0 {
        return frame.tn("lead-to-you", "count", besides);
    }
    if let Some(next) = tally.next.as_ref().filter(|_| section == Section::Visits) {
        let values = [("count", FluentValue::from(current)), ("date", next.as_str().into())];
        return frame.words().with("lead-visits-next", &values);
    }
    // Nobody takes what two lists tell differently in both ways: they name it, and the next sentence asks.
    let differ =
        if section == Section::Medications && tally.differing > 0 { "-differ" } else { "" };
    frame.words().with(
        &format!("lead-{}{differ}", section.slug()),
        &[
            ("count", FluentValue::from(tally.count)),
            ("current", FluentValue::from(current)),
            ("whose", FluentValue::from(if is_own { "own" } else { "other" })),
            ("name", FluentValue::from(name)),
        ],
    )
}

#[cfg(test)]
mod tests {
    use bluebutton_record::Entry;
    use bluebutton_record::entry::{Basis, ListedOn, Status};
    use bluebutton_record::meaning::things;

    use super::super::view::tests::{entry, reader};
    use super::*;

    fn medicine(local: &str, title: &str, date: &str) -> Entry {
        let told = ListedOn { on: FhirDate::parse(date), ..ListedOn::default() };
        Entry {
            is_current: true,
            basis: Basis { told, ..Basis::default() },
            ..entry(local, Section::Medications, title, date)
        }
    }

    #[test]
    fn what_is_counted_is_what_the_list_shows() {
        let entries = [
            medicine("a", "Metformin 500 MG", "2026-11-01"),
            medicine("c", "metformin 500 mg", "2026-09-01"),
            medicine("d", "Warfarin", "2019-09-01"),
        ];
        let entries: Vec<&Entry> = entries.iter().collect();
        let things = things(&entries, reader().today);
        let tally = Tally::of(Section::Medications, &things, &reader());
        assert_eq!((tally.count, tally.now, tally.old, tally.others), (2, 1, 1, 0));
        assert_eq!(tally.newest.as_deref(), Some("November 1, 2026"));
    }

    #[test]
    fn what_two_lists_tell_differently_is_one_matter() {
        let of = |local: &str, title: &str, list: &str| {
            let mut one = medicine(local, title, "2026-11-01");
            one.basis.told.by = Some(list.to_owned());
            one
        };
        let entries = [
            of("a", "Metformin 500 MG", "Valley Practice"),
            of("b", "Metformin 1000 MG", "Lakeside Hospital"),
            of("c", "Lisinopril 10 MG", "Valley Practice"),
        ];
        let entries: Vec<&Entry> = entries.iter().collect();
        let things = things(&entries, reader().today);
        let tally = Tally::of(Section::Medications, &things, &reader());
        assert_eq!((tally.count, tally.now, tally.differing), (3, 3, 1));
    }

    #[test]
    fn no_known_allergies_are_said_and_not_counted() {
        let none = Entry {
            basis: Basis { said: Said::NoneKnown, ..Basis::default() },
            status: Some(Status::Known("active")),
            source: Some("Valley Practice".into()),
            ..entry("n", Section::Allergies, "No known allergies", "2026-03-02")
        };
        let entries = [&none];
        let things = things(&entries, reader().today);
        let tally = Tally::of(Section::Allergies, &things, &reader());
        assert_eq!((tally.count, tally.now, tally.others), (0, 0, 0));
        assert_eq!(tally.none.as_deref(), Some("Valley Practice: No known allergies"));
    }
}
