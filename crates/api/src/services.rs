//! What the handlers of this room are given.

use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use axum::extract::FromRef;
use bluebutton_oauth::identity::IdentityKey;
use bluebutton_store::Store;
use bluebutton_web::Site;
use bluebutton_web::security::Throttle;

use crate::limits::{READS_PER_MINUTE, STRANGERS_PER_MINUTE};
use crate::words::CATALOGS;

/// The settings of the API.
#[derive(Clone, Debug)]
pub struct ApiSettings {
    /// For so many days at most an app may be let in at once.
    pub days_max: u16,
    /// Whether apps may register themselves.
    pub registration: bool,
}

/// A year: an app that nobody thought of for longer asks again.
const DAYS_MAX: u16 = 365;

/// What every handler is given. Cheap to clone.
#[derive(Clone)]
pub struct Services {
    /// The one door to records, apps and the audit trail.
    pub store: Store,
    /// The settings.
    pub settings: Arc<ApiSettings>,
    /// How often an app may ask with one grant.
    pub(crate) reads: Arc<Throttle>,
    /// How often one network address may come without a token that holds.
    pub(crate) strangers: Arc<Throttle>,
    /// The key that signs who let an app in, once it was asked for.
    pub(crate) identity: Arc<OnceLock<IdentityKey>>,
    web: bluebutton_web::Services,
}

impl Default for ApiSettings {
    fn default() -> Self {
        Self { days_max: DAYS_MAX, registration: true }
    }
}

impl Services {
    /// Services over an open store.
    pub fn new(store: Store, site: Site, settings: ApiSettings) -> Self {
        let web = bluebutton_web::Services::new(store.clone(), site, &CATALOGS);
        let reads = Arc::new(Throttle::of(store.clone(), READS_PER_MINUTE));
        let strangers = Arc::new(Throttle::of(store.clone(), STRANGERS_PER_MINUTE));
        let (settings, identity) = (Arc::new(settings), Arc::default());
        Self { store, settings, reads, strangers, identity, web }
    }

    /// Who gives tokens: the site's address, without a slash behind.
    pub(crate) fn issuer(&self) -> &str {
        self.site.address.trim_end_matches('/')
    }

    /// The address of the FHIR API, without a slash behind.
    pub(crate) fn base(&self) -> String {
        format!("{}/fhir", self.issuer())
    }
}

/// What every room has, this one has too: site, throttle, clock and words.
impl Deref for Services {
    type Target = bluebutton_web::Services;

    fn deref(&self) -> &Self::Target {
        &self.web
    }
}

impl FromRef<Services> for bluebutton_web::Services {
    fn from_ref(services: &Services) -> Self {
        services.web.clone()
    }
}
