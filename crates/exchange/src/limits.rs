//! Every limit on what comes from outside, with its reason.

/// PDFs being typeset at the same time. Each takes one core and up to 100 MB.
pub const PDF_AT_ONCE: usize = 2;

/// A paper of less than this (its words, as JSON) is small: about 1,000 entries, a fifth of a second.
pub const PDF_SMALL_BYTES: usize = 1024 * 1024;

/// The longest that a paper may take; one of 10,000 entries takes six seconds of an idle core.
pub const PDF_SECONDS_MAX: u64 = 120;

/// Address space of a process that typesets; a paper of 10,000 entries needs 650 MB.
pub const PDF_MEMORY_BYTES_MAX: u64 = 2 * 1024 * 1024 * 1024;

/// Papers that one process sets before a fresh one takes its place.
pub const PDF_PAPERS_A_PROCESS: u32 = 500;

/// A process that has had nothing to set for so long ends.
pub const PDF_WARM_SECONDS: u64 = 5 * 60;

/// The longest that goes over the line to a process that typesets: the FHIR Bundle of a very large record.
pub const PDF_LINE_BYTES_MAX: u64 = 2 * 1024 * 1024 * 1024;

/// Files of one message before encoding: base64 twice makes 1.8 times as much, and many mail
/// servers stop at 50 MB.
pub const MESSAGE_BYTES_MAX: usize = 25 * 1024 * 1024;

/// How long one exchange with the mail server may take between two answers.
pub const SMTP_SECONDS_MAX: u64 = 60;

/// A file of recipients' certificates: some thousand of them.
pub const CERTIFICATE_FILE_BYTES_MAX: u64 = 8 * 1024 * 1024;

/// Files in the folder of certificates that are read.
pub const CERTIFICATE_FILES_MAX: usize = 10_000;

/// Jobs that one worker does at the same time: most of them wait for a mail server.
pub const JOBS_AT_ONCE: usize = 8;

/// A worker asks so often for more time for what it is doing: well within the time it has
/// (`JOB_LEASE_SECONDS` of the store).
pub const JOB_RENEW_SECONDS: u64 = 15;

/// Upkeep that failed is tried again after so long.
pub const UPKEEP_RETRY: jiff::SignedDuration = jiff::SignedDuration::from_mins(1);

/// A mail server may take so long to say whether it took a message (RFC 5321, 4.5.3.2.6).
pub const SMTP_TAKING_SECONDS_MAX: u64 = 10 * 60;

/// Waits between tries to note what came of a message, in seconds: a database that restarts must
/// not make a message that went out look as if nobody knew.
pub const NOTE_WAITS_SECONDS: [u64; 7] = [1, 2, 5, 10, 30, 60, 120];

/// Waits between tries of a transmission, in seconds; after the last it is given up.
pub const RETRY_SECONDS: [i64; 5] = [60, 5 * 60, 15 * 60, 60 * 60, 4 * 60 * 60];

/// A worker looks at the list at least so often: another node may have added a job.
pub const WORKER_WAIT_SECONDS: u64 = 15;

/// Where more patients are to be counted than one turn takes, the next one comes so soon.
pub const MEASURES_GO_ON: jiff::SignedDuration = jiff::SignedDuration::from_secs(1);

/// Messages that the demo's inbox keeps; older ones are dropped.
pub const INBOX_MESSAGES_MAX: usize = 100;

/// The largest message the demo's inbox takes: more than we ever send.
pub const INBOX_MESSAGE_BYTES_MAX: usize = 64 * 1024 * 1024;

/// A command line of SMTP (RFC 5321, 4.5.3.1.4: 512; extensions add to it).
pub const INBOX_LINE_BYTES_MAX: u64 = 4096;

/// Connections to the demo's inbox at once.
pub const INBOX_CONNECTIONS_MAX: usize = 16;

/// A connection that says nothing for so long is closed.
pub const INBOX_IDLE_SECONDS: u64 = 60;

/// NDJSON is read in pieces of this size, and each is stored in a transaction of its own: large
/// enough that a patient's lines pack well together, small enough to hold several in memory.
pub const IMPORT_PIECE_BYTES: usize = 8 * 1024 * 1024;

/// A text of records takes so many times its size while it is read and stored: as it came, as what
/// was understood of it, and as it is written (measured: 150 MB of NDJSON).
pub const IMPORT_TIMES_IN_MEMORY: usize = 8;

