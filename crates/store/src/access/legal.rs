//! By what legal reason something is withheld, as it is sealed with the restriction.
//!
//! Law: 45 CFR 164.524(a), (d).

use bluebutton_record::withholding::Ground;
use serde::{Deserialize, Serialize};

/// Who decided that something is withheld, and who reviewed it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Legal {
    pub(super) ground: Ground,
    pub(super) note: String,
    pub(super) by: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) review: Option<Reviewed>,
}

/// Who reviewed it, when, and what they said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Reviewed {
    pub(super) at: i64,
    pub(super) by: Option<String>,
    pub(super) note: String,
}
