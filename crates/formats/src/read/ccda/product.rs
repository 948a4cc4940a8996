//! The product of a `substanceAdministration` or `supply`: which medicine, which vaccine.

use super::codes::Concept;
use super::context::Context;
use super::values::decimal;
use super::xml::{Node, at, child, child_attr, text};

/// The product: its code, else its name.
pub fn medicine<'d>(context: &Context<'d>, node: Node<'d>) -> Concept<'d> {
    let product = at(node, &["consumable", "manufacturedProduct"])
        .or_else(|| at(node, &["product", "manufacturedProduct"]));
    product.map(|product| product_code(context, product)).unwrap_or_default()
}

fn product_code<'d>(context: &Context<'d>, product: Node<'d>) -> Concept<'d> {
    let material = child(product, "manufacturedMaterial")
        .or_else(|| child(product, "manufacturedLabeledDrug"))
        .unwrap_or(product);
    let mut concept = Concept::child(context, material, "code");
    if concept.text.is_none() {
        concept.text = child(material, "name").and_then(|name| text(name, 400)).map(Into::into);
    }
    concept
}

/// The number of a dose, where it is one.
pub fn dose_number(node: Node<'_>) -> Option<u32> {
    let text = decimal(child_attr(node, "repeatNumber", "value")?)?;
    text.parse::<u32>().ok().filter(|number| *number > 0)
}
