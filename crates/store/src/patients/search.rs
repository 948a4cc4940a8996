//! Staff look for somebody as they type it, see [`bluebutton_record::typed`]. Candidates are found by
//! tokens, never by a look at all patients: by what is certain (number, birth date, telephone, home), by
//! names as they are written, by how names sound, and by names with one letter wrong; each is held
//! against all that was typed, by their card.

use std::collections::{BTreeSet, HashMap};

use bluebutton_record::matching::Birth;
use bluebutton_record::normalize::fold;
use bluebutton_record::typed::{self, Fit, Known, Piece};
use bluebutton_record::{PatientKey, Section, Task, Tasks};
use jiff::civil::Date;

use super::lookup::{PATIENTS_BETWEEN, TOKENS_AT_ONCE, TOKENS_OF, between, eight};
use super::shape;
use super::tokens::{self, AskedWord, SoughtToken};
use super::{Card, PATIENT_CARD, PatientCard, Patients, open_key, shown_card};
use crate::Store;
use crate::access::Who;
use crate::accounts::staff::staff;
use crate::audit::{self, Chain};
use crate::db::{Row, Tx};
use crate::error::{Result, StoreError};
use crate::events::{Event, Line};
use crate::limits::{LIST_MAX, SEARCH_CANDIDATES_MAX, SEARCH_CARDS_MAX};
use crate::records::{self, parts};

/// What tells two people of one name apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Apart {
    /// Message id of the word for the sex.
    pub sex: Option<String>,
    /// Address in lines.
    pub address: Vec<String>,
    /// The day of the last visit.
    pub last_visit: Option<Date>,
}

impl Patients<'_> {
    /// Staff look for patients by what they type: names, birth dates, numbers, telephones, homes. At most
    /// `take`, the best first. Those who are shown have it in their audit trail; what tells them apart is
    /// shown where two have one name.
    pub async fn search(&self, who: &Who, query: &str, take: usize) -> Result<Vec<PatientCard>> {
        let pieces = typed::read(query);
        let (store, who, take) = (self.0.clone(), who.clone(), take.min(LIST_MAX));
        let work = move |tx: &mut Tx<'_>| {
            let (by, tasks) = staff(tx, &store, &who, Task::FindPatients)?;
            let line = Line::new(by, Event::FoundInSearch);
            let found = Search::new(&store, &pieces, tasks).run(tx, take)?;
            // Several chains are locked in the order of their keys.
            let mut keys: Vec<&PatientKey> = found.iter().map(|card| &card.patient).collect();
            keys.sort();
            for patient in keys {
                audit::append(tx, &store, &Chain::of(patient), store.now(), &line)?;
            }
            Ok(found)
        };
        let mut found = self.0.inner.db.write("search patients", work).await?;
        self.tell_apart(&mut found).await?;
        Ok(found)
    }

    /// Says of those who have one name what tells them apart; of all others it is nobody's business.
    async fn tell_apart(&self, found: &mut [PatientCard]) -> Result<()> {
        let mut named: HashMap<String, usize> = HashMap::new();
        let name = |card: &PatientCard| fold(&card.name);
        for card in found.iter() {
            *named.entry(name(card)).or_default() += 1;
        }
        for card in found {
            if named.get(&name(card)).is_none_or(|count| *count < 2) {
                card.apart = None;
            } else if let Some(apart) = &mut card.apart {
                apart.last_visit =
                    records::last_day_of(self.0, &card.patient, Section::Visits).await?;
            }
        }
        Ok(())
    }
}

/// A search under way.
struct Search<'s> {
    store: &'s Store,
    pieces: &'s [Piece],
    tasks: Tasks,
    words: Vec<AskedWord>,
    met: BTreeSet<PatientKey>,
    found: Vec<(Fit, PatientCard)>,
}

impl<'s> Search<'s> {
    fn new(store: &'s Store, pieces: &'s [Piece], tasks: Tasks) -> Self {
        let mut words: Vec<AskedWord> = pieces
            .iter()
            .filter_map(|piece| tokens::of_asked_word(store, piece.word.as_deref()?))
            .collect();
        // The longest word is the rarest: it is looked up first.
        words.sort_by_key(|word| std::cmp::Reverse(word.letters));
        Self { store, pieces, tasks, words, met: BTreeSet::new(), found: Vec::new() }
    }

    fn run(mut self, tx: &mut Tx<'_>, take: usize) -> Result<Vec<PatientCard>> {
        let certain = self.pieces.iter().flat_map(|piece| of_certain(self.store, piece));
        let certain: Vec<SoughtToken> = certain.collect();
        self.hold(tx, &certain, &[])?;
        if let Some((first, others)) = self.words.clone().split_first() {
            let others: Vec<Vec<SoughtToken>> = others.iter().map(AskedWord::all).collect();
            self.hold(tx, &first.as_typed, &others)?;
            if self.found.len() < take {
                self.hold(tx, &first.sound, &others)?;
            }
            if self.found.is_empty() {
                // A word may be of where they live, which is no name.
                for word in self.words.clone() {
                    self.hold(tx, &word.all(), &[])?;
                }
            }
            if self.found.is_empty() {
                // One letter may be wrong in whichever word it is.
                for word in self.words.clone() {
                    let near = tokens::of_near_words(self.store, &word.text);
                    self.hold(tx, &near, &[])?;
                }
            }
        }
        let mut found = self.found;
        found.sort_by(|(one, a), (other, b)| {
            (one, &a.name, &a.patient).cmp(&(other, &b.name, &b.patient))
        });
        Ok(found.into_iter().take(take).map(|(_, card)| card).collect())
    }

