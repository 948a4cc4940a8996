//! What the office entered of somebody who acts for a patient by law, sealed in their grant; and what
//! the patient's age makes of it today.
//!
//! Law: 45 CFR 164.502(g).

use bluebutton_record::representative::{Age, Authority, Minors};
use bluebutton_record::{FhirDate, PatientKey, Rights, Terms};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

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

/// The terms of a grant as they are meant. Terms that were written before there was a right to use apps say
/// nothing of it: whoever acts by law with all that there was then has it, too, and nobody else.
pub(super) fn as_meant(terms: Terms, acting: Option<&Acting>, plain: &[u8]) -> Terms {
    let Rights { view, download, transmit, manage, apps } = terms.rights;
    let has_all_there_was = view && download && transmit && manage && terms.sections.is_none();
    let is_by_law = acting.is_some_and(|acting| acting.authority.gives_the_whole());
    let says_nothing = || {
        let said = serde_json::from_slice::<SaidGrant>(plain);
        said.is_ok_and(|said| said.terms.rights.apps.is_none())
    };
    let apps = apps || has_all_there_was && is_by_law && says_nothing();
    Terms { rights: Rights { apps, ..terms.rights }, ..terms }
}

/// What a grant says of apps, where it says anything.
#[derive(Deserialize)]
struct SaidGrant {
    terms: SaidTerms,
}

#[derive(Deserialize)]
struct SaidTerms {
    rights: SaidRights,
}

#[derive(Deserialize)]
struct SaidRights {
    apps: Option<bool>,
}

/// How old a patient is today, and what that ends.
pub(super) struct Childhood {
    /// The birth date as the record says it.
    pub(super) birth_date: Option<String>,
    /// `None` where the birth date does not say.
    pub(super) age: Option<Age>,
    /// The last day of childhood.
    pub(super) last_day: Option<Date>,
}

/// Reads how old the patient is.
pub(super) fn childhood(tx: &mut Tx<'_>, store: &Store, patient: &PatientKey) -> Result<Childhood> {
    let birth_date = birth_date(tx, store, patient)?;
    let (rules, today) = (store.minors(), store.today());
    let day = birth_date.as_deref().and_then(FhirDate::parse);
    let (age, last_day) = (rules.age(day.as_ref(), today), rules.last_day(day.as_ref()));
    Ok(Childhood { birth_date, age, last_day })
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

#[cfg(test)]
mod tests {
    use super::*;

    fn acting(authority: Authority) -> Acting {
        Acting {
            authority,
            identity: "Passport".to_owned(),
            note: String::new(),
            paper: None,
            birth_date: None,
            last: None,
            is_contested: false,
            by: None,
            is_withdrawn: false,
        }
    }

    /// Terms as they were written then, and whether apps are meant.
    fn means(rights: &str, rest: &str, acting: Option<&Acting>) -> bool {
        let terms = format!(r#"{{"rights":{{{rights}}}{rest}}}"#);
        let plain = format!(r#"{{"name":"Clara Reyes","terms":{terms}}}"#);
        let terms = serde_json::from_str(&terms).unwrap();
        as_meant(terms, acting, plain.as_bytes()).rights.apps
    }

    #[test]
    fn who_acts_by_law_with_all_that_there_was_may_use_apps_and_nobody_else() {
        const ALL: &str = r#""view":true,"download":true,"transmit":true,"manage":true"#;
        let parts = r#","sections":["visits"]"#;
        for authority in [Authority::Parent, Authority::Guardian, Authority::Agent] {
            let acting = acting(authority);
            assert!(means(ALL, "", Some(&acting)), "{authority:?}");
            assert!(!means(&ALL.replace("\"manage\":true", "\"manage\":false"), "", Some(&acting)));
            assert!(!means(ALL, parts, Some(&acting)), "not the whole record");
            // What the office says since there is a word for it is what it says.
            assert!(!means(&format!(r#"{ALL},"apps":false"#), "", Some(&acting)));
            assert!(means(&format!(r#"{ALL},"apps":true"#), parts, Some(&acting)));
        }
        assert!(!means(ALL, "", Some(&acting(Authority::Executor))));
        assert!(!means(ALL, "", None), "a caregiver: to send was no yes to apps");
    }
}
