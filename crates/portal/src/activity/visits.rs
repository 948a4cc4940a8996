//! Pages that one person opened one after the other are one visit: told in one line, with every
//! page and its time behind it, so that the lines of others are not lost among one's own.

use bluebutton_store::audit::AuditLine;
use bluebutton_store::events::Event;
use jiff::Timestamp;
use jiff::civil::Date;

/// Pages further apart than this are two visits.
const GAP_SECONDS: i64 = 30 * 60;

/// The lines, newest first, as visits; whatever else was done stands alone.
pub(super) fn visits(
    lines: &[AuditLine],
    day: impl Fn(&Timestamp) -> Date,
) -> impl Iterator<Item = &[AuditLine]> {
    lines.chunk_by(move |newer, older| {
        is_page(newer)
            && is_page(older)
            && newer.told.as_ref().map(|(by, _)| by) == older.told.as_ref().map(|(by, _)| by)
            && newer.at.as_second() - older.at.as_second() <= GAP_SECONDS
            && day(&newer.at) == day(&older.at)
    })
}

fn is_page(line: &AuditLine) -> bool {
    matches!(line.told, Some((_, Event::Viewed { .. })))
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
    use bluebutton_store::events::{By, Part};
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
        let day = |at: &Timestamp| at.to_zoned(TimeZone::UTC).date();
        let found: Vec<Vec<i64>> =
            visits(&lines, day).map(|visit| visit.iter().map(|line| line.seq).collect()).collect();
        assert_eq!(
            found,
            [vec![8, 7], vec![6], vec![5], vec![4], vec![3], vec![2], vec![1]],
            "another person, another deed, a long pause and another day each begin a new one"
        );
    }
}
