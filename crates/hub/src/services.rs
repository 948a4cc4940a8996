//! What the hub's handlers are given.

use std::net::SocketAddr;
use std::ops::Deref;
use std::sync::Arc;

use axum::extract::FromRef;
use bluebutton_store::hub::HubStore;

use crate::directory::Shelf;
use crate::limits::ATTEMPTS_PER_MINUTE;
use crate::outside::{FhirHere, Hands};
use crate::pledge::Pledges;
use crate::probe::net::Net;

/// The settings of the hub.
#[derive(Clone, Debug, Default)]
pub struct HubSettings {
    /// The address people type: `https://movement.example.org`.
    pub address: String,
    /// The sign-in names of staff accounts that run the hub.
    pub staff: Vec<String>,
    /// Whether members' addresses are looked at every day.
    pub checks: bool,
    /// Where questions to the domain name system go.
    pub name_servers: Vec<SocketAddr>,
    /// Pledges of yours beside those that come with the program (TOML).
    pub pledges: Option<String>,
    /// Whether the portal stands beside: its first page is linked.
    pub beside_portal: bool,
    /// Where e-mail of the demo can be read; `None` in every real installation.
    pub demo_inbox: Option<String>,
}

/// What every handler of the hub is given. Cheap to clone.
#[derive(Clone)]
pub struct Services {
    /// The door to the hub's tables.
    pub hub: HubStore,
    /// The settings.
    pub settings: Arc<HubSettings>,
    /// The pledges there are.
    pub pledges: Arc<Pledges>,
    /// Mail and paper.
    pub hands: Hands,
    /// The way to what members serve.
    pub net: Arc<dyn Net>,
    /// What the server beside answers to apps; `None` where there is no such server.
    pub(crate) fhir: Option<Arc<FhirHere>>,
    /// The directory as it is searched.
    pub(crate) shelf: Arc<Shelf>,
    web: bluebutton_web::Services,
}

impl Services {
    /// Services over the hub's tables. `web` has the words of [`crate::words::CATALOGS`].
    pub fn new(
        web: bluebutton_web::Services,
        hub: HubStore,
        settings: HubSettings,
        (hands, net): (Hands, Arc<dyn Net>),
    ) -> Result<Self, String> {
        let pledges = Arc::new(Pledges::read(settings.pledges.as_deref())?);
        let settings = Arc::new(settings);
        let shelf = Arc::default();
        let web = web.with_attempts(ATTEMPTS_PER_MINUTE);
        Ok(Self { hub, settings, pledges, hands, net, fhir: None, shelf, web })
    }

    /// The same services, beside a server that answers to apps.
    #[must_use]
    pub fn with_fhir(self, fhir: Option<FhirHere>) -> Self {
        Self { fhir: fhir.map(Arc::new), ..self }
    }

    /// An address of ours as others type it.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.settings.address)
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
