//! People in the patient's life: next of kin, emergency contacts, informants with a personal relation.
//! Whoever is named several times in one document, in the same role or with the same number, is one person.
//!
//! Profile: <https://hl7.org/fhir/us/core/STU6.1/StructureDefinition-us-core-relatedperson.html>

use bluebutton_record::nameless::untitled;

use super::codes::Concept;
use super::context::Context;
use super::ids::Fnv;
use super::json::{Json, Object};
use super::people::{addresses, full_name, identifiers, names, telecoms};
use super::times::date;
use super::xml::{Node, attr, child, children, extensions};

/// One place of a document that names somebody.
struct Naming<'d> {
    entity: Node<'d>,
    person: Node<'d>,
    name: String,
    relationship: Concept<'d>,
    /// As what they are named: emergency contact, next of kin.
    class: Option<&'d str>,
    birth: Option<String>,
}

/// Participants (next of kin, emergency contact …) and informants with a personal relation.
pub fn read_related<'d>(context: &mut Context<'d>, document: Node<'d>) {
    let participants = children(document, "participant")
        .filter_map(|participant| child(participant, "associatedEntity"))
        .filter(|entity| child(*entity, "associatedPerson").is_some())
        // Professionals are members of the care team, not of the family.
        .filter(|entity| {
            !matches!(attr(*entity, "classCode"), Some("PROV" | "ASSIGNED" | "SDLOC"))
        });
    let informants =
        children(document, "informant").filter_map(|informant| child(informant, "relatedEntity"));
    let mut people: Vec<Vec<Naming<'d>>> = Vec::new();
    for naming in participants.chain(informants).filter_map(|it| Naming::read(context, it)) {
        let is_same = |person: &&mut Vec<Naming<'d>>| person.iter().any(|it| it.is_same(&naming));
        match people.iter_mut().find(is_same) {
            Some(person) => person.push(naming),
            None => people.push(vec![naming]),
        }
    }
    for person in people {
        add(context, &person);
    }
}

impl<'d> Naming<'d> {
    fn read(context: &Context<'d>, entity: Node<'d>) -> Option<Self> {
        let person =
            child(entity, "associatedPerson").or_else(|| child(entity, "relatedPerson"))?;
        let class = attr(entity, "classCode").filter(|class| CLASSES.contains(class));
        Some(Self {
            name: full_name(person)?.to_lowercase(),
            relationship: Concept::child(context, entity, "code"),
            birth: extensions(person, "birthTime").next().and_then(date),
            entity,
            person,
            class,
        })
    }

    /// The code of the relationship; empty where none is told.
    fn role(&self) -> &'d str {
        self.relationship.codings.first().map_or("", |coding| coding.code)
    }

    /// Whether both name one person: a name alone is not enough, father and son may share it.
    fn is_same(&self, other: &Self) -> bool {
        let births = self.birth.as_ref().zip(other.birth.as_ref());
        let numbers = telecoms(other.entity);
        let shares_number = || telecoms(self.entity).iter().any(|own| is_among(own, &numbers));
        untitled(&self.name) == untitled(&other.name)
            && births.is_none_or(|(own, other)| own == other)
            && (self.role() == other.role() || shares_number())
    }

    fn relationships(&self) -> [Json<'d>; 2] {
        let class = self.class.map(|code| {
            let system = "http://terminology.hl7.org/CodeSystem/v3-RoleClass";
            let coding = Object::new().with("system", system).with("code", code);
            Object::new().with("coding", vec![coding])
        });
        [Json::from(self.relationship.json()), Json::from(class)]
    }
}

/// Whether a telephone number or an address is among others, however it is used there.
fn is_among(own: &Object<'_>, others: &[Object<'_>]) -> bool {
    let value = own.text_of("value");
    value.is_some() && others.iter().any(|other| other.text_of("value") == value)
}

/// The RelatedPerson that all of them name, with what each of them tells.
fn add<'d>(context: &mut Context<'d>, namings: &[Naming<'d>]) {
    let Some(first) = namings.first() else { return };
    let entities = || namings.iter().map(|naming| naming.entity);
    let called = namings.iter().flat_map(|naming| names(context, naming.person));
    let object = Object::resource("RelatedPerson")
        .with("identifier", each_once(entities().flat_map(identifiers)))
        .with("active", true)
        .with("patient", context.subject())
        .with("relationship", each_once(namings.iter().flat_map(Naming::relationships)))
        .with("name", each_once(called))
        .with("telecom", each_once(entities().flat_map(telecoms)))
        .with("birthDate", namings.iter().find_map(|naming| naming.birth.clone()))
        .with("address", each_once(entities().flat_map(addresses)));
    let key = Fnv::new()
        .add(context.patient.as_bytes())
        .add(first.name.as_bytes())
        .add(first.role().as_bytes())
        .id();
    for naming in namings {
        context.add_as("RelatedPerson", naming.entity, Some(key.clone()), object.clone());
    }
}

fn each_once<'d, T: Into<Json<'d>>>(items: impl Iterator<Item = T>) -> Vec<Json<'d>> {
    let mut all: Vec<Json<'d>> = Vec::new();
    for item in items.map(Into::into) {
        if !all.contains(&item) {
            all.push(item);
        }
    }
    all
}

/// Personal roles: next of kin, emergency contact, caregiver, guardian, agent, personal relationship.
const CLASSES: [&str; 6] = ["NOK", "ECON", "CAREGIVER", "GUARD", "AGNT", "PRS"];
