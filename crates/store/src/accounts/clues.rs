//! What finds an account for somebody of the staff, as callers say it: keyed hashes of how the words of its
//! name, its sign-in name and its address for messages begin, and of how its name sounds. They name
//! candidates only, which are opened then and compared with what was typed.

use std::collections::BTreeSet;

use bluebutton_crypto::hash::keyed_hash;
use bluebutton_record::fold::fold;
use bluebutton_record::sound;

use super::AccountId;
use crate::Store;
use crate::db::{Row, Tx, Value};
use crate::error::Result;
use crate::limits::ACCOUNTS_COMPARED_MAX;

pub(crate) const TABLE: &str = "account_token";

/// What is kept of a word: so many letters of it, where it has them. Two letters find too many.
const BEGINNINGS: [usize; 3] = [3, 5, 8];

/// Where a clue is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Clue {
    /// What somebody is called.
    Name,
    /// What they sign in with.
    Login,
    /// Where messages go.
    Mail,
}

/// What somebody is called, signs in with and is written to at: what a clue leads to.
pub(super) struct Known<'k> {
    pub(super) name: &'k str,
    pub(super) login: &'k str,
    pub(super) mail: Option<&'k str>,
}

/// What was typed, word by word.
pub(super) struct Looked(Vec<String>);

impl Clue {
    fn word(self) -> &'static str {
        match self {
            Clue::Name => "name",
            Clue::Login => "login",
            Clue::Mail => "mail",
        }
    }
}

/// Writes what finds an account by that text.
pub(super) fn put(
    tx: &mut Tx<'_>,
    store: &Store,
    account: &AccountId,
    (clue, text): (Clue, &str),
) -> Result<()> {
    let rows = of(store, clue, text).into_iter().map(|(token, kind)| {
        (PUT, vec![Value::from(token), account.0.as_str().into(), kind.into()])
    });
    tx.execute_all(&rows.collect::<Vec<_>>())
}

/// The same for the address that messages go to now, if there is one; the one of before finds nobody any more.
pub(super) fn put_mail(
    tx: &mut Tx<'_>,
    store: &Store,
    account: &AccountId,
    address: Option<&str>,
) -> Result<()> {
    tx.execute(DROP_KIND, &[account.0.as_str().into(), Clue::Mail.word().into()])?;
    address.map_or(Ok(()), |address| put(tx, store, account, (Clue::Mail, address)))
}

/// An account that was ended is found no more.
pub(super) fn forget(tx: &mut Tx<'_>, account: &AccountId) -> Result<()> {
    tx.execute(DROP, &[account.0.as_str().into()]).map(|_| ())
}

/// Everything that is kept of an account, in the open; sorted.
pub(crate) fn kept(tx: &mut Tx<'_>, account: &str) -> Result<BTreeSet<(Vec<u8>, String)>> {
    let rows = tx.query(OF_ACCOUNT, &[account.into()])?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

/// Tokens by which a text is found, and the kind of each.
pub(crate) fn of(store: &Store, clue: Clue, text: &str) -> BTreeSet<(Vec<u8>, &'static str)> {
    let mut all = BTreeSet::new();
    for word in words(clue, text) {
        for length in BEGINNINGS.into_iter().filter(|length| *length <= word.chars().count()) {
            all.insert((beginning(store, &word, length), clue.word()));
        }
        let heard = sound::key(&word).filter(|_| clue == Clue::Name);
        all.extend(heard.map(|key| (token(store, "sound", &key), SOUND)));
    }
    all
}

/// The words of a text. Of an address the part before the @ is told apart; what stands behind it, everybody has.
fn words(clue: Clue, text: &str) -> BTreeSet<String> {
    let folded = fold(text.trim());
    let told = match clue {
        Clue::Name => folded.as_str(),
        Clue::Login | Clue::Mail => folded.split('@').next().unwrap_or_default(),
    };
    let parts = told.split(|sign: char| !sign.is_alphanumeric()).filter(|part| !part.is_empty());
    let mut words: BTreeSet<String> = parts.map(str::to_owned).collect();
    if clue != Clue::Name {
        words.insert(folded);
    }
    words
}

impl Looked {
    pub(super) fn of(typed: &str) -> Self {
        Self(fold(typed).split_whitespace().map(str::to_owned).collect())
    }

    /// Accounts that may be meant: by the longest word, which fits the fewest; or by how it sounds.
    pub(super) fn candidates(
        &self,
        tx: &mut Tx<'_>,
        store: &Store,
        by_sound: bool,
    ) -> Result<Vec<AccountId>> {
        let Some(word) = self.0.iter().max_by_key(|word| word.chars().count()) else {
            return Ok(Vec::new());
        };
        let letters = word.chars().count();
        let length = BEGINNINGS.into_iter().rev().find(|length| *length <= letters);
        let token = if by_sound {
            sound::key(word).map(|key| token(store, "sound", &key))
        } else {
            length.map(|length| beginning(store, word, length))
        };
        let Some(token) = token else { return Ok(Vec::new()) };
        let rows = tx.query(FIND, &[token.into(), ACCOUNTS_COMPARED_MAX.into()])?;
        rows.iter().map(|row: &Row| row.get(0).map(AccountId)).collect()
    }

    /// Whether each word that was typed begins one of theirs, or sounds like one.
    pub(super) fn fits(&self, known: &Known<'_>, by_sound: bool) -> bool {
        let name = words(Clue::Name, known.name);
        let mut all = words(Clue::Login, known.login);
        all.extend(known.mail.into_iter().flat_map(|mail| words(Clue::Mail, mail)));
        all.extend(name.iter().cloned());
        let sounds = |typed: &str| {
            let key = sound::key(typed);
            by_sound && key.is_some() && name.iter().any(|own| sound::key(own) == key)
        };
        let is_theirs = |typed: &String| all.iter().any(|own| own.starts_with(typed.as_str()));
        !self.0.is_empty() && self.0.iter().all(|typed| is_theirs(typed) || sounds(typed))
    }
}

fn beginning(store: &Store, word: &str, length: usize) -> Vec<u8> {
    token(store, "beginning", &word.chars().take(length).collect::<String>())
}

/// Ten bytes: two words of a million accounts meet by chance once in a million million times.
fn token(store: &Store, what: &str, text: &str) -> Vec<u8> {
    let parts: [&[u8]; 3] = [b"account", what.as_bytes(), text.as_bytes()];
    let hash = keyed_hash(store.inner.keys.index.reveal(), &parts);
    hash.iter().take(10).copied().collect()
}

const SOUND: &str = "sound";

const PUT: &str = "
    insert into account_token (token, account_id, kind)
    values ($1, $2, $3)
    on conflict (token, account_id, kind) do nothing";

const DROP_KIND: &str = "
    delete from account_token
    where account_id = $1 and kind = $2";

const DROP: &str = "
    delete from account_token
    where account_id = $1";

const OF_ACCOUNT: &str = "
    select token, kind
    from account_token
    where account_id = $1";

const FIND: &str = "
    select distinct account_id
    from account_token
    where token = $1
    order by account_id
    limit $2";
