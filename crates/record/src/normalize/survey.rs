//! The patients of a reading.

use std::collections::HashMap;
use std::sync::Arc;

use super::address::{Address, identifier_in};
use super::scan::{PatientReference, Scan, identifier, scan};
use super::{FoundPatient, Identifier};
use crate::json::{Document, Value};
use crate::limits::PORTRAIT_NUMBERS_MAX;
use crate::matching::{self, Answer, Kinds, Policy, Portrait};
use crate::reading::{RawResource, Reading};
use crate::versions::AsOf;

/// What [`survey`] finds.
pub struct Survey {
    /// The patients, those with a Patient resource first.
    pub found: Vec<FoundPatient>,
    /// What else is told under which address, see [`Elsewhere`].
    pub elsewhere: Elsewhere,
    pub(super) scans: Vec<Scan>,
    /// Index of the item behind an address.
    pub(super) by_address: HashMap<String, usize>,
    /// What each item says of whose it is.
    pub(super) stated: Vec<Stated>,
}

impl Survey {
    /// The own id of each item, and as of when it says that it tells.
    pub fn moments(&self) -> impl Iterator<Item = (Option<&str>, Option<AsOf>)> {
        let moment = |scan: &Scan| scan.meta.as_ref().and_then(|meta| meta.as_of);
        self.scans.iter().map(move |scan| (scan.id.as_deref(), moment(scan)))
    }
}

/// What an item says of whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Stated {
    /// Nothing.
    Nothing,
    /// It is a patient, or one patient's: index in [`Survey::found`].
    One(usize),
    /// Several patients'.
    Several,
}

/// What is in other pieces of the same Bundle: by the address under which the Bundle refers to it, its
/// type and own id (`Patient/7`).
pub type Elsewhere = Arc<HashMap<Box<str>, Box<str>>>;

/// Finds the patients of a reading, with guesses for what their numbers prove.
pub fn survey(reading: &Reading) -> Survey {
    survey_with(reading, &Policy::default(), &Elsewhere::default())
}

/// Finds the patients of a reading, with what a site says of who is who, and what is in other pieces of
/// the same Bundle.
pub fn survey_with(reading: &Reading, policy: &Policy, elsewhere: &Elsewhere) -> Survey {
    let scans: Vec<Scan> = reading.items.iter().map(scan).collect();
    let mut by_address = HashMap::with_capacity(scans.len() * 2);
    for (at, (item, scan)) in reading.items.iter().zip(&scans).enumerate() {
        if let Some(id) = &scan.id {
            by_address.entry(format!("{}/{id}", item.kind)).or_insert(at);
        }
        if let Some(condition) = &item.condition {
            by_address.entry(format!("{}?{condition}", item.kind)).or_insert(at);
        }
    }
    // Full URLs win over ids: they are what a Bundle's references are resolved by.
    for (at, item) in reading.items.iter().enumerate().rev() {
        if let Some(url) = &item.full_url {
            by_address.insert(url.clone(), at);
        }
    }
    let mut finder = Finder::new(policy, elsewhere);
    let mut stated = vec![Stated::Nothing; scans.len()];
    for (at, (item, scan)) in reading.items.iter().zip(&scans).enumerate() {
        if &*item.kind == "Patient" && scan.is_json {
            stated[at] = Stated::One(finder.patient(at, item, scan));
        }
    }
    let patients: Vec<Stated> = stated.clone();
    for (at, scan) in scans.iter().enumerate() {
        if stated[at] == Stated::Nothing {
            stated[at] = finder.stated(scan, &by_address, &patients);
        }
    }
    Survey { found: finder.found, elsewhere: elsewhere.clone(), scans, by_address, stated }
}

/// What a reading says of where it comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SaysSource {
    base: Option<String>,
    meta: Option<String>,
    identifier: Option<String>,
}

impl SaysSource {
    /// The system it says it comes from, if it says: the base of its full URLs, else `meta.source`, else
    /// the system of a patient's first identifier.
    pub fn best(self) -> Option<String> {
        self.base.or(self.meta).or(self.identifier)
    }

    /// What the reading before and this one say together.
    #[must_use]
    pub fn before(self, next: Self) -> Self {
        Self {
            base: self.base.or(next.base),
            meta: self.meta.or(next.meta),
            identifier: self.identifier.or(next.identifier),
        }
    }
}

