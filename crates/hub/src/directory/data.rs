//! Organizations as they are kept, and the lines that the search works on.

use bluebutton_store::StoreError;
use bluebutton_store::hub::{HubTx, Row, Value};

use super::index::Line;
use super::{Gives, refuted};
use crate::probe::Round;

/// An organization.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Org {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) street: String,
    pub(crate) city: String,
    pub(crate) region: String,
    pub(crate) zip: String,
    pub(crate) url: String,
    pub(crate) phone: String,
    /// What it says of itself.
    pub(crate) about: String,
    pub(crate) gives: Gives,
    pub(crate) how_en: String,
    pub(crate) how_es: String,
    /// Where we know it from: `member`, or the name of a list.
    pub(crate) origin: String,
    pub(crate) since: String,
    /// Microseconds since 1970.
    pub(crate) updated_at: i64,
}

impl Org {
    fn of(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.get(0)?,
            name: row.get(1)?,
            kind: row.get(2)?,
            street: row.get(3)?,
            city: row.get(4)?,
            region: row.get(5)?,
            zip: row.get(6)?,
            url: row.get(7)?,
            phone: row.get(8)?,
            about: row.get(9)?,
            gives: Gives(row.get(10)?),
            how_en: row.get(11)?,
            how_es: row.get(12)?,
            origin: row.get(13)?,
            since: row.get(14)?,
            updated_at: row.get(15)?,
        })
    }

    fn values(&self) -> [Value; 16] {
        let text = |text: &str| Value::from(text);
        [
            text(&self.id),
            text(&self.name),
            text(&self.kind),
            text(&self.street),
            text(&self.city),
            text(&self.region),
            text(&self.zip),
            text(&self.url),
            text(&self.phone),
            text(&self.about),
            self.gives.0.into(),
            text(&self.how_en),
            text(&self.how_es),
            text(&self.origin),
            text(&self.since),
            self.updated_at.into(),
        ]
    }

    /// Its place in one line: "1 Lake Road, Riverside, CA 92503".
    pub(crate) fn place(&self) -> String {
        place(&self.street, &self.city, &self.region, &self.zip)
    }
}

