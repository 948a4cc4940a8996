//! The address of the database: what the driver reads of it, and what it does not know.

use std::time::Duration;

use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};

use crate::error::{Result, StoreError};
use crate::limits::{POSTGRES_CONNECT_SECONDS, POSTGRES_LOCK_MS, POSTGRES_STATEMENT_MS};

/// What of the server is checked before anything is said to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Checked {
    /// Nothing: who answers is believed.
    Nothing,
    /// Who certified it.
    Issuer,
    /// Who certified it, and that it is certified for the host's name.
    IssuerAndName,
}

/// How TLS is to be used.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Wishes {
    pub(super) checked: Checked,
    /// A file of certificates in PEM form; `None` stands for the public authorities.
    pub(super) root_certificates: Option<String>,
}

/// Reads the address, in either of the forms that PostgreSQL knows.
pub(super) fn read(text: &str) -> Result<(Config, Wishes)> {
    let (rest, mode, roots) = taken_apart(text);
    let mut config: Config = rest.parse().map_err(|_| {
        // The driver's own words may quote the password.
        StoreError::Settings(
            "the database URL is not a PostgreSQL URL (postgres://user@host/name)".to_owned(),
        )
    })?;
    let wishes = wishes(&mut config, mode.as_deref(), roots)?;
    config.application_name("bluebutton");
    config.options(joined_options(config.get_options()));
    let patience = Duration::from_secs(POSTGRES_CONNECT_SECONDS);
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(patience);
    }
    // A server that was unplugged says nothing at all.
    if config.get_tcp_user_timeout().is_none() {
        config.tcp_user_timeout(patience);
    }
    Ok((config, wishes))
}

fn wishes(config: &mut Config, mode: Option<&str>, roots: Option<String>) -> Result<Wishes> {
    let default = if is_this_machine(config) { "prefer" } else { "verify-full" };
    let (ssl_mode, checked) = match mode.unwrap_or(default) {
        "disable" => (SslMode::Disable, Checked::Nothing),
        "prefer" => (SslMode::Prefer, Checked::Nothing),
        // As PostgreSQL does it: who names authorities wants them asked.
        "require" if roots.is_some() => (SslMode::Require, Checked::Issuer),
        "require" => (SslMode::Require, Checked::Nothing),
        "verify-ca" => (SslMode::Require, Checked::Issuer),
        "verify-full" => (SslMode::Require, Checked::IssuerAndName),
        _ => {
            return Err(StoreError::Settings(
                "sslmode in the database URL is one of disable, prefer, require, verify-ca and \
                 verify-full"
                    .to_owned(),
            ));
        }
    };
    config.ssl_mode(ssl_mode);
    Ok(Wishes { checked, root_certificates: roots.filter(|file| file != "system") })
}

/// Whether nothing leaves this machine on the way.
fn is_this_machine(config: &Config) -> bool {
    let is_own_name = |host: &Host| match host {
        #[cfg(unix)]
        Host::Unix(_) => true,
        Host::Tcp(name) => {
            name == "localhost"
                || name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
        }
    };
    config.get_hosts().iter().all(is_own_name)
        && config.get_hostaddrs().iter().all(std::net::IpAddr::is_loopback)
}

/// The address without `sslmode` and `sslrootcert`, of which the driver knows only a part.
fn taken_apart(text: &str) -> (String, Option<String>, Option<String>) {
    let (mut mode, mut roots) = (None, None);
    let is_url = text.starts_with("postgres://") || text.starts_with("postgresql://");
    if is_url {
        let (base, query) = text.split_once('?').unwrap_or((text, ""));
        let mut others = Vec::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            match pair.split_once('=') {
                Some(("sslmode", value)) => mode = Some(unescaped(value)),
                Some(("sslrootcert", value)) => roots = Some(unescaped(value)),
                _ => others.push(pair),
            }
        }
        let mark = if others.is_empty() { "" } else { "?" };
        return (format!("{base}{mark}{}", others.join("&")), mode, roots);
    }
    let mut others = Vec::new();
    for pair in pairs(text) {
        let value = |value: &str| value.trim_matches('\'').to_owned();
        match pair.split_once('=') {
            Some(("sslmode", given)) => mode = Some(value(given)),
            Some(("sslrootcert", given)) => roots = Some(value(given)),
            _ => others.push(pair),
        }
    }
    (others.join(" "), mode, roots)
}

