//! Restrictions: what of a record is withheld whoever was let in, and (under a recorded legal reason,
//! to an end date) from the patient too; and the site's own rules.

use bluebutton_crypto::seal;
use bluebutton_record::terms::{Layer, Rule};
use bluebutton_record::{PatientKey, Rights, Terms};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::grants::has_ended;
use super::{Access, Action, Change, Who};
use crate::Store;
use crate::accounts::people;
use crate::db::{Row, Tx, Value};
use crate::error::{Result, StoreError};
use crate::guard;
use crate::patients::data_key;

/// A restriction of what others see of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRestriction {
    /// What is withheld. Its rights are not asked.
    pub terms: Terms,
    /// The legal reason for which it holds for the patient too; `None`: for others only.
    pub legal_reason: Option<String>,
    /// Last day. One that holds for the patient must have one.
    pub until: Option<Date>,
}

/// What is sealed of a restriction.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Content {
    terms: Terms,
    legal_reason: Option<String>,
}

pub(crate) const TABLE: &str = "restriction";

const INSERT: &str = "
    insert into restriction
        (restriction_id, patient_id, made_at, until, ended_at, sealed, guard)
    values ($1, $2, $3, $4, $5, $6, $7)";

const END: &str = "
    update restriction
    set made_at = $3, until = $4, ended_at = $5, sealed = $6, guard = $7
    where restriction_id = $1 and patient_id = $2 and ended_at is null";

const LIVING: &str = "
    select restriction_id, patient_id, made_at, until, ended_at, sealed, guard
    from restriction
    where patient_id = $1 and ended_at is null
    order by made_at, restriction_id";

impl Access<'_> {
    /// Sets a restriction; its id. For whoever may manage the record; one that holds for the
    /// patient, for the operator only.
    pub async fn restrict(
        &self,
        who: &Who,
        patient: &PatientKey,
        new: NewRestriction,
    ) -> Result<String> {
        let of_patient = new.legal_reason.is_some();
        if of_patient && (new.until.is_none() || !matches!(who, Who::Operator)) {
            return Err(StoreError::NotAllowed("restriction-needs-reason-and-end"));
        }
        let (store, new) = (self.0.clone(), new.clone());
        let action = Action::Manage(Change::SetRestriction);
        let work = move |tx: &mut Tx<'_>, deed: &mut super::Deed| {
            let (id, patient) = (people::new_id(&store), deed.permit.patient().clone());
            let content =
                Content { terms: new.terms.clone(), legal_reason: new.legal_reason.clone() };
            let plain = serde_json::to_vec(&content).map_err(|error| {
                StoreError::Altered(format!("a restriction can't be written: {error}"))
            })?;
            let key = data_key(tx, &store, &patient)?;
            let sealed = seal::seal(&key, store.random(), &context(&patient, &id), &plain);
            let columns = [
                id.as_str().into(),
                patient.as_str().into(),
                store.now().as_microsecond().into(),
                new.until.map(|date| date.to_string()).into(),
                Value::Null,
                sealed.into(),
            ];
            let values = guard::guarded(&store, TABLE, columns);
            tx.execute(INSERT, &values)?;
            deed.proof.push(guard::left(&store, TABLE, &id, &values));
            Ok(id)
        };
        self.0.act(who, patient, action, work).await
    }

    /// Lifts a restriction. One that holds for the patient only the operator lifts.
    pub async fn lift(&self, who: &Who, patient: &PatientKey, id: &str) -> Result<()> {
        let (store, id, is_operator) =
            (self.0.clone(), id.to_owned(), matches!(who, Who::Operator));
        let action = Action::Manage(Change::EndRestriction);
        let work = move |tx: &mut Tx<'_>, deed: &mut super::Deed| {
            let patient = deed.permit.patient();
            let rows = tx.query(LIVING, &[patient.as_str().into()])?;
            let row = rows
                .iter()
                .find(|row| row.get::<&str>(0).is_ok_and(|one| one == id))
                .ok_or(StoreError::NotFound)?;
            let key = data_key(tx, &store, patient)?;
            if opened(&store, &key, patient, row)?.legal_reason.is_some() && !is_operator {
                return Err(StoreError::NotAllowed("not-in-your-rights"));
            }
            let columns = [
                id.as_str().into(),
                patient.as_str().into(),
                row.get::<i64>(2)?.into(),
                row.get::<Option<&str>>(3)?.into(),
                store.now().as_microsecond().into(),
                row.get::<&[u8]>(5)?.into(),
            ];
            let values = guard::guarded(&store, TABLE, columns);
            tx.execute(END, &values)?;
            deed.proof.push(guard::left(&store, TABLE, &id, &values));
            Ok(())
        };
        self.0.act(who, patient, action, work).await
    }

    /// What the site withholds from everybody, such as results that are held for some hours. Empty
    /// until it is set; set at the start of the program.
    pub fn set_site_terms(&self, terms: Terms) {
        let mut rules =
            self.0.inner.rules.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        rules.terms = Terms { rights: Rights::OWNER, ..terms };
    }
}

/// The layers of a view that everybody's has: the site's rules, and the restrictions that hold. Only
/// those that hold for the patient too, where `for_patient`.
pub(super) fn layers(
    tx: &mut Tx<'_>,
    store: &Store,
    patient: &PatientKey,
    for_patient: bool,
) -> Result<Vec<Layer>> {
    let mut layers = Vec::new();
    let site = store.rules().terms;
    if !site.shows_everything() {
        layers.push(Layer { rule: Rule::Site, terms: Terms { tells: for_patient, ..site } });
    }
    let rows = tx.query(LIVING, &[patient.as_str().into()])?;
    if rows.is_empty() {
        return Ok(layers);
    }
    let key = data_key(tx, store, patient)?;
    for row in &rows {
        let content = opened(store, &key, patient, row)?;
        let is_for_them = content.legal_reason.is_some() || !for_patient;
        if is_for_them && !is_over(row, store.today()) {
            let terms = Terms { rights: Rights::OWNER, tells: for_patient, ..content.terms };
            layers.push(Layer { rule: Rule::Restriction, terms });
        }
    }
    Ok(layers)
}

fn opened(store: &Store, key: &seal::DataKey, patient: &PatientKey, row: &Row) -> Result<Content> {
    guard::check(store, TABLE, row)?;
    let id: &str = row.get(0)?;
    let altered = || StoreError::Altered(format!("{TABLE} {id}: it does not open"));
    let plain = seal::open(key, &context(patient, id), row.get(5)?).map_err(|_| altered())?;
    serde_json::from_slice(&plain).map_err(|_| altered())
}

/// A last day that can't be read never lifts a restriction.
fn is_over(row: &Row, today: Date) -> bool {
    row.get::<&str>(3)
        .is_ok_and(|until| until.parse().is_ok_and(|until| has_ended(Some(until), today)))
}

fn context(patient: &PatientKey, id: &str) -> Vec<u8> {
    format!("restriction|{patient}|{id}").into_bytes()
}
