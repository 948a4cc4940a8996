//! What a passkey is asked to sign: a random value that only we can have made, for one purpose, in
//! one browser, for a few minutes, and answered once. Nothing is stored until it is answered.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bluebutton_crypto::hash::{keyed_hash, sha256};
use bluebutton_crypto::passkey::Place;
use bluebutton_record::resource::base32;
use jiff::Timestamp;

use crate::Store;
use crate::accounts::{AccountId, Accounts};
use crate::db::Tx;
use crate::error::Result;
use crate::limits::QUESTION_SECONDS;

/// What a passkey is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Signing in.
    SignIn,
    /// One is made for an account that is to be made with it.
    Join,
    /// One more is made for an account.
    Add,
    /// Somebody who is signed in shows that it is still them.
    Confirm,
}

/// Where and for what a question was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The site as browsers know it.
    pub place: Place,
    /// For what.
    pub purpose: Purpose,
    /// A secret of the browser (or its session) that was asked.
    pub browser: [u8; 32],
}

/// A question to a passkey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The challenge, as browsers are given it (base64url).
    pub challenge: String,
    /// For [`Purpose::Join`]: the account that would be made.
    pub user: AccountId,
}

const ANSWER: &str = "
    insert into answered_question (question_hash, ends_at)
    values ($1, $2)
    on conflict (question_hash) do nothing";

const DROP_OLD: &str = "
    delete from answered_question
    where ends_at < $1";

/// Random bytes, and those of the keyed hash; between them eight of the time.
const HALF: usize = 16;

impl Accounts<'_> {
    /// A new question.
    pub fn question(&self, asked: &Asked) -> Question {
        let store = self.0;
        let (chance, at) = (store.random().bytes::<HALF>(), store.now().as_second().to_be_bytes());
        let known = [&chance[..], &at].concat();
        let bytes = [&known[..], &bound(store, asked, &known)].concat();
        Question { challenge: URL_SAFE_NO_PAD.encode(&bytes), user: user_of(store, &bytes) }
    }
}

/// Whether the question is ours, was asked for this, in this browser, and not too long ago.
pub(super) fn is_ours(store: &Store, asked: &Asked, bytes: &[u8]) -> bool {
    let Some((known, hash)) = bytes.split_at_checked(HALF + 8) else { return false };
    let Some((_, at)) = known.split_last_chunk::<8>() else { return false };
    let age = store.now().as_second() - i64::from_be_bytes(*at);
    hash == bound(store, asked, known) && (0..=QUESTION_SECONDS).contains(&age)
}

/// Answers a question for good: `false` if it was answered before.
pub(super) fn answer(tx: &mut Tx<'_>, store: &Store, bytes: &[u8]) -> Result<bool> {
    mark_answered(tx, store, bytes, 2 * QUESTION_SECONDS)
}

/// Marks a question as answered, and remembers it for so many seconds: `false` if it was answered
/// before.
pub(crate) fn mark_answered(
    tx: &mut Tx<'_>,
    store: &Store,
    bytes: &[u8],
    seconds: i64,
) -> Result<bool> {
    let ends_at = store.now().as_microsecond() + seconds * 1_000_000;
    let values = [sha256(bytes).to_vec().into(), ends_at.into()];
    Ok(tx.execute(ANSWER, &values)? == 1)
}

/// The account that is made with the answer to a question.
pub(super) fn user_of(store: &Store, bytes: &[u8]) -> AccountId {
    let hash = keyed_hash(store.inner.keys.index.reveal(), &[b"passkey-user", bytes]);
    AccountId(base32(hash.get(..HALF).unwrap_or(&hash)))
}

/// Drops those that are too old to be answered anyway.
pub(in crate::accounts) fn tidy(tx: &mut Tx<'_>, now: Timestamp) -> Result<()> {
    tx.execute(DROP_OLD, &[now.as_microsecond().into()]).map(|_| ())
}

fn bound(store: &Store, asked: &Asked, known: &[u8]) -> [u8; HALF] {
    let purpose: &[u8] = match asked.purpose {
        Purpose::SignIn => b"sign-in",
        Purpose::Join => b"join",
        Purpose::Add => b"add",
        Purpose::Confirm => b"confirm",
    };
    let parts = [&b"passkey-question"[..], purpose, &asked.browser, known];
    let hash = keyed_hash(store.inner.keys.index.reveal(), &parts);
    std::array::from_fn(|at| hash.get(at).copied().unwrap_or_default())
}
