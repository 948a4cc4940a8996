//! `[sign_in]`: how people sign in.

use anyhow::bail;
use bluebutton_store::limits::REMEMBERED_SECONDS_MAX;
use bluebutton_web::services::STEP_UP_MINUTES;
use serde::Deserialize;

use super::Provider;

/// How people sign in.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SignIn {
    /// After so many minutes a second factor is asked for once more.
    pub step_up_minutes: i64,
    /// For so many days a browser may be remembered; 0 is never.
    pub remember_days: i64,
    /// Where people may sign in with an account elsewhere.
    pub providers: Vec<Provider>,
}

impl Default for SignIn {
    fn default() -> Self {
        Self { step_up_minutes: STEP_UP_MINUTES, remember_days: 0, providers: Vec::new() }
    }
}

impl SignIn {
    pub(super) fn checked(self) -> anyhow::Result<Self> {
        let days_max = REMEMBERED_SECONDS_MAX / (24 * 60 * 60);
        if self.step_up_minutes < 1 {
            bail!("sign_in.step_up_minutes must be 1 or more");
        }
        if !(0..=days_max).contains(&self.remember_days) {
            bail!("sign_in.remember_days must be between 0 (never) and {days_max}");
        }
        Provider::check(&self.providers)?;
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_not_remembered_for_ever() {
        let of = |step_up_minutes, remember_days| {
            SignIn { step_up_minutes, remember_days, ..SignIn::default() }.checked().is_ok()
        };
        assert!(of(15, 0) && of(15, 30));
        assert!(!of(15, 400) && !of(15, -1) && !of(0, 0));
    }
}
