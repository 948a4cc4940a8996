//! Codes and tokens: opaque, random, of which only a keyed hash is stored. A code is tried once; a refresh
//! token is used once, and one that comes again ends the grant.
//!
//! Standard: RFC 6749, 4.1.2 and 10.4; RFC 9700, 4.14.2; RFC 7009, 2.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bluebutton_crypto::Hidden;
use bluebutton_crypto::hash::keyed_hash;
use jiff::{SignedDuration, Timestamp};

use super::stored::{AccessToken, FoundBy, Holding, RefreshToken, StoredApp};
use super::told::{end_grant, tell};
use super::{Apps, Exchanged, HeldCode, TokenTimes, Tokens};
use crate::Store;
use crate::access::grants;
use crate::accounts::people;
use crate::audit::{self, Chain};
use crate::db::Tx;
use crate::error::Result;
use crate::events::AppStep;
use crate::limits::{APP_CODE_BYTES_MAX, APP_TOKEN_BYTES_MAX};

impl Apps<'_> {
    /// Tokens for a code. `decide` is told for what it was given, and says whether it is exchanged and what
    /// for; whatever it says, the code is used by that.
    pub async fn exchange(
        &self,
        code: &str,
        mut decide: impl FnMut(&HeldCode) -> Option<TokenTimes> + Send + 'static,
    ) -> Result<Exchanged> {
        if code.len() > APP_CODE_BYTES_MAX {
            return Ok(Exchanged::Wrong);
        }
        let (store, hash) = (self.0.clone(), of_code(self.0, code));
        // The hash is over all of the code: what comes with it is what was given with it.
        let with_code = code.split_once('.').map(|(_, rest)| rest.to_owned());
        let work = move |tx: &mut Tx<'_>| {
            let Some(mut holding) = locked(tx, &store, (FoundBy::Code, &hash))? else {
                return Ok(Exchanged::Wrong);
            };
            let Some(ends) = holding.code_ends.take() else {
                end_grant(tx, &store, &holding, AppStep::Stopped)?;
                return Ok(Exchanged::Stolen);
            };
            let held = HeldCode {
                app: holding.app.clone(),
                redirect_uri: holding.redirect_uri.clone(),
                challenge: holding.challenge.clone(),
                scopes: holding.scopes.clone(),
            };
            let is_living = store.now() < ends && stands(tx, &store, &holding)?;
            let wanted = decide(&held).filter(|_| is_living);
            let Some(wanted) = wanted else {
                let proof = vec![holding.save(tx, &store)?];
                tell(tx, &store, &holding, AppStep::Refused, proof)?;
                return Ok(Exchanged::Wrong);
            };
            let family = wanted.refresh_seconds.map(|_| random(&store));
            let scopes = holding.scopes.clone();
            let mut made = issue(&store, &mut holding, (wanted, family, scopes));
            made.with_code = Some(with_code.clone().unwrap_or_default());
            let proof = vec![holding.save(tx, &store)?];
            tell(tx, &store, &holding, AppStep::Connected, proof)?;
            Ok(Exchanged::Done(Box::new(made)))
        };
        self.0.inner.db.write("exchange a code", work).await
    }

    /// New tokens for a refresh token of that app, in its place. `narrow` is told what was granted, and says
    /// what the access token is to open of it (`None`: more was asked), and how long both hold.
    pub async fn refresh(
        &self,
        app: &str,
        token: &str,
        mut narrow: impl FnMut(&str) -> Option<(String, TokenTimes)> + Send + 'static,
    ) -> Result<Exchanged> {
        let Some((family_text, secret)) = parts_of(token) else { return Ok(Exchanged::Wrong) };
        let (store, app) = (self.0.clone(), app.to_owned());
        let (family, hash) = (of_family(self.0, &family_text), of_refresh(self.0, &secret));
        let work = move |tx: &mut Tx<'_>| {
            let found = locked(tx, &store, (FoundBy::Family, &family))?;
            let Some(mut holding) = found.filter(|holding| holding.app == app) else {
                return Ok(Exchanged::Wrong);
            };
            let Some(refresh) = holding.refresh.clone() else { return Ok(Exchanged::Wrong) };
            if refresh.hash != hash {
                end_grant(tx, &store, &holding, AppStep::Stopped)?;
                return Ok(Exchanged::Stolen);
            }
            if refresh.ends <= store.now() || !stands(tx, &store, &holding)? {
                return Ok(Exchanged::Wrong);
            }
            let Some((scopes, wanted)) = narrow(&holding.scopes) else {
                return Ok(Exchanged::TooMuch);
            };
            let family = Some(family_text.clone());
            let mut made = issue(&store, &mut holding, (wanted, family, scopes));
            // Access that is used stays no longer than it was given for.
            if let Some(new) = &mut holding.refresh {
                new.ends = refresh.ends;
            } else {
                made.refresh = None;
            }
            let proof = vec![holding.save(tx, &store)?];
            tell(tx, &store, &holding, AppStep::Renewed, proof)?;
            Ok(Exchanged::Done(Box::new(made)))
        };
        self.0.inner.db.write("renew an app's token", work).await
    }

    /// An app gives a token of its own back: with a refresh token ends the grant. A token of another app, or
    /// none of ours, is nothing to it (RFC 7009, 2.2).
    pub async fn give_back(&self, app: &str, token: &str) -> Result<()> {
        let (store, app, token) = (self.0.clone(), app.to_owned(), token.to_owned());
        let work = move |tx: &mut Tx<'_>| {
            let Some((mut holding, is_refresh)) = holding_of(tx, &store, &token)? else {
                return Ok(());
            };
            if holding.app != app {
                return Ok(());
            }
            if is_refresh {
                return end_grant(tx, &store, &holding, AppStep::Ended);
            }
            holding.access = None;
            let proof = vec![holding.save(tx, &store)?];
            tell(tx, &store, &holding, AppStep::GaveBack, proof)
        };
        self.0.inner.db.write("take a token back", work).await
    }
}

