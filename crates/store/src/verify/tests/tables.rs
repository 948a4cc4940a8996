//! Whoever can write SQL changes nothing unseen: every column of every table is flipped, and every row
//! taken away, copied, exchanged with another, and put back as it once was.

mod files;
mod lived;
mod types;

use std::collections::{BTreeMap, BTreeSet};

use self::lived::{live_on, lived_in};
use crate::db::Value;
use crate::db::testing::Site;

/// What an attack does unseen (the place, what was done), and why that is so.
const UNSEEN: &[(&[(&str, &str)], &str)] = &[
    (
        &[("quarantine.case_id", "exchanged")],
        "shows what waits under another case: when it is tried again, whose it is is asked anew",
    ),
    (
        &[
            ("matching_case.at", "flipped"),
            ("matching_case.is_open", "flipped"),
            ("matching_case.is_open", "exchanged"),
            ("matching_token", "gone"),
            ("matching_token", "copied"),
            ("matching_token.token", "flipped"),
        ],
        "shows a case or not, or holds for it what is another's: what waits stays in quarantine, and who it \
         is is decided by the rule or by staff, whose decisions are told of",
    ),
    (
        &[
            ("matching_candidate.patient_id", "exchanged"),
            ("matching_token.token", "exchanged"),
            ("patient_token.token", "exchanged"),
            ("account_token.token", "exchanged"),
        ],
        "two rows of one patient, case or account that change places are the same two rows",
    ),
    (
        &[("hub_door", "put back")],
        "a mailed link that was used opens once more before its half hour is over, to whoever has the mail; \
         browsers that were shut are named",
    ),
    (
        &[("throttle", "gone"), ("throttle", "put back")],
        "decides nothing: attempts are counted anew, as after a quiet quarter of an hour",
    ),
    (
        &[
            ("notice_told", "gone"),
            ("notice_told", "copied"),
            ("notice_told.patient_id", "flipped"),
            ("notice_told.account_id", "flipped"),
            ("notice_told.what", "flipped"),
            ("notice_told.told_at", "flipped"),
            ("notice_told.account_id", "exchanged"),
            ("notice_told.told_at", "exchanged"),
        ],
        "somebody hears something twice, or not: opens nothing",
    ),
    (
        &[
            ("answered_question", "gone"),
            ("answered_question", "copied"),
            ("answered_question.question_hash", "flipped"),
            ("answered_question.ends_at", "flipped"),
            ("answered_question.question_hash", "exchanged"),
            ("answered_question.ends_at", "exchanged"),
        ],
        "a passkey's answer could be given again within five minutes, in the one browser it is bound to",
    ),
    (
        &[("measure_day", "gone"), ("measure_day", "put back")],
        "decides nothing: counts are made of the chains, and can be made again",
    ),
    (
        &[
            ("measure_cell", "gone"),
            ("measure_due", "gone"),
            ("measure_due", "copied"),
            ("measure_due", "put back"),
            ("measure_due.patient_id", "flipped"),
            ("measure_due.turn", "flipped"),
            ("measure_month", "gone"),
            ("measure_month", "copied"),
            ("measure_month.patient_id", "flipped"),
            ("measure_month.month", "flipped"),
            ("measure_patient", "gone"),
            ("measure_patient", "put back"),
        ],
        "opens nothing: a measure tells less or more, and who is behind it is shown only to those who find \
         patients anyway",
    ),
    (
        &[
            ("job", "put back"),
            ("job.changed_at", "flipped"),
            ("job.lost", "flipped"),
            ("job.made_at", "flipped"),
            ("job.ready_at", "flipped"),
            ("job.state", "flipped"),
            ("job.tries", "flipped"),
            ("job.turn", "flipped"),
            ("job.why", "flipped"),
        ],
        "sends nothing, and nothing twice: whether and what is sent stands in the transmission's own row",
    ),
    (
        &[
            ("outbox", "gone"),
            ("outbox", "copied"),
            ("outbox.seq", "exchanged"),
            ("outbox.patient_id", "flipped"),
            ("outbox.seq", "flipped"),
            ("outbox.consumer", "flipped"),
            ("outbox.made_at", "flipped"),
            ("outbox.ready_at", "flipped"),
            ("outbox.tries", "flipped"),
        ],
        "a notice comes twice, late or not at all: what is told stands in the line of the chain",
    ),
    (
        &[("record_facts.facts_version", "flipped")],
        "facts of another version, or of no segment, are not read: they are made anew",
    ),
];

type Rows = Vec<(i64, Vec<Value>)>;

struct Table {
    name: String,
    columns: Vec<(String, String)>,
    /// Whether rows have a number beside their key.
    has_numbers: bool,
}

