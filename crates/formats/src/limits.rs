//! Every limit on what the readers take, with its reason.

/// A file that unpacks to more than this is refused: a Bundle is read as a whole, and the largest
/// real one we know (131,000 resources) has 190 MB. NDJSON is read in pieces and has no such limit.
pub const UNPACKED_BYTES_MAX: u64 = 1024 * 1024 * 1024;

/// What packs better than this is taken for a bomb, once it is larger than [`RATIO_FREE_BYTES`].
/// Real records pack 10 to 60 times (the same codes again and again); bombs a thousand times.
pub const RATIO_MAX: u64 = 400;

/// Up to here any ratio is fine: a small file can do no harm.
pub const RATIO_FREE_BYTES: u64 = 64 * 1024 * 1024;

/// A zip archive with more entries is refused: the largest export we know has one file a patient,
/// 100,000 patients.
pub const ZIP_ENTRIES_MAX: usize = 200_000;

/// Containers in containers (a zip of gz files): one level deep, as bulk exports come. Deeper is a
/// bomb or a mistake.
pub const CONTAINER_DEPTH_MAX: usize = 2;

/// So many broken parts of one file are reported each on its own; those behind are reported
/// together. More than a page of them nobody reads.
pub const REJECTED_APART_MAX: usize = 200;

/// How far into a file its kind is looked for: a DOCTYPE, comments and a stylesheet may stand before
/// the first XML element.
pub const DETECT_BYTES: usize = 64 * 1024;
