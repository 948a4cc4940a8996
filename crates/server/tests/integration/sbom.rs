//! The bill of materials of a release names what is in it.

#[path = "../../examples/sbom.rs"]
#[expect(dead_code, reason = "its main is the command")]
mod example;

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::Value;

fn bill() -> Value {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--package", "bluebutton-server", "--locked", "--offline"])
        .args(["--prefix", "none", "--edges", "normal,build", "--format", "{p}|{l}"])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lock = concat!(env!("CARGO_MANIFEST_DIR"), "/../../Cargo.lock");
    let lock = std::fs::read_to_string(lock).unwrap();
    example::bill(&String::from_utf8(output.stdout).unwrap(), &lock)
}

fn text<'v>(value: &'v Value, pointer: &str) -> &'v str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_else(|| panic!("no {pointer}"))
}

#[test]
fn the_bill_names_every_crate_with_hash_and_licence() {
    let bill = bill();
    assert_eq!(text(&bill, "/bomFormat"), "CycloneDX");
    assert_eq!(text(&bill, "/metadata/component/version"), env!("CARGO_PKG_VERSION"));
    let components = bill["components"].as_array().unwrap();
    assert!(components.len() > 200, "the bill is too short to be true");
    for component in components {
        let name = text(component, "/name");
        assert!(text(component, "/purl").starts_with(&format!("pkg:cargo/{name}@")));
        assert!(!text(component, "/licenses/0/expression").is_empty(), "{name}");
        let is_ours = name.starts_with("bluebutton-");
        assert!(is_ours || text(component, "/hashes/0/content").len() == 64, "{name}");
    }
    let names: BTreeSet<&str> = components.iter().map(|one| text(one, "/name")).collect();
    for known in ["axum", "aws-lc-rs", "rusqlite", "typst", "bluebutton-record"] {
        assert!(names.contains(known), "{known} is in the program and not in the bill");
    }
    assert!(!names.contains("proptest"), "what only tests use is not in the program");
}

#[test]
fn what_a_crate_needs_is_in_the_bill() {
    let bill = bill();
    let dependencies = bill["dependencies"].as_array().unwrap();
    let known: BTreeSet<&str> = dependencies.iter().map(|one| text(one, "/ref")).collect();
    let web = dependencies.iter().find(|one| text(one, "/ref").contains("/bluebutton-web@"));
    let needs = web.unwrap()["dependsOn"].as_array().unwrap();
    assert!(needs.iter().any(|need| need.as_str().unwrap().contains("/axum@")), "{needs:?}");
    for one in dependencies {
        for need in one["dependsOn"].as_array().unwrap() {
            assert!(known.contains(need.as_str().unwrap()), "{need} is needed and not named");
        }
    }
}
