//! What a release is made of, as a CycloneDX bill of materials on standard output:
//!
//! ```text
//! cargo run --quiet --package bluebutton-server --example sbom > bluebutton.cdx.json
//! ```
//!
//! Only what is in the binary or ran to build it: `cargo tree` names it, Cargo.lock has the hashes.
//! The same lock file gives the same bill, byte for byte.
//!
//! Standard: CycloneDX 1.6 (ECMA-424), package URLs (purl).

use std::collections::{BTreeMap, BTreeSet};
use std::process::{Command, ExitCode};

use bluebutton_crypto::hash::sha256;
use serde_json::{Value, json};

/// Name and version of a package.
type Package = (String, String);

/// What the lock file says of a package.
#[derive(Default)]
struct Locked {
    checksum: Option<String>,
    needs: Vec<Package>,
}

fn main() -> ExitCode {
    let tree = Command::new(option_env!("CARGO").unwrap_or("cargo"))
        .args(["tree", "--package", "bluebutton-server", "--locked", "--prefix", "none"])
        .args(["--edges", "normal,build", "--format", "{p}|{l}"])
        .output();
    let lock = std::fs::read_to_string("Cargo.lock");
    match (tree, lock) {
        (Ok(tree), Ok(lock)) if tree.status.success() => {
            println!("{:#}", bill(&String::from_utf8_lossy(&tree.stdout), &lock));
            ExitCode::SUCCESS
        }
        _ => {
            eprintln!("sbom: run this in the project's folder, where Cargo.lock is");
            ExitCode::FAILURE
        }
    }
}

/// The bill of what `cargo tree` named, with the hashes of the lock file.
pub fn bill(tree: &str, lock: &str) -> Value {
    let used = used(tree);
    let locked = locked(lock);
    let names: BTreeSet<&Package> = used.keys().collect();
    let components: Vec<Value> = used
        .iter()
        .filter(|((name, _), _)| name != "bluebutton-server")
        .map(|(package, licence)| component(package, licence, locked.get(package)))
        .collect();
    let dependencies: Vec<Value> = used
        .keys()
        .map(|package| {
            let needs = locked.get(package).map(|one| one.needs.as_slice()).unwrap_or_default();
            let needs = needs.iter().filter(|need| names.contains(need)).map(address);
            json!({ "ref": address(package), "dependsOn": needs.collect::<Vec<_>>() })
        })
        .collect();
    let own = used.keys().find(|(name, _)| name == "bluebutton-server");
    let version = own.map(|(_, version)| version.as_str()).unwrap_or_default();
    json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": format!("urn:uuid:{}", uuid(lock)),
        "version": 1,
        "metadata": { "component": {
            "type": "application", "name": "bluebutton", "version": version,
            "bom-ref": own.map(address), "licenses": [{ "expression": "MIT OR Apache-2.0" }],
        }},
        "components": components,
        "dependencies": dependencies,
    })
}

/// `serde v1.0.228 (proc-macro)|MIT OR Apache-2.0` → package and licence.
fn used(tree: &str) -> BTreeMap<Package, String> {
    let lines = tree.lines().filter_map(|line| {
        let (package, licence) = line.trim_end_matches(" (*)").split_once('|')?;
        let (name, rest) = package.split_once(" v")?;
        let version = rest.split(' ').next()?;
        Some(((name.to_owned(), version.to_owned()), licence.to_owned()))
    });
    lines.collect()
}

fn locked(lock: &str) -> BTreeMap<Package, Locked> {
    let blocks: Vec<(Package, Option<String>, Vec<String>)> =
        lock.split("[[package]]").skip(1).filter_map(block).collect();
    // A need names its version only where there are several of that name.
    let version_of = |name: &str| {
        blocks.iter().find(|((known, _), ..)| known == name).map(|((_, version), ..)| version)
    };
    let full = |need: &String| -> Option<Package> {
        let (name, version) = match need.split_once(' ') {
            Some((name, version)) => (name, version.to_owned()),
            None => (need.as_str(), version_of(need)?.clone()),
        };
        Some((name.to_owned(), version))
    };
    let entries = blocks.iter().map(|(package, checksum, needs)| {
        let needs = needs.iter().filter_map(full).collect();
        (package.clone(), Locked { checksum: checksum.clone(), needs })
    });
    entries.collect()
}

fn block(text: &str) -> Option<(Package, Option<String>, Vec<String>)> {
    let value = |key: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(" = "))?;
        Some(line.trim_matches('"').to_owned())
    };
    let list = text.split_once("dependencies = [").and_then(|(_, rest)| rest.split(']').next());
    let needs = list.unwrap_or_default().split(',').map(|one| one.trim().trim_matches('"'));
    let needs = needs.filter(|need| !need.is_empty()).map(str::to_owned).collect();
    Some(((value("name")?, value("version")?), value("checksum"), needs))
}

fn component(package: &Package, licence: &str, locked: Option<&Locked>) -> Value {
    let (name, version) = package;
    let mut component = json!({
        "type": "library", "name": name, "version": version,
        "bom-ref": address(package), "purl": address(package),
        // Crates of before SPDX expressions wrote "MIT/Apache-2.0".
        "licenses": [{ "expression": licence.replace('/', " OR ") }],
    });
    if let Some(checksum) = locked.and_then(|locked| locked.checksum.as_ref()) {
        component["hashes"] = json!([{ "alg": "SHA-256", "content": checksum }]);
    }
    component
}

fn address((name, version): &Package) -> String {
    // A purl keeps "+" of build metadata escaped.
    format!("pkg:cargo/{name}@{}", version.replace('+', "%2B"))
}

/// A name-based UUID of the lock file (RFC 9562, version 8: our own hash).
fn uuid(lock: &str) -> String {
    let hash = sha256(lock.as_bytes());
    let bytes = hash.iter().take(16).enumerate().map(|(place, byte)| match place {
        6 => (place, byte & 0x0f | 0x80),
        8 => (place, byte & 0x3f | 0x80),
        _ => (place, *byte),
    });
    bytes.fold(String::new(), |text, (place, byte)| {
        let dash = if [4, 6, 8, 10].contains(&place) { "-" } else { "" };
        format!("{text}{dash}{byte:02x}")
    })
}
