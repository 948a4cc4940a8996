//! Whether a Direct domain has a certificate in the domain name system with which others can write
//! to it.
//!
//! Standard: Applicability Statement for Secure Health Transport 1.2, section 5; RFC 4398.

use bluebutton_crypto::smime::Certificate;

use super::dns::{DnsFault, Kind};
use super::net::Net;
use super::{Check, Finding};

/// Looks for a certificate of that domain, or of an address in it.
pub(super) async fn look(net: &dyn Net, domain: &str, now: i64) -> Finding {
    let (name, address) = match domain.rsplit_once('@') {
        // An address is asked for as a name: the `@` is a dot.
        Some(_) => (domain.replace('@', "."), domain.to_owned()),
        None => (domain.to_owned(), format!("anyone@{domain}")),
    };
    let found = match net.records(&name, Kind::Cert).await {
        Ok(found) => found,
        Err(DnsFault::Away | DnsFault::Unclear) => {
            return Finding::cant_tell(Check::Direct, "dns-away");
        }
    };
    if found.is_empty() {
        return Finding::no(Check::Direct, "direct-none");
    }
    let certificates = found.iter().filter_map(|der| Certificate::parse_all(der).ok()).flatten();
    let mut why = "direct-unreadable";
    for certificate in certificates {
        if !certificate.is_bound_to(&address) {
            why = "direct-other-name";
        } else if !certificate.is_valid_at(now) {
            why = "direct-expired";
        } else if !certificate.has_usable_key() || !certificate.may_encrypt() {
            why = "direct-no-key";
        } else {
            return Finding::yes(Check::Direct);
        }
    }
    Finding::no(Check::Direct, why)
}
