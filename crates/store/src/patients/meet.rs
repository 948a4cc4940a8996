//! Whose record something is: who may be the same person is found through keyed hashes, and the rule
//! of `record::matching` says of each whether it is.

use std::collections::{BTreeMap, BTreeSet};

use bluebutton_record::PatientKey;
use bluebutton_record::matching::{self, Answer, Judgement, NumberKind, Reason};

use super::asked::{AskedWhole, TakenPatients, TokenQuestion};
use super::holders::{HAS_PATIENT, Holders, having_it};
use super::lookup::is_shared;
use super::{Card, open_key, tokens};
use crate::Store;
use crate::db::Tx;
use crate::error::Result;
use crate::events::By;
use crate::limits::{MEMBER_NUMBER_PEOPLE_MAX, NUMBER_PEOPLE_MAX};
use crate::matching::decisions;
use crate::records::parts;

/// Whose record something is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Match {
    /// That patient's.
    Known(PatientKey),
    /// Nobody's yet: this key will be theirs.
    New(PatientKey),
    /// It may be somebody's: staff decide.
    Unsure(Doubt),
    /// It refers to somebody who waits for staff, under this case.
    Waits(String),
    /// Nothing is told of the patient by which a record could be found or made.
    Anonymous,
    /// Nobody's who is here.
    Unknown,
}

/// Somebody who may be the same person as somebody here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// The id of the case: the same for all that comes of this person.
    pub case: String,
    /// Who it may be, and what was told by, the likeliest first.
    pub candidates: Vec<(PatientKey, Vec<Reason>)>,
}

/// An answer, with what it was built on: if that is no longer so at the commit, it is asked anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meeting {
    /// The answer.
    pub answer: Match,
    /// Whether the patient's record has been told exactly this of them before.
    pub is_told: bool,
    /// All that one who came whole is found by from now on.
    pub(crate) found_by: Vec<Vec<u8>>,
    pub(crate) grounds: Grounds,
}

/// What an answer was built on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Grounds {
    /// The sealed card of the patient who was known.
    pub(crate) card: Option<Vec<u8>>,
    /// Everybody who was looked at.
    pub(crate) considered: BTreeSet<PatientKey>,
    /// Whoever has one of these and was not looked at came in between.
    pub(crate) tokens: Vec<Vec<u8>>,
    /// The same for one of whom no more is known than a name: what the token of whoever was told of so begins with.
    pub(crate) told: Option<Vec<u8>>,
    /// Numbers that turn out to be shared.
    pub(crate) shared: Vec<Vec<u8>>,
    /// Whom staff said they are, and who said so: the new record is put under that one's.
    pub(crate) under: Option<(PatientKey, By)>,
}

impl Meeting {
    pub(super) fn plain(answer: Match) -> Self {
        Self { answer, is_told: false, found_by: Vec::new(), grounds: Grounds::default() }
    }

    /// The key under which it goes in, if it does.
    pub fn key(&self) -> Option<&PatientKey> {
        match &self.answer {
            Match::Known(key) | Match::New(key) => Some(key),
            _ => None,
        }
    }
}

/// Answers in a transaction: what is known is looked up for all, then one question is answered after the other.
pub(super) fn answers(
    tx: &mut Tx<'_>,
    store: &Store,
    asked: &[TokenQuestion],
    taken: &BTreeSet<PatientKey>,
) -> Result<Vec<Meeting>> {
    let whole = asked.iter().filter_map(|one| match one {
        TokenQuestion::Whole(asked) if !asked.portrait.is_anonymous() => Some(&**asked),
        _ => None,
    });
    let known = Holders::look(tx, store, whole)?;
    let mut taken = TakenPatients::before(taken);
    let mut all = Vec::with_capacity(asked.len());
    for one in asked {
        let meeting = match one {
            TokenQuestion::Referred(by_number, by_address) => {
                Meeting::plain(referred(tx, store, by_number, by_address)?)
            }
            TokenQuestion::Whole(asked) => {
                let meeting = answer(tx, store, AskedWhole::clone(asked), (&known, &taken))?;
                taken.now.extend(meeting.key().cloned());
                meeting
            }
        };
        all.push(meeting);
    }
    Ok(all)
}

