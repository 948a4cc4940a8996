//! A page of a record in one transaction: whose session it is, whether they may, the event, what the
//! page's banner says, when they looked before, and how the record stands.

use bluebutton_record::PatientKey;
use jiff::civil::Date;

use super::{Access, Action, OpenRecord, RecordPermit, asker, deciding, permit_of, tell};
use crate::Store;
use crate::accounts::{AccountId, Session, SessionToken, Stage, sessions};
use crate::db::{Foreseen, Tx, Value};
use crate::error::{Result, StoreError};
use crate::limits::PARTS_MAX;
use crate::patients::Card;
use crate::records::{AsFound, Opening, opening, opening_foreseen, parts, seen};
use crate::site_rules;

/// What became of somebody who came to a page of a record.
pub enum PageEntry {
    /// No living session.
    Nobody,
    /// A session that is not signed in yet.
    NotYet(Box<Session>),
    /// They are in.
    In(Box<Entered>),
}

/// Somebody who entered a page of a record.
pub struct Entered {
    /// Their session.
    pub session: Session,
    /// The permit; the event is written.
    pub permit: RecordPermit,
    /// What the banner says.
    pub record: OpenRecord,
    /// Whether other records are open to them, too.
    pub has_others: bool,
    /// The record as it stands, for [`crate::records::Records::open_as_found`].
    pub found: AsFound,
}

impl Access<'_> {
    /// [`Access::open`] for whoever has that session, with all that a page needs to know. In a preview
    /// the record that it names is seen through the grant that it names. The errors are the same; without a living session nothing is asked and nothing is told.
    pub async fn enter(
        &self,
        (token, preview): (&SessionToken, Option<&(PatientKey, String)>),
        patient: &PatientKey,
        action: Action,
    ) -> Result<PageEntry> {
        if matches!(action, Action::Manage(_)) {
            return Err(StoreError::NotAllowed("a change is not opened"));
        }
        let (store, token, named) = (self.0.clone(), token.clone(), patient.clone());
        let preview = preview.cloned();
        let work = move |tx: &mut Tx<'_>| {
            let today = store.today();
            let next = |account: &AccountId| foreseen(&named, account, today);
            let Some(session) = sessions::living(tx, &store, &token, next)? else {
                return Ok(PageEntry::Nobody);
            };
            if session.stage != Stage::Whole {
                return Ok(PageEntry::NotYet(Box::new(session)));
            }
            let entered = enter(tx, &store, session, (&named, &action, preview.as_ref()))?;
            Ok(PageEntry::In(Box::new(entered)))
        };
        self.0.inner.db.write_to_record(patient.as_str(), "enter a record", work).await
    }
}

fn enter(
    tx: &mut Tx<'_>,
    store: &Store,
    session: Session,
    (named, action, preview): (&PatientKey, &Action, Option<&(PatientKey, String)>),
) -> Result<Entered> {
    let (parts, head) = parts::locked_whole(tx, store, named)?;
    let mut asker = asker::of_account(tx, store, &session.account, &parts)?;
    if let Some((seen, grant)) = preview {
        asker = asker::preview(tx, store, asker, (&parts, seen, grant))?;
    }
    let permit = permit_of(&asker, &parts, action)?;
    let opening = opening(tx, &parts)?;
    let (name, birth_date) = named_in(store, &opening)?;
    let record = OpenRecord {
        patient: permit.patient().clone(),
        name,
        birth_date,
        is_own: asker.is_own,
        rights: permit.rights(),
        until: asker.until,
        sections: permit.view().sections(),
    };
    let account = session.account.id.clone();
    let before = seen::look(tx, store, permit.patient(), (&account, session.began))?;
    let has_others = has_others(tx, &account, &parts, store.today())?;
    let found = AsFound { opening, account, before };
    tell(tx, store, head, &permit)?;
    Ok(Entered { session, permit, record, has_others, found })
}

/// What [`enter`] asks, where the record is one part.
fn foreseen(named: &PatientKey, account: &AccountId, today: Date) -> Vec<Foreseen> {
    let mut all = Vec::from(parts::foreseen(named));
    all.push(site_rules::foreseen());
    all.push(deciding::foreseen(named, account));
    all.push(opening_foreseen(named));
    all.push(seen::foreseen(named, account));
    all.push(Foreseen::query(OTHERS, others(account, std::slice::from_ref(named), today).into()));
    all
}

/// Name and birth date, as the record says them.
fn named_in(store: &Store, opening: &Opening) -> Result<(String, Option<String>)> {
    let head = opening.heads.first().ok_or(StoreError::NotFound)?;
    let card = Card::open(&head.key(store)?, &head.patient, &head.sealed_card)?;
    Ok((card.name, card.birth_date))
}

/// Whether another record is open to that account: for a link, so that rows are only looked for.
fn has_others(
    tx: &mut Tx<'_>,
    account: &AccountId,
    parts: &[PatientKey],
    today: Date,
) -> Result<bool> {
    for row in tx.query(OTHERS, &others(account, parts, today))? {
        if !parts.contains(&row.get(0)?) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn others(account: &AccountId, parts: &[PatientKey], today: Date) -> [Value; 4] {
    let own = parts.first().map_or("", PatientKey::as_str);
    let (account, today) = (account.0.as_str().into(), today.to_string().into());
    [account, own.into(), today, (PARTS_MAX as i64).into()]
}

/// Over all records: an account knows the people it is let in to by nothing else.
const OTHERS: &str = "
    select patient_id
    from account_record
    where account_id = $1 and patient_id <> $2 and confirmed_at is not null and ended_at is null
    union all
    select patient_id
    from record_grant
    where holder_kind = 'account' and holder = $1 and patient_id <> $2 and ended_at is null
        and (until is null or until >= $3) and (starts is null or starts <= $3)
    limit $4";
