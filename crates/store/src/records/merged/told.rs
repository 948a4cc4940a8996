//! What an index knows of its entries beside where they are: type, status, labels, codes, references.

use std::borrow::Cow;
use std::sync::Arc;

use bluebutton_record::facts::Coding;
use bluebutton_record::{ResourceId, statements};

use super::{ELSEWHERE, Entry, Goal, HERE, Likeness, Merged, Span};

impl Merged {
    pub(super) fn likeness(&self, entry: &Entry) -> Option<&Likeness> {
        self.likenesses.get(entry.likeness as usize)
    }

    /// The type of an entry.
    pub(crate) fn kind(&self, entry: &Entry) -> Option<&Arc<str>> {
        self.kinds.get(usize::from(self.likeness(entry)?.kind))
    }

    /// The status of an entry, as its source gave it.
    pub(crate) fn status(&self, entry: &Entry) -> Option<&str> {
        let place = self.likeness(entry)?.status.checked_sub(1)?;
        self.statuses.get(place as usize).map(|status| &**status)
    }

    /// The security labels of an entry.
    pub(crate) fn labels(&self, entry: &Entry) -> impl Iterator<Item = &Coding> {
        self.codings_in(self.likeness(entry).map(|likeness| likeness.labels))
    }

    /// What an entry is about, in codes.
    pub(crate) fn codes(&self, entry: &Entry) -> impl Iterator<Item = &Coding> {
        self.codings_in(self.likeness(entry).map(|likeness| likeness.codes))
    }

    fn codings_in(&self, span: Option<Span>) -> impl Iterator<Item = &Coding> {
        let places = span.and_then(|span| self.named.get(span.range())).unwrap_or_default();
        places.iter().filter_map(|place| self.codings.get(*place as usize))
    }

    /// What an entry refers to: the members that lead there, and where.
    pub(crate) fn references(&self, entry: &Entry) -> impl Iterator<Item = (&str, Goal)> {
        let rest = self.references.get(entry.references as usize..).unwrap_or_default();
        let (count, rest) = rest.split_first().map_or((0, rest), |(count, rest)| (*count, rest));
        let pairs = rest.chunks_exact(2).take(count as usize);
        pairs.filter_map(|pair| {
            let [path, to] = pair else { return None };
            Some((&**self.paths.get(*path as usize)?, *self.goals.get(*to as usize)?))
        })
    }

    /// The type that a reference names.
    pub(crate) fn kind_of(&self, goal: Goal) -> &str {
        self.kinds.get(usize::from(goal.kind)).map_or("", |kind| kind)
    }

    /// The whole id of what is referred to.
    pub(crate) fn id_of(&self, goal: Goal) -> Option<ResourceId> {
        match goal.part {
            HERE => self.id(self.entry(goal.to)?),
            ELSEWHERE => self.elsewhere(goal).cloned(),
            part => self.id_in(part, &self.ids.get(goal.to)),
        }
    }

    /// The id of what is referred to, where it is in no part of this record.
    pub(crate) fn elsewhere(&self, goal: Goal) -> Option<&ResourceId> {
        self.elsewhere.get(goal.to as usize).filter(|_| goal.part == ELSEWHERE)
    }

    /// The id behind its part's key of what is referred to, where it is in this record.
    pub(crate) fn own(&self, goal: Goal) -> Option<Cow<'_, str>> {
        match goal.part {
            HERE => Some(self.local(self.entry(goal.to)?)),
            ELSEWHERE => None,
            _ => Some(self.ids.get(goal.to)),
        }
    }

    /// What a visit is known by inside this index; `None` if nothing can refer to it.
    pub(crate) fn visit(&self, id: &ResourceId) -> Option<Goal> {
        let kind = self.kinds.iter().position(|kind| &**kind == "Encounter")? as u16;
        if let Some(place) = self.place_of(id) {
            return Some(Goal { kind, part: HERE, to: place as u32 });
        }
        let patient = id.patient()?;
        let part = self.parts.iter().position(|part| part.patient == patient)? as u16;
        let mut goals = self.goals.iter().filter(|goal| goal.kind == kind && goal.part == part);
        goals.find(|goal| self.ids.get(goal.to) == id.local()).copied()
    }

    /// Whether an entry refers to that.
    pub(crate) fn refers_to(&self, entry: &Entry, goal: Goal) -> bool {
        self.references(entry).any(|(_, to)| to == goal)
    }

    /// What an entry is a statement about, where it is one and that is there.
    pub(crate) fn stated_about(&self, entry: &Entry) -> Option<&Entry> {
        if self.kind(entry).is_none_or(|kind| &**kind != statements::KIND) {
            return None;
        }
        let mut about = self.references(entry).filter(|(path, _)| *path == statements::PATH);
        about.find_map(|(_, goal)| self.find(&self.id_of(goal)?))
    }
}
