//! A resource on one line: white space outside strings goes, everything else stays byte for byte.

use std::collections::HashSet;

use bluebutton_record::json::{Kind, Value};

/// The text of a valid JSON value without the white space between its tokens.
pub(super) fn compact(raw: &str) -> String {
    let bytes = raw.as_bytes();
    let mut out = String::with_capacity(raw.len());
    // Everything before `copied` is written.
    let (mut copied, mut at) = (0, 0);
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => at = string_end(bytes, at),
            b' ' | b'\n' | b'\r' | b'\t' => {
                out.push_str(raw.get(copied..at).unwrap_or_default());
                while matches!(bytes.get(at), Some(b' ' | b'\n' | b'\r' | b'\t')) {
                    at += 1;
                }
                copied = at;
            }
            _ => at += 1,
        }
    }
    out.push_str(raw.get(copied..).unwrap_or_default());
    out
}

/// The position behind the string that begins at `start`.
fn string_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    loop {
        match bytes.get(at) {
            Some(b'"') => return at + 1,
            Some(b'\\') => at += 2,
            Some(_) => at += 1,
            None => return bytes.len(),
        }
    }
}

/// A member name that stands twice in one object, at any depth.
pub(super) fn repeated_member(value: Value<'_>) -> Option<String> {
    match value.kind() {
        Kind::Array => value.items().find_map(repeated_member),
        Kind::Object => {
            let mut few: [&str; FEW] = [""; FEW];
            for (count, (name, inner)) in value.members().enumerate() {
                let plain = name.kind() == Kind::String;
                if count == FEW || !plain {
                    return repeated_among_many(value);
                }
                let name = name.raw();
                if few[..count].contains(&name) {
                    return Some(name.trim_matches('"').to_owned());
                }
                few[count] = name;
                if let Some(repeated) = repeated_member(inner) {
                    return Some(repeated);
                }
            }
            None
        }
        _ => None,
    }
}

/// Up to so many names are compared one with another, which is faster than a set.
const FEW: usize = 24;

fn repeated_among_many(value: Value<'_>) -> Option<String> {
    let mut names = HashSet::new();
    for (name, inner) in value.members() {
        let name = name.as_str()?;
        if !names.insert(name.clone()) {
            return Some(name.into_owned());
        }
        if let Some(repeated) = repeated_member(inner) {
            return Some(repeated);
        }
    }
    None
}
