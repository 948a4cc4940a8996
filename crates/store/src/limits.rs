//! Every limit of the store, with its reason.

mod accounts;
mod imports;

pub use accounts::*;
pub use imports::*;

/// So many waiting writes share one commit at most: more would let the first of them wait long.
pub const GROUP_WRITES_MAX: usize = 256;

/// A commit takes no further writes after so many milliseconds, so that nobody waits for strangers.
pub const GROUP_TIME_MS_MAX: u64 = 20;

/// Reader connections of the embedded database: more than two cores use, fewer than memory notices.
pub const SQLITE_READERS: usize = 4;

/// A request is answered within so many seconds, if only by "try again": whoever waits at a page
/// leaves after that, and what waits with them would pile up.
pub const ANSWER_SECONDS: u64 = 5;

/// When to come back to a database that is busy.
pub const BUSY_SECONDS: u64 = 2;

/// When to come back to a database that is away: it takes so long to start or to fail over.
pub const AWAY_SECONDS: u64 = 10;

/// How long an import waits for a database that is away: a night's maintenance takes less.
pub const WORK_PATIENCE_SECONDS: u64 = 60 * 60;

/// A process looks after so long at the latest whether another root key lies in the folder, before it guards a row.
pub const KEY_LOOK_SECONDS: u64 = 5;

/// An older root key guards rows for so long after all were guarded anew: every process has heard of the new one,
/// and what it had begun before is committed.
pub const GUARDS_OVERLAP_SECONDS: i64 = 60;

/// An import looks again after so long at the latest whether the database is back.
pub const WORK_PAUSE_MS_MAX: u64 = 5_000;

/// How long a write waits for another process (an import beside the server) to finish its own.
pub const SQLITE_WAIT_MS: u64 = 3_000;

/// Prepared statements kept per connection: more than the store has.
pub const STATEMENTS_CACHED: usize = 256;

/// Connections to PostgreSQL per node: a small server allows 100 in all.
pub const POSTGRES_CONNECTIONS: usize = 16;

/// How long a request waits for a connection before it says that the database is busy.
pub const POSTGRES_WAIT_SECONDS: u64 = 3;

/// How long one that the server refused waits for one that comes back before it asks the server again.
pub const POSTGRES_REFUSED_MS: u64 = 250;

/// How long a server may take to answer a connection: one that was unplugged never does.
pub const POSTGRES_CONNECT_SECONDS: u64 = 3;

/// How long a statement waits for rows that others have locked, within what a request may take.
pub const POSTGRES_LOCK_MS: u64 = 3_000;

/// How long a statement of a request may take.
pub const POSTGRES_STATEMENT_MS: u64 = 4_000;

/// How long an import waits for locked rows.
pub const POSTGRES_WORK_LOCK_MS: u64 = 60_000;

/// How often a transaction that collided runs before its failure is told: locks taken in one order
/// leave few collisions, and each round lets at least one of those through.
pub const POSTGRES_RUNS_MAX: u32 = 40;

/// How often a write that met a key of somebody else runs in all. Whoever took the key in the same
/// moment is seen by the next run; a key that was there before stays, and is told as a conflict.
pub const POSTGRES_KEY_RUNS_MAX: u32 = 4;

/// Lanes in which writes to one record wait for each other: more than there are connections.
pub const POSTGRES_LANES: usize = 64;

/// Chains in one checkpoint: more go into the next one, so that nobody waits long for the writer.
pub const CHECKPOINT_HEADS_MAX: usize = 10_000;

/// What an audit line tells: names, an address and a reason, each bounded where it is typed; whatever
/// is not must not make lines that nobody can list.
pub const AUDIT_LINE_BYTES_MAX: usize = 16 * 1024;

/// Rows that `verify` holds in memory at once.
pub const VERIFY_ROWS: i64 = 2_000;

/// The longest list anybody reads in one piece; more is on the next page.
pub const LIST_MAX: usize = 500;

/// Chains whose events are counted in one transaction: a few milliseconds.
pub const COUNTED_CHAINS: i64 = 200;

/// Lines in one file of proof: years of somebody who looks every day; some 30 MB.
pub const PROOF_LINES_MAX: i64 = 100_000;

/// The longest line from the patient to the recipient of a transmission.
pub const MESSAGE_CHARS_MAX: usize = 1_000;

/// Finished jobs are kept for a month, for whoever looks into what happened.
pub const JOBS_KEPT_SECONDS: i64 = 30 * 24 * 60 * 60;

/// A worker has a job for so long and asks for more while it works: a dead one's is taken by
/// another after this time.
pub const JOB_LEASE_SECONDS: i64 = 60;

