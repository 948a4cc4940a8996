//! Pages that one person opened one after the other are one visit: told in one line, with every
//! page and its time behind it, so that the lines of others are not lost among one's own. What an app
//! read on one day is one line likewise, whatever others did in between.

use bluebutton_store::audit::AuditLine;
use bluebutton_store::events::{AppStep, By, Event};
use jiff::Timestamp;
use jiff::civil::Date;

/// Pages further apart than this are two visits.
const GAP_SECONDS: i64 = 30 * 60;

/// The lines, newest first, as visits and days of apps, each where its newest line stands; whatever else
/// was done stands alone.
pub(super) fn visits<'l>(
    lines: &'l [AuditLine],
    day: impl Fn(&Timestamp) -> Date,
) -> Vec<Vec<&'l AuditLine>> {
    let mut all: Vec<Vec<&AuditLine>> = Vec::new();
    for line in lines {
        let is_with = |group: &&mut Vec<&'l AuditLine>| {
            group.first().zip(group.last()).is_some_and(|(first, last)| {
                let is_same = by_of(first) == by_of(line) && day(&first.at) == day(&line.at);
                let is_visit = is_page(first)
                    && is_page(line)
                    && last.at.as_second() - line.at.as_second() <= GAP_SECONDS;
                let is_app = app_of(line).is_some() && app_of(first) == app_of(line);
                is_same && (is_visit || is_app)
            })
        };
        let group = if app_of(line).is_some() {
            all.iter_mut().rev().find(is_with)
        } else {
            // What an app does meanwhile does not part a visit.
            let others = all.iter_mut().rev().filter(|group| !is_of_app(group));
            others.take(1).find(is_with)
        };
        match group {
            Some(group) => group.push(line),
            None => all.push(vec![line]),
        }
    }
    all
}

fn by_of(line: &AuditLine) -> Option<&By> {
    line.told.as_ref().map(|(by, _)| by)
}

fn is_page(line: &AuditLine) -> bool {
    matches!(line.told, Some((_, Event::Viewed { .. })))
}

fn is_of_app(group: &[&AuditLine]) -> bool {
    group.first().is_some_and(|line| app_of(line).is_some())
}

/// The app that read, and what; `None` where a line tells of something else.
pub(super) fn app_read(line: &AuditLine) -> Option<(&str, &str)> {
    match &line.told {
        Some((_, Event::App { step: AppStep::Read, app, what, .. })) => {
            Some((app, what.as_deref().unwrap_or_default()))
        }
        _ => None,
    }
}

fn app_of(line: &AuditLine) -> Option<&str> {
    app_read(line).map(|(app, _)| app)
}

/// The page that a line tells of; empty where it tells of something else.
pub(super) fn page_of(line: &AuditLine) -> &str {
    match &line.told {
        Some((_, Event::Viewed { page, .. })) => page,
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use bluebutton_store::accounts::AccountId;
    use bluebutton_store::events::Part;
    use jiff::tz::TimeZone;

    use super::*;

    fn line(seq: i64, account: &str, action: &str, at: &str) -> AuditLine {
        // Two people of one name stay two.
        let by = By::person(Part::Patient, &AccountId(account.to_owned()), "Ana Reyes");
        let event = match action {
            "view" => Event::Viewed { page: "medications".to_owned(), resource: None },
            _ => Event::Downloaded { format: "pdf".to_owned(), selection: String::new() },
        };
        AuditLine { seq, at: at.parse().unwrap(), told: Some((by, event)) }
    }

    #[test]
    fn pages_of_one_person_in_a_row_are_one_visit_and_nothing_is_left_out() {
        let lines = [
            line(8, "ana", "view", "2026-05-03T16:20:00Z"),
            line(7, "ana", "view", "2026-05-03T16:10:00Z"),
            line(6, "ana", "download", "2026-05-03T16:09:00Z"),
            line(5, "ana", "view", "2026-05-03T16:08:00Z"),
            line(4, "namesake", "view", "2026-05-03T16:07:00Z"),
            line(3, "ana", "view", "2026-05-03T15:00:00Z"),
            line(2, "ana", "view", "2026-05-03T00:10:00Z"),
            line(1, "ana", "view", "2026-05-02T23:50:00Z"),
        ];
        assert_eq!(
            numbers(&lines),
            [vec![8, 7], vec![6], vec![5], vec![4], vec![3], vec![2], vec![1]],
            "another person, another deed, a long pause and another day each begin a new one"
        );
    }
    fn numbers(lines: &[AuditLine]) -> Vec<Vec<i64>> {
        let day = |at: &Timestamp| at.to_zoned(TimeZone::UTC).date();
        let groups = visits(lines, day);
        groups.iter().map(|group| group.iter().map(|line| line.seq).collect()).collect()
    }

    fn read(seq: i64, app: &str, at: &str) -> AuditLine {
        let asked_by = Some(Box::new(By::person(Part::Patient, &AccountId("ana".into()), "Ana")));
        let by = By { part: Part::App, name: Some("Reader".to_owned()), asked_by, ..By::default() };
        let (step, what) = (AppStep::Read, Some("Observation".to_owned()));
        let event = Event::App { step, app: app.to_owned(), name: "Reader".to_owned(), what };
        AuditLine { seq, at: at.parse().unwrap(), told: Some((by, event)) }
    }

    #[test]
    fn what_an_app_read_on_a_day_is_one_line_and_parts_no_visit() {
        let lines = [
            read(9, "one", "2026-05-03T16:20:00Z"),
            line(8, "ana", "view", "2026-05-03T16:19:00Z"),
            read(7, "one", "2026-05-03T16:18:30Z"),
            read(6, "other", "2026-05-03T16:18:00Z"),
            line(5, "ana", "view", "2026-05-03T16:17:00Z"),
            line(4, "ana", "download", "2026-05-03T16:16:00Z"),
            read(3, "one", "2026-05-03T08:00:00Z"),
            line(2, "ana", "view", "2026-05-03T07:59:00Z"),
            read(1, "one", "2026-05-02T16:00:00Z"),
        ];
        assert_eq!(
            numbers(&lines),
            [vec![9, 7, 3], vec![8, 5], vec![6], vec![4], vec![2], vec![1]],
            "each app by itself, and each day"
        );
    }
}
