//! What whoever may manage a record does: asks, looks, takes back, disagrees, ends a restriction.

use bluebutton_record::own::local_id;
use bluebutton_record::requests::{RequestKind, RequestState, RequestStep};
use bluebutton_record::statements::{self, Outcome, Statement};
use bluebutton_record::{PatientKey, ResourceId};

use super::stored::{NEWEST, RequestContent, StoredRequest, Words};
use super::{NewRequest, Request, Requests, Someone};
use crate::Store;
use crate::access::{Action, Change, Deed, RecordPermit, Who, restrictions};
use crate::accounts::people;
use crate::db::Tx;
use crate::error::{Result, StoreError};
use crate::events::{By, Part};
use crate::limits::{
    OWN_WRITE_RUNS_MAX, REQUEST_CHARS_MAX, REQUESTS_LISTED_MAX, REQUESTS_OPEN_MAX,
};
use crate::own::ledger::{LedgerPart, overtaken, ready};
use crate::own::{author, instant};
use crate::patients::data_key;
use crate::records::parts;

impl Requests<'_> {
    /// Asks; the id of the request. For whoever may manage the record: told as theirs.
    pub async fn ask(&self, who: &Who, patient: &PatientKey, new: NewRequest) -> Result<String> {
        must_fit(&new)?;
        let (store, kind) = (self.0.clone(), new.kind);
        let work = move |tx: &mut Tx<'_>, deed: &mut Deed| {
            let patient = deed.permit.patient().clone();
            let all = all_of(tx, &store, &patient)?;
            // Of whoever was let in their own count alone: what others ask is not theirs to know.
            let theirs = all.iter().filter(|one| is_theirs(one, deed.permit.by()));
            let open = theirs.filter(|one| one.state == RequestState::Open).count();
            if open >= REQUESTS_OPEN_MAX {
                return Err(StoreError::NotAllowed("too-many-requests"));
            }
            let NewRequest { kind, text, about, limit } = new.clone();
            let content = RequestContent {
                kind,
                text: text.trim().to_owned(),
                about,
                limit,
                asked: Someone::of(deed.permit.by()),
                extended: None,
                answer: None,
                disagreed: None,
                rebutted: None,
                closed: None,
                agreed: None,
                restrictions: Vec::new(),
            };
            let (id, asked_at) = (people::new_id(&store), store.now());
            let state = RequestState::Open;
            let stored = StoredRequest { id, patient, state, asked_at, content };
            stored.add(tx, &store, deed)?;
            Ok(stored.id)
        };
        self.0.act(who, patient, of(RequestStep::Asked, kind), work).await
    }

    /// What was asked, newest first: all of it for the patient; whoever was let in sees what they asked
    /// themselves.
    pub async fn list(&self, permit: &RecordPermit) -> Result<Vec<Request>> {
        let (store, patient, by) = (self.0.clone(), permit.patient().clone(), permit.by().clone());
        // What was asked is the business of whoever may ask; and of nobody in a preview.
        if !permit.rights().manage || permit.seen_as().is_some() {
            return Err(StoreError::NotAllowed("not-in-your-rights"));
        }
        let work = move |tx: &mut Tx<'_>| {
            let mut all = all_of(tx, &store, &patient)?;
            all.retain(|one| is_theirs(one, &by));
            all.sort_by_key(|one| std::cmp::Reverse(one.asked_at));
            Ok(all.into_iter().map(|one| one.shown(&store)).collect())
        };
        self.0.inner.db.read("list requests", work).await
    }

    /// Takes a request back that was not answered.
    pub async fn withdraw(&self, who: &Who, patient: &PatientKey, request: &Request) -> Result<()> {
        let (step, store, id) = (RequestStep::Withdrawn, self.0.clone(), request.id.clone());
        let work = move |tx: &mut Tx<'_>, deed: &mut Deed| {
            let mut stored = stepped(tx, &store, deed, (&id, step))?;
            stored.content.closed = Some(Words::said(&store, deed.permit.by(), ""));
            stored.change(tx, &store, deed)
        };
        self.0.act(who, patient, of(step, request.new.kind), work).await
    }

    /// Ends a restriction that was agreed to: what it withheld is withheld no more (45 CFR
    /// 164.522(a)(2)).
    pub async fn end(&self, who: &Who, patient: &PatientKey, request: &Request) -> Result<()> {
        let (step, store, id) = (RequestStep::Ended, self.0.clone(), request.id.clone());
        let work = move |tx: &mut Tx<'_>, deed: &mut Deed| {
            let mut stored = stepped(tx, &store, deed, (&id, step))?;
            for restriction in std::mem::take(&mut stored.content.restrictions) {
                match restrictions::end(tx, &store, deed, (&restriction, false)) {
                    // Whoever lifted it otherwise did the same.
                    Ok(()) | Err(StoreError::NotFound) => {}
                    Err(error) => return Err(error),
                }
            }
            stored.content.closed = Some(Words::said(&store, deed.permit.by(), ""));
            stored.change(tx, &store, deed)
        };
        self.0.act(who, patient, of(step, request.new.kind), work).await
    }

    /// Says that they disagree with the denial of a correction. It stays with the entry from now on, with
    /// what was asked and answered; without words, only that does (45 CFR 164.526(d)(1) and (2)).
    pub async fn disagree(
        &self,
        who: &Who,
        patient: &PatientKey,
        request: &Request,
        text: &str,
    ) -> Result<()> {
        if text.chars().count() > REQUEST_CHARS_MAX {
            return Err(StoreError::NotAllowed("request-too-long"));
        }
        let action = of(RequestStep::Disagreed, request.new.kind);
        for _ in 0..OWN_WRITE_RUNS_MAX {
            let ledger = LedgerPart::look(self.0, &request.patient).await?;
            let (store, id, text) = (self.0.clone(), request.id.clone(), text.to_owned());
            let work = move |tx: &mut Tx<'_>, deed: &mut Deed| {
                let mut stored = stepped(tx, &store, deed, (&id, RequestStep::Disagreed))?;
                stored.content.disagreed = Some(Words::said(&store, deed.permit.by(), &text));
                let said = Outcome::Disagreed(text.trim().to_owned());
                let is_done = state_beside(tx, &store, deed, (&ledger, &stored, said))?;
                if is_done {
                    stored.change(tx, &store, deed)?;
                }
                Ok(is_done)
            };
            if self.0.act(who, patient, action.clone(), work).await? {
                return Ok(());
            }
        }
        Err(overtaken())
    }
}

