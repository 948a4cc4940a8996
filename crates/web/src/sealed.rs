//! What was asked, in an address that tells nobody: names of people and words of a search stand in
//! browser histories, logs of proxies and on screens that others see, so they are sealed there.
//!
//! The key is the session's and the page is sealed with it: the address opens in this session, on this page
//! and nowhere else. So a page may tell by it what was found, too: nobody types that.

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
        let place = place(page);
        let sealed =
            seal::seal(&self.question_key(), self.random(), place.as_bytes(), question.as_bytes());
        format!("{page}?q={}", URL_SAFE_NO_PAD.encode(sealed))
    }

    /// The question in the address of that page; empty where there is none, or it is of another session or page.
    pub fn asked(&self, page: &str, sealed: &str) -> String {
        let place = place(page);
        let opened = (sealed.len() <= SEALED_MAX)
            .then(|| URL_SAFE_NO_PAD.decode(sealed).ok())
            .flatten()
            .and_then(|sealed| seal::open(&self.question_key(), place.as_bytes(), &sealed).ok());
        opened.and_then(|plain| String::from_utf8(plain).ok()).unwrap_or_default()
    }

    fn question_key(&self) -> Hidden<[u8; 32]> {
        Hidden::new(keyed_hash(&self.session.form_key, &[b"question"]))
    }
}

/// What a question is sealed for.
fn place(page: &str) -> String {
    format!("question|{page}")
}