    /// Holds whoever has one of the first tokens, and one of each of the others, against what was typed.
    fn hold(
        &mut self,
        tx: &mut Tx<'_>,
        first: &[SoughtToken],
        others: &[Vec<SoughtToken>],
    ) -> Result<()> {
        let (mut whole, mut beginnings) = (Vec::new(), Vec::new());
        for one in first {
            match one {
                SoughtToken::Whole(token) => whole.push(token.clone()),
                SoughtToken::Beginning(beginning) => beginnings.push(beginning),
            }
        }
        for some in whole.chunks(TOKENS_AT_ONCE) {
            let mut params = eight(some);
            params.push(SEARCH_CANDIDATES_MAX.into());
            let rows = tx.query(PATIENTS_BY_TOKENS, &params)?;
            self.hold_rows(tx, &rows, others)?;
        }
        for some in beginnings.chunks(TOKENS_AT_ONCE) {
            let each = some.iter().map(|one| between(one, SEARCH_CANDIDATES_MAX));
            for rows in tx.query_each(PATIENTS_BETWEEN, &each.collect::<Vec<_>>())? {
                self.hold_rows(tx, &rows, others)?;
            }
        }
        Ok(())
    }

    fn hold_rows(
        &mut self,
        tx: &mut Tx<'_>,
        rows: &[Row],
        others: &[Vec<SoughtToken>],
    ) -> Result<()> {
        for row in rows {
            if self.met.len() >= SEARCH_CARDS_MAX {
                return Ok(());
            }
            let patient: PatientKey = row.get(0)?;
            if !self.met.contains(&patient) && has_each(tx, &patient, others)? {
                self.hold_one(tx, &patient)?;
            }
        }
        Ok(())
    }

    fn hold_one(&mut self, tx: &mut Tx<'_>, part: &PatientKey) -> Result<()> {
        if !self.met.insert(part.clone()) {
            return Ok(());
        }
        let Some((card, _)) = open(tx, self.store, part)? else { return Ok(()) };
        let words: Vec<String> = card.name.split_whitespace().map(fold).collect();
        let numbers = card.portrait.numbers.iter().map(|number| shape::folded_value(&number.value));
        let numbers: Vec<String> = numbers.collect();
        let known = Known { portrait: &card.portrait, words: &words, numbers: &numbers };
        let Some(fit) = known.fit(self.pieces) else { return Ok(()) };
        // Who was put under another is part of that one.
        let patient = parts::root(tx, self.store, part)?;
        if self.found.iter().any(|(_, own)| own.patient == patient) {
            return Ok(());
        }
        let Some((card, has_account)) = open(tx, self.store, &patient)? else { return Ok(()) };
        let apart = Apart {
            sex: card.shown.sex.clone(),
            address: card.shown.address.clone(),
            last_visit: None,
        };
        let shown = shown_card(&patient, card, has_account).for_tasks(self.tasks);
        self.found.push((fit, PatientCard { apart: Some(apart), ..shown }));
        Ok(())
    }
}

/// What finds what few people have in common.
fn of_certain(store: &Store, piece: &Piece) -> Vec<SoughtToken> {
    let births = piece.births.iter().map(|birth: &Birth| shape::born(store, &birth.iso()));
    let number = piece.number.iter().map(|number| shape::typed(store, number));
    let contact = piece.contact.iter().map(|contact| shape::contact(store, contact));
    let home = piece.home.iter().map(|home| shape::home(store, home));
    births.chain(number).chain(contact).chain(home).map(SoughtToken::Beginning).collect()
}

/// Whether a patient has one token of each word.
fn has_each(tx: &mut Tx<'_>, patient: &PatientKey, words: &[Vec<SoughtToken>]) -> Result<bool> {
    if words.is_empty() {
        return Ok(true);
    }
    let Some(row) = tx.first(TOKENS_OF, &[patient.as_str().into()])? else { return Ok(false) };
    // A list that was altered hides nobody: their card is held against what was typed.
    let Some(own) = shape::read_list(row.get(0)?) else { return Ok(true) };
    Ok(words.iter().all(|word| word.iter().any(|sought| sought.is_in(&own))))
}

fn open(tx: &mut Tx<'_>, store: &Store, patient: &PatientKey) -> Result<Option<(Card, bool)>> {
    let Some(row) = tx.first(PATIENT_CARD, &[patient.as_str().into()])? else { return Ok(None) };
    let key = open_key(store, patient, row.get(0)?)?;
    match Card::open(&key, patient, row.get(1)?) {
        Ok(card) => Ok(Some((card, row.get::<i64>(2)? > 0))),
        // One damaged card hides nobody else; `verify` names it.
        Err(StoreError::Altered(what)) => {
            tracing::error!(what, "a card can't be read: run bluebutton verify");
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// Over all records: staff look for somebody.
const PATIENTS_BY_TOKENS: &str = "
    select patient_id
    from patient_token
    where token in ($1, $2, $3, $4, $5, $6, $7, $8)
    union
    select patient_id
    from patient_token_settled
    where token in ($1, $2, $3, $4, $5, $6, $7, $8)
    order by patient_id
    limit $9";
