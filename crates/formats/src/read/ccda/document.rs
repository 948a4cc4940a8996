//! The document itself: a Composition that holds all sections, and the DocumentReference that
//! leads to the original.
//!
//! Standards: <https://hl7.org/fhir/R4/composition.html>,
//! <https://hl7.org/fhir/us/core/STU6.1/StructureDefinition-us-core-documentreference.html>

use bluebutton_record::outcomes::{ENTRIES, EntryCounts, EntryOutcome};
use bluebutton_record::reading::Original;

use super::codes::Concept;
use super::context::{Context, reference};
use super::ids::{Fnv, InstanceId};
use super::json::{Json, Object, absent, one};
use super::moment::Time;
use super::named::Named;
use super::people::{identifier, who};
use super::section;
use super::times::{When, child_time};
use super::xml::{Node, at, attr, child, child_attr, children, is_base64, text};

/// What the Composition and the DocumentReference have in common.
#[derive(Clone)]
struct About<'d> {
    id: Option<InstanceId<'d>>,
    code: Concept<'d>,
    title: String,
    date: Option<Time>,
    authors: Vec<Named>,
    custodian: Option<Named>,
    encounter: Option<String>,
    /// Who took care of the patient in what the document is about.
    team: Option<String>,
    language: Option<&'d str>,
    format: &'static str,
    replaced: Vec<(&'static str, Object<'d>)>,
    version: Option<(Object<'d>, &'d str)>,
    /// The extension that says what became of the document's entries.
    entries: Option<Object<'d>>,
}

/// Reads the document behind its header, and keeps its bytes.
pub fn read<'d>(context: &mut Context<'d>, document: Node<'d>, bytes: &[u8]) {
    let authors: Vec<Node<'d>> =
        children(document, "author").filter_map(|author| child(author, "assignedAuthor")).collect();
    let authors = authors.into_iter().filter_map(|author| who(context, author)).collect();
    let custodian = at(document, &["custodian", "assignedCustodian"])
        .and_then(|one| child(one, "representedCustodianOrganization"))
        .and_then(|node| super::people::organization(context, node));
    context.custodian = custodian.as_ref().and_then(|custodian| custodian.to.clone());
    let encounter = super::header::read_encounter(context, document);
    let team = super::header::read_care_team(context, document);
    super::related::read_related(context, document);
    let code = Concept::child(context, document, "code");
    let title = child(document, "title").and_then(|title| text(title, 400));
    let title = title.or_else(|| code.text.as_deref().map(str::to_owned));
    let is_structured = at(document, &["component", "structuredBody"]).is_some();
    // Templates have dates since R2.
    let is_r2 = children(document, "templateId").any(|id| attr(id, "extension").is_some());
    let about = About {
        format: match (is_structured, is_r2) {
            (true, true) => "urn:hl7-org:sdwg:ccda-structuredBody:2.1",
            (true, false) => "urn:hl7-org:sdwg:ccda-structuredBody:1.1",
            (false, true) => "urn:hl7-org:sdwg:ccda-nonXMLBody:2.1",
            (false, false) => "urn:hl7-org:sdwg:ccda-nonXMLBody:1.1",
        },
        id: InstanceId::all(document).next(),
        title: title.unwrap_or_else(|| "Clinical document".to_owned()),
        date: child_time(context, document, "effectiveTime"),
        language: child_attr(document, "languageCode", "code").filter(|code| is_tag(code)),
        code,
        authors,
        custodian,
        encounter,
        team,
        replaced: replaced(document),
        version: version(document),
        entries: None,
    };
    // The bytes tell a document that has no id of its own. Some systems give every document the
    // same id: what comes back with another type or date is another document, and a newer version
    // is one that says so (`relatesTo`, version).
    let key = about.id.map_or_else(|| Fnv::new().add(bytes).id(), |id| about.key(&id));
    let body = child(document, "component").and_then(|body| child(body, "nonXMLBody"));
    if let Some(body) = body {
        unstructured(context, body, &about, &key);
        keep(context, document, &about, &key, bytes);
        return;
    }
    let sections = section::read_all(context, document);
    let composition = composition(context, document, &about, sections);
    "ClinicalDocument".clone_into(&mut context.path);
    context.add_as("Composition", document, Some(key.clone()), composition);
    keep(context, document, &about, &key, bytes);
}

impl About<'_> {
    fn key(&self, id: &InstanceId<'_>) -> String {
        let kind = self.code.codings.first().map_or("", |coding| coding.code);
        format!("{}|{kind}|{}", id.key(), self.date.as_deref().unwrap_or_default())
    }
}

