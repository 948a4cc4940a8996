//! What becomes of an entry: no reader of one can end without saying.

use bluebutton_record::outcomes::Became;
pub use bluebutton_record::outcomes::Blank;

use super::context::Context;
use super::marks::is_annotation;
use super::xml::{Node, attr, child_attr, children, is_negated, is_null};

/// What became of an entry, or of a statement in it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub enum Outcome {
    /// These resources (`Type/id`); the first one stands for it.
    Mapped(Vec<String>),
    /// It is told in the words of its section only, and that was said.
    KeptAsText,
    /// There was nothing to take.
    Blank(Blank),
    /// It is in the original only, and that was said.
    NotUnderstood,
}

impl Outcome {
    /// One resource.
    pub fn of(id: String) -> Self {
        Self::Mapped(vec![id])
    }

    /// A statement that there is none of something.
    pub fn none() -> Self {
        Self::Blank(Blank::None)
    }

    /// The resources that were made.
    pub fn ids(self) -> Vec<String> {
        match self {
            Self::Mapped(ids) => ids,
            _ => Vec::new(),
        }
    }

    /// What became of two statements of one entry: the resources of both, else what says more.
    pub fn and(self, other: Self) -> Self {
        let rank = |outcome: &Self| match outcome {
            Self::Mapped(_) => 3,
            Self::NotUnderstood => 2,
            Self::KeptAsText => 1,
            Self::Blank(_) => 0,
        };
        match (self, other) {
            (Self::Mapped(mut ids), Self::Mapped(more)) => {
                ids.extend(more);
                Self::Mapped(ids)
            }
            (first, second) if rank(&second) > rank(&first) => second,
            (first, _) => first,
        }
    }

    /// What is told of it.
    pub fn became(&self) -> Became {
        match self {
            Self::Mapped(ids) => Became::Mapped(ids.clone()),
            Self::KeptAsText => Became::AsText,
            Self::Blank(reason) => Became::Blank(*reason),
            Self::NotUnderstood => Became::NotUnderstood,
        }
    }

    /// What became of several; nothing said where there are none.
    pub fn all(outcomes: impl IntoIterator<Item = Self>) -> Self {
        let all = outcomes.into_iter().reduce(Self::and);
        all.unwrap_or(Self::Blank(Blank::NothingSaid))
    }
}

/// The statements behind `entryRelationship` (and an organizer's `component`).
pub fn statements(node: Node<'_>) -> impl Iterator<Item = Node<'_>> + use<'_> {
    children(node, "entryRelationship").chain(children(node, "component")).flat_map(|relation| {
        relation.children().filter(|child| !is_annotation(*child)).filter(|child| {
            matches!(
                child.tag_name().name(),
                "act"
                    | "observation"
                    | "organizer"
                    | "procedure"
                    | "substanceAdministration"
                    | "supply"
                    | "encounter"
                    | "observationMedia"
            )
        })
    })
}

/// Says that an entry was not read, unless it says nothing, with what tells the next reader why.
pub fn not_understood<'d>(context: &mut Context<'d>, node: Node<'d>) -> Outcome {
    if is_blank(node) {
        return Outcome::Blank(Blank::NothingSaid);
    }
    let name = node.tag_name().name();
    let template = child_attr(node, "templateId", "root").unwrap_or("none");
    let message = format!(
        "this entry ({name}, template {template}) is of a kind that is not read: what its section \
         says in words is shown, the entry itself is in the original"
    );
    context.warn(node, message);
    Outcome::NotUnderstood
}

/// Says that a negative statement is kept in words only.
pub fn negated_as_text<'d>(context: &mut Context<'d>, node: Node<'d>) -> bool {
    let is = is_negated(node);
    if is {
        context.note(
            node,
            "this entry says that something is not so; it is shown in the section's words only",
        );
    }
    is
}

/// Whether a statement says only that there is nothing to say, as the entries of empty sections
/// do: no code, no value, no name anywhere in it.
fn is_blank(node: Node<'_>) -> bool {
    if is_null(node) {
        return !children(node, "originalText").any(|text| text.has_children());
    }
    let has_value = ["code", "value", "displayName"].iter().any(|name| attr(node, name).is_some());
    match node.tag_name().name() {
        "templateId" | "id" | "statusCode" | "effectiveTime" | "interpretationCode" | "author"
        | "sequenceNumber" | "realmCode" | "typeId" | "regionOfInterest" | "performer"
        | "referenceRange" | "text" | "informant" => true,
        "name" | "originalText" => !node.has_children(),
        "code" | "value" if has_value => false,
        "value" if node.text().is_some_and(|text| !text.trim().is_empty()) => false,
        _ => node.children().filter(Node::is_element).all(is_blank),
    }
}
