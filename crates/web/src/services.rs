//! What every handler is given: the store, the organization and the few settings pages need.

use std::sync::Arc;

use bluebutton_exchange::direct::MailSettings;
use bluebutton_record::Organization;
use bluebutton_store::Store;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::security::Throttle;

/// What every handler is given. Cheap to clone.
#[derive(Clone)]
pub struct Services {
    /// The one door to records, accounts and the audit trail.
    pub store: Store,
    /// What this installation is called and how it is set up.
    pub site: Arc<Site>,
    /// The ways in which records can be sent from here; `None` where there are none.
    pub mail: Option<Arc<MailSettings>>,
    /// How often one network address may try a credential.
    pub(crate) throttle: Arc<Throttle>,
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
    /// Whether a proxy of ours stands in front: the last `X-Forwarded-For` is believed only then.
    pub behind_proxy: bool,
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
    pub second_factor: Option<bluebutton_crypto::Hidden<Vec<u8>>>,
}

impl Services {
    /// Services over an open store.
    pub fn new(store: Store, site: Site) -> Self {
        let throttle = Arc::new(Throttle::new(store.clone()));
        Self { store, site: Arc::new(site), mail: None, throttle }
    }

    /// The same services, with the ways in which records can be sent.
    #[must_use]
    pub fn with_mail(self, mail: Arc<MailSettings>) -> Self {
        Self { mail: Some(mail), ..self }
    }

    /// The present moment of the store's clock.
    pub fn now(&self) -> Timestamp {
        self.store.now()
    }
}

impl Site {
    /// A site of that organization with nothing else set up, reached by plain http on this machine.
    pub fn of(organization: Organization, address: impl Into<String>) -> Self {
        Self {
            organization,
            address: address.into(),
            secure_cookies: false,
            behind_proxy: false,
            zone: TimeZone::UTC,
            demo: None,
        }
    }
}
