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
    Ok((told, left_out))
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
    let from = text.find("recordTarget")?;
    let behind = text.get(from..)?;
    let end = behind.find("</recordTarget").or_else(|| behind.find(":recordTarget>"))?;
    let header = behind.get(..end)?;
    let patient = header.get(header.find("patient>").or_else(|| header.find("<patient"))?..)?;
    let name = patient.get(patient.find("<name")?..)?;
    let name = name.get(..name.find("</name")?)?;
    let mut words = texts(name, "given");
    words.extend(texts(name, "family"));
    let birth = patient.get(patient.find("birthTime")?..)?;
    let birth = birth.get(birth.find("value=\"")? + 7..)?;
    let born: String = birth.chars().take_while(char::is_ascii_digit).take(8).collect();
    (words.len() > 1 && born.len() == 8).then(|| {
        person(&words.join(" "), &format!("{}-{}-{}", &born[..4], &born[4..6], &born[6..]))
    })
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

fn person(name: &str, born: &str) -> String {
    format!("{} {born}", name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase())
}
