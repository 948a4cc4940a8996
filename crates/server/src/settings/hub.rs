//! The pledge hub's settings.

use std::net::SocketAddr;
use std::path::PathBuf;

use serde::Deserialize;

/// The pledge hub.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Hub {
    /// Sign-in names of staff accounts that run it.
    pub staff: Vec<String>,
    /// Without a portal beside.
    pub only: bool,
    /// Whether members' public addresses are looked at every day.
    pub checks: bool,
    /// Name servers for what the system's resolver can't tell; those of the system where there are none.
    pub name_servers: Vec<SocketAddr>,
    /// A pledge of yours beside those that come along (TOML).
    pub pledges: Option<PathBuf>,
}

impl Default for Hub {
    fn default() -> Self {
        Self {
            staff: Vec::new(),
            only: false,
            checks: true,
            name_servers: Vec::new(),
            pledges: None,
        }
    }
}
