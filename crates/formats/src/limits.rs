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

/// The largest document of the corpus has 238 KB; files inside (scans, PDFs) make documents of many
/// megabytes. 45 MB of XML still reads in about a second, and leaves room for one such file.
pub const DOCUMENT_BYTES_MAX: usize = 45 * 1024 * 1024;

/// XML nested deeper than this is refused: documents of the corpus nest up to 19 levels, and readers
/// of the tree call themselves.
pub const XML_DEPTH_MAX: usize = 128;

/// More XML nodes than this are refused: each costs memory. Documents of the corpus have one for 20 to
/// 45 bytes, so the largest we take would have two million.
pub const XML_NODES_MAX: u32 = 4_000_000;

/// More attributes on one element are refused: the XML parser compares each with all others.
pub const XML_ATTRIBUTES_MAX: usize = 256;

/// More namespace declarations in force at once are refused: each name is looked up among them.
pub const XML_NAMESPACES_MAX: usize = 256;

/// A text that an entry refers to is cut here: a reference to a whole table, made a thousand
/// times, must not make a thousand tables.
pub const REFERENCED_TEXT_CHARS_MAX: usize = 4_000;

/// So many nodes are looked at for one such text: an empty table must not be walked a thousand times.
pub const REFERENCED_TEXT_NODES_MAX: usize = 4_000;

/// More codes (translations) of one concept are left to the original: real ones have up to ten.
pub const CODINGS_MAX: usize = 64;

/// More languages, races or other traits of one person are left to the original.
pub const TRAITS_MAX: usize = 64;

/// Issues of one document beyond this number are only counted.
pub const ISSUES_MAX: usize = 1_000;
