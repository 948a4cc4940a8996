//! Devices: implants, and equipment that was supplied.

use super::codes::Concept;
use super::context::Context;
use super::ids::InstanceId;
use super::json::{Object, one};
use super::outcome::{Outcome, not_understood};
use super::people::identifiers;
use super::product::medicine;
use super::xml::{Node, at, attr, child, children, text};

/// Reads a supply activity: the devices it names.
pub fn read_supply<'d>(context: &mut Context<'d>, node: Node<'d>) -> Outcome {
    let roles: Vec<Node<'d>> = children(node, "participant")
        .filter_map(|participant| child(participant, "participantRole"))
        .collect();
    let mut devices: Vec<String> =
        roles.into_iter().filter_map(|role| device(context, role)).collect();
    if devices.is_empty() {
        devices.extend(product(context, node));
    }
    if devices.is_empty() {
        return not_understood(context, node);
    }
    Outcome::Mapped(devices)
}

/// A Device of a product instance.
pub fn device<'d>(context: &mut Context<'d>, role: Node<'d>) -> Option<String> {
    const FDA: &str = "2.16.840.1.113883.3.3719";
    let playing = child(role, "playingDevice");
    let kind = playing.map(|device| Concept::child(context, device, "code")).unwrap_or_default();
    let model = playing
        .and_then(|device| child(device, "manufacturerModelName"))
        .and_then(|name| text(name, 400));
    let maker = at(role, &["scopingEntity", "desc"]).and_then(|name| text(name, 400));
    let udi = InstanceId::all(role)
        .find(|id| id.root == FDA || id.extension.is_some_and(|e| e.starts_with("(01)")))
        .and_then(|id| id.extension);
    if kind.is_empty() && udi.is_none() && model.is_none() {
        return None;
    }
    let carrier = udi.map(|udi| {
        // The device identifier is the part behind (01).
        let identifier = udi.strip_prefix("(01)").and_then(|rest| rest.get(..14));
        one(Object::new().with("deviceIdentifier", identifier).with("carrierHRF", udi))
    });
    let name =
        model.clone().map(|name| one(Object::new().with("name", name).with("type", "model-name")));
    let object = Object::resource("Device")
        .with("identifier", identifiers(role))
        .with("udiCarrier", carrier)
        .with("status", "active")
        .with("manufacturer", maker)
        .with("deviceName", name)
        .with("modelNumber", model)
        .with("type", kind.json())
        .with("patient", context.subject());
    let key = InstanceId::all(role).find(|id| id.extension.is_some()).map(|id| id.key());
    Some(context.add_as("Device", role, key, object))
}

/// A Device of a manufactured product.
fn product<'d>(context: &mut Context<'d>, node: Node<'d>) -> Option<String> {
    let kind = medicine(context, node);
    let kind = if kind.is_empty() { Concept::child(context, node, "code") } else { kind };
    if kind.is_empty() || attr(node, "negationInd") == Some("true") {
        return None;
    }
    let object = Object::resource("Device")
        .with("identifier", identifiers(node))
        .with("status", "active")
        .with("type", kind.json())
        .with("patient", context.subject());
    Some(context.add("Device", node, object))
}