/// Writes what stays with the entry that a request is about. `false`: somebody else wrote to the record
/// in between, and nothing was done.
pub(super) fn state_beside(
    tx: &mut Tx<'_>,
    store: &Store,
    deed: &mut Deed,
    (ledger, stored, said): (&LedgerPart, &StoredRequest, Outcome),
) -> Result<bool> {
    if !ledger.is_as_it_was(tx)? {
        deed.was_told = true;
        return Ok(false);
    }
    let Some(about) = &stored.content.about else { return Ok(true) };
    let local = local_id(&people::new_id(store));
    let id = ResourceId::in_record(ledger.patient(), &local).ok_or(StoreError::NotFound)?;
    let answer = stored.content.answer.as_ref().map(|answer| answer.text().to_owned());
    let statement = Statement {
        about: about.reference.clone(),
        title: about.title.clone(),
        asked: stored.content.text.clone(),
        answer: answer.unwrap_or_default(),
        said,
    };
    let mut author = author(tx, store, deed)?;
    author.helper = None;
    let json = statements::written(&id, &author, &statement, &instant(store.now()));
    ledger.put(tx, store, deed, &[ready(id, json)?])?;
    Ok(true)
}

/// The action of a step.
pub(super) fn of(step: RequestStep, kind: RequestKind) -> Action {
    Action::Manage(Change::Request { step, kind })
}

/// A request after a step of whoever asked; [`StoreError::NotFound`] where it is not theirs,
/// [`StoreError::NotAllowed`] where it can't be taken (any more).
pub(super) fn stepped(
    tx: &mut Tx<'_>,
    store: &Store,
    deed: &Deed,
    (id, step): (&str, RequestStep),
) -> Result<StoredRequest> {
    let mut stored = StoredRequest::find(tx, store, deed.permit.patient(), id)?;
    let by = deed.permit.by();
    // The event tells of this kind: it must be the request's own.
    let is_of_kind = *deed.permit.action() == of(step, stored.content.kind);
    let is_office = matches!(by.part, Part::Staff | Part::Operator);
    if !is_of_kind || !is_office && !is_theirs(&stored, by) {
        return Err(StoreError::NotFound);
    }
    let content = &stored.content;
    let is_said = match step {
        RequestStep::Extended => content.extended.is_some(),
        RequestStep::Disagreed => content.disagreed.is_some(),
        RequestStep::Rebutted => content.rebutted.is_some() || content.disagreed.is_none(),
        _ => false,
    };
    let next = stored.state.after(content.kind, step, is_said);
    stored.state = next.ok_or(StoreError::NotAllowed("request-already-answered"))?;
    Ok(stored)
}

/// Every request of a record, in all its parts.
pub(super) fn all_of(
    tx: &mut Tx<'_>,
    store: &Store,
    record: &PatientKey,
) -> Result<Vec<StoredRequest>> {
    let mut all = Vec::new();
    for part in parts::all(tx, store, record)? {
        let rows = tx.query(NEWEST, &[part.as_str().into(), REQUESTS_LISTED_MAX.into()])?;
        if rows.is_empty() {
            continue;
        }
        let key = data_key(tx, store, &part)?;
        for row in &rows {
            all.push(StoredRequest::opened(store, &key, row)?);
        }
    }
    Ok(all)
}

/// Whether it is the business of whoever looks: the patient's is all, of whoever was let in only what
/// they asked themselves.
fn is_theirs(stored: &StoredRequest, by: &By) -> bool {
    let by = by.origin();
    let own = by.account.as_ref().map(|account| account.0.as_str());
    by.part != Part::Caregiver || own.is_some() && stored.content.asked.account.as_deref() == own
}

fn must_fit(new: &NewRequest) -> Result<()> {
    let length = new.text.chars().count();
    let needs_words = new.kind != RequestKind::Restriction;
    if length > REQUEST_CHARS_MAX {
        return Err(StoreError::NotAllowed("request-too-long"));
    }
    if needs_words && new.text.trim().is_empty() {
        return Err(StoreError::NotAllowed("request-without-words"));
    }
    let limit_fits = match (new.kind, &new.limit) {
        (RequestKind::Restriction, Some(limit)) => limit.can_be_asked(),
        (RequestKind::Restriction, None) => false,
        (_, limit) => limit.is_none(),
    };
    let about_fits = new.kind != RequestKind::Amendment || new.about.is_some();
    if !limit_fits || !about_fits {
        return Err(StoreError::NotAllowed("request-unclear"));
    }
    Ok(())
}
