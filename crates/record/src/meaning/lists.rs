//! Which list told of an entry, and when: a medicine written down in 2019 that stands on the list
//! of this May is of this May.
//!
//! Standard: <https://hl7.org/fhir/R4/composition.html>, <https://hl7.org/fhir/R4/list.html>

use std::collections::HashMap;

use crate::date::FhirDate;
use crate::entry::{Entry, ListedOn, Names};
use crate::json::Value;
use crate::limits::NARRATIVE_DEPTH_MAX;
use crate::resource::Resource;
use crate::view;

/// What the lists of a record (documents with sections, FHIR Lists) tell of its entries.
#[derive(Clone, Debug, Default)]
pub struct Lists(HashMap<Box<str>, ListedOn>);

/// The kinds of resources that are lists of others.
pub const LISTS: [&str; 2] = ["Composition", "List"];

impl Lists {
    /// Reads the lists among some resources; `names` names whose they are.
    pub fn of<'r>(resources: impl IntoIterator<Item = &'r Resource>, names: &dyn Names) -> Self {
        let mut lists = Self::default();
        resources.into_iter().for_each(|resource| lists.note(resource, names));
        lists
    }

    /// Reads one more, if it is a list.
    pub fn note(&mut self, resource: &Resource, names: &dyn Names) {
        if LISTS.contains(&&*resource.kind)
            && let Ok(document) = resource.document()
        {
            self.read(document.root(), names);
        }
    }

    fn read(&mut self, root: Value<'_>, names: &dyn Names) {
        let Some(on) = view::date(root, &["date"]) else { return };
        let on = on.at_site(&names.zone());
        let told = ListedOn { on: Some(on), by: whose(root, names), is_only_its_own: false };
        for section in root.each("section") {
            self.read_section(section, &told, 0);
        }
        // What stands in the header of a document: who took care of the patient.
        root.each("event").for_each(|event| {
            event.each("detail").for_each(|reference| self.add(reference, &told));
        });
        for item in root.each("entry").filter_map(|entry| entry.get("item")) {
            self.add(item, &told);
        }
    }

    fn read_section(&mut self, section: Value<'_>, told: &ListedOn, depth: usize) {
        section.each("entry").for_each(|reference| self.add(reference, told));
        if depth < NARRATIVE_DEPTH_MAX {
            section.each("section").for_each(|inner| self.read_section(inner, told, depth + 1));
        }
    }

    fn add(&mut self, reference: Value<'_>, told: &ListedOn) {
        let Some(address) = reference.text_at(&["reference"]) else { return };
        let Some((_, id)) = address.rsplit_once('/') else { return };
        match self.0.get_mut(id) {
            Some(known) => known.keep_newer(told),
            None => {
                self.0.insert(id.into(), told.clone());
            }
        }
    }

    /// Tells entries which list told of them last, where that is newer than what they say. What a list
    /// tells of a later day (a visit to come) keeps its own day, and the list beside it.
    pub fn tell(&self, entries: &mut [Entry]) {
        for entry in entries {
            let Some(told) = self.0.get(entry.id.as_str()) else { continue };
            entry.basis.told.keep_newer(told);
            if entry.basis.told.by.is_none() {
                entry.basis.listed.keep_newer(told);
            }
        }
    }
}

/// Who says so: the entry's own source, else whose list names it.
pub fn source_of(entry: &Entry) -> Option<&String> {
    let basis = &entry.basis;
    entry.source.as_ref().or(basis.told.by.as_ref()).or(basis.listed.by.as_ref())
}

/// Whose list it is: the organization that keeps it, else who wrote it.
fn whose(root: Value<'_>, names: &dyn Names) -> Option<String> {
    let named = |name: &str| {
        root.each(name).find_map(|reference| {
            view::text(reference, &["display"])
                .or_else(|| names.name(&reference.text_at(&["reference"])?))
        })
    };
    ["custodian", "source", "author"].into_iter().find_map(named)
}