fn sql(text: String) -> &'static str {
    Box::leak(text.into_boxed_str())
}

async fn run(site: &Site, text: String, values: Vec<Value>) -> bool {
    let text = sql(text);
    let done = site.store.inner.db.write("attack", move |tx| tx.execute(text, &values)).await;
    done.is_ok()
}

async fn query(site: &Site, text: String) -> Vec<Vec<Value>> {
    let text = sql(text);
    let rows = site.store.inner.db.read("look", move |tx| tx.query(text, &[])).await.unwrap();
    rows.into_iter().map(|row| row.0).collect()
}

fn text(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        other => panic!("{other:?}"),
    }
}

impl Table {
    async fn all(site: &Site) -> Vec<Self> {
        let names = query(
            site,
            "select name from sqlite_master where type = 'table' and name not like 'sqlite_%' \
             order by name"
                .to_owned(),
        );
        let mut all = Vec::new();
        for name in names.await.iter().map(|row| text(&row[0])) {
            let columns =
                query(site, format!("select name, type from pragma_table_info('{name}')")).await;
            let columns = columns.iter().map(|row| (text(&row[0]), text(&row[1]))).collect();
            let made = query(
                site,
                format!(
                    "select sql from sqlite_master where name = '{name}' and sql like '%without rowid%'"
                ),
            );
            let has_numbers = made.await.is_empty();
            all.push(Self { name, columns, has_numbers });
        }
        all
    }

    fn list(&self) -> String {
        self.columns.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", ")
    }

    async fn rows(&self, site: &Site) -> Rows {
        let list = self.list();
        let number = if self.has_numbers {
            "rowid".to_owned()
        } else {
            format!("row_number() over (order by {list})")
        };
        let rows = query(site, format!("select {number}, {list} from {} order by 1", self.name));
        let rows = rows.await.into_iter().map(|mut row| match row.remove(0) {
            Value::Int(id) => (id, row),
            other => panic!("{other:?}"),
        });
        rows.collect()
    }

    /// Writes a row under a number, instead of the one that is there (`before`, where rows have no number).
    async fn put(&self, site: &Site, id: i64, row: &[Value], before: Option<&Vec<Value>>) -> bool {
        if !self.has_numbers {
            if let Some(before) = before {
                self.take(site, id, before).await;
            }
            let places: Vec<String> = (1..=row.len()).map(|place| format!("${place}")).collect();
            let list = self.list();
            let text = format!("insert into {} ({list}) values ({})", self.name, places.join(", "));
            return run(site, text, row.to_vec()).await;
        }
        let places: Vec<String> = (2..2 + row.len()).map(|place| format!("${place}")).collect();
        let statement = format!(
            "insert or replace into {} (rowid, {}) values ($1, {})",
            self.name,
            self.list(),
            places.join(", ")
        );
        let values = std::iter::once(Value::Int(id)).chain(row.iter().cloned()).collect();
        run(site, statement, values).await
    }

    async fn take(&self, site: &Site, id: i64, row: &[Value]) -> bool {
        if self.has_numbers {
            let text = format!("delete from {} where rowid = $1", self.name);
            return run(site, text, vec![id.into()]).await;
        }
        let list = self.columns.iter().zip(1..);
        let same: Vec<String> =
            list.map(|((name, _), place)| format!("{name} = ${place}")).collect();
        run(site, format!("delete from {} where {}", self.name, same.join(" and ")), row.to_vec())
            .await
    }

    /// Puts every row back as it was.
    async fn restore(&self, site: &Site, rows: &Rows) {
        assert!(run(site, format!("delete from {}", self.name), Vec::new()).await);
        for (id, row) in rows {
            assert!(self.put(site, *id, row, None).await);
        }
    }

    /// Another value for a column.
    fn flipped(&self, column: usize, value: &Value) -> Value {
        match value {
            Value::Int(number) => Value::Int(number + 1),
            Value::Text(text) => {
                let mut letters: Vec<char> = text.chars().collect();
                match letters.last_mut() {
                    Some(last) => *last = if *last == 'a' { 'b' } else { 'a' },
                    None => letters.push('a'),
                }
                Value::Text(letters.into_iter().collect())
            }
            Value::Bytes(bytes) => {
                let mut bytes = if bytes.is_empty() { vec![0] } else { bytes.clone() };
                let middle = bytes.len() / 2;
                bytes[middle] ^= 4;
                Value::Bytes(bytes)
            }
            Value::Null => match self.columns[column].1.as_str() {
                "bigint" => Value::Int(1),
                "text" => Value::Text("a".to_owned()),
                _ => Value::Bytes(vec![1]),
            },
        }
    }
}

