//! What the office entered of somebody who acts for a patient by law, sealed in their grant; and what
//! the patient's age makes of it today.
//!
//! Law: 45 CFR 164.502(g).

use bluebutton_record::representative::{Authority, Minors};
use bluebutton_record::{FhirDate, PatientKey};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::grants::Grant;
use crate::Store;
use crate::db::Tx;
use crate::error::{Result, StoreError};
use crate::patients::load_card;
use crate::records::parts;

/// What is sealed of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Acting {
    /// By what right.
    pub(crate) authority: Authority,
    /// How the office made sure who they are.
    pub(crate) identity: String,
    /// What the office noted, for itself.
    pub(crate) note: String,
    /// The paper, by its id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) paper: Option<String>,
    /// Under which birth date of the patient it was entered, where that decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) birth_date: Option<String>,
    /// The last day that the office gave, ISO.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) last: Option<String>,
    /// Whether two of them quarrel: neither is to hear of the other.
    #[serde(default)]
    pub(crate) is_contested: bool,
    /// Who entered it; none is whoever was at the command line.
    pub(crate) by: Option<String>,
    /// Whether the office ended it: then the office alone gives it back.
    #[serde(default)]
    pub(crate) is_withdrawn: bool,
}

impl Acting {
    /// The last day that the office gave.
    pub(crate) fn last_day(&self) -> Result<Option<Date>> {
        let day = self.last.as_deref().map(str::parse).transpose();
        day.map_err(|_| StoreError::Altered("a representative's last day is none".to_owned()))
    }
}

/// Sees how old the patient is, where that decides of one of these grants: a parent's ends with
/// childhood, and waits for the office where the birth date is not the one it was entered under. A
/// record without such a grant costs nothing.
pub(super) fn as_of_today(
    tx: &mut Tx<'_>,
    store: &Store,
    patient: &PatientKey,
    grants: &mut [Grant],
) -> Result<()> {
    if !grants.iter().any(Grant::ends_with_childhood) {
        return Ok(());
    }
    let birth = birth_date(tx, store, patient)?;
    let (rules, today) = (store.minors(), store.today());
    let day = birth.as_deref().and_then(FhirDate::parse);
    let age = rules.age(day.as_ref(), today);
    for grant in grants.iter_mut().filter(|grant| grant.ends_with_childhood()) {
        let entered = grant.acting.as_ref().and_then(|acting| acting.birth_date.clone());
        grant.age = age;
        grant.is_on_hold = entered != birth || age.is_none();
        grant.until = earliest(grant.until, rules.last_day(day.as_ref()));
    }
    Ok(())
}

/// The patient's birth date as the record says it.
pub(crate) fn birth_date(
    tx: &mut Tx<'_>,
    store: &Store,
    patient: &PatientKey,
) -> Result<Option<String>> {
    let record = parts::root(tx, store, patient)?;
    Ok(load_card(tx, store, &record)?.ok_or(StoreError::NotFound)?.birth_date)
}

/// The earlier of two last days, where there are any.
pub(crate) fn earliest(one: Option<Date>, other: Option<Date>) -> Option<Date> {
    one.into_iter().chain(other).min()
}

impl Store {
    /// The ages of this site: when a child has a say, and when a parent's access ends. 13 and 18 until
    /// they are set, at the start of the program.
    pub fn set_minors(&self, minors: Minors) {
        self.change_rules(|rules| rules.minors = minors);
    }

    /// The ages of this site.
    pub fn minors(&self) -> Minors {
        self.rules().minors.clone()
    }
}
