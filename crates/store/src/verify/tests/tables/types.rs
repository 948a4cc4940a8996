//! Values of another type than their column's, which SQLite lets anybody write.

use super::*;

/// A value of another type than the column's, as SQLite lets anybody write it.
fn of_another_type(value: &Value, declared: &str) -> Value {
    match (value, declared) {
        (Value::Bytes(_), _) | (Value::Null, "bytea") => Value::Text("no bytes".to_owned()),
        _ => Value::Bytes(vec![7; 5]),
    }
}

#[tokio::test]
async fn a_value_of_another_type_is_a_finding_and_ends_no_check() {
    let site = lived_in().await;
    let mut unseen = Unseen::default();
    for table in Table::all(&site).await {
        let rows = table.rows(&site).await;
        let Some((id, row)) = rows.last() else { continue };
        for column in 0..row.len() {
            let (name, declared) = &table.columns[column];
            let mut other = row.clone();
            other[column] = of_another_type(&row[column], declared);
            if table.put(&site, *id, &other, Some(row)).await
                && let Ok(store) = site.open_again().await
            {
                let place = format!("{}.{name}", table.name);
                let wait = std::time::Duration::from_mins(1);
                let verified = tokio::time::timeout(wait, store.verify(|_, _| {})).await;
                let found = verified.unwrap_or_else(|_| panic!("{place}: verify does not end"));
                let found = found.unwrap_or_else(|error| panic!("{place}: {error}"));
                if found.findings.is_empty() {
                    unseen.0.entry("flipped").or_default().insert(place);
                }
            }
            table.restore(&site, &rows).await;
        }
    }
    let (known, unseen) =
        (known(&["flipped", "gone"]), unseen.0.remove("flipped").unwrap_or_default());
    // With a key of another type a row is found by nobody: it is as if it were gone.
    let is_gone = |place: &&String| {
        place.split('.').next().is_some_and(|table| known["gone"].contains(table))
    };
    let new: Vec<_> =
        unseen.difference(&known["flipped"]).filter(|place| !is_gone(place)).collect();
    assert!(new.is_empty(), "{new:?}");
}

/// Lines, heads, leaves, tiles and checkpoints say of such a value that it is one.
#[tokio::test]
async fn in_the_trail_it_is_said_which_column_holds_something_else() {
    let site = lived_in().await;
    for (name, column) in [
        ("audit_line", "at"),
        ("audit_line", "sealed"),
        ("audit_line", "hash"),
        ("log_leaf", "seq"),
        ("log_leaf", "hash"),
        ("log_tile", "hashes"),
        ("log_checkpoint", "size"),
    ] {
        let table = Table::all(&site).await.into_iter().find(|table| table.name == name).unwrap();
        let rows = table.rows(&site).await;
        let (id, row) = rows.last().unwrap();
        let place = table.columns.iter().position(|(one, _)| one == column).unwrap();
        let mut other = row.clone();
        other[place] = of_another_type(&row[place], &table.columns[place].1);
        assert!(table.put(&site, *id, &other, Some(row)).await, "{name}.{column}");

        let found = site.store.verify(|_, _| {}).await.unwrap().findings;

        let says = |finding: &String| finding.starts_with(name) && finding.contains("instead of");
        assert!(found.iter().any(says), "{name}.{column}: {found:?}");
        table.restore(&site, &rows).await;
    }
}
