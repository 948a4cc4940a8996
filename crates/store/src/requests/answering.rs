//! What the office does: sees what waits, opens it, says that it takes longer, answers.

use bluebutton_record::requests::{RequestKind, RequestState, RequestStep};
use bluebutton_record::statements::Outcome;
use bluebutton_record::{PatientKey, Rights, Task, Terms};

use super::asking::{all_of, of, state_beside, stepped};
use super::stored::{StoredRequest, Words};
use super::{Limit, Request, Requests, terms_of};
use crate::Store;
use crate::access::restrictions::{self, RestrictionContent};
use crate::access::{Deed, Who};
use crate::accounts::staff::on_duty;
use crate::db::Tx;
use crate::error::{Result, StoreError};
use crate::limits::{LIST_MAX, OWN_WRITE_RUNS_MAX, REQUEST_CHARS_MAX};
use crate::own::ledger::{LedgerPart, overtaken};
use crate::patients::{PatientCard, data_key, load_card};
use crate::records::parts;

/// A request with whom it is of, for the office.
#[derive(Clone, Debug)]
pub struct Staffed {
    /// The request.
    pub request: Request,
    /// Whose record: name, birth date, numbers.
    pub card: PatientCard,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// Yes, with a word to it. Of a restriction: what holds from now on.
    Accept {
        /// What is said to it; may be empty.
        text: String,
        /// Of a restriction: what is withheld for which uses.
        agreed: Option<Limit>,
    },
    /// No, and why (45 CFR 164.526(d)(1), 164.524(d)(2)).
    Deny {
        /// Why.
        reason: String,
    },
}

/// How a patient wants to be reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reach {
    /// In their words.
    pub text: String,
    /// What the office said to it; may be empty.
    pub answer: String,
}

