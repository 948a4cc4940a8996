//! What was asked, in an address that tells nobody: names of people and words of a search stand in
//! browser histories, logs of proxies and on screens that others see, so they are sealed there.
//!
//! The key is the session's: the address opens in this session and nowhere else.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bluebutton_crypto::hash::keyed_hash;
use bluebutton_crypto::{Hidden, seal};

use crate::session::SignedIn;

/// Nobody types a longer question.
const CHARS_MAX: usize = 200;

/// A sealed question is never longer: four bytes a character, nonce, tag, base64.
const SEALED_MAX: usize = (CHARS_MAX * 4 + seal::OVERHEAD) * 4 / 3 + 4;

impl SignedIn {
    /// The address of a page with that question.
    pub fn asking(&self, page: &str, question: &str) -> String {
        let question: String = question.trim().chars().take(CHARS_MAX).collect();
        if question.is_empty() {
            return page.to_owned();
        }
        let sealed =
            seal::seal(&self.question_key(), self.random(), b"question", question.as_bytes());
        format!("{page}?q={}", URL_SAFE_NO_PAD.encode(sealed))
    }

    /// The question of an address; empty where there is none, or it is of another session.
    pub fn asked(&self, sealed: &str) -> String {
        let opened = (sealed.len() <= SEALED_MAX)
            .then(|| URL_SAFE_NO_PAD.decode(sealed).ok())
            .flatten()
            .and_then(|sealed| seal::open(&self.question_key(), b"question", &sealed).ok());
        opened.and_then(|plain| String::from_utf8(plain).ok()).unwrap_or_default()
    }

    fn question_key(&self) -> Hidden<[u8; 32]> {
        Hidden::new(keyed_hash(&self.session.form_key, &[b"question"]))
    }
}