/// What a reading says of where it comes from.
pub fn source_of(reading: &Reading, survey: &Survey) -> SaysSource {
    let base = reading.items.iter().zip(&survey.scans).find_map(|(item, scan)| {
        let url = item.full_url.as_deref().filter(|url| url.starts_with("http"))?;
        let address = Address::parse(url)?;
        (address.kind == &*item.kind && Some(address.id) == scan.id.as_deref())
            .then(|| address.base.trim_end_matches('/').to_owned())
    });
    let meta = || {
        survey.scans.iter().find_map(|scan| {
            let source = scan.meta.as_ref()?.source.as_deref()?;
            let name = source.split('#').next().unwrap_or_default();
            (!name.is_empty()).then(|| name.to_owned())
        })
    };
    let identifier = || {
        let mut systems = survey.found.iter().flat_map(|found| &found.identifiers);
        systems
            .find(|identifier| !identifier.system.starts_with("http://hl7.org/fhir/sid/"))
            .map(|identifier| identifier.system.clone())
    };
    SaysSource { base, meta: meta(), identifier: identifier() }
}

/// A name in the form names are compared in: lower case letters and digits, no accents.
pub fn fold(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for character in name.chars().flat_map(char::to_lowercase) {
        match character {
            'à'..='å' | 'ā' | 'ă' | 'ą' => out.push('a'),
            'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => out.push('c'),
            'ď' | 'đ' | 'ð' => out.push('d'),
            'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => out.push('e'),
            'ĝ' | 'ğ' | 'ġ' | 'ģ' => out.push('g'),
            'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => out.push('i'),
            'ĺ' | 'ļ' | 'ľ' | 'ŀ' | 'ł' => out.push('l'),
            'ñ' | 'ń' | 'ņ' | 'ň' => out.push('n'),
            'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' => out.push('o'),
            'ŕ' | 'ŗ' | 'ř' => out.push('r'),
            'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => out.push('s'),
            'ţ' | 'ť' | 'ŧ' | 'ț' => out.push('t'),
            'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => out.push('u'),
            'ý' | 'ÿ' | 'ŷ' => out.push('y'),
            'ź' | 'ż' | 'ž' => out.push('z'),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'ß' => out.push_str("ss"),
            // Combining marks (U+0300 to U+036F) are no letters and fall away with the rest.
            other if other.is_alphanumeric() => out.push(other),
            _ => {}
        }
    }
    out
}

struct Finder<'k> {
    policy: &'k Policy,
    elsewhere: &'k Elsewhere,
    found: Vec<FoundPatient>,
    by_identifier: HashMap<Identifier, usize>,
    by_address: HashMap<String, usize>,
}

impl<'k> Finder<'k> {
    fn new(policy: &'k Policy, elsewhere: &'k Elsewhere) -> Self {
        let (by_identifier, by_address) = (HashMap::new(), HashMap::new());
        Self { policy, elsewhere, found: Vec::new(), by_identifier, by_address }
    }

    /// Takes a Patient resource: a new person, or one already met. Two people in one file are two,
    /// whatever number they share: only whom the rule calls the same is met again.
    fn patient(&mut self, at: usize, item: &RawResource, scan: &Scan) -> usize {
        let (identifiers, portrait) = who(&item.json, &self.policy.kinds);
        let mut addresses: Vec<String> = item.full_url.clone().into_iter().collect();
        addresses.extend(scan.id.as_ref().map(|id| format!("Patient/{id}")));
        let met = identifiers
            .iter()
            .filter_map(|identifier| self.by_identifier.get(identifier))
            .chain(addresses.iter().filter_map(|address| self.by_address.get(address)))
            .copied()
            .find(|met| self.is_same(*met, &portrait));
        let index = met.unwrap_or(self.found.len());
        match self.found.get_mut(index) {
            Some(known) => known.portrait.learn(&portrait),
            None => self.found.push(FoundPatient {
                item: Some(at),
                identifiers: Vec::new(),
                addresses: Vec::new(),
                portrait,
                told: Vec::new(),
            }),
        }
        let known = self.found.get_mut(index);
        let Some(known) = known else { return index };
        for identifier in identifiers {
            self.by_identifier.entry(identifier.clone()).or_insert(index);
            push_new(&mut known.identifiers, identifier);
        }
        for address in addresses {
            self.by_address.entry(address.clone()).or_insert(index);
            push_new(&mut known.addresses, address);
        }
        index
    }

    fn is_same(&self, met: usize, portrait: &Portrait) -> bool {
        let Some(known) = self.found.get(met) else { return false };
        // The same words under the same address are the same Patient told twice.
        known.portrait == *portrait
            || matching::compare(&known.portrait, portrait, self.policy.name_and_birth_date).answer
                == Answer::Same
    }

