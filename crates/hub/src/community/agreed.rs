//! What was agreed in a public discussion: by whom, by when, and whether it was done.

use bluebutton_store::StoreError;
use bluebutton_store::hub::{HubTx, Value};
use bluebutton_web::fields::Fields;

use crate::limits::{ANSWER_CHARS_MAX, NAME_CHARS_MAX};

/// One thing that was agreed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Agreed {
    /// Its place in the list, from 1.
    pub(crate) number: i64,
    pub(crate) what: String,
    /// Who does it.
    pub(crate) who: String,
    /// A month (`2027-03`); empty where none was named.
    pub(crate) due: String,
    /// `open`, `done`, `dropped`
    pub(crate) standing: String,
    /// What became of it, in a sentence.
    pub(crate) note: String,
}

/// How a thing that was agreed may stand.
const STANDINGS: [&str; 3] = ["open", "done", "dropped"];

/// An evening agrees on no more.
pub(crate) const AGREED_MAX: i64 = 20;

impl Agreed {
    /// What a form says of a thing: fields `what-1`, `who-1`, …; `None` where it was left empty.
    pub(crate) fn read(fields: &Fields, number: i64) -> Option<Self> {
        let text = |name: &str, max: usize| -> String {
            fields.get(&format!("{name}-{number}")).chars().take(max).collect()
        };
        let due = text("due", NAME_CHARS_MAX);
        let is_month = format!("{due}-01").parse::<jiff::civil::Date>().is_ok();
        let standing = text("standing", NAME_CHARS_MAX);
        let one = Self {
            number,
            what: text("what", ANSWER_CHARS_MAX),
            who: text("who", NAME_CHARS_MAX),
            due: if is_month { due } else { String::new() },
            standing: STANDINGS.into_iter().find(|one| *one == standing).unwrap_or("open").into(),
            note: text("note", ANSWER_CHARS_MAX),
        };
        (!one.what.is_empty()).then_some(one)
    }
}

/// What was agreed at an event, in order.
pub(crate) fn of(tx: &mut HubTx<'_, '_>, event_id: &str) -> Result<Vec<Agreed>, StoreError> {
    let rows = tx.query(OF_EVENT, &[event_id.into()])?;
    rows.iter()
        .map(|row| {
            Ok(Agreed {
                number: row.get(0)?,
                what: row.get(1)?,
                who: row.get(2)?,
                due: row.get(3)?,
                standing: row.get(4)?,
                note: row.get(5)?,
            })
        })
        .collect()
}

/// Sets all of it.
pub(crate) fn put_all(
    tx: &mut HubTx<'_, '_>,
    (event_id, now): (&str, i64),
    all: &[Agreed],
) -> Result<(), StoreError> {
    tx.execute(DROP, &[event_id.into()])?;
    for (number, one) in (1_i64..).zip(all) {
        let text = |text: &str| Value::from(text);
        let values = [
            event_id.into(),
            number.into(),
            text(&one.what),
            text(&one.who),
            text(&one.due),
            text(&one.standing),
            text(&one.note),
            now.into(),
        ];
        tx.execute(PUT, &values)?;
    }
    Ok(())
}

const OF_EVENT: &str = "
    select number, what, who, due, standing, note
    from hub_agreed
    where event_id = $1
    order by number";

const DROP: &str = "
    delete from hub_agreed
    where event_id = $1";

const PUT: &str = "
    insert into hub_agreed (event_id, number, what, who, due, standing, note, changed_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8)";
