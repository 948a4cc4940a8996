//! What the line of an import says of all that it wrote: `verify` finds what is missing or not as it was by it.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

use crate::Store;
use crate::db::Value;
use crate::guard;

/// What an audit line keeps of when a patient came (microseconds since 1970), and of all that they are
/// found by.
pub(crate) fn proof_of_tokens(store: &Store, since: i64, tokens: &BTreeSet<Vec<u8>>) -> String {
    let tokens = tokens.iter().cloned().map(Value::Bytes);
    let all: Vec<Value> = std::iter::once(since.into()).chain(tokens).collect();
    guard::left(store, TOKENS, "all", &all)
}

/// The table of what patients are found by.
pub(crate) const TOKENS: &str = "patient_token";

/// What an audit line keeps of a segment.
pub(crate) fn proof_of_segment(seq: i64, hash: &[u8; 32]) -> String {
    format!("segment {seq} {}", BASE64_URL_SAFE_NO_PAD.encode(hash))
}

/// What an audit line keeps of an original.
pub(crate) fn proof_of_original(local: &str, hash: &[u8; 32]) -> String {
    format!("original {local} {}", BASE64_URL_SAFE_NO_PAD.encode(hash))
}
