//! Finding patients without showing them: sealed cards, found through keyed hashes.

use bluebutton_record::PatientKey;
use bluebutton_record::normalize::{Guard, Identifier};

use crate::Store;
use crate::access::Who;
use crate::error::Result;

/// The door to patients.
pub struct Patients<'s>(pub(crate) &'s Store);

/// What staff see of a patient in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatientCard {
    /// The key.
    pub patient: PatientKey,
    /// Name as the record says it.
    pub name: String,
    /// Birth date (FHIR date).
    pub birth_date: Option<String>,
    /// Identifiers.
    pub identifiers: Vec<Identifier>,
    /// Whether somebody has an account for it already.
    pub has_account: bool,
}

/// Whose record something is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Match {
    /// That patient's.
    Known(PatientKey),
    /// Nobody's yet: this key will be theirs.
    New(PatientKey),
    /// An identifier leads to a patient whose name and birth date are another person's.
    Contradiction(PatientKey),
    /// There is nothing to tell by.
    Unknown,
}

impl Patients<'_> {
    /// Whose record: by identifier and assigning authority, then by the addresses under which this
    /// source is known to refer to a patient.
    pub async fn find(
        &self,
        _identifiers: &[Identifier],
        _guard: &Guard,
        _source: &str,
        _addresses: &[String],
    ) -> Result<Match> {
        todo!("helper: store")
    }

    /// Staff look for patients: words of the name (prefixes), a birth date (`1949-08-02`), an
    /// identifier's value, or several of them. At most `take`. Audited as a staff search.
    pub async fn search(&self, _who: &Who, _query: &str, _take: usize) -> Result<Vec<PatientCard>> {
        todo!("helper: store")
    }

    /// One card.
    pub async fn card(&self, _patient: &PatientKey) -> Result<Option<PatientCard>> {
        todo!("helper: store")
    }

    /// How many patients there are.
    pub async fn count(&self) -> Result<u64> {
        todo!("helper: store")
    }
}

impl Store {
    /// Patients.
    pub fn patients(&self) -> Patients<'_> {
        Patients(self)
    }
}
