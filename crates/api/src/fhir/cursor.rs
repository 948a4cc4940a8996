//! Where a search goes on: an opaque, sealed word in the link to the next page. So no code of a search
//! stands in an address of ours, and nobody asks on where they did not begin.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bluebutton_crypto::{Hidden, Random, seal};
use serde_json::{Value, json};

/// A search that goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cursor {
    /// What was asked.
    pub(super) pairs: Vec<(String, String)>,
    /// The last resource that was looked at.
    pub(super) after: String,
    /// How many were looked at: where to go on if that one is no longer there.
    pub(super) skip: usize,
}

/// No cursor of ours is longer: the longest query, sealed.
const BYTES_MAX: usize = 16_000;

impl Cursor {
    /// Seals it for that type.
    pub(super) fn sealed(&self, kind: &str, key: &Hidden<[u8; 32]>, random: &dyn Random) -> String {
        let pairs: Vec<_> = self.pairs.iter().map(|(name, value)| json!([name, value])).collect();
        let plain = json!({ "q": pairs, "a": self.after, "n": self.skip }).to_string();
        URL_SAFE_NO_PAD.encode(seal::seal(key, random, &context(kind), plain.as_bytes()))
    }

    /// Opens one; `None` where it is none of this grant, or of another type.
    pub(super) fn open(text: &str, kind: &str, key: &Hidden<[u8; 32]>) -> Option<Self> {
        if text.len() > BYTES_MAX {
            return None;
        }
        let sealed = URL_SAFE_NO_PAD.decode(text).ok()?;
        let plain = seal::open(key, &context(kind), &sealed).ok()?;
        let told: Value = serde_json::from_slice(&plain).ok()?;
        let pair = |pair: &Value| {
            let text = |at: usize| pair.get(at)?.as_str().map(str::to_owned);
            Some((text(0)?, text(1)?))
        };
        let pairs = told.get("q")?.as_array()?.iter().map(pair).collect::<Option<_>>()?;
        let after = told.get("a")?.as_str()?.to_owned();
        let skip = told.get("n")?.as_u64()?.try_into().ok()?;
        Some(Self { pairs, after, skip })
    }
}

fn context(kind: &str) -> Vec<u8> {
    format!("fhir-page|{kind}").into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use bluebutton_crypto::random::SystemRandom;

    #[test]
    fn a_cursor_opens_for_its_type_and_grant_and_for_nothing_else() {
        let cursor = Cursor {
            pairs: vec![("code".to_owned(), "http://loinc.org|4548-4".to_owned())],
            after: "abc.1".to_owned(),
            skip: 50,
        };
        let (key, other) = (Hidden::new([1; 32]), Hidden::new([2; 32]));
        let text = cursor.sealed("Observation", &key, &SystemRandom);
        assert_eq!(Cursor::open(&text, "Observation", &key), Some(cursor));
        assert_eq!(Cursor::open(&text, "Condition", &key), None);
        assert_eq!(Cursor::open(&text, "Observation", &other), None);
        assert_eq!(Cursor::open(&text[1..], "Observation", &key), None);
        assert!(!text.contains("4548"));
    }
}
