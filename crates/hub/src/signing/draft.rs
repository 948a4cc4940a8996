//! A pledge that is being signed, as it is kept: under the hash of a secret in the signer's browser.

use std::collections::BTreeMap;

use axum::http::HeaderMap;
use axum::response::Response;
use bluebutton_crypto::hash::sha256;
use bluebutton_record::Language;
use bluebutton_store::StoreError;
use bluebutton_store::hub::{HubTx, Row, Value};
use bluebutton_web::cookies;
use bluebutton_web::problem::Problem;

use crate::callers::{hex, secret};
use crate::limits::{ANSWER_CHARS_MAX, DRAFT_DAYS};
use crate::services::Services;

/// What was typed so far, by the name of the field.
pub(crate) type DraftFields = BTreeMap<String, String>;

/// A pledge that is being signed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Draft {
    /// The hash of the browser's secret.
    pub(crate) id: String,
    /// `draft`, `sent`, `confirmed`, `approved`, `refused`
    pub(crate) standing: String,
    pub(crate) typed: DraftFields,
    /// The word that proves a domain.
    pub(crate) word: String,
    /// How the domain was proven: `mail`, `name`, `file`; empty where it was not.
    pub(crate) proof: String,
    /// What staff said.
    pub(crate) reason: String,
    /// The organization that it became.
    pub(crate) org_id: Option<String>,
    pub(crate) changed_at: i64,
}

/// The cookie with the secret of a draft.
const COOKIE: &str = "signing";

/// Fields of one draft: more than every form of ours has.
const FIELDS_MAX: usize = 120;

impl Draft {
    /// The value of a field; empty where it was not filled in.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.typed.get(name).map(String::as_str).unwrap_or_default()
    }

    /// The language that whoever signs is written to in.
    pub(crate) fn language(&self) -> Language {
        Language::parse(self.get("language")).unwrap_or_default()
    }

    /// Whether it can still be changed by whoever signs.
    pub(crate) fn is_open(&self) -> bool {
        ["", "draft", "sent"].contains(&self.standing.as_str())
    }

    /// The domain that the organization's web address names, without `www.`.
    pub(crate) fn domain(&self) -> String {
        let host = url::Url::parse(self.get("url")).ok();
        let host = host.and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
        host.strip_prefix("www.").unwrap_or(&host).to_owned()
    }

    /// Takes fields over, each bounded.
    pub(crate) fn take(&mut self, fields: impl Iterator<Item = (String, String)>) {
        for (name, value) in fields {
            let value: String = value.trim().chars().take(ANSWER_CHARS_MAX).collect();
            if value.is_empty() {
                self.typed.remove(&name);
            } else if self.typed.len() < FIELDS_MAX || self.typed.contains_key(&name) {
                self.typed.insert(name, value);
            }
        }
    }

    pub(crate) fn of(row: &Row) -> Result<Self, StoreError> {
        let typed = serde_json::from_str(row.get(2)?)
            .map_err(|_| StoreError::Altered("a draft of a pledge can't be read".to_owned()))?;
        Ok(Self {
            id: row.get(0)?,
            standing: row.get(1)?,
            typed,
            word: row.get(3)?,
            proof: row.get(4)?,
            reason: row.get(5)?,
            org_id: row.get(6)?,
            changed_at: row.get(7)?,
        })
    }
}

/// The draft of this browser; a new one where there is none.
pub(crate) async fn of_browser(services: &Services, headers: &HeaderMap) -> Result<Draft, Problem> {
    let name = cookies::cookie_name(&services.site, COOKIE);
    let Some(secret) = cookies::cookie(headers, &name) else { return Ok(Draft::default()) };
    let id = hex(&sha256(secret.as_bytes()));
    let work = move |tx: &mut HubTx<'_, '_>| get(tx, &id);
    Ok(services.hub.read("read a draft", work).await?.unwrap_or_default())
}

/// One of them.
pub(crate) fn get(tx: &mut HubTx<'_, '_>, id: &str) -> Result<Option<Draft>, StoreError> {
    tx.first(DRAFT, &[id.into()])?.as_ref().map(Draft::of).transpose()
}

/// One of them, for whoever decides on it: two at once wait for each other.
pub(crate) fn locked(tx: &mut HubTx<'_, '_>, id: &str) -> Result<Option<Draft>, StoreError> {
    tx.lock(DRAFT, &[id.into()])?.as_ref().map(Draft::of).transpose()
}

/// Saves a draft; the answer gets the cookie of a new one.
pub(crate) async fn save(
    services: &Services,
    mut draft: Draft,
    mut response: Response,
) -> Result<Response, Problem> {
    if draft.id.is_empty() {
        let secret = secret(services);
        draft.id = hex(&sha256(secret.as_bytes()));
        draft.word = crate::callers::secret(services);
        let (site, name) = (&services.site, cookies::cookie_name(&services.site, COOKIE));
        let kept = Some(DRAFT_DAYS * 24 * 60 * 60);
        cookies::add_cookie(&mut response, site, &name, &secret, kept);
    }
    // A mail that is on its way asked about what was there before: whoever changes anything after it, above all
    // the address, signs anew. Its link would prove a domain by an address that it never went to.
    "draft".clone_into(&mut draft.standing);
    let now = services.hub.now().as_microsecond();
    let work = move |tx: &mut HubTx<'_, '_>| put(tx, &draft, now);
    services.hub.write("save a draft", work).await?;
    Ok(response)
}

/// Writes one as it is.
pub(crate) fn put(tx: &mut HubTx<'_, '_>, draft: &Draft, now: i64) -> Result<(), StoreError> {
    let typed = serde_json::to_string(&draft.typed)
        .map_err(|error| StoreError::Altered(format!("a draft: {error}")))?;
    let text = |text: &str| Value::from(text);
    let values = [
        text(&draft.id),
        text(&draft.standing),
        typed.into(),
        text(&draft.word),
        text(&draft.proof),
        text(&draft.reason),
        draft.org_id.clone().into(),
        now.into(),
    ];
    tx.execute(PUT, &values).map(|_| ())
}

/// Takes the draft out of this browser.
pub(crate) fn forgotten(services: &Services, mut response: Response) -> Response {
    let name = cookies::cookie_name(&services.site, COOKIE);
    cookies::add_cookie(&mut response, &services.site, &name, "", Some(0));
    response
}

const DRAFT: &str = "
    select signing_id, standing, fields, domain_word, proof, reason, org_id, changed_at
    from hub_signing
    where signing_id = $1";

const PUT: &str = "
    insert into hub_signing (signing_id, standing, fields, domain_word, proof, reason, org_id,
        made_at, changed_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $8)
    on conflict (signing_id)
    do update set standing = excluded.standing, fields = excluded.fields, proof = excluded.proof,
        reason = excluded.reason, org_id = excluded.org_id, changed_at = excluded.changed_at";
