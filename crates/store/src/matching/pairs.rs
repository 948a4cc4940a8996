//! Two records side by side, before staff put them together or take them apart: who each is about, how
//! much each holds, and who can open it. What a record says is not shown.

use bluebutton_record::matching::{self, Portrait, Reason};
use bluebutton_record::{PatientKey, Task};

use crate::Store;
use crate::access::{Who, grants};
use crate::accounts::own;
use crate::accounts::staff::on_duty;
use crate::audit::{self, Chain};
use crate::db::Tx;
use crate::error::Result;
use crate::events::{Event, Line};
use crate::patients::{Card, ShownPerson, open_key};
use crate::records::parts;

/// One of two records.
#[derive(Clone, Debug)]
pub struct Side {
    /// The record, or the part of one.
    pub patient: PatientKey,
    /// Who it is about, as staff see them.
    pub shown: ShownPerson,
    /// How many entries it holds, older versions among them.
    pub entries: u64,
    /// How many documents.
    pub documents: u64,
    /// Names of those who can open it: the patient's own accounts, and whom they let in.
    pub readers: Vec<String>,
}

/// Two records, and what agrees and what differs between whom they are about.
#[derive(Clone, Debug)]
pub struct Pair {
    /// The record that gives, or gave, its name.
    pub record: Side,
    /// The one that becomes part of it, or is.
    pub part: Side,
    /// By the rule.
    pub reasons: Vec<Reason>,
}

pub(super) async fn pair(
    store: &Store,
    who: &Who,
    record: &PatientKey,
    part: &PatientKey,
) -> Result<Option<Pair>> {
    let (keeper, who) = (store.clone(), who.clone());
    let (record, part) = (record.clone(), part.clone());
    let work = move |tx: &mut Tx<'_>| {
        let line = Line::new(on_duty(tx, &keeper, &who, Task::TellApart)?, Event::Compared);
        let (Some(one), Some(other)) = (side(tx, &keeper, &record)?, side(tx, &keeper, &part)?)
        else {
            return Ok(None);
        };
        let mut both = [&record, &part];
        both.sort();
        audit::lock_all(tx, both.into_iter())?;
        for patient in both {
            audit::append(tx, &keeper, &Chain::of(patient), keeper.now(), &line)?;
        }
        let ((record, told), (part, also)) = (one, other);
        let reasons = matching::compare(&told, &also, keeper.policy.name_and_birth_date).reasons;
        Ok(Some(Pair { record, part, reasons }))
    };
    store.inner.db.write("compare two records", work).await
}

fn side(tx: &mut Tx<'_>, store: &Store, patient: &PatientKey) -> Result<Option<(Side, Portrait)>> {
    let Some(row) = tx.first(CARD, &[patient.as_str().into()])? else { return Ok(None) };
    let key = open_key(store, patient, row.get(0)?)?;
    let Card { name, birth_date, shown, portrait } = Card::open(&key, patient, row.get(1)?)?;
    let (mut entries, mut documents) = (0, 0);
    for part in parts::all(tx, store, patient)? {
        if let Some(row) = tx.first(HELD, &[part.as_str().into()])? {
            entries += row.get::<i64>(0)?.max(0) as u64;
            documents += row.get::<i64>(1)?.max(0) as u64;
        }
    }
    let mut readers = own::names(tx, store, patient)?;
    let today = store.today();
    let let_in = grants::of_patient(tx, store, patient)?;
    readers.extend(let_in.into_iter().filter(|grant| grant.is_open(today)).map(|one| one.name));
    let shown = ShownPerson { name, birth_date, ..shown };
    Ok(Some((Side { patient: patient.clone(), shown, entries, documents, readers }, portrait)))
}

const CARD: &str = "
    select sealed_key, sealed_card from patient where patient_id = $1";

const HELD: &str = "
    select
        (select cast(coalesce(sum(resources), 0) as bigint) from record_segment
            where patient_id = $1),
        (select count(*) from original where patient_id = $1)";
