//! What the one who asks is to a record at this moment, and on which terms.

use bluebutton_record::terms::{Layer, Rule, View};
use bluebutton_record::{PatientKey, Rights, Terms};
use jiff::civil::Date;

use super::grants::{self, Holder};
use super::{Action, Change, Who, restrictions};
use crate::Store;
use crate::accounts::{AccountId, Role, own, people};
use crate::db::Tx;
use crate::error::{Result, StoreError};
use crate::events::{By, Part};
use crate::limits::GIVERS_MAX;
use crate::records::parts;

/// The one who asks, as found at this moment.
pub(super) struct Asker {
    pub(super) by: By,
    /// Each way in which the record is open to them: one for each grant. Newest first.
    ways: Vec<View>,
}

/// Finds out what the one who asks is to this record. [`StoreError::NotFound`] where nothing.
pub(super) fn find(
    tx: &mut Tx<'_>,
    store: &Store,
    who: &Who,
    patient: &PatientKey,
) -> Result<Asker> {
    must_exist(tx, patient)?;
    match who {
        Who::Operator => whole(tx, store, patient, By::operator()),
        Who::Job { on_behalf_of: None } => whole(tx, store, patient, By::program()),
        // What somebody asked for earlier is done only while they still may: a caregiver who was
        // sent away between asking and sending sends nothing.
        Who::Job { on_behalf_of: Some(account) } => {
            let asker = account_asker(tx, store, account, patient)?;
            let by = By { asked_by: Some(Box::new(asker.by)), ..By::program() };
            Ok(Asker { by, ..asker })
        }
        Who::App { app, person } => app_asker(tx, store, app, person, patient),
        Who::Staff { account, reason } => {
            let mut asker = account_asker(tx, store, account, patient)?;
            if asker.by.part != Part::Staff || reason.trim().is_empty() {
                return Err(StoreError::NotFound);
            }
            asker.by.reason = Some(reason.clone());
            Ok(asker)
        }
        Who::Account(account) => account_asker(tx, store, account, patient),
    }
}

/// The records that an account may open, its own first: what it may do, and until when.
pub(super) fn records_of(
    tx: &mut Tx<'_>,
    store: &Store,
    account: &AccountId,
) -> Result<Vec<(PatientKey, Rights, Option<Date>)>> {
    let own = own::records_of(tx, store, account)?;
    let mut all: Vec<_> = own.into_iter().map(|own| (own, Rights::OWNER, None)).collect();
    for (own, ..) in &mut all {
        *own = parts::root(tx, store, own)?;
    }
    for patient in grants::patients_of(tx, &Holder::Account(account.clone()))? {
        let open = grants::open_for(tx, store, &patient, &Holder::Account(account.clone()))?;
        let patient = parts::root(tx, store, &patient)?;
        let rights = open.iter().map(|grant| grant.terms.rights).reduce(Rights::join);
        if let Some(rights) = rights.filter(|rights| rights.view) {
            let until = open.iter().filter_map(|grant| grant.until).max();
            let is_open_end = open.iter().any(|grant| grant.until.is_none());
            all.push((patient, rights, until.filter(|_| !is_open_end)));
        }
    }
    Ok(all)
}

fn account_asker(
    tx: &mut Tx<'_>,
    store: &Store,
    id: &AccountId,
    patient: &PatientKey,
) -> Result<Asker> {
    let account = people::load(tx, store, id)?.ok_or(StoreError::NotFound)?;
    let by = |part| By::person(part, id, &account.name);
    if account.role == Role::Staff {
        return Ok(Asker { by: by(Part::Staff), ways: Vec::new() });
    }
    let parts = parts::all(tx, store, patient)?;
    for part in &parts {
        if own::is_own(tx, store, id, part)? {
            return whole(tx, store, patient, by(Part::Patient));
        }
    }
    let holder = Holder::Account(id.clone());
    let mut ways = Vec::new();
    for part in &parts {
        ways.extend(ways_of(tx, store, part, &holder, GIVERS_MAX)?);
    }
    if !ways.iter().any(|way| way.rights().view) {
        return Err(StoreError::NotFound);
    }
    Ok(Asker { by: by(Part::Caregiver), ways })
}