/// A place in one line; parts that are not known are left out.
pub(crate) fn place(street: &str, city: &str, region: &str, zip: &str) -> String {
    let state = [region, zip].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
    let state = state.join(" ");
    let parts = [street, city, state.as_str()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// One organization.
pub(crate) fn get(tx: &mut HubTx<'_, '_>, id: &str) -> Result<Option<Org>, StoreError> {
    tx.first(ORG, &[id.into()])?.as_ref().map(Org::of).transpose()
}

/// Some organizations behind an id, in the order of ids.
pub(crate) fn after(tx: &mut HubTx<'_, '_>, id: &str, count: i64) -> Result<Vec<Org>, StoreError> {
    tx.query(ORGS_AFTER, &[id.into(), count.into()])?.iter().map(Org::of).collect()
}

/// Adds or changes one, and tells it to the feed where something of it is new.
pub(crate) fn put(tx: &mut HubTx<'_, '_>, org: &Org, random: &str) -> Result<(), StoreError> {
    let known = get(tx, &org.id)?;
    let is_same = known
        .as_ref()
        .is_some_and(|known| Org { updated_at: org.updated_at, ..known.clone() } == *org);
    if is_same {
        return Ok(());
    }
    tx.execute(PUT_ORG, &org.values())?;
    let what = if known.is_some() { "changed" } else { "listed" };
    note(tx, (org.updated_at, random), &org.id, what, "")?;
    touch(tx, org.updated_at)
}

/// Tells the feed of changes. `random` keeps two changes of one moment apart.
pub(crate) fn note(
    tx: &mut HubTx<'_, '_>,
    (at, random): (i64, &str),
    org_id: &str,
    what: &str,
    detail: &str,
) -> Result<(), StoreError> {
    // What is later is greater, also as a text.
    let id = format!("{at:016x}-{random}-{org_id}-{what}");
    let values = [id.into(), at.into(), org_id.into(), what.into(), detail.into()];
    tx.execute(NOTE, &values).map(|_| ())
}

/// Says that the directory has changed: what is kept of it in memory is read again.
pub(crate) fn touch(tx: &mut HubTx<'_, '_>, at: i64) -> Result<(), StoreError> {
    tx.execute(TOUCH, &[format!("{at:016x}").into()]).map(|_| ())
}

/// When the directory has changed last.
pub(crate) fn version(tx: &mut HubTx<'_, '_>) -> Result<String, StoreError> {
    tx.first(VERSION, &[])?.map_or_else(|| Ok(String::new()), |row| row.get(0))
}

/// All lines.
pub(crate) fn lines(tx: &mut HubTx<'_, '_>) -> Result<Vec<Line>, StoreError> {
    let rows = tx.query(LINES, &[])?;
    rows.iter()
        .map(|row| {
            let round = match row.get::<Option<i64>>(10)? {
                Some(passed) => {
                    let (made, at, failed) = (row.get(11)?, row.get(12)?, row.get(15)?);
                    Some(Round { passed, made, at, failed })
                }
                None => None,
            };
            // Nobody is sent where our own check got no answer.
            let said = Gives(row.get(7)?);
            let gives = said.without(refuted(round));
            Ok(Line {
                id: row.get(0)?,
                name: row.get(1)?,
                kind: row.get(2)?,
                street: row.get(3)?,
                city: row.get(4)?,
                region: row.get(5)?,
                zip: row.get(6)?,
                broken: said.without(gives),
                gives,
                since: row.get(8)?,
                is_member: row.get::<i64>(9)? > 0,
                round,
                asked: row.get(13)?,
                got: row.get(14)?,
            })
        })
        .collect()
}

const ORG: &str = "
    select org_id, name, kind, street, city, region, zip, url, phone, about, gives, how_en, how_es,
        origin, since, updated_at
    from hub_org
    where org_id = $1";

const ORGS_AFTER: &str = "
    select org_id, name, kind, street, city, region, zip, url, phone, about, gives, how_en, how_es,
        origin, since, updated_at
    from hub_org
    where org_id > $1
    order by org_id
    limit $2";

const PUT_ORG: &str = "
    insert into hub_org (org_id, name, kind, street, city, region, zip, url, phone, about, gives,
        how_en, how_es, origin, since, updated_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
    on conflict (org_id)
    do update set name = excluded.name, kind = excluded.kind, street = excluded.street,
        city = excluded.city, region = excluded.region, zip = excluded.zip, url = excluded.url,
        phone = excluded.phone, about = excluded.about, gives = excluded.gives,
        how_en = excluded.how_en, how_es = excluded.how_es, origin = excluded.origin,
        since = excluded.since, updated_at = excluded.updated_at";

const NOTE: &str = "
    insert into hub_change (change_id, at, org_id, what, detail)
    values ($1, $2, $3, $4, $5)
    on conflict (change_id) do nothing";

const TOUCH: &str = "
    insert into hub_state (name, value)
    values ('directory', $1)
    on conflict (name)
    do update set value = excluded.value";

const VERSION: &str = "
    select value
    from hub_state
    where name = 'directory'";

const LINES: &str = "
    select o.org_id, o.name, o.kind, o.street, o.city, o.region, o.zip, o.gives, o.since,
        (select count(*) from hub_member m where m.org_id = o.org_id and m.standing = 'member'),
        r.passed, r.made, r.at,
        (select count(*) from hub_letter l where l.org_id = o.org_id and l.confirmed_at > 0),
        (select count(*) from hub_letter l where l.org_id = o.org_id and l.confirmed_at > 0
            and l.answer = 'got'),
        r.failed
    from hub_org o
    left join hub_round r on r.org_id = o.org_id";