/// Whether the attack is seen: `verify` names something, or the store does not even open.
async fn is_seen(site: &Site) -> bool {
    let opened = site.open_again().await;
    let Ok(store) = opened else { return true };
    store.verify(|_, _| {}).await.map_or(true, |found| !found.findings.is_empty())
}

/// Attacks that nothing names, as `table.column` or `table`, by what was done; and how many were tried.
#[derive(Default)]
struct Unseen(BTreeMap<&'static str, BTreeSet<String>>, u32);

impl Unseen {
    async fn note(&mut self, site: &Site, what: &'static str, place: String) {
        self.1 += 1;
        if !is_seen(site).await {
            self.0.entry(what).or_default().insert(place);
        }
    }
}

/// Flips every column, takes away, copies and exchanges rows of one table.
async fn attack(site: &Site, table: &Table, unseen: &mut Unseen) {
    let rows = table.rows(site).await;
    let Some((id, row)) = rows.last() else { return };
    for column in 0..row.len() {
        let mut flipped = row.clone();
        flipped[column] = table.flipped(column, &row[column]);
        if table.put(site, *id, &flipped, Some(row)).await {
            let place = format!("{}.{}", table.name, table.columns[column].0);
            unseen.note(site, "flipped", place).await;
        }
        table.restore(site, &rows).await;
    }
    assert!(table.take(site, *id, row).await);
    unseen.note(site, "gone", table.name.clone()).await;
    table.restore(site, &rows).await;
    let mut copy = row.clone();
    copy[0] = table.flipped(0, &row[0]);
    if table.put(site, id + 1_000, &copy, None).await {
        unseen.note(site, "copied", table.name.clone()).await;
    }
    table.restore(site, &rows).await;
    let Some((other_id, other)) = rows.iter().rev().nth(1) else { return };
    for column in (0..row.len()).filter(|column| row[*column] != other[*column]) {
        let (mut one, mut two) = (row.clone(), other.clone());
        std::mem::swap(&mut one[column], &mut two[column]);
        let is_done = table.take(site, *id, row).await
            && table.put(site, *other_id, &two, Some(other)).await
            && table.put(site, *id, &one, None).await;
        if is_done {
            let place = format!("{}.{}", table.name, table.columns[column].0);
            unseen.note(site, "exchanged", place).await;
        }
        table.restore(site, &rows).await;
    }
}

#[tokio::test]
async fn nothing_that_is_done_to_a_row_stays_unseen() {
    let site = lived_in().await;
    assert!(!is_seen(&site).await, "{:?}", site.store.verify(|_, _| {}).await.unwrap().findings);
    let mut unseen = Unseen::default();
    for table in Table::all(&site).await {
        attack(&site, &table, &mut unseen).await;
        assert!(!is_seen(&site).await, "{} was not put right again", table.name);
    }
    assert_eq!(unseen.0, known(&["flipped", "gone", "copied", "exchanged"]));
    println!("{} rows and columns flipped, taken away, copied, exchanged", unseen.1);
}

#[tokio::test]
async fn no_row_is_put_back_as_it_once_was() {
    let site = lived_in().await;
    let tables = Table::all(&site).await;
    let mut before = Vec::new();
    for table in &tables {
        before.push(table.rows(&site).await);
    }
    live_on(&site).await;
    assert!(!is_seen(&site).await);
    let mut unseen = Unseen::default();
    for (table, before) in tables.iter().zip(before) {
        let now: BTreeMap<i64, Vec<Value>> = table.rows(&site).await.into_iter().collect();
        for (id, row) in before.iter().filter(|(id, row)| now.get(id) != Some(row)) {
            table.put(&site, *id, row, now.get(id)).await;
            unseen.note(&site, "put back", table.name.clone()).await;
            match now.get(id) {
                Some(now) => table.put(&site, *id, now, Some(row)).await,
                None => table.take(&site, *id, row).await,
            };
        }
        assert!(!is_seen(&site).await, "{} was not put right again", table.name);
    }
    assert_eq!(unseen.0, known(&["put back"]));
    println!("{} rows put back as they once were", unseen.1);
}

/// What is known to stay unseen, by what is done.
fn known(kinds: &[&'static str]) -> BTreeMap<&'static str, BTreeSet<String>> {
    let mut known: BTreeMap<&'static str, BTreeSet<String>> = BTreeMap::new();
    let places = UNSEEN.iter().flat_map(|(places, _)| places.iter());
    for (place, what) in places.filter(|(_, what)| kinds.contains(what)) {
        known.entry(*what).or_default().insert((*place).to_owned());
    }
    known
}
