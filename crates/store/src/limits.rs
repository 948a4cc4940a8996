//! Every limit of the store, with its reason.

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

/// Rows that `verify` holds in memory at once.
pub const VERIFY_ROWS: i64 = 2_000;

/// The longest list anybody reads in one piece; more is on the next page.
pub const LIST_MAX: usize = 500;

/// Wrong passwords for one login before waiting begins: more than anybody mistypes.
pub const LOGIN_ATTEMPTS_FREE: i64 = 10;

/// Wrong passwords from one network address: a whole clinic or family may share one.
pub const ADDRESS_ATTEMPTS_FREE: i64 = 50;

/// Wrong second-factor codes for one account: a million codes, three hold at a time.
pub const CODE_ATTEMPTS_FREE: i64 = 10;

/// Wrong second-factor codes in one session before the password is asked again.
pub const CODE_ATTEMPTS_PER_SESSION: i64 = 5;

/// Invitation codes tried from one network address; a library's visitors may share one.
pub const ADDRESS_CODES_FREE: i64 = 20;

/// The first wait after too many attempts; it doubles from there.
pub const THROTTLE_WAIT_SECONDS: i64 = 60;

/// The longest wait: nobody can lock a patient out for longer by guessing at their login.
pub const THROTTLE_WAIT_SECONDS_MAX: i64 = 15 * 60;

/// After so long without an attempt, counting starts anew.
pub const THROTTLE_QUIET_SECONDS: i64 = 15 * 60;

/// A session ends after so long without a page (NIST SP 800-63B AAL2: at most 30 minutes).
pub const SESSION_IDLE_SECONDS: i64 = 15 * 60;

/// A session ends after so long in any case (AAL2: at most 12 hours).
pub const SESSION_SECONDS: i64 = 12 * 60 * 60;

/// Between password and second factor: time to find a telephone and set up an app.
pub const SIGN_IN_SECONDS: i64 = 60 * 60;

/// A new second factor in place of another is confirmed within this time after the password was
/// given: an open session may be left alone.
pub const RENEWAL_SECONDS: i64 = 15 * 60;

/// A session's end is moved at most so often: pages must not cost a write each.
pub const SESSION_TOUCH_SECONDS: i64 = 30;

/// Recovery codes given out with a second factor.
pub const RECOVERY_CODES: usize = 10;

/// Attempts on one invitation code: for wrong birth dates, there are some 30,000 of them.
pub const INVITATION_ATTEMPTS: i64 = 5;

/// An invitation code holds for two weeks: time for the mail.
pub const INVITATION_SECONDS: i64 = 14 * 24 * 60 * 60;

/// Passwords hashed at once: each takes a core and some 20 MB.
pub const PASSWORDS_AT_ONCE: usize = 2;

/// Sign-ins that wait for their turn: at some thirty a second the last of them waits two seconds.
/// Whoever comes then is asked to try again.
pub const PASSWORDS_WAITING_MAX: usize = 64;

/// The longest login: an e-mail address has at most 254 characters.
pub const LOGIN_CHARS_MAX: usize = 254;

/// The longest name of a person.
pub const NAME_CHARS_MAX: usize = 200;

/// Caregivers of one record, ended ones included.
pub const CAREGIVERS_MAX: usize = 200;

/// Grants that were given by somebody who was let in themselves: so many one behind the other.
pub const GIVERS_MAX: usize = 3;

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

/// So many jobs lead to one destination at the same time: a mail system that is slow holds two
/// workers, and all others go on.
pub const JOBS_PER_DESTINATION: i64 = 2;

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

/// Up to so many resources leave in the order of the sections: their decoded segments stay in memory.
pub const FLOW_IN_ORDER_MAX: usize = 32_768;

/// A record with more segments is worth putting together: each costs a row and two openings.
pub const SEGMENTS_BEFORE_COMPACTION: i64 = 64;

/// So many segments become one at most: bounds what is in memory at once.
pub const COMPACTED_AT_ONCE: i64 = 512;

/// A segment holds so many bytes of JSON at most (or one larger resource): decoded in a few milliseconds.
pub const SEGMENT_BYTES_MAX: usize = 4 * 1024 * 1024;

/// No data part unpacks to more: the largest resource on its own.
pub const SEGMENT_UNPACKED_MAX: usize =
    SEGMENT_BYTES_MAX + bluebutton_record::limits::RESOURCE_BYTES_MAX;

/// No ledger and no facts unpack to more: a claim may refer to hundreds of visits.
pub const LEDGER_BYTES_MAX: usize = 64 * 1024 * 1024;

/// Merged indexes in memory: a record of 131,000 resources takes 15 MB, an ordinary one 0.1 MB.
pub const INDEX_CACHE_BYTES: u64 = 64 * 1024 * 1024;

/// Decoded segments in memory: about 90,000 resources.
pub const DATA_CACHE_BYTES: u64 = 128 * 1024 * 1024;

/// Words of searched records in memory: about 200,000 resources.
pub const WORDS_CACHE_BYTES: u64 = 64 * 1024 * 1024;

/// What views hide of records that were opened with limits lately: 16 bytes an entry.
pub const SHOWN_CACHE_BYTES: u64 = 16 * 1024 * 1024;

/// A doctor's name that came in late is found after so long at the latest.
pub const WORDS_CACHE_SECONDS: u64 = 5 * 60;

/// So many resources' words are kept in one piece: made in some 20 ms.
pub const WORDS_BLOCK: usize = 2_048;

/// One search looks through about so many resources, newest first; older ones on request.
pub const SEARCHED_AT_ONCE: usize = 10 * WORDS_BLOCK;

/// Segments decoded in one go while a whole record is read: bounds what is in memory at once.
pub const SEGMENTS_AT_ONCE: usize = 16;

/// How often an import starts over because others wrote to the same records in between.
pub const COMMIT_RUNS_MAX: u32 = 50;

/// Longest prefix of a name's word that is found; longer words are found by it.
pub const NAME_PREFIX_CHARS_MAX: usize = 12;

/// Words of a staff search that are looked at.
pub const SEARCH_WORDS_MAX: usize = 6;

/// Candidates a staff search looks through: whoever finds more must type more.
pub const SEARCH_CANDIDATES_MAX: i64 = 2_000;

/// No original is larger: what one file may bring (see exchange), unpacked.
pub const FILE_UNPACKED_MAX: usize = 2 * 1024 * 1024 * 1024;

/// A file without a row is no leftover for so long: the import that wrote it may still be running.
pub const LEFTOVER_SECONDS: i64 = 24 * 60 * 60;

/// Transmissions of one record in 24 hours: a person who changes doctors writes to five or ten.
pub const TRANSMISSIONS_PER_DAY: i64 = 50;

/// People with one number who are looked at: a family and more.
pub const MATCH_CANDIDATES_MAX: i64 = 48;

/// A number that so many others have is shared once one more turns up with it: the third.
pub const NUMBER_PEOPLE_MAX: usize = 2;

/// A plan's number is a family's; one that more people have is anybody's.
pub const MEMBER_NUMBER_PEOPLE_MAX: usize = 20;

/// The longest reason that staff give for a decision.
pub const DECISION_REASON_CHARS_MAX: usize = 500;
