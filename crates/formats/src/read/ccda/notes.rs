//! Notes: comments on entries, note activities, pictures inside a document.

use base64::Engine as _;

use super::codes::Concept;
use super::context::{Context, reference};
use super::document::is_base64;
use super::json::Object;
use super::people::{author, identifiers, one};
use super::statement::statements;
use super::times::When;
use super::xml::{Node, attr, child, child_attr, has_template, text};
use crate::limits::REFERENCED_TEXT_CHARS_MAX;

const COMMENT: [&str; 2] = ["2.16.840.1.113883.10.20.22.4.64", "2.16.840.1.113883.10.20.1.40"];

/// The words of a `text` element: its own, or those it refers to.
pub fn words<'d>(context: &Context<'d>, node: Node<'d>) -> Option<String> {
    let referred = child_attr(node, "reference", "value").and_then(|to| context.narrative_text(to));
    referred.or_else(|| text(node, REFERENCED_TEXT_CHARS_MAX))
}

/// The comments on an entry as Annotations.
pub fn annotations<'d>(context: &Context<'d>, node: Node<'d>) -> Vec<Object<'d>> {
    let comments = statements(node).filter(|one| {
        has_template(*one, &COMMENT) || child_attr(*one, "code", "code") == Some("48767-8")
    });
    let notes = comments.filter_map(|comment| {
        let words = words(context, child(comment, "text")?)?;
        let time = child(comment, "author")
            .and_then(|author| super::times::child_time(context, author, "time"));
        Some(Object::new().with("time", time).with("text", words))
    });
    notes.collect()
}

/// The first words of instructions that hang on an entry.
pub fn instructions<'d>(context: &Context<'d>, node: Node<'d>) -> Option<String> {
    const INSTRUCTION: [&str; 2] =
        ["2.16.840.1.113883.10.20.22.4.20", "2.16.840.1.113883.10.20.1.49"];
    let found = statements(node).find(|one| has_template(*one, &INSTRUCTION))?;
    words(context, child(found, "text")?)
}

/// A note activity as a DocumentReference with the note inside.
pub fn note<'d>(context: &mut Context<'d>, node: Node<'d>) -> Option<String> {
    let content = child(node, "text")?;
    let media_type = attr(content, "mediaType").unwrap_or("text/plain");
    let attachment = if attr(content, "representation") == Some("B64") {
        let data: String = content.text().unwrap_or_default().split_whitespace().collect();
        is_base64(&data).then(|| Object::new().with("contentType", media_type).with("data", data))
    } else {
        None
    };
    let attachment = attachment.or_else(|| {
        let words = words(context, content)?;
        let data = base64::engine::general_purpose::STANDARD.encode(words);
        Some(Object::new().with("contentType", "text/plain").with("data", data))
    });
    let Some(attachment) = attachment else {
        let message = "this note refers to words that are not in the document's narrative: what \
                       its section says is shown, the entry itself is in the original";
        context.warn(node, message);
        return None;
    };
    let mut code = Concept::child(context, node, "code");
    // 34109-9 is "note", any of them: the translation says which.
    if let Some(kind) = code.codings.iter().find(|coding| coding.code != "34109-9")
        && let Some(display) = kind.display
        && code.has("34109-9")
    {
        code.text = Some(display.into());
    }
    let when = When::child(context, node, "effectiveTime");
    let (who, written) = author(context, node);
    let instant = written.clone().filter(|date| date.contains('T'));
    let system = "http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category";
    let category = Concept::of(system, "clinical-note", "Clinical Note").json();
    let period = Object::new().with("period", when.period());
    let title = code.text.clone();
    let attachment = attachment.with("title", title).with("creation", written);
    let object = Object::resource("DocumentReference")
        .with("identifier", identifiers(node))
        .with("status", "current")
        .with("type", code.required())
        .with("category", one(category))
        .with("subject", context.subject())
        .with("date", instant)
        .with("author", who.map(|who| one(who.json())))
        .with("content", one(Object::new().with("attachment", attachment)))
        .with("context", period);
    Some(context.add("DocumentReference", node, object))
}

/// A picture or file inside the document as Media.
pub fn media<'d>(context: &mut Context<'d>, node: Node<'d>) -> Option<String> {
    let value = child(node, "value")?;
    let data: String = value.text().unwrap_or_default().split_whitespace().collect();
    if attr(value, "representation") != Some("B64") || !is_base64(&data) {
        context.warn(node, "a picture of the document did not come with it: ask the sender for it");
        return None;
    }
    let content = Object::new().with("contentType", attr(value, "mediaType")).with("data", data);
    let object = Object::resource("Media")
        .with("identifier", identifiers(node))
        .with("status", "completed")
        .with("subject", reference(context.patient.clone()))
        .with("content", content);
    Some(context.add("Media", node, object))
}
