//! What every room is given: accounts and their sessions, the organization, the words of its pages.
//!
//! No record can be opened with these: a room that shows records is given the store besides.

use std::sync::Arc;

use bluebutton_crypto::{Hidden, Random};
use bluebutton_record::{Language, Organization, Words};
use bluebutton_store::Store;
use bluebutton_store::accounts::Accounts;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::network::Network;
use crate::security::Throttle;
use crate::words::Catalogs;

/// What every room is given. Cheap to clone.
#[derive(Clone)]
pub struct Services {
    store: Store,
    /// What this installation is called and how it is set up.
    pub site: Arc<Site>,
    /// How often one network address may try a credential.
    pub throttle: Arc<Throttle>,
    pub(crate) catalogs: &'static Catalogs,
}

/// The settings that pages show or obey.
#[derive(Clone, Debug)]
pub struct Site {
    /// Who gives these records, and whom to call.
    pub organization: Organization,
    /// The address people type, for letters: `https://records.riverside.example`.
    pub address: String,
    /// Whether the site is reached by https only: cookies get `Secure` and `__Host-`.
    pub secure_cookies: bool,
    /// Proxies of ours: only what these say in `X-Forwarded-For` is believed.
    pub proxies: Vec<Network>,
    /// The zone in which times are shown.
    pub zone: TimeZone,
    /// How to sign in to the demo; `None` in every real installation.
    pub demo: Option<Demo>,
}

/// What the demo's pages tell its visitors.
#[derive(Clone, Debug, Default)]
pub struct Demo {
    /// Sample people and how they sign in.
    pub people: Vec<DemoPerson>,
    /// The demo clinic's Direct address, to try sending.
    pub direct_to: Option<String>,
    /// Where the clinic's inbox can be seen.
    pub inbox: Option<String>,
}

/// A sample person of the demo.
#[derive(Clone, Debug)]
pub struct DemoPerson {
    /// Their name.
    pub name: String,
    /// Message id of what they are: `demo-patient`, `demo-caregiver`, `demo-staff`.
    pub part: &'static str,
    /// The name to sign in with.
    pub login: String,
    /// The password.
    pub password: String,
    /// The secret of the second factor, from which the sign-in page shows the present code.
    pub second_factor: Option<Hidden<Vec<u8>>>,
}

impl Services {
    /// Services over an open store, for a room with those words.
    pub fn new(store: Store, site: Site, catalogs: &'static Catalogs) -> Self {
        let throttle = Arc::new(Throttle::new(store.clone()));
        Self { store, site: Arc::new(site), throttle, catalogs }
    }

    /// The door to accounts and sessions.
    pub fn accounts(&self) -> Accounts<'_> {
        self.store.accounts()
    }

    /// The present moment of the store's clock.
    pub fn now(&self) -> Timestamp {
        self.store.now()
    }

    /// The words of the room's pages in that language.
    pub fn words(&self, language: Language) -> &'static Words {
        self.catalogs.words(language)
    }

    pub(crate) fn random(&self) -> &dyn Random {
        self.store.random()
    }

    /// Whether the store answers, and keeps changes.
    pub(crate) async fn is_ready(&self) -> Result<(), bluebutton_store::StoreError> {
        self.store.ready().await
    }
}

impl Site {
    /// A site of that organization with nothing else set up, reached by plain http on this machine.
    pub fn of(organization: Organization, address: impl Into<String>) -> Self {
        Self {
            organization,
            address: address.into(),
            secure_cookies: false,
            proxies: Vec::new(),
            zone: TimeZone::UTC,
            demo: None,
        }
    }
}