fn is_tag(code: &str) -> bool {
    code.len() <= 20 && code.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

fn composition<'d>(
    context: &mut Context<'d>,
    document: Node<'d>,
    about: &About<'d>,
    sections: Vec<Object<'d>>,
) -> Object<'d> {
    let attesters = attesters(context, document);
    let related = about.replaced.iter().map(|(code, target)| {
        Object::new().with("code", *code).with("targetIdentifier", target.clone())
    });
    let related: Vec<Object<'d>> = related.collect();
    let event = children(document, "documentationOf").filter_map(|o| child(o, "serviceEvent"));
    let mut team = about.team.clone().map(reference);
    let events: Vec<Object<'d>> = event
        .map(|event| {
            let code = Concept::child(context, event, "code");
            let period = When::child(context, event, "effectiveTime").period();
            let object = Object::new().with("code", one(code.json())).with("period", period);
            // The document tells of its care team in its header, and dates it.
            object.with("detail", team.take().map(one))
        })
        .collect();
    let mut object = Object::resource("Composition")
        .with("language", about.language)
        .with("identifier", about.id.map(identifier))
        .with("status", "final")
        .with("type", about.code.required())
        .with("subject", context.subject())
        .with("encounter", about.encounter.clone().map(reference));
    match &about.date {
        Some(date) => object.put("date", date.clone()),
        None => object.put("_date", absent("unknown")),
    }
    object
        .with("author", authors(about))
        .with("title", about.title.clone())
        .with("confidentiality", confidentiality(document))
        .with("attester", attesters)
        .with("custodian", about.custodian.as_ref().map(Named::json))
        .with("relatesTo", related)
        .with("event", events)
        .with("section", sections)
}

fn authors<'d>(about: &About<'d>) -> Json<'d> {
    let mut all: Vec<Json<'d>> = about.authors.iter().map(|a| a.json().into()).collect();
    if all.is_empty() {
        // Every Composition has an author; the custodian answers for the document.
        let custodian = about.custodian.as_ref().map(|custodian| custodian.json().into());
        all.push(custodian.unwrap_or_else(|| absent("unknown")));
    }
    all.into()
}

fn confidentiality(document: Node<'_>) -> Option<&str> {
    let code = child_attr(document, "confidentialityCode", "code")?;
    ["U", "L", "M", "N", "R", "V"].into_iter().find(|known| *known == code)
}

/// The documents it replaces, goes on from or was made of.
fn replaced(document: Node<'_>) -> Vec<(&'static str, Object<'_>)> {
    let related = children(document, "relatedDocument").filter_map(|related| {
        let code = match attr(related, "typeCode")? {
            "RPLC" => "replaces",
            "APND" => "appends",
            "XFRM" => "transforms",
            _ => return None,
        };
        let id = InstanceId::all(child(related, "parentDocument")?).next()?;
        Some((code, identifier(id)))
    });
    related.collect()
}

/// The set of versions it belongs to, and which of them it is.
fn version(document: Node<'_>) -> Option<(Object<'_>, &str)> {
    let set = child(document, "setId").filter(|set| !super::xml::is_null(*set))?;
    let id = InstanceId { root: attr(set, "root")?, extension: attr(set, "extension") };
    let number = child_attr(document, "versionNumber", "value")?;
    number.parse::<u32>().ok()?;
    Some((identifier(id), number))
}

fn attesters<'d>(context: &mut Context<'d>, document: Node<'d>) -> Vec<Object<'d>> {
    let mut out = Vec::new();
    for (name, mode) in [("legalAuthenticator", "legal"), ("authenticator", "professional")] {
        let nodes: Vec<Node<'d>> = children(document, name).collect();
        for node in nodes {
            let time = child_time(context, node, "time");
            let party = child(node, "assignedEntity").and_then(|entity| who(context, entity));
            out.push(
                Object::new()
                    .with("mode", mode)
                    .with("time", time)
                    .with("party", party.map(|party| party.json())),
            );
        }
    }
    out
}

