//! Apps that nobody whom we know stands behind: they register themselves, so many from one network address and
//! so many from one network, and those that nobody decided on nor uses go again. Where there are too many in all,
//! the network that has most makes room; where many networks have one each, the day that has most, by lot. A flood
//! takes its own places, not those of others: who came before it stays, who comes later gets in, and who comes in
//! the midst of it has the chance of each of its apps. And what apps with keys of their own prove themselves with,
//! each time once.
//!
//! Standard: RFC 7591, 5; RFC 7523, 3.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bluebutton_crypto::Hidden;
use bluebutton_crypto::hash::keyed_hash;

use super::registered::{ITSELF, must_be_few, tell};
use super::stored::{APP_TABLE, StoredApp};
use super::{About, App, AppState, Apps};
use crate::Store;
use crate::accounts::passkeys::mark_answered;
use crate::accounts::throttle::count_in_day;
use crate::db::Tx;
use crate::error::{Result, StoreError};
use crate::events::{AppStep, By};
use crate::guard;
use crate::limits::{
    APP_UNUSED_DAYS, APPS_OF_ADDRESS_A_DAY, APPS_OF_NETWORK_UNDECIDED_MAX, APPS_UNDECIDED_MAX,
};

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
        let network = Some(network_hash(self.0, from));
        let app = StoredApp { made_by: Some(ITSELF.to_owned()), network, ..app };
        let (store, new, from) = (self.0.clone(), app.clone(), from.to_owned());
        let work = move |tx: &mut Tx<'_>| {
            let today = (store.today(), APPS_OF_ADDRESS_A_DAY);
            if !count_in_day(tx, &store, ("register-app", &from), today)? {
                return Err(StoreError::NotAllowed("too-many-apps"));
            }
            make_room(tx, &store, &new)?;
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

    /// Drops apps that registered themselves a while ago, that nobody has decided on and nobody uses; and
    /// those that staff refused a while ago, or a flood would fill the site for good.
    pub async fn tidy(&self) -> Result<()> {
        const DAY: i64 = 24 * 60 * 60 * 1_000_000;
        let store = self.0.clone();
        let old = store.now().as_microsecond() - APP_UNUSED_DAYS * DAY;
        let work = move |tx: &mut Tx<'_>| {
            for row in tx.query(OLD, &[ITSELF.into(), old.into()])? {
                // One that was altered stays, for `verify` to name.
                let Ok(app) = StoredApp::of(&store, &row) else { continue };
                if !is_used(tx, &app)? {
                    drop_app(tx, &store, &app)?;
                }
            }
            Ok(())
        };
        self.0.inner.db.write("drop apps that nobody uses", work).await
    }
}

/// Refuses one more of a network that has many undecided; where there are too many in all, somebody makes room.
fn make_room(tx: &mut Tx<'_>, store: &Store, new: &StoredApp) -> Result<()> {
    let rows = tx.query(UNDECIDED, &[ITSELF.into()])?;
    // One that was altered takes no place, and is `verify`'s to name.
    let undecided: Vec<StoredApp> =
        rows.iter().filter_map(|row| StoredApp::of(store, row).ok()).collect();
    let mut networks: BTreeMap<Option<&str>, Vec<&StoredApp>> = BTreeMap::new();
    for app in &undecided {
        networks.entry(app.network.as_deref()).or_default().push(app);
    }
    let own = networks.get(&new.network.as_deref()).map_or(0, Vec::len);
    if own >= APPS_OF_NETWORK_UNDECIDED_MAX {
        return Err(StoreError::NotAllowed("too-many-apps"));
    }
    if undecided.len() < APPS_UNDECIDED_MAX {
        return Ok(());
    }
    let most = networks.values().max_by_key(|apps| apps.len());
    let of_network = most.filter(|apps| apps.len() > own + 1).into_iter().flatten().rev().copied();
    // Whoever has a place already puts nobody out for a second.
    let of_day = if own == 0 { by_lot(store, of_fullest_day(&undecided)) } else { Vec::new() };
    for app in of_network.chain(of_day) {
        if !is_used(tx, app)? {
            return drop_app(tx, store, app);
        }
    }
    Err(StoreError::NotAllowed("too-many-apps"))
}

/// The apps of the day on which most came; of the latest of several.
fn of_fullest_day(apps: &[StoredApp]) -> Vec<&StoredApp> {
    let mut days: BTreeMap<i64, Vec<&StoredApp>> = BTreeMap::new();
    for app in apps {
        days.entry(app.made_on()).or_default().push(app);
    }
    days.into_values().max_by_key(Vec::len).unwrap_or_default()
}

/// The same, beginning with one that is drawn.
fn by_lot<'a>(store: &Store, mut apps: Vec<&'a StoredApp>) -> Vec<&'a StoredApp> {
    let drawn = u64::from_be_bytes(store.random().bytes()) as usize;
    let first = drawn.checked_rem(apps.len()).unwrap_or_default();
    apps.rotate_left(first);
    apps
}

/// Whether somebody lets it in: only a demo's may be used before anybody decided.
fn is_used(tx: &mut Tx<'_>, app: &StoredApp) -> Result<bool> {
    Ok(app.state == AppState::Open && tx.first(USED, &[app.id.as_str().into()])?.is_some())
}

fn drop_app(tx: &mut Tx<'_>, store: &Store, app: &StoredApp) -> Result<()> {
    let id = app.id.as_str();
    tx.execute(DROP, &[id.into()])?;
    let proof = vec![guard::gone(APP_TABLE, id)];
    tell(tx, store, By::program(), (app, AppStep::Dropped), proof)
}

/// The network of an address, as a keyed hash: what one provider gives a customer, 256 IPv4 addresses or the first
/// 48 bits of an IPv6 address. Somebody who has many addresses mostly has many of one network.
pub(super) fn network_hash(store: &Store, from: &str) -> String {
    let network = match from.parse() {
        Ok(IpAddr::V4(address)) => Ipv4Addr::from_bits(address.to_bits() >> 8 << 8).to_string(),
        Ok(IpAddr::V6(address)) => Ipv6Addr::from_bits(address.to_bits() >> 80 << 80).to_string(),
        Err(_) => from.to_owned(),
    };
    let hash = keyed_hash(store.inner.keys.index.reveal(), &[b"app-network", network.as_bytes()]);
    URL_SAFE_NO_PAD.encode(hash)
}

const UNDECIDED: &str = "
    select app_id, state, about, secret_hash, made_by, made_at, decided_at, guard
    from api_app
    where made_by = $1 and decided_at is null
    order by made_at, app_id";

const OLD: &str = "
    select app_id, state, about, secret_hash, made_by, made_at, decided_at, guard
    from api_app
    where made_by = $1
        and (decided_at is null and made_at < $2 or state = 'refused' and decided_at < $2)
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
