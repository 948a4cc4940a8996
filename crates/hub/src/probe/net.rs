//! The network as the prober sees it: names, connections, certificates, time.
//!
//! The product has [`Internet`]. Tests have a world of their own in which public addresses lead to
//! this machine; the guard over addresses stands before both.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use bluebutton_crypto::{Random, SystemRandom};
use futures_util::future::BoxFuture;
use tokio::net::TcpStream;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use super::dns::{self, Kind};

/// What leads outside.
pub trait Net: Send + Sync {
    /// The addresses of a host.
    fn resolve<'n>(&'n self, host: &'n str) -> BoxFuture<'n, io::Result<Vec<IpAddr>>>;

    /// Opens a connection to exactly that address.
    fn dial(&self, to: SocketAddr) -> BoxFuture<'_, io::Result<TcpStream>>;

    /// Answers of the domain name system, each as its bytes; empty where there are none.
    fn records<'n>(
        &'n self,
        name: &'n str,
        kind: Kind,
    ) -> BoxFuture<'n, Result<Vec<Vec<u8>>, dns::DnsFault>>;

    /// Whom certificates are believed from.
    fn trust(&self) -> Arc<ClientConfig>;

    /// Waits, so that a host is not asked too fast.
    fn pause(&self, time: Duration) -> BoxFuture<'_, ()>;
}

/// The internet.
pub struct Internet {
    name_servers: Vec<SocketAddr>,
    trust: Arc<ClientConfig>,
}

impl Internet {
    /// The internet, asking those name servers for what the system's resolver can't tell. Without
    /// any, those that the system names.
    pub fn new(name_servers: Vec<SocketAddr>) -> Result<Self, String> {
        let name_servers =
            if name_servers.is_empty() { dns::system_servers() } else { name_servers };
        let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        Ok(Self { name_servers, trust: client(roots)? })
    }
}

/// TLS 1.2 and 1.3 with those authorities.
pub fn client(roots: RootCertStore) -> Result<Arc<ClientConfig>, String> {
    let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| format!("TLS can't be set up: {error}"))?;
    Ok(Arc::new(config.with_root_certificates(roots).with_no_client_auth()))
}

impl Net for Internet {
    fn resolve<'n>(&'n self, host: &'n str) -> BoxFuture<'n, io::Result<Vec<IpAddr>>> {
        Box::pin(async move {
            let found = tokio::net::lookup_host((host, 0)).await?;
            Ok(found.map(|address| address.ip()).collect())
        })
    }

    fn dial(&self, to: SocketAddr) -> BoxFuture<'_, io::Result<TcpStream>> {
        Box::pin(TcpStream::connect(to))
    }

    fn records<'n>(
        &'n self,
        name: &'n str,
        kind: Kind,
    ) -> BoxFuture<'n, Result<Vec<Vec<u8>>, dns::DnsFault>> {
        // A number that nobody guesses: a forged answer must have it, and the port besides.
        let id = u16::from_be_bytes((&SystemRandom as &dyn Random).bytes());
        Box::pin(dns::ask(&self.name_servers, id, (name, kind)))
    }

    fn trust(&self) -> Arc<ClientConfig> {
        self.trust.clone()
    }

    fn pause(&self, time: Duration) -> BoxFuture<'_, ()> {
        Box::pin(tokio::time::sleep(time))
    }
}

pub use dns::{DnsFault, Kind as DnsKind};