fn answer(
    tx: &mut Tx<'_>,
    store: &Store,
    mut asked: AskedWhole,
    (known, taken): (&Holders, &TakenPatients<'_>),
) -> Result<Meeting> {
    if asked.portrait.is_anonymous() {
        return Ok(Meeting::plain(Match::Anonymous));
    }
    let holders = holders(known, &mut asked);
    let mut candidates: BTreeSet<PatientKey> =
        holders.values().copied().flatten().cloned().collect();
    candidates.extend(asked.keys.iter().flat_map(|key| known.of(key)).cloned());
    let told = known.told_of(&asked);
    let said = if known.is_anything_said() {
        decisions::of_person(tx, store, &asked.person)?
    } else {
        decisions::StaffSaid::default()
    };
    let own_key = said.is_any().then(|| tokens::key_of_decided(store, &asked.person));
    let own_key = own_key.filter(|own| !taken.has(own));
    candidates.extend(told.iter().chain(said.same.iter().map(|(patient, _)| patient)).cloned());
    candidates.extend(own_key.clone());
    let mut grounds = Grounds { considered: candidates.clone(), ..Grounds::default() };
    candidates.retain(|patient| !taken.has(patient) && !said.others.contains(patient));
    let mut judged = Vec::new();
    for patient in candidates {
        if let Some((card, sealed)) = open_card(tx, store, &patient)? {
            let alone = store.policy.name_and_birth_date;
            let judgement = matching::compare(&asked.portrait, &card.portrait, alone);
            judged.push(Judged { patient, sealed, judgement });
        }
    }
    let is_judged = |patient: &PatientKey| judged.iter().any(|one| one.patient == *patient);
    let met = told.iter().chain(&own_key).find(|patient| is_judged(patient)).cloned();
    // What staff said holds before the rule, and what comes by it stays in a part of its own.
    let said_same = said.same.into_iter().filter(|_| met.is_none() && own_key.is_some());
    grounds.under = said_same.into_iter().find(|(patient, _)| is_judged(patient));
    let met = match met {
        None if grounds.under.is_none() => the_one(tx, store, &judged)?,
        met => met,
    };
    let answer = match met {
        Some(patient) => {
            let own = judged.iter().find(|one| one.patient == patient);
            grounds.card = own.map(|one| one.sealed.clone());
            Match::Known(patient)
        }
        None => match doubt(&judged, &asked).filter(|_| grounds.under.is_none()) {
            Some(candidates) => {
                Match::Unsure(Doubt { case: tokens::case_id(store, &asked.person), candidates })
            }
            None => Match::New(match own_key {
                Some(own) => own,
                None => new_key(tx, store, &asked, (known, taken))?,
            }),
        },
    };
    let own = match &answer {
        Match::Known(patient) => Some(patient),
        _ => None,
    };
    grounds.shared = shared_now(&asked, &holders, own);
    grounds.tokens = asked.keys;
    let numbers = asked.portrait.numbers.iter().zip(asked.numbers);
    grounds.tokens.extend(
        numbers.filter(|(number, _)| number.kind != NumberKind::Shared).map(|(_, token)| token),
    );
    grounds.told = grounds.tokens.is_empty().then_some(asked.told);
    let is_told = match (&answer, &asked.told_so) {
        (Match::Known(patient), Some(token)) => having_it(tx, token)?.contains(patient),
        _ => false,
    };
    Ok(Meeting { answer, is_told, found_by: asked.found_by, grounds })
}

/// The key of a person who stays apart from all who are here, whatever the rule says.
pub(super) fn apart(
    tx: &mut Tx<'_>,
    store: &Store,
    asked: AskedWhole,
    taken: TakenPatients<'_>,
) -> Result<Meeting> {
    let known = Holders::look(tx, store, std::iter::once(&asked))?;
    let key = new_key(tx, store, &asked, (&known, &taken))?;
    let meeting = answer(tx, store, asked, (&known, &taken))?;
    let grounds = Grounds { card: None, ..meeting.grounds };
    Ok(Meeting { answer: Match::New(key), is_told: false, grounds, ..meeting })
}

/// A candidate and what the rule says.
struct Judged {
    patient: PatientKey,
    sealed: Vec<u8>,
    judgement: Judgement,
}

/// The one patient whom the rule calls the same; of several, the one whom a number proves.
fn the_one(tx: &mut Tx<'_>, store: &Store, judged: &[Judged]) -> Result<Option<PatientKey>> {
    let same = || judged.iter().filter(|one| one.judgement.answer == Answer::Same);
    let all: Vec<PatientKey> = same().map(|one| one.patient.clone()).collect();
    if let Some(only) = only_person(tx, store, &all)? {
        return Ok(Some(only));
    }
    let proven = same().filter(|one| one.judgement.is_by_number);
    only_person(tx, store, &proven.map(|one| one.patient.clone()).collect::<Vec<_>>())
}

/// The first of these, if they are one person: parts of one record are.
fn only_person(
    tx: &mut Tx<'_>,
    store: &Store,
    patients: &[PatientKey],
) -> Result<Option<PatientKey>> {
    let mut records = BTreeSet::new();
    for patient in patients {
        records.insert(parts::root(tx, store, patient)?);
    }
    Ok(patients.first().filter(|_| records.len() == 1).cloned())
}

/// Who it may be, if it may be anybody: the likeliest first.
fn doubt(judged: &[Judged], asked: &AskedWhole) -> Option<Vec<(PatientKey, Vec<Reason>)>> {
    let mut likely: Vec<&Judged> =
        judged.iter().filter(|one| one.judgement.answer > Answer::Another).collect();
    // Who is one person with two of ours, or told of beside them in one file, is for staff as well.
    likely.sort_by_key(|one| std::cmp::Reverse((one.judgement.answer, one.judgement.is_by_number)));
    likely.truncate(DOUBTS_MAX);
    let told = |one: &&Judged| (one.patient.clone(), one.judgement.reasons.clone());
    let is_any = !likely.is_empty() && !asked.portrait.is_anonymous();
    is_any.then(|| likely.iter().map(told).collect())
}

/// Who has each of the numbers that are not shared; those that are get marked as such.
fn holders<'k>(known: &'k Holders, asked: &mut AskedWhole) -> BTreeMap<usize, &'k [PatientKey]> {
    let mut holders = BTreeMap::new();
    for (at, number) in asked.portrait.numbers.iter_mut().enumerate() {
        let Some(token) = asked.numbers.get(at) else { continue };
        if number.kind == NumberKind::Shared || known.is_shared(token) {
            number.kind = NumberKind::Shared;
        } else {
            holders.insert(at, known.of(token));
        }
    }
    holders
}

