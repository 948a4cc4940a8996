//! Folders of files that others made: people are told apart by full name and birth date, read in the
//! simplest way that works, and not by our readers.

use std::fs;
use std::path::{Path, PathBuf};

use bluebutton_exchange::import::Source;

use super::{Told, report_name};

/// The files of one person each, and how many were left out.
pub(super) fn documents(folders: &[PathBuf]) -> anyhow::Result<(Vec<Told>, usize)> {
    let (mut told, mut left_out) = (Vec::new(), 0);
    for folder in folders {
        walk(folder, &mut told, &mut left_out)?;
    }
    join_fewer_names(&mut told);
    Ok((told, left_out))
}

/// Who tells fewer given names than somebody of the same first and family name and birth date is not
/// told apart from them: "Adam Everyman" and "Adam Frankie Everyman". Who tells others is.
pub(super) fn join_fewer_names(told: &mut [Told]) {
    let split = |person: &str| -> (String, Vec<String>) {
        let mut words: Vec<String> = person.split(' ').map(str::to_owned).collect();
        let ends = words.split_off(words.len().saturating_sub(2));
        let first = words.drain(..words.len().min(1)).collect::<String>();
        (format!("{first} {}", ends.join(" ")), words)
    };
    let mut people: Vec<String> = told.iter().map(|one| one.person.clone()).collect();
    people.sort_by_key(|person| std::cmp::Reverse(person.split(' ').count()));
    people.dedup();
    for one in told {
        let (base, names) = split(&one.person);
        let tells_more = |person: &&String| {
            let (other_base, others) = split(person);
            base == other_base && names.iter().all(|name| others.contains(name))
        };
        if let Some(fuller) = people.iter().find(tells_more) {
            one.person.clone_from(fuller);
        }
    }
}

fn walk(path: &Path, told: &mut Vec<Told>, left_out: &mut usize) -> anyhow::Result<()> {
    if path.is_dir() {
        let mut paths: Vec<PathBuf> =
            fs::read_dir(path)?.filter_map(|entry| entry.ok().map(|one| one.path())).collect();
        paths.sort();
        return paths.iter().try_for_each(|path| walk(path, told, left_out));
    }
    let bytes = fs::read(path)?;
    let bytes = if path.extension().is_some_and(|end| end == "zst") {
        zstd::decode_all(&bytes[..])?
    } else {
        bytes
    };
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let person = if text.trim_start_matches('\u{feff}').trim_start().starts_with('{') {
        of_json(&text)
    } else {
        of_xml(&text)
    };
    let Some(person) = person else {
        *left_out += 1;
        return Ok(());
    };
    let name = report_name(path);
    told.push(Told { source: Source::Bytes(name.clone(), bytes.into()), name, person });
    Ok(())
}

/// The only Patient of a Bundle, or a Patient.
fn of_json(text: &str) -> Option<String> {
    let json: serde_json::Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).ok()?;
    let entries = json.get("entry").and_then(|entries| entries.as_array());
    let resources = entries.into_iter().flatten().filter_map(|entry| entry.get("resource"));
    let mut patients = resources
        .chain([&json])
        .filter(|resource| resource.get("resourceType").is_some_and(|kind| kind == "Patient"));
    let patient = patients.next()?;
    if patients.next().is_some() {
        return None;
    }
    let name = patient.get("name")?.get(0)?;
    let given = name.get("given").and_then(|given| given.as_array());
    let given = given.into_iter().flatten().filter_map(|word| word.as_str());
    let family = name.get("family").and_then(|family| family.as_str())?;
    let mut words: Vec<&str> = given.collect();
    words.push(family);
    let born = patient.get("birthDate")?.as_str()?;
    Some(person(&words.join(" "), born))
}

/// The patient of a C-CDA document.
fn of_xml(text: &str) -> Option<String> {
    let text = &without_comments(text);
    let from = text.find("recordTarget")?;
    // Where names have a prefix, all have the same one.
    let prefix = text.get(..from)?.rsplit('<').next()?.to_owned();
    let text = text.replace(&format!("<{prefix}"), "<").replace(&format!("</{prefix}"), "</");
    let behind = text.get(text.find("<recordTarget")?..)?;
    let header = behind.get(..behind.find("</recordTarget")?)?;
    let opened = header.match_indices("<patient").find(|(at, tag)| {
        header[at + tag.len()..].starts_with(|next: char| next == '>' || next.is_whitespace())
    });
    let patient = header.get(opened?.0..)?;
    let name = patient.get(patient.find("<name")?..)?;
    let name = name.get(..name.find("</name")?)?;
    let mut words = texts(name, "given");
    // A given name left empty says that there is one more: further names tell nobody apart then.
    if has_empty(name, "given") {
        words.truncate(1);
    }
    let family = texts(name, "family");
    // Who has no family name can't be told apart from others of the first names.
    if words.is_empty() || family.is_empty() {
        return None;
    }
    words.extend(family);
    let birth = patient.get(patient.find("birthTime")?..)?;
    let birth = birth.get(birth.find("value=\"")? + 7..)?;
    let born: String = birth.chars().take_while(char::is_ascii_digit).take(8).collect();
    (born.len() == 8).then(|| {
        person(&words.join(" "), &format!("{}-{}-{}", &born[..4], &born[4..6], &born[6..]))
    })
}

fn without_comments(text: &str) -> String {
    let mut pieces = text.split("<!--");
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        out.push_str(piece.split_once("-->").map_or("", |(_, rest)| rest));
    }
    out
}

fn texts(xml: &str, tag: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = xml;
    let open = format!("<{tag}");
    while let Some(at) = rest.find(&open) {
        rest = rest.get(at + open.len()..).unwrap_or_default();
        let Some(start) = rest.find('>') else { break };
        let inside = rest.get(start + 1..).unwrap_or_default();
        let text = inside.get(..inside.find('<').unwrap_or(0)).unwrap_or_default().trim();
        if !text.is_empty() {
            found.push(text.to_owned());
        }
        rest = inside;
    }
    found
}

/// Whether an element of that name stands there with nothing in it.
fn has_empty(xml: &str, tag: &str) -> bool {
    let open = format!("<{tag}");
    xml.match_indices(&open).any(|(at, _)| {
        let behind = xml.get(at + open.len()..).unwrap_or_default();
        let Some((attributes, inside)) = behind.split_once('>') else { return false };
        attributes.ends_with('/') || inside.trim_start().starts_with("</")
    })
}

fn person(name: &str, born: &str) -> String {
    format!("{} {born}", name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase())
}
