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

/// How long sending one record may take in all: making a large PDF, and a slow mail server twice.
pub const TRANSMISSION_SECONDS_MAX: u64 = 30 * 60;

/// How long signing the audit trail or cleaning up may take.
pub const UPKEEP_SECONDS_MAX: u64 = 10 * 60;

/// Sessions, counted attempts and jobs that are over are dropped so often.
pub const CLEAN_UP_EVERY: jiff::SignedDuration = jiff::SignedDuration::from_hours(1);

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

/// The audit trail is signed so often: what was written since could be cut off its end unseen.
pub const CHECKPOINT_EVERY: jiff::SignedDuration = jiff::SignedDuration::from_mins(5);

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
pub const IMPORT_HELD_BYTES_MAX: usize = 256 * 1024 * 1024;

/// Files that could not be read are kept in quarantine up to this size; of a larger one only its
/// name and the reason.
pub const QUARANTINE_BYTES_MAX: usize = 64 * 1024 * 1024;

/// How often what waits is tried again at the end of an import while it moves: chains of people who
/// become clear one by the other are short.
pub const IMPORT_ROUNDS_MAX: usize = 8;