/// After so many workers in a row that went away without a word over it, a job is parked: it may
/// be what kills them.
pub const JOB_LOST_MAX: i64 = 3;

/// A worker that finds a job just taken by another looks for the next one so often.
pub const JOB_TAKE_TRIES: u32 = 16;

/// A segment holds so many resources at most: one page of a large record needs one segment decoded.
pub const SEGMENT_RESOURCES_MAX: usize = 2_048;

/// Parts of one record: somebody registered anew at every visit of a year is the worst we know of.
pub const PARTS_MAX: usize = 64;

/// So many resources of a record leave in one piece: some megabytes.
pub const FLOW_PIECE: usize = 1_024;

/// And so many bytes of them, unless one alone is larger: a document may have megabytes.
pub const FLOW_PIECE_BYTES: usize = 4 * 1024 * 1024;

/// Up to so many resources leave in the order of the sections: their decoded segments stay in memory.
pub const FLOW_IN_ORDER_MAX: usize = 32_768;

/// A record with more segments is worth putting together: each costs a row and two openings.
pub const SEGMENTS_BEFORE_COMPACTION: i64 = 64;

/// A segment of no more versions than this is a small one: its row and its opening cost more than what is in it.
pub const SMALL_SEGMENT_RESOURCES: i64 = 32;

/// With more small segments a record is worth putting together, too: a feed that brings one result at a time
/// makes one each time.
pub const SMALL_SEGMENTS_BEFORE_COMPACTION: i64 = 16;

/// So many segments become one at most: bounds what is in memory at once.
pub const COMPACTED_AT_ONCE: i64 = 512;

/// A segment holds so many bytes of JSON at most (or one larger resource): decoded in a few milliseconds.
pub const SEGMENT_BYTES_MAX: usize = 4 * 1024 * 1024;

/// No data part unpacks to more: the largest resource on its own.
pub const SEGMENT_UNPACKED_MAX: usize =
    SEGMENT_BYTES_MAX + bluebutton_record::limits::RESOURCE_BYTES_MAX;

/// A patient's card unpacked: a Patient of ten thousand names and numbers has a tenth of this.
pub const CARD_BYTES_MAX: usize = 64 * 1024 * 1024;

/// No ledger and no facts unpack to more: a claim may refer to hundreds of visits.
pub const LEDGER_BYTES_MAX: usize = 64 * 1024 * 1024;

/// Merged indexes in memory: a record of 500,000 resources takes 55 MB, an ordinary one 0.1 MB.
pub const INDEX_CACHE_BYTES: u64 = 64 * 1024 * 1024;

/// Decoded segments in memory: about 90,000 resources.
pub const DATA_CACHE_BYTES: u64 = 128 * 1024 * 1024;

/// Words of searched records in memory: about 200,000 resources.
pub const WORDS_CACHE_BYTES: u64 = 64 * 1024 * 1024;

/// What views hide of records that were opened with limits lately: a bit for each entry.
pub const SHOWN_CACHE_BYTES: u64 = 16 * 1024 * 1024;

/// A doctor's name that came in late is found after so long at the latest.
pub const WORDS_CACHE_SECONDS: u64 = 5 * 60;

/// So many resources' words are kept in one piece: made in some 20 ms.
pub const WORDS_BLOCK: usize = 2_048;

/// One search looks through about so many resources, newest first; older ones on request.
pub const SEARCHED_AT_ONCE: usize = 10 * WORDS_BLOCK;

/// A smaller segment is read along with its index: an ordinary record opens in one transaction.
pub const DATA_ALONG_BYTES: i64 = 128 * 1024;

/// And only of a record whose segments have no more bytes together, some ten thousand resources: a longer
/// one is decoded as far as it is looked at.
pub const DATA_ALONG_BYTES_IN_ALL: i64 = 1024 * 1024;

/// Segments decoded in one go while a whole record is read, some megabytes each: bounds what is in memory at once.
pub const SEGMENTS_AT_ONCE: usize = 4;

/// Segments that stay in memory while a record is laid out that is longer than [`FLOW_IN_ORDER_MAX`], beside those
/// being decoded: some 32 MB.
pub const RECENT_SEGMENTS: usize = 8;

/// How often an import starts over because others wrote to the same records in between.
pub const COMMIT_RUNS_MAX: u32 = 50;

/// Tokens by which people are found that stand in the tree of the newest before they move to the large one: those of
/// some 35,000 people, 20 MB.
pub const NEW_TOKENS_MAX: i64 = 500_000;

