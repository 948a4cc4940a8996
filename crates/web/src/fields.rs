//! What a form or an address line brought, and what was wrong with it.

use std::borrow::Cow;

use bluebutton_crypto::Hidden;

use crate::frame::Frame;

/// The fields of a form or a query, in the order in which they came.
#[derive(Default)]
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// From pairs of name and value. A sign that no database takes as text is left out: nobody types it.
    pub fn new(mut pairs: Vec<(String, String)>) -> Self {
        for (_, value) in &mut pairs {
            value.retain(|sign| sign != '\0');
        }
        Self(pairs)
    }

    /// The value of a field, without spaces around it; empty if it did not come.
    pub fn get(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.trim()).unwrap_or_default()
    }

    /// Every value of a field that may come several times (check boxes).
    pub fn all<'f>(&'f self, name: &'f str) -> impl Iterator<Item = &'f str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.trim())
    }

    /// Whether a check box was ticked.
    pub fn is_ticked(&self, name: &str) -> bool {
        self.0.iter().any(|(key, _)| key == name)
    }

    /// A secret as it was typed; it is taken out, so that no page can show it again.
    pub fn take_secret(&mut self, name: &str) -> Hidden<String> {
        let found = self.0.iter_mut().find(|(key, _)| key == name);
        Hidden::new(found.map(|(_, value)| std::mem::take(value)).unwrap_or_default())
    }
}

impl std::fmt::Debug for Fields {
    // No values: they are passwords, names and birth dates.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} fields", self.0.len())
    }
}

/// What is wrong with a form: listed first on the page and linked to its fields.
#[derive(Debug, Default)]
pub struct Errors(Vec<FieldError>);

/// What is wrong with one field.
#[derive(Debug)]
pub struct FieldError {
    /// The field's id on the page.
    pub field: &'static str,
    /// What is wrong and what to do, in the reader's language.
    pub message: String,
}

impl Errors {
    /// No errors so far.
    pub fn none() -> Self {
        Self::default()
    }

    /// One error.
    pub fn one(field: &'static str, message: impl Into<String>) -> Self {
        let mut errors = Self::none();
        errors.add(field, message);
        errors
    }

    /// Adds an error.
    pub fn add(&mut self, field: &'static str, message: impl Into<String>) {
        self.0.push(FieldError { field, message: message.into() });
    }

    /// Adds a message of the catalog where the field is empty.
    pub fn need(&mut self, frame: &Frame, field: &'static str, value: &str, message: &str) {
        if value.trim().is_empty() {
            self.add(field, frame.t(message));
        }
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All of them, in the order of the fields.
    pub fn list(&self) -> &[FieldError] {
        &self.0
    }

    /// What is wrong with that field.
    pub fn of(&self, field: &str) -> Option<Cow<'_, str>> {
        let error = self.0.iter().find(|error| error.field == field)?;
        Some(Cow::Borrowed(&error.message))
    }
}
