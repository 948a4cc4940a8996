//! Fetches a page from outside: an address is looked at, its name resolved, every address behind it
//! held against [`guard`], the connection made to that very address, and all of it again after each
//! redirect. Nothing is resolved a second time between the look and the connection.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use url::Url;

use super::fault::FetchFault;
use super::http::{self, Answer, Broken};
use super::net::Net;
use super::robots::Robots;
use super::{address, guard};
use crate::limits::{PROBE_BYTES_MAX, PROBE_HOPS_MAX, ROBOTS_BYTES_MAX};

/// How much of anything is taken.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// For one page with all its redirects.
    pub(crate) time: Duration,
    /// For the body.
    pub(crate) bytes: usize,
    /// Between two questions to one host.
    pub(crate) pause: Duration,
}

impl Default for Limits {
    /// A page that a person waits longer for than ten seconds is not there for them.
    fn default() -> Self {
        let (time, pause) = (Duration::from_secs(10), Duration::from_secs(1));
        Self { time, bytes: PROBE_BYTES_MAX, pause }
    }
}

/// What was fetched.
pub(crate) struct Fetched {
    pub(crate) status: u16,
    pub(crate) media_type: String,
    pub(crate) body: Vec<u8>,
    pub(crate) took_ms: i64,
    pub(crate) is_encrypted: bool,
}

/// Fetches pages of one organization, one after the other.
pub(crate) struct Fetcher<'n> {
    net: &'n dyn Net,
    limits: Limits,
    agent: String,
    robots: BTreeMap<String, Robots>,
}

impl FetchFault {
    /// The end of a message id.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::NoAddress => "no-address",
            Self::NotPublic => "not-public",
            Self::NoName => "no-name",
            Self::NoAnswer => "no-answer",
            Self::Tls => "bad-certificate",
            Self::Downgrade => "downgrade",
            Self::Slow => "slow",
            Self::TooLarge => "too-large",
            Self::TooManyHops => "too-many-hops",
            Self::NotHttp => "not-http",
            Self::Robots => "robots",
        }
    }
}

impl From<Broken> for FetchFault {
    fn from(broken: Broken) -> Self {
        match broken {
            Broken::Cut => Self::NoAnswer,
            Broken::NotHttp => Self::NotHttp,
            Broken::TooLarge => Self::TooLarge,
        }
    }
}

impl<'n> Fetcher<'n> {
    /// `page` says on the web who asks.
    pub(crate) fn new(net: &'n dyn Net, limits: Limits, page: &str) -> Self {
        let agent = http::USER_AGENT.replace("PAGE", page);
        Self { net, limits, agent, robots: BTreeMap::new() }
    }

    /// Fetches a page, where its host's robots.txt lets us.
    pub(crate) async fn get(&mut self, address: &str, accept: &str) -> Result<Fetched, FetchFault> {
        let begun = Instant::now();
        let mut fetched = match timeout(self.limits.time, self.follow(address, accept)).await {
            Ok(outcome) => outcome?,
            Err(_) => return Err(FetchFault::Slow),
        };
        fetched.took_ms = i64::try_from(begun.elapsed().as_millis()).unwrap_or(i64::MAX);
        Ok(fetched)
    }

    async fn follow(&mut self, address: &str, accept: &str) -> Result<Fetched, FetchFault> {
        let mut url = Url::parse(address).map_err(|_| FetchFault::NoAddress)?;
        for _ in 0..=PROBE_HOPS_MAX {
            if !self.lets_us(&url).await? {
                return Err(FetchFault::Robots);
            }
            let answer = self.ask(&url, accept, self.limits.bytes).await?;
            let is_encrypted = url.scheme() == "https";
            let Answer { status, location, media_type, body } = answer;
            let Some(location) = location.filter(|_| (300..400).contains(&status)) else {
                return Ok(Fetched { status, media_type, body, took_ms: 0, is_encrypted });
            };
            let next = url.join(&location).map_err(|_| FetchFault::NoAddress)?;
            if is_encrypted && next.scheme() != "https" {
                return Err(FetchFault::Downgrade);
            }
            url = next;
        }
        Err(FetchFault::TooManyHops)
    }

    /// Whether the host's robots.txt lets us look. It is read once a host and round.
    async fn lets_us(&mut self, url: &Url) -> Result<bool, FetchFault> {
        address::may_be_asked(url)?;
        let origin = url.origin().ascii_serialization();
        if !self.robots.contains_key(&origin) {
            let robots = url.join("/robots.txt").map_err(|_| FetchFault::NoAddress)?;
            let rules = match self.ask(&robots, "text/plain", ROBOTS_BYTES_MAX).await {
                Ok(answer) => Robots::of_answer(answer.status, &answer.body),
                // A robots.txt that does not end says nothing that can be obeyed.
                Err(FetchFault::TooLarge) => Robots::of_answer(404, b""),
                Err(fault) => return Err(fault),
            };
            self.robots.insert(origin.clone(), rules);
            self.net.pause(self.limits.pause).await;
        }
        let path = match url.query() {
            Some(query) => format!("{}?{query}", url.path()),
            None => url.path().to_owned(),
        };
        Ok(self.robots.get(&origin).is_none_or(|robots| robots.allows(&path)))
    }

    /// One question to one place, without following anything.
    async fn ask(&self, url: &Url, accept: &str, bytes: usize) -> Result<Answer, FetchFault> {
        address::may_be_asked(url)?;
        let host = url.host_str().ok_or(FetchFault::NoAddress)?;
        let port = url.port_or_known_default().ok_or(FetchFault::NoAddress)?;
        let to = self.public_address(host, port).await?;
        let mut stream = self.net.dial(to).await.map_err(|_| FetchFault::NoAnswer)?;
        let path = url.path().to_owned() + &url.query().map_or(String::new(), |q| format!("?{q}"));
        let named = match url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        };
        let (place, saying) = ((named.as_str(), path.as_str()), (accept, self.agent.as_str()));
        if url.scheme() == "http" {
            return Ok(http::get(&mut stream, place, saying, bytes).await?);
        }
        let name = ServerName::try_from(host.trim_matches(['[', ']']).to_owned())
            .map_err(|_| FetchFault::NoAddress)?;
        let mut stream =
            TlsConnector::from(self.net.trust()).connect(name, stream).await.map_err(tls_fault)?;
        Ok(http::get(&mut stream, place, saying, bytes).await?)
    }

    /// The address that a name leads to, and that the connection is made to. One address among them
    /// that is not public is enough to refuse: whoever answers so wants to lead us there.
    async fn public_address(&self, host: &str, port: u16) -> Result<SocketAddr, FetchFault> {
        let host = host.trim_matches(['[', ']']);
        let found = match host.parse() {
            Ok(literal) => vec![literal],
            Err(_) => self.net.resolve(host).await.map_err(|_| FetchFault::NoName)?,
        };
        let first = found.first().copied().ok_or(FetchFault::NoName)?;
        if !found.iter().all(|address| guard::is_public(*address)) {
            return Err(FetchFault::NotPublic);
        }
        Ok(SocketAddr::new(first, port))
    }
}

/// A certificate that does not hold is told apart from a connection that broke.
fn tls_fault(error: std::io::Error) -> FetchFault {
    match error.get_ref() {
        Some(inner) if inner.is::<tokio_rustls::rustls::Error>() => FetchFault::Tls,
        _ => FetchFault::NoAnswer,
    }
}
