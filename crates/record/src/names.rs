//! Names of what a record refers to: practitioners, organizations, places, medicines.

use std::collections::HashMap;

use jiff::tz::TimeZone;

use crate::entry::Names;
use crate::json::Value;
use crate::nameless::is_no_name;
use crate::resource::Resource;
use crate::view;
use crate::whom::Whom;

/// What a resource is called: a person's or organization's name, a medicine, a device.
pub fn name_of(resource: Value<'_>) -> Option<String> {
    let kind = resource.text_at(&["resourceType"])?;
    match kind.as_ref() {
        "Practitioner" | "Patient" | "RelatedPerson" | "Person" => view::name_in_use(resource),
        "PractitionerRole" => {
            let role = || {
                view::concept_at(resource, "specialty")
                    .or_else(|| view::concept_at(resource, "code"))
            };
            view::text(resource, &["practitioner", "display"])
                .or_else(|| view::text(resource, &["organization", "display"]))
                .or_else(role)
        }
        "Device" => view::text(resource, &["deviceName", "name"])
            .map(|name| view::without_semantic_tag(&name).to_owned())
            .or_else(|| view::concept_at(resource, "type")),
        "Coverage" => view::text(resource, &["payor", "display"])
            .or_else(|| view::concept_at(resource, "type")),
        "Substance" | "Medication" | "Condition" | "Procedure" | "Observation"
        | "ServiceRequest" | "DiagnosticReport" | "AllergyIntolerance" => {
            view::concept_at(resource, "code")
                .or_else(|| view::concept_at(resource.at(&["ingredient"])?, "itemCodeableConcept"))
        }
        "Specimen" | "Encounter" | "DocumentReference" => view::concept_at(resource, "type"),
        "Goal" => view::concept_at(resource, "description"),
        "MedicationRequest" => view::concept_at(resource, "medicationCodeableConcept"),
        "CarePlan" => {
            view::text(resource, &["title"]).or_else(|| view::concept_at(resource, "category"))
        }
        _ => view::text(resource, &["name"])
            .or_else(|| view::text(resource, &["title"]))
            .or_else(|| view::concept_at(resource, "code")),
    }
}

/// What a Reference is called: its own words, unless they name nobody, else the name of what it leads to.
pub fn name_behind(
    reference: Value<'_>,
    led_to: impl FnOnce() -> Option<String>,
) -> Option<String> {
    match view::text(reference, &["display"]).filter(|display| !is_no_name(display)) {
        Some(display) => Some(view::without_semantic_tag(&display).to_owned()),
        None => led_to(),
    }
}

/// The names of some resources (a directory, a record), by `Type/id`.
#[derive(Default)]
pub struct NamesOf(HashMap<String, String>);

impl NamesOf {
    /// The names of what has one.
    pub fn new<'r>(resources: impl IntoIterator<Item = &'r Resource>) -> Self {
        let mut names = Self::default();
        resources.into_iter().for_each(|resource| names.add(resource));
        names
    }

    /// Adds one resource's name.
    pub fn add(&mut self, resource: &Resource) {
        if let Some(name) = resource.document().ok().and_then(|json| name_of(json.root())) {
            self.0.insert(resource.reference(), name);
        }
    }
}

impl Names for NamesOf {
    fn name(&self, reference: &str) -> Option<String> {
        // `Practitioner/dir.x/_history/2` names the same one.
        let reference = reference.split("/_history").next().unwrap_or(reference);
        self.0.get(reference).cloned()
    }
}

/// The names of the resources of one record, and behind them other names. Nothing is read before
/// it is asked for.
pub struct Within<'r> {
    resources: HashMap<&'r str, &'r Resource>,
    whom: Whom,
    behind: &'r dyn Names,
}

impl<'r> Within<'r> {
    /// The names of `resources`, and of `behind` for everything else.
    pub fn new(resources: &'r [Resource], behind: &'r dyn Names) -> Self {
        let named = resources.iter().filter(|resource| NAMED.contains(&&*resource.kind));
        let patient = resources.iter().find(|resource| &*resource.kind == "Patient");
        let whom = patient.map_or_else(|| behind.whom(), Whom::of);
        let resources = named.map(|resource| (resource.id.as_str(), resource)).collect();
        Self { resources, whom, behind }
    }
}

