//! TLS to PostgreSQL, with certificates that are made here.

use std::path::Path;
use std::sync::OnceLock;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};

use super::super::Db;
use super::super::testing::postgres;

/// The server's name in its certificate.
const NAME: &str = "db.blue-button.test";

const IS_ENCRYPTED: &str = "
    select count(*) from pg_stat_ssl where pid = pg_backend_pid() and ssl";

/// A server with TLS: its port, the file of who certified it, and a file of somebody else.
struct Server {
    port: u16,
    own_roots: String,
    other_roots: String,
}

fn server() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(|| {
        let folder = postgres::folder();
        let own_roots = certify(&folder, "own");
        let other_roots = certify(&folder, "other");
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let options = format!(
            "-c ssl=on -c ssl_cert_file={0}/own.crt -c ssl_key_file={0}/own.key \
             -c listen_addresses=127.0.0.1 -c port={port}",
            folder.display()
        );
        postgres::start_in(&folder, &options);
        Server { port, own_roots, other_roots }
    })
}

/// An authority, and a certificate of it for [`NAME`]. Where the authority's own stands.
fn certify(folder: &Path, who: &str) -> String {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority_key = KeyPair::generate().unwrap();
    let authority = params.self_signed(&authority_key).unwrap();
    let key = KeyPair::generate().unwrap();
    let server = CertificateParams::new(vec![NAME.to_owned()]).unwrap();
    let issuer = Issuer::new(params, authority_key);
    let certificate = server.signed_by(&key, &issuer).unwrap();
    std::fs::write(folder.join(format!("{who}.crt")), certificate.pem()).unwrap();
    let key_file = folder.join(format!("{who}.key"));
    std::fs::write(&key_file, key.serialize_pem()).unwrap();
    let private = std::os::unix::fs::PermissionsExt::from_mode(0o600);
    std::fs::set_permissions(&key_file, private).unwrap();
    let roots = folder.join(format!("{who}-roots.pem"));
    std::fs::write(&roots, authority.pem()).unwrap();
    roots.display().to_string()
}

/// Whether the connection is encrypted, or why there is none.
async fn connected(host: &str, options: &str) -> Result<bool, String> {
    let port = tokio::task::spawn_blocking(|| server().port).await.unwrap();
    let address = format!("host={host} hostaddr=127.0.0.1 port={port} user=postgres {options}");
    let db = Db::open_postgres(&address).await.map_err(|error| error.to_string())?;
    let row = db.read("test", |tx| tx.first(IS_ENCRYPTED, &[])).await.unwrap().unwrap();
    Ok(row.get::<i64>(0).unwrap() == 1)
}

fn roots(file: &str) -> String {
    format!("sslrootcert={file}")
}

#[tokio::test]
async fn who_has_the_right_name_from_the_right_authority_is_believed() {
    let own = roots(&server().own_roots);
    assert_eq!(connected(NAME, &format!("sslmode=verify-full {own}")).await, Ok(true));
    assert_eq!(connected(NAME, &own).await, Ok(true), "the default for another machine");
}

#[tokio::test]
async fn a_wrong_name_is_refused_where_names_are_checked() {
    let own = roots(&server().own_roots);
    let refused = connected("other.blue-button.test", &format!("sslmode=verify-full {own}")).await;
    assert!(refused.is_err_and(|error| error.contains("name")));
    let by_default = connected("other.blue-button.test", &own).await;
    assert!(by_default.is_err_and(|error| error.contains("name")));
    let only_issuer = format!("sslmode=verify-ca {own}");
    assert_eq!(connected("other.blue-button.test", &only_issuer).await, Ok(true));
}

#[tokio::test]
async fn a_wrong_authority_is_refused_where_it_is_checked() {
    let other = roots(&server().other_roots);
    for mode in ["verify-full", "verify-ca", "require"] {
        let refused = connected(NAME, &format!("sslmode={mode} {other}")).await;
        assert!(refused.is_err(), "{mode}: who named authorities wants them asked");
    }
    let public = connected(NAME, "").await;
    assert!(public.is_err(), "no public authority knows it");
    assert!(connected(NAME, "sslmode=verify-full sslrootcert=system").await.is_err());
}

#[tokio::test]
async fn what_is_not_checked_is_still_encrypted() {
    assert_eq!(connected(NAME, "sslmode=require").await, Ok(true));
    assert_eq!(connected(NAME, "sslmode=prefer").await, Ok(true));
    assert_eq!(connected("localhost", "").await, Ok(true), "the default for this machine");
    assert_eq!(connected(NAME, "sslmode=disable").await, Ok(false));
}

#[tokio::test]
async fn a_file_without_certificates_is_named() {
    let server = server();
    let empty = format!("{}.empty", server.own_roots);
    std::fs::write(&empty, "").unwrap();
    let refused = connected(NAME, &roots(&empty)).await;
    assert!(refused.is_err_and(|error| error.contains("sslrootcert")));
}
