//! Clients who are slow, many, silent or gone.

mod http2;

use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::routing::get;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use super::*;

/// So long that a test which waits for it has failed.
const NEVER: Duration = Duration::from_mins(2);

/// So short that a test may wait for it.
const SOON: Duration = Duration::from_millis(300);

/// In this time everything that happens at all has happened, on the slowest machine.
const PATIENCE: Duration = Duration::from_secs(30);

const REQUEST: &[u8] = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

/// An open door.
struct Open {
    address: SocketAddr,
    stop: watch::Sender<bool>,
    serving: JoinHandle<()>,
}

/// Limits that nobody meets.
fn wide() -> Limits {
    Limits {
        connections: 100,
        connections_per_address: 100,
        header: NEVER,
        handshake: NEVER,
        write: NEVER,
        ping: NEVER,
        stop: NEVER,
    }
}

fn hello() -> Router {
    Router::new().route("/", get(async || "hello"))
}

impl Open {
    async fn with(limits: Limits, router: Router) -> Self {
        Self::of(limits, None, Vec::new(), router).await
    }

    async fn of(
        limits: Limits,
        certificates: Option<Arc<Certificates>>,
        proxies: Vec<Network>,
        router: Router,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = watch::channel(false);
        let door = Door { listener, certificates, proxies, limits };
        let serving = tokio::spawn(door.serve(router, stopped));
        Self { address, stop, serving }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// Tells it to stop and waits until it has.
    async fn stops(self) {
        self.stop.send(true).unwrap();
        timeout(PATIENCE, self.serving).await.expect("the door did not stop").unwrap();
    }
}

/// Whether the other end closes the connection, without or after an answer.
async fn is_closed(stream: &mut (impl AsyncRead + Unpin)) -> bool {
    let mut rest = Vec::new();
    timeout(PATIENCE, stream.read_to_end(&mut rest)).await.is_ok()
}

/// The answer to one request on a connection that stays open.
async fn ask(stream: &mut (impl AsyncRead + AsyncWrite + Unpin)) -> String {
    stream.write_all(REQUEST).await.unwrap();
    answer(stream).await
}

async fn answer(stream: &mut (impl AsyncRead + Unpin)) -> String {
    let mut bytes = vec![0; 4096];
    let count = timeout(PATIENCE, stream.read(&mut bytes)).await.unwrap().unwrap_or_default();
    String::from_utf8_lossy(&bytes[..count]).into_owned()
}

#[tokio::test]
async fn a_client_with_half_a_header_or_with_nothing_is_sent_away() {
    let door = Open::with(Limits { header: SOON, ..wide() }, hello()).await;
    let (mut half, mut silent) = (door.connect().await, door.connect().await);
    half.write_all(&REQUEST[..20]).await.unwrap();

    assert!(is_closed(&mut half).await);
    assert!(is_closed(&mut silent).await);
}

#[tokio::test]
async fn half_a_header_does_not_keep_a_stopped_server_alive() {
    let door = Open::with(Limits { stop: SOON, ..wide() }, hello()).await;
    let mut half = door.connect().await;
    // The first request shows that the connection was taken.
    assert!(ask(&mut half).await.ends_with("hello"));
    half.write_all(&REQUEST[..20]).await.unwrap();

    door.stops().await;

    assert!(is_closed(&mut half).await);
}

#[tokio::test]
async fn a_request_under_way_is_finished_before_the_server_stops() {
    let (begun, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (begins, goes_on) = (begun.clone(), go_on.clone());
    let slow = async move || {
        begins.notify_one();
        goes_on.notified().await;
        "done"
    };
    let door = Open::with(wide(), Router::new().route("/", get(slow))).await;
    let mut client = door.connect().await;
    client.write_all(REQUEST).await.unwrap();
    begun.notified().await;

    door.stop.send(true).unwrap();
    go_on.notify_one();

    assert!(answer(&mut client).await.ends_with("done"));
    timeout(PATIENCE, door.serving).await.unwrap().unwrap();
}

#[tokio::test]
async fn one_address_has_so_many_connections_and_gets_another_when_one_ends() {
    let limits = Limits { connections_per_address: 2, ..wide() };
    let door = Open::with(limits, hello()).await;
    let (mut first, mut second) = (door.connect().await, door.connect().await);
    assert!(ask(&mut first).await.ends_with("hello"));
    assert!(ask(&mut second).await.ends_with("hello"));

    let mut third = door.connect().await;
    assert!(is_closed(&mut third).await, "one too many");

    drop(first);
    let another = async {
        loop {
            let mut another = door.connect().await;
            let _ = another.write_all(REQUEST).await;
            if answer(&mut another).await.ends_with("hello") {
                break;
            }
        }
    };
    timeout(PATIENCE, another).await.expect("the place of the one that ended was not given");
}

#[tokio::test]
async fn a_proxy_of_ours_stands_for_many_people() {
    let limits = Limits { connections_per_address: 1, ..wide() };
    let proxies = vec!["127.0.0.0/8".parse().unwrap()];
    let door = Open::of(limits, None, proxies, hello()).await;
    let (mut first, mut second) = (door.connect().await, door.connect().await);

    assert!(ask(&mut first).await.ends_with("hello"));
    assert!(ask(&mut second).await.ends_with("hello"));
}

#[tokio::test]
async fn whoever_comes_when_all_places_are_taken_waits_for_one() {
    let door = Open::with(Limits { connections: 1, ..wide() }, hello()).await;
    let mut first = door.connect().await;
    assert!(ask(&mut first).await.ends_with("hello"));
    let mut second = door.connect().await;
    second.write_all(REQUEST).await.unwrap();

    drop(first);

    assert!(answer(&mut second).await.ends_with("hello"));
}

#[tokio::test]
async fn a_client_that_takes_nothing_of_a_large_file_is_given_up() {
    /// Tells when the server has let go of the file.
    struct Told(Arc<Notify>);
    impl Drop for Told {
        fn drop(&mut self) {
            self.0.notify_one();
        }
    }
    let let_go = Arc::new(Notify::new());
    let told = let_go.clone();
    let endless = async move || {
        let told = Told(told.clone());
        let pieces = std::iter::from_fn(move || {
            let _ = &told;
            Some(Ok::<_, std::io::Error>(Bytes::from_static(&[0; 16_000])))
        });
        Body::from_stream(futures_util::stream::iter(pieces))
    };
    let limits = Limits { write: SOON, ..wide() };
    let door = Open::with(limits, Router::new().route("/", get(endless))).await;
    let mut client = door.connect().await;
    client.write_all(REQUEST).await.unwrap();

    timeout(PATIENCE, let_go.notified()).await.expect("the file is still held");
}

#[tokio::test]
async fn a_header_without_end_is_refused() {
    let door = Open::with(wide(), hello()).await;
    let mut client = door.connect().await;
    let endless = format!("GET / HTTP/1.1\r\nHost: localhost\r\nX: {}", "x".repeat(64 * 1024));
    // The server may close before it has read it all.
    let _ = client.write_all(endless.as_bytes()).await;

    let said = answer(&mut client).await;

    assert!(said.is_empty() || said.starts_with("HTTP/1.1 431"), "{said}");
}

#[tokio::test]
async fn a_handler_is_told_who_is_at_the_other_end() {
    let told = async |ConnectInfo(peer): ConnectInfo<SocketAddr>| peer.to_string();
    let door = Open::with(wide(), Router::new().route("/", get(told))).await;
    let mut client = door.connect().await;
    let here = client.local_addr().unwrap().to_string();

    assert!(ask(&mut client).await.ends_with(&here));
}

/// A certificate for `localhost`, made anew in that folder.
fn make_certificate(folder: &Path) -> (std::path::PathBuf, std::path::PathBuf) {
    let (certificate, key) = (folder.join("site.pem"), folder.join("site.key"));
    let made = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"])
        .args(["-nodes", "-days", "2", "-subj", "/CN=localhost"])
        .args(["-addext", "subjectAltName=DNS:localhost"])
        .args(["-addext", "basicConstraints=critical,CA:FALSE"])
        .arg("-keyout")
        .arg(&key)
        .arg("-out")
        .arg(&certificate)
        .output()
        .expect("openssl is there, as ./check makes sure");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    (certificate, key)
}

/// A client that trusts that certificate and offers those protocols.
fn client(certificate: &Path, protocols: &[&str]) -> TlsConnector {
    use tokio_rustls::rustls::pki_types::CertificateDer;
    use tokio_rustls::rustls::pki_types::pem::PemObject as _;
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(certificate).unwrap()).unwrap();
    let provider = Arc::new(tokio_rustls::rustls::crypto::aws_lc_rs::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = protocols.iter().map(|name| name.as_bytes().to_vec()).collect();
    TlsConnector::from(Arc::new(config))
}

fn localhost() -> ServerName<'static> {
    ServerName::try_from("localhost").unwrap()
}

#[tokio::test]
async fn tls_speaks_http_1_and_2_as_the_client_prefers() {
    let folder = tempfile::tempdir().unwrap();
    let (certificate, key) = make_certificate(folder.path());
    let certificates = Arc::new(Certificates::load(&certificate, &key).unwrap());
    let door = Open::of(wide(), Some(certificates), Vec::new(), hello()).await;

    let old = client(&certificate, &["http/1.1"]);
    let mut old = old.connect(localhost(), door.connect().await).await.unwrap();
    assert!(ask(&mut old).await.ends_with("hello"));

    let new = client(&certificate, &["h2", "http/1.1"]);
    let mut new = new.connect(localhost(), door.connect().await).await.unwrap();
    assert_eq!(new.get_ref().1.alpn_protocol(), Some(&b"h2"[..]));
    new.write_all(&http2_request()).await.unwrap();
    let mut said = Vec::new();
    let hears_hello = async {
        while !said.windows(5).any(|bytes| bytes == b"hello") {
            let mut bytes = [0; 1024];
            let count = new.read(&mut bytes).await.unwrap();
            assert!(count > 0, "closed after {said:?}");
            said.extend_from_slice(&bytes[..count]);
        }
    };
    timeout(PATIENCE, hears_hello).await.unwrap();
}

/// `GET https://localhost/` in HTTP/2, written out: the preface, settings of ours (none), and one
/// frame with the header as indexes of the static table (RFC 7541, appendix A).
fn http2_request() -> Vec<u8> {
    let preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    let settings = [0, 0, 0, 4, 0, 0, 0, 0, 0];
    let header = [&[0x82, 0x87, 0x84, 0x41, 9][..], b"localhost"].concat();
    let frame = [0, 0, header.len() as u8, 1, 5, 0, 0, 0, 1];
    [&preface[..], &settings, &frame, &header].concat()
}

#[tokio::test]
async fn a_client_that_only_begins_a_handshake_is_sent_away() {
    let folder = tempfile::tempdir().unwrap();
    let (certificate, key) = make_certificate(folder.path());
    let certificates = Arc::new(Certificates::load(&certificate, &key).unwrap());
    let limits = Limits { handshake: SOON, ..wide() };
    let door = Open::of(limits, Some(certificates), Vec::new(), hello()).await;
    let mut client = door.connect().await;
    client.write_all(&[22, 3, 1]).await.unwrap();

    assert!(is_closed(&mut client).await);
}

#[tokio::test]
async fn a_renewed_certificate_is_shown_without_a_restart_and_a_broken_one_never() {
    let folder = tempfile::tempdir().unwrap();
    let (certificate, key) = make_certificate(folder.path());
    let certificates = Arc::new(Certificates::load(&certificate, &key).unwrap());
    let door = Open::of(wide(), Some(certificates.clone()), Vec::new(), hello()).await;
    assert!(!certificates.reload().unwrap(), "nothing changed");

    make_certificate(folder.path());
    assert!(certificates.reload().unwrap());
    let renewed = client(&certificate, &["http/1.1"]);
    let mut stream = renewed.connect(localhost(), door.connect().await).await.unwrap();
    assert!(ask(&mut stream).await.ends_with("hello"));

    std::fs::write(&certificate, "half a renewal").unwrap();
    assert!(certificates.reload().is_err());
    assert!(renewed.connect(localhost(), door.connect().await).await.is_ok());
}

#[test]
fn a_key_of_another_certificate_is_refused() {
    let (ours, theirs) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (certificate, _) = make_certificate(ours.path());
    let (_, key) = make_certificate(theirs.path());

    let error = Certificates::load(&certificate, &key).err().unwrap();

    assert!(format!("{error:#}").contains("does not fit"), "{error:#}");
}
