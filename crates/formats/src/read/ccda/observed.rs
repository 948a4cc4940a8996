//! What an observation found: its values, what the sender marked, the ranges it came with.

use super::codes::{Concept, concept_of_value};
use super::context::Context;
use super::json::Object;
use super::values::{absent_concept, put_value, range};
use super::words::words;
use super::xml::{Node, attr, child, children};

/// Puts the value; several of them as components. Answers whether there is one.
pub fn put_values<'d>(context: &Context<'d>, node: Node<'d>, object: &mut Object<'d>) -> bool {
    let values: Vec<Node<'d>> = children(node, "value").collect();
    let mut has_value = false;
    let mut more = Vec::new();
    for value in &values {
        if !has_value {
            has_value = put_value(context, *value, object);
            continue;
        }
        let mut component = Object::new();
        if put_value(context, *value, &mut component) {
            let code = Concept::child(context, node, "code").required();
            more.push(Object::new().with("code", code).and(component));
        }
    }
    object.put("component", more);
    let flavor = values.iter().find_map(|value| attr(*value, "nullFlavor"));
    if !has_value && let Some(flavor) = flavor {
        object.put("dataAbsentReason", absent_concept(flavor));
    }
    has_value
}

/// What the sender marked.
pub fn interpretations<'d>(context: &Context<'d>, node: Node<'d>) -> Vec<Object<'d>> {
    let codes =
        children(node, "interpretationCode").map(|code| Concept::read(context, code).json());
    codes.collect()
}

/// The ranges, as numbers or in words.
pub fn ranges<'d>(context: &Context<'d>, node: Node<'d>) -> Vec<Object<'d>> {
    let ranges = children(node, "referenceRange").filter_map(|one| child(one, "observationRange"));
    ranges
        .map(|one| {
            let value = child(one, "value");
            let limits = value.map(range).unwrap_or_default();
            let words = child(one, "text").and_then(|text| words(context, text));
            let words = words.or_else(|| {
                let value = value.filter(|_| limits.is_empty())?;
                concept_of_value(context, value).text.map(std::borrow::Cow::into_owned)
            });
            let kind = Concept::child(context, one, "interpretationCode");
            // "Normal" is what a range means anyway; any other kind is said.
            let words = words.or_else(|| {
                let is_other = !kind.is_empty() && !kind.has("N");
                kind.text.clone().filter(|_| is_other).map(std::borrow::Cow::into_owned)
            });
            limits.with("text", words)
        })
        .collect()
}