/// A piece of a file that brings so many is a large file's, and moves them: those of some 1,000 people.
pub const TOKENS_OF_LARGE_PIECE: usize = 15_000;

/// Of those that move, as many as go in one transaction: what it writes to stays in the cache of pages.
pub const TOKENS_MOVED_AT_ONCE: i64 = 4_000;

/// Longest prefix of a name's word that is found; longer words are found by it.
pub const NAME_PREFIX_CHARS_MAX: usize = 12;

/// Cards a staff search opens and holds against what was typed: each costs some 50 µs.
pub const SEARCH_CARDS_MAX: usize = 600;

/// Candidates a staff search looks through: whoever finds more must type more.
pub const SEARCH_CANDIDATES_MAX: i64 = 2_000;

/// No original is larger: what one file may bring (see exchange), unpacked.
pub const FILE_UNPACKED_MAX: usize = 2 * 1024 * 1024 * 1024;

/// A file without a row is no leftover for so long: the import that wrote it may still be running.
pub const LEFTOVER_SECONDS: i64 = 24 * 60 * 60;

/// Transmissions of one record in 24 hours: a person who changes doctors writes to five or ten.
pub const TRANSMISSIONS_PER_DAY: i64 = 50;

/// So many rows of each kind that decide who may do what stay opened in memory: some 500 bytes each.
pub const OPENED_ROWS_MAX: u64 = 20_000;

/// And for so long: another node may have erased somebody.
pub const OPENED_ROWS_SECONDS: u64 = 5 * 60;

/// Whoever takes something out of the outbox has told it by then, or died.
pub const OUTBOX_LEASE_SECONDS: i64 = 10 * 60;

/// A notice that could not be given for so long would only astonish.
pub const OUTBOX_KEPT_SECONDS: i64 = 30 * 24 * 60 * 60;

/// Transmissions that one account asks for in a day, of all the records it may open: a caregiver of a
/// whole family, changing doctors.
pub const ACCOUNT_TRANSMISSIONS_PER_DAY: i64 = 100;

/// Patients of one file whose records are looked for in one transaction, in the order of what they are found by: a
/// tenth of a second of a reader.
pub const PATIENTS_MET_AT_ONCE: usize = 2_048;

/// Patients whose names and numbers are hashed before others get their turn: two milliseconds.
pub const QUESTIONS_AT_ONCE: usize = 64;

/// Records whose cards are opened to see which kinds of numbers there are: some 50 milliseconds.
pub const NUMBER_CARDS_MAX: usize = 1_000;

/// Shared numbers that one page lists: whoever has more looks for the source that sends them.
pub const SHARED_LISTED_MAX: usize = 100;

/// People with one number who are looked at: a family and more.
pub const MATCH_CANDIDATES_MAX: i64 = 48;

/// A number that so many others have is shared once one more turns up with it: the third.
pub const NUMBER_PEOPLE_MAX: usize = 2;

/// A plan's number is a family's; one that more people have is anybody's.
pub const MEMBER_NUMBER_PEOPLE_MAX: usize = 20;

/// The longest reason that staff give for a decision.
pub const DECISION_REASON_CHARS_MAX: usize = 500;

/// Text of a request, an answer or a statement: four pages. More is a letter, and comes as one.
pub const REQUEST_CHARS_MAX: usize = 10_000;

/// Requests of one record that are open at once: whoever has more waits for an answer first.
pub const REQUESTS_OPEN_MAX: usize = 50;

/// Requests of one record that are listed; older ones stay in the trail.
pub const REQUESTS_LISTED_MAX: i64 = 500;

/// Recipients for whom one restriction holds.
pub const RECIPIENTS_MAX: usize = 20;

/// Attempts to write one entry while others write to the same record: each takes milliseconds.
pub const OWN_WRITE_RUNS_MAX: usize = 8;

/// Entries that people write themselves into one record on one day: a reading every ten minutes.
pub const OWN_ENTRIES_PER_DAY: i64 = 150;

/// A paper of the office: a court's order or a power of attorney, scanned. It stands in a row, so it is
/// smaller than a file of a record.
pub const OFFICE_PAPER_BYTES_MAX: usize = 8 * 1024 * 1024;

/// A file that somebody puts into their own record. Larger than a photograph of a good telephone (6 MB)
/// or a scanned report of a hundred pages.
pub const OWN_FILE_BYTES_MAX: usize = 15 * 1024 * 1024;

/// Something is withheld from a patient for so many days at most before it is decided anew.
pub const WITHHOLDING_DAYS_MAX: i64 = 366;

