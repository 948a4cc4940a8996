//! Where a request came from: the address that limits count, and the proxies that may name it.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::str::FromStr;

use axum::extract::{ConnectInfo, FromRef, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;

use bluebutton_store::accounts::Origin;

use crate::cookies::{browser_marks, remembered};
use crate::device::device_of;
use crate::problem::Problem;
use crate::services::Services;

/// The network address of whoever asks, as limits count it: one IPv4 address, or the first 64 bits
/// of an IPv6 address, which is what one household or one rented machine has.
pub struct AskedFrom(pub String);

/// The same with what the browser keeps of earlier sign-ins in it.
pub struct SignsInFrom(pub Origin);

/// A range of addresses: `10.0.0.0/8`, or one: `127.0.0.1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    bits: u32,
}

impl Network {
    /// Whether the address lies in it.
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(ours), IpAddr::V4(theirs)) => {
                let mask = u32::MAX.checked_shl(32 - self.bits).unwrap_or_default();
                ours.to_bits() & mask == theirs.to_bits() & mask
            }
            (IpAddr::V6(ours), IpAddr::V6(theirs)) => {
                let mask = u128::MAX.checked_shl(128 - self.bits).unwrap_or_default();
                ours.to_bits() & mask == theirs.to_bits() & mask
            }
            _ => false,
        }
    }
}

impl FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("{text:?} is no address like 10.0.0.1 and no range like 10.0.0.0/8");
        let (address, bits) = match text.trim().split_once('/') {
            Some((address, bits)) => (address, Some(bits)),
            None => (text.trim(), None),
        };
        let address: IpAddr = address.parse().map_err(|_| wrong())?;
        let address = address.to_canonical();
        let bits_max = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(bits_max), str::parse).map_err(|_| wrong())?;
        if bits <= bits_max { Ok(Self { address, bits }) } else { Err(wrong()) }
    }
}

/// The address as limits count it.
pub fn counted(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).into(),
        v4 @ IpAddr::V4(_) => v4,
    }
}

/// Who asks: the peer of the connection, or whom a proxy of ours names. Each proxy appends the
/// address that it saw, so the last value of the last line is our own proxy's; everything before
/// it may have been written by the visitor. Anything but an address there names nobody.
fn asked_from(peer: Option<IpAddr>, headers: &HeaderMap, proxies: &[Network]) -> Option<IpAddr> {
    let peer = peer?;
    if !proxies.iter().any(|proxy| proxy.contains(peer)) {
        return Some(peer);
    }
    let line = headers.get_all("x-forwarded-for").iter().next_back();
    let last = line.and_then(|line| line.to_str().ok()).and_then(|line| line.rsplit(',').next());
    last.and_then(|text| address_in(text.trim())).or(Some(peer))
}

/// `192.0.2.1`, `192.0.2.1:4711`, `2001:db8::1`, `[2001:db8::1]`, `[2001:db8::1]:4711`.
fn address_in(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    bare.parse().ok().or_else(|| text.parse().ok().map(|address: SocketAddr| address.ip()))
}

impl<S> FromRequestParts<S> for AskedFrom
where
    Services: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let services = Services::from_ref(state);
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let peer = peer.map(|ConnectInfo(address)| address.ip());
        let found = asked_from(peer, &parts.headers, &services.site.proxies);
        // Without a connection (a test that calls the router) everybody is one sender.
        Ok(Self(found.map_or_else(|| "unknown".to_owned(), |found| counted(found).to_string())))
    }
}

impl<S> FromRequestParts<S> for SignsInFrom
where
    Services: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let AskedFrom(address) = AskedFrom::from_request_parts(parts, state).await?;
        let site = Services::from_ref(state).site;
        Ok(Self(Origin {
            address,
            marks: browser_marks(&site, &parts.headers),
            remembered: remembered(&site, &parts.headers).filter(|_| site.remember_days > 0),
            device: device_of(&parts.headers),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(peer: &str, lines: &[&str], proxies: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append("x-forwarded-for", line.parse().unwrap());
        }
        let proxies: Vec<Network> = proxies.iter().map(|text| text.parse().unwrap()).collect();
        asked_from(Some(peer.parse().unwrap()), &headers, &proxies).unwrap().to_string()
    }

    #[test]
    fn a_stranger_names_no_address() {
        assert_eq!(asked("192.0.2.7", &["198.51.100.1"], &[]), "192.0.2.7");
        assert_eq!(asked("192.0.2.7", &["198.51.100.1"], &["10.0.0.0/8"]), "192.0.2.7");
    }

    #[test]
    fn of_what_a_proxy_passes_on_only_the_last_value_of_the_last_line_is_its_own() {
        let lines = ["203.0.113.9", "203.0.113.8, 198.51.100.1"];
        assert_eq!(asked("10.1.2.3", &lines, &["10.0.0.0/8"]), "198.51.100.1");
        assert_eq!(asked("::ffff:10.1.2.3", &lines, &["10.0.0.0/8"]), "198.51.100.1");
        assert_eq!(asked("10.1.2.3", &["[2001:db8::1]:4711"], &["10.0.0.0/8"]), "2001:db8::1");
    }

    #[test]
    fn what_is_no_address_names_nobody() {
        for line in ["unknown", "_hidden", "1.2.3.4.5", "198.51.100.1, ", "<script>"] {
            assert_eq!(asked("10.1.2.3", &[line], &["10.1.2.3"]), "10.1.2.3", "{line}");
        }
    }

    #[test]
    fn a_household_counts_as_one() {
        let counted = |text: &str| counted(text.parse().unwrap()).to_string();
        assert_eq!(counted("2001:db8:1:2:aaaa::1"), counted("2001:db8:1:2:bbbb::2"));
        assert_ne!(counted("2001:db8:1:2::1"), counted("2001:db8:1:3::1"));
        assert_eq!(counted("::ffff:192.0.2.7"), "192.0.2.7");
    }

    #[test]
    fn ranges_are_read_and_wrong_ones_are_named() {
        let network: Network = "192.0.2.0/24".parse().unwrap();
        assert!(network.contains("192.0.2.255".parse().unwrap()));
        assert!(!network.contains("192.0.3.0".parse().unwrap()));
        assert!("::/0".parse::<Network>().unwrap().contains("2001:db8::1".parse().unwrap()));
        for wrong in ["", "10.0.0.0/33", "10.0.0/8", "example.org", "10.0.0.1/x"] {
            assert!(wrong.parse::<Network>().is_err(), "{wrong}");
        }
    }
}