/// The `key=value` of an address in that form; a value may stand in quotes.
fn pairs(text: &str) -> Vec<String> {
    let (mut pairs, mut pair) = (Vec::new(), String::new());
    let (mut is_quoted, mut is_escaped) = (false, false);
    for letter in text.chars() {
        if letter.is_whitespace() && !is_quoted && !is_escaped {
            pairs.push(std::mem::take(&mut pair));
            continue;
        }
        is_quoted ^= letter == '\'' && !is_escaped;
        is_escaped = letter == '\\' && !is_escaped;
        pair.push(letter);
    }
    pairs.push(pair);
    pairs.retain(|pair| !pair.is_empty());
    pairs
}

/// `%2F` is `/`.
fn unescaped(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        let hex = behind.get(..2).filter(|_| *first == b'%');
        let code = hex.and_then(|hex| std::str::from_utf8(hex).ok());
        let byte = code.and_then(|hex| u8::from_str_radix(hex, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { behind.get(2..).unwrap_or_default() } else { behind };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// That nobody waits longer than a request may take, what the URL asks for, and, whatever that is,
/// that a commit is on disk before anybody hears of it.
fn joined_options(own: Option<&str>) -> String {
    format!(
        "-c lock_timeout={POSTGRES_LOCK_MS} -c statement_timeout={POSTGRES_STATEMENT_MS} {} \
         -c synchronous_commit=on",
        own.unwrap_or_default()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wished(text: &str) -> (SslMode, Checked, Option<String>) {
        let (config, wishes) = read(text).unwrap();
        (config.get_ssl_mode(), wishes.checked, wishes.root_certificates)
    }

    #[test]
    fn another_machine_must_prove_who_it_is_unless_the_address_says_otherwise() {
        let full = (SslMode::Require, Checked::IssuerAndName, None);
        let prefer = (SslMode::Prefer, Checked::Nothing, None);
        for (text, expected) in [
            ("postgres://app@db.example.org/bb", &full),
            ("host=db.example.org user=app", &full),
            ("postgres://app@10.0.0.5/bb", &full),
            ("postgres://app@localhost,db.example.org/bb", &full),
            ("host=localhost hostaddr=10.0.0.5 user=app", &full),
            ("postgres://app@localhost/bb", &prefer),
            ("postgres://app@127.0.0.1:5433/bb", &prefer),
            ("postgres://app@[::1]/bb", &prefer),
            ("postgres://app@/bb?host=/run/postgresql", &prefer),
        ] {
            assert_eq!(wished(text), *expected, "{text}");
        }
    }

    #[test]
    fn sslmode_means_what_postgresql_means_by_it() {
        let with = |query: &str| wished(&format!("postgres://app@db.example.org/bb?{query}"));
        assert_eq!(with("sslmode=disable"), (SslMode::Disable, Checked::Nothing, None));
        assert_eq!(with("sslmode=prefer"), (SslMode::Prefer, Checked::Nothing, None));
        assert_eq!(with("sslmode=require"), (SslMode::Require, Checked::Nothing, None));
        let own = Some("/etc/ca.pem".to_owned());
        let roots = "sslrootcert=%2Fetc%2Fca.pem&application_name=x";
        let (require, full) = (SslMode::Require, Checked::IssuerAndName);
        assert_eq!(with(&format!("sslmode=require&{roots}")).1, Checked::Issuer);
        assert_eq!(with(&format!("sslmode=verify-ca&{roots}")).1, Checked::Issuer);
        assert_eq!(with(roots), (require, full, own.clone()));
        assert_eq!(with("sslrootcert=system"), (require, full, None));
        let pairs = "host=db.example.org password='a b=c' sslmode=verify-full \
                     sslrootcert='/etc/ca.pem' user=app";
        assert_eq!(wished(pairs), (require, full, own));
    }

    #[test]
    fn what_is_not_known_is_refused_and_no_password_is_told() {
        for text in ["postgres://app:secret@h/bb?sslmode=sometimes", "postgres://app:secret@h:x/b"]
        {
            let error = read(text).unwrap_err().to_string();
            assert!(!error.contains("secret"), "{error}");
        }
    }
}
