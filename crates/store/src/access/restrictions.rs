//! Restrictions: what of a record is withheld whoever was let in, and (under a recorded legal reason,
//! to an end date) from the patient too; and the site's own rules.

use std::sync::Arc;

use bluebutton_crypto::seal;
use bluebutton_record::terms::{Layer, Rule};
use bluebutton_record::uses::{Purpose, Uses};
use bluebutton_record::{PatientKey, Rights, Terms, Topics};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::grants::has_ended;
use super::legal::Legal;
use super::{Access, Action, Change, Who};
use crate::Store;
use crate::accounts::people;
use crate::db::{Foreseen, Row, Tx, Value};
use crate::error::{Result, StoreError};
use crate::guard;
use crate::patients::data_key;
use crate::records::parts;

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
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RestrictionContent {
    pub(crate) terms: Terms,
    pub(crate) legal_reason: Option<String>,
    /// For which uses it holds; `None`: for others than the patient, in everything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) uses: Option<Uses>,
    /// Of one that holds for the patient: who decided it, and who reviewed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) legal: Option<Legal>,
}

/// What is restricted for some uses only.
#[derive(Clone)]
pub(crate) struct ForUses {
    pub(super) uses: Uses,
    pub(super) layer: Layer,
}

impl ForUses {
    /// The same for somebody who is not told of it.
    pub(super) fn untold(mut self) -> Self {
        self.layer.terms.tells = false;
        self
    }
}

/// A restriction that was not lifted.
#[derive(Clone)]
pub(crate) struct Living {
    pub(super) made_at: i64,
    pub(super) id: String,
    /// Last day. One that can't be read never lifts a restriction.
    pub(super) until: Option<Date>,
    pub(super) content: RestrictionContent,
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
            let (terms, legal_reason) = (new.terms.clone(), new.legal_reason.clone());
            let content = RestrictionContent { terms, legal_reason, uses: None, legal: None };
            add(tx, &store, deed, (&content, new.until))
        };
        self.0.act(who, patient, action, work).await
    }

    /// Lifts a restriction. One that holds for the patient only the operator lifts.
    pub async fn lift(&self, who: &Who, patient: &PatientKey, id: &str) -> Result<()> {
        let (store, id, is_operator) =
            (self.0.clone(), id.to_owned(), matches!(who, Who::Operator));
        let action = Action::Manage(Change::EndRestriction);
        let work = move |tx: &mut Tx<'_>, deed: &mut super::Deed| {
            end(tx, &store, deed, (&id, is_operator))
        };
        self.0.act(who, patient, action, work).await
    }

    /// Whether something is restricted for what is sent to that address: for the patient, before it is
    /// sent. Others are not told of restrictions.
    pub async fn restricts_sending(&self, permit: &super::RecordPermit, to: &str) -> Result<bool> {
        if !permit.sees_all_deeds() {
            return Ok(false);
        }
        let (store, patient, to) = (self.0.clone(), permit.patient().clone(), to.to_owned());
        let work = move |tx: &mut Tx<'_>| {
            for part in parts::all(tx, &store, &patient)? {
                let all = of_uses(&store, &living(tx, &store, &part)?, true);
                if all.iter().any(|one| one.uses.cover(Purpose::Send { to: &to })) {
                    return Ok(true);
                }
            }
            Ok(false)
        };
        self.0.inner.db.read("what is restricted for an address", work).await
    }

    /// What the settings file withholds from everybody, such as results that are held for some hours.
    /// Empty until it is set; set at the start of the program.
    pub fn set_site_terms(&self, terms: Terms) {
        let terms = Terms { rights: Rights::OWNER, ..terms };
        self.0.change_rules(|rules| {
            rules.file.releases.clone_from(&terms.releases);
            rules.terms = terms;
            rules.put_in_force();
        });
    }
}

impl Store {
    /// The sensitive topics that are withheld from others than the patient unless the patient opens
    /// them, as the settings file says. None until they are set, at the start of the program.
    pub fn set_topics(&self, topics: Topics) {
        self.change_rules(|rules| {
            rules.file.topics = topics;
            rules.put_in_force();
        });
    }