/// An emergency is over, or an own account of the patient's choice is at hand, within a few hours.
pub const EMERGENCY_SECONDS: i64 = 2 * 60 * 60;

/// Others of a name in a court's order whom the office expects.
pub const NAMESAKES_MAX: usize = 20;

/// Lines of a record that one page of somebody who reads only their own looks through: what others did is
/// opened with it, for the lines lie in one chain. Some hundredths of a second.
pub const OWN_LINES_LOOKED_MAX: usize = 2_000;

/// Lines of the trail that a page looks through: half a second of opening them.
pub const TRAIL_LINES_MAX: usize = 50_000;

/// Lines of the trail in one file: some 30 MB. What is over is said in the file.
pub const TRAIL_EXPORT_MAX: usize = 50_000;

/// Patients whose numbers are counted in one transaction: a second of reading their records.
pub const MEASURED_AT_ONCE: i64 = 100;

/// Patients who are counted in one turn of a worker: some seconds, far from the end of its lease.
pub const MEASURED_PER_TURN: usize = 2_000;

/// Patients that one look at a page opens to list those behind a number, or to go on counting days that
/// somebody chose: a second. `bluebutton measures` has no such limit.
pub const MEASURED_LOOKED_MAX: usize = 20_000;

/// How long what was counted of chosen days is kept where it took more than one look.
pub const DAYS_COUNTED_SECONDS: i64 = 60 * 60;

/// So many counts of chosen days are kept: whoever chooses others begins anew.
pub const DAYS_COUNTS_MAX: usize = 8;

/// Organizations or clinicians that a page offers to choose from.
pub const MEASURE_SCOPES_MAX: i64 = 1_000;

/// What is sealed of one patient for the measures: a thousand visits a year for a lifetime.
pub const MEASURED_BYTES_MAX: usize = 32 * 1024 * 1024;

/// Rules of privacy that hold beside the settings file. Of codes some hundreds are a list of their own, which
/// is what `topics_file` is for.
pub const SITE_RULES_MAX: usize = 500;

/// Rules that are kept with those that were ended: one a day for fifty years.
pub const SITE_RULES_KEPT_MAX: i64 = 20_000;

/// Ended rules that are shown, the last first: what may be brought back.
pub const SITE_RULES_ENDED_SHOWN: usize = 50;

/// Apps that may be registered: a site of a large organization has some hundreds; more is a flood.
pub const APPS_MAX: i64 = 10_000;

/// Apps on the list of the staff, the newest first.
pub const APPS_LISTED_MAX: i64 = 200;

/// What an app says of itself, in a line: a name fits on a telephone's screen.
pub const APP_WORDS_CHARS_MAX: usize = 100;

/// Addresses of one app: for its site, its telephone's site, and tests.
pub const APP_REDIRECTS_MAX: usize = 10;

/// One of them.
pub const APP_ADDRESS_BYTES_MAX: usize = 300;

/// Public keys of one app: eight of RSA with 4,096 bits.
pub const APP_KEYS_BYTES_MAX: usize = 12 * 1024;

/// Apps that register themselves from one network address in a day: a developer who tries, and a clinic's
/// developers share an address.
pub const APPS_OF_ADDRESS_A_DAY: i64 = 20;

/// Apps of one network (`apps/itself.rs`) that registered themselves and that nobody has decided on: more is a
/// flood, and takes these places only.
pub const APPS_OF_NETWORK_UNDECIDED_MAX: usize = 20;

/// Apps that registered themselves and that nobody has decided on, in all: some kilobytes each. Where there are so
/// many, the network that has most makes room for one that has none, and then the day that has most.
pub const APPS_UNDECIDED_MAX: usize = 1_000;

/// An app that registered itself, that nobody decided on and nobody uses, goes after so many days.
pub const APP_UNUSED_DAYS: i64 = 14;

/// Apps that read one record at once.
pub const APP_GRANTS_MAX: usize = 50;

/// An app exchanges its code at once (RFC 6749, 4.1.2 asks for ten minutes at most).
pub const APP_CODE_SECONDS: i64 = 60;

/// What comes with a code: a nonce of an app, and a moment.
pub const APP_WITH_CODE_BYTES_MAX: usize = 800;

/// A code has under a hundred bytes, and what comes with it.
pub const APP_CODE_BYTES_MAX: usize = 100 + APP_WITH_CODE_BYTES_MAX;

/// A token of ours has under a hundred bytes.
pub const APP_TOKEN_BYTES_MAX: usize = 200;

/// The scopes of a grant: each type of US Core, narrowed to each of its categories.
pub const APP_SCOPES_BYTES_MAX: usize = 8_000;
