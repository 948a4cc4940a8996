//! What kind of file somebody puts into their record: told by its content, whatever it is called.

/// The media type of the kinds that are taken; `None` for any other.
pub(crate) fn media_type(bytes: &[u8]) -> Option<&'static str> {
    const SIGNS: [(&[u8], &str); 3] = [
        (b"%PDF-", "application/pdf"),
        (b"\xff\xd8\xff", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
    ];
    let known = SIGNS.iter().find(|(sign, _)| bytes.starts_with(sign));
    known.map(|(_, kind)| *kind).or_else(|| is_text(bytes).then_some("text/plain; charset=utf-8"))
}

/// Whether it is text to read: no page with scripts, no table of bytes.
fn is_text(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let is_of_text = |sign: char| !sign.is_control() || matches!(sign, '\n' | '\r' | '\t');
    let begin = text.trim_start_matches('\u{feff}').trim_start().to_lowercase();
    let is_markup =
        ["<!doctype", "<html", "<?xml", "<svg"].iter().any(|tag| begin.starts_with(tag));
    !text.trim().is_empty() && text.chars().all(is_of_text) && !is_markup
}

/// A title made of a file's name: without folders and ending.
pub(crate) fn title(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem).trim();
    let stem: String = stem.chars().filter(|sign| !sign.is_control()).take(100).collect();
    if stem.is_empty() { "…".to_owned() } else { stem }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_says_what_a_file_is() {
        assert_eq!(media_type(b"%PDF-1.7"), Some("application/pdf"));
        assert_eq!(media_type(b"\xff\xd8\xff\xe0"), Some("image/jpeg"));
        assert_eq!(media_type("Año nuevo\n".as_bytes()), Some("text/plain; charset=utf-8"));
        for other in [&b"<!DOCTYPE html><script>"[..], b"MZ\0\x01", b"\xff\xfe", b" \n", b"<svg "] {
            assert_eq!(media_type(other), None, "{other:?}");
        }
    }

    #[test]
    fn a_title_is_what_the_file_is_called() {
        assert_eq!(title("C:\\papers\\Mi carta.pdf"), "Mi carta");
        assert_eq!((title("a/b"), title(".pdf")), ("b".to_owned(), "…".to_owned()));
    }
}
