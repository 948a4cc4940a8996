//! The files that are walked, and whose they are.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

pub fn files(folder: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for item in std::fs::read_dir(folder).into_iter().flatten() {
        let path = item.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, endings));
        } else if path.extension().is_some_and(|own| endings.iter().any(|one| own == *one)) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Family names in the files, by which the records are found.
pub fn names(files: &[PathBuf]) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for file in files {
        // Synthea names its files after its people.
        if file.extension().is_some_and(|ending| ending == "zst") {
            let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            names.extend(name.split('_').nth(1).map(str::to_owned));
            continue;
        }
        let text = String::from_utf8_lossy(&std::fs::read(file).unwrap()).into_owned();
        let in_xml = text
            .split("<family")
            .skip(1)
            .filter_map(|rest| Some(rest.split_once('>')?.1.split_once('<')?.0.trim().to_owned()));
        let in_json = text.split("\"family\":").skip(1).filter_map(|rest| {
            Some(rest.trim_start().strip_prefix('"')?.split_once('"')?.0.to_owned())
        });
        names.extend(in_xml.chain(in_json).filter(|name| !name.is_empty()));
    }
    names
}
