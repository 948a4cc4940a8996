//! People and organizations by name.

use super::json::Object;

/// A reference with the name it leads to.
#[derive(Clone, Debug)]
pub struct Named {
    /// `Type/id`; nothing where only a name is known.
    pub to: Option<String>,
    /// The name.
    pub display: Option<String>,
}

impl Named {
    /// As a FHIR Reference.
    pub fn json<'d>(&self) -> Object<'d> {
        Object::new().with("reference", self.to.clone()).with("display", self.display.clone())
    }
}
