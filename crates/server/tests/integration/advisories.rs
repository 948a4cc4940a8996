//! No crate in Cargo.lock has a known hole: checked against a dated copy of the RustSec advisory
//! database that lies beside, so that the check needs no network. `deny.toml` checks the same against
//! the database of today where `cargo deny` and the network are there.

use semver::{Version, VersionReq};

const COPY: &str = include_str!("advisories.tsv");

/// Advisories that do not touch us, and why. One that no longer stands in the graph is an error.
const ACCEPTED: [(&str, &str); 1] = [
    // Unmaintained, no hole known: typst reads highlighting rules with it, which we never give it.
    ("RUSTSEC-2024-0320", "yaml-rust"),
];

struct Advisory<'c> {
    id: &'c str,
    package: &'c str,
    kind: &'c str,
    patched: Vec<VersionReq>,
    unaffected: Vec<VersionReq>,
}

impl Advisory<'_> {
    fn concerns(&self, package: &str, version: &Version) -> bool {
        self.package == package
            && !self.patched.iter().chain(&self.unaffected).any(|range| range.matches(version))
    }
}

fn advisories() -> Vec<Advisory<'static>> {
    let ranges = |text: &str| -> Vec<VersionReq> {
        let texts = text.split('|').filter(|range| !range.is_empty());
        texts.map(|range| VersionReq::parse(range).unwrap()).collect()
    };
    let lines = COPY.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let columns: Vec<&'static str> = line.split('\t').collect();
            let [id, package, kind, patched, unaffected] = columns[..] else {
                panic!("five columns: {line}")
            };
            let (patched, unaffected) = (ranges(patched), ranges(unaffected));
            Advisory { id, package, kind, patched, unaffected }
        })
        .collect()
}

/// Name and version of each package in a lock file.
fn locked(text: &str) -> Vec<(String, Version)> {
    let value = |block: &str, key: &str| {
        let line = block.lines().find_map(|line| line.strip_prefix(key))?;
        Some(line.trim_matches([' ', '=', '"']).to_owned())
    };
    let blocks = text.split("[[package]]").skip(1);
    blocks
        .map(|block| {
            let version = value(block, "version").unwrap();
            (value(block, "name").unwrap(), Version::parse(&version).unwrap())
        })
        .collect()
}

/// What is known of a lock file: `id package version kind`.
fn known(lock: &str) -> Vec<String> {
    let advisories = advisories();
    let packages = locked(lock);
    let found = packages.iter().flat_map(|(package, version)| {
        let ours = advisories.iter().filter(|advisory| advisory.concerns(package, version));
        ours.map(move |one| format!("{} {package} {version} {}", one.id, one.kind))
    });
    found.collect()
}

#[test]
fn no_crate_has_a_known_hole() {
    let lock = concat!(env!("CARGO_MANIFEST_DIR"), "/../../Cargo.lock");
    let lock = std::fs::read_to_string(lock).unwrap();
    assert!(locked(&lock).len() > 200, "the lock file is too short to be true");
    let found = known(&lock);
    for (id, package) in ACCEPTED {
        let is_here = found.iter().any(|line| line.starts_with(&format!("{id} {package} ")));
        assert!(is_here, "{id} ({package}) concerns us no longer");
    }
    let is_accepted = |line: &&String| ACCEPTED.iter().any(|(id, _)| line.starts_with(id));
    let open: Vec<&String> = found.iter().filter(|line| !is_accepted(line)).collect();
    assert_eq!(open, Vec::<&String>::new());
}

#[test]
fn the_check_finds_what_is_known_and_leaves_what_was_mended() {
    let lock = |version: &str| format!("[[package]]\nname = \"rustls\"\nversion = \"{version}\"\n");
    assert!(advisories().len() > 600, "the copy is too short to be true");
    assert_eq!(known(&lock("0.23.4")), ["RUSTSEC-2024-0336 rustls 0.23.4 vulnerability"]);
    assert_eq!(known(&lock("0.23.13")), ["RUSTSEC-2024-0399 rustls 0.23.13 vulnerability"]);
    assert_eq!(known(&lock("0.23.46")), Vec::<String>::new());
}
