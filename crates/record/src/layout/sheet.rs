//! The sheet to hand over: on one page what somebody who has never seen this person needs to know
//! first. What is not on it, it says.

use std::collections::HashSet;

use super::writer::Writer;
use super::{Line, Row, telling};
use crate::entry::Entry;
use crate::meaning::contacts::Contact;
use crate::meaning::repeated::key;
use crate::meaning::{Stage, Thing, contacts, grave, matters, now, things};
use crate::paper::Paper;
use crate::section::Section;
use crate::value::judge::asking_first;
use crate::value::{doubt, pressure};

/// A sheet in words.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// "Summary for Ana Reyes".
    pub title: String,
    /// What whoever gets it has to know before anything else, see [`super::Layout::notice`].
    pub notice: Option<String>,
    /// Who it is about.
    pub person: Vec<Line>,
    /// Medicines, allergies, health conditions: of now.
    pub parts: Vec<SheetPart>,
    /// The heading of the latest values.
    pub values_heading: String,
    /// The latest value of each measurement, newest first, with its day.
    pub values: Vec<(Row, String)>,
    /// Where there are no values, or more than these.
    pub values_note: Option<String>,
    /// The heading of the contacts.
    pub contacts_heading: String,
    /// Whom to call.
    pub contacts: Vec<String>,
    /// What of the record is not on the sheet, where it comes from, and of when it is.
    pub notes: Vec<String>,
}

/// One list of a sheet.
#[derive(Clone, Debug)]
pub struct SheetPart {
    /// Which.
    pub section: Section,
    /// "Medicines now".
    pub heading: String,
    /// What, and how.
    pub lines: Vec<Line>,
    /// Where there are none, what that means.
    pub note: Option<String>,
    /// What stands on older lists only, if anything does: its heading, and what, how and of which day.
    pub older: Option<(String, Vec<Line>)>,
    /// How many more there are than fit.
    pub more: Option<String>,
    /// The labels of what is grave, for whoever has no room for all of a line: see [`grave`].
    pub grave: Vec<String>,
}

impl Sheet {
    /// Makes a sheet of a paper in its language.
    pub fn of(paper: &Paper) -> Self {
        Writer::of(paper).sheet()
    }
}

