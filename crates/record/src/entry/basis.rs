//! What the rules of meaning rest on: what an entry says of its thing, when a source last said so,
//! and what it hangs together with.

use super::build::codes_in;
use super::{Entry, Number, Source, amounts};
use crate::date::FhirDate;
use crate::json::Value;
use crate::meaning::goal::GoalTarget;
use crate::meaning::nothing::{self, Said};
use crate::resource::ResourceId;
use crate::{statements, view};

/// What the rules of [`crate::meaning`] rest on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Basis {
    /// What it says of the thing it names.
    pub said: Said,
    /// When a source last told of it, and whose list it was.
    pub told: ListedOn,
    /// The newest list that names it, where the entry itself is of a later day than that list.
    pub listed: ListedOn,
    /// The day for which it is planned.
    pub due: Option<FhirDate>,
    /// Resources of the record with which it tells of one thing: the prescription of what was
    /// handed out, the claim that a payer explains.
    pub behind: Vec<ResourceId>,
    /// Its business identifiers, `system|value`.
    pub identifiers: Vec<String>,
    /// Identifiers of the documents it says it replaces.
    pub replaces: Vec<String>,
    /// Identifier of the set of versions it belongs to, and which version it is.
    pub version: Option<(String, u32)>,
    /// Whether a newer document of the record says that it replaces this one.
    pub is_replaced: bool,
    /// The system it came from, where that is known (`meta.source`).
    pub system: Option<String>,
    /// What it is a statement about, where it is one: see [`crate::statements`].
    pub states_about: Option<ResourceId>,
    /// What it aims at, where it is a goal with numbers.
    pub targets: Vec<GoalTarget>,
}

/// When a source told of something, and whose list it was.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListedOn {
    /// The day of the list, or of the entry's own writing.
    pub on: Option<FhirDate>,
    /// Whose list; `None` where it stands on none.
    pub by: Option<String>,
    /// Whether all that is known is the day of the thing itself (on which it began): no list is of that day.
    pub is_only_its_own: bool,
}

pub(super) fn read(source: &Source<'_>, entry: &mut Entry) {
    let root = source.root;
    let forbidden = root.get("doNotPerform").and_then(Value::as_bool) == Some(true);
    let said =
        nothing::said(&entry.kind, entry.status.as_ref(), entry.title.as_deref(), &entry.codes);
    entry.basis = Basis {
        said: if forbidden && !entry.is_error { Said::NotSo } else { said },
        told: told(root, entry.date),
        listed: ListedOn::default(),
        due: due(&entry.kind, root),
        behind: behind(root),
        identifiers: identifiers(root),
        replaces: replaces(root),
        version: version(root),
        is_replaced: root.get("status").is_some_and(|status| status.is("superseded")),
        system: root
            .text_at(&["meta", "source"])
            .map(|text| text.split('#').next().unwrap_or_default().to_owned())
            .filter(|system| !system.is_empty()),
        states_about: statements::about(root),
        targets: targets(&entry.kind, root),
    };
    entry.is_current &= matches!(entry.basis.said, Said::Is | Said::Planned);
}

/// The newest day that the resource itself bears as one on which somebody wrote or did it. The day
/// on which something began says nothing about when it was last told of.
fn told(root: Value<'_>, date: Option<FhirDate>) -> ListedOn {
    const WRITTEN: [&[&str]; 10] = [
        &["authoredOn"],
        &["dateAsserted"],
        &["recordedDate"],
        &["lastOccurrence"],
        &["statusDate"],
        &["created"],
        &["dateWritten"],
        &["whenPrepared"],
        &["whenHandedOver"],
        &["recorded"],
    ];
    let days = WRITTEN.iter().filter_map(|path| view::date(root, path));
    let written = days.max_by_key(FhirDate::sort_key);
    ListedOn { on: written.or(date), by: None, is_only_its_own: written.is_none() }
}

