//! Pieces of JSON that what was written is made of.

/// A member of an object.
pub(super) fn member(name: &str, value: &str) -> String {
    format!(r#""{name}":{value}"#)
}

/// A CodeableConcept in words.
pub(super) fn words(said: &str) -> String {
    format!(r#"{{"text":{}}}"#, text(said))
}

/// A CodeableConcept with a LOINC code.
pub(super) fn loinc(code: &str, name: &str) -> String {
    format!(
        r#"{{"coding":[{{"system":"http://loinc.org","code":"{code}","display":"{name}"}}],"text":"{name}"}}"#
    )
}

/// A Quantity with a UCUM unit.
pub(super) fn quantity(value: &str, unit: &str, ucum: &str) -> String {
    format!(
        r#"{{"value":{value},"unit":"{unit}","system":"http://unitsofmeasure.org","code":"{ucum}"}}"#
    )
}

/// A JSON string.
pub(crate) fn text(said: &str) -> String {
    let mut out = String::with_capacity(said.len() + 2);
    out.push('"');
    for sign in said.chars() {
        match sign {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => {}
            '\t' => out.push_str("\\t"),
            // What else steers a printer is nothing to read.
            sign if sign.is_control() => {}
            sign => out.push(sign),
        }
    }
    out.push('"');
    out
}

/// RFC 4648 base64.
pub(super) fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let number = (0..3)
            .fold(0_u32, |number, at| number << 8 | u32::from(three.get(at).copied().unwrap_or(0)));
        for at in 0..4 {
            let digit = (number >> (18 - 6 * at)) as usize & 63;
            let letter = LETTERS.get(digit).copied().map_or('A', char::from);
            out.push(if at > three.len() { '=' } else { letter });
        }
    }
    out
}
