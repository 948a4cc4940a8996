//! Where a reference leads: `urn:uuid:…`, `Type/id`, an absolute URL, or a search
//! (`Practitioner?identifier=system|value`).
//!
//! Standard: <https://hl7.org/fhir/R4/bundle.html#references>,
//! <https://hl7.org/fhir/R4/http.html#trules> (conditional references)

use std::collections::HashMap;

use super::address::{Address, identifier_in};
use super::classes::{Class, class};
use super::ids::Ids;
use super::survey::Survey;
use super::{Origin, Whose};
use crate::reading::RawResource;
use crate::resource::{PatientKey, ResourceId};

/// Where a reference leads in this store.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Led<'r> {
    /// Nowhere we know: it stays as it came.
    Astray,
    /// To something of this reading.
    To(&'r str),
    /// To something of another reading.
    Elsewhere(String),
    /// To what the search would find; system and value are kept beside it.
    Found(String, String, String),
}

/// Resolves the references of one reading.
pub(super) struct Resolver<'r> {
    pub items: &'r [RawResource],
    pub survey: &'r Survey,
    pub whose: &'r [Whose],
    pub origin: Origin<'r>,
    pub ids: Ids<'r>,
    /// `Type/id` in this store of each item that has a place.
    pub targets: Vec<Option<String>>,
    patients: HashMap<&'r str, usize>,
    patients_by_identifier: HashMap<(&'r str, &'r str), usize>,
    by_identifier: HashMap<(&'r str, &'r str, &'r str), usize>,
}

impl<'r> Resolver<'r> {
    pub(super) fn new(
        items: &'r [RawResource],
        survey: &'r Survey,
        whose: &'r [Whose],
        origin: Origin<'r>,
    ) -> Self {
        let mut patients = HashMap::new();
        let mut patients_by_identifier = HashMap::new();
        for (at, found) in survey.found.iter().enumerate() {
            patients.extend(found.addresses.iter().map(|address| (address.as_str(), at)));
            for one in &found.identifiers {
                let identifier = (one.system.as_str(), one.value.as_str());
                patients_by_identifier.entry(identifier).or_insert(at);
            }
        }
        let mut by_identifier = HashMap::new();
        for (at, (item, scan)) in items.iter().zip(&survey.scans).enumerate() {
            for (system, value) in &scan.identifiers {
                by_identifier.entry((&*item.kind, &**system, &**value)).or_insert(at);
            }
        }
        let ids = Ids { source: origin.source, hash: origin.hash };
        Self {
            items,
            survey,
            whose,
            origin,
            ids,
            targets: Vec::new(),
            patients,
            patients_by_identifier,
            by_identifier,
        }
    }

    /// The item of this reading behind an address.
    pub(super) fn item(&self, text: &str) -> Option<usize> {
        let known = &self.survey.by_address;
        if let Some(at) = known.get(text).or_else(|| known.get(Address::plain(text)?)) {
            return Some(*at);
        }
        let address = Address::parse(text)?;
        self.is_here(address)
            .then(|| known.get(&format!("{}/{}", address.kind, address.id)).copied())?
    }

    /// An item's own id: `id`, else the UUID it was addressed by.
    pub(super) fn own_id(&self, at: usize) -> Option<String> {
        let url = self.items.get(at)?.full_url.as_deref();
        self.survey.scans.get(at)?.id.clone().or_else(|| {
            let url = url?;
            url.strip_prefix("urn:uuid:")
                .or_else(|| url.strip_prefix("urn:oid:"))
                .or_else(|| Address::parse(url).map(|address| address.id))
                .map(str::to_owned)
        })
    }

    /// Type and own id of what is in another piece of the same Bundle.
    pub(super) fn elsewhere(&self, text: &str) -> Option<&str> {
        self.survey.elsewhere.get(text).map(|alias| &**alias)
    }

    /// Where a reference of something in `owner`'s record (`None`: in the directory) leads.
    pub(super) fn lead(&self, text: &str, owner: Option<&PatientKey>) -> Led<'_> {
        if text.is_empty() || text.starts_with('#') {
            return Led::Astray;
        }
        if let Some(Some(target)) = self.item(text).and_then(|at| self.targets.get(at)) {
            return Led::To(target);
        }
        let text = self.elsewhere(text).unwrap_or(text);
        if let Some((kind, query)) = text.split_once('?') {
            return self.search(kind, query);
        }
        let patient = self.patients.get(text).or_else(|| self.patients.get(Address::plain(text)?));
        if let Some(Whose::Known(key)) = patient.and_then(|at| self.whose.get(*at)) {
            return Led::Elsewhere(format!("Patient/{key}"));
        }
        let Some(address) = Address::parse(text).filter(|address| self.is_here(*address)) else {
            return Led::Astray;
        };
        let relative = format!("{}/{}", address.kind, address.id);
        if let Some(known) = (self.origin.known)(&relative) {
            return Led::Elsewhere(known);
        }
        match owner {
            Some(owner) if class(address.kind) == Class::Record && address.kind != "Patient" => {
                let local = self.ids.local(address.kind, address.id);
                match ResourceId::in_record(owner, &local) {
                    Some(id) => Led::Elsewhere(format!("{}/{id}", address.kind)),
                    None => Led::Astray,
                }
            }
            _ => Led::Astray,
        }
    }

    /// Whether an address is of the system this reading came from.
    pub(super) fn is_here(&self, address: Address<'_>) -> bool {
        address.base.is_empty()
            || address.base.trim_end_matches('/') == self.origin.source.trim_end_matches('/')
    }

    /// A conditional reference: what the search would find in this reading, else the directory id
    /// that the identifier leads to.
    fn search(&self, kind: &str, query: &str) -> Led<'_> {
        let kind = kind.rsplit('/').next().unwrap_or(kind);
        let Some((system, value)) = identifier_in(query) else { return Led::Astray };
        let here = self.by_identifier.get(&(kind, system.as_str(), value.as_str()));
        if let Some(Some(target)) = here.and_then(|at| self.targets.get(*at)) {
            return Led::Found(target.clone(), system, value);
        }
        if kind == "Patient" {
            let found = self.patients_by_identifier.get(&(system.as_str(), value.as_str()));
            return match found.and_then(|at| self.whose.get(*at)) {
                Some(Whose::Known(key)) => Led::Found(format!("Patient/{key}"), system, value),
                _ => Led::Astray,
            };
        }
        if class(kind) != Class::Directory {
            return Led::Astray;
        }
        let local = self.ids.in_directory(kind, &system, &value);
        Led::Found(format!("{kind}/dir.{local}"), system, value)
    }
}