/// An app has what it was given, and no more than the one it acts for has.
fn app_asker(
    tx: &mut Tx<'_>,
    store: &Store,
    app: &str,
    person: &AccountId,
    patient: &PatientKey,
) -> Result<Asker> {
    let asker = account_asker(tx, store, person, patient)?;
    let (mut ways, mut given) = (Vec::new(), Vec::new());
    for part in parts::all(tx, store, patient)? {
        given.extend(grants::open_for(tx, store, &part, &Holder::App(app.to_owned()))?);
    }
    for grant in given {
        if grant.given_by.as_ref() != Some(person) {
            continue;
        }
        for way in &asker.ways {
            let mut way = way.clone();
            way.layers.insert(0, Layer { rule: Rule::Grant, terms: grant.terms.clone() });
            ways.push(way);
        }
    }
    if !ways.iter().any(|way| way.rights().view) {
        return Err(StoreError::NotFound);
    }
    let (name, asked_by) = (Some(app.to_owned()), Some(Box::new(asker.by)));
    Ok(Asker { by: By { part: Part::App, name, asked_by, ..By::default() }, ways })
}

/// Everything that is not restricted for everybody: the patient, and the operator in their place.
fn whole(tx: &mut Tx<'_>, store: &Store, patient: &PatientKey, by: By) -> Result<Asker> {
    let mut view = View::default();
    let terms = Terms { tells: true, ..Terms::everything(Rights::OWNER) };
    view.layers.push(Layer { rule: Rule::Grant, terms });
    view.layers.extend(restricted(tx, store, patient, true)?.layers);
    Ok(Asker { by, ways: vec![view] })
}

/// Each way in which a record is open to a holder of grants: the grant's terms, those of whoever
/// gave it, the patient's restrictions and the site's rules.
fn ways_of(
    tx: &mut Tx<'_>,
    store: &Store,
    patient: &PatientKey,
    holder: &Holder,
    givers_max: usize,
) -> Result<Vec<View>> {
    let mut ways = Vec::new();
    for grant in grants::open_for(tx, store, patient, holder)? {
        let own = Layer { rule: Rule::Grant, terms: grant.terms };
        let given = match &grant.given_by {
            None => vec![restricted(tx, store, patient, false)?],
            // Somebody who was let in let somebody in: nobody gives more than they have.
            Some(giver) if givers_max > 0 => {
                let giver = Holder::Account(giver.clone());
                ways_of(tx, store, patient, &giver, givers_max - 1)?
            }
            Some(_) => Vec::new(),
        };
        for mut way in given.into_iter().filter(may_give) {
            let of_giver = way.layers.iter_mut().filter(|layer| layer.rule == Rule::Grant);
            for layer in of_giver {
                layer.rule = Rule::Giver;
                // To let somebody in is the giver's own right; it is not handed on by it.
                layer.terms.rights.manage &= own.terms.rights.manage;
            }
            way.layers.insert(0, own.clone());
            ways.push(way);
        }
    }
    Ok(ways)
}

/// What is restricted of a record, in whichever of its parts that was set: for the patient, or for
/// whoever holds a grant of theirs, before the grant's own terms.
fn restricted(
    tx: &mut Tx<'_>,
    store: &Store,
    patient: &PatientKey,
    for_patient: bool,
) -> Result<View> {
    let record = parts::root(tx, store, patient)?;
    let mut layers = Vec::new();
    for part in parts::all(tx, store, &record)? {
        layers.extend(restrictions::layers(tx, store, &part, for_patient)?);
    }
    Ok(View { layers })
}

fn may_give(way: &View) -> bool {
    let mut of_giver = way.layers.iter().filter(|layer| layer.rule == Rule::Grant);
    of_giver.all(|layer| layer.terms.rights.manage)
}

fn must_exist(tx: &mut Tx<'_>, patient: &PatientKey) -> Result<()> {
    let found = tx.first(PATIENT_EXISTS, &[patient.as_str().into()])?;
    found.map(|_| ()).ok_or(StoreError::NotFound)
}

impl Asker {
    /// What they may do, by whichever way: for buttons.
    pub(super) fn rights(&self) -> Rights {
        self.ways.iter().map(View::rights).reduce(Rights::join).unwrap_or_default()
    }

    /// The view with which that may be done.
    pub(super) fn may(&self, action: &Action) -> Result<View> {
        // Staff hand out invitations; what is in a record is not theirs to see here.
        if self.by.part == Part::Staff {
            return match action {
                Action::Manage(Change::InvitePatient) => Ok(View::default()),
                _ => Err(StoreError::NotFound),
            };
        }
        let allows = |rights: Rights| match action {
            Action::View { .. } => rights.view,
            Action::Download { .. } => rights.download,
            Action::Transmit { .. } => rights.transmit,
            Action::Manage(_) => rights.manage,
        };
        let way = self.ways.iter().find(|way| allows(way.rights()));
        way.cloned().ok_or(StoreError::NotAllowed("not-in-your-rights"))
    }
}

const PATIENT_EXISTS: &str = "
    select patient_id
    from patient
    where patient_id = $1";
