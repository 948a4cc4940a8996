//! Signs that are not for reading: what steers a terminal, ends a line of a mail header, or turns the
//! direction of the text around it. A record's own text never brings them into plain text, a mail
//! or a terminal.
//!
//! Standards: Unicode UAX #9 (directional formatting characters); RFC 5322, 2.2 (line ends).

use std::borrow::Cow;

/// The text in one line: line ends and tabs become spaces, other control and direction signs go.
pub fn one_line(text: &str) -> Cow<'_, str> {
    if text.chars().any(|sign| is_steering(sign) || ends_line(sign)) {
        let shown = text.chars().filter(|sign| ends_line(*sign) || !is_steering(*sign));
        Cow::Owned(shown.map(|sign| if ends_line(sign) { ' ' } else { sign }).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// The text without control and direction signs; its lines stay lines.
pub fn lines(text: &str) -> Cow<'_, str> {
    let goes = |sign: char| is_steering(sign) && sign != '\n';
    if text.contains(goes) {
        // A line end of two signs is one line end.
        Cow::Owned(text.replace("\r\n", "\n").replace(goes, ""))
    } else {
        Cow::Borrowed(text)
    }
}

fn ends_line(sign: char) -> bool {
    matches!(sign, '\n' | '\r' | '\t' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

fn is_steering(sign: char) -> bool {
    sign.is_control()
        || matches!(
            sign,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_a_terminal_or_a_mail_header_does_not_come_through() {
        let hostile = "Ana\r\nBcc: x@y.example\u{1b}[2J\u{9b}31m \u{202e}seyeR\u{2066}\u{0}";
        assert_eq!(one_line(hostile), "Ana  Bcc: x@y.example[2J31m seyeR");
        assert_eq!(lines(hostile), "Ana\nBcc: x@y.example[2J31m seyeR");
    }

    #[test]
    fn what_people_write_stays_as_it_is() {
        for text in ["", "José O’Neil-Müller 青", "naïve: 5 µg/L — «sí»", "שלום עולם", "👩‍⚕️"]
        {
            assert!(matches!(one_line(text), Cow::Borrowed(same) if same == text), "{text}");
            assert!(matches!(lines(text), Cow::Borrowed(same) if same == text), "{text}");
        }
        assert_eq!(lines("one\ntwo"), "one\ntwo");
        assert_eq!(one_line("one\ntwo\u{2028}three"), "one two three");
    }
}