    /// The sensitive topics of this site, as they were when a record was last opened here, or later.
    pub fn topics(&self) -> Arc<Topics> {
        Arc::clone(&self.rules().topics)
    }
}

/// Writes a restriction, with its last day where it has one; its id.
pub(crate) fn add(
    tx: &mut Tx<'_>,
    store: &Store,
    deed: &mut super::Deed,
    (content, until): (&RestrictionContent, Option<Date>),
) -> Result<String> {
    let (id, patient) = (people::new_id(store), deed.permit.patient().clone());
    let plain = serde_json::to_vec(content)
        .map_err(|error| StoreError::Altered(format!("a restriction can't be written: {error}")))?;
    let key = data_key(tx, store, &patient)?;
    let sealed = seal::seal(&key, store.random(), &context(&patient, &id), &plain);
    let columns = [
        id.as_str().into(),
        patient.as_str().into(),
        store.now().as_microsecond().into(),
        until.map(|date| date.to_string()).into(),
        Value::Null,
        sealed.into(),
    ];
    let values = guard::guarded(store, TABLE, columns);
    tx.execute(INSERT, &values)?;
    deed.proof.push(guard::left_whole(store, TABLE, &id, &values));
    Ok(id)
}

/// Writes what is held of a restriction anew; it holds as before.
pub(super) fn change(
    tx: &mut Tx<'_>,
    store: &Store,
    deed: &mut super::Deed,
    (id, change): (&str, &dyn Fn(&mut RestrictionContent)),
) -> Result<()> {
    let (patient, row) = find(tx, store, deed.permit.patient(), id)?;
    let key = data_key(tx, store, &patient)?;
    let mut content = opened(store, &key, &patient, &row)?.content;
    change(&mut content);
    let plain = serde_json::to_vec(&content)
        .map_err(|error| StoreError::Altered(format!("a restriction can't be written: {error}")))?;
    let sealed = seal::seal(&key, store.random(), &context(&patient, id), &plain);
    let columns = [
        id.into(),
        patient.as_str().into(),
        row.get::<i64>(2)?.into(),
        row.get::<Option<&str>>(3)?.into(),
        Value::Null,
        sealed.into(),
    ];
    let values = guard::guarded(store, TABLE, columns);
    tx.execute(END, &values)?;
    let proof = vec![guard::left_whole(store, TABLE, id, &values)];
    deed.left(tx, store, &patient, proof)
}

/// Lifts a restriction. One that holds for the patient only who `may_all` lifts.
pub(crate) fn end(
    tx: &mut Tx<'_>,
    store: &Store,
    deed: &mut super::Deed,
    (id, may_all): (&str, bool),
) -> Result<()> {
    let (patient, row) = find(tx, store, deed.permit.patient(), id)?;
    let key = data_key(tx, store, &patient)?;
    if opened(store, &key, &patient, &row)?.content.legal_reason.is_some() && !may_all {
        return Err(StoreError::NotAllowed("not-in-your-rights"));
    }
    let columns = [
        id.into(),
        patient.as_str().into(),
        row.get::<i64>(2)?.into(),
        row.get::<Option<&str>>(3)?.into(),
        store.now().as_microsecond().into(),
        row.get::<&[u8]>(5)?.into(),
    ];
    let values = guard::guarded(store, TABLE, columns);
    tx.execute(END, &values)?;
    let proof = vec![guard::left_whole(store, TABLE, id, &values)];
    deed.left(tx, store, &patient, proof)
}

/// A restriction that was not lifted, in whichever part of a record it was set.
fn find(
    tx: &mut Tx<'_>,
    store: &Store,
    record: &PatientKey,
    id: &str,
) -> Result<(PatientKey, Row)> {
    for part in parts::all(tx, store, record)? {
        let rows = tx.query(LIVING, &[part.as_str().into()])?;
        let own = rows.into_iter().find(|row| row.get::<&str>(0).is_ok_and(|one| one == id));
        if let Some(row) = own {
            return Ok((part, row));
        }
    }
    Err(StoreError::NotFound)
}

