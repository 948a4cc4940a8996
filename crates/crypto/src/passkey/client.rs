//! What a browser says it was asked, and by whom (5.8.1).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;

use super::{Place, Refused};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Client {
    #[serde(rename = "type")]
    kind: String,
    challenge: String,
    origin: String,
    #[serde(default)]
    cross_origin: bool,
}

/// Steps 7 to 11 of 7.1, 10 to 14 of 7.2.
pub(super) fn check(
    bytes: &[u8],
    kind: &str,
    place: &Place,
    is_ours: impl FnOnce(&[u8]) -> bool,
) -> Result<(), Refused> {
    let client: Client = serde_json::from_slice(bytes).map_err(|_| Refused::NotUnderstood)?;
    if client.kind != kind {
        return Err(Refused::AnotherQuestion);
    }
    // No page of another site has one of ours within it.
    if client.origin != place.origin || client.cross_origin {
        return Err(Refused::AnotherSite);
    }
    let challenge = URL_SAFE_NO_PAD.decode(&client.challenge);
    let challenge = challenge.map_err(|_| Refused::NotUnderstood)?;
    if is_ours(&challenge) { Ok(()) } else { Err(Refused::AnotherQuestion) }
}