/// The holding that an access or refresh token stands for, locked, and whether it is a refresh token; none
/// for one that does not hold.
pub(super) fn holding_of(
    tx: &mut Tx<'_>,
    store: &Store,
    token: &str,
) -> Result<Option<(Holding, bool)>> {
    if token.len() > APP_TOKEN_BYTES_MAX {
        return Ok(None);
    }
    if let Some((family, secret)) = parts_of(token) {
        let (family, hash) = (of_family(store, &family), of_refresh(store, &secret));
        let found = locked(tx, store, (FoundBy::Family, &family))?;
        let holds = |one: &Holding| one.refresh.as_ref().is_some_and(|own| own.hash == hash);
        return Ok(found.filter(holds).map(|one| (one, true)));
    }
    let found = locked(tx, store, (FoundBy::Token, &of_access(store, token)))?;
    Ok(found.map(|one| (one, false)))
}

/// A holding with the chain of its patient locked: of two who come with the same code or token, one comes
/// second.
fn locked(tx: &mut Tx<'_>, store: &Store, by: (FoundBy, &[u8])) -> Result<Option<Holding>> {
    let Some(found) = Holding::find(tx, store, by)? else { return Ok(None) };
    audit::lock(tx, &Chain::of(&found.patient))?;
    let Some(now) = found.again(tx, store)? else { return Ok(None) };
    // It was exchanged while this waited: what was shown is looked for in what stands now.
    let is_same = match by.0 {
        FoundBy::Code => now.code_hash == by.1,
        FoundBy::Token => now.access.as_ref().is_some_and(|access| access.hash == by.1),
        FoundBy::Family => now.refresh.as_ref().is_some_and(|refresh| refresh.family == by.1),
    };
    Ok(is_same.then_some(now))
}

/// Whether the app may still be used, the person is there, and the grant has not ended. What they see is
/// asked when something is read.
fn stands(tx: &mut Tx<'_>, store: &Store, holding: &Holding) -> Result<bool> {
    let app = StoredApp::load(tx, store, &holding.app)?;
    let is_there = people::load(tx, store, &holding.person)?.is_some();
    let grant = grants::one(tx, store, &holding.patient, &holding.grant)?;
    let is_open = grant.is_some_and(|grant| grant.is_open(store.today()));
    Ok(app.is_some_and(|app| app.is_open()) && is_there && is_open)
}

/// Makes tokens; the row is not written yet.
fn issue(
    store: &Store,
    holding: &mut Holding,
    (wanted, family, scopes): (TokenTimes, Option<String>, String),
) -> Tokens {
    let now = store.now();
    let after = |seconds| now.checked_add(SignedDuration::from_secs(seconds)).unwrap_or(now);
    let access = random(store);
    holding.access = Some(AccessToken {
        hash: of_access(store, &access),
        scopes: scopes.clone(),
        ends: after(wanted.access_seconds),
    });
    let mut refresh = None;
    holding.refresh = None;
    if let (Some(family), Some(seconds)) = (family, wanted.refresh_seconds) {
        let secret = random(store);
        holding.refresh = Some(RefreshToken {
            family: of_family(store, &family),
            hash: of_refresh(store, &secret),
            ends: after(seconds),
        });
        refresh = Some(Hidden::new(format!("{family}.{secret}")));
    }
    let (patient, person) = (holding.patient.clone(), holding.person.clone());
    let (access, seconds) = (Hidden::new(access), wanted.access_seconds);
    Tokens { access, seconds, refresh, scopes, patient, person, with_code: None }
}

/// A new code, with what comes with it.
pub(super) fn new_code(store: &Store, with: &str) -> Hidden<String> {
    let random = random(store);
    Hidden::new(if with.is_empty() { random } else { format!("{random}.{with}") })
}

/// What is stored of a code.
pub(super) fn of_code(store: &Store, code: &str) -> Vec<u8> {
    hashed(store, b"app-code", code)
}

/// What is stored of an access token.
pub(super) fn of_access(store: &Store, token: &str) -> Vec<u8> {
    hashed(store, b"app-access", token)
}

fn of_family(store: &Store, family: &str) -> Vec<u8> {
    hashed(store, b"app-family", family)
}

fn of_refresh(store: &Store, secret: &str) -> Vec<u8> {
    hashed(store, b"app-refresh", secret)
}

fn hashed(store: &Store, what: &[u8], text: &str) -> Vec<u8> {
    keyed_hash(store.inner.keys.index.reveal(), &[what, text.as_bytes()]).to_vec()
}

/// 256 random bits.
fn random(store: &Store) -> String {
    URL_SAFE_NO_PAD.encode(store.random().bytes::<32>())
}

/// What a refresh token begins with, and its secret.
fn parts_of(token: &str) -> Option<(String, String)> {
    let (family, secret) = token.split_once('.')?;
    let is_short = token.len() <= APP_TOKEN_BYTES_MAX;
    is_short.then(|| (family.to_owned(), secret.to_owned()))
}

/// Whether a moment has not come.
pub(super) fn is_ahead(store: &Store, at: Timestamp) -> bool {
    store.now() < at
}
