//! Who a record is about, read from its Patient resource.

use crate::date::FhirDate;
use crate::resource::Resource;

/// A person as their Patient resource says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Person {
    /// The name in use: given names and family name, as people write it.
    pub name: Option<String>,
    /// Birth date.
    pub birth_date: Option<FhirDate>,
    /// Message id of the word for the administrative gender: `gender-female` …
    pub gender: Option<&'static str>,
    /// Postal address in lines.
    pub address: Vec<String>,
    /// Telephone numbers.
    pub phones: Vec<String>,
    /// E-mail addresses.
    pub emails: Vec<String>,
    /// Identifiers: what it is (type text or assigner), and the value.
    pub identifiers: Vec<(Option<String>, String)>,
    /// Preferred language tag.
    pub language: Option<String>,
}

impl Person {
    /// Reads a Patient. Never fails; what is not there is empty.
    pub fn of(_patient: &Resource) -> Self {
        todo!("helper: record")
    }
}
