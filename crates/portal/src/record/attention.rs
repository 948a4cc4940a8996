//! A test result as lists show it, and which of them ask to be looked at.

use bluebutton_record::entry::Standing;

use super::history::Earlier;
use super::view::EntryView;
use bluebutton_web::frame::Frame;

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
    /// The sender's mark and the range printed with it disagree.
    Disputed,
}

/// Whether, and why, a value asks to be looked at.
pub fn attention(entry: &EntryView) -> Option<Attention> {
    let reason = |standing: Standing| match standing {
        Standing::Within => None,
        // Nothing says that it is not normal, and nothing that it is but the sender.
        marked if marked.is_only_marked() => None,
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

/// The sentences about the values of the newest day.
pub fn newest_lead(frame: &Frame, count: usize, tests: &[&EntryView]) -> String {
    let date = tests.first().and_then(|entry| entry.date.as_ref()).map(|date| date.text.clone());
    if count == 0 { String::new() } else { lead_of(frame, count, date, tests) }
}

/// The same, where the day is known in words.
pub fn lead_of(frame: &Frame, count: usize, date: Option<String>, tests: &[&EntryView]) -> String {
    if tests.is_empty() {
        return frame.tn("lead-results", "count", count);
    }
    let with = |wanted| tests.iter().filter(|test| attention(test) == Some(wanted)).count();
    let (outside, disputed) = (with(Attention::Outside), with(Attention::Disputed));
    let judged = tests.iter().filter(|test| is_judged(test)).count();
    let date = date.unwrap_or_else(|| frame.t("entry-undated").into_owned());
    let only_marked = |test: &&EntryView| standings(test).any(Standing::is_only_marked);
    let id = match tests {
        _ if judged == 0 => "lead-results-plain",
        [one] if only_marked(one) && outside + disputed == 0 => "lead-results-marked",
        _ => "lead-results-newest",
    };
    let mut lead = frame.words().with(
        id,
        &[("count", tests.len().into()), ("outside", outside.into()), ("date", date.into())],
    );
    if disputed > 0 {
        lead.push(' ');
        lead.push_str(&frame.tn("lead-results-disputed", "count", disputed));
    }
    lead
}
