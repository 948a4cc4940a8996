//! A small internet on this machine: hosts with public addresses, certificates and pages.

use std::collections::BTreeMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::future::BoxFuture;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::rustls::{ClientConfig, RootCertStore, ServerConfig};

use crate::probe::dns::{DnsFault, Kind};
use crate::probe::guard;
use crate::probe::net::{Net, client};

pub(super) const SMART: &str = r#"{"issuer":"https://HOST/fhir",
    "authorization_endpoint":"https://HOST/authorize","token_endpoint":"https://HOST/token",
    "capabilities":["launch-standalone","client-public"],
    "user_access_brand_bundle":"https://HOST/brands.json"}"#;

pub(super) const CAPABILITIES: &str = r#"{"resourceType":"CapabilityStatement","status":"active",
    "fhirVersion":"4.0.1","instantiates":["http://hl7.org/fhir/us/core/CapabilityStatement/us-core-server",
    "http://hl7.org/fhir/uv/bulkdata/CapabilityStatement/bulk-data"],
    "rest":[{"mode":"server","resource":[{"type":"Patient",
    "supportedProfile":["http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient"]}]}]}"#;

pub(super) const BRANDS: &str = r#"{"resourceType":"Bundle","type":"collection","entry":[
    {"resource":{"resourceType":"Organization","name":"Somebody"}},
    {"resource":{"resourceType":"Endpoint","address":"https://HOST/fhir/"}}]}"#;

type Page = (u16, String, String);

/// What a host serves.
#[derive(Clone, Default)]
pub(super) struct Host {
    pages: BTreeMap<String, Page>,
    is_silent: bool,
}

impl Host {
    /// Everything that a member can promise.
    pub(super) fn good(name: &str) -> Self {
        let mut host = Self::default();
        let json = "application/json";
        let known = r#"{"offers":{"view":true,"download":["pdf","fhir"]}}"#;
        host.page("/", 200, "text/html; charset=utf-8", "<h1>Your record</h1>");
        host.page("/rules", 200, "text/html", "<h1>Our rules</h1>");
        host.page("/.well-known/blue-button", 200, json, known);
        let smart = SMART.replace("HOST", name);
        host.page("/fhir/.well-known/smart-configuration", 200, json, &smart);
        host.page("/fhir/metadata", 200, "application/fhir+json", CAPABILITIES);
        host.page("/brands.json", 200, "application/fhir+json", &BRANDS.replace("HOST", name));
        host
    }

    /// Takes connections and says nothing.
    pub(super) fn silent() -> Self {
        Self { is_silent: true, ..Self::default() }
    }

    pub(super) fn page(&mut self, path: &str, status: u16, media_type: &str, body: &str) {
        let head = format!("Content-Type: {media_type}\r\n");
        self.pages.insert(path.to_owned(), (status, head, body.to_owned()));
    }

    pub(super) fn redirect(&mut self, path: &str, to: &str) {
        let head = format!("Location: {to}\r\n");
        self.pages.insert(path.to_owned(), (302, head, String::new()));
    }
}

#[derive(Default)]
struct Seen {
    dialled: Vec<SocketAddr>,
    asked: Vec<String>,
    agents: Vec<String>,
    pauses: usize,
}

/// The world.
pub(super) struct World {
    authority: Issuer<'static, KeyPair>,
    trust: Arc<ClientConfig>,
    /// What a name leads to, at the first question, at the second …; the last answer stays.
    names: Mutex<BTreeMap<String, Vec<Vec<IpAddr>>>>,
    places: BTreeMap<IpAddr, SocketAddr>,
    records: BTreeMap<String, Result<Vec<Vec<u8>>, DnsFault>>,
    seen: Arc<Mutex<Seen>>,
}

