//! The page where people sign in at a member, as the member named it. It may name another one at any time, and
//! nobody looks at it then: so whoever is sent outside the domain that it has shown to be its own is told where.

use bluebutton_store::hub::Membership;

use crate::probe::{host_of, is_below};

/// Where people sign in.
pub(super) struct FrontDoor {
    pub(super) url: String,
    pub(super) host: String,
    /// Whether it is in a domain that the member has shown to be its own.
    pub(super) is_own: bool,
}

impl FrontDoor {
    /// The door at an address; `all`: what the organization pledged.
    pub(super) fn of(address: &str, all: &[Membership]) -> Option<Self> {
        let host = host_of(address)?;
        let alive = || all.iter().filter(|one| one.is_alive());
        let is_own = alive().any(|one| is_below(&host, &one.domain));
        Some(Self { url: address.to_owned(), host, is_own })
    }
}