impl Names for Within<'_> {
    fn name(&self, reference: &str) -> Option<String> {
        let (kind, id) = reference.split_once('/')?;
        match self.resources.get(id).filter(|resource| &*resource.kind == kind) {
            Some(resource) => name_of(resource.document().ok()?.root()),
            None => self.behind.name(reference),
        }
    }

    fn whom(&self) -> Whom {
        self.whom
    }

    fn zone(&self) -> TimeZone {
        self.behind.zone()
    }
}

/// Names, with what is known of the patient of the record: for reading a part of it that does not
/// hold the Patient.
pub struct For<'n> {
    whom: Whom,
    names: &'n dyn Names,
}

impl<'n> For<'n> {
    /// The names `names` in the record of that Patient.
    pub fn patient(patient: Option<&Resource>, names: &'n dyn Names) -> Self {
        Self { whom: patient.map(Whom::of).unwrap_or_default(), names }
    }
}

impl Names for For<'_> {
    fn name(&self, reference: &str) -> Option<String> {
        self.names.name(reference)
    }

    fn whom(&self) -> Whom {
        self.whom
    }

    fn zone(&self) -> TimeZone {
        self.names.zone()
    }
}

/// Names of resources, and the zone of the site.
pub struct AtSite<'n> {
    names: &'n dyn Names,
    zone: TimeZone,
}

impl<'n> AtSite<'n> {
    /// The names `names` at a site whose clocks show that zone.
    pub fn new(names: &'n dyn Names, zone: TimeZone) -> Self {
        Self { names, zone }
    }
}

impl Names for AtSite<'_> {
    fn name(&self, reference: &str) -> Option<String> {
        self.names.name(reference)
    }

    fn whom(&self) -> Whom {
        self.names.whom()
    }

    fn zone(&self) -> TimeZone {
        self.zone.clone()
    }
}

/// What other resources of a record refer to by name. Observations and Encounters are not: there
/// are very many, and nothing shows them by name alone.
pub(crate) const NAMED: &[&str] = &[
    "AllergyIntolerance",
    "CareTeam",
    "CarePlan",
    "Condition",
    "Coverage",
    "Device",
    "Goal",
    "Medication",
    "MedicationRequest",
    "Procedure",
    "RelatedPerson",
    "ServiceRequest",
    "Specimen",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::{NoNames, entries};
    use crate::resource::ResourceId;

    #[test]
    fn times_without_an_offset_stand_in_the_order_of_the_sites_clocks() {
        let observation = |id: &str, when: &str| Resource {
            kind: "Observation".into(),
            id: ResourceId::parse(&format!("aaaaaaaaaaaaa.{id}")).unwrap(),
            version: 1,
            updated: 0,
            json: format!(
                r#"{{"resourceType":"Observation","status":"final","code":{{"text":"Glucose"}},
                "effectiveDateTime":"{when}"}}"#
            )
            .into(),
        };
        let all = [
            observation("before", "2026-05-04T01:00:00Z"),
            // Ten in the evening of May 3 at the site is two in the morning of May 4 in UTC.
            observation("bare", "2026-05-03T22:00:00"),
            observation("after", "2026-05-04T03:00:00Z"),
        ];
        let order = |names: &dyn Names| -> Vec<String> {
            let entries = entries(&all, names);
            entries.iter().map(|entry| entry.id.local().to_owned()).collect()
        };
        let zone = TimeZone::get("America/New_York").unwrap();
        assert_eq!(order(&AtSite::new(&NoNames, zone.clone())), ["after", "bare", "before"]);
        assert_eq!(order(&NoNames), ["after", "before", "bare"], "as if told in UTC");
        let told = entries(&all, &AtSite::new(&NoNames, zone));
        let bare = told.iter().find(|entry| entry.id.local() == "bare").unwrap();
        assert_eq!(bare.date.unwrap().iso(), "2026-05-03", "the day it was told of");
    }
}
