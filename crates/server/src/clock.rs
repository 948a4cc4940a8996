//! The one place where the program looks at the system's clock.

use std::sync::Arc;

use bluebutton_store::Clock;

/// The system's clock (keep it by NTP: 45 CFR 170.210(g)).
pub fn system() -> Clock {
    #[expect(clippy::disallowed_methods, reason = "the edge: everything below takes a Clock")]
    Arc::new(jiff::Timestamp::now)
}
