//! Reading an address that somebody typed: by `lettre`, and with what is wrong with it. The one place.
//!
//! Standards: RFC 5321, 4.1.2 and 4.5.3.1; RFC 5322, 3.4.1.

use lettre::Address;
use lettre::address::AddressError;

/// What is wrong with an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressFault {
    /// Nothing was typed.
    Missing,
    /// It is longer than mail systems take.
    Long,
    /// It is more than one, or has spaces.
    Several,
    /// There is no `@`, or more than one, or nothing before it.
    NoAt,
    /// What stands behind the `@` is no name of a mail system.
    Domain,
    /// There are signs before the `@` that an address does not have.
    Signs,
}

/// The longest address that mail systems take (RFC 5321, 4.5.3.1.3, less the angle brackets).
const ADDRESS_CHARS_MAX: usize = 254;

/// Reads an address, and gives it in the form it is kept and compared in: its domain in lower case.
pub fn read_address(typed: &str) -> Result<String, AddressFault> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Err(AddressFault::Missing);
    }
    if typed.len() > ADDRESS_CHARS_MAX {
        return Err(AddressFault::Long);
    }
    if typed.chars().any(|sign| sign.is_whitespace() || sign == ',' || sign == ';') {
        return Err(AddressFault::Several);
    }
    let (user, domain) = typed.split_once('@').ok_or(AddressFault::NoAt)?;
    if user.is_empty() || domain.contains('@') {
        return Err(AddressFault::NoAt);
    }
    let address = Address::new(user, domain.to_ascii_lowercase()).map_err(|error| match error {
        AddressError::InvalidUser => AddressFault::Signs,
        _ => AddressFault::Domain,
    })?;
    // Narrower than mail allows: no quoted names, no addresses of machines, nothing that another
    // system on the way would have to rewrite.
    let in_domain = |byte: u8| byte.is_ascii_alphanumeric() || b"-.".contains(&byte);
    if !address.domain().contains('.') || !address.domain().bytes().all(in_domain) {
        return Err(AddressFault::Domain);
    }
    if !address.user().is_ascii() || address.user().contains('"') {
        return Err(AddressFault::Signs);
    }
    Ok(address.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_people_have_are_read() {
        for typed in ["dr.lee@direct.riverside.example", "o'neil+lab@mail.example", "a@b.co"] {
            assert_eq!(read_address(typed), Ok(typed.to_owned()));
        }
        assert_eq!(read_address(" Lee@Clinic.EXAMPLE "), Ok("Lee@clinic.example".to_owned()));
    }

    #[test]
    fn each_mistake_is_told_apart() {
        for (typed, fault) in [
            ("", AddressFault::Missing),
            ("dr.lee", AddressFault::NoAt),
            ("@riverside.example", AddressFault::NoAt),
            ("a@b@c.example", AddressFault::NoAt),
            ("dr.lee@riverside", AddressFault::Domain),
            ("dr.lee@-x.example", AddressFault::Domain),
            ("dr.lee@riverside..example", AddressFault::Domain),
            ("dr.lee@river!side.example", AddressFault::Domain),
            ("dr.lee@[127.0.0.1]", AddressFault::Domain),
            ("a@b.example, c@d.example", AddressFault::Several),
            ("dr lee@riverside.example", AddressFault::Several),
            ("dr<lee>@riverside.example", AddressFault::Signs),
            (".lee@riverside.example", AddressFault::Signs),
            ("\"lee\"@riverside.example", AddressFault::Signs),
            ("lée@riverside.example", AddressFault::Signs),
            ("lee\r\nBcc:x@y.example", AddressFault::Several),
        ] {
            assert_eq!(read_address(typed), Err(fault), "{typed}");
        }
        let long = format!("{}@b.co", "a".repeat(300));
        assert_eq!(read_address(&long), Err(AddressFault::Long));
    }
}
