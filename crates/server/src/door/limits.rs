//! Every limit on connections, with its reason.

use std::time::Duration;

/// More header fields than any browser or proxy sends.
pub const HEADERS_MAX: usize = 100;

/// Cookies, a long address and what proxies add take some 4 kB; a header over this is an attack.
pub const HEADER_BYTES_MAX: usize = 32 * 1024;

/// Requests at once on one HTTP/2 connection: a page asks for four files.
pub const STREAMS_MAX: u32 = 32;

/// Streams that a client opens and resets before we end the connection (CVE-2023-44487).
pub const RESETS_MAX: usize = 20;

/// What one HTTP/2 stream keeps ready for a slow reader: times streams times connections, in memory.
pub const SEND_BUFFER_BYTES: usize = 64 * 1024;

/// Waiting when the system gives no more connections.
pub const ACCEPT_PAUSE: Duration = Duration::from_millis(200);

/// How many connections, and how slow they may be.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Connections at once. Each takes some 20 kB at rest, and a file handle of the 4,096 and more
    /// that a service is given.
    pub connections: usize,
    /// Connections at once from one address (or /64): a browser opens six, a clinic shares one.
    pub connections_per_address: usize,
    /// A request's header is there within this time, counted from the last answer: so long a
    /// browser's idle connection is kept, too.
    pub header: Duration,
    /// A TLS handshake is done within this time.
    pub handshake: Duration,
    /// A client that reads nothing for so long is gone.
    pub write: Duration,
    /// An HTTP/2 client that says nothing for so long is asked, and answers within the same time.
    pub ping: Duration,
    /// Told to stop, requests under way have so long; systemd waits 90 seconds, Kubernetes 30.
    pub stop: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 2_000,
            connections_per_address: 100,
            header: Duration::from_secs(15),
            handshake: Duration::from_secs(10),
            write: Duration::from_mins(1),
            ping: Duration::from_secs(30),
            stop: Duration::from_secs(20),
        }
    }
}
