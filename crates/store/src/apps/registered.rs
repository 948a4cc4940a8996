//! Which apps there are: registering one, deciding about it, and what one proves itself by.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bluebutton_crypto::Hidden;
use bluebutton_crypto::hash::keyed_hash;
use bluebutton_record::Task;

use super::stored::StoredApp;
use super::{About, App, AppState, Apps, redirects};
use crate::Store;
use crate::access::Who;
use crate::accounts::staff::on_duty;
use crate::accounts::{AccountId, people};
use crate::audit::{self, Chain};
use crate::db::{Row, Tx, Value};
use crate::error::{Result, StoreError};
use crate::events::{AppStep, By, Event, Line, Part};
use crate::limits::{
    APP_KEYS_BYTES_MAX, APP_REDIRECTS_MAX, APP_WORDS_CHARS_MAX, APPS_LISTED_MAX, APPS_MAX,
};

const COUNT: &str = "
    select count(*)
    from api_app";

const WAITING: &str = "
    select app_id, state, about, secret_hash, made_by, made_at, decided_at, guard
    from api_app
    where state = 'waiting'
    order by made_at, app_id
    limit $1";

const DECIDED: &str = "
    select app_id, state, about, secret_hash, made_by, made_at, decided_at, guard
    from api_app
    where state <> 'waiting'
    order by made_at desc, app_id
    limit $1";

/// In place of an account: the app registered itself.
pub(super) const ITSELF: &str = "itself";

impl Apps<'_> {
    /// Registers an app; the secret of one that can keep one, which is told this once. `is_open`: it may
    /// be used without anybody having looked at it, as in a demo. `NotAllowed("app-not-usable")` where what
    /// it says can't be taken, `"too-many-apps"`.
    pub async fn register(
        &self,
        by: Option<&AccountId>,
        about: About,
        (has_secret, is_open): (bool, bool),
    ) -> Result<(App, Option<Hidden<String>>)> {
        let (app, secret) = self.new_app(about, (has_secret, is_open))?;
        let app = StoredApp { made_by: by.map(|by| by.0.clone()), ..app };
        let (store, new, by) = (self.0.clone(), app.clone(), by.cloned());
        let work = move |tx: &mut Tx<'_>| {
            must_be_few(tx)?;
            let account = match &by {
                Some(by) => people::load(tx, &store, by)?,
                None => None,
            };
            let by = account.map_or_else(By::program, |account| {
                By::person(Part::Member, &account.id, &account.name)
            });
            let proof = vec![new.insert(tx, &store)?];
            tell(tx, &store, by, (&new, AppStep::Registered), proof)
        };
        self.0.inner.db.write("register an app", work).await?;
        Ok((app.shown(), secret))
    }

    /// An app that is to be registered, and its secret where it gets one.
    pub(super) fn new_app(
        &self,
        about: About,
        (has_secret, is_open): (bool, bool),
    ) -> Result<(StoredApp, Option<Hidden<String>>)> {
        if !is_usable(&about) || has_secret && about.keys.is_some() {
            return Err(StoreError::NotAllowed("app-not-usable"));
        }
        let secret = has_secret
            .then(|| URL_SAFE_NO_PAD.encode(self.0.random().bytes::<32>()))
            .map(Hidden::new);
        let app = StoredApp {
            id: people::new_id(self.0),
            state: if is_open { AppState::Open } else { AppState::Waiting },
            about,
            secret_hash: secret.as_ref().map(|secret| secret_hash(self.0, secret.reveal())),
            made_by: None,
            made_at: self.0.now(),
            decided_at: None,
            network: None,
        };
        Ok((app, secret))
    }

    /// An app.
    pub async fn app(&self, id: &str) -> Result<Option<App>> {
        let (store, id) = (self.0.clone(), id.to_owned());
        let work = move |tx: &mut Tx<'_>| StoredApp::load(tx, &store, &id);
        let found = self.0.inner.db.read("read an app", work).await?;
        Ok(found.map(StoredApp::shown))
    }

    /// An app that proves itself: with its secret, or without where it has none. `None` for anything else,
    /// and for one that may not be used.
    pub async fn proven(&self, id: &str, secret: Option<&Hidden<String>>) -> Result<Option<App>> {
        let (store, id) = (self.0.clone(), id.to_owned());
        let given = secret.map(|secret| secret_hash(self.0, secret.reveal()));
        let work = move |tx: &mut Tx<'_>| StoredApp::load(tx, &store, &id);
        let found = self.0.inner.db.read("prove an app", work).await?;
        // Hashes under a key of ours: the time it takes to compare them tells nothing. Who has keys has no
        // secret, and is nobody without a signature.
        let is_proven =
            |app: &StoredApp| app.is_open() && app.about.keys.is_none() && app.secret_hash == given;
        Ok(found.filter(is_proven).map(StoredApp::shown))
    }

    /// Apps that wait, and the newest of the others, for staff whose task it is. Of those that registered
    /// themselves the first of each network come before the second of any, and where more wait than are listed
    /// the first of each day likewise: a flood hides nobody but who came in the midst of it.
    pub async fn list(&self, who: &Who) -> Result<Vec<App>> {
        let (store, who) = (self.0.clone(), who.clone());
        let work = move |tx: &mut Tx<'_>| {
            on_duty(tx, &store, &who, Task::ReviewApps)?;
            let read = |rows: Vec<Row>| -> Result<Vec<StoredApp>> {
                rows.iter().map(|row| StoredApp::of(&store, row)).collect()
            };
            let waiting = read(tx.query(WAITING, &[Value::from(APPS_MAX)])?)?;
            let others = read(tx.query(DECIDED, &[Value::from(APPS_LISTED_MAX)])?)?;
            let all = by_turns(waiting).into_iter().chain(others);
            Ok(all.take(APPS_LISTED_MAX as usize).map(StoredApp::shown).collect())
        };
        self.0.inner.db.read("list apps", work).await
    }

    /// Says whether an app may be used, by staff whose task it is. One that was closed reads nothing more
    /// from this moment on.
    pub async fn decide(&self, who: &Who, id: &str, state: AppState) -> Result<()> {
        let (store, who, id) = (self.0.clone(), who.clone(), id.to_owned());
        let work = move |tx: &mut Tx<'_>| {
            let by = on_duty(tx, &store, &who, Task::ReviewApps)?;
            let mut app = StoredApp::locked(tx, &store, &id)?.ok_or(StoreError::NotFound)?;
            let step = match state {
                AppState::Open => AppStep::Opened,
                AppState::Refused | AppState::Closed => AppStep::Closed,
                AppState::Waiting => return Err(StoreError::NotAllowed("app-not-usable")),
            };
            app.state = state;
            app.decided_at = Some(store.now());
            app.network = None;
            let proof = vec![app.save(tx, &store)?];
            tell(tx, &store, by, (&app, step), proof)
        };
        self.0.inner.db.write("decide about an app", work).await
    }
}

