//! Whose each item is: by what it says itself, else by who refers to it.

use super::classes::{Class, class};
use super::resolve::Resolver;
use super::survey::Stated;
use super::{Survey, Whose};
use crate::resource::PatientKey;

/// Whose an item is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    /// In this patient's record.
    Patient(PatientKey),
    /// In the directory.
    Directory,
    /// Nobody's that we can tell, and why.
    Nobody(Why),
}

/// Why an item has no place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Why {
    /// It names no patient, and nothing that has one refers to it.
    NamesNobody,
    /// Its patient is not here.
    NotHere,
    /// Staff are to say who its patient is.
    Waits,
    /// Nothing is told of its patient.
    Anonymous,
    /// It names several.
    Several,
    /// It could not be read.
    Unreadable,
}

impl Why {
    /// The sentence for it.
    pub(super) fn sentence(self) -> &'static str {
        match self {
            Self::NamesNobody => {
                "It names no patient and belongs to nothing that does. Add the patient's reference, \
                 or import it together with what refers to it."
            }
            Self::NotHere => {
                "It refers to a patient whose record is not here. Bring in that patient's own file \
                 from the same system first, then try this again."
            }
            Self::Waits => {
                "Its patient may be somebody whose record is here. Staff decide on the page \
                 “Who is who”."
            }
            Self::Anonymous => {
                "It tells neither a name nor a birth date nor a number of its patient. Ask the sender \
                 for one, or give it to the patient's own system first."
            }
            Self::Several => {
                "It belongs to several patients, and a record may show only one. Split it, one for \
                 each patient."
            }
            Self::Unreadable => "It could not be read as JSON. Ask the sender for it again.",
        }
    }
}

/// Whether what has no place may find one when more has come in.
pub fn may_find_a_place(issue: &crate::reading::Issue) -> bool {
    [Why::NotHere, Why::NamesNobody].iter().any(|why| why.sentence() == issue.message)
}

/// Whether what has no place waits for staff to say who is who.
pub fn waits_for_staff(issue: &crate::reading::Issue) -> bool {
    issue.message == Why::Waits.sentence()
}

/// Decides for every item; the flag says that only its standing in a one-patient Bundle told.
pub(super) fn owners(resolver: &Resolver<'_>) -> Vec<(Owner, bool)> {
    let survey = resolver.survey;
    let mut states: Vec<State> = (0..resolver.items.len()).map(|at| state(resolver, at)).collect();
    if states.contains(&State::Open) {
        spread(resolver, &mut states);
    }
    let only = only_patient(survey, resolver.whose).or_else(|| resolver.origin.only.cloned());
    let decide = |(at, state): (usize, State)| match state {
        State::Decided(owner) => (owner, false),
        State::Reached(key) => (Owner::Patient(key), false),
        State::Contested | State::Open if is_either(resolver, at) => (Owner::Directory, false),
        State::Contested => (Owner::Nobody(Why::Several), false),
        State::Open => match &only {
            Some(key) if resolver.items[at].place.path.is_some() => {
                (Owner::Patient(key.clone()), true)
            }
            _ => (Owner::Nobody(Why::NamesNobody), false),
        },
    };
    states.into_iter().enumerate().map(decide).collect()
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum State {
    Decided(Owner),
    /// Says nothing itself.
    Open,
    /// Says nothing itself; reached from this patient's things only.
    Reached(PatientKey),
    /// Reached from several patients' things.
    Contested,
}

fn state(resolver: &Resolver<'_>, at: usize) -> State {
    let (item, scan) = (&resolver.items[at], &resolver.survey.scans[at]);
    if !scan.is_json {
        return State::Decided(Owner::Nobody(Why::Unreadable));
    }
    if class(&item.kind) == Class::Directory {
        return State::Decided(Owner::Directory);
    }
    match resolver.survey.stated[at] {
        Stated::One(found) => State::Decided(match resolver.whose.get(found) {
            Some(Whose::Known(key)) => Owner::Patient(key.clone()),
            Some(Whose::Waits) => Owner::Nobody(Why::Waits),
            Some(Whose::Anonymous) => Owner::Nobody(Why::Anonymous),
            _ => Owner::Nobody(Why::NotHere),
        }),
        Stated::Several => State::Decided(Owner::Nobody(Why::Several)),
        Stated::Nothing => {
            let own = resolver.own_id(at);
            let hint = own.and_then(|id| (resolver.origin.hints)(&format!("{}/{id}", item.kind)));
            hint.map_or(State::Open, |key| State::Decided(Owner::Patient(key)))
        }
    }
}

/// Lets ownership flow along references, both ways, into what says nothing itself.
fn spread(resolver: &Resolver<'_>, states: &mut [State]) {
    let links = links(resolver);
    let mut queue: Vec<usize> = (0..states.len()).collect();
    while let Some(at) = queue.pop() {
        let reach = match &states[at] {
            State::Decided(Owner::Patient(key)) | State::Reached(key) => {
                State::Reached(key.clone())
            }
            State::Contested => State::Contested,
            _ => continue,
        };
        for &next in &links[at] {
            let now = match (&states[next], &reach) {
                (State::Open, _) => reach.clone(),
                (State::Reached(own), State::Reached(other)) if own == other => continue,
                (State::Reached(_), _) => State::Contested,
                _ => continue,
            };
            // An item changes at most twice, so this ends.
            states[next] = now;
            queue.push(next);
        }
    }
}

fn links(resolver: &Resolver<'_>) -> Vec<Vec<usize>> {
    let mut links = vec![Vec::new(); resolver.items.len()];
    for (at, (item, scan)) in resolver.items.iter().zip(&resolver.survey.scans).enumerate() {
        for spot in &scan.spots {
            let Some(other) = resolver.item(spot.text(&item.json)) else { continue };
            if other != at {
                links[at].push(other);
                links[other].push(at);
            }
        }
    }
    links
}

fn is_either(resolver: &Resolver<'_>, at: usize) -> bool {
    class(&resolver.items[at].kind) == Class::Either
}

/// The patient of a reading that has exactly one.
fn only_patient(survey: &Survey, whose: &[Whose]) -> Option<PatientKey> {
    let mut with_item = survey.found.iter().zip(whose).filter(|(found, _)| found.item.is_some());
    let (_, first) = with_item.next()?;
    match (first, survey.found.len()) {
        (Whose::Known(key), 1) => Some(key.clone()),
        _ => None,
    }
}
