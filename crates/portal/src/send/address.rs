//! Whether what was typed can be an address, and if not, what is wrong with it.

/// The longest address that mail systems take (RFC 5321, 4.5.3.1.3, less the angle brackets).
const ADDRESS_CHARS_MAX: usize = 254;

/// Checks an address. The error is the id of a message that says what to do.
pub fn check_address(address: &str) -> Result<(), &'static str> {
    if address.is_empty() {
        return Err("send-address-missing");
    }
    if address.len() > ADDRESS_CHARS_MAX {
        return Err("send-address-long");
    }
    if address.chars().any(|sign| sign.is_whitespace() || sign == ',' || sign == ';') {
        return Err("send-address-one");
    }
    let Some((name, domain)) = address.split_once('@') else {
        return Err("send-address-at");
    };
    if name.is_empty() || domain.contains('@') {
        return Err("send-address-at");
    }
    if !is_domain(domain) {
        return Err("send-address-domain");
    }
    if !name.bytes().all(is_name_sign) || name.starts_with('.') || name.ends_with('.') {
        return Err("send-address-signs");
    }
    Ok(())
}

fn is_domain(domain: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    domain.contains('.') && domain.split('.').all(is_label)
}

/// What a mailbox name may hold without quotes (RFC 5322, 3.2.3).
fn is_name_sign(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~.".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_people_have_are_taken() {
        for address in ["dr.lee@direct.riverside.example", "o'neil+lab@mail.example", "a@b.co"] {
            assert_eq!(check_address(address), Ok(()), "{address}");
        }
    }

    #[test]
    fn each_mistake_has_its_own_sentence() {
        for (address, message) in [
            ("", "send-address-missing"),
            ("dr.lee", "send-address-at"),
            ("@riverside.example", "send-address-at"),
            ("a@b@c.example", "send-address-at"),
            ("dr.lee@riverside", "send-address-domain"),
            ("dr.lee@-x.example", "send-address-domain"),
            ("dr.lee@riverside..example", "send-address-domain"),
            ("a@b.example, c@d.example", "send-address-one"),
            ("dr lee@riverside.example", "send-address-one"),
            ("dr<lee>@riverside.example", "send-address-signs"),
            ("lee\r\nBcc:x@y.example", "send-address-one"),
        ] {
            assert_eq!(check_address(address), Err(message), "{address}");
        }
        assert_eq!(check_address(&format!("{}@b.co", "a".repeat(300))), Err("send-address-long"));
    }
}
