//! Inside the crates: files of one folder that go round in circles, and types that share a name.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

#[test]
fn no_file_of_a_folder_needs_one_that_needs_it() {
    let mut found = BTreeMap::new();
    for folder in folders() {
        if let Some(circle) = circle(&names_in(&folder)) {
            found.insert(short(&folder), circle);
        }
    }
    assert!(found.is_empty(), "put what several files need below them: {found:#?}");
}

#[test]
fn no_two_types_of_a_crate_have_one_name() {
    let mut places: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for folder in folders() {
        for file in files(&folder) {
            let text = code_of(&file);
            let place = short(&file);
            for name in text.lines().filter_map(type_name) {
                let name = format!("{}/{name}", krate(&place));
                places.entry(name).or_default().insert(place.clone());
            }
        }
    }
    places.retain(|_, files| files.len() > 1);
    assert!(places.is_empty(), "one name, one type (docs/words.md): {places:#?}");
}

#[test]
fn a_circle_and_a_type_are_seen() {
    let names = |pairs: &[(&str, &[&str])]| -> Names {
        let all = |to: &[&str]| to.iter().map(|name| (*name).to_owned()).collect();
        pairs.iter().map(|(from, to)| ((*from).to_owned(), all(to))).collect()
    };
    assert_eq!(circle(&names(&[("a", &["b", "c"]), ("b", &["c"]), ("c", &[])])), None);
    let round = circle(&names(&[("a", &["b"]), ("b", &["c"]), ("c", &["b"])])).unwrap();
    assert!(round.contains(&"b".to_owned()) && round.contains(&"c".to_owned()), "{round:?}");
    assert_eq!(type_name("pub(super) struct Item<'a> {"), Some("Item"));
    assert_eq!(type_name("    enum Inner { A }"), Some("Inner"));
    assert_eq!(type_name("    type Target = str;"), None, "of a trait");
    assert_eq!(type_name("/// a struct Of words"), None);
}

/// What each file of a folder names of the others.
type Names = BTreeMap<String, BTreeSet<String>>;

/// Files that lead to each other, if there are any.
fn circle(names: &Names) -> Option<Vec<String>> {
    fn walk<'n>(
        at: &'n str,
        names: &'n Names,
        way: &mut Vec<&'n str>,
        done: &mut BTreeSet<&'n str>,
    ) -> Option<Vec<String>> {
        if let Some(start) = way.iter().position(|name| *name == at) {
            return Some(way[start..].iter().map(|name| (*name).to_owned()).collect());
        }
        if !done.insert(at) {
            return None;
        }
        way.push(at);
        let found =
            names.get(at).and_then(|to| to.iter().find_map(|to| walk(to, names, way, done)));
        way.pop();
        found
    }
    let mut done = BTreeSet::new();
    names.keys().find_map(|name| walk(name, names, &mut Vec::new(), &mut done))
}

/// Reads `super::name` and `use super::{name, …}` of each file of a folder.
fn names_in(folder: &Path) -> Names {
    let texts: BTreeMap<String, String> = files(folder)
        .into_iter()
        .map(|file| (file.file_stem().unwrap().to_string_lossy().into_owned(), code_of(&file)))
        .collect();
    let mut names = Names::new();
    for (own, text) in &texts {
        let mut to = BTreeSet::new();
        for (at, _) in text.match_indices("super::") {
            // `super::super::name` is of the folder above.
            let is_higher = text[..at].ends_with("super::");
            let rest = &text[at + "super::".len()..];
            let named = match rest.strip_prefix('{') {
                Some(list) => outermost(list),
                None => vec![word(rest)],
            };
            to.extend(named.into_iter().filter(|_| !is_higher).map(str::to_owned));
        }
        to.retain(|name| texts.contains_key(name) && name != own);
        names.insert(own.clone(), to);
    }
    names
}

fn word(text: &str) -> &str {
    let end = text.find(|letter: char| !(letter.is_alphanumeric() || letter == '_'));
    &text[..end.unwrap_or(text.len())]
}

/// The first words of `a::{b, c}, d::e, f}`: a, d, f.
fn outermost(list: &str) -> Vec<&str> {
    let (mut depth, mut start, mut out) = (0, 0, Vec::new());
    for (at, letter) in list.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' | ',' if depth == 0 => {
                out.push(word(list[start..at].trim()));
                start = at + 1;
                if letter == '}' {
                    break;
                }
            }
            '}' => depth -= 1,
            _ => {}
        }
    }
    out
}

/// The type that a line declares. What is indented as `type` belongs to a trait.
fn type_name(line: &str) -> Option<&str> {
    let code = line.trim_start();
    let is_indented = code.len() < line.len();
    let code = match code.strip_prefix("pub(") {
        Some(rest) => rest.split_once(") ")?.1,
        None => code.strip_prefix("pub ").unwrap_or(code),
    };
    let words = ["struct ", "enum ", "trait ", "union ", "type "];
    let found = words.iter().find(|word| code.starts_with(**word))?;
    if is_indented && *found == "type " {
        return None;
    }
    Some(word(&code[found.len()..])).filter(|name| name.starts_with(char::is_uppercase))
}

/// The text of a file without its tests and comments.
fn code_of(file: &Path) -> String {
    let text = std::fs::read_to_string(file).unwrap();
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

fn crates() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

fn krate(at: &str) -> &str {
    at.split('/').next().unwrap_or_default()
}

fn short(path: &Path) -> String {
    path.strip_prefix(crates()).unwrap().to_string_lossy().replace('\\', "/")
}

/// Every folder of source text of every crate, tests left out.
fn folders() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open: Vec<PathBuf> = std::fs::read_dir(crates())
        .unwrap()
        .map(|krate| krate.unwrap().path().join("src"))
        .collect();
    while let Some(folder) = open.pop() {
        let inside = std::fs::read_dir(&folder).into_iter().flatten().flatten().map(|it| it.path());
        open.extend(inside.filter(|it| it.is_dir() && !is_test(it)));
        found.push(folder);
    }
    assert!(found.len() > 30, "there are more folders than {}", found.len());
    found
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let inside = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|it| it.path());
    let is_code =
        |it: &PathBuf| it.extension().is_some_and(|ending| ending == "rs") && !is_test(it);
    inside.filter(is_code).collect()
}

fn is_test(path: &Path) -> bool {
    matches!(path.file_stem().and_then(|name| name.to_str()), Some("tests" | "test" | "testing"))
}
