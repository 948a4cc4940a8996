//! Two members write to each other through us: nobody is shown the other's address, and whoever wants no such
//! letters gets none.

use bluebutton_store::StoreError;
use bluebutton_store::hub::{HubTx, Membership, Row};

/// A talk between two members.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Talk {
    pub(crate) id: String,
    pub(crate) from_org: String,
    /// Who began it: they hear of answers.
    pub(crate) from_email: String,
    pub(crate) to_org: String,
    pub(crate) about: String,
    /// Whether one of both ended it.
    pub(crate) is_shut: bool,
    pub(crate) made_at: i64,
    /// The names of both.
    pub(crate) from_name: String,
    pub(crate) to_name: String,
}

/// One letter of a talk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TalkLetter {
    pub(crate) by_org: String,
    pub(crate) body: String,
    pub(crate) made_at: i64,
}

/// Talks that a member begins in a day: whoever writes to more sends advertisements.
pub(crate) const TALKS_A_DAY_MAX: i64 = 5;

/// Letters of one talk.
pub(crate) const LETTERS_MAX: i64 = 200;

impl Talk {
    fn of(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.get(0)?,
            from_org: row.get(1)?,
            from_email: row.get(2)?,
            to_org: row.get(3)?,
            about: row.get(4)?,
            is_shut: row.get::<i64>(5)? != 0,
            made_at: row.get(6)?,
            from_name: row.get(7)?,
            to_name: row.get(8)?,
        })
    }

    /// Whether a member is one of both.
    pub(crate) fn is_of(&self, org_id: &str) -> bool {
        self.from_org == org_id || self.to_org == org_id
    }

    /// The other one, seen by a member: id and name.
    pub(crate) fn other(&self, org_id: &str) -> (&str, &str) {
        if self.from_org == org_id {
            (&self.to_org, &self.to_name)
        } else {
            (&self.from_org, &self.from_name)
        }
    }
}

/// The talks of a member, the newest first.
pub(crate) fn of_org(tx: &mut HubTx<'_, '_>, org_id: &str) -> Result<Vec<Talk>, StoreError> {
    tx.query(OF_ORG, &[org_id.into()])?.iter().map(Talk::of).collect()
}

/// A talk, for one of both; to everybody else there is none.
pub(crate) fn get(
    tx: &mut HubTx<'_, '_>,
    id: &str,
    org_id: &str,
) -> Result<Option<Talk>, StoreError> {
    let talk = tx.first(ONE, &[id.into()])?.as_ref().map(Talk::of).transpose()?;
    Ok(talk.filter(|talk| talk.is_of(org_id)))
}

/// Its letters, in order.
pub(crate) fn letters(tx: &mut HubTx<'_, '_>, id: &str) -> Result<Vec<TalkLetter>, StoreError> {
    let rows = tx.query(LETTERS, &[id.into()])?;
    let letter =
        |row: &Row| Ok(TalkLetter { by_org: row.get(0)?, body: row.get(1)?, made_at: row.get(2)? });
    rows.iter().map(letter).collect()
}

/// Talks that a member began since then.
pub(crate) fn count_since(
    tx: &mut HubTx<'_, '_>,
    org_id: &str,
    since: i64,
) -> Result<i64, StoreError> {
    tx.first(SINCE, &[org_id.into(), since.into()])?.map_or(Ok(0), |row| row.get(0))
}

/// Begins a talk.
pub(crate) fn begin(
    tx: &mut HubTx<'_, '_>,
    (id, about, now): (&str, &str, i64),
    (from_org, from_email, to_org): (&str, &str, &str),
) -> Result<(), StoreError> {
    let values =
        [id.into(), from_org.into(), from_email.into(), to_org.into(), about.into(), now.into()];
    tx.execute(BEGIN, &values).map(|_| ())
}

/// Adds a letter; `false` where the talk is full.
pub(crate) fn write(
    tx: &mut HubTx<'_, '_>,
    id: &str,
    (by_org, body, now): (&str, &str, i64),
) -> Result<bool, StoreError> {
    tx.lock(LOCK, &[id.into()])?;
    let number = letters(tx, id)?.len() as i64 + 1;
    if number > LETTERS_MAX {
        return Ok(false);
    }
    let values = [id.into(), number.into(), by_org.into(), body.into(), now.into()];
    tx.execute(WRITE, &values).map(|_| true)
}

/// Ends a talk.
pub(crate) fn shut(tx: &mut HubTx<'_, '_>, id: &str) -> Result<(), StoreError> {
    tx.execute(SHUT, &[id.into()]).map(|_| ())
}

/// Where a member is written to: its contact's address and language.
pub(crate) fn contact(
    tx: &mut HubTx<'_, '_>,
    org_id: &str,
) -> Result<Option<(String, String)>, StoreError> {
    let all = tx.memberships(org_id)?;
    let first = all.into_iter().filter(Membership::is_alive).min_by_key(|one| one.joined_at);
    Ok(first.map(|one| (one.email, one.language)))
}

/// Whether a member wants letters of other members; and sets it.
pub(crate) fn wants_letters(tx: &mut HubTx<'_, '_>, org_id: &str) -> Result<bool, StoreError> {
    Ok(tx.first(IS_QUIET, &[org_id.as_bytes().into()])?.is_none())
}

/// Sets whether it wants them.
pub(crate) fn set_wants(
    tx: &mut HubTx<'_, '_>,
    org_id: &str,
    (wants, now): (bool, i64),
) -> Result<(), StoreError> {
    if wants {
        tx.execute(LOUD, &[org_id.as_bytes().into()])?;
    } else {
        tx.execute(QUIET, &[org_id.as_bytes().into(), now.into()])?;
    }
    Ok(())
}

const OF_ORG: &str = "
    select t.talk_id, t.from_org, t.from_email, t.to_org, t.about, t.is_shut, t.made_at,
        f.name, o.name
    from hub_talk t
    join hub_org f on f.org_id = t.from_org
    join hub_org o on o.org_id = t.to_org
    where t.from_org = $1 or t.to_org = $1
    order by t.made_at desc, t.talk_id
    limit 200";

const ONE: &str = "
    select t.talk_id, t.from_org, t.from_email, t.to_org, t.about, t.is_shut, t.made_at,
        f.name, o.name
    from hub_talk t
    join hub_org f on f.org_id = t.from_org
    join hub_org o on o.org_id = t.to_org
    where t.talk_id = $1";

const LETTERS: &str = "
    select by_org, body, made_at
    from hub_line
    where talk_id = $1
    order by number";

const SINCE: &str = "
    select count(*)
    from hub_talk
    where from_org = $1 and made_at > $2";

const BEGIN: &str = "
    insert into hub_talk (talk_id, from_org, from_email, to_org, about, is_shut, made_at)
    values ($1, $2, $3, $4, $5, 0, $6)";

const LOCK: &str = "
    select talk_id
    from hub_talk
    where talk_id = $1";

const WRITE: &str = "
    insert into hub_line (talk_id, number, by_org, body, made_at)
    values ($1, $2, $3, $4, $5)";

const SHUT: &str = "
    update hub_talk set is_shut = 1
    where talk_id = $1";

const IS_QUIET: &str = "
    select made_at
    from hub_quiet
    where what = 'talks' and who = $1";

const QUIET: &str = "
    insert into hub_quiet (what, who, made_at)
    values ('talks', $1, $2)
    on conflict (what, who) do nothing";

const LOUD: &str = "
    delete from hub_quiet
    where what = 'talks' and who = $1";
