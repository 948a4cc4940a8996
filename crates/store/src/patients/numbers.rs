//! Which kinds of numbers people here have, what each proves, and which numbers turned out to be shared: for staff
//! who tell people apart. It names nobody.

use std::collections::{BTreeMap, BTreeSet};

use bluebutton_record::matching::{KnownNumber, NumberKind, listed_system};
use bluebutton_record::{PatientKey, Task};
use jiff::Timestamp;

use super::{Card, Patients, having, open_key, tokens};
use crate::Store;
use crate::access::Who;
use crate::accounts::staff::on_duty;
use crate::db::{Row, Tx};
use crate::error::{Result, StoreError};
use crate::limits::{MATCH_CANDIDATES_MAX, NUMBER_CARDS_MAX, SHARED_LISTED_MAX};

/// What is known of the numbers here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NumbersHere {
    /// The systems that the site names or that somebody has a number of; those that prove most first.
    pub systems: Vec<NumberSystem>,
    /// How many records were looked at.
    pub looked_at: usize,
    /// Whether those are all.
    pub is_all: bool,
    /// Numbers that turned out to be shared, the newest first.
    pub shared: Vec<SharedNumber>,
    /// Whether there are more.
    pub is_cut: bool,
}

/// An identifier system, and what its numbers prove.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberSystem {
    /// The system; none for the addresses that sources give.
    pub system: String,
    /// What its numbers prove.
    pub kind: NumberKind,
    /// Whether the site's settings say so.
    pub is_said: bool,
    /// How many of the records that were looked at have one.
    pub records: usize,
}

/// A number that proves nobody any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedNumber {
    /// Its system; `None` where nobody who has it is here any more.
    pub system: Option<String>,
    /// How it ends: the whole of it opens doors elsewhere.
    pub ending: String,
    /// Since when it is taken for shared.
    pub since: Timestamp,
    /// How many records have it.
    pub records: usize,
    /// Whether there may be more.
    pub is_more: bool,
}

impl Patients<'_> {
    /// The kinds of numbers here, for whoever tells people apart. Cards are opened for it and nobody is shown, so
    /// it is in nobody's trail.
    pub async fn numbers(&self, who: &Who) -> Result<NumbersHere> {
        let (store, who) = (self.0.clone(), who.clone());
        let work = move |tx: &mut Tx<'_>| {
            on_duty(tx, &store, &who, Task::TellApart)?;
            let most = NUMBER_CARDS_MAX + 1;
            let mut rows = tx.query(SOME_CARDS, &[(most as i64).into()])?;
            let is_all = rows.len() < most;
            rows.truncate(NUMBER_CARDS_MAX);
            let (systems, looked_at) = systems(&store, &rows)?;
            let most = SHARED_LISTED_MAX + 1;
            let mut rows = tx.query(SHARED, &[(most as i64).into()])?;
            let is_cut = rows.len() == most;
            rows.truncate(SHARED_LISTED_MAX);
            let shared = shared(tx, &store, &rows)?;
            Ok(NumbersHere { systems, looked_at, is_all, shared, is_cut })
        };
        self.0.inner.db.read("look at the kinds of numbers", work).await
    }
}

/// The systems of these cards, with those that the settings name; and of how many records the cards are.
fn systems(store: &Store, rows: &[Row]) -> Result<(Vec<NumberSystem>, usize)> {
    let mut having: BTreeMap<(NumberKind, String, bool), BTreeSet<&str>> = BTreeMap::new();
    for (system, kind) in store.policy.kinds.said() {
        having.insert((kind, system.to_owned(), true), BTreeSet::new());
    }
    let mut records = BTreeSet::new();
    for row in rows {
        // What was put under another record is part of that one.
        let record: &str = row.get(3)?;
        records.insert(record);
        for number in card(store, row)?.portrait.numbers {
            let said = store.policy.kinds.said_of(&number.system);
            let key = match number.kind {
                NumberKind::Address => (NumberKind::Address, String::new(), false),
                kind => match said {
                    Some((system, kind)) => (kind, system.to_owned(), true),
                    None => (kind, listed_system(&number.system).to_owned(), false),
                },
            };
            having.entry(key).or_default().insert(record);
        }
    }
    let mut all: Vec<NumberSystem> = having
        .into_iter()
        .map(|((kind, system, is_said), records)| NumberSystem {
            system,
            kind,
            is_said,
            records: records.len(),
        })
        .collect();
    all.sort_by_key(|one| (one.kind, std::cmp::Reverse(one.records)));
    Ok((all, records.len()))
}

/// The numbers behind tokens of shared ones: somebody who has one tells which it is.
fn shared(tx: &mut Tx<'_>, store: &Store, rows: &[Row]) -> Result<Vec<SharedNumber>> {
    let tokens: Vec<&[u8]> = rows.iter().map(|row| row.get(0)).collect::<Result<_>>()?;
    let holders = having(tx, &tokens.iter().copied().collect())?;
    let mut all = Vec::new();
    for (row, token) in rows.iter().zip(tokens) {
        let people = holders.get(token).map_or(&[][..], Vec::as_slice);
        let number = number_of(tx, store, token, people)?;
        let since = Timestamp::from_microsecond(row.get(1)?);
        let altered = |_| StoreError::Altered("since when a number is shared".to_owned());
        let ending = number.as_ref().map(|number| ending(&number.value)).unwrap_or_default();
        all.push(SharedNumber {
            system: number.map(|number| number.system),
            ending,
            since: since.map_err(altered)?,
            records: people.len(),
            is_more: people.len() as i64 >= MATCH_CANDIDATES_MAX,
        });
    }
    Ok(all)
}

/// The number of that token, as the card of somebody who has it says.
fn number_of(
    tx: &mut Tx<'_>,
    store: &Store,
    token: &[u8],
    people: &[PatientKey],
) -> Result<Option<KnownNumber>> {
    for patient in people {
        let Some(row) = tx.first(ONE_CARD, &[patient.as_str().into()])? else { continue };
        let numbers = card(store, &row)?.portrait.numbers;
        let found = numbers.into_iter().find(|number| tokens::of_number(store, number) == token);
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

fn card(store: &Store, row: &Row) -> Result<Card> {
    let patient = row.get::<Option<PatientKey>>(0)?.ok_or(StoreError::NotFound)?;
    let key = open_key(store, &patient, row.get(1)?)?;
    Card::open(&key, &patient, row.get(2)?)
}

/// The last characters of a number, never more than half of it.
fn ending(value: &str) -> String {
    let shown = (value.chars().count() / 2).min(ENDING_CHARS);
    let last: Vec<char> = value.chars().rev().take(shown).collect();
    last.into_iter().rev().collect()
}

const ENDING_CHARS: usize = 4;

/// Over all records, some: what kinds of numbers there are.
const SOME_CARDS: &str = "
    select patient_id, sealed_key, sealed_card, coalesce(within, patient_id)
    from patient
    order by patient_id
    limit $1";

const ONE_CARD: &str = "
    select patient_id, sealed_key, sealed_card
    from patient
    where patient_id = $1";

/// Over all records: numbers that are nobody's.
const SHARED: &str = "
    select token, since
    from shared_number
    order by since desc, token
    limit $1";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_told_by_its_end_and_never_whole() {
        for (value, shown) in [("MEM-004821", "4821"), ("12", "2"), ("7", ""), ("ñ99", "9")] {
            assert_eq!(ending(value), shown, "{value}");
        }
    }
}
