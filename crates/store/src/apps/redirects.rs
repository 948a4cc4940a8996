//! Where an app may have answers sent. Compared letter by letter, so that only what can be read in one
//! way alone is taken.
//!
//! Standard: RFC 6749, 3.1.2; RFC 8252, 7.3 (this machine); RFC 9700, 4.1.

use crate::limits::APP_ADDRESS_BYTES_MAX;

/// Whether an address may be registered: `https` with a name, or `http` on the person's own machine;
/// without fragment, user, wildcard, or anything that two programs might read in two ways.
pub(super) fn is_usable(address: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_graphic() && !br#"\"<>^`{|}*"#.contains(&byte);
    if address.len() > APP_ADDRESS_BYTES_MAX || !address.bytes().all(is_plain) {
        return false;
    }
    if address.contains('#') {
        return false;
    }
    let (is_secret, rest) =
        match (address.strip_prefix("https://"), address.strip_prefix("http://")) {
            (Some(rest), _) => (true, rest),
            (_, Some(rest)) => (false, rest),
            _ => return false,
        };
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let Some(host) = host_of(authority) else { return false };
    // `/../` is resolved by one program and kept by another.
    let has_dots = path.split(['/', '?']).any(|part| part == "." || part == "..");
    let is_here = ["127.0.0.1", "[::1]", "localhost"].contains(&host);
    path.starts_with('/') && !has_dots && (is_here || is_secret && is_name(host))
}

/// The host of an authority, in small letters and without a user; the port is a number.
fn host_of(authority: &str) -> Option<&str> {
    if authority.contains('@') || authority.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return None;
    }
    let (host, port) = match authority.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((inner, rest)) => (authority.get(..inner.len() + 2)?, rest.strip_prefix(':')),
        None => match authority.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (authority, None),
        },
    };
    let is_port = |port: &str| {
        (1..=5).contains(&port.len()) && port.bytes().all(|byte| byte.is_ascii_digit())
    };
    (!host.is_empty() && port.is_none_or(is_port)).then_some(host)
}

fn is_name(host: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    host.contains('.') && host.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encrypted_addresses_and_ones_on_the_own_machine_are_taken() {
        for address in [
            "https://app.example/back",
            "https://app.example:8443/a/b?c=d",
            "http://127.0.0.1:4711/back",
            "http://localhost:8080/sample",
            "http://[::1]:4711/",
        ] {
            assert!(is_usable(address), "{address}");
        }
    }

    #[test]
    fn nothing_is_taken_that_leads_somewhere_else_than_it_looks() {
        for address in [
            "http://app.example/back",
            "https://app.example",
            "https://app.example/back#part",
            "https://user@app.example/back",
            "https://app.example@evil.example/back",
            "https://*.app.example/back",
            "https://app.example/../back",
            "https://app.example\\@evil.example/",
            "https://APP.example/back",
            "https://app.example:/back",
            "https://app.example:99999999/back",
            "https://localhost.evil/ back",
            "http://127.0.0.1.evil.example/back",
            "http://localhost:80@evil.example/",
            "javascript:alert(1)//",
            "myapp://back",
            "https:///back",
            "https://app/back",
            "",
        ] {
            assert!(!is_usable(address), "{address}");
        }
        assert!(!is_usable(&format!("https://app.example/{}", "x".repeat(500))));
    }
}