    /// What an item that is no Patient says: its subject, else the other ways.
    fn stated(
        &mut self,
        scan: &Scan,
        items: &HashMap<String, usize>,
        patients: &[Stated],
    ) -> Stated {
        for is_primary in [true, false] {
            let mut owner = Stated::Nothing;
            for reference in scan.patients.iter().filter(|one| one.is_primary == is_primary) {
                let Some(found) = self.referred(reference, items, patients) else { continue };
                owner = match owner {
                    Stated::Nothing => Stated::One(found),
                    Stated::One(same) if same == found => Stated::One(same),
                    _ => return Stated::Several,
                };
            }
            if owner != Stated::Nothing {
                return owner;
            }
        }
        Stated::Nothing
    }

    /// The patient behind a reference; `None` if it leads to something else.
    fn referred(
        &mut self,
        reference: &PatientReference,
        items: &HashMap<String, usize>,
        patients: &[Stated],
    ) -> Option<usize> {
        let identifier = reference
            .identifier
            .as_ref()
            .map(|(system, value)| Identifier { system: system.clone(), value: value.clone() });
        let Some(text) = reference.address.as_deref().filter(|text| !text.is_empty()) else {
            // A logical reference: to a patient if it says so, or stands where only one can.
            let is_patient =
                reference.kind.as_deref().map_or(reference.is_primary, |kind| kind == "Patient");
            return identifier.filter(|_| is_patient).map(|identifier| self.known_by(identifier));
        };
        if let Some(item) = items.get(text).or_else(|| items.get(Address::plain(text)?)) {
            return match patients.get(*item) {
                Some(Stated::One(found)) => Some(*found),
                _ => None,
            };
        }
        let text = self.elsewhere.get(text).map_or(text, |alias| &**alias);
        if let Some(query) = text.strip_prefix("Patient?") {
            let (system, value) = identifier_in(query)?;
            return Some(self.known_by(Identifier { system, value }));
        }
        let is_patient = match Address::parse(text) {
            Some(address) => address.kind == "Patient",
            None => reference.is_primary && text.starts_with("urn:"),
        };
        is_patient.then(|| self.known_as(text, identifier))
    }

    fn known_by(&mut self, identifier: Identifier) -> usize {
        if let Some(index) = self.by_identifier.get(&identifier) {
            return *index;
        }
        let index = self.only_referred();
        self.by_identifier.insert(identifier.clone(), index);
        self.found[index].identifiers.push(identifier);
        index
    }

    fn known_as(&mut self, text: &str, identifier: Option<Identifier>) -> usize {
        let text = text.split("/_history/").next().unwrap_or(text);
        if let Some(index) = self.by_address.get(text) {
            return *index;
        }
        let index = match &identifier {
            Some(identifier) => self.known_by(identifier.clone()),
            None => self.only_referred(),
        };
        self.by_address.insert(text.to_owned(), index);
        self.found[index].addresses.push(text.to_owned());
        index
    }

    fn only_referred(&mut self) -> usize {
        self.found.push(FoundPatient {
            item: None,
            identifiers: Vec::new(),
            addresses: Vec::new(),
            portrait: Portrait::default(),
            told: Vec::new(),
        });
        self.found.len() - 1
    }
}

/// Adds what is not there yet. A file that tells of one patient a hundred thousand times is none that
/// somebody waits for.
fn push_new<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if list.len() < PORTRAIT_NUMBERS_MAX && !list.contains(&item) {
        list.push(item);
    }
}

/// Identifiers and portrait of a Patient.
fn who(json: &str, kinds: &Kinds) -> (Vec<Identifier>, Portrait) {
    let Ok(document) = Document::parse(json) else { return Default::default() };
    let root = document.root();
    let mut records = Vec::new();
    let mut states = Vec::new();
    for one in root.each("identifier").take(PORTRAIT_NUMBERS_MAX) {
        let Some((system, value)) = identifier(one) else { continue };
        let list = if names_a_citizen(one, &system) { &mut states } else { &mut records };
        push_new(list, Identifier { system, value });
    }
    (if records.is_empty() { states } else { records }, Portrait::read(root, kinds))
}

/// Whether an identifier is one that states give to people. They are typed wrong, shared and made
/// up too often to tell whose record something is.
fn names_a_citizen(one: Value<'_>, system: &str) -> bool {
    let coded = one.at(&["type"]).is_some_and(|kind| {
        kind.each("coding").any(|coding| {
            coding
                .text_at(&["code"])
                .is_some_and(|code| matches!(&*code, "SS" | "SB" | "DL" | "PPN" | "TAX"))
        })
    });
    coded || matches!(system, "http://hl7.org/fhir/sid/us-ssn" | "urn:oid:2.16.840.1.113883.4.1")
}
