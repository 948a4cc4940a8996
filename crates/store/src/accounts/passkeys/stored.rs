//! The table of passkeys: found through their ids.

use bluebutton_crypto::passkey::Passkey;
use serde::{Deserialize, Serialize};

use super::KnownPasskey;
use crate::Store;
use crate::accounts::AccountId;
use crate::accounts::ways::{WayRow, WayTable};
use crate::db::Tx;
use crate::error::Result;

pub(crate) const TABLE: &str = "passkey";

const INSERT: &str = "
    insert into passkey (passkey_hash, account_id, sealed, made_at, used_at, count, guard)
    values ($1, $2, $3, $4, $5, $6, $7)";

const UPDATE: &str = "
    update passkey
    set account_id = $2, sealed = $3, made_at = $4, used_at = $5, count = $6, guard = $7
    where passkey_hash = $1";

const ONE: &str = "
    select passkey_hash, account_id, sealed, made_at, used_at, count, guard
    from passkey
    where passkey_hash = $1";

const OF_ACCOUNT: &str = "
    select passkey_hash, account_id, sealed, made_at, used_at, count, guard
    from passkey
    where account_id = $1
    order by made_at desc, passkey_hash";

const DROP: &str = "
    delete from passkey
    where passkey_hash = $1";

pub(in crate::accounts) static PASSKEYS: WayTable = WayTable {
    name: TABLE,
    insert: INSERT,
    update: UPDATE,
    one: ONE,
    of_account: OF_ACCOUNT,
    drop: DROP,
};

/// What is sealed of one.
#[derive(Serialize, Deserialize)]
struct PasskeyContent {
    id: Vec<u8>,
    public_key: Vec<u8>,
    may_be_copied: bool,
    name: String,
}

/// The one with that id; locked in a write.
pub(super) fn find(tx: &mut Tx<'_>, store: &Store, id: &[u8]) -> Result<Option<WayRow>> {
    PASSKEYS.find(tx, store, PASSKEYS.hash_of(store, &[id]))
}

/// What its proofs are checked with.
pub(super) fn opened(way: &WayRow, store: &Store) -> Result<Passkey> {
    let PasskeyContent { id, public_key, may_be_copied, .. } = way.content(store)?;
    Ok(Passkey { id, public_key, count: way.count(), may_be_copied })
}

/// It, for the list of its owner.
pub(super) fn shown(way: &WayRow, store: &Store) -> Result<KnownPasskey> {
    let content: PasskeyContent = way.content(store)?;
    Ok(KnownPasskey {
        id: way.id(),
        credential: content.id,
        name: content.name,
        made: way.made(),
        used: way.used(),
    })
}

/// Writes a new one; what the line says of it.
pub(super) fn insert(
    tx: &mut Tx<'_>,
    store: &Store,
    account: &AccountId,
    made: &Passkey,
    name: &str,
) -> Result<String> {
    let content = PasskeyContent {
        id: made.id.clone(),
        public_key: made.public_key.clone(),
        may_be_copied: made.may_be_copied,
        name: name.to_owned(),
    };
    let new = (account, PASSKEYS.hash_of(store, &[&made.id]), Some(made.count));
    PASSKEYS.insert(tx, store, new, &content)
}
