//! Apps that nobody whom we know stands behind: they register themselves, so many from one network address and
//! so many in all, and those that nobody decided on nor uses go again. And what apps with keys of their own prove
//! themselves with, each time once.
//!
//! Standard: RFC 7591, 5; RFC 7523, 3.

use bluebutton_crypto::Hidden;
use bluebutton_crypto::hash::keyed_hash;

use super::registered::{ITSELF, must_be_few, tell};
use super::stored::{APP_TABLE, StoredApp};
use super::{About, App, AppState, Apps};
use crate::accounts::passkeys::mark_answered;
use crate::accounts::throttle::count_in_day;
use crate::db::Tx;
use crate::error::{Result, StoreError};
use crate::events::{AppStep, By};
use crate::guard;
use crate::limits::{APP_UNUSED_DAYS, APPS_OF_ADDRESS_A_DAY, APPS_UNDECIDED_MAX};

impl Apps<'_> {
    /// An app registers itself, from a network address (compared as a keyed hash); the secret of one that gets
    /// one. `is_open`: it may be used at once, as in a demo. `NotAllowed("app-not-usable")` where what it
    /// says can't be taken, `"too-many-apps"` where it is a flood.
    pub async fn register_itself(
        &self,
        about: About,
        (has_secret, is_open): (bool, bool),
        from: &str,
    ) -> Result<(App, Option<Hidden<String>>)> {
        let (app, secret) = self.new_app(about, (has_secret, is_open))?;
        let app = StoredApp { made_by: Some(ITSELF.to_owned()), ..app };
        let (store, new, from) = (self.0.clone(), app.clone(), from.to_owned());
        let work = move |tx: &mut Tx<'_>| {
            let today = (store.today(), APPS_OF_ADDRESS_A_DAY);
            let waiting = tx.first(UNDECIDED, &[ITSELF.into()])?;
            let waiting = waiting.map_or(Ok(0), |row| row.get::<i64>(0))?;
            if waiting >= APPS_UNDECIDED_MAX
                || !count_in_day(tx, &store, ("register-app", &from), today)?
            {
                return Err(StoreError::NotAllowed("too-many-apps"));
            }
            must_be_few(tx)?;
            let proof = vec![new.insert(tx, &store)?];
            tell(tx, &store, By::program(), (&new, AppStep::Registered), proof)
        };
        self.0.inner.db.write("an app registers itself", work).await?;
        Ok((app.shown(), secret))
    }

    /// An app that signed with one of those keys. `id`, `ends`: of what it signed, which opens once and is
    /// known until then (seconds since 1970). `None` where it came before, the app may not be used, or it has
    /// other keys by now.
    pub async fn proven_by_key(
        &self,
        app: &str,
        keys: &str,
        (id, ends): (&str, i64),
    ) -> Result<Option<App>> {
        let parts = [&b"app-assertion"[..], app.as_bytes(), id.as_bytes()];
        let once = keyed_hash(self.0.inner.keys.index.reveal(), &parts);
        let seconds = (ends - self.0.now().as_second()).max(0) + 1;
        let (store, app, keys) = (self.0.clone(), app.to_owned(), keys.to_owned());
        let work = move |tx: &mut Tx<'_>| {
            let known = StoredApp::load(tx, &store, &app)?;
            let has_keys =
                |app: &StoredApp| app.is_open() && app.about.keys.as_deref() == Some(&*keys);
            let Some(known) = known.filter(has_keys) else { return Ok(None) };
            let is_first = mark_answered(tx, &store, &once, seconds)?;
            Ok(is_first.then(|| known.shown()))
        };
        self.0.inner.db.write("an app proves itself", work).await
    }

    /// Drops apps that registered themselves a while ago, that nobody has decided on and nobody uses.
    pub async fn tidy(&self) -> Result<()> {
        const DAY: i64 = 24 * 60 * 60 * 1_000_000;
        let store = self.0.clone();
        let old = store.now().as_microsecond() - APP_UNUSED_DAYS * DAY;
        let work = move |tx: &mut Tx<'_>| {
            for row in tx.query(OLD, &[ITSELF.into(), old.into()])? {
                // One that was altered stays, for `verify` to name.
                let Ok(app) = StoredApp::of(&store, &row) else { continue };
                let id = app.id.as_str();
                // Only a demo's may be used before anybody decided.
                if app.state == AppState::Open && tx.first(USED, &[id.into()])?.is_some() {
                    continue;
                }
                tx.execute(DROP, &[id.into()])?;
                let proof = vec![guard::gone(APP_TABLE, id)];
                tell(tx, &store, By::program(), (&app, AppStep::Dropped), proof)?;
            }
            Ok(())
        };
        self.0.inner.db.write("drop apps that nobody uses", work).await
    }
}

const UNDECIDED: &str = "
    select count(*)
    from api_app
    where made_by = $1 and decided_at is null";

const OLD: &str = "
    select app_id, state, about, secret_hash, made_by, made_at, decided_at, guard
    from api_app
    where made_by = $1 and decided_at is null and made_at < $2
    order by made_at, app_id
    limit 1000";

const USED: &str = "
    select grant_id
    from api_access
    where app_id = $1
    limit 1";

const DROP: &str = "
    delete from api_app
    where app_id = $1";
