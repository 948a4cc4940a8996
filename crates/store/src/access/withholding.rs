//! What is withheld from the patient: under which legal reason, until which day, decided and reviewed
//! by whom. It ends by itself; the patient is told that something is withheld, why, and what they can do.
//!
//! Law: 45 CFR 164.524(a)(1) to (4), (d)(2).

use bluebutton_record::withholding::Ground;
use bluebutton_record::{PatientKey, ResourceId, Section, Task, Terms};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};

use super::grants::has_ended;
use super::legal::{Legal, Reviewed};
use super::restrictions::{self, Living, RestrictionContent};
use super::{Access, Action, Change, Deed, RecordPermit, Who};
use crate::Store;
use crate::accounts::staff::on_duty;
use crate::db::{Row, Tx};
use crate::error::{Result, StoreError};
use crate::limits::{LIST_MAX, REQUEST_CHARS_MAX, WITHHOLDING_DAYS_MAX};
use crate::own::ledger::LedgerPart;
use crate::patients::{PatientCard, load_card};
use crate::records::parts;

/// What is to be withheld.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewWithholding {
    /// What of the record, as terms of a view. Their rights are not asked.
    pub terms: Terms,
    /// Under which reason.
    pub ground: Ground,
    /// Why it holds here: for the office, not for the patient.
    pub note: String,
    /// Last day.
    pub until: Date,
}

/// A single entry, as far as the office knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedEntry {
    /// Its local id.
    pub local: String,
    /// Whether it is a visit: all that belongs to it goes with it.
    pub is_visit: bool,
    /// In which part of the record it stands.
    pub section: Section,
    /// Its first day, where it is dated.
    pub day: Option<Date>,
}

/// What is withheld from a patient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withheld {
    /// Its id.
    pub id: String,
    /// Under which reason.
    pub ground: Ground,
    /// Last day.
    pub until: Date,
    /// Since when.
    pub since: Timestamp,
}

/// The same for the office.
#[derive(Clone, Debug)]
pub struct WithheldFrom {
    /// What.
    pub withheld: Withheld,
    /// What of the record.
    pub terms: Terms,
    /// Why it holds here.
    pub note: String,
    /// Who decided it; none is whoever was at the command line.
    pub by: Option<String>,
    /// Who reviewed it, when, and what they found.
    pub review: Option<(Timestamp, Option<String>, String)>,
    /// Whose record.
    pub card: PatientCard,
}

