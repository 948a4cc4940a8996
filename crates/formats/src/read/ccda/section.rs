//! Sections: every one, known or not, nested ones too, becomes a section of the Composition with
//! its narrative; its entries become resources.

use bluebutton_record::outcomes::EntryOutcome;

use super::codes::Concept;
use super::context::{Context, reference};
use super::json::{Json, Object, absent, one};
use super::kind::SectionKind;
use super::narrative::{self, narrative_json};
use super::outcome::Outcome;
use super::statement;
use super::xml::{Node, attr, child, children, text};

/// Reads the sections of the document's body.
pub fn read_all<'d>(context: &mut Context<'d>, document: Node<'d>) -> Vec<Object<'d>> {
    let mut out = Vec::new();
    let bodies: Vec<Node<'d>> = children(document, "component")
        .filter_map(|component| child(component, "structuredBody"))
        .collect();
    if bodies.is_empty() {
        context
            .warn(document, "the document has no body (structuredBody): only its header was read");
    }
    for body in bodies {
        read_components(context, body, "component", &mut out);
    }
    out
}

fn read_components<'d>(
    context: &mut Context<'d>,
    parent: Node<'d>,
    path: &str,
    out: &mut Vec<Object<'d>>,
) {
    for component in children(parent, "component") {
        for section in children(component, "section") {
            let name = title(section).unwrap_or_else(|| "no title".to_owned());
            let path = format!("{path}/section[{}]", shortened(&name));
            out.push(read(context, section, &path));
        }
    }
}

fn shortened(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '[' | ']' | '/')).take(60).collect()
}

fn title(section: Node<'_>) -> Option<String> {
    let own = child(section, "title").and_then(|title| text(title, 400));
    own.or_else(|| {
        let code = child(section, "code")?;
        attr(code, "displayName").map(str::to_owned)
    })
}

fn read<'d>(context: &mut Context<'d>, section: Node<'d>, path: &str) -> Object<'d> {
    let kind = SectionKind::of(section);
    let mut references: Vec<String> = Vec::new();
    for (index, entry) in children(section, "entry").enumerate() {
        context.path = format!("{path}/entry[{}]", index + 1);
        let parts: Vec<Node<'d>> = entry.children().filter(Node::is_element).collect();
        let outcomes = parts.into_iter().map(|part| statement::read(context, part, kind));
        let outcome = Outcome::all(outcomes);
        let (place, became) = (context.place(entry), outcome.became());
        context.reading.entries.push(EntryOutcome { place, became });
        references.extend(outcome.ids());
    }
    let mut nested = Vec::new();
    read_components(context, section, path, &mut nested);
    path.clone_into(&mut context.path);
    let title = title(section);
    let code = Concept::child(context, section, "code");
    let mut object = Object::new().with("title", title.clone()).with("code", code.json());
    let mut seen = std::collections::HashSet::new();
    references.retain(|to| seen.insert(to.clone()));
    let has_entries = !references.is_empty();
    match narrative_of(section) {
        Some(div) => object.put("text", narrative_json("generated", div)),
        // A section holds text, entries or sections (cmp-1).
        None if !has_entries && nested.is_empty() => {
            object.put("text", narrative_json("empty", narrative::paragraph("—")));
        }
        None => {}
    }
    let entries: Vec<Object<'d>> = references.into_iter().map(reference).collect();
    object.put("entry", entries);
    // "There is none" and "we do not know" are said by the section, not by an entry (cmp-2).
    if !has_entries && let Some(flavor) = attr(section, "nullFlavor") {
        object.put("emptyReason", empty_reason(flavor));
    }
    object.put("section", nested);
    if object.is_empty() {
        object.put("title", absent("unknown"));
    }
    object
}

fn empty_reason<'d>(flavor: &str) -> Json<'d> {
    let (code, display) = match flavor {
        "NASK" => ("notasked", "Not Asked"),
        "MSK" => ("withheld", "Information Withheld"),
        "NAV" | "UNK" | "NI" | "ASKU" => ("unavailable", "Unavailable"),
        _ => return Json::Nothing,
    };
    let system = "http://terminology.hl7.org/CodeSystem/list-empty-reason";
    let coding = Object::new().with("system", system).with("code", code).with("display", display);
    Object::new().with("coding", one(coding)).into()
}

fn narrative_of(section: Node<'_>) -> Option<String> {
    let mut texts = children(section, "text");
    let first = texts.next().and_then(narrative::xhtml);
    texts.fold(first, |all, more| match (all, narrative::xhtml(more)) {
        (Some(all), Some(more)) => {
            let start = all.strip_suffix("</div>").unwrap_or(&all);
            let rest = more.split_once('>').map_or("", |(_, rest)| rest);
            Some(format!("{start}{rest}"))
        }
        (all, more) => all.or(more),
    })
}