impl World {
    pub(super) fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let anchor = params.self_signed(&key).unwrap();
        let mut roots = RootCertStore::empty();
        roots.add(anchor.der().clone()).unwrap();
        Self {
            authority: Issuer::new(params, key),
            trust: client(roots).unwrap(),
            names: Mutex::default(),
            places: BTreeMap::new(),
            records: BTreeMap::new(),
            seen: Arc::default(),
        }
    }

    pub(super) async fn add(&mut self, name: &str, host: Host) {
        self.add_with_certificate(name, name, host).await;
    }

    pub(super) async fn add_with_certificate(&mut self, name: &str, of: &str, host: Host) {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec![of.to_owned()]).unwrap();
        let certificate = params.signed_by(&key, &self.authority).unwrap();
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let provider = tokio_rustls::rustls::crypto::aws_lc_rs::default_provider();
        let config = ServerConfig::builder_with_provider(Arc::new(provider))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let number = u8::try_from(self.places.len() + 1).unwrap();
        let public = IpAddr::from([93, 184, 216, number]);
        self.places.insert(public, listener.local_addr().unwrap());
        self.names.lock().unwrap().insert(name.to_owned(), vec![vec![public]]);
        let (acceptor, seen) = (TlsAcceptor::from(Arc::new(config)), self.seen.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, acceptor.clone(), host.clone(), seen.clone()));
            }
        });
    }

    /// What a name leads to, question by question.
    pub(super) fn name(&mut self, name: &str, answers: &[&[&str]]) {
        let parse = |answer: &&[&str]| answer.iter().map(|text| text.parse().unwrap()).collect();
        let answers = answers.iter().map(parse).collect();
        self.names.lock().unwrap().insert(name.to_owned(), answers);
    }

    /// A Direct certificate of that domain, under a name.
    pub(super) fn certificate(&mut self, name: &str, of: &str) {
        let der = direct(of, 2030);
        self.records(name, Ok(vec![der]));
    }

    pub(super) fn records(&mut self, name: &str, answer: Result<Vec<Vec<u8>>, DnsFault>) {
        self.records.insert(name.to_owned(), answer);
    }

    pub(super) fn dialled_public_addresses_only(&self) {
        for place in &self.seen.lock().unwrap().dialled {
            assert!(guard::is_public(place.ip()), "{place} was dialled");
        }
    }

    pub(super) fn asked(&self) -> Vec<String> {
        self.seen.lock().unwrap().asked.clone()
    }

    pub(super) fn agents(&self) -> Vec<String> {
        self.seen.lock().unwrap().agents.clone()
    }

    pub(super) fn pauses(&self) -> usize {
        self.seen.lock().unwrap().pauses
    }
}

/// A certificate that ended before the test's present.
pub(super) fn expired(of: &str) -> Vec<u8> {
    direct(of, 2020)
}

/// RSA, as Direct wants it.
fn direct(of: &str, last_year: i32) -> Vec<u8> {
    let key = KeyPair::generate_for(&rcgen::PKCS_RSA_SHA256).unwrap();
    let mut params = CertificateParams::new(vec![of.to_owned()]).unwrap();
    params.not_after = date_time_ymd(last_year, 1, 1);
    params.self_signed(&key).unwrap().der().to_vec()
}

async fn serve(stream: TcpStream, acceptor: TlsAcceptor, host: Host, seen: Arc<Mutex<Seen>>) {
    let Ok(mut stream) = acceptor.accept(stream).await else { return };
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => request.push(byte),
            Err(_) => return,
        }
    }
    if host.is_silent {
        std::future::pending::<()>().await;
    }
    let request = String::from_utf8(request).unwrap();
    let path = request.split(' ').nth(1).unwrap().to_owned();
    let agent = request.lines().find(|line| line.starts_with("User-Agent: ")).unwrap().to_owned();
    {
        let mut seen = seen.lock().unwrap();
        seen.asked.push(path.clone());
        seen.agents.push(agent);
    }
    let missing = (404, String::new(), "nothing here".to_owned());
    let (status, head, body) = host.pages.get(&path).unwrap_or(&missing);
    let answer = format!("HTTP/1.1 {status} X\r\n{head}Content-Length: {}\r\n\r\n", body.len());
    // Whoever has read enough goes away.
    let _ = stream.write_all(answer.as_bytes()).await;
    let _ = stream.write_all(body.as_bytes()).await;
    let _ = stream.shutdown().await;
}

impl Net for World {
    fn resolve<'n>(&'n self, host: &'n str) -> BoxFuture<'n, io::Result<Vec<IpAddr>>> {
        let mut names = self.names.lock().unwrap();
        let answer = names
            .get_mut(host)
            .map(|answers| if answers.len() > 1 { answers.remove(0) } else { answers[0].clone() });
        Box::pin(async move { answer.ok_or_else(|| io::ErrorKind::NotFound.into()) })
    }

    fn dial(&self, to: SocketAddr) -> BoxFuture<'_, io::Result<TcpStream>> {
        self.seen.lock().unwrap().dialled.push(to);
        Box::pin(async move {
            match self.places.get(&to.ip()) {
                Some(place) => TcpStream::connect(place).await,
                None => Err(io::ErrorKind::ConnectionRefused.into()),
            }
        })
    }

    fn records<'n>(
        &'n self,
        name: &'n str,
        kind: Kind,
    ) -> BoxFuture<'n, Result<Vec<Vec<u8>>, DnsFault>> {
        // Nobody here has text records.
        let known = self.records.get(name).filter(|_| kind == Kind::Cert);
        let answer = known.cloned().unwrap_or(Ok(Vec::new()));
        Box::pin(async move { answer })
    }

    fn trust(&self) -> Arc<ClientConfig> {
        self.trust.clone()
    }

    fn pause(&self, _: Duration) -> BoxFuture<'_, ()> {
        self.seen.lock().unwrap().pauses += 1;
        Box::pin(async {})
    }
}
