//! The sections of a paper: each thing once, what is of now first.

use std::collections::{BTreeSet, HashMap};

use super::writer::{Writer, groups_results};
use super::{Chapter, Item, Line};
use crate::entry::Entry;
use crate::meaning::{Said, Stage, Thing, grave, now, same, things};
use crate::narrative::{plain_text, told};
use crate::resource::ResourceId;
use crate::section::Section;
use crate::selection::Selection;
use crate::title::same_name;
use crate::value::pressure;
use crate::words::Words;

pub(super) type ById<'p> = HashMap<&'p ResourceId, &'p Entry>;

impl<'p> Writer<'p> {
    pub(super) fn chapters(&self) -> Vec<Chapter<'p>> {
        let entries = &self.paper.entries;
        let by_id: ById<'p> = entries.iter().map(|entry| (&entry.id, entry)).collect();
        let grouped: BTreeSet<&ResourceId> = entries
            .iter()
            .filter(|entry| groups_results(entry))
            .flat_map(|entry| &entry.members)
            .collect();
        let selection = &self.paper.manifest.selection;
        let mut chapters = Vec::new();
        for section in Section::ALL {
            let of_section: Vec<&Entry> =
                entries.iter().filter(|entry| entry.section == section).collect();
            if !is_told(selection, section, of_section.is_empty()) {
                continue;
            }
            let mut things = things(&of_section, self.today);
            let summary = self.summary(section, same::count(&things));
            // Grouped results are said in their report; an entry that groups them itself is not
            // hidden by another one, so that two that name each other can't both vanish.
            things
                .retain(|thing| !grouped.contains(&thing.entry.id) || groups_results(thing.entry));
            let items = self.items(section, &things, &by_id);
            let heading = self.words.section(section).into_owned();
            let is_grouped = items.iter().any(|item| item.group.is_some());
            chapters.push(Chapter { section, heading, summary, is_grouped, items });
        }
        chapters
    }

    /// How many things there are, and how many that are not so; why there is nothing.
    pub(super) fn summary(&self, section: Section, (count, others): (usize, usize)) -> String {
        if count + others == 0 {
            return self.why_empty(section);
        }
        let id = if others == 0 { "paper-count" } else { "paper-count-and-not" };
        self.words.with(id, &[("count", count.into()), ("others", others.into())])
    }

    fn why_empty(&self, section: Section) -> String {
        let manifest = &self.paper.manifest;
        let id = if manifest.left_out.contains_key(&section) {
            "paper-empty-dates"
        } else if !manifest.withheld.is_empty() {
            "paper-empty-withheld"
        } else {
            // Nothing on record is not nothing there: a doctor who reads it asks.
            match section {
                Section::Allergies => "sheet-none-allergies",
                Section::Medications => "sheet-none-medications",
                Section::Conditions => "sheet-none-conditions",
                _ => "nothing-here",
            }
        };
        self.words.text(id).into_owned()
    }

    fn items(&self, section: Section, things: &[Thing<'p>], by_id: &ById<'p>) -> Vec<Item<'p>> {
        let mut items = Vec::with_capacity(things.len());
        for (heading, group) in by_heading(section, things) {
            let first = items.len();
            for thing in group {
                items.extend(self.items_of(thing, by_id));
            }
            if let Some(item) = items.get_mut(first) {
                item.group = heading.map(|id| self.words.text(&id).into_owned());
            }
        }
        items
    }

    /// A thing, and what stands by itself behind it.
    pub(super) fn items_of(&self, thing: &Thing<'p>, by_id: &ById<'p>) -> Vec<Item<'p>> {
        let mut items = vec![self.item(thing, by_id)];
        // What was written in a document is kept, even where a newer one replaces it.
        for old in thing.behind.iter().filter(|entry| is_read(entry)) {
            let stage = now::stage(old, self.today);
            items.push(self.item_of(old, stage, by_id));
        }
        items
    }

    fn item(&self, thing: &Thing<'p>, by_id: &ById<'p>) -> Item<'p> {
        let mut item = self.item_of(thing.entry, thing.stage, by_id);
        if !thing.differs.is_empty() {
            item.lines.insert(0, self.line("paper-ask", differing(thing, self.words)));
        }
        for other in thing.behind.iter().filter(|entry| !is_read(entry)) {
            self.also(thing, other, &mut item.lines);
        }
        item
    }

    fn item_of(&self, entry: &'p Entry, stage: Stage, by_id: &ById<'p>) -> Item<'p> {
        let pressure = pressure::of(entry);
        let mut rows = self.part_rows(entry, pressure.as_ref());
        let only = only_test(entry, by_id);
        let mut lines = Vec::new();
        if groups_results(entry) {
            let members = entry.members.iter().filter_map(|id| by_id.get(id));
            for member in members.filter(|_| only.is_none()) {
                self.member_rows(entry, member, &mut rows, &mut lines);
            }
        }
        let clinical = self.clinical_name(entry);
        if !clinical.is_empty() {
            lines.insert(0, self.line("paper-clinical-name", clinical));
        }
        self.lines(entry, stage, &mut lines);
        let own = || {
            let value = entry.value.as_ref().or_else(|| only?.value.as_ref())?;
            Some(self.row(String::new(), Some(value)))
        };
        let pressure = pressure.as_ref();
        let value = pressure.map(|it| self.pressure_row(String::new(), it)).or_else(own);
        if let Some(only) = only {
            self.only_lines(entry, only, &mut lines);
        }
        Item {
            group: None,
            title: self.title(entry),
            date: self.date(entry),
            dated: self.words.date_label(entry).unwrap_or_default(),
            is_error: entry.is_error,
            value,
            rows,
            lines,
            narrative: told(&entry.narrative, self.words),
        }
    }

    /// What the one result of a report says beside its value.
    fn only_lines(&self, report: &Entry, only: &Entry, lines: &mut Vec<Line>) {
        let title = self.title(report);
        let of_title = |line: Line| {
            if line.label.is_empty() { Line { label: title.clone(), ..line } } else { line }
        };
        lines.extend(self.member_lines(report, only).into_iter().map(of_title));
    }

    /// What another entry of the same thing adds: when, in which name, and what only it says.
    fn also(&self, thing: &Thing<'_>, other: &Entry, lines: &mut Vec<Line>) {
        let (entry, mut own) = (thing.entry, Vec::new());
        self.lines(other, thing.stage_of(other, self.today), &mut own);
        let is_new = |line: &Line| !lines.iter().any(|known| known == line);
        let news = own.into_iter().filter(is_new);
        let title = Some(self.title(other)).filter(|title| *title != self.title(entry));
        let date = Some(self.date(other)).filter(|date| *date != self.date(entry));
        let parts = date.into_iter().chain(title);
        let parts = parts.chain(news.map(|line| format!("{}: {}", line.label, line.text)));
        let note = plain_text(&told(&other.narrative, self.words));
        let note = Some(note.trim().to_owned()).filter(|_| other.narrative != entry.narrative);
        let note = note.filter(|note| !note.is_empty());
        let said = parts.chain(note).map(|part| part.trim_end_matches('.').to_owned());
        let said = said.collect::<Vec<_>>().join("; ");
        if !said.is_empty() {
            lines.push(self.line("paper-also", said));
        }
    }
}

