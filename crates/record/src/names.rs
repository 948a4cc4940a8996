//! Names of what a record refers to: practitioners, organizations, places, medicines.

use std::collections::HashMap;

use crate::entry::Names;
use crate::json::Value;
use crate::resource::Resource;
use crate::view;

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
    behind: &'r dyn Names,
}

impl<'r> Within<'r> {
    /// The names of `resources`, and of `behind` for everything else.
    pub fn new(resources: &'r [Resource], behind: &'r dyn Names) -> Self {
        let named = resources.iter().filter(|resource| NAMED.contains(&&*resource.kind));
        Self { resources: named.map(|resource| (resource.id.as_str(), resource)).collect(), behind }
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
}

/// What other resources of a record refer to by name. Observations and Encounters are not: there
/// are very many, and nothing shows them by name alone.
const NAMED: &[&str] = &[
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
