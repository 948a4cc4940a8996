//! The site's own TLS: certificate and key from two PEM files, read anew when they change, so that
//! a renewed certificate needs no restart.
//!
//! Standard: RFC 8446, RFC 9325 (TLS 1.2 and 1.3 with forward secrecy only: all that rustls has).

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use anyhow::{Context as _, bail};
use bluebutton_crypto::hash::sha256;
use tokio::sync::watch;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::{CryptoProvider, aws_lc_rs};
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::server::{ClientHello, ResolvesServerCert};
use tokio_rustls::rustls::sign::CertifiedKey;

/// How often the files are looked at: a certificate is renewed weeks before it ends.
const LOOK_EVERY: Duration = Duration::from_mins(1);

/// A certificate with its key, and the files they come from.
pub struct Certificates {
    certificate: PathBuf,
    key: PathBuf,
    provider: Arc<CryptoProvider>,
    current: Arc<Current>,
    acceptor: TlsAcceptor,
}

/// What is shown to whoever connects now.
#[derive(Debug)]
struct Current(RwLock<Pair>);

#[derive(Clone, Debug)]
struct Pair {
    shown: Arc<CertifiedKey>,
    /// Of both files, to see whether they changed.
    hash: [u8; 32],
}

impl Current {
    fn get(&self) -> Pair {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl ResolvesServerCert for Current {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.get().shown)
    }
}

impl Certificates {
    /// Reads both files; the error says which is wrong and how.
    pub fn load(certificate: &Path, key: &Path) -> anyhow::Result<Self> {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let current = Arc::new(Current(RwLock::new(read(certificate, key, &provider)?)));
        let mut config = ServerConfig::builder_with_provider(provider.clone())
            .with_safe_default_protocol_versions()
            .context("TLS could not be set up")?
            .with_no_client_auth()
            .with_cert_resolver(current.clone());
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(Self {
            certificate: certificate.to_path_buf(),
            key: key.to_path_buf(),
            provider,
            current,
            acceptor: TlsAcceptor::from(Arc::new(config)),
        })
    }

    /// What makes a TLS connection of a plain one.
    pub fn acceptor(&self) -> &TlsAcceptor {
        &self.acceptor
    }

    /// Takes what the files say now; whether they changed. Where they are wrong (a renewal under
    /// way), the certificate of before stays.
    pub fn reload(&self) -> anyhow::Result<bool> {
        let new = read(&self.certificate, &self.key, &self.provider)?;
        if new.hash == self.current.get().hash {
            return Ok(false);
        }
        *self.current.0.write().unwrap_or_else(PoisonError::into_inner) = new;
        Ok(true)
    }

    /// Looks at the files now and then until `stop` turns true.
    pub async fn keep_fresh(self: Arc<Self>, mut stop: watch::Receiver<bool>) {
        while timeout(LOOK_EVERY, super::stopped(&mut stop)).await.is_err() {
            match self.reload() {
                Ok(true) => tracing::info!(event = "certificate-renewed", "a new certificate"),
                Ok(false) => {}
                Err(error) => {
                    let error = format!("{error:#}");
                    tracing::warn!(error, "the certificate stays as it was");
                }
            }
        }
    }
}

fn read(certificate: &Path, key: &Path, provider: &CryptoProvider) -> anyhow::Result<Pair> {
    let (certificate_pem, key_pem) = (file(certificate)?, file(key)?);
    let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(&certificate_pem)
        .collect::<Result<_, _>>()
        .with_context(|| format!("{} is no PEM file of certificates", certificate.display()))?;
    if chain.is_empty() {
        bail!("there is no certificate in {}", certificate.display());
    }
    let private = PrivateKeyDer::from_pem_slice(&key_pem)
        .with_context(|| format!("there is no private key (PEM) in {}", key.display()))?;
    let shown = CertifiedKey::from_der(chain, private, provider).with_context(|| {
        format!("the key in {} does not fit {}", key.display(), certificate.display())
    })?;
    let hash = sha256(&[sha256(&certificate_pem), sha256(&key_pem)].concat());
    Ok(Pair { shown: Arc::new(shown), hash })
}

fn file(path: &Path) -> anyhow::Result<Vec<u8>> {
    std::fs::read(path).with_context(|| format!("{} could not be read", path.display()))
}
