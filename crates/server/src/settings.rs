//! Settings in two steps: what was typed ([`TypedSettings`]), and what it means ([`Settings`]).
//!
//! A TOML file, then `BLUEBUTTON_*` variables, then options. Unknown keys are errors.

mod api;
mod connections;
mod hub;
mod measures;
mod minors;
mod notices;
mod privacy;
mod providers;
mod sign_in;
mod site;
mod staff;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use bluebutton_crypto::Hidden;
use bluebutton_record::Organization;
use bluebutton_record::matching::{Kinds, NameAndBirthDate, NumberKind, Policy};
use bluebutton_record::representative::Minors;
use bluebutton_web::network::Network;
use bluebutton_web::services::Notices;
use figment::Figment;
use figment::providers::{Env, Format as _, Toml};
use jiff::tz::TimeZone;
use serde::Deserialize;

pub use self::api::Api;
pub use self::connections::{Mail, Security, Tls};
pub use self::hub::Hub;
pub use self::privacy::Privacy;
pub use self::providers::Provider;
use crate::commands::Common;
pub use sign_in::SignIn;
pub use staff::Staff;

/// What the program runs with.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Folder for the embedded database, files and keys.
    pub data: PathBuf,
    /// PostgreSQL, or the embedded database.
    pub database: Option<String>,
    /// Where the server listens.
    pub listen: SocketAddr,
    /// The address people use, without a slash at the end.
    pub public_url: String,
    /// The organization, in its own name.
    pub organization: Organization,
    /// File with the root key; `None` is `DATA/keys/root`.
    pub key_file: Option<PathBuf>,
    /// Where each checkpoint of the audit log is appended besides.
    pub checkpoint_file: Option<PathBuf>,
    /// The root key itself, from `BLUEBUTTON_ROOT_KEY`.
    root_key: Option<Hidden<String>>,
    /// Proxies of ours that stand in front and name the visitor's address.
    pub proxies: Vec<Network>,
    /// Our own TLS; `None` is plain http: on this machine, or behind a proxy.
    pub tls: Option<Tls>,
    /// The zone in which times are shown.
    pub time_zone: TimeZone,
    /// How mail leaves the house; `None`: sending is switched off.
    pub mail: Option<Mail>,
    /// Who is who at this site.
    pub who_is_who: Policy,
    /// The site's own sources of practitioners and organizations.
    pub own_sources: Vec<String>,
    /// How people sign in.
    pub sign_in: SignIn,
    /// How the work of the staff is divided.
    pub staff: Staff,
    /// The pledge hub; `None`: it is not here.
    pub hub: Option<Hub>,
    /// What apps read.
    pub api: Api,
    /// What is kept from whom.
    pub privacy: Privacy,
    /// When a child has a say, and when a parent's access ends.
    pub minors: Minors,
    /// What the site says of privacy, accessibility and help in its own words.
    pub notices: Notices,
    /// Days on which nobody is at work, besides weekends.
    pub holidays: std::collections::BTreeSet<jiff::civil::Date>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct TypedSettings {
    data: Option<PathBuf>,
    database: Option<String>,
    listen: Option<String>,
    public_url: Option<String>,
    key_file: Option<PathBuf>,
    checkpoint_file: Option<PathBuf>,
    root_key: Option<String>,
    proxies: Vec<String>,
    tls: Option<Tls>,
    time_zone: Option<String>,
    organization: TypedOrganization,
    mail: Option<Mail>,
    matching: TypedMatching,
    hub: Option<Hub>,
    api: Api,
    directory: TypedDirectory,
    sign_in: SignIn,
    staff: Staff,
    privacy: privacy::TypedPrivacy,
    minors: minors::TypedMinors,
    notices: notices::TypedNotices,
    measures: measures::TypedMeasures,
}

/// Whom the directory believes.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct TypedDirectory {
    own_sources: Vec<String>,
}

/// Identifier systems by what their numbers prove, and what name and birth date do.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct TypedMatching {
    #[serde(rename = "record_numbers")]
    record: Vec<String>,
    #[serde(rename = "member_numbers")]
    member: Vec<String>,
    #[serde(rename = "shared_numbers")]
    shared: Vec<String>,
    name_and_birth_date: NameAndBirthDate,
}

