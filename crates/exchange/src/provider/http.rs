//! Asking a provider: over TLS, following nothing, with limits on time and size.

use std::time::Duration;

use bluebutton_crypto::Hidden;
use bluebutton_oauth::connect::is_here;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use reqwest::redirect::Policy;
use reqwest::{Certificate, Client, RequestBuilder};

use super::ProviderTrouble;
use crate::limits::{PROVIDER_BYTES_MAX, PROVIDER_SECONDS_MAX};

/// A form with our own secrets in it.
pub(super) struct Form {
    pub(super) body: Hidden<String>,
    pub(super) authorization: Option<Hidden<String>>,
}

/// What asks the provider of that issuer. The proxies of the environment are used, except for a
/// provider on this very machine.
pub(super) fn client(issuer: &str, authority: Option<&[u8]>) -> Result<Client, String> {
    let time = Duration::from_secs(PROVIDER_SECONDS_MAX);
    // A redirect would lead the code and our secret elsewhere.
    let mut builder = Client::builder().redirect(Policy::none()).timeout(time);
    if let Some(authority) = authority {
        // A text without any is read as none, and would be believed to be set up.
        let roots = Certificate::from_pem_bundle(authority).ok().filter(|all| !all.is_empty());
        let roots = roots.ok_or("authority_file holds no certificates (PEM)")?;
        builder = builder.tls_certs_merge(roots);
    }
    if is_here(issuer) {
        builder = builder.no_proxy();
    }
    builder.build().map_err(|error| format!("TLS can't be set up: {error}"))
}

/// Asks for a page.
pub(super) async fn get(
    client: &Client,
    address: &str,
    access: Option<&Hidden<String>>,
) -> Result<Vec<u8>, ProviderTrouble> {
    let mut request = client.get(address).header(ACCEPT, "application/json");
    if let Some(access) = access {
        request = request.bearer_auth(access.reveal());
    }
    answered(request).await.map_err(|trouble| match trouble {
        // Who does not have the page that the standard demands is not there for us.
        ProviderTrouble::NotTaken => ProviderTrouble::Away,
        other => other,
    })
}

/// Sends a form.
pub(super) async fn post(
    client: &Client,
    address: &str,
    form: Form,
) -> Result<Vec<u8>, ProviderTrouble> {
    let mut request = client
        .post(address)
        .header(ACCEPT, "application/json")
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(form.body.reveal().clone());
    if let Some(authorization) = &form.authorization {
        request = request.header(AUTHORIZATION, authorization.reveal());
    }
    answered(request).await
}

async fn answered(request: RequestBuilder) -> Result<Vec<u8>, ProviderTrouble> {
    let mut response = request.send().await.map_err(|_| ProviderTrouble::Away)?;
    let status = response.status();
    if status.is_client_error() {
        return Err(ProviderTrouble::NotTaken);
    }
    if !status.is_success() {
        return Err(ProviderTrouble::Away);
    }
    let mut bytes = Vec::new();
    while let Some(piece) = response.chunk().await.map_err(|_| ProviderTrouble::Away)? {
        bytes.extend_from_slice(&piece);
        if bytes.len() > PROVIDER_BYTES_MAX {
            return Err(ProviderTrouble::Away);
        }
    }
    Ok(bytes)
}