/// Apps in the order of their time, so that each network has its first before any has its second.
fn by_turns(apps: Vec<StoredApp>) -> Vec<StoredApp> {
    let (mut networks, mut days): (BTreeMap<String, usize>, BTreeMap<i64, usize>) = <_>::default();
    let is_flood = apps.len() as i64 > APPS_LISTED_MAX;
    let next = |turn: &mut usize| std::mem::replace(turn, *turn + 1);
    let mut all: Vec<((usize, usize), StoredApp)> = Vec::with_capacity(apps.len());
    for app in apps {
        // Whom somebody stands behind is known: no flood.
        let turns = app.network.clone().map_or((0, 0), |network| {
            let of_day = if is_flood { next(days.entry(app.made_on()).or_default()) } else { 0 };
            (next(networks.entry(network).or_default()), of_day)
        });
        all.push((turns, app));
    }
    all.sort_by_key(|(turns, _)| *turns);
    all.into_iter().map(|(_, app)| app).collect()
}

/// Refuses one more where there are as many as a site may have.
pub(super) fn must_be_few(tx: &mut Tx<'_>) -> Result<()> {
    let known = tx.first(COUNT, &[])?.map_or(Ok(0), |row| row.get::<i64>(0))?;
    if known < APPS_MAX { Ok(()) } else { Err(StoreError::NotAllowed("too-many-apps")) }
}

/// Tells of an app in the site's chain.
pub(super) fn tell(
    tx: &mut Tx<'_>,
    store: &Store,
    by: By,
    (app, step): (&StoredApp, AppStep),
    proof: Vec<String>,
) -> Result<()> {
    let event = Event::App { step, app: app.id.clone(), name: app.about.name.clone(), what: None };
    let line = Line::new(by, event).with_proof(proof);
    audit::append(tx, store, &Chain::Site, store.now(), &line).map(|_| ())
}

/// What an app is called; its id where it is not known.
pub(crate) fn name_of(tx: &mut Tx<'_>, store: &Store, id: &str) -> Result<String> {
    let app = StoredApp::load(tx, store, id)?;
    Ok(app.map_or_else(|| id.to_owned(), |app| app.about.name))
}

fn is_usable(about: &About) -> bool {
    let is_line = |text: &str| {
        text.chars().count() <= APP_WORDS_CHARS_MAX && !text.chars().any(char::is_control)
    };
    let is_said = |text: &str| !text.trim().is_empty() && is_line(text);
    let is_site = about.website.is_empty()
        || about.website.starts_with("https://") && redirects::is_usable(&about.website);
    let redirects = &about.redirects;
    is_said(&about.name)
        && is_said(&about.publisher)
        && is_line(&about.contact)
        && is_site
        && about.keys.as_ref().is_none_or(|keys| keys.len() <= APP_KEYS_BYTES_MAX)
        && (1..=APP_REDIRECTS_MAX).contains(&redirects.len())
        && redirects.iter().all(|one| redirects::is_usable(one))
}

fn secret_hash(store: &Store, secret: &str) -> Vec<u8> {
    // 256 random bits: a slow hash would make nothing safer.
    keyed_hash(store.inner.keys.index.reveal(), &[b"app-secret", secret.as_bytes()]).to_vec()
}

impl StoredApp {
    pub(super) fn shown(self) -> App {
        App {
            id: self.id,
            is_confidential: self.secret_hash.is_some() || self.about.keys.is_some(),
            is_self_made: self.made_by.as_deref() == Some(ITSELF),
            about: self.about,
            state: self.state,
            made_at: self.made_at,
        }
    }

    pub(super) fn is_open(&self) -> bool {
        self.state == AppState::Open
    }
}