impl Writer<'_> {
    fn sheet(&self) -> Sheet {
        let name = self.paper.person.name.clone();
        let name = name.unwrap_or_else(|| self.words.text("paper-no-name").into_owned());
        let (values, values_note) = self.values();
        Sheet {
            title: self.words.with("sheet-title-of", &[("name", name.into())]),
            notice: self.notice(),
            person: self.person(),
            parts: PARTS.into_iter().map(|section| self.part(section)).collect(),
            values_heading: self.words.text("sheet-values").into_owned(),
            values,
            values_note,
            contacts_heading: self.words.text("sheet-contacts").into_owned(),
            contacts: self.contacts(),
            notes: self.notes(),
        }
    }

    fn of_section(&self, section: Section) -> Vec<&Entry> {
        self.paper.entries.iter().filter(|entry| entry.section == section).collect()
    }

    fn part(&self, section: Section) -> SheetPart {
        let entries = self.of_section(section);
        let mut things = things(&entries, self.today);
        grave::first(&mut things);
        let is_of_now = |thing: &&Thing<'_>| thing.stage == Stage::Now;
        let of_now: Vec<&Thing<'_>> = things.iter().filter(is_of_now).collect();
        let is_old = |thing: &&Thing<'_>| thing.stage == Stage::OnOldList;
        let old: Vec<&Thing<'_>> = things.iter().filter(is_old).collect();
        let matters: Vec<_> = matters(&things).into_iter().map(|thing| &thing.entry.id).collect();
        let shown = of_now.iter().take(LINES_MAX);
        let mut lines: Vec<Line> =
            shown.map(|thing| self.sheet_line(thing, matters.contains(&&thing.entry.id))).collect();
        // What nobody has asked about for a year may still be taken: an insulin that is only counted is not seen.
        let room = LINES_MAX.saturating_sub(lines.len());
        let older: Vec<Line> = old.iter().take(room).map(|thing| self.older_line(thing)).collect();
        let behind = of_now.len() + old.len() - lines.len() - older.len();
        // "No known allergies" is what somebody said, and worth more than an empty list.
        if lines.is_empty() {
            let none_known =
                things.iter().find(|it| it.entry.basis.said == crate::meaning::Said::NoneKnown);
            lines.extend(none_known.map(|thing| self.sheet_line(thing, false)));
        }
        let none = || self.words.text(&format!("sheet-none-{}", section.slug())).into_owned();
        let older_heading = || self.words.text("sheet-old").into_owned();
        // "Active now" names nothing on a sheet of several lists.
        let heading = now::heading(section, Stage::Now).filter(|_| section != Section::Conditions);
        let heading = heading.map(|id| self.words.text(&id).into_owned());
        SheetPart {
            section,
            heading: heading.unwrap_or_else(|| self.words.section(section).into_owned()),
            grave: self.graves(of_now.iter().chain(&old)),
            note: lines.is_empty().then(none),
            lines,
            older: (!older.is_empty()).then(|| (older_heading(), older)),
            more: (behind > 0).then(|| self.words.with("sheet-more", &[("count", behind.into())])),
        }
    }

    fn graves<'t>(&self, things: impl Iterator<Item = &'t &'t Thing<'t>>) -> Vec<String> {
        let grave = things.filter(|thing| grave::why(thing.entry).is_some());
        grave.map(|thing| self.title(thing.entry)).collect()
    }

    /// The same of what stands on an older list only, with the day of that list.
    fn older_line(&self, thing: &Thing<'_>) -> Line {
        let line = self.sheet_line(thing, false);
        let text = [line.text, self.words.list_day(thing.entry)];
        let text = text.into_iter().filter(|one| !one.is_empty()).collect::<Vec<_>>().join(". ");
        Line { text, ..line }
    }

    /// What, in plain words where we know them, and what has to be known with it.
    fn sheet_line(&self, thing: &Thing<'_>, is_matter: bool) -> Line {
        let wanted: &[&str] = match thing.entry.section {
            Section::Medications => &["dose", "dose-amount", "when", "reason"],
            Section::Allergies => &["reaction", "severity", "criticality"],
            _ => &["severity", "stage"],
        };
        let facts = thing.entry.facts.iter().filter(|fact| wanted.contains(&fact.label));
        let said = facts.map(|fact| {
            let text = self.words.fact(&fact.text);
            let text = text.trim_end_matches('.');
            match fact.label {
                "dose" => text.to_owned(),
                label => format!("{}: {text}", self.words.label(label)),
            }
        });
        let mut said: Vec<String> = said.collect();
        if is_matter {
            said.push(self.words.text("differs").trim_end_matches('.').to_owned());
        } else if !thing.differs.is_empty() {
            said.push(self.words.text("sheet-differs").into_owned());
        }
        let words = thing.entry.marks.words();
        said.extend(words.first().map(|id| self.words.text(id).into_owned()));
        let mut text = said.join(". ");
        let lists = std::iter::once(&thing.entry).chain(&thing.differs);
        for entry in lists.filter(|_| is_matter) {
            text.push('\n');
            text.push_str(&telling(entry, self.words));
        }
        Line { label: self.title(thing.entry), text }
    }

    /// The newest value of each measurement: vital signs first, then tests.
    fn values(&self) -> (Vec<(Row, String)>, Option<String>) {
        let mut seen = HashSet::new();
        let mut found: Vec<&Entry> = Vec::new();
        for section in [Section::VitalSigns, Section::Results] {
            let mut entries = self.of_section(section);
            entries.sort_by_key(|entry| std::cmp::Reverse(entry.date.map(|date| date.sort_key())));
            for entry in entries.into_iter().filter(|one| !one.is_error && !doubt::is_in_doubt(one))
            {
                let Some(key) = key(entry) else { continue };
                let has_value = pressure::of(entry).is_some() || entry.value.is_some();
                if has_value && seen.insert(key) {
                    found.push(entry);
                }
            }
        }
        let more = found.len().saturating_sub(VALUES_MAX);
        let rows: Vec<_> = asking_first(found, VALUES_MAX)
            .into_iter()
            .map(|entry| {
                let title = self.title(entry);
                let row = match pressure::of(entry) {
                    Some(pressure) => self.pressure_row(title, &pressure),
                    None => self.row(title, entry.value.as_ref()),
                };
                (row, self.date(entry))
            })
            .collect();
        let note = match (rows.is_empty(), more) {
            (true, _) => Some(self.words.text("sheet-no-values").into_owned()),
            (false, 0) => None,
            (false, more) => Some(self.words.with("sheet-more", &[("count", more.into())])),
        };
        (rows, note)
    }

    /// Contacts of the Patient, then people close to them.
    fn contacts(&self) -> Vec<String> {
        let found = contacts(self.of_section(Section::About), self.words);
        let mut all: Vec<String> = found.iter().map(Contact::line).collect();
        all.truncate(CONTACTS_MAX);
        if all.is_empty() {
            all.push(self.words.text("sheet-no-contacts").into_owned());
        }
        all
    }

    /// Complete, or says so: this is a part of the record, and what was kept back is missing here too.
    fn notes(&self) -> Vec<String> {
        let manifest = &self.paper.manifest;
        let made = self.words.moment(&manifest.made());
        let by = self.paper.organization.name.clone();
        let mut notes =
            vec![self.words.with("sheet-made", &[("made", made.into()), ("by", by.into())])];
        let phone = self.paper.organization.phone.as_deref();
        notes.extend(
            phone.map(|phone| self.words.with("paper-help-phone", &[("phone", phone.into())])),
        );
        if !manifest.withheld.is_empty() {
            notes.push(self.words.text("sheet-withheld").into_owned());
        }
        if !manifest.unreadable.is_empty() {
            notes.push(self.words.text("sheet-unreadable").into_owned());
        }
        if !manifest.sources.is_empty() {
            let sources = manifest.sources.iter().take(SOURCES_MAX).cloned().collect::<Vec<_>>();
            notes.push(self.words.with("sheet-sources", &[("sources", sources.join(", ").into())]));
        }
        notes
    }
}

