//! A test result as lists show it, and which of them ask to be looked at.

use bluebutton_record::Words;
use bluebutton_record::entry::Standing;

use super::history::Earlier;
use super::view::EntryView;

/// A result with its earlier values.
#[derive(Clone, Debug, Default)]
pub struct TestView {
    /// The result.
    pub entry: EntryView,
    /// What it was before.
    pub earlier: Earlier,
}

/// Why a value asks to be looked at. What asks most comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Attention {
    /// It is outside its usual range.
    Outside,
    /// Its sender marked it as not normal, and no range says more.
    Marked,
    /// The sender's mark and the range printed with it disagree.
    Disputed,
    /// The source's table and its data disagree.
    Contradicted,
}

/// Whether, and why, a value asks to be looked at.
pub fn attention(entry: &EntryView) -> Option<Attention> {
    let reason = |standing: Standing| match standing {
        // What can't be is no value to look at.
        Standing::Within | Standing::Impossible => None,
        Standing::Contradicted => Some(Attention::Contradicted),
        // Nothing says that it is not normal, and nothing that it is but the sender.
        marked if marked.is_only_marked_usual() => None,
        marked if marked.only_mark().is_some() => Some(Attention::Marked),
        disputed if disputed.is_disputed() => Some(Attention::Disputed),
        _ => Some(Attention::Outside),
    };
    standings(entry).filter_map(reason).min()
}

fn standings(entry: &EntryView) -> impl Iterator<Item = Standing> {
    let parts = entry.parts.iter().map(|part| &part.measure);
    let measures = entry.measure.iter().chain(parts);
    measures.filter_map(|measure| Some(measure.standing.as_ref()?.standing))
}

fn is_judged(entry: &EntryView) -> bool {
    standings(entry).next().is_some()
}

/// How many values ask to be looked at, and why.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AttentionCount {
    outside: usize,
    marked: usize,
    disputed: usize,
    contradicted: usize,
}

impl AttentionCount {
    /// Counts them.
    pub fn of<'e>(entries: impl Iterator<Item = &'e EntryView>) -> Self {
        entries.filter_map(attention).fold(Self::default(), |mut all, why| {
            match why {
                Attention::Outside => all.outside += 1,
                Attention::Marked => all.marked += 1,
                Attention::Disputed => all.disputed += 1,
                Attention::Contradicted => all.contradicted += 1,
            }
            all
        })
    }

    /// A sentence for each reason, of values that no sentence before has named.
    pub fn sentences(self, words: &Words) -> String {
        let reasons = [
            ("visit-outside", self.outside),
            ("visit-marked", self.marked),
            ("lead-results-disputed", self.disputed),
            ("lead-results-contradicted", self.contradicted),
        ];
        let told = reasons.into_iter().filter(|(_, count)| *count > 0);
        told.map(|(id, count)| words.with(id, &[("count", count.into())]))
            .collect::<Vec<_>>()
            .join(" ")
    }
}

/// The sentences about the values of the newest day.
pub fn newest_lead(words: &Words, count: usize, tests: &[&EntryView]) -> String {
    if count == 0 {
        return String::new();
    }
    if tests.is_empty() {
        return words.with("lead-results", &[("count", count.into())]);
    }
    let date = tests.first().and_then(|entry| entry.date.as_ref()).map(|date| date.text.clone());
    let asking = AttentionCount::of(tests.iter().copied());
    let date = date.unwrap_or_else(|| words.text("entry-undated").into_owned());
    let told = |id: &str| {
        let counts = [
            ("count", tests.len().into()),
            ("outside", asking.outside.into()),
            ("marked", asking.marked.into()),
            ("date", date.as_str().into()),
        ];
        words.with(id, &counts)
    };
    if !tests.iter().any(|test| is_judged(test)) {
        return told("lead-results-plain");
    }
    let is_marked = matches!(tests, [one] if standings(one).any(Standing::is_only_marked_usual));
    let mut sentences = vec![told("lead-results-newest")];
    if asking == AttentionCount::default() {
        sentences.push(told(if is_marked { "lead-results-marked" } else { "lead-results-within" }));
    }
    if asking.outside > 0 {
        sentences.push(told("lead-results-outside"));
    }
    if asking.marked > 0 {
        sentences.push(told("lead-results-odd"));
    }
    let to_ask = [
        ("lead-results-disputed", asking.disputed),
        ("lead-results-contradicted", asking.contradicted),
    ];
    for (id, count) in to_ask.into_iter().filter(|(_, count)| *count > 0) {
        sentences.push(words.with(id, &[("count", count.into())]));
    }
    sentences.join(" ")
}

#[cfg(test)]
mod tests {
    use bluebutton_record::Section;
    use bluebutton_record::entry::Mark;

    use super::super::view::tests::{entry, measure, reader};
    use super::*;

    fn lead(standings: &[Standing]) -> String {
        let tests = standings.iter().map(|standing| {
            let value = Some(measure(120.0, 70.0, 99.0, *standing));
            let one = entry("a", Section::Results, "Glucose", "2026-05-03");
            reader().entry(&bluebutton_record::Entry { value, ..one }, 0)
        });
        let tests: Vec<EntryView> = tests.collect();
        newest_lead(reader().words, tests.len(), &tests.iter().collect::<Vec<_>>())
    }

    #[test]
    fn the_lead_says_of_each_value_what_is_known_of_it_and_no_more() {
        let marked = Standing::OnlyMarkedNoRange;
        let cases: [(&[Standing], &str); 9] = [
            (&[Standing::Within], "It is within its usual range."),
            (&[Standing::Above], "It is outside its usual range."),
            (&[marked(Mark::Usual)], "Its sender marked it as normal."),
            (&[marked(Mark::High)], "Its sender marked it as not normal."),
            (
                &[Standing::Within, marked(Mark::Low)],
                "One of them was marked as not normal by its sender.",
            ),
            (
                &[Standing::Within, marked(Mark::Usual)],
                "None is marked as outside its usual range.",
            ),
            (
                &[Standing::MarkedUsual],
                "On 1 value the sender's mark and the printed range do not agree: ask about it.",
            ),
            (
                &[Standing::Contradicted],
                "On 1 value, the source writes one number in its text and another in its data: ask \
                 which one holds.",
            ),
            (
                &[Standing::FarAbove, marked(Mark::FarHigh), marked(Mark::Unusual)],
                "One of them is outside its usual range. 2 of them were marked as not normal by \
                 their sender.",
            ),
        ];
        for (standings, expected) in cases {
            let lead = lead(standings);
            let (first, rest) = lead.split_once(". ").unwrap();
            assert!(first.ends_with("from May 3, 2026"), "{lead}");
            assert_eq!(rest, expected, "{standings:?}");
        }
    }
}
