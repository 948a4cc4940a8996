//! What the lossless view of JSON must do.

use super::*;
use proptest::prelude::*;

#[test]
fn decimals_keep_their_digits() {
    let document = Document::parse(r#"{"value": 72.50, "other": 1.0E+2}"#).unwrap();
    assert_eq!(document.root().get("value").unwrap().as_number(), Some("72.50"));
    assert_eq!(document.root().get("other").unwrap().as_number(), Some("1.0E+2"));
}

#[test]
fn strings_are_unescaped_when_asked_for() {
    let document = Document::parse(r#"["a\n\u00e9\ud83d\ude00", "plain"]"#).unwrap();
    let texts: Vec<_> = document.root().items().filter_map(Value::as_str).collect();
    assert_eq!(texts, ["a\né😀", "plain"]);
}

#[test]
fn a_path_enters_arrays_at_their_first_item() {
    let document = Document::parse(r#"{"name":[{"family":"Reyes"},{"family":"Old"}]}"#).unwrap();
    assert_eq!(document.root().text_at(&["name", "family"]).as_deref(), Some("Reyes"));
}

#[test]
fn an_error_tells_line_and_column() {
    let error = Document::parse("{\n  \"a\": tru\n}").unwrap_err();
    assert_eq!((error.line, error.column), (2, 8));
}

#[test]
fn deep_nesting_is_refused_without_overflow() {
    let text = "[".repeat(1_000_000);
    assert_eq!(Document::parse(&text).unwrap_err().problem, "the JSON is nested too deeply");
}

#[test]
fn broken_texts_are_refused() {
    for text in
        ["", "{", "[1,]", "{\"a\"}", "{\"a\":1,}", "01", "1.", "\"\\x\"", "[1] 2", "nul", "[,1]"]
    {
        assert!(Document::parse(text).is_err(), "{text:?} was taken for JSON");
    }
}

#[test]
fn long_strings_end_where_they_end_wherever_the_special_byte_stands() {
    for before in 0..40 {
        let plain = "é".repeat(before / 2) + &"a".repeat(before % 2);
        let text = format!("[\"{plain}\",\"{plain}\\n{plain}\"]");
        let document = Document::parse(&text).unwrap();
        let found: Vec<_> = document.root().items().filter_map(Value::as_str).collect();
        assert_eq!(found, [plain.clone(), format!("{plain}\n{plain}")]);
        let raw = format!("\"{plain}\u{1}{plain}\"");
        assert_eq!(
            Document::parse(&raw).unwrap_err().problem,
            "a string holds a raw control character"
        );
    }
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in ".{0,200}") {
        let _ = Document::parse(&text);
    }

    #[test]
    fn a_written_string_reads_back(text in ".{0,60}") {
        let mut written = String::new();
        write_string(&mut written, &text);
        let document = Document::parse(&written).unwrap();
        prop_assert_eq!(document.root().as_str().unwrap(), text);
    }
}
