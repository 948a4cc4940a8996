//! `[staff]`: how the work of the staff is divided.

use serde::Deserialize;

/// How the work of the staff is divided.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Staff {
    /// Whoever sees birth dates makes no codes that a birth date redeems.
    pub separate_duties: bool,
}

impl Default for Staff {
    fn default() -> Self {
        Self { separate_duties: true }
    }
}
