//! What needs attention, by rules that can be read on the page: lists that differ, newest results outside
//! their range or disputed, what is planned for the next weeks, access that ends soon.

use bluebutton_record::meaning::{Stage, Thing};
use bluebutton_store::accounts::Caregiver;
use bluebutton_web::frame::Frame;
use jiff::civil::Date;

use super::super::attention::{Attention, attention};
use super::super::view::{EntryView, Reader};

/// At most so many: a longer list is no help.
const SHOWN: usize = 5;

/// So many days ahead something is soon.
const SOON_DAYS: i32 = 30;

/// Results older than this are of no visit that is still on one's mind.
const FRESH_DAYS: i32 = 366;

/// One thing that needs attention.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttendView {
    /// The picture.
    pub icon: &'static str,
    /// The class of the status: its shape.
    pub class: &'static str,
    /// "Two lists differ".
    pub word: String,
    /// What it is about.
    pub title: String,
    /// Why, and what to do.
    pub text: String,
    /// Where one goes on.
    pub href: String,
    /// The words of that way.
    pub go: String,
}

/// Medicines on which lists differ.
pub fn differing(things: &[Thing<'_>], reader: &Reader<'_>) -> Option<AttendView> {
    let titles = things.iter().filter(|thing| !thing.differs.is_empty());
    let titles: Vec<String> = titles.map(|thing| reader.title(thing.entry)).collect();
    (!titles.is_empty()).then(|| AttendView {
        icon: "two",
        class: "differ",
        word: reader.text("attend-differ"),
        title: listed(&titles),
        text: reader.text("attend-differ-text"),
        href: format!("{}/medications#differ", reader.base),
        go: reader.text("attend-differ-go"),
    })
}

/// Values of the newest day that are outside their range, that only their sender calls not normal, or on
/// which mark and range, or table and data, disagree.
pub fn results(entries: &[EntryView], day: Option<Date>, reader: &Reader<'_>) -> Vec<AttendView> {
    if day.is_none_or(|day| (reader.today - day).get_days() > FRESH_DAYS) {
        return Vec::new();
    }
    let of = |wanted| entries.iter().filter(move |entry| attention(entry) == Some(wanted));
    let mut all = Vec::new();
    for (wanted, name, class) in [
        (Attention::Outside, "outside", "high"),
        (Attention::Marked, "marked", "odd"),
        (Attention::Disputed, "disputed", "doubt"),
        (Attention::Contradicted, "contradicted", "doubt"),
    ] {
        let titles: Vec<String> = of(wanted).map(|entry| entry.title.clone()).collect();
        if titles.is_empty() {
            continue;
        }
        let count = [("count", titles.len().into()), ("all", entries.len().into())];
        all.push(AttendView {
            icon: "tube",
            class,
            word: reader.text(&format!("attend-{name}")),
            title: reader.words.with(&format!("attend-{name}-title"), &count),
            text: format!("{}.", listed(&titles)),
            href: format!("{}/results?show=attention", reader.base),
            go: reader.text("attend-results-go"),
        });
    }
    all
}

/// What the record itself plans for the next weeks.
pub fn planned(things: &[Thing<'_>], reader: &Reader<'_>) -> Vec<AttendView> {
    let soon = |thing: &&Thing<'_>| {
        let due = thing.entry.basis.due;
        let days = due.map(|due| (due.first_day() - reader.today).get_days());
        thing.stage == Stage::Ahead && days.is_some_and(|days| days <= SOON_DAYS)
    };
    let view = |thing: &Thing<'_>| {
        let date = thing.entry.basis.due.map(|due| reader.words.date(&due)).unwrap_or_default();
        AttendView {
            icon: "day",
            class: "soon",
            word: reader.text("attend-planned"),
            title: reader.title(thing.entry),
            text: reader.words.with("attend-planned-text", &[("date", date.into())]),
            href: reader.href(thing.entry.section, &thing.entry.id),
            go: reader.text("attend-planned-go"),
        }
    };
    things.iter().filter(soon).map(view).collect()
}