impl Requests<'_> {
    /// What waits for an answer, first what is due first. For staff and the operator.
    pub async fn waiting(&self, who: &Who, skip: usize, take: usize) -> Result<Vec<Staffed>> {
        self.of_all(who, OPEN, (skip, take)).await
    }

    /// What was answered or closed, newest first.
    pub async fn done(&self, who: &Who, skip: usize, take: usize) -> Result<Vec<Staffed>> {
        self.of_all(who, CLOSED, (skip, take)).await
    }

    /// How a patient asked to be reached and the office agreed to, until the patient ends it: for whoever of
    /// the staff writes to them or calls (45 CFR 164.522(b)).
    pub async fn reach(&self, who: &Who, patient: &PatientKey) -> Result<Option<Reach>> {
        let (store, who, patient) = (self.0.clone(), who.clone(), patient.clone());
        let work = move |tx: &mut Tx<'_>| {
            on_duty(tx, &store, &who, Task::FindPatients)?;
            let record = parts::root(tx, &store, &patient)?;
            reach_of(tx, &store, &record)
        };
        self.0.inner.db.read("how a patient is reached", work).await
    }

    /// How many wait, and how many of them longer than they may.
    pub async fn counts(&self, who: &Who) -> Result<(u64, u64)> {
        let (store, who) = (self.0.clone(), who.clone());
        let work = move |tx: &mut Tx<'_>| {
            on_duty(tx, &store, &who, Task::AnswerRequests)?;
            let row = tx.first(COUNTS, &[store.today().to_string().into()])?;
            let Some(row) = row else { return Ok((0, 0)) };
            Ok((row.get::<i64>(0)? as u64, row.get::<Option<i64>>(1)?.unwrap_or(0) as u64))
        };
        self.0.inner.db.read("count requests", work).await
    }

    /// Opens one request; the patient's trail says so.
    pub async fn open(&self, who: &Who, patient: &PatientKey, id: &str) -> Result<Staffed> {
        let (store, site, id) = (self.0.clone(), self.0.clone(), id.to_owned());
        let kind = self.kind_of(who, patient, &id).await?;
        let work = move |tx: &mut Tx<'_>, deed: &mut Deed| {
            let stored = stepped(tx, &store, deed, (&id, RequestStep::Opened))?;
            staffed(tx, &store, stored)
        };
        site.act(who, patient, of(RequestStep::Opened, kind), work).await
    }

    /// Says, once, that it takes longer, and why: 30 more days.
    pub async fn extend(
        &self,
        who: &Who,
        patient: &PatientKey,
        id: &str,
        reason: &str,
    ) -> Result<()> {
        let reason = words(reason, true)?;
        let kind = self.kind_of(who, patient, id).await?;
        let (store, id) = (self.0.clone(), id.to_owned());
        let work = move |tx: &mut Tx<'_>, deed: &mut Deed| {
            let mut stored = stepped(tx, &store, deed, (&id, RequestStep::Extended))?;
            deed.asked_by = stored.asker();
            stored.content.extended = Some(Words::said(&store, deed.permit.by(), &reason));
            stored.change(tx, &store, deed)
        };
        self.0.act(who, patient, of(RequestStep::Extended, kind), work).await
    }

    /// Answers. What was agreed to holds from this transaction on.
    pub async fn answer(
        &self,
        who: &Who,
        patient: &PatientKey,
        id: &str,
        reply: Reply,
    ) -> Result<()> {
        let kind = self.kind_of(who, patient, id).await?;
        let step = match &reply {
            Reply::Accept { text, agreed } => {
                words(text, false)?;
                must_agree(kind, agreed.as_ref())?;
                RequestStep::Accepted
            }
            Reply::Deny { reason } => words(reason, true).map(|_| RequestStep::Denied)?,
        };
        let part = self.part_of(who, patient, id).await?;
        for _ in 0..OWN_WRITE_RUNS_MAX {
            let ledger = LedgerPart::look(self.0, &part).await?;
            let (store, id, reply) = (self.0.clone(), id.to_owned(), reply.clone());
            let work = move |tx: &mut Tx<'_>, deed: &mut Deed| {
                let stored = stepped(tx, &store, deed, (&id, step))?;
                answer(tx, &store, deed, (&ledger, stored, &reply))
            };
            if self.0.act(who, patient, of(step, kind), work).await? {
                return Ok(());
            }
        }
        Err(overtaken())
    }

    /// Answers a statement of disagreement, once: it stays with the entry from now on, and whoever asked
    /// reads it (45 CFR 164.526(d)(3)).
    pub async fn rebut(&self, who: &Who, patient: &PatientKey, id: &str, text: &str) -> Result<()> {
        let text = words(text, true)?;
        let (step, kind) = (RequestStep::Rebutted, self.kind_of(who, patient, id).await?);
        let part = self.part_of(who, patient, id).await?;
        for _ in 0..OWN_WRITE_RUNS_MAX {
            let ledger = LedgerPart::look(self.0, &part).await?;
            let (store, id, text) = (self.0.clone(), id.to_owned(), text.clone());
            let work = move |tx: &mut Tx<'_>, deed: &mut Deed| {
                let mut stored = stepped(tx, &store, deed, (&id, step))?;
                deed.asked_by = stored.asker();
                stored.content.rebutted = Some(Words::said(&store, deed.permit.by(), &text));
                let said = Outcome::Rebutted(text.clone());
                let is_done = state_beside(tx, &store, deed, (&ledger, &stored, said))?;
                if is_done {
                    stored.change(tx, &store, deed)?;
                }
                Ok(is_done)
            };
            if self.0.act(who, patient, of(step, kind), work).await? {
                return Ok(());
            }
        }
        Err(overtaken())
    }

    async fn of_all(
        &self,
        who: &Who,
        statement: &'static str,
        (skip, take): (usize, usize),
    ) -> Result<Vec<Staffed>> {
        let (store, who) = (self.0.clone(), who.clone());
        let work = move |tx: &mut Tx<'_>| {
            on_duty(tx, &store, &who, Task::AnswerRequests)?;
            let (take, skip) = (take.min(LIST_MAX) as i64, skip as i64);
            let mut all = Vec::new();
            for row in tx.query(statement, &[take.into(), skip.into()])? {
                let key = data_key(tx, &store, &row.get(1)?)?;
                let stored = StoredRequest::opened(&store, &key, &row)?;
                all.push(staffed(tx, &store, stored)?);
            }
            Ok(all)
        };
        self.0.inner.db.read("list requests of all", work).await
    }

    async fn kind_of(&self, who: &Who, patient: &PatientKey, id: &str) -> Result<RequestKind> {
        Ok(self.look(who, patient, id).await?.content.kind)
    }

    async fn part_of(&self, who: &Who, patient: &PatientKey, id: &str) -> Result<PatientKey> {
        Ok(self.look(who, patient, id).await?.patient)
    }

    /// What an answer builds on; the deed reads it again.
    async fn look(&self, who: &Who, patient: &PatientKey, id: &str) -> Result<StoredRequest> {
        let (store, who) = (self.0.clone(), who.clone());
        let (patient, id) = (patient.clone(), id.to_owned());
        let work = move |tx: &mut Tx<'_>| {
            on_duty(tx, &store, &who, Task::AnswerRequests)?;
            let record = parts::root(tx, &store, &patient)?;
            StoredRequest::find(tx, &store, &record, &id)
        };
        self.0.inner.db.read("look at a request", work).await
    }
}

