//! When a medicine is taken: of its entry, and of its directions.

use bluebutton_record::fold::fold;

use super::context::Context;
use super::rows::status_word;
use super::times::When;
use super::xml::Node;

/// When a medicine is taken. An end on the day of the document is the day of writing, where the document's own table
/// calls the medicine active.
pub fn taken<'d>(context: &Context<'d>, node: Node<'d>, time: Node<'d>) -> When {
    let mut when = When::stretch(context, time);
    let ends_here = match (&when.high, &context.day) {
        (Some(high), Some(day)) => high.day() == day.day(),
        _ => false,
    };
    let is_active = || status_word(context, node).is_some_and(|word| fold(word.trim()) == "active");
    if ends_here && is_active() {
        when.high = None;
    }
    when
}
