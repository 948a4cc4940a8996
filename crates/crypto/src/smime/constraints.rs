//! Name constraints on e-mail addresses that stand in a certificate's subject.
//!
//! An authority may be bound to some addresses or domains. Alternative names are held to that by
//! `webpki`; the old place of an address, the subject, is not, so it is done here.
//!
//! Standard: RFC 5280, 4.2.1.6 and 4.2.1.10.

use x509_cert::Certificate as X509;
use x509_cert::ext::pkix::NameConstraints;
use x509_cert::ext::pkix::constraints::name::GeneralSubtree;
use x509_cert::ext::pkix::name::GeneralName;

/// Whether an authority may speak for that address.
pub(super) fn allow(authority: &X509, address: &str) -> bool {
    match authority.tbs_certificate().get_extension::<NameConstraints>() {
        Ok(None) => true,
        // What can't be read may forbid it.
        Err(_) => false,
        Ok(Some((_, constraints))) => {
            let permitted = mails(constraints.permitted_subtrees.as_deref());
            let excluded = mails(constraints.excluded_subtrees.as_deref());
            (permitted.is_empty() || permitted.iter().any(|base| lies_in(address, base)))
                && !excluded.iter().any(|base| lies_in(address, base))
        }
    }
}

fn mails(subtrees: Option<&[GeneralSubtree]>) -> Vec<String> {
    let bases = subtrees.unwrap_or_default().iter().filter_map(|subtree| match &subtree.base {
        GeneralName::Rfc822Name(base) => Some(base.as_str().to_owned()),
        _ => None,
    });
    bases.collect()
}

/// `lee@clinic.example` is one address, `clinic.example` all of that host, `.example` all of the
/// hosts below.
fn lies_in(address: &str, base: &str) -> bool {
    let host = address.rsplit_once('@').map(|(_, host)| host.to_lowercase()).unwrap_or_default();
    let lower = base.to_lowercase();
    if base.contains('@') {
        address.eq_ignore_ascii_case(base)
    } else if lower.starts_with('.') {
        host.ends_with(&lower)
    } else {
        host == lower
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_lies_in_a_mailbox_a_host_or_the_hosts_below_a_domain() {
        assert!(lies_in("Lee@Clinic.example", "lee@clinic.example"));
        assert!(lies_in("lee@clinic.example", "clinic.example"));
        assert!(lies_in("lee@direct.clinic.example", ".clinic.example"));
        assert!(!lies_in("lee@direct.clinic.example", "clinic.example"));
        assert!(!lies_in("lee@clinic.example", ".clinic.example"));
        assert!(!lies_in("lee@evilclinic.example", ".clinic.example"));
        assert!(!lies_in("nobody", "clinic.example"));
    }
}