/// Writes an answer. `false`: somebody else wrote to the record in between, and nothing was done.
fn answer(
    tx: &mut Tx<'_>,
    store: &Store,
    deed: &mut Deed,
    (ledger, mut stored, reply): (&LedgerPart, StoredRequest, &Reply),
) -> Result<bool> {
    let text = match reply {
        Reply::Accept { text, .. } => text,
        Reply::Deny { reason } => reason,
    };
    deed.asked_by = stored.asker();
    stored.content.answer = Some(Words::said(store, deed.permit.by(), text));
    if let (Reply::Accept { .. }, RequestKind::Amendment) = (reply, stored.content.kind) {
        let said = Outcome::Corrected;
        if !state_beside(tx, store, deed, (ledger, &stored, said))? {
            return Ok(false);
        }
    }
    if let Reply::Accept { agreed: Some(limit), .. } = reply {
        stored.content.restrictions = restrict(tx, store, deed, limit)?;
        stored.content.agreed = Some(limit.clone());
    }
    if let (Reply::Accept { .. }, RequestKind::Confidential) = (reply, stored.content.kind) {
        // Where the patient is reached now is theirs and the office's: whoever was let in reads no address, of
        // before or of what comes in later.
        let terms = Terms { no_reach: true, ..Terms::everything(Rights::OWNER) };
        let content = RestrictionContent { terms, legal_reason: None, uses: None, legal: None };
        stored.content.restrictions = vec![restrictions::add(tx, store, deed, (&content, None))?];
    }
    stored.change(tx, store, deed)?;
    Ok(true)
}

/// How a patient asked to be reached, and the office agreed, the newest first: of several the newest holds.
fn reach_of(tx: &mut Tx<'_>, store: &Store, record: &PatientKey) -> Result<Option<Reach>> {
    let mut all = all_of(tx, store, record)?;
    all.retain(|one| {
        one.content.kind == RequestKind::Confidential && one.state == RequestState::Accepted
    });
    let newest = all.into_iter().max_by_key(|one| one.asked_at);
    Ok(newest.map(|one| Reach {
        text: one.content.text.clone(),
        answer: one.content.answer.as_ref().map(|said| said.text().to_owned()).unwrap_or_default(),
    }))
}

/// Puts in force what was agreed to: for people in everything, and for some uses whoever asks.
fn restrict(tx: &mut Tx<'_>, store: &Store, deed: &mut Deed, limit: &Limit) -> Result<Vec<String>> {
    let for_people = limit.people.then_some(None);
    let for_uses = limit.uses.are_any().then(|| Some(limit.uses.clone()));
    let mut all = Vec::new();
    for uses in for_people.into_iter().chain(for_uses) {
        let terms = terms_of(limit);
        let content = RestrictionContent { terms, legal_reason: None, uses, legal: None };
        all.push(restrictions::add(tx, store, deed, (&content, None))?);
    }
    Ok(all)
}

/// A restriction is agreed to in terms that can be held to; nothing else is.
fn must_agree(kind: RequestKind, agreed: Option<&Limit>) -> Result<()> {
    let fits = match (kind, agreed) {
        (RequestKind::Restriction, Some(limit)) => limit.can_be_agreed(),
        (RequestKind::Restriction, None) => false,
        (_, agreed) => agreed.is_none(),
    };
    if fits { Ok(()) } else { Err(StoreError::NotAllowed("request-unclear")) }
}

/// What somebody wrote, without space around it; a reason must be given.
fn words(text: &str, is_needed: bool) -> Result<String> {
    let text = text.trim();
    if text.chars().count() > REQUEST_CHARS_MAX {
        return Err(StoreError::NotAllowed("request-too-long"));
    }
    if is_needed && text.is_empty() {
        return Err(StoreError::NotAllowed("request-without-words"));
    }
    Ok(text.to_owned())
}

fn staffed(tx: &mut Tx<'_>, store: &Store, stored: StoredRequest) -> Result<Staffed> {
    let record = parts::root(tx, store, &stored.patient)?;
    let card = load_card(tx, store, &record)?.ok_or(StoreError::NotFound)?;
    Ok(Staffed { request: stored.shown(store), card })
}

/// Over all records: the office answers everybody.
const OPEN: &str = "
    select request_id, patient_id, state, asked_at, due, changed_at, sealed, guard
    from patient_request
    where state = 'open'
    order by due, asked_at, request_id
    limit $1 offset $2";

/// Over all records: the same of what was answered or closed.
const CLOSED: &str = "
    select request_id, patient_id, state, asked_at, due, changed_at, sealed, guard
    from patient_request
    where state <> 'open'
    order by changed_at desc, request_id
    limit $1 offset $2";

/// Over all records: how much waits.
const COUNTS: &str = "
    select count(*), sum(case when due < $1 then 1 else 0 end)
    from patient_request
    where state = 'open'";
