//! `[api]`: what apps of others read, where people let them.

use anyhow::bail;
use serde::Deserialize;

/// What apps of others read, where people let them.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Api {
    /// Whether it is here.
    pub on: bool,
    /// For so many days at most an app may be let in at once.
    pub days_max: u16,
    /// Whether apps may register themselves; staff look at each before it may ask anybody.
    pub registration: bool,
}

/// Nobody remembers for longer what they said yes to.
const DAYS_MAX: u16 = 3 * 366;

impl Default for Api {
    fn default() -> Self {
        Self { on: true, days_max: 365, registration: true }
    }
}

impl Api {
    /// The same, if it can be meant.
    pub(super) fn checked(self) -> anyhow::Result<Self> {
        if !(1..=DAYS_MAX).contains(&self.days_max) {
            bail!("api.days_max = {}: from 1 to {DAYS_MAX} days", self.days_max);
        }
        Ok(self)
    }
}