/// Whether a section has a chapter. A visit touches few sections; the others would only say that they
/// are empty.
pub(super) fn is_told(selection: &Selection, section: Section, is_empty: bool) -> bool {
    !is_empty || selection.admits_section(section) && selection.visit.is_none()
}

/// Whether an entry is a document to read: its text is kept whole, wherever it stands.
fn is_read(entry: &Entry) -> bool {
    entry.section == Section::Documents && !entry.narrative.is_empty()
}

/// The one result of a report that is called like it: said once, not under a heading of its own.
fn only_test<'p>(report: &Entry, by_id: &ById<'p>) -> Option<&'p Entry> {
    let [only] = report.members.as_slice() else { return None };
    let only = by_id.get(only)?;
    (same_name(report, only) && only.members.is_empty() && only.parts.is_empty()).then_some(*only)
}

/// Things under their headings, in the order in which every list shows them: to come (the nearest
/// first), now, on an older list, past, what is not so; of these the gravest first. No headings where a section has
/// one kind only.
pub fn by_heading<'t, 'e>(
    section: Section,
    things: &'t [Thing<'e>],
) -> Vec<(Option<String>, Vec<&'t Thing<'e>>)> {
    let place = |thing: &&Thing<'_>| {
        let day = thing.entry.basis.due.or(thing.entry.date);
        ListPlace {
            stage: thing.stage,
            day: day.map(|day| day.sort_key()),
            is_ability: thing.entry.tells_of_abilities(),
            is_grave: grave::why(thing.entry).is_some(),
        }
    };
    under_headings(section, things.iter(), place)
}

