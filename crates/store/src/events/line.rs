//! A line of a chain: the event, who did it, and what was written with it.

use serde::{Deserialize, Serialize};

use super::Event;
use crate::accounts::AccountId;

/// In which part somebody did it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// The patient.
    Patient,
    /// Somebody whom the patient let in.
    Caregiver,
    /// An app, for somebody.
    App,
    /// The records office.
    Staff,
    /// Somebody of a member of the pledge hub.
    Member,
    /// Whoever is at the server's command line.
    Operator,
    /// The program itself.
    #[default]
    Program,
}

/// Who did it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct By {
    /// In which part.
    pub part: Part,
    /// Their name; none for the program and whoever is at its command line.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub name: Option<String>,
    /// Their account: names are not one person's alone.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub account: Option<AccountId>,
    /// Why, where a reason had to be given.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reason: Option<String>,
    /// At whose request, where somebody else asked for it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub asked_by: Option<Box<By>>,
}

/// What is sealed of a line in a chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Line {
    /// Form of the line.
    pub(crate) v: u32,
    pub(crate) by: By,
    #[serde(flatten)]
    pub(crate) event: Event,
    /// What was written with it, as hashes: `verify` finds what is missing or not as it was by them.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub(crate) proof: Vec<String>,
    /// Whether another chain tells of it, too: nobody is told of it twice.
    #[serde(skip)]
    pub(crate) is_copy: bool,
}

impl By {
    /// The program itself.
    pub fn program() -> Self {
        Self::default()
    }

    /// Whoever is at the server's command line.
    pub fn operator() -> Self {
        Self { part: Part::Operator, ..Self::default() }
    }

    /// Somebody with an account.
    pub fn person(part: Part, account: &AccountId, name: &str) -> Self {
        let (name, account) = (Some(name.to_owned()), Some(account.clone()));
        Self { part, name, account, ..Self::default() }
    }

    /// The one who did it, or at whose request it was done.
    pub fn origin(&self) -> &Self {
        self.asked_by.as_deref().map_or(self, Self::origin)
    }
}

impl Line {
    /// A line of that form.
    pub(crate) fn new(by: By, event: Event) -> Self {
        Self { v: 1, by, event, proof: Vec::new(), is_copy: false }
    }

    /// One line of the log, for whoever watches over the site: which event, by whose account; ids,
    /// no names. To be told when it is committed.
    pub(crate) fn log(&self) {
        let told = serde_json::to_value(&self.event).unwrap_or_default();
        let word = |key: &str| told.get(key).and_then(serde_json::Value::as_str);
        tracing::info!(
            event = word("event"),
            step = word("step"),
            change = word("change"),
            account = self.by.account.as_ref().map(|account| account.0.as_str()),
            part = ?self.by.part,
            "{}",
            word("event").unwrap_or("event")
        );
    }

    /// The same with hashes of what was written with it.
    pub(crate) fn with_proof(self, proof: Vec<String>) -> Self {
        Self { proof, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::super::SendingStep;
    use super::*;
    use crate::transmissions::Way;

    #[test]
    fn an_event_of_a_newer_program_is_read_as_unknown() {
        let newer = r#"{"v":1,"by":{"part":"staff"},"event":"beamed-up","where":"deck 2"}"#;
        let line: Line = serde_json::from_str(newer).unwrap();
        assert_eq!((line.event, line.by.part), (Event::Unknown, Part::Staff));
    }

    #[test]
    fn a_line_comes_back_as_it_was() {
        let lucia = By::person(Part::Caregiver, &AccountId("a".to_owned()), "Lucía");
        let by = By { asked_by: Some(Box::new(lucia.clone())), ..By::program() };
        let (to, selection) = ("dr@clinic.example".to_owned(), String::new());
        let event = Event::Sending { step: SendingStep::Sent, way: Way::Direct, to, selection };
        let line = Line::new(by, event).with_proof(vec!["x".to_owned()]);
        let text = serde_json::to_string(&line).unwrap();
        assert_eq!(serde_json::from_str::<Line>(&text).unwrap(), line, "{text}");
        assert_eq!(line.by.origin(), &lucia);
    }
}