/// Access that ends within the next weeks: the reader's own, or that of somebody they let in.
pub fn ending(frame: &Frame, people: &[Caregiver], reader: &Reader<'_>) -> Vec<AttendView> {
    let is_soon =
        |until: &Date| *until >= reader.today && (*until - reader.today).get_days() <= SOON_DAYS;
    let own = frame.record.as_ref().filter(|record| !record.is_own);
    let own = own.and_then(|record| record.until).filter(is_soon);
    let own = own.map(|until| AttendView {
        icon: "people",
        class: "soon",
        word: reader.text("attend-ends"),
        title: frame.t1("attend-ends-own", "date", frame.day(&until)),
        text: reader.text("attend-ends-own-text"),
        href: format!("{}/activity", reader.base),
        go: reader.text("attend-ends-own-go"),
    });
    let others = people.iter().filter(|person| person.ended.is_none() && person.accepted.is_some());
    let others = others.filter_map(|person| Some((person, person.until.filter(is_soon)?)));
    let others = others.map(|(person, until)| AttendView {
        icon: "people",
        class: "soon",
        word: reader.text("attend-ends"),
        title: person.name.clone(),
        text: frame.t1("attend-ends-text", "date", frame.day(&until)),
        href: format!("{}/people", reader.base),
        go: reader.text("attend-ends-go"),
    });
    own.into_iter().chain(others).collect()
}

/// The first of them, in their order.
pub fn first(all: Vec<AttendView>) -> Vec<AttendView> {
    all.into_iter().take(SHOWN).collect()
}

/// "Metformin, Lisinopril": names as a list; many are cut, and the page behind has them all.
fn listed(titles: &[String]) -> String {
    const NAMED: usize = 5;
    let mut said = titles.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
    if titles.len() > NAMED {
        said.push_str(" …");
    }
    said
}

#[cfg(test)]
mod tests {
    use bluebutton_record::Section;
    use bluebutton_record::entry::{Mark, Standing};

    use super::super::super::view::tests::{entry, measure, reader};
    use super::*;

    fn value(name: &str, standing: Standing) -> EntryView {
        let one = bluebutton_record::Entry {
            value: Some(measure(120.0, 70.0, 99.0, standing)),
            ..entry("a", Section::Results, name, "2026-11-09")
        };
        reader().entry(&one, 0)
    }

    #[test]
    fn a_value_within_its_range_needs_no_attention_and_one_outside_does() {
        let day = Some("2026-11-09".parse().unwrap());
        let fine = [value("Sodium", Standing::Within)];
        assert_eq!(results(&fine, day, &reader()), []);
        let high = [value("Sodium", Standing::Within), value("Glucose", Standing::Above)];
        let told = results(&high, day, &reader());
        assert_eq!(told.len(), 1);
        assert!(told[0].title.starts_with("1 of the 2"), "{}", told[0].title);
        assert_eq!(told[0].text, "Glucose.");
    }

    #[test]
    fn a_value_that_only_its_sender_calls_high_needs_attention_and_is_not_called_outside() {
        let day = Some("2026-11-09".parse().unwrap());
        let marked = Standing::OnlyMarkedNoRange(Mark::High);
        let told = results(&[value("Glucose", marked)], day, &reader());
        assert_eq!((told.len(), told[0].class, told[0].text.as_str()), (1, "odd", "Glucose."));
        let said = format!("{} {}", told[0].word, told[0].title);
        assert!(said.contains("marked as not normal") && !said.contains("range"), "{said}");
        let normal = Standing::OnlyMarkedNoRange(Mark::Usual);
        assert_eq!(results(&[value("Glucose", normal)], day, &reader()), []);
    }

    #[test]
    fn old_results_are_not_called_for_again() {
        let high = [value("Glucose", Standing::Above)];
        assert_eq!(results(&high, Some("2019-11-09".parse().unwrap()), &reader()), []);
        assert_eq!(results(&high, None, &reader()), []);
    }

    #[test]
    fn a_value_on_which_mark_and_range_disagree_is_to_be_asked_about() {
        let day = Some("2026-11-09".parse().unwrap());
        let told = results(&[value("PSA", Standing::MarkedUsual)], day, &reader());
        assert_eq!((told.len(), told[0].class), (1, "doubt"));
    }
}