impl Access<'_> {
    /// Withholds something from the patient; its id. For staff and the operator.
    pub async fn withhold(
        &self,
        who: &Who,
        patient: &PatientKey,
        new: NewWithholding,
    ) -> Result<String> {
        must_fit(self.0, &new)?;
        let store = self.0.clone();
        let work = move |tx: &mut Tx<'_>, deed: &mut Deed| {
            let by = deed.permit.by().origin().name.clone();
            let NewWithholding { terms, ground, note, until } = new.clone();
            let legal = Legal { ground, note: note.trim().to_owned(), by, review: None };
            let legal_reason = Some(ground.paragraph().to_owned());
            let content =
                RestrictionContent { terms, legal_reason, uses: None, legal: Some(legal) };
            restrictions::add(tx, &store, deed, (&content, Some(until)))
        };
        self.0.act(who, patient, Action::Manage(Change::Withhold), work).await
    }

    /// What stands under these local ids in a record: for whoever withholds single entries. Nothing of what they
    /// say is read: their place in the record and their day tell them apart. [`StoreError::NotFound`] where one
    /// stands nowhere in it.
    pub async fn named_entries(
        &self,
        who: &Who,
        patient: &PatientKey,
        locals: &[String],
    ) -> Result<Vec<NamedEntry>> {
        let (store, who, named) = (self.0.clone(), who.clone(), patient.clone());
        let work = move |tx: &mut Tx<'_>| {
            on_duty(tx, &store, &who, Task::Withhold)?;
            let record = parts::root(tx, &store, &named)?;
            parts::all(tx, &store, &record)
        };
        let mut ledgers = Vec::new();
        for part in self.0.inner.db.read("whose entries they are", work).await? {
            ledgers.push(LedgerPart::look(self.0, &part).await?);
        }
        let mut found = Vec::with_capacity(locals.len());
        for local in locals {
            let one = ledgers.iter().find_map(|ledger| {
                let id = ResourceId::in_record(ledger.patient(), local)?;
                let is_visit = &*ledger.kind_of(&id)? == "Encounter";
                let (section, day) = ledger.place_of(&id)?;
                Some(NamedEntry { local: local.clone(), is_visit, section, day })
            });
            found.push(one.ok_or(StoreError::NotFound)?);
        }
        Ok(found)
    }

    /// Notes that somebody else looked at it and found that it stays withheld (164.524(a)(4)). Whoever
    /// decided it does not review it.
    pub async fn review_withholding(
        &self,
        who: &Who,
        patient: &PatientKey,
        id: &str,
        note: &str,
    ) -> Result<()> {
        let note = note.trim().to_owned();
        if note.is_empty() || note.chars().count() > REQUEST_CHARS_MAX {
            return Err(StoreError::NotAllowed("withholding-needs-words"));
        }
        let (store, id) = (self.0.clone(), id.to_owned());
        let work = move |tx: &mut Tx<'_>, deed: &mut Deed| {
            let by = deed.permit.by().origin().name.clone();
            let all = living(tx, &store, deed.permit.patient())?;
            let known = all.iter().find(|one| one.id == id).ok_or(StoreError::NotFound)?;
            let decided = known.content.legal.as_ref().and_then(|legal| legal.by.clone());
            if by.is_some() && by == decided {
                return Err(StoreError::NotAllowed("withholding-own-review"));
            }
            let at = store.now().as_microsecond();
            let review = Reviewed { at, by, note: note.clone() };
            let set = |content: &mut RestrictionContent| {
                if let Some(legal) = &mut content.legal {
                    legal.review = Some(review.clone());
                }
            };
            restrictions::change(tx, &store, deed, (&id, &set))
        };
        self.0.act(who, patient, Action::Manage(Change::ReviewWithholding), work).await
    }

    /// Ends it before its day.
    pub async fn stop_withholding(&self, who: &Who, patient: &PatientKey, id: &str) -> Result<()> {
        let (store, id) = (self.0.clone(), id.to_owned());
        let work = move |tx: &mut Tx<'_>, deed: &mut Deed| {
            let all = living(tx, &store, deed.permit.patient())?;
            if all.iter().all(|one| one.id != id) {
                return Err(StoreError::NotFound);
            }
            restrictions::end(tx, &store, deed, (&id, true))
        };
        self.0.act(who, patient, Action::Manage(Change::StopWithholding), work).await
    }

    /// What is withheld from the patient at this moment, as far as they are told: for the patient.
    pub async fn withheld(&self, permit: &RecordPermit) -> Result<Vec<Withheld>> {
        if !permit.sees_all_deeds() {
            return Ok(Vec::new());
        }
        let (store, patient) = (self.0.clone(), permit.patient().clone());
        let work = move |tx: &mut Tx<'_>| {
            let all = living(tx, &store, &patient)?;
            Ok(all.iter().filter_map(shown).collect())
        };
        self.0.inner.db.read("what is withheld", work).await
    }

    /// Everything that is withheld from patients, first what ends first. For staff and the operator.
    pub async fn all_withheld(&self, who: &Who) -> Result<Vec<WithheldFrom>> {
        let (store, who) = (self.0.clone(), who.clone());
        let work = move |tx: &mut Tx<'_>| {
            on_duty(tx, &store, &who, Task::Withhold)?;
            let mut all = Vec::new();
            let today = store.today();
            let mut patients: Vec<PatientKey> = Vec::new();
            for row in tx.query(WITH_LAST_DAY, &[today.to_string().into(), LIST.into()])? {
                patients.push(of_row(&row)?);
            }
            patients.dedup();
            for patient in patients {
                let record = parts::root(tx, &store, &patient)?;
                let Some(card) = load_card(tx, &store, &record)? else { continue };
                let own = restrictions::living(tx, &store, &patient)?;
                all.extend(own.iter().filter(|one| holds(one, today)).filter_map(|one| {
                    let legal = one.content.legal.clone()?;
                    let at = |at: i64| Timestamp::from_microsecond(at).unwrap_or_default();
                    Some(WithheldFrom {
                        withheld: shown(one)?,
                        terms: one.content.terms.clone(),
                        note: legal.note,
                        by: legal.by,
                        review: legal.review.map(|one| (at(one.at), one.by, one.note)),
                        card: card.clone(),
                    })
                }));
            }
            all.sort_by_key(|one| one.withheld.until);
            Ok(all)
        };
        self.0.inner.db.read("what is withheld from patients", work).await
    }
}

/// What holds for the patient at this moment, in all parts of a record.
fn living(tx: &mut Tx<'_>, store: &Store, record: &PatientKey) -> Result<Vec<Living>> {
    let today = store.today();
    let mut all = Vec::new();
    for part in parts::all(tx, store, record)? {
        let own = restrictions::living(tx, store, &part)?;
        all.extend(own.into_iter().filter(|one| holds(one, today)));
    }
    Ok(all)
}

fn holds(one: &Living, today: Date) -> bool {
    one.content.legal.is_some() && !has_ended(one.until, today)
}

fn shown(one: &Living) -> Option<Withheld> {
    let since = Timestamp::from_microsecond(one.made_at).unwrap_or_default();
    let ground = one.content.legal.as_ref()?.ground;
    Some(Withheld { id: one.id.clone(), ground, until: one.until?, since })
}

fn must_fit(store: &Store, new: &NewWithholding) -> Result<()> {
    let length = new.note.chars().count();
    if new.note.trim().is_empty() || length > REQUEST_CHARS_MAX {
        return Err(StoreError::NotAllowed("withholding-needs-words"));
    }
    let last = store.today().saturating_add(WITHHOLDING_DAYS_MAX.days());
    if new.until < store.today() || new.until > last {
        return Err(StoreError::NotAllowed("withholding-needs-day"));
    }
    if new.terms.shows_everything() {
        return Err(StoreError::NotAllowed("withholding-of-nothing"));
    }
    Ok(())
}

fn of_row(row: &Row) -> Result<PatientKey> {
    row.get(0)
}

const LIST: i64 = LIST_MAX as i64;

/// Over all records: what ends by itself, of which that from patients is some.
const WITH_LAST_DAY: &str = "
    select patient_id
    from restriction
    where ended_at is null and until >= $1
    order by patient_id
    limit $2";