/// What decides under which heading a thing stands, and where among those of it.
pub(super) struct ListPlace {
    /// How it stands to the day.
    pub stage: Stage,
    /// The day for which it is planned.
    pub day: Option<i64>,
    /// Whether it tells how somebody manages daily life: see [`Entry::tells_of_abilities`].
    pub is_ability: bool,
    /// Whether it is read before others: see [`grave`].
    pub is_grave: bool,
}

/// A heading, what groups are ordered by, and what stands under it.
type UnderHeading<T> = (Option<String>, (bool, Stage), Vec<T>);

/// The same for anything that has such a place.
pub(super) fn under_headings<T>(
    section: Section,
    things: impl Iterator<Item = T>,
    place: impl Fn(&T) -> ListPlace,
) -> Vec<(Option<String>, Vec<T>)> {
    let mut groups: Vec<UnderHeading<T>> = Vec::new();
    for thing in things {
        let ListPlace { stage, is_ability, .. } = place(&thing);
        let heading = match section {
            Section::SocialHistory => Some(now::heading_of_life(is_ability).to_owned()),
            section => now::heading(section, stage),
        };
        match groups.iter_mut().find(|(known, ..)| *known == heading) {
            Some((_, _, group)) => group.push(thing),
            None => groups.push((heading, (is_ability, stage), vec![thing])),
        }
    }
    groups.sort_by_key(|(_, order, _)| *order);
    // Where nothing else stands among them, habits and family need no heading that says so.
    if section == Section::SocialHistory
        && !groups.iter().any(|(_, (is_ability, _), _)| *is_ability)
    {
        for (heading, ..) in &mut groups {
            *heading = None;
        }
    }
    for (_, (_, stage), group) in &mut groups {
        if *stage == Stage::Ahead {
            group.sort_by_key(|thing| place(thing).day);
        }
        group.sort_by_key(|thing| !place(thing).is_grave);
    }
    // What happened on a day needs no heading that says so, unless something did not.
    let is_plain = matches!(section, Section::Vaccines | Section::Procedures) && groups.len() == 1;
    let is_past = groups.first().is_some_and(|(_, (_, stage), _)| *stage == Stage::Past);
    let groups = groups
        .into_iter()
        .map(|(heading, _, group)| (heading.filter(|_| !(is_plain && is_past)), group));
    groups.collect()
}

/// "These lists differ: ask which one is right. Lakeside Hospital, May 14, 2026: Metformin 500 mg, 1
/// tablet a day. …"
pub fn differing(thing: &Thing<'_>, words: &Words) -> String {
    let mut said = words.text("differs").into_owned();
    for entry in std::iter::once(&thing.entry).chain(&thing.differs) {
        said.push(' ');
        said.push_str(&telling(entry, words));
        said.push('.');
    }
    said
}

/// What one list tells of a medicine: whose list, of when, which medicine and how.
pub fn telling(entry: &Entry, words: &Words) -> String {
    let source = entry.basis.told.by.clone().or_else(|| entry.source.clone());
    let source = source.unwrap_or_else(|| words.text("differs-source-unknown").into_owned());
    let tells = |label: &str| matches!(label, "dose" | "dose-amount" | "when");
    let facts = entry.facts.iter().filter(|fact| tells(fact.label));
    let facts = facts.map(|fact| words.fact(&fact.text).trim_end_matches('.').to_owned());
    // "No known allergies, active" would only puzzle.
    let is_over = !entry.is_current && entry.basis.said == Said::Is;
    let status = entry.status.iter().filter(|_| is_over);
    let status = status.map(|status| words.status(status).into_owned());
    let title = words.title(entry).into_owned();
    let what = std::iter::once(title).chain(facts).chain(status).collect::<Vec<_>>().join(", ");
    match entry.basis.told.on {
        Some(on) => words.with(
            "differs-line",
            &[("source", source.into()), ("date", words.date(&on).into()), ("what", what.into())],
        ),
        None => {
            words.with("differs-line-undated", &[("source", source.into()), ("what", what.into())])
        }
    }
}
