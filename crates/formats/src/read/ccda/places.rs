//! Places where something was done.

use super::codes::Concept;
use super::context::Context;
use super::ids::{Fnv, InstanceId};
use super::json::Object;
use super::named::Named;
use super::people::{addresses, identifiers, organization, telecoms, words};
use super::xml::{Node, attr, child, children};

/// The place: the participant of type LOC.
pub fn place_of<'d>(context: &mut Context<'d>, node: Node<'d>) -> Option<Object<'d>> {
    let role = children(node, "participant")
        .filter(|participant| attr(*participant, "typeCode") == Some("LOC"))
        .find_map(|participant| child(participant, "participantRole"))?;
    location(context, role).map(|location| location.json())
}

/// A Location of a `participantRole` (class SDLOC) or a `healthCareFacility`.
pub fn location<'d>(context: &mut Context<'d>, role: Node<'d>) -> Option<Named> {
    let place = ["playingEntity", "location"].into_iter().find_map(|name| child(role, name));
    let display = place.and_then(|place| children(place, "name").find_map(words));
    let kind = Concept::child(context, role, "code");
    let address = addresses(role).into_iter().chain(place.into_iter().flat_map(addresses)).next();
    let provider = child(role, "serviceProviderOrganization")
        .and_then(|organization_node| organization(context, organization_node));
    let display = display
        .or_else(|| kind.text.as_deref().map(str::to_owned))
        .or_else(|| provider.as_ref().and_then(|provider| provider.display.clone()));
    let ids = identifiers(role);
    if display.is_none() && address.is_none() && ids.is_empty() {
        return None;
    }
    let object = Object::resource("Location")
        .with("identifier", ids)
        .with("status", "active")
        .with("name", display.clone())
        .with("type", vec![kind.json()])
        .with("telecom", telecoms(role))
        .with("address", address)
        .with("managingOrganization", provider.map(|provider| provider.json()));
    let id = InstanceId::all(role).next().map(|id| id.key()).unwrap_or_default();
    let key = Fnv::new().add(id.as_bytes()).add(b"|");
    let key = key.add(display.as_deref().unwrap_or_default().to_lowercase().as_bytes()).id();
    let to = context.add_as("Location", role, Some(key), object);
    Some(Named { to: Some(to), display })
}
