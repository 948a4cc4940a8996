//! `[[sign_in.providers]]`: where people may sign in with an account elsewhere (OpenID Connect).

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use anyhow::{Context as _, anyhow, bail};
use bluebutton_crypto::Hidden;
use bluebutton_crypto::jws::ClientKey;
use bluebutton_exchange::provider::{
    AssuranceLevel, ClientProof, LevelWords, ProviderSettings, Providers,
};
use serde::Deserialize;

use super::{Settings, read_secret};

/// A provider of identities.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provider {
    /// Its word in addresses: it comes back to `/sign-in/back/ID`.
    pub id: String,
    /// Its name on buttons.
    pub name: String,
    /// Its name for machines, an address.
    pub issuer: String,
    /// Who we are there.
    pub client_id: String,
    /// File with our secret there.
    pub client_secret_file: Option<PathBuf>,
    /// File with our private key there (PKCS#8), in place of a secret.
    pub client_key_file: Option<PathBuf>,
    /// What is asked for besides `openid`.
    #[serde(default = "scopes")]
    pub scopes: Vec<String>,
    /// Which assurance is asked for.
    #[serde(default)]
    pub acr_values: Vec<String>,
    /// What its own words mean: `gold = "ial2 aal2"`.
    #[serde(default)]
    pub levels: BTreeMap<String, String>,
    /// What every sign-in there is worth, by what was agreed with it.
    pub assumed_level: Option<String>,
    /// Who may sign in with it: `patients`, `staff`.
    #[serde(rename = "for", default = "patients")]
    pub who: Vec<Who>,
    /// What it must reach for patients and caregivers.
    pub patients_level: Option<String>,
    /// What it must reach for the records office; two factors unless this says otherwise.
    pub staff_level: Option<String>,
    /// The claim with somebody's name.
    #[serde(default = "name_claim")]
    pub name_claim: String,
    /// The claim with how somebody signs in there.
    #[serde(default = "login_claim")]
    pub login_claim: String,
    /// Certificates of an authority of the organization's own (PEM).
    pub authority_file: Option<PathBuf>,
}

/// Who may sign in with a provider.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Who {
    /// Patients and caregivers.
    Patients,
    /// The records office.
    Staff,
}

fn scopes() -> Vec<String> {
    vec!["profile".to_owned(), "email".to_owned()]
}

fn patients() -> Vec<Who> {
    vec![Who::Patients]
}

fn name_claim() -> String {
    "name".to_owned()
}

fn login_claim() -> String {
    "email".to_owned()
}

impl Provider {
    /// What can be said of them without reading files.
    pub(super) fn check(all: &[Self]) -> anyhow::Result<()> {
        let mut ids = BTreeSet::new();
        for one in all {
            let id = &one.id;
            let is_word = (1..=30).contains(&id.len())
                && id
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
            if !is_word || id == "connected" {
                bail!(
                    "sign_in.providers: id {id:?} must be a word of small letters, digits and dashes"
                );
            }
            if !ids.insert(id) {
                bail!("sign_in.providers: {id:?} stands there twice");
            }
            if one.client_secret_file.is_some() && one.client_key_file.is_some() {
                bail!("sign_in.providers: {id}: client_secret_file or client_key_file, not both");
            }
            one.words()?;
            one.needed()?;
        }
        Ok(())
    }

    fn level(&self, text: &str) -> anyhow::Result<AssuranceLevel> {
        let id = &self.id;
        AssuranceLevel::read(text).ok_or_else(|| {
            anyhow!("sign_in.providers: {id}: {text:?} is no level like \"ial2 aal2\"")
        })
    }

    fn words(&self) -> anyhow::Result<LevelWords> {
        let mut words = LevelWords::default();
        for (word, level) in &self.levels {
            words.set(word, self.level(level)?);
        }
        if let Some(level) = &self.assumed_level {
            words.assume(self.level(level)?);
        }
        Ok(words)
    }

