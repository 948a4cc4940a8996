//! Names, addresses and telecoms; practitioners and organizations.

use std::borrow::Cow;

use super::codes::{Coding, Concept, authority};
use super::context::Context;
use super::ids::{Fnv, InstanceId};
use super::json::{Object, one};
use super::moment::Time;
use super::named::Named;
use super::times::{When, child_time};
use super::xml::{Node, append_words, attr, child, children, is, is_null, text};

/// The identifiers of an element.
pub fn identifiers(node: Node<'_>) -> Vec<Object<'_>> {
    InstanceId::all(node).map(identifier).collect()
}

/// An identifier. An id that is only a root is a URI by itself.
pub fn identifier(id: InstanceId<'_>) -> Object<'_> {
    match id.extension {
        // Test systems count from 1: such a number under the NPI's name would make one person of
        // everybody who has it (and US Core refuses it). It stays, without claiming to be one.
        Some(extension) if id.root == NPI && !is_npi(extension) => {
            let kind = Coding::new("http://terminology.hl7.org/CodeSystem/v2-0203", "NPI", None);
            Object::new()
                .with("type", Object::new().with("coding", one(kind.json())))
                .with("value", extension)
        }
        Some(extension) => {
            Object::new().with("system", authority(id.root)).with("value", extension)
        }
        // The authority alone, without a number: nobody is told by it.
        None if matches!(id.root, NPI | "2.16.840.1.113883.4.1") => Object::new(),
        None => match authority(id.root) {
            Some(uri) => Object::new().with("system", "urn:ietf:rfc:3986").with("value", uri),
            None => Object::new().with("value", id.root),
        },
    }
}

const NPI: &str = "2.16.840.1.113883.4.6";

fn is_npi(number: &str) -> bool {
    number.len() == 10 && number.bytes().all(|byte| byte.is_ascii_digit())
}

/// The words of an element, or nothing.
pub fn words(node: Node<'_>) -> Option<String> {
    text(node, 400).filter(|_| !is_null(node))
}

/// All names of a person as HumanNames.
pub fn names<'d>(context: &Context<'d>, person: Node<'d>) -> Vec<Object<'d>> {
    children(person, "name").map(|name| human_name(context, name)).collect()
}

/// One name.
pub fn human_name<'d>(context: &Context<'d>, name: Node<'d>) -> Object<'d> {
    if is_null(name) {
        return Object::new();
    }
    let parts =
        |part: &'static str| -> Vec<String> { children(name, part).filter_map(words).collect() };
    let family = parts("family").join(" ");
    let given = parts("given");
    let period = child(name, "validTime").map(|time| When::of(context, time).period());
    let mut unstructured = None;
    if family.is_empty() && given.is_empty() {
        unstructured = text(name, 400);
    }
    let object = Object::new()
        .with("text", unstructured)
        .with("family", family)
        .with("given", given)
        .with("prefix", parts("prefix"))
        .with("suffix", parts("suffix"));
    if object.is_empty() {
        return object;
    }
    let is_birth_name = children(name, "family").chain(children(name, "given")).any(|part| {
        attr(part, "qualifier").is_some_and(|q| q.split_whitespace().any(|one| one == "BR"))
    });
    let name_use = if is_birth_name { Some("maiden") } else { name_use(name) };
    Object::new().with("use", name_use).and(object).with("period", period)
}

fn name_use(name: Node<'_>) -> Option<&'static str> {
    attr(name, "use")?.split_whitespace().find_map(|one| {
        Some(match one {
            "L" => "usual",
            "C" => "official",
            "A" | "P" => "nickname",
            "BR" => "maiden",
            "OLD" | "BAD" => "old",
            _ => return None,
        })
    })
}

/// A person's name in reading order, for `display`.
pub fn full_name(person: Node<'_>) -> Option<String> {
    let name = children(person, "name").find(|name| !is_null(*name))?;
    let mut out = String::new();
    for part in ["prefix", "given", "family", "suffix"] {
        for word in children(name, part).filter_map(words) {
            append_words(&mut out, " ");
            append_words(&mut out, &word);
        }
    }
    if out.is_empty() { text(name, 400) } else { Some(out) }
}

/// What "home" is in FHIR: an organization has none (rules org-2 and org-3), whatever was sent.
type Home = Option<&'static str>;

/// The addresses of a person.
pub fn addresses(node: Node<'_>) -> Vec<Object<'_>> {
    children(node, "addr").map(|addr| address(addr, Some("home"))).collect()
}

fn organization_addresses(node: Node<'_>) -> Vec<Object<'_>> {
    children(node, "addr").map(|addr| address(addr, None)).collect()
}

fn address(addr: Node<'_>, home: Home) -> Object<'_> {
    let mut lines: Vec<String> = Vec::new();
    for part in addr.children().filter(Node::is_element) {
        let is_line = matches!(
            part.tag_name().name(),
            "streetAddressLine" | "additionalLocator" | "deliveryAddressLine" | "streetName"
        );
        if is_line {
            lines.extend(words(part));
        }
    }
    let part = |name| child(addr, name).and_then(words);
    let mut object = Object::new()
        .with("line", lines)
        .with("city", part("city"))
        .with("district", part("county"))
        .with("state", part("state"))
        .with("postalCode", part("postalCode"))
        .with("country", part("country"));
    if object.is_empty() {
        object.put("text", words(addr));
    }
    if object.is_empty() {
        return object;
    }
    Object::new().with("use", address_use(addr, home)).and(object)
}

fn address_use(addr: Node<'_>, home: Home) -> Option<&'static str> {
    attr(addr, "use")?.split_whitespace().find_map(|one| {
        Some(match one {
            "H" | "HP" | "HV" => return home,
            "WP" | "DIR" | "PUB" => "work",
            "TMP" => "temp",
            "BAD" | "OLD" => "old",
            _ => return None,
        })
    })
}

/// The telecoms of a person.
pub fn telecoms(node: Node<'_>) -> Vec<Object<'_>> {
    children(node, "telecom").filter_map(|one| telecom(one, Some("home"))).collect()
}

fn organization_telecoms(node: Node<'_>) -> Vec<Object<'_>> {
    children(node, "telecom").filter_map(|one| telecom(one, None)).collect()
}

fn telecom(node: Node<'_>, home: Home) -> Option<Object<'_>> {
    let value = attr(node, "value")?;
    let (scheme, rest) = match value.split_once(':') {
        Some((scheme, rest)) if scheme.bytes().all(|b| b.is_ascii_alphabetic() || b == b'-') => {
            (scheme.to_ascii_lowercase(), rest.trim())
        }
        _ => (String::new(), value),
    };
    let uses: Vec<&str> = attr(node, "use").unwrap_or_default().split_whitespace().collect();
    let is_pager = uses.contains(&"PG");
    let (system, value) = match scheme.as_str() {
        "tel" if is_pager => ("pager", rest),
        "tel" => ("phone", rest),
        "fax" | "x-text-fax" => ("fax", rest),
        "mailto" => ("email", rest),
        "http" | "https" | "ftp" => ("url", value),
        "" if value.contains('@') => ("email", value),
        "" if value.contains(|c: char| c.is_ascii_digit()) => ("phone", value),
        _ => ("other", value),
    };
    if value.is_empty() {
        return None;
    }
    let kind = uses.iter().find_map(|one| {
        Some(match *one {
            "H" | "HP" | "HV" => return home,
            "WP" | "DIR" | "PUB" => "work",
            "MC" => "mobile",
            "TMP" => "temp",
            "BAD" => "old",
            _ => return None,
        })
    });
    Some(Object::new().with("system", system).with("value", value).with("use", kind))
}

/// Who an `assignedEntity`, `assignedAuthor`, `associatedEntity` … is: a person, else the
/// organization it stands for, else the software.
pub fn who<'d>(context: &mut Context<'d>, entity: Node<'d>) -> Option<Named> {
    practitioner(context, entity)
        .or_else(|| known(context, entity, "Organization"))
        .or_else(|| represented_organization(context, entity))
        .or_else(|| device_name(entity).map(|name| Named { to: None, display: Some(name) }))
}

/// The organization an entity stands for.
pub fn represented_organization<'d>(context: &mut Context<'d>, entity: Node<'d>) -> Option<Named> {
    let node = entity.children().find(|child| {
        ["representedOrganization", "scopingOrganization", "receivedOrganization"]
            .into_iter()
            .any(|name| is(*child, name))
    })?;
    organization(context, node)
}

/// Whom the header or an earlier entry named, of one kind: from then on the id alone will do.
pub fn known(context: &Context<'_>, node: Node<'_>, kind: &str) -> Option<Named> {
    let is_it = |named: &&Named| {
        let to = named.to.as_deref().and_then(|to| to.split_once('/'));
        to.is_some_and(|(own, _)| own == kind)
    };
    InstanceId::all(node).find_map(|id| context.people.get(&id.key()).filter(is_it).cloned())
}

fn device_name(entity: Node<'_>) -> Option<String> {
    let device = child(entity, "assignedAuthoringDevice")?;
    let part = |name| child(device, name).and_then(words);
    part("softwareName").or_else(|| part("manufacturerModelName"))
}

/// A Practitioner of a person in a professional role.
pub fn practitioner<'d>(context: &mut Context<'d>, entity: Node<'d>) -> Option<Named> {
    let person = entity.children().find(|child| {
        ["assignedPerson", "associatedPerson", "informationRecipient"]
            .into_iter()
            .any(|name| is(*child, name))
    });
    let display = person.and_then(full_name);
    let ids: Vec<InstanceId<'_>> =
        InstanceId::all(entity).filter(|id| id.extension.is_some()).collect();
    if display.is_none() {
        let person = known(context, entity, "Practitioner");
        if person.is_some() || known(context, entity, "Organization").is_some() {
            return person;
        }
    }
    let object = Object::resource("Practitioner")
        .with("identifier", identifiers(entity))
        .with("name", person.map(|person| names(context, person)))
        .with("telecom", telecoms(entity))
        .with("address", addresses(entity))
        .with("qualification", qualification(context, entity));
    if display.is_none() && ids.is_empty() {
        return None;
    }
    let id = ids.first().map(InstanceId::key).unwrap_or_default();
    let key = Fnv::new().add(id.as_bytes()).add(b"|");
    let key = key.add(display.as_deref().unwrap_or_default().to_lowercase().as_bytes()).id();
    let to = context.add_as("Practitioner", entity, Some(key), object);
    let named = Named { to: Some(to), display };
    for id in InstanceId::all(entity) {
        context.people.entry(id.key()).or_insert_with(|| named.clone());
    }
    Some(named)
}

fn qualification<'d>(context: &Context<'d>, entity: Node<'d>) -> Vec<Object<'d>> {
    let code = Concept::child(context, entity, "code").json();
    vec![Object::new().with("code", code)]
}

/// An Organization.
pub fn organization<'d>(context: &mut Context<'d>, node: Node<'d>) -> Option<Named> {
    let display = children(node, "name").find_map(words);
    let ids: Vec<InstanceId<'_>> = InstanceId::all(node).collect();
    if display.is_none() && ids.is_empty() {
        return None;
    }
    if display.is_none()
        && let Some(known) = known(context, node, "Organization")
    {
        return Some(known);
    }
    let object = Object::resource("Organization")
        .with("identifier", identifiers(node))
        .with("active", true)
        .with("name", display.clone())
        .with("telecom", organization_telecoms(node))
        .with("address", organization_addresses(node));
    let id = ids.first().map(InstanceId::key).unwrap_or_default();
    let key = Fnv::new().add(id.as_bytes()).add(b"|");
    let key = key.add(display.as_deref().unwrap_or_default().to_lowercase().as_bytes()).id();
    let to = context.add_as("Organization", node, Some(key), object);
    let named = Named { to: Some(to), display };
    for id in &ids {
        context.people.entry(id.key()).or_insert_with(|| named.clone());
    }
    Some(named)
}

/// Who performed a statement: the first performer (of `types`, where given) that is named.
pub fn performers<'d>(context: &mut Context<'d>, node: Node<'d>) -> Vec<Object<'d>> {
    let entities: Vec<Node<'d>> =
        children(node, "performer").filter_map(|one| child(one, "assignedEntity")).collect();
    let mut all = Vec::new();
    for entity in entities {
        let found = who(context, entity);
        let is_nameless = found.as_ref().is_some_and(|who| who.display.is_none());
        all.extend(found.map(|who| who.json()));
        // Of a number without a name, the organization behind it tells more.
        let behind = is_nameless.then(|| represented_organization(context, entity)).flatten();
        all.extend(behind.filter(|who| who.display.is_some()).map(|who| who.json()));
    }
    all
}

/// Who wrote a statement, and when.
pub fn author<'d>(context: &mut Context<'d>, node: Node<'d>) -> (Option<Named>, Option<Time>) {
    let Some(author) = children(node, "author").next() else { return (None, None) };
    let time = child_time(context, author, "time");
    let who = child(author, "assignedAuthor").and_then(|one| who(context, one));
    (who, time)
}

/// A code of the US Core race and ethnicity kind.
pub fn omb_coding(node: Node<'_>) -> Option<Coding<'_>> {
    Some(Coding {
        system: Some(Cow::Borrowed("urn:oid:2.16.840.1.113883.6.238")),
        code: attr(node, "code").filter(|code| !code.contains(char::is_whitespace))?,
        display: attr(node, "displayName"),
    })
}