impl ListedOn {
    /// Takes the newer of two tellings; of the same day, the one that says whose it is.
    fn keep_newer(&mut self, other: &ListedOn) {
        let day = |told: &ListedOn| told.on.as_ref().map(FhirDate::sort_key);
        let is_newer = day(other) > day(self) || day(other) == day(self) && self.by.is_none();
        if is_newer {
            *self = other.clone();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::{NoNames, entries};
    use crate::meaning::now::{self, Stage};
    use crate::resource::ResourceId;

    fn resource(kind: &str, id: &str, members: &str) -> Resource {
        Resource {
            kind: kind.into(),
            id: ResourceId::parse(&format!("aaaaaaaaaaaaa.{id}")).unwrap(),
            version: 1,
            updated: 0,
            json: format!(r#"{{"resourceType":"{kind}",{members}}}"#).into(),
        }
    }

    #[test]
    fn the_newest_list_that_tells_of_a_medicine_dates_it() {
        let list = |id, date, whose| {
            resource(
                "Composition",
                id,
                &format!(
                    r#""date":"{date}","custodian":{{"display":"{whose}"}},"section":[{{"section":[
                    {{"entry":[{{"reference":"MedicationRequest/aaaaaaaaaaaaa.m"}}]}}]}}]"#
                ),
            )
        };
        let all = [
            list("new", "2026-05-14", "Lakeside Hospital"),
            resource("MedicationRequest", "m", r#""status":"active","authoredOn":"2019-01-01""#),
            list("old", "2020-05-14", "Old Clinic"),
        ];
        let told = entries(&all, &NoNames)
            .into_iter()
            .find(|entry| &*entry.kind == "MedicationRequest")
            .map(|entry| entry.basis.told)
            .unwrap();
        assert_eq!(told.on.unwrap().iso(), "2026-05-14");
        assert_eq!(told.by.as_deref(), Some("Lakeside Hospital"));
    }

    #[test]
    fn a_care_team_of_a_documents_header_is_of_the_documents_day() {
        let all = [
            resource("CareTeam", "t", r#""status":"active""#),
            resource(
                "Composition",
                "c",
                r#""date":"2013-07-18","custodian":{"display":"Get Well Clinic"},"event":[{"detail":[{"reference":"CareTeam/aaaaaaaaaaaaa.t"}]}]"#,
            ),
        ];
        let entries = entries(&all, &NoNames);
        let team = entries.iter().find(|entry| &*entry.kind == "CareTeam").unwrap();
        assert_eq!(team.basis.told.on.unwrap().iso(), "2013-07-18");
        assert_eq!(team.basis.told.by.as_deref(), Some("Get Well Clinic"));
    }

    #[test]
    fn what_a_document_tells_of_a_later_day_has_the_documents_source() {
        let all = [
            resource("ServiceRequest", "s", r#""status":"active","authoredOn":"2026-06-01""#),
            resource(
                "Composition",
                "c",
                r#""date":"2026-05-14","custodian":{"display":"Lakeside Hospital"},"section":[{"entry":[{"reference":"ServiceRequest/aaaaaaaaaaaaa.s"}]}]"#,
            ),
        ];
        let entries = entries(&all, &NoNames);
        let order = entries.iter().find(|entry| &*entry.kind == "ServiceRequest").unwrap();
        assert_eq!(source_of(order).map(String::as_str), Some("Lakeside Hospital"));
        assert_eq!(order.basis.told.on.unwrap().iso(), "2026-06-01", "its own day is the newer");
        assert_eq!(order.basis.told.by, None, "no list of that day told of it");
        let listed = now::StageStatus::OnEarlierList(
            FhirDate::parse("2026-05-14").unwrap(),
            Some("Lakeside Hospital".to_owned()),
        );
        assert_eq!(
            now::standing(order, Stage::OnOldList),
            Some(listed),
            "the list has its own day, and it is earlier"
        );
    }

    #[test]
    fn a_list_without_a_date_tells_nothing_and_a_day_of_beginning_is_none_of_a_list() {
        let all = [
            resource("List", "l", r#""entry":[{"item":{"reference":"Goal/aaaaaaaaaaaaa.g"}}]"#),
            resource("Goal", "g", r#""lifecycleStatus":"active","startDate":"2019""#),
            resource(
                "MedicationStatement",
                "m",
                r#""status":"active","effectivePeriod":{"start":"2019-03-04"}"#,
            ),
            resource(
                "MedicationStatement",
                "n",
                r#""status":"active","effectivePeriod":{"start":"2019-03-04"},"dateAsserted":"2020-02-01""#,
            ),
        ];
        let stands = |id: &str| {
            let entries = entries(&all, &NoNames);
            let one = entries.iter().find(|one| one.id.as_str().ends_with(id)).unwrap();
            now::standing(one, now::stage(one, "2026-11-27".parse().unwrap()))
        };
        assert_eq!(stands(".m"), Some(now::StageStatus::OnlyBegun), "2019 is of no list");
        let asserted = FhirDate::parse("2020-02-01").unwrap();
        assert_eq!(stands(".n"), Some(now::StageStatus::OnList(asserted, None)));
        let entries = entries(&all, &NoNames);
        let goal = entries.iter().find(|entry| &*entry.kind == "Goal").unwrap();
        assert_eq!(goal.basis.told.on.unwrap().iso(), "2019");
    }
}
