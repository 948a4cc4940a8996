//! Addresses as somebody types them for us to look at: https, a public name, a usual port.

use std::net::IpAddr;

use url::{Host, Url};

use super::fault::FetchFault;
use super::guard;
use crate::limits::ADDRESS_CHARS_MAX;

/// Ports on which web pages are served. Others belong to other services, which we do not knock at.
const PORTS: [u16; 4] = [443, 80, 8443, 8080];

/// Reads an address that somebody typed for the hub to look at or to show. `None`: it is none that
/// we would look at.
pub fn check_typed_address(typed: &str) -> Option<String> {
    let typed = typed.trim();
    if typed.is_empty() || typed.chars().count() > ADDRESS_CHARS_MAX {
        return None;
    }
    let whole = if typed.contains("://") { typed.to_owned() } else { format!("https://{typed}") };
    let url = Url::parse(&whole).ok()?;
    if url.scheme() != "https" || may_be_asked(&url).is_err() {
        return None;
    }
    // A name of the world has a dot; a machine's own name in a house has none.
    let is_named = matches!(url.host(), Some(Host::Domain(name)) if name.contains('.'));
    is_named.then(|| url.to_string())
}

/// The name of the machine behind an address.
pub(crate) fn host_of(address: &str) -> Option<String> {
    Some(Url::parse(address).ok()?.host_str()?.to_ascii_lowercase())
}

/// Whether a name is a domain or below it.
pub(crate) fn is_below(name: &str, domain: &str) -> bool {
    !domain.is_empty() && (name == domain || name.ends_with(&format!(".{domain}")))
}

/// Whether an address, typed or redirected to, may be asked at all.
pub(super) fn may_be_asked(url: &Url) -> Result<(), FetchFault> {
    if !["https", "http"].contains(&url.scheme()) || !url.username().is_empty() {
        return Err(FetchFault::NoAddress);
    }
    if url.password().is_some() {
        return Err(FetchFault::NoAddress);
    }
    let port = url.port_or_known_default().ok_or(FetchFault::NoAddress)?;
    if !PORTS.contains(&port) {
        return Err(FetchFault::NoAddress);
    }
    let literal: Option<IpAddr> = match url.host().ok_or(FetchFault::NoAddress)? {
        Host::Domain(_) => None,
        Host::Ipv4(address) => Some(address.into()),
        Host::Ipv6(address) => Some(address.into()),
    };
    match literal {
        Some(address) if !guard::is_public(address) => Err(FetchFault::NotPublic),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_ends_with_a_whole_domain_is_below_it() {
        let is_own = |address: &str| {
            host_of(address).is_some_and(|host| is_below(&host, "lakeside.example"))
        };
        assert!(is_own("https://lakeside.example/") && is_own("https://my.Lakeside.example/in"));
        for other in [
            "https://lakeside.example.evil.example/",
            "https://evil-lakeside.example/",
            "https://evil.example/lakeside.example",
            "https://lakeside.example@evil.example/",
            "nothing",
        ] {
            assert!(!is_own(other), "{other}");
        }
        assert!(!is_below("lakeside.example", ""));
    }

    #[test]
    fn an_address_is_read_as_people_type_it() {
        let read = |typed| check_typed_address(typed);
        assert_eq!(
            read(" records.lakeside.example ").unwrap(),
            "https://records.lakeside.example/"
        );
        let fhir = "https://fhir.lakeside.example/r4";
        assert_eq!(read(fhir).unwrap(), fhir);
    }

    #[test]
    fn an_address_that_leads_inside_or_elsewhere_is_refused() {
        for wrong in [
            "",
            "http://records.lakeside.example",
            "ftp://lakeside.example",
            "https://localhost",
            "https://127.0.0.1",
            "https://2130706433",
            "https://0x7f.1",
            "https://[::1]",
            "https://[::ffff:10.0.0.1]",
            "https://169.254.169.254/latest",
            "https://8.8.8.8",
            "https://lakeside.example:22",
            "https://user:secret@lakeside.example",
            "javascript:alert(1)",
            "https://intranet",
        ] {
            assert_eq!(check_typed_address(wrong), None, "{wrong}");
        }
    }
}