    /// What it must reach for patients, and for staff; `None` where it is not for them.
    fn needed(&self) -> anyhow::Result<(Option<AssuranceLevel>, Option<AssuranceLevel>)> {
        let of = |who, level: &Option<String>, default| {
            let level = level.as_deref().map_or(Ok(default), |level| self.level(level))?;
            anyhow::Ok(self.who.contains(&who).then_some(level))
        };
        // Staff open what is not theirs: one factor is never enough.
        let two_factors = AssuranceLevel { identity: 0, authenticator: 2 };
        let people = of(Who::Patients, &self.patients_level, AssuranceLevel::default())?;
        Ok((people, of(Who::Staff, &self.staff_level, two_factors)?))
    }

    fn proof(&self) -> anyhow::Result<ClientProof> {
        Ok(match (&self.client_secret_file, &self.client_key_file) {
            (Some(file), _) => ClientProof::Secret(Hidden::new(read_secret(file)?)),
            (None, Some(file)) => {
                let key = ClientKey::from_pem(&Hidden::new(read_secret(file)?));
                let key = key.map_err(|why| anyhow!("{}: {why}", file.display()))?;
                ClientProof::Key(Box::new(key))
            }
            (None, None) => ClientProof::Public,
        })
    }

    fn read(&self) -> anyhow::Result<ProviderSettings> {
        let authority = self.authority_file.as_ref().map(|file| {
            std::fs::read(file).with_context(|| format!("{} can't be read", file.display()))
        });
        let (for_people, for_staff) = self.needed()?;
        Ok(ProviderSettings {
            id: self.id.clone(),
            name: self.name.clone(),
            issuer: self.issuer.clone(),
            client_id: self.client_id.clone(),
            proof: self.proof()?,
            scopes: self.scopes.clone(),
            acr_values: self.acr_values.clone(),
            words: self.words()?,
            name_claim: self.name_claim.clone(),
            login_claim: self.login_claim.clone(),
            for_people,
            for_staff,
            authority: authority.transpose()?,
        })
    }
}

impl Settings {
    /// The providers of identities, with their secrets read.
    pub fn providers(&self) -> anyhow::Result<Providers> {
        let all: anyhow::Result<Vec<ProviderSettings>> =
            self.sign_in.providers.iter().map(Provider::read).collect();
        Providers::of(all.context("sign_in.providers")?)
            .map_err(|why| anyhow!("sign_in.providers: {why}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(more: &str) -> anyhow::Result<()> {
        let text = format!(
            "id = \"hospital\"\nname = \"Riverside\"\nissuer = \"https://id.example\"\n\
             client_id = \"bb\"\n{more}"
        );
        let one: Provider = figment::Figment::new()
            .merge(<figment::providers::Toml as figment::providers::Format>::string(&text))
            .extract()?;
        Provider::check(&[one])
    }

    #[test]
    fn what_is_wrong_is_named() {
        check("").unwrap();
        check("levels = { gold = \"ial2 aal2\" }\nfor = [\"patients\", \"staff\"]").unwrap();
        for (wrong, named) in [
            ("patients_level = \"high\"", "high"),
            ("levels = { gold = \"ial9\" }", "ial9"),
            ("for = [\"everybody\"]", "everybody"),
            ("client_secret = \"x\"", "client_secret"),
            ("client_secret_file = \"a\"\nclient_key_file = \"b\"", "not both"),
        ] {
            let error = format!("{:#}", check(wrong).unwrap_err());
            assert!(error.contains(named), "{error}");
        }
    }

    #[test]
    fn staff_need_two_factors_unless_the_site_says_otherwise() {
        let one = |text: &str| -> Provider {
            let text =
                format!("id = \"h\"\nname = \"H\"\nissuer = \"i\"\nclient_id = \"c\"\n{text}");
            figment::Figment::new()
                .merge(<figment::providers::Toml as figment::providers::Format>::string(&text))
                .extract()
                .unwrap()
        };
        let both = one("for = [\"patients\", \"staff\"]").needed().unwrap();
        assert_eq!(both.0, Some(AssuranceLevel::default()));
        assert_eq!(both.1, Some(AssuranceLevel { identity: 0, authenticator: 2 }));
        assert_eq!(one("").needed().unwrap().1, None);
    }
}
