//! Words as a paper sets them.

use super::*;
use bluebutton_record::Language;

#[test]
fn a_word_longer_than_its_column_may_break_and_others_stay_whole() {
    let mut setter = Setter::new(words::of(Language::English));
    let mut fitted = |text: &str| setter.fitted(text, 8).replace('\u{200b}', "|");
    assert_eq!(fitted("Protein in urine"), "Protein in urine");
    assert_eq!(fitted("(01)0064316900"), "(01)0064|316900");
    assert_eq!(fitted("pounds/inch"), "pounds/|inch");
    assert_eq!(fitted("a\u{200b}b\u{ad}c"), "abc", "what came with the text goes");
}
