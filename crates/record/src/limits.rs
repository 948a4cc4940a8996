//! Every limit on what comes from outside, with its reason.

/// JSON nested deeper than this is refused: FHIR's own deepest resources nest about 20 levels.
pub const JSON_DEPTH_MAX: usize = 96;

/// A JSON text longer than this is refused: offsets are 32 bits, and the largest real Bundle we
/// know (131,000 resources) has 190 MB.
pub const JSON_BYTES_MAX: usize = 1024 * 1024 * 1024;

/// The largest single resource that is kept in a record; larger ones (attachments inline) go to
/// quarantine with a reason. FHIR servers commonly stop at 16 to 20 MB.
pub const RESOURCE_BYTES_MAX: usize = 32 * 1024 * 1024;

/// Narrative nested deeper than this is flattened: browsers and paper show no more.
pub const NARRATIVE_DEPTH_MAX: usize = 32;

/// A table wider than this is no table for a page; further cells are joined into the last one.
pub const NARRATIVE_COLUMNS_MAX: usize = 64;

/// A text attachment longer than this (base64) is for download, not for reading on the page.
pub const NOTE_BYTES_MAX: usize = 4 * 1024 * 1024;

/// A printed range longer than this is a paragraph about ranges: the longest of one range that we
/// have seen has 40 letters.
pub const RANGE_CHARS_MAX: usize = 120;

/// Names, homes, telephone numbers that are remembered of one patient to know them again: people
/// move and change names, but not a hundred times.
pub const PORTRAIT_LIST_MAX: usize = 24;

/// Numbers that are remembered of one patient to know them again; a hostile file has 100,000.
pub const PORTRAIT_NUMBERS_MAX: usize = 200;

/// Somebody is found by name, date, number and home; whoever types more pastes a text.
pub const TYPED_PIECES_MAX: usize = 8;

/// What a file takes back is looked for in the record of each of its patients: so many places at most, some 150
/// bytes each.
pub const DELETIONS_MAX: usize = 1_000_000;

/// Among more people a full name and a birth date do not tell one of them: two people of one name and birth
/// date are expected among this many once in 58 such sites, in the worst town once in three (`docs/matching.md`).
pub const SMALL_SITE_PEOPLE_MAX: u64 = 20_000;
