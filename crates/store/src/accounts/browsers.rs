//! Browsers in which somebody has signed in before. Wrong tries of a stranger lock the account for
//! strangers only: such a browser has tries of its own.
//!
//! Nothing is stored: what the browser keeps is a random value with a keyed hash that binds it to the
//! account. It opens nothing; whoever steals it has ten tries of their own.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bluebutton_crypto::hash::keyed_hash;

use super::{AccountId, Accounts, SessionToken};
use crate::Store;

/// Where an attempt comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The network address, as limits count it.
    pub address: String,
    /// What the browser says of earlier sign-ins in it: marks of [`Accounts::marks_after`].
    pub marks: Vec<String>,
    /// What the browser keeps in place of a code: see [`Accounts::remember_browser`].
    pub remembered: Option<SessionToken>,
    /// What kind of browser it is.
    pub device: Device,
}

/// What kind of browser somebody uses, in the words of its makers: "Firefox" on "Windows". Empty
/// where it does not say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Device {
    /// The browser.
    pub browser: String,
    /// What it runs on.
    pub system: String,
}

impl Device {
    pub(super) fn stored(&self) -> String {
        format!("{}|{}", self.browser, self.system)
    }

    pub(super) fn of_stored(text: &str) -> Self {
        let (browser, system) = text.split_once('|').unwrap_or_default();
        Self { browser: browser.to_owned(), system: system.to_owned() }
    }
}

/// Bytes of the random value and of the hash in a mark.
const HALF: usize = 16;

/// More marks than accounts share one browser are made up.
const MARKS_MAX: usize = 5;

impl From<&str> for Origin {
    fn from(address: &str) -> Self {
        Self { address: address.to_owned(), ..Self::default() }
    }
}

impl Accounts<'_> {
    /// The marks that a browser keeps after that account signed in completely in it: its own, the
    /// one of before where there is one, then those of others.
    pub fn marks_after(&self, account: &AccountId, from: &Origin) -> Vec<String> {
        let new = || {
            let value = self.0.random().bytes::<HALF>();
            URL_SAFE_NO_PAD.encode([value, bound(self.0, account, &value)].concat())
        };
        let own = mark_of(self.0, account, from).map_or_else(new, str::to_owned);
        let others = from.marks.iter().filter(|mark| **mark != own).cloned();
        std::iter::once(own.clone()).chain(others).take(MARKS_MAX).collect()
    }
}

/// Whether that account signed in before in that browser.
pub(super) fn is_known(store: &Store, account: &AccountId, origin: &Origin) -> bool {
    mark_of(store, account, origin).is_some()
}

/// The mark of an origin that was made for that account.
pub(super) fn mark_of<'o>(
    store: &Store,
    account: &AccountId,
    origin: &'o Origin,
) -> Option<&'o str> {
    let is_theirs = |mark: &&String| {
        let bytes = URL_SAFE_NO_PAD.decode(mark.as_bytes()).unwrap_or_default();
        let Some((value, hash)) = bytes.split_first_chunk::<HALF>() else { return false };
        hash == bound(store, account, value)
    };
    origin.marks.iter().take(MARKS_MAX).find(is_theirs).map(String::as_str)
}

fn bound(store: &Store, account: &AccountId, value: &[u8; HALF]) -> [u8; HALF] {
    let parts = [&b"known-browser"[..], account.0.as_bytes(), value];
    let hash = keyed_hash(store.inner.keys.index.reveal(), &parts);
    std::array::from_fn(|at| hash.get(at).copied().unwrap_or_default())
}
