//! What apps are told of who let them in: an id that is for that app alone, a name, and the key with which
//! the site signs it.
//!
//! Standard: OpenID Connect Core 1.0, 8.1 (pairwise identifiers).

use bluebutton_crypto::Hidden;
use bluebutton_crypto::hash::keyed_hash;
use bluebutton_crypto::jws::ClientKey;
use bluebutton_record::PatientKey;
use bluebutton_record::resource::base32;

use super::Apps;
use crate::Store;
use crate::accounts::{AccountId, own, people};
use crate::db::{Row, Tx};
use crate::error::{Result, StoreError};
use crate::records::parts;

/// Whoever let an app in, as that app knows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppUser {
    /// Their id: the same each time for one app, another for every other app. Lower case letters and digits.
    pub id: String,
    /// Their name.
    pub name: String,
    /// Whether the record is their own.
    pub is_own: bool,
}

impl Apps<'_> {
    /// Whom an app reads for; [`StoreError::NotFound`] where they have no account any more.
    pub async fn user(
        &self,
        app: &str,
        person: &AccountId,
        patient: &PatientKey,
    ) -> Result<AppUser> {
        let key = self.0.inner.keys.index.reveal();
        let id = keyed_hash(key, &[b"app-user", app.as_bytes(), person.0.as_bytes()]);
        let (store, person, patient) = (self.0.clone(), person.clone(), patient.clone());
        let work = move |tx: &mut Tx<'_>| {
            let account = people::load(tx, &store, &person)?.ok_or(StoreError::NotFound)?;
            let record = parts::root(tx, &store, &patient)?;
            let mut is_own = false;
            for own in own::records_of(tx, &store, &person)? {
                is_own |= parts::root(tx, &store, &own)? == record;
            }
            Ok(AppUser { id: base32(&id), name: account.name.clone(), is_own })
        };
        self.0.inner.db.read("tell an app who let it in", work).await
    }

    /// The private key (RSA, PKCS #8) that signs what apps are told of people. It is made when it is asked
    /// for the first time; where two make one at once, the one that was kept is both's.
    pub async fn identity_key(&self) -> Result<Hidden<Vec<u8>>> {
        let kept = |tx: &mut Tx<'_>| tx.first(VALUE, &[IDENTITY_ROW.into()]);
        if let Some(row) = self.0.inner.db.read("read the key of identities", kept).await? {
            return opened(self.0, &row);
        }
        let made = tokio::task::spawn_blocking(ClientKey::new_rsa).await;
        let made = made.ok().flatten().ok_or_else(|| {
            StoreError::Settings("this machine can not make a key to sign with".to_owned())
        })?;
        let sealed = self.0.seal_site(IDENTITY_CONTEXT, made.reveal());
        let work = move |tx: &mut Tx<'_>| {
            tx.execute(ADD, &[IDENTITY_ROW.into(), sealed.clone().into()])?;
            tx.first(VALUE, &[IDENTITY_ROW.into()])
        };
        let row = self.0.inner.db.write("keep the key of identities", work).await?;
        opened(self.0, &row.ok_or(StoreError::NotFound)?)
    }
}

fn opened(store: &Store, row: &Row) -> Result<Hidden<Vec<u8>>> {
    let plain = store.open_site(IDENTITY_CONTEXT, row.get(0)?);
    plain.map(Hidden::new).map_err(|_| altered())
}

fn altered() -> StoreError {
    StoreError::Altered(format!("site {IDENTITY_ROW}: it does not open"))
}

/// Whether the key, where there is one, is the one that was kept: for `verify`.
pub(crate) fn check_key(tx: &mut Tx<'_>, store: &Store) -> Result<()> {
    let Some(row) = tx.first(VALUE, &[IDENTITY_ROW.into()])? else { return Ok(()) };
    ClientKey::of_rsa(&opened(store, &row)?).map(|_| ()).ok_or_else(altered)
}

/// The row of the key.
pub(crate) const IDENTITY_ROW: &str = "identity";

/// What it is sealed for.
pub(crate) const IDENTITY_CONTEXT: &[u8] = b"site|identity";

const VALUE: &str = "
    select value from site where name = $1";

const ADD: &str = "
    insert into site (name, value) values ($1, $2)
    on conflict (name) do nothing";