/// A bulk export's file of Patients is read in pieces of this size: some five thousand people, who take much more
/// memory than their text (what they are known and found by; measured). What they are found by lies anywhere in its
/// tree, so the more come at once, the fewer pages each costs.
pub const IMPORT_PATIENTS_BYTES: usize = 4 * 1024 * 1024;

/// Patients take so many times their size while they are stored: of those of whom a line tells little, twelve thousand
/// are in one piece, and two such pieces at once took 387 MB (`tests/memory/run`).
pub const IMPORT_PATIENTS_TIMES_IN_MEMORY: usize = 48;

/// A Bundle up to this size is read whole: what fits into what imports may hold in memory. A larger one
/// is read twice, and comes in by pieces.
pub const BUNDLE_WHOLE_BYTES_MAX: usize =
    IMPORT_MEMORY_MB as usize * 1024 * 1024 / IMPORT_TIMES_IN_MEMORY;

/// A Bundle that can't come in by pieces is read whole all the same where it is no larger than so many times
/// that: alone, in a gigabyte of memory at most. A larger one is refused.
pub const BUNDLE_WHOLE_TIMES_MAX: usize = 5;

/// A Bundle that deletes comes in by pieces where it refers to so many patients at most.
pub const BUNDLE_PATIENTS_MAX: usize = 10_000;

/// What others of a large Bundle refer to (patients, doctors, places) is held from the first reading and
/// goes in first, up to this; what is beyond goes in where it stands.
pub const BUNDLE_FIRST_BYTES_MAX: usize = 16 * 1024 * 1024;

/// What stands in a Bundle around its entries.
pub const BUNDLE_FRAME_BYTES_MAX: usize = 1024 * 1024;

/// An import signs a checkpoint after so many records: a transaction of a fraction of a second.
pub const CHECKPOINT_RECORDS: usize = 10_000;

/// References to what names no patient itself (attachments, specimens) are remembered for the end of
/// the import, 40 bytes each.
pub const IMPORT_WANTED_MAX: usize = 1_000_000;

/// Issues of one file that are told; a file of millions of lines may have one for each.
pub const ISSUES_KEPT_MAX: usize = 5_000;

/// Records that the report of one file names.
pub const RECORDS_NAMED_MAX: usize = 1_000;

/// A line of NDJSON longer than this is passed over: a resource has 32 MB at most.
pub const IMPORT_LINE_BYTES_MAX: usize = 64 * 1024 * 1024;

/// What imports being read at the same time may hold in memory, in MB as they unpack. One larger
/// file is read alone.
pub const IMPORT_MEMORY_MB: u32 = 192;

/// How many pieces are being stored at the same time. Waiting writes share one commit of the
/// database, so more than there are cores is worth it.
pub const IMPORT_WRITES_AT_ONCE: usize = 16;

/// What names a patient who has not come yet is held in memory until the end of the import, up to
/// this; the rest goes to quarantine at once and can be retried from there.
pub const IMPORT_HELD_BYTES_MAX: usize = 48 * 1024 * 1024;

/// Files that could not be read are kept in quarantine up to this size; of a larger one only its
/// name and the reason.
pub const QUARANTINE_BYTES_MAX: usize = 64 * 1024 * 1024;

/// How often what waits is tried again at the end of an import while it moves: chains of people who
/// become clear one by the other are short.
pub const IMPORT_ROUNDS_MAX: usize = 8;

/// Messages sent in one go.
pub const NOTICES_AT_ONCE: usize = 50;

/// A message that could not be sent is tried again after so long.
pub const NOTICE_RETRY: jiff::SignedDuration = jiff::SignedDuration::from_mins(10);

/// After so many tries, a day and more, nobody wants to hear it any more.
pub const NOTICE_TRIES_MAX: u32 = 150;

/// A provider of identities answers within moments; somebody waits before a page.
pub const PROVIDER_SECONDS_MAX: u64 = 10;

/// What a provider says of itself has some ten kilobytes with all its keys.
pub const PROVIDER_BYTES_MAX: usize = 512 * 1024;

/// What a provider says of itself is asked anew after an hour: a key that it took back is believed
/// for no longer.
pub const PROVIDER_KNOWN_SECONDS: i64 = 60 * 60;

/// Who has to show a provider anew who they are must have done so within this time.
pub const PROVIDER_FRESH_SECONDS: i64 = 5 * 60;

/// Up to so many entries of a section a file reads to say how many things it leaves out, as many as a page
/// reads; of a longer section it counts the entries.
pub const THINGS_COUNTED_MAX: usize = 5_000;
