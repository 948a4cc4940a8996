//! One look at one organization: its addresses in, its findings out.

use std::time::Duration;

use serde_json::Value;
use url::Url;

use super::directness;
use super::fault::FetchFault;
use super::fetch::{Fetched, Fetcher, Limits};
use super::net::Net;
use super::{Check, Finding, judge};

/// The public addresses of an organization; empty where it named none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Addresses {
    /// Where people sign in.
    pub portal: String,
    /// The base of the FHIR interface.
    pub fhir: String,
    /// The SMART configuration, where it is not below the FHIR base.
    pub smart: String,
    /// The bundle with its brand, where no SMART configuration names it.
    pub brands: String,
    /// The Direct domain or an address in it.
    pub direct: String,
    /// The page of rules.
    pub policy: String,
}

/// Who looks, and when.
pub struct Look<'l> {
    /// The way outside.
    pub net: &'l dyn Net,
    /// The page that says who asks.
    pub page: &'l str,
    /// Seconds since 1970.
    pub now: i64,
    pub(crate) limits: Limits,
}

impl<'l> Look<'l> {
    /// A look with the product's limits.
    pub fn new(net: &'l dyn Net, page: &'l str, now: i64) -> Self {
        Self { net, page, now, limits: Limits::default() }
    }

    /// The same, waiting less long.
    #[must_use]
    pub fn patient_for(mut self, time: Duration) -> Self {
        self.limits.time = time;
        self
    }
}

const HTML: &str = "text/html";
const JSON: &str = "application/json, application/fhir+json;q=0.9";
const FHIR: &str = "application/fhir+json, application/json;q=0.9";

/// Looks at everything that was named.
pub async fn look(look: &Look<'_>, at: &Addresses) -> Vec<Finding> {
    let mut fetcher = Fetcher::new(look.net, look.limits, look.page);
    let mut found = Vec::new();
    if !at.portal.is_empty() {
        portal(&mut fetcher, at, &mut found).await;
    }
    if !at.direct.is_empty() {
        found.push(directness::look(look.net, &at.direct, look.now).await);
    }
    let mut bundle = at.brands.clone();
    if !at.fhir.is_empty() || !at.smart.is_empty() {
        interface(&mut fetcher, at, &mut bundle, &mut found).await;
    }
    if !bundle.is_empty() {
        let outcome = pausing(&mut fetcher, look, &bundle, FHIR).await;
        found.push(match judge::json(Check::Brands, outcome) {
            Ok((value, took)) => judge::brands(&value, &at.fhir).took(took),
            Err(finding) => finding,
        });
    } else if !at.fhir.is_empty() {
        found.push(Finding::no(Check::Brands, "brands-none"));
    }
    if !at.policy.is_empty() {
        let outcome = pausing(&mut fetcher, look, &at.policy, HTML).await;
        found.push(judge::page(Check::Policy, &outcome));
    }
    found
}

async fn portal(fetcher: &mut Fetcher<'_>, at: &Addresses, found: &mut Vec<Finding>) {
    let outcome = fetcher.get(&at.portal, HTML).await;
    found.push(judge::page(Check::Portal, &outcome));
    found.push(judge::encrypted(&outcome));
    let Some(known) = joined(&at.portal, "/.well-known/blue-button") else { return };
    match judge::json(Check::OffersPaper, fetcher.get(&known, JSON).await) {
        Ok((value, _)) if value.get("offers").is_some() => found.extend(judge::offers(&value)),
        // Nobody must publish it: without it this can't be told from outside.
        Ok(_) | Err(_) => found.extend(
            [Check::OffersPaper, Check::OffersData]
                .map(|check| Finding::cant_tell(check, "not-published")),
        ),
    }
}

async fn interface(
    fetcher: &mut Fetcher<'_>,
    at: &Addresses,
    bundle: &mut String,
    found: &mut Vec<Finding>,
) {
    let base = at.fhir.trim_end_matches('/');
    let smart = match at.smart.as_str() {
        "" => format!("{base}/.well-known/smart-configuration"),
        named => named.to_owned(),
    };
    match judge::json(Check::Smart, fetcher.get(&smart, JSON).await) {
        Ok((value, took)) => {
            found.push(judge::smart(&value).took(took));
            if let Some(named) = judge::brand_bundle(&value).filter(|_| bundle.is_empty()) {
                *bundle = named;
            }
        }
        Err(finding) => found.push(finding),
    }
    if base.is_empty() {
        return;
    }
    let statement = fetcher.get(&format!("{base}/metadata"), FHIR).await;
    found.extend(capabilities(statement));
}

/// What a CapabilityStatement says; without one nothing is said of what it would say.
fn capabilities(statement: Result<Fetched, FetchFault>) -> Vec<Finding> {
    match judge::json(Check::Fhir, statement) {
        Ok((value, took)) => {
            let fhir = judge::fhir(&value).took(took);
            let rest: [fn(&Value) -> Finding; 2] = [judge::us_core, judge::bulk];
            let mut all = vec![fhir];
            all.extend(rest.iter().map(|judge| judge(&value).took(took)));
            all
        }
        Err(finding) => {
            let why = finding.why;
            let others = [Check::UsCore, Check::Bulk].map(|check| Finding::cant_tell(check, why));
            [finding].into_iter().chain(others).collect()
        }
    }
}

async fn pausing(
    fetcher: &mut Fetcher<'_>,
    look: &Look<'_>,
    address: &str,
    accept: &str,
) -> Result<Fetched, FetchFault> {
    look.net.pause(look.limits.pause).await;
    fetcher.get(address, accept).await
}

fn joined(address: &str, path: &str) -> Option<String> {
    Url::parse(address).ok()?.join(path).ok().map(|url| url.to_string())
}
