//! What an import asks of the database and keeps in it grows with what comes in, and not faster: counted,
//! not timed.

use super::*;

/// So many people, no two of whom share a name, a birth date or a number.
fn people(count: usize) -> String {
    let person = |at: usize| {
        let born =
            format!("19{:02}-{:02}-{:02}", 10 + at % 80, 1 + at / 80 % 12, 1 + at / 960 % 28);
        let letters: String = at.to_string().bytes().map(|digit| char::from(digit + 49)).collect();
        format!(
            r#"{{"resourceType":"Patient","id":"p{at}","identifier":[{{"system":"urn:mrn","value":"7{at:05}"}}],"name":[{{"family":"Q{letters}","given":["{letters}a"]}}],"birthDate":"{born}"}}"#
        )
    };
    (0..count).map(person).collect::<Vec<_>>().join("\n")
}

/// Transactions and statements asked for, rows that came back and that are there afterwards, and bytes of the
/// database with its log.
async fn cost(count: usize, lines: String) -> [(&'static str, u64); 5] {
    let clinic = Clinic::open().await;
    clinic.put("Patient.ndjson", lines);
    let before = clinic.store.transactions();
    let (statements, read) = clinic.store.statements_and_rows();
    let summary = clinic.import().await;
    assert_eq!(summary.counts()["Patient"], [count, 0, 0]);
    let transactions = clinic.store.transactions() - before;
    let after = clinic.store.statements_and_rows();
    let (statements, read) = (after.0 - statements, after.1 - read);
    let found = clinic.store.verify(|_, _| {}).await.unwrap();
    assert!(found.findings.is_empty(), "{:?}", found.findings);
    let rows = found.records + found.segments + found.audit_lines + found.checkpoints;
    let mut bytes = 0;
    for entry in std::fs::read_dir(clinic.data.path().join("data")).unwrap().flatten() {
        if entry.file_name().to_string_lossy().starts_with("bluebutton.sqlite") {
            bytes += entry.metadata().unwrap().len();
        }
    }
    [
        ("transactions", transactions),
        ("statements", statements),
        ("rows that came back", read),
        ("rows", rows),
        ("bytes", bytes),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn twice_as_many_people_cost_twice_as_much() {
    let (one, two) = (cost(600, people(600)).await, cost(1_200, people(1_200)).await);
    for ((what, one), (_, two)) in one.into_iter().zip(two) {
        assert!(one > 0, "{what} are not counted");
        assert!(two * 100 <= one * 215, "{what}: {one} for 600 people, {two} for 1,200");
    }
}

/// One person of so many numbers.
fn numbered(count: usize) -> String {
    let numbers: Vec<String> = (0..count)
        .map(|at| format!(r#"{{"system":"urn:clinic:{at}","value":"N{at:06}"}}"#))
        .collect();
    format!(
        r#"{{"resourceType":"Patient","id":"p1","identifier":[{}],"name":[{{"family":"Reyes","given":["Ana"]}}],"birthDate":"1955-03-14"}}"#,
        numbers.join(",")
    )
}

/// Of 100,000 numbers of one patient each was once compared with each.
#[tokio::test(flavor = "multi_thread")]
async fn a_person_of_twice_as_many_numbers_costs_twice_as_much() {
    let (one, two) = (cost(1, numbered(2_000)).await, cost(1, numbered(4_000)).await);
    for ((what, one), (_, two)) in one.into_iter().zip(two) {
        assert!(two * 100 <= one * 215, "{what}: {one} for 2,000 numbers, {two} for 4,000");
    }
    // A hundred thousand come in: what goes over all for each does not come to its end.
    cost(1, numbered(100_000)).await;
}
