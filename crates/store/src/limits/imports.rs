//! Limits on looking through imports, cases and what waits in quarantine.

/// Imports, or cases of people who may be one, that a look by name or by what became of them opens: half a
/// second. Days are found without opening any.
pub const SIFTED_MAX: usize = 5_000;

/// Further pieces of its files that a page of the list of imports opens: a fifth of a second. A file of 16 GB comes in
/// as so many.
pub const FILE_PIECES_MAX: usize = 2_000;

/// Things in quarantine that a search by words looks at: each is opened.
pub const QUARANTINE_LOOKED_MAX: usize = 5_000;

/// Entries of a document whose outcome the report of its import tells one by one: a document has some
/// hundred.
pub const ENTRIES_TOLD_MAX: usize = 2_000;