impl TypedMatching {
    fn policy(&self) -> Policy {
        let mut kinds = Kinds::default();
        for (systems, kind) in [
            (&self.record, NumberKind::Record),
            (&self.member, NumberKind::Member),
            (&self.shared, NumberKind::Shared),
        ] {
            for system in systems {
                kinds.set(system, kind);
            }
        }
        Policy { kinds, name_and_birth_date: self.name_and_birth_date }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct TypedOrganization {
    name: Option<String>,
    phone: Option<String>,
    hours: Option<String>,
    hours_es: Option<String>,
    url: Option<String>,
}

/// Where the server listens unless told otherwise: this machine only.
const LISTEN_DEFAULT: &str = "127.0.0.1:8080";

/// The folder used unless told otherwise.
const DATA_DEFAULT: &str = "bluebutton-data";

impl Settings {
    /// Reads file, variables and options.
    pub fn load(common: &Common) -> anyhow::Result<Self> {
        let mut figment = Figment::new();
        if let Some(file) = &common.config {
            if !file.is_file() {
                bail!("the settings file {} is not there", file.display());
            }
            figment = figment.merge(Toml::file_exact(file));
        }
        // `BLUEBUTTON_MAIL__SMTP` is mail.smtp. The log's own variable is not a setting.
        let variables = Env::prefixed("BLUEBUTTON_").ignore(&["log", "log_format"]).split("__");
        let typed: TypedSettings = figment
            .merge(variables.filter(|key| !key.as_str().starts_with("test_") && key != "corpus"))
            .extract()
            .context("the settings could not be read")?;
        Self::from_typed(typed, common)
    }

    fn from_typed(typed: TypedSettings, common: &Common) -> anyhow::Result<Self> {
        let listen = typed.listen.as_deref().unwrap_or(LISTEN_DEFAULT);
        let listen: SocketAddr = listen
            .parse()
            .with_context(|| format!("listen = {listen:?} is no address like {LISTEN_DEFAULT}"))?;
        let public_url = typed.public_url.unwrap_or_else(|| format!("http://{listen}"));
        if !public_url.starts_with("https://") && !public_url.starts_with("http://") {
            bail!("public_url = {public_url:?} must begin with https:// (or http:// for a trial)");
        }
        let zone = typed.time_zone.as_deref().unwrap_or("America/New_York");
        let time_zone = TimeZone::get(zone)
            .with_context(|| format!("time_zone = {zone:?} is no zone like America/New_York"))?;
        let privacy = typed.privacy.read()?;
        let minors = typed.minors.read(&privacy.topics)?;
        Ok(Self {
            data: common.data.clone().or(typed.data).unwrap_or_else(|| PathBuf::from(DATA_DEFAULT)),
            database: common.database.clone().or(typed.database),
            listen,
            public_url: public_url.trim_end_matches('/').to_owned(),
            organization: Organization {
                name: typed.organization.name.unwrap_or_else(|| "Blue Button".to_owned()),
                phone: typed.organization.phone,
                hours: typed.organization.hours,
                hours_es: typed.organization.hours_es,
                url: typed.organization.url,
            },
            key_file: typed.key_file,
            checkpoint_file: typed.checkpoint_file,
            root_key: typed.root_key.map(Hidden::new),
            proxies: networks(&typed.proxies)?,
            tls: typed.tls,
            time_zone,
            mail: typed.mail,
            who_is_who: typed.matching.policy(),
            hub: typed.hub,
            api: typed.api.checked()?,
            own_sources: typed.directory.own_sources,
            sign_in: typed.sign_in.checked()?,
            staff: typed.staff,
            privacy,
            minors,
            notices: typed.notices.read()?,
            holidays: typed.measures.read()?,
        })
    }

    /// The root key where a variable or a file gives it; `None` lets the store keep its own file.
    pub fn root_key(&self) -> anyhow::Result<Option<Hidden<String>>> {
        match (&self.root_key, &self.key_file) {
            (Some(key), _) => Ok(Some(key.clone())),
            (None, Some(file)) => Ok(Some(Hidden::new(read_secret(file)?))),
            (None, None) => Ok(None),
        }
    }

    /// Listens elsewhere; the public address follows where it was only the default.
    pub fn set_listen(&mut self, listen: SocketAddr) {
        if self.public_url == format!("http://{}", self.listen) {
            self.public_url = format!("http://{listen}");
        }
        self.listen = listen;
    }

    /// Whether what is sent here crosses a network for all to read: no TLS of ours, no proxy, and
    /// not only this machine.
    pub fn is_exposed(&self) -> bool {
        self.tls.is_none() && self.proxies.is_empty() && !self.listen.ip().is_loopback()
    }

    /// Whether people reach us by https only: cookies are then marked secure.
    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}

fn networks(texts: &[String]) -> anyhow::Result<Vec<Network>> {
    let read = |text: &String| text.parse().map_err(|why| anyhow::anyhow!("proxies: {why}"));
    texts.iter().map(read).collect()
}

/// The text of a file that holds one secret, without the line end.
pub fn read_secret(file: &Path) -> anyhow::Result<String> {
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("the secret in {} could not be read", file.display()))?;
    Ok(text.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(toml: &str) -> anyhow::Result<Settings> {
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("bluebutton.toml");
        std::fs::write(&file, toml)?;
        Settings::load(&Common { config: Some(file), ..Common::default() })
    }

    #[test]
    fn a_file_is_read_and_options_win() {
        let settings =
            load("listen = \"0.0.0.0:80\"\n[organization]\nname = \"Riverside\"").unwrap();
        assert_eq!(settings.listen.port(), 80);
        assert_eq!(settings.organization.name, "Riverside");
        assert_eq!(settings.public_url, "http://0.0.0.0:80");
    }

    #[test]
    fn an_unknown_key_is_an_error_that_names_it() {
        let error = format!("{:#}", load("lissten = 1").unwrap_err());
        assert!(error.contains("lissten"), "{error}");
    }

    #[test]
    fn a_wrong_address_is_an_error_that_shows_the_form() {
        let error = format!("{:#}", load("listen = \"here\"").unwrap_err());
        assert!(error.contains("127.0.0.1:8080"), "{error}");
    }

    #[test]
    fn what_a_name_and_a_birth_date_prove_is_one_of_two_words() {
        let alone = |toml| load(toml).map(|settings| settings.who_is_who.name_and_birth_date);
        assert_eq!(alone("").unwrap(), NameAndBirthDate::Ask);
        let small = "[matching]\nname_and_birth_date = \"same\"";
        assert_eq!(alone(small).unwrap(), NameAndBirthDate::Same);
        let error =
            format!("{:#}", alone("[matching]\nname_and_birth_date = \"yes\"").unwrap_err());
        assert!(error.contains("ask") && error.contains("same"), "{error}");
    }

    #[test]
    fn a_proxy_is_an_address_and_nothing_else() {
        assert_eq!(load("proxies = [\"10.0.0.0/8\", \"::1\"]").unwrap().proxies.len(), 2);
        let error = format!("{:#}", load("proxies = [\"everybody\"]").unwrap_err());
        assert!(error.contains("everybody"), "{error}");
    }

    #[test]
    fn plain_http_beyond_this_machine_is_known_as_such() {
        assert!(!load("listen = \"127.0.0.1:8080\"").unwrap().is_exposed());
        assert!(load("listen = \"0.0.0.0:8080\"").unwrap().is_exposed());
        assert!(load("listen = \"[::]:8080\"").unwrap().is_exposed());
        let behind = "listen = \"0.0.0.0:8080\"\nproxies = [\"10.0.0.1\"]";
        assert!(!load(behind).unwrap().is_exposed());
    }

    #[test]
    fn the_documented_file_is_understood_as_it_stands() {
        let documented = include_str!("../../../docs/bluebutton.toml");
        load(documented).unwrap();
        // And with every key switched on: a documented key must exist.
        let all: String = documented
            .lines()
            .map(|line| line.strip_prefix("#: ").unwrap_or(line).to_owned() + "\n")
            .collect();
        let settings = load(&all).unwrap();
        assert!(settings.mail.is_some());
        assert!(settings.tls.is_some());
        assert!(!settings.proxies.is_empty());
        assert!(settings.hub.is_some());
        assert!(!settings.own_sources.is_empty());
        assert!(!settings.sign_in.providers.is_empty());
        assert!(!settings.privacy.terms.shows_everything());
        assert!(!settings.staff.separate_duties);
        assert!(!settings.api.on && settings.api.days_max == 90);
        assert!(!settings.holidays.is_empty());
        assert_eq!(settings.who_is_who.name_and_birth_date, NameAndBirthDate::Same);
    }
}
