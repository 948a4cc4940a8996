//! Every limit of the store, with its reason.

/// So many waiting writes share one commit at most: more would let the first of them wait long.
pub const GROUP_WRITES_MAX: usize = 256;

/// A commit takes no further writes after so many milliseconds, so that nobody waits for strangers.
pub const GROUP_TIME_MS_MAX: u64 = 20;

/// Reader connections of the embedded database: more than two cores use, fewer than memory notices.
pub const SQLITE_READERS: usize = 4;

/// How long a write waits for another process (an import beside the server) to finish its own.
pub const SQLITE_WAIT_SECONDS: u64 = 60;

/// Prepared statements kept per connection: more than the store has.
pub const STATEMENTS_CACHED: usize = 256;

/// Connections to PostgreSQL per node: a small server allows 100 in all.
pub const POSTGRES_CONNECTIONS: usize = 16;

/// How long a request waits for a connection before it says that the database is busy.
pub const POSTGRES_WAIT_SECONDS: u64 = 30;

/// How often a serializable transaction runs before its failure is told. Many nodes may write to
/// the same patient at once; each round lets at least one of them through.
pub const POSTGRES_RUNS_MAX: u32 = 40;
