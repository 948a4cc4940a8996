//! A box to tick in a form: a part of the record, a sensitive topic.

use bluebutton_record::Section;
use bluebutton_record::privacy::Topic;
use bluebutton_web::frame::Frame;

/// A box to tick.
pub(crate) struct Tick {
    pub(crate) value: String,
    pub(crate) text: String,
    /// What is said below it; may be empty.
    pub(crate) hint: String,
    pub(crate) is_on: bool,
}

impl Tick {
    /// A box for a section. `is_on` says it of the name and the value of a field.
    pub(crate) fn of_section(
        frame: &Frame,
        section: Section,
        is_on: impl Fn(&str, &str) -> bool,
    ) -> Self {
        Self {
            value: section.slug().to_owned(),
            text: frame.words().section(section).into_owned(),
            hint: String::new(),
            is_on: is_on("section", section.slug()),
        }
    }

    /// A box for a topic.
    pub(crate) fn of_topic(
        frame: &Frame,
        topic: &Topic,
        is_on: impl Fn(&str, &str) -> bool,
    ) -> Self {
        Self {
            value: topic.slug.clone(),
            text: topic.name(frame.language()).to_owned(),
            hint: String::new(),
            is_on: is_on("topic", &topic.slug),
        }
    }
}