/// The restrictions of one part of a record that were not lifted, oldest first.
pub(crate) fn living(tx: &mut Tx<'_>, store: &Store, patient: &PatientKey) -> Result<Vec<Living>> {
    let rows = tx.query(LIVING, &[patient.as_str().into()])?;
    opened_all(tx, store, patient, &rows)
}

/// What [`living`] asks, for who knows that it will be asked.
pub(super) fn foreseen(patient: &PatientKey) -> Foreseen {
    Foreseen::query(LIVING, vec![patient.as_str().into()])
}

/// Checks and opens rows of [`LIVING`].
pub(super) fn opened_all(
    tx: &mut Tx<'_>,
    store: &Store,
    patient: &PatientKey,
    rows: &[Row],
) -> Result<Vec<Living>> {
    let mut all = store.inner.opened.restrictions.of_all(rows, |rows| {
        let key = data_key(tx, store, patient)?;
        rows.iter().map(|row| opened(store, &key, patient, row)).collect()
    })?;
    all.sort_by(|a, b| (a.made_at, &a.id).cmp(&(b.made_at, &b.id)));
    Ok(all)
}

/// The layers of a view that everybody's has: the site's rules, and the restrictions that hold. Only
/// those that hold for the patient too, where `for_patient`.
pub(crate) fn layers(store: &Store, living: &[Living], for_patient: bool) -> Vec<Layer> {
    let mut layers = Vec::new();
    let rules = store.rules();
    if !rules.terms.shows_everything() {
        let terms = Terms { tells: for_patient, ..rules.terms.clone() };
        layers.push(Layer { rule: Rule::Site, terms });
    }
    let today = store.today();
    for Living { until, content, .. } in living.iter().filter(|one| one.content.uses.is_none()) {
        let is_for_them = content.legal_reason.is_some() || !for_patient;
        if is_for_them && !has_ended(*until, today) {
            let terms = content.terms.clone();
            let terms = Terms { rights: Rights::OWNER, tells: for_patient, ..terms };
            layers.push(Layer { rule: Rule::Restriction, terms });
        }
    }
    layers
}

/// [`layers`] for the patient, with all that the site ever held and the time for which it did: for whoever asks
/// how it was at a moment.
pub(crate) fn layers_over_time(store: &Store, living: &[Living]) -> Vec<Layer> {
    let rules = store.rules();
    let releases = rules.file.held_over_time(&rules.said);
    let terms = Terms { tells: true, releases, ..rules.terms.clone() };
    let own = layers(store, living, true).into_iter().filter(|layer| layer.rule != Rule::Site);
    let of_site = (!terms.shows_everything()).then_some(Layer { rule: Rule::Site, terms });
    of_site.into_iter().chain(own).collect()
}

/// What is restricted for some uses only: everybody's view has it for those.
pub(super) fn of_uses(store: &Store, living: &[Living], for_patient: bool) -> Vec<ForUses> {
    let today = store.today();
    let holds = living.iter().filter(|one| !has_ended(one.until, today));
    let for_uses = holds.filter_map(|one| {
        let terms =
            Terms { rights: Rights::OWNER, tells: for_patient, ..one.content.terms.clone() };
        let layer = Layer { rule: Rule::Restriction, terms };
        Some(ForUses { uses: one.content.uses.clone()?, layer })
    });
    for_uses.collect()
}

fn opened(store: &Store, key: &seal::DataKey, patient: &PatientKey, row: &Row) -> Result<Living> {
    guard::check(store, TABLE, row)?;
    let id: &str = row.get(0)?;
    let altered = || StoreError::Altered(format!("{TABLE} {id}: it does not open"));
    let plain = seal::open(key, &context(patient, id), row.get(5)?).map_err(|_| altered())?;
    let content = serde_json::from_slice(&plain).map_err(|_| altered())?;
    let until = row.get::<Option<&str>>(3)?.and_then(|until| until.parse().ok());
    Ok(Living { made_at: row.get(2)?, id: id.to_owned(), until, content })
}

fn context(patient: &PatientKey, id: &str) -> Vec<u8> {
    format!("restriction|{patient}|{id}").into_bytes()
}
