//! The table of accounts elsewhere: found through issuer and subject.

use super::{Identity, KnownIdentity};
use crate::Store;
use crate::accounts::ways::{WayRow, WayTable};
use crate::db::Tx;
use crate::error::Result;

pub(crate) const TABLE: &str = "identity";

const INSERT: &str = "
    insert into identity (identity_hash, account_id, sealed, made_at, used_at, guard)
    values ($1, $2, $3, $4, $5, $6)";

const UPDATE: &str = "
    update identity
    set account_id = $2, sealed = $3, made_at = $4, used_at = $5, guard = $6
    where identity_hash = $1";

const ONE: &str = "
    select identity_hash, account_id, sealed, made_at, used_at, guard
    from identity
    where identity_hash = $1";

const OF_ACCOUNT: &str = "
    select identity_hash, account_id, sealed, made_at, used_at, guard
    from identity
    where account_id = $1
    order by made_at desc, identity_hash";

const DROP: &str = "
    delete from identity
    where identity_hash = $1";

pub(in crate::accounts) static IDENTITIES: WayTable = WayTable {
    name: TABLE,
    insert: INSERT,
    update: UPDATE,
    one: ONE,
    of_account: OF_ACCOUNT,
    drop: DROP,
};

/// The row of an account elsewhere; locked in a write.
pub(super) fn find(tx: &mut Tx<'_>, store: &Store, who: &Identity) -> Result<Option<WayRow>> {
    IDENTITIES.find(tx, store, hash_of(store, who))
}

/// Issuer and subject name somebody, and nothing else does: a subject alone is another's elsewhere.
pub(super) fn hash_of(store: &Store, who: &Identity) -> Vec<u8> {
    IDENTITIES.hash_of(store, &[who.issuer.as_bytes(), who.subject.as_bytes()])
}

/// It, for the list of its owner.
pub(super) fn shown(way: &WayRow, store: &Store) -> Result<KnownIdentity> {
    Ok(KnownIdentity {
        id: way.id(),
        identity: way.content(store)?,
        made: way.made(),
        used: way.used(),
    })
}