const PARTS: [Section; 3] = [Section::Allergies, Section::Medications, Section::Conditions];

/// So many lines of each list, values and contacts fit one sheet of paper.
const LINES_MAX: usize = 14;
const VALUES_MAX: usize = 16;
const CONTACTS_MAX: usize = 4;
const SOURCES_MAX: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::{NoNames, entries};
    use crate::resource::{Resource, ResourceId};
    use crate::{Language, Manifest, Organization, Person};

    fn sheet(jsons: &[&str], manifest: Manifest) -> Sheet {
        let resource = |(at, json): (usize, &&str)| Resource {
            kind: json.split('"').nth(3).unwrap().into(),
            id: ResourceId::parse(&format!("abcdefghijklm.n{at}")).unwrap(),
            version: 1,
            updated: 0,
            json: json.replace('\n', " ").as_str().into(),
        };
        let resources: Vec<Resource> = jsons.iter().enumerate().map(resource).collect();
        Sheet::of(&Paper {
            person: Person::default(),
            entries: entries(&resources, &NoNames),
            manifest,
            organization: Organization::default(),
            language: Language::English,
        })
    }

    fn on(day: &str) -> Manifest {
        let made: jiff::civil::Date = day.parse().unwrap();
        let made = made.to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp();
        Manifest { made_at: made.as_microsecond(), ..Manifest::default() }
    }

    const TAKEN: &str = r#"{"resourceType":"MedicationRequest","status":"active","intent":"order",
        "authoredOn":"2026-05-03","medicationCodeableConcept":{"text":"Lisinopril 10 mg"},
        "dosageInstruction":[{"text":"1 tablet a day."}]}"#;
    const OVER: &str = r#"{"resourceType":"MedicationRequest","status":"completed","intent":"order",
        "authoredOn":"2024-05-03","medicationCodeableConcept":{"text":"Amoxicillin"}}"#;

    #[test]
    fn it_holds_what_is_of_now_and_says_how_to_take_it() {
        let sheet = sheet(&[TAKEN, OVER], on("2026-06-01"));
        let medicines = &sheet.parts[1];
        assert_eq!(medicines.section, Section::Medications);
        assert_eq!(medicines.lines.len(), 1, "{medicines:?}");
        let line = &medicines.lines[0];
        assert_eq!((&*line.label, &*line.text), ("Lisinopril 10 mg", "1 tablet a day"));
    }

    #[test]
    fn what_two_sources_tell_differently_stands_side_by_side_once() {
        let other = TAKEN.replace("Lisinopril 10 mg", "Lisinopril 20 mg");
        let one = TAKEN.replace("\"status\"", "\"requester\":{\"display\":\"Dr. Lee\"},\"status\"");
        let two = other.replace("\"status\"", "\"requester\":{\"display\":\"Dr. Cho\"},\"status\"");
        let sheet = sheet(&[&one, &two], on("2026-06-01"));
        let texts: Vec<_> = sheet.parts[1].lines.iter().map(|line| line.text.as_str()).collect();
        assert_eq!(
            texts,
            [
                "1 tablet a day. These lists differ: ask which one is right\nDr. Lee, May 3, 2026: \
                 Lisinopril 10 mg, 1 tablet a day\nDr. Cho, May 3, 2026: Lisinopril 20 mg, 1 \
                 tablet a day",
                "1 tablet a day. Lists differ: please ask",
            ]
        );
    }

    #[test]
    fn what_stands_on_an_older_list_is_named_apart_with_its_day() {
        let old = TAKEN.replace("2026-05-03", "2023-06-17").replace("Lisinopril 10 mg", "Insulin");
        let sheet = sheet(&[TAKEN, &old], on("2026-06-01"));
        let medicines = &sheet.parts[1];
        let now: Vec<_> = medicines.lines.iter().map(|line| line.label.as_str()).collect();
        assert_eq!(
            now,
            ["Lisinopril 10 mg"],
            "what may be over does not stand among what is taken"
        );
        let (heading, older) = medicines.older.as_ref().unwrap();
        assert_eq!(heading, "Only on older lists: ask whether this still applies");
        let older: Vec<_> = older.iter().map(|line| (&*line.label, &*line.text)).collect();
        assert_eq!(older, [("Insulin", "1 tablet a day. On the list of June 17, 2023")]);
    }

    #[test]
    fn no_list_of_allergies_is_not_told_as_no_allergies() {
        let empty = sheet(&[TAKEN], on("2026-06-01"));
        let note = empty.parts[0].note.clone().unwrap();
        assert!(note.contains("does not mean"), "{note}");
        let none = r#"{"resourceType":"AllergyIntolerance","code":{"coding":[{"system":
            "http://snomed.info/sct","code":"716186003","display":"No known allergy"}]},
            "clinicalStatus":{"coding":[{"code":"active"}]},"recordedDate":"2026-05-01"}"#;
        let told = sheet(&[none], on("2026-06-01"));
        assert!(told.parts[0].lines[0].label.contains("No known allergy"), "{:?}", told.parts[0]);
        assert_eq!(told.parts[0].note, None);
    }

    #[test]
    fn each_measurement_stands_once_with_its_newest_value() {
        let weight = |day: &str, value: &str| {
            format!(
                r#"{{"resourceType":"Observation","status":"final","category":[{{"coding":[{{"code":
                "vital-signs"}}]}}],"code":{{"text":"Weight"}},"effectiveDateTime":"{day}",
                "valueQuantity":{{"value":{value},"unit":"kg"}}}}"#
            )
        };
        let (old, new) = (weight("2025-01-01", "80"), weight("2026-01-01", "78"));
        let sheet = sheet(&[&old, &new], on("2026-06-01"));
        assert_eq!(sheet.values.len(), 1);
        assert!(sheet.values[0].0.value.contains("78"), "{:?}", sheet.values);
    }

    #[test]
    fn a_value_outside_its_range_is_not_left_out_for_one_within() {
        let test = |name: &str, day: &str, value: u32| {
            format!(
                r#"{{"resourceType":"Observation","status":"final","category":[{{"coding":[{{"code":
                "laboratory"}}]}}],"code":{{"text":"{name}"}},"effectiveDateTime":"{day}",
                "valueQuantity":{{"value":{value},"unit":"mg/dL"}},
                "referenceRange":[{{"low":{{"value":70}},"high":{{"value":99}}}}]}}"#
            )
        };
        let usual = (0..VALUES_MAX).map(|at| test(&format!("Test {at}"), "2026-05-01", 80));
        let all: Vec<String> = usual.chain([test("Glucose", "2026-03-01", 195)]).collect();
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        let sheet = sheet(&all, on("2026-06-01"));
        let titles: Vec<&str> = sheet.values.iter().map(|(row, _)| row.title.as_str()).collect();
        assert_eq!(titles.len(), VALUES_MAX);
        assert_eq!(titles.last(), Some(&"Glucose"), "{titles:?}");
        assert!(sheet.values_note.is_some(), "the one that is left out is counted");
    }

    #[test]
    fn what_was_kept_back_is_said_and_too_much_is_counted() {
        let mut manifest = on("2026-06-01");
        manifest.withheld.insert("withheld-restriction".into(), 1);
        let many: Vec<String> = (0..20)
            .map(|n| {
                TAKEN.replace("Lisinopril 10 mg", &format!("Medicine {}", char::from(b'a' + n)))
            })
            .collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        let sheet = sheet(&many, manifest);
        assert_eq!(sheet.parts[1].lines.len(), LINES_MAX);
        assert!(sheet.parts[1].more.as_deref().unwrap().contains('6'), "{:?}", sheet.parts[1].more);
        assert!(sheet.notes.iter().any(|note| note.contains("kept back")), "{:?}", sheet.notes);
    }
}