/// The day for which something is planned: of an order that of its carrying out.
fn due(kind: &str, root: Value<'_>) -> Option<FhirDate> {
    let paths: &[&[&str]] = match kind {
        "ServiceRequest" | "DeviceRequest" | "SupplyRequest" | "CommunicationRequest" => {
            &[&["occurrencePeriod", "end"], &["occurrencePeriod", "start"], &["occurrenceDateTime"]]
        }
        "Task" => &[&["executionPeriod", "end"], &["restriction", "period", "end"]],
        "Appointment" => &[&["start"], &["requestedPeriod", "end"]],
        "Encounter" => &[&["period", "start"]],
        "ImmunizationRecommendation" => &[&["recommendation", "dateCriterion", "value"]],
        _ => &[],
    };
    paths.iter().find_map(|path| view::date(root, path))
}

/// What it says it belongs to.
fn behind(root: Value<'_>) -> Vec<ResourceId> {
    let members = ["authorizingPrescription", "claim", "request"];
    let is_of = |member: &&str| match *member {
        // Of a ClaimResponse; other resources name other things by "request".
        "request" => root.get("resourceType").is_some_and(|kind| kind.is("ClaimResponse")),
        _ => true,
    };
    let references = members.iter().filter(|member| is_of(member)).flat_map(|name| root.each(name));
    references
        .filter_map(|reference| {
            let address = reference.text_at(&["reference"])?;
            ResourceId::parse(address.rsplit_once('/')?.1)
        })
        .collect()
}

/// What a goal aims at, as far as it can be drawn: a code and at least one number.
fn targets(kind: &str, root: Value<'_>) -> Vec<GoalTarget> {
    if kind != "Goal" {
        return Vec::new();
    }
    let target = |target: Value<'_>| {
        let codes = target.get("measure").map(codes_in).filter(|codes| !codes.is_empty())?;
        let quantity = target.get("detailQuantity");
        let range = target.get("detailRange");
        let said = amounts::amount(quantity.or(range)?)?;
        let ends = match (quantity, range) {
            (Some(one), _) => vec![one],
            (None, Some(range)) => {
                ["low", "high"].iter().filter_map(|end| range.get(end)).collect()
            }
            (None, None) => Vec::new(),
        };
        let ends = ends.iter().filter_map(|end| Number::parse(end.get("value")?.as_number()?));
        Some(GoalTarget { codes, ends: ends.collect(), said })
    };
    root.each("target").filter_map(target).collect()
}

fn identifiers(root: Value<'_>) -> Vec<String> {
    let all = root.each("masterIdentifier").chain(root.each("identifier"));
    all.filter_map(identifier).collect()
}

fn identifier(identifier: Value<'_>) -> Option<String> {
    let value = view::text(identifier, &["value"])?;
    Some(format!("{}|{value}", view::text(identifier, &["system"]).unwrap_or_default()))
}

fn replaces(root: Value<'_>) -> Vec<String> {
    let replaced = root
        .each("relatesTo")
        .filter(|one| one.get("code").is_some_and(|code| code.is("replaces")));
    replaced
        .filter_map(|one| {
            let target = one.get("targetIdentifier").or_else(|| one.at(&["target", "identifier"]));
            identifier(target?)
        })
        .collect()
}

/// The set of versions a document belongs to, as our C-CDA reader keeps it: its identifiers beside
/// the master identifier, and R5's `version`.
fn version(root: Value<'_>) -> Option<(String, u32)> {
    root.get("masterIdentifier")?;
    let is_version =
        |extension: &Value<'_>| extension.get("url").is_some_and(|url| url.is(DOCUMENT_VERSION));
    let number = root.each("extension").find(is_version)?.text_at(&["valueString"])?;
    let set = root.each("identifier").next().and_then(identifier)?;
    Some((set, number.trim().parse().ok()?))
}

/// R5's `DocumentReference.version` in R4: <https://hl7.org/fhir/R4/versions.html#extensions>.
const DOCUMENT_VERSION: &str =
    "http://hl7.org/fhir/5.0/StructureDefinition/extension-DocumentReference.version";
