//! What every room is given: accounts and their sessions, the organization, the words of its pages.
//!
//! No record can be opened with these: a room that shows records is given the store besides.

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::sync::Arc;

use bluebutton_crypto::passkey::Place;
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
    /// After so many minutes a second factor is asked for once more before something is sent, somebody
    /// is let in, or how somebody signs in is changed.
    pub step_up_minutes: i64,
    /// For so many days a browser is asked for no code, if its owner wants that; 0 is never.
    pub remember_days: i64,
    /// What the site says of privacy, accessibility and help in its own words.
    pub notices: Notices,
    /// How to sign in to the demo; `None` in every real installation.
    pub demo: Option<Demo>,
    /// Whether the pledge hub stands beside the portal: the first page leads there.
    pub has_hub: bool,
    /// Sign-in names of staff accounts that run the hub: their menus lead to what waits there.
    pub hub_staff: Vec<String>,
}

/// Asked once more after so long unless the site says otherwise: as long as an idle session lives.
pub const STEP_UP_MINUTES: i64 = 15;
/// A notice that every page leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Notice {
    /// How to get help.
    Help,
    /// The privacy notice.
    Privacy,
    /// The accessibility statement.
    Accessibility,
}

/// What a site says in its own words; where it says nothing, the catalogs do.
#[derive(Clone, Debug, Default)]
pub struct Notices(BTreeMap<(Notice, &'static str), String>);

impl Notice {
    /// All of them, in the order of the footer.
    pub const ALL: [Self; 3] = [Self::Help, Self::Privacy, Self::Accessibility];

    /// The word in its address, in settings and in message ids.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Help => "help",
            Self::Privacy => "privacy",
            Self::Accessibility => "accessibility",
        }
    }
}

impl Notices {
    /// Says it in that language.
    pub fn set(&mut self, notice: Notice, language: Language, text: String) {
        self.0.insert((notice, language.tag()), text);
    }

    /// What the site says: in that language, or else in the other one with its tag.
    pub fn get(&self, notice: Notice, language: Language) -> Option<(&'static str, &str)> {
        let of = |tag| self.0.get(&(notice, tag)).map(|text| (tag, text.as_str()));
        let others = Language::ALL.into_iter().map(Language::tag);
        of(language.tag()).or_else(|| others.into_iter().find_map(of))
    }
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

    /// The same with so many attempts a minute for each network address, counted apart.
    #[must_use]
    pub fn with_attempts(self, per_minute: NonZeroU32) -> Self {
        let throttle = Arc::new(Throttle::of(self.store.clone(), per_minute));
        Self { throttle, ..self }
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
            step_up_minutes: STEP_UP_MINUTES,
            remember_days: 0,
            notices: Notices::default(),
            demo: None,
            has_hub: false,
            hub_staff: Vec::new(),
        }
    }

    /// The site as passkeys know it; `None` where there are none: browsers bind them to a name, never
    /// to a number.
    pub fn place(&self) -> Option<Place> {
        let (scheme, rest) = self.address.split_once("://")?;
        let authority = rest.split('/').next()?;
        let host = match authority.rsplit_once(':') {
            Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
            _ => authority,
        };
        let is_name = !host.is_empty()
            && !host.starts_with('[')
            && host.parse::<std::net::Ipv4Addr>().is_err();
        let default = if scheme == "https" { ":443" } else { ":80" };
        let authority = authority.strip_suffix(default).unwrap_or(authority);
        is_name.then(|| Place { origin: format!("{scheme}://{authority}"), host: host.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(address: &str) -> Option<(String, String)> {
        Site::of(Organization::default(), address).place().map(|place| (place.origin, place.host))
    }

    #[test]
    fn passkeys_are_bound_to_the_name_that_people_type() {
        let found = place("https://records.riverside.example").unwrap();
        assert_eq!(found.0, "https://records.riverside.example");
        assert_eq!(found.1, "records.riverside.example");
        let found = place("http://localhost:8080").unwrap();
        assert_eq!((found.0.as_str(), found.1.as_str()), ("http://localhost:8080", "localhost"));
        assert_eq!(place("https://a.example:443").unwrap().0, "https://a.example");
    }

    #[test]
    fn a_number_has_no_passkeys() {
        assert_eq!(place("http://127.0.0.1:8080"), None);
        assert_eq!(place("http://[::1]:8080"), None);
        assert_eq!(place("nonsense"), None);
    }
}
