//! Whether statements stay with one record: what a distributed PostgreSQL needs to answer them on one
//! node (docs/scale.md).

use std::path::Path;

use super::super::migrations::{Spread, tables};

/// What the comment above a statement begins with that looks at many records, and says why.
const REASON: &str = "Over all records";

/// A statement of the crate with the comment above it.
struct Statement {
    name: String,
    comment: String,
    sql: String,
}

#[test]
fn every_statement_on_a_record_names_its_patient_or_says_why_not() {
    let of_records: Vec<&str> = tables()
        .iter()
        .filter(|table| table.spread == Spread::ByPatient)
        .map(|table| table.name)
        .collect();
    assert!(of_records.contains(&"record_segment") && of_records.contains(&"audit_line"));
    let statements = statements();
    let on_records: Vec<&Statement> =
        statements.iter().filter(|one| of_records.iter().any(|table| one.is_on(table))).collect();
    assert!(on_records.len() > 20, "the statements were not found");
    for one in on_records {
        assert!(
            one.names_its_patient() || one.comment.contains(REASON),
            "{} names no patient: a distributed database asks every node for it. Name the patient, \
             or begin its comment with \"{REASON}:\" and say why\n{}",
            one.name,
            one.sql
        );
    }
}

impl Statement {
    fn is_on(&self, table: &str) -> bool {
        let words: Vec<&str> =
            self.sql.split(|c: char| !(c.is_alphanumeric() || c == '_')).collect();
        words.windows(2).any(|two| {
            ["from", "into", "update", "join"].contains(&two[0].trim()) && two[1] == table
        })
    }

    fn names_its_patient(&self) -> bool {
        let sql = self.sql.trim_start();
        let columns = sql.split_once("values").map_or("", |(columns, _)| columns);
        sql.contains("patient_id = $")
            || (sql.starts_with("insert into") && columns.contains("patient_id"))
    }
}

#[test]
fn a_statement_without_a_patient_is_found() {
    let text = "
        /// Over all records: because.
        const GOOD: &str = \"
            select seq from audit_line\";

        const BAD: &str = \"
            select seq from audit_line where seq = $1\";";
    let [good, bad] = &statements_in("file", text)[..] else { panic!("not two statements") };
    assert!(good.is_on("audit_line") && !good.names_its_patient());
    assert!(good.comment.contains(REASON));
    assert!(bad.is_on("audit_line") && !bad.names_its_patient() && bad.comment.is_empty());
    assert!(!bad.is_on("audit"));
}

fn statements() -> Vec<Statement> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            let is_for_tests = path.file_stem().is_some_and(|stem| stem == "tests");
            if path.is_dir() && !is_for_tests {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") && !is_for_tests {
                let text = std::fs::read_to_string(&path).unwrap();
                // What stands behind `mod tests` is for tests.
                let text = text.split("\nmod tests {").next().unwrap();
                found.extend(statements_in(&path.display().to_string(), text));
            }
        }
    }
    found
}

fn statements_in(file: &str, text: &str) -> Vec<Statement> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices("const ") {
        let Some((name, rest)) = text[at + 6..].split_once(": &str = \"") else { continue };
        let is_name =
            name.bytes().all(|b| b.is_ascii_uppercase() || b == b'_' || b.is_ascii_digit());
        let Some((sql, _)) = rest.split_once("\";").filter(|_| is_name) else { continue };
        let line = text[..at].rfind('\n').unwrap_or(0);
        let above = text[..line].lines().rev().map(str::trim);
        let comment: Vec<&str> = above.take_while(|line| line.starts_with("//")).collect();
        let (name, sql) = (format!("{file} {name}"), sql.to_owned());
        found.push(Statement { name, comment: comment.join(" "), sql });
    }
    found
}
