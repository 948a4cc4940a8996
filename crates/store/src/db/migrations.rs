//! The one numbered list of migrations, the same text for both engines. A file is never edited once
//! it has been released; each works while the previous release still runs.

/// Number, file name and text of each migration, in order.
pub(crate) const MIGRATIONS: &[(i64, &str, &str)] = &[
    (1, "0001_records.sql", include_str!("../../migrations/0001_records.sql")),
    (2, "0002_people.sql", include_str!("../../migrations/0002_people.sql")),
    (3, "0003_work.sql", include_str!("../../migrations/0003_work.sql")),
];

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
    fn migrations_are_numbered_from_one_without_gaps() {
        for (expected, (version, name, text)) in (1..).zip(MIGRATIONS) {
            assert_eq!(*version, expected);
            assert!(name.starts_with(&format!("{version:04}_")), "{name}");
            assert!(!text.is_empty());
        }
    }

    #[test]
    fn a_database_of_a_newer_program_is_refused() {
        assert!(outstanding(1_000).is_err());
    }
}
