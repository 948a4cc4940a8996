//! Note activities, and pictures inside a document.

use base64::Engine as _;

use super::codes::Concept;
use super::context::{Context, reference};
use super::json::{Object, one};
use super::outcome::{Outcome, not_understood};
use super::people::{author, identifiers};
use super::times::When;
use super::words::words;
use super::xml::{Node, attr, child, is_base64};

/// A note activity as a DocumentReference with the note inside.
pub fn note<'d>(context: &mut Context<'d>, node: Node<'d>) -> Outcome {
    let Some(content) = child(node, "text") else { return not_understood(context, node) };
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
        return Outcome::NotUnderstood;
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
    Outcome::of(context.add("DocumentReference", node, object))
}

/// A picture or file inside the document as Media.
pub fn media<'d>(context: &mut Context<'d>, node: Node<'d>) -> Outcome {
    let Some(value) = child(node, "value") else { return not_understood(context, node) };
    let data: String = value.text().unwrap_or_default().split_whitespace().collect();
    if attr(value, "representation") != Some("B64") || !is_base64(&data) {
        context.warn(node, "a picture of the document did not come with it: ask the sender for it");
        return Outcome::NotUnderstood;
    }
    let content = Object::new().with("contentType", attr(value, "mediaType")).with("data", data);
    let object = Object::resource("Media")
        .with("identifier", identifiers(node))
        .with("status", "completed")
        .with("subject", reference(context.patient.clone()))
        .with("content", content);
    Outcome::of(context.add("Media", node, object))
}