/// A document without sections: its text or file is the whole of it.
fn unstructured<'d>(context: &mut Context<'d>, body: Node<'d>, about: &About<'d>, key: &str) {
    let Some(content) = child(body, "text") else {
        context.warn(
            body,
            "the document's body (nonXMLBody) holds no text: only the original says more",
        );
        return;
    };
    let media_type = attr(content, "mediaType").unwrap_or("text/plain");
    if let Some(address) = child_attr(content, "reference", "value") {
        context.warn(
            content,
            "the document's body is a file of its own that did not come with it: ask the sender for it",
        );
        let attachment = Object::new()
            .with("contentType", media_type)
            .with("title", format!("{} ({address})", about.title));
        add_reference(context, body, about, format!("{key}:body"), attachment);
        return;
    }
    let raw: String = content.text().unwrap_or_default().to_owned();
    let data = if attr(content, "representation") == Some("B64") {
        raw.split_whitespace().collect::<String>()
    } else {
        use base64::Engine as _;
        base64::engine::general_purpose::STANDARD.encode(raw.trim())
    };
    if !is_base64(&data) {
        context.warn(content, "the document's body is no base64 text: it is in the original only");
        return;
    }
    let attachment = Object::new()
        .with("contentType", media_type)
        .with("data", data)
        .with("title", about.title.clone());
    add_reference(context, body, about, format!("{key}:body"), attachment);
}

/// Keeps the bytes as they came, behind a DocumentReference.
fn keep<'d>(
    context: &mut Context<'d>,
    document: Node<'d>,
    about: &About<'d>,
    key: &str,
    bytes: &[u8],
) {
    let attachment = Object::new()
        .with("contentType", "application/xml")
        .with("language", about.language)
        .with("title", about.title.clone())
        .with("creation", about.date.clone());
    let entries = of_entries(&context.reading.entries);
    let about = About { entries, ..about.clone() };
    add_reference(context, document, &about, key.to_owned(), attachment);
    context.reading.originals.push(Original {
        bytes: bytes.to_vec(),
        media_type: "application/xml".to_owned(),
        full_url: format!("urn:ccda:DocumentReference:{key}"),
    });
}

/// What became of the document's entries, where it has any.
fn of_entries<'d>(entries: &[EntryOutcome]) -> Option<Object<'d>> {
    let counts = EntryCounts::of(entries);
    let told = counts.named().into_iter().filter(|(_, count)| *count > 0).map(|(name, count)| {
        let count = Json::Literal(count.to_string().into());
        Object::new().with("url", name).with("valueUnsignedInt", count)
    });
    let told: Vec<Object<'d>> = told.collect();
    (!told.is_empty()).then(|| Object::new().with("url", ENTRIES).with("extension", told))
}

fn add_reference<'d>(
    context: &mut Context<'d>,
    node: Node<'d>,
    about: &About<'d>,
    key: String,
    attachment: Object<'d>,
) {
    let code = "clinical-note";
    let system = "http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category";
    let category = Concept::of(system, code, "Clinical Note").json();
    let format = Object::new()
        .with("system", "http://ihe.net/fhir/ihe.formatcode.fhir/CodeSystem/formatcode")
        .with("code", about.format);
    let is_structured = attachment.text_of("contentType") == Some("application/xml");
    let content = Object::new()
        .with("attachment", attachment)
        .with("format", is_structured.then_some(format));
    // An instant has a time of day and an offset; a day is none.
    let instant = about.date.clone().filter(|date| date.contains('T'));
    let encounter = about.encounter.clone().map(|to| one(reference(to)));
    let context_of = Object::new().with("encounter", encounter);
    let related = about.replaced.iter().map(|(code, target)| {
        let target = Object::new().with("identifier", target.clone());
        Object::new().with("code", *code).with("target", target)
    });
    let related: Vec<Object<'d>> = related.collect();
    let version = about.version.as_ref().map(|(_, number)| {
        Object::new().with("url", DOCUMENT_VERSION).with("valueString", *number)
    });
    let object = Object::resource("DocumentReference")
        .with("extension", version.into_iter().chain(about.entries.clone()).collect::<Vec<_>>())
        .with("masterIdentifier", about.id.map(identifier))
        .with("identifier", about.version.as_ref().map(|(set, _)| one(set.clone())))
        .with("status", "current")
        .with("type", about.code.required())
        .with("category", one(category))
        .with("subject", context.subject())
        .with("date", instant)
        .with("author", about.authors.iter().map(Named::json).collect::<Vec<_>>())
        .with("custodian", about.custodian.as_ref().map(Named::json))
        .with("relatesTo", related)
        .with("description", about.title.clone())
        .with("content", one(content))
        .with("context", context_of);
    context.add_as("DocumentReference", node, Some(key), object);
}

/// R5's `DocumentReference.version` in R4: <https://hl7.org/fhir/R4/versions.html#extensions>.
const DOCUMENT_VERSION: &str =
    "http://hl7.org/fhir/5.0/StructureDefinition/extension-DocumentReference.version";
