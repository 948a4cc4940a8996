//! What an access token stands for, and what is tried with the consent behind one.

use bluebutton_crypto::Hidden;
use bluebutton_crypto::hash::keyed_hash;
use jiff::ToSpan as _;

use super::stored::{FoundBy, Holding, StoredApp};
use super::tokens::{holding_of, is_ahead, of_access};
use super::told::{end_grant, tell};
use super::{AppAccess, Apps, Switch};
use crate::access::grants;
use crate::db::Tx;
use crate::error::Result;
use crate::events::AppStep;
use crate::limits::APP_TOKEN_BYTES_MAX;

impl Apps<'_> {
    /// What an access token stands for; `None` for one that does not hold: unknown, too old, given back, of a
    /// grant that ended, or of an app that may not be used. Whether the person still may, and what they
    /// see, is asked where the record is opened ([`crate::access::Access::open_to_read`]).
    pub async fn access(&self, token: &str) -> Result<Option<AppAccess>> {
        if token.len() > APP_TOKEN_BYTES_MAX {
            return Ok(None);
        }
        let (store, hash) = (self.0.clone(), of_access(self.0, token));
        let work = move |tx: &mut Tx<'_>| {
            let Some(holding) = Holding::find(tx, &store, (FoundBy::Token, &hash))? else {
                return Ok(None);
            };
            let Some(access) = holding.access.filter(|one| is_ahead(&store, one.ends)) else {
                return Ok(None);
            };
            let app = StoredApp::load(tx, &store, &holding.app)?;
            let found = AppAccess {
                app: holding.app,
                person: holding.person,
                patient: holding.patient,
                grant: holding.grant,
                scopes: access.scopes,
            };
            Ok(app.is_some_and(|app| app.is_open()).then_some(found))
        };
        self.0.inner.db.read("read an app's token", work).await
    }

    /// What pages of a search by one grant are sealed with, for whoever asks on with the same grant.
    pub fn page_key(&self, grant: &str) -> Hidden<[u8; 32]> {
        let key = self.0.inner.keys.index.reveal();
        Hidden::new(keyed_hash(key, &[b"app-page", grant.as_bytes()]))
    }

    /// Does to the consent behind a token what else its giver or time would: for whoever builds an app and
    /// wants to see what it does then. Only where nothing real hangs on it (a demo): whoever calls sees
    /// to that. Whether there was such a token.
    pub async fn switch(&self, token: &str, switch: Switch) -> Result<bool> {
        let (store, token) = (self.0.clone(), token.to_owned());
        let work = move |tx: &mut Tx<'_>| {
            let Some((holding, _)) = holding_of(tx, &store, &token)? else { return Ok(false) };
            match switch {
                Switch::Revoke => end_grant(tx, &store, &holding, AppStep::Ended)?,
                Switch::Expire => {
                    let found = grants::one(tx, &store, &holding.patient, &holding.grant)?;
                    let Some(mut grant) = found else { return Ok(false) };
                    let yesterday = store.today().saturating_sub(1.day());
                    grant.until = Some(yesterday);
                    let proof = vec![grants::change(tx, &store, &holding.patient, &grant)?];
                    tell(tx, &store, &holding, AppStep::Ended, proof)?;
                }
            }
            Ok(true)
        };
        self.0.inner.db.write("try a consent", work).await
    }
}
