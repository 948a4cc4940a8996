//! Whoever can write SQL changes nothing unseen: every column of every table is flipped, and every row
//! taken away, copied, exchanged with another, and put back as it once was.

mod lived;

use std::collections::{BTreeMap, BTreeSet};

use self::lived::{live_on, lived_in};
use crate::db::Value;
use crate::db::testing::Site;

/// What an attack does unseen (the place, what was done), and why that is so.
const UNSEEN: &[(&[(&str, &str)], &str)] = &[
    (
        &[("quarantine.case_id", "flipped")],
        "shows what waits under another case: when it is tried again, whose it is is asked anew",
    ),
    (
        &[("throttle", "gone"), ("throttle", "put back")],
        "decides nothing: attempts are counted anew, as after a quiet quarter of an hour",
    ),
    (
        &[("measure_day", "gone"), ("measure_day", "put back")],
        "decides nothing: counts are made of the chains, and can be made again",
    ),
    (
        &[
            ("job", "gone"),
            ("job", "copied"),
            ("job", "put back"),
            ("job.job_id", "exchanged"),
            ("job.sealed", "exchanged"),
            ("job.changed_at", "flipped"),
            ("job.destination", "flipped"),
            ("job.job_id", "flipped"),
            ("job.kind", "flipped"),
            ("job.lost", "flipped"),
            ("job.made_at", "flipped"),
            ("job.ready_at", "flipped"),
            ("job.sealed", "flipped"),
            ("job.state", "flipped"),
            ("job.tries", "flipped"),
            ("job.turn", "flipped"),
            ("job.why", "flipped"),
        ],
        "sends nothing, and nothing twice: whether and what is sent stands in the transmission's own row",
    ),
    (
        &[
            ("patient_token", "gone"),
            ("patient_token", "copied"),
            ("patient_token.token", "exchanged"),
            ("patient_token.patient_id", "flipped"),
            ("patient_token.token", "flipped"),
        ],
        "finds a patient by another word, or not: opens nothing. Not covered yet",
    ),
    (
        &[
            ("directory_resource.kind", "flipped"),
            ("import_note", "copied"),
            ("import_note", "gone"),
            ("import_note.patient_id", "flipped"),
            ("patient.parts", "flipped"),
            ("directory_resource.updated_at", "flipped"),
            ("directory_resource.version", "flipped"),
            ("original.bytes", "flipped"),
            ("original.created_at", "flipped"),
            ("patient.created_at", "flipped"),
            ("quarantine.at", "flipped"),
            ("quarantine.bytes", "flipped"),
            ("quarantine.case_id", "flipped"),
            ("record_segment.created_at", "flipped"),
            ("record_segment.import_id", "flipped"),
            ("record_segment.import_id", "exchanged"),
            ("schema_version.name", "flipped"),
            ("schema_version.name", "exchanged"),
            ("schema_version.version", "exchanged"),
            ("site", "copied"),
        ],
        "a note for people, of which nothing follows. Not covered yet",
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
            all.push(Self { name, columns });
        }
        all
    }

    fn list(&self) -> String {
        self.columns.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", ")
    }

    async fn rows(&self, site: &Site) -> Rows {
        let rows =
            query(site, format!("select rowid, {} from {} order by rowid", self.list(), self.name));
        let rows = rows.await.into_iter().map(|mut row| match row.remove(0) {
            Value::Int(id) => (id, row),
            other => panic!("{other:?}"),
        });
        rows.collect()
    }

    async fn put(&self, site: &Site, id: i64, row: &[Value]) -> bool {
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

    async fn take(&self, site: &Site, id: i64) -> bool {
        run(site, format!("delete from {} where rowid = $1", self.name), vec![id.into()]).await
    }

    /// Puts every row back as it was.
    async fn restore(&self, site: &Site, rows: &Rows) {
        assert!(run(site, format!("delete from {}", self.name), Vec::new()).await);
        for (id, row) in rows {
            assert!(self.put(site, *id, row).await);
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

/// Attacks that nothing names, as `table.column` or `table`, by what was done.
#[derive(Default)]
struct Unseen(BTreeMap<&'static str, BTreeSet<String>>);

impl Unseen {
    async fn note(&mut self, site: &Site, what: &'static str, place: String) {
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
        if table.put(site, *id, &flipped).await {
            let place = format!("{}.{}", table.name, table.columns[column].0);
            unseen.note(site, "flipped", place).await;
        }
        table.restore(site, &rows).await;
    }
    assert!(table.take(site, *id).await);
    unseen.note(site, "gone", table.name.clone()).await;
    table.restore(site, &rows).await;
    let mut copy = row.clone();
    copy[0] = table.flipped(0, &row[0]);
    if table.put(site, id + 1_000, &copy).await {
        unseen.note(site, "copied", table.name.clone()).await;
    }
    table.restore(site, &rows).await;
    let Some((other_id, other)) = rows.iter().rev().nth(1) else { return };
    for column in (0..row.len()).filter(|column| row[*column] != other[*column]) {
        let (mut one, mut two) = (row.clone(), other.clone());
        std::mem::swap(&mut one[column], &mut two[column]);
        let is_done = table.take(site, *id).await
            && table.put(site, *other_id, &two).await
            && table.put(site, *id, &one).await;
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
            table.put(&site, *id, row).await;
            unseen.note(&site, "put back", table.name.clone()).await;
            match now.get(id) {
                Some(now) => table.put(&site, *id, now).await,
                None => table.take(&site, *id).await,
            };
        }
        assert!(!is_seen(&site).await, "{} was not put right again", table.name);
    }
    assert_eq!(unseen.0, known(&["put back"]));
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