/// The numbers that two others have already: with this person three have it, and it proves nobody.
fn shared_now(
    asked: &AskedWhole,
    holders: &BTreeMap<usize, &[PatientKey]>,
    own: Option<&PatientKey>,
) -> Vec<Vec<u8>> {
    let mut shared = Vec::new();
    for (at, people) in holders {
        let (Some(number), Some(token)) = (asked.portrait.numbers.get(*at), asked.numbers.get(*at))
        else {
            continue;
        };
        let most = match number.kind {
            NumberKind::Member => MEMBER_NUMBER_PEOPLE_MAX,
            _ => NUMBER_PEOPLE_MAX,
        };
        if people.iter().filter(|patient| own != Some(patient)).count() >= most {
            shared.push(token.clone());
        }
    }
    shared
}

/// The key of a patient who is new, by what is told of them and when: two people never get one.
fn new_key(
    tx: &mut Tx<'_>,
    store: &Store,
    asked: &AskedWhole,
    (known, taken): (&Holders, &TakenPatients<'_>),
) -> Result<PatientKey> {
    let mut key = tokens::key_of_new(store, (&asked.fingerprint, asked.came), 0);
    for round in 1..KEY_ROUNDS {
        // Whom staff told apart from everybody who is told the same.
        let is_here = match round {
            1 => known.has_key(&key),
            _ => tx.first(HAS_PATIENT, &[key.as_str().into()])?.is_some(),
        };
        if !is_here && !taken.has(&key) {
            break;
        }
        key = tokens::key_of_new(store, (&asked.fingerprint, asked.came), round);
    }
    Ok(key)
}

/// The patient whom a reference means: by number, then by the addresses of its source.
fn referred(
    tx: &mut Tx<'_>,
    store: &Store,
    by_number: &[Vec<u8>],
    by_address: &[Vec<u8>],
) -> Result<Match> {
    for token in by_number.iter().chain(by_address) {
        if is_shared(tx, token)? {
            continue;
        }
        let holders = having_it(tx, token)?;
        if !holders.is_empty() {
            // Two people have it: a reference does not say which of them is meant.
            let only = only_person(tx, store, &holders)?;
            return Ok(only.map_or(Match::Unknown, Match::Known));
        }
    }
    for token in by_number.iter().chain(by_address) {
        if let Some(row) = tx.first(CASE_BY_TOKEN, &[token.clone().into()])? {
            return Ok(Match::Waits(row.get::<&str>(0)?.to_owned()));
        }
    }
    Ok(Match::Unknown)
}

fn open_card(
    tx: &mut Tx<'_>,
    store: &Store,
    patient: &PatientKey,
) -> Result<Option<(Card, Vec<u8>)>> {
    let Some(row) = tx.first(CARD, &[patient.as_str().into()])? else { return Ok(None) };
    let key = open_key(store, patient, row.get::<&[u8]>(0)?)?;
    Ok(Some((Card::open(&key, patient, row.get::<&[u8]>(1)?)?, row.get::<&[u8]>(1)?.to_vec())))
}

/// More candidates than this nobody compares side by side.
const DOUBTS_MAX: usize = 4;

const KEY_ROUNDS: u8 = 64;

const CARD: &str = "
    select sealed_key, sealed_card from patient where patient_id = $1";

const CASE_BY_TOKEN: &str = "
    select matching_token.case_id
    from matching_token
    join matching_case on matching_case.case_id = matching_token.case_id
    where matching_token.token = $1 and matching_case.is_open = 1
    limit 1";
