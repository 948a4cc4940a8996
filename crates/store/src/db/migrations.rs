//! The one numbered list of migrations, the same text for both engines. A file is never edited once
//! it has been released; each works while the previous release still runs.

/// Number, file name and text of each migration, in order.
pub(crate) const MIGRATIONS: &[(i64, &str, &str)] = &[
    (1, "0001_records.sql", include_str!("../../migrations/0001_records.sql")),
    (2, "0002_people.sql", include_str!("../../migrations/0002_people.sql")),
    (3, "0003_work.sql", include_str!("../../migrations/0003_work.sql")),
    (4, "0004_hub.sql", include_str!("../../migrations/0004_hub.sql")),
    (5, "0005_sign_in.sql", include_str!("../../migrations/0005_sign_in.sql")),
    (6, "0006_apps.sql", include_str!("../../migrations/0006_apps.sql")),
    (7, "0007_rules.sql", include_str!("../../migrations/0007_rules.sql")),
    (8, "0008_hub_rounds.sql", include_str!("../../migrations/0008_hub_rounds.sql")),
    (9, "0009_lists.sql", include_str!("../../migrations/0009_lists.sql")),
    (10, "0010_tokens.sql", include_str!("../../migrations/0010_tokens.sql")),
    (11, "0011_imports.sql", include_str!("../../migrations/0011_imports.sql")),
];

/// Where the rows of a table lie in a distributed database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spread {
    /// With their patient, whose key begins the primary key.
    ByPatient,
    /// On every node: small, read by everybody, seldom written.
    Everywhere,
    /// On the node that the others are asked through.
    Coordinator,
}

/// A table of the migrations.
#[derive(Debug)]
pub(super) struct MigratedTable {
    pub(super) name: &'static str,
    pub(super) spread: Spread,
}

/// Every table that the migrations make, in their order.
pub(super) fn tables() -> Vec<MigratedTable> {
    let made = MIGRATIONS.iter().flat_map(|(.., text)| text.split("create table ").skip(1));
    let tables = made.filter_map(|rest| {
        let (name, columns) = rest.split_once(" (")?;
        let is_of_patient = columns.trim_start().starts_with("patient_id ");
        let is_everywhere = name == "site" || name.starts_with("directory");
        let spread = match (is_of_patient, is_everywhere) {
            (true, _) => Spread::ByPatient,
            (false, true) => Spread::Everywhere,
            (false, false) => Spread::Coordinator,
        };
        Some(MigratedTable { name, spread })
    });
    tables.collect()
}

/// Made before the first migration runs.
pub(super) const VERSION_TABLE: &str = "
    create table if not exists schema_version (
        version bigint not null primary key,
        name text not null
    )";

/// The migrations that have run.
pub(super) const VERSION_NEWEST: &str = "
    select coalesce(max(version), 0) from schema_version";

/// Notes that a migration has run.
pub(super) const VERSION_ADD: &str = "
    insert into schema_version (version, name) values ($1, $2)";

/// The migrations that are still to run; an error if the database is newer than this program.
pub(super) fn outstanding(
    newest: i64,
) -> Result<impl Iterator<Item = &'static (i64, &'static str, &'static str)>, String> {
    let known = MIGRATIONS.last().map_or(0, |(version, ..)| *version);
    if newest > known {
        return Err(format!(
            "the database was made by a newer bluebutton (tables {newest}, this program knows \
             {known}): start the newer program"
        ));
    }
    Ok(MIGRATIONS.iter().filter(move |(version, ..)| *version > newest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn migrations_are_numbered_upwards_from_one() {
        assert!(MIGRATIONS.is_sorted_by(|one, next| one.0 < next.0));
        for (version, name, text) in MIGRATIONS {
            assert!(name.starts_with(&format!("{version:04}_")), "{name}");
            assert!(!text.is_empty());
        }
    }

    #[test]
    fn every_table_is_told_where_it_lies() {
        let tables = tables();
        let of = |name: &str| tables.iter().find(|table| table.name == name).unwrap().spread;
        assert_eq!(of("record_segment"), Spread::ByPatient);
        assert_eq!(of("audit_head"), Spread::ByPatient);
        assert_eq!(of("directory_resource"), Spread::Everywhere);
        assert_eq!(of("account"), Spread::Coordinator);
    }

    #[test]
    fn a_database_of_a_newer_program_is_refused() {
        assert!(outstanding(1_000).is_err());
    }
}
