//! docs/reliability.md says of each finding which test tries it again: those tests are there, by those names.

use std::collections::BTreeSet;
use std::path::Path;

/// What stands in backticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

fn tests_below(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() && entry.file_name() != "target" {
            tests_below(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            let tests = text.split("#[test]").skip(1).chain(text.split("#[tokio::test").skip(1));
            found.extend(tests.filter_map(|rest| {
                let (_, rest) = rest.split_once("fn ")?;
                Some(rest.split_once('(')?.0.to_owned())
            }));
        }
    }
}

#[test]
fn every_finding_names_a_test_that_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let document = std::fs::read_to_string(root.join("docs/reliability.md")).unwrap();
    let (_, part) =
        document.split_once("## Each finding, and the test that tries it again").unwrap();
    let part = part.split_once("\n## ").map_or(part, |(part, _)| part);
    let mut tests = BTreeSet::new();
    tests_below(&root.join("crates"), &mut tests);
    let rows: Vec<(&str, &str)> = part
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |")?.split_once(" | "))
        .filter(|(finding, _)| *finding != "Finding")
        .collect();
    assert!(rows.len() > 50, "{} rows are read", rows.len());
    let mut missing = Vec::new();
    for (finding, tried) in rows {
        let names: Vec<&str> = quoted(tried).collect();
        if names.is_empty() {
            missing.push(format!("{finding}: by no test"));
        }
        let is_there = |name: &str| match name.split_once('/') {
            Some(_) => root.join(name).exists(),
            None => tests.contains(name),
        };
        missing.extend(
            names.iter().filter(|name| !is_there(name)).map(|name| format!("{finding}: {name}")),
        );
    }
    assert_eq!(missing, Vec::<String>::new());
}
