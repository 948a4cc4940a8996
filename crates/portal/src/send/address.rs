//! Whether what was typed can be an address, and if not, what is wrong with it.

use bluebutton_exchange::direct::{AddressFault, read_address};

/// Checks an address. The error is the id of a message that says what to do.
pub fn check_address(address: &str) -> Result<(), &'static str> {
    read_address(address).map(|_| ()).map_err(|fault| match fault {
        AddressFault::Missing => "send-address-missing",
        AddressFault::Long => "send-address-long",
        AddressFault::Several => "send-address-one",
        AddressFault::NoAt => "send-address-at",
        AddressFault::Domain => "send-address-domain",
        AddressFault::Signs => "send-address-signs",
    })
}
