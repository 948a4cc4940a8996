//! What the portal's handlers are given: what every room has, the store, and the ways of sending.

use std::ops::Deref;
use std::sync::Arc;

use axum::extract::FromRef;
use bluebutton_exchange::direct::MailSettings;
use bluebutton_exchange::provider::Providers;
use bluebutton_store::Store;
use bluebutton_web::services::Site;

use crate::turns::Turns;
use crate::words::CATALOGS;

/// What every handler of the portal is given. Cheap to clone.
#[derive(Clone)]
pub struct Services {
    /// The one door to records, accounts and the audit trail.
    pub store: Store,
    /// The ways in which records can be sent from here; `None` where there are none.
    pub mail: Option<Arc<MailSettings>>,
    /// Where people may sign in with an account elsewhere.
    pub providers: Arc<Providers>,
    /// Whose large file is under way.
    pub(crate) turns: Arc<Turns>,
    web: bluebutton_web::Services,
}

impl Services {
    /// Services over an open store.
    pub fn new(store: Store, site: Site) -> Self {
        let web = bluebutton_web::Services::new(store.clone(), site, &CATALOGS);
        Self { store, mail: None, providers: Arc::default(), turns: Arc::default(), web }
    }

    /// The same services, with the ways in which records can be sent.
    #[must_use]
    pub fn with_mail(self, mail: Arc<MailSettings>) -> Self {
        Self { mail: Some(mail), ..self }
    }

    /// The same services, with providers of identities.
    #[must_use]
    pub fn with_providers(self, providers: Providers) -> Self {
        Self { providers: Arc::new(providers), ..self }
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
