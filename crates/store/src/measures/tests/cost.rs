//! What the page of measures reads, where there are many patients: as much as where there are few. SQLite counts
//! the steps of each statement, so that a scan of a table that grows with the patients is seen as a number.

use rusqlite::{Connection, StatementStatus, ToSql, params};

use crate::db::{MIGRATIONS, statements_below};

/// Patients of the small site, and how many times as many the large one has.
const SMALL: i64 = 400;
const TIMES: i64 = 16;

/// A site with so many patients, each with visits in one of twelve months of six years and a request that was
/// answered; and what does not grow with them: sums of a month, requests that wait, who is to be counted.
fn filled(patients: i64) -> Connection {
    let site = Connection::open_in_memory().unwrap();
    for (.., text) in MIGRATIONS {
        site.execute_batch(text).unwrap();
    }
    let numbered = |table: &str, columns: &str, values: &str, rows: i64| {
        let fill = format!(
            "insert into {table} ({columns})
             with recursive n(n) as (select 0 union all select n + 1 from n where n < {rows} - 1)
             select {values} from n"
        );
        site.execute_batch(&fill).unwrap_or_else(|error| panic!("{table}: {error}"));
    };
    let month = "'20' || (22 + n % 6) || '-' || substr('0' || (1 + n % 12), -2)";
    numbered("measure_month", "patient_id, month", &format!("'p' || n, {month}"), patients);
    numbered("measure_patient", "patient_id, sealed, guard", "'p' || n, x'00', x'00'", patients);
    let request = "patient_id, request_id, state, asked_at, due, changed_at, sealed, guard";
    let answered = "'p' || n, 'r' || n, 'accepted', n, '2027-06-01', n, x'00', x'00'";
    numbered("patient_request", request, answered, patients);
    let open = "'q' || n, 'q' || n, 'open', n, '2027-06-01', n, x'00', x'00'";
    numbered("patient_request", request, open, 10);
    let cell = "cell, period, scope, number, guard";
    numbered("measure_cell", cell, "'a' || n, '2027-05', 'all', n, x'00'", 25);
    numbered("measure_cell", cell, "'b' || n, '2027-05', 'o' || (n % 20), n, x'00'", 200);
    let others = "'c' || n, '19' || (10 + n % 80), 'all', n, x'00'";
    numbered("measure_cell", cell, others, patients);
    numbered("measure_due", "patient_id, turn", "'p' || n, 1", patients);
    site
}

fn steps(site: &Connection, sql: &str, asked: &[&dyn ToSql]) -> i64 {
    let mut statement = site.prepare(sql).unwrap();
    statement.reset_status(StatementStatus::VmStep);
    let mut rows = statement.query(asked).unwrap();
    let mut found = 0;
    while rows.next().unwrap().is_some() {
        found += 1;
    }
    drop(rows);
    assert!(found > 0, "nothing is there to be found by {sql}");
    i64::from(statement.get_status(StatementStatus::VmStep))
}

#[test]
fn what_the_page_of_measures_asks_does_not_grow_with_the_patients() {
    let (small, large) = (filled(SMALL), filled(SMALL * TIMES));
    let all = statements_below("src/measures");
    let asked: [(&str, &[&dyn ToSql]); 6] = [
        ("read.rs SUMS", params!["2027-05", "all"]),
        ("read.rs SUMS_BY_SCOPE", params!["2027-05"]),
        ("read.rs SCOPES", params!["2027-05", 500]),
        ("read.rs OF_MONTH", params!["2027-12", "", 51]),
        ("read.rs OPEN", params![0, i64::MAX, "2027-07-01"]),
        ("count.rs DUE_AFTER", params!["", 1]),
    ];
    for (name, asked) in asked {
        let found = all.iter().find(|(own, _)| own.ends_with(name));
        let (_, sql) = found.unwrap_or_else(|| panic!("{name} is no statement any more"));
        let (few, many) = (steps(&small, sql, asked), steps(&large, sql, asked));
        println!("{name}: {few} steps of {SMALL} patients, {many} of {}", SMALL * TIMES);
        assert!(many <= few + few / 4 + 60, "{name}: {few} steps become {many}");
    }
}
