//! The arrows of docs/architecture.md, read from the Cargo.toml files: they point down only, and the
//! database driver, the web server and the crypto libraries stay in the crates that own them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Each crate and the crates of ours it may use. The rooms (portal, api, hub) never name each other;
/// api and hub have their place before they are built.
const ARROWS: [(&str, &[&str]); 12] = [
    ("record", &[]),
    ("crypto", &[]),
    ("formats", &["record"]),
    ("pdf", &["record"]),
    ("oauth", &["crypto"]),
    ("store", &["record", "crypto"]),
    ("exchange", &["store", "formats", "pdf", "oauth", "record", "crypto"]),
    ("web", &["store", "record", "crypto"]),
    ("portal", &["web", "exchange", "store", "record", "crypto"]),
    ("api", &["web", "exchange", "store", "formats", "oauth", "record", "crypto"]),
    ("hub", &["web", "store", "record", "crypto"]),
    (
        "server",
        &[
            "portal", "api", "hub", "web", "exchange", "store", "formats", "pdf", "oauth",
            "record", "crypto",
        ],
    ),
];

/// Libraries and the crates that may use them.
const OWNERS: [(&str, &[&str]); 27] = [
    ("rusqlite", &["store"]),
    ("tokio-postgres", &["store"]),
    ("deadpool-postgres", &["store"]),
    ("object_store", &["store"]),
    ("axum", &["web", "portal", "api", "hub", "server"]),
    ("hyper", &["server"]),
    ("hyper-util", &["server"]),
    ("tokio-rustls", &["store", "hub", "server"]),
    ("tower", &["web"]),
    ("tower-http", &["web"]),
    ("askama", &["web", "portal", "api", "hub"]),
    ("aws-lc-rs", &["crypto"]),
    ("argon2", &["crypto"]),
    ("totp-rs", &["crypto"]),
    ("cms", &["crypto"]),
    ("ciborium", &["crypto"]),
    ("x509-cert", &["crypto"]),
    ("rcgen", &["crypto"]),
    ("rustls-webpki", &["crypto"]),
    ("lettre", &["exchange"]),
    ("reqwest", &["exchange"]),
    ("mail-parser", &["exchange"]),
    ("smtp-proto", &["exchange"]),
    ("typst", &["pdf"]),
    ("roxmltree", &["formats"]),
    ("quick-xml", &["formats"]),
    ("clap", &["server"]),
];

/// Crates that are pure functions: no async, no files, no network.
const GROUND_FLOOR: [&str; 5] = ["record", "crypto", "formats", "pdf", "oauth"];

/// What a pure crate never names outside its tests.
const IMPURE: [&str; 7] =
    ["std::fs", "std::net", "std::env", "SystemTime", "Timestamp::now", "tokio", "async fn"];

fn crates() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

/// The names under `[dependencies]` (not those for tests) of each crate.
fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(crates()).unwrap() {
        let folder = entry.unwrap();
        let manifest = std::fs::read_to_string(folder.path().join("Cargo.toml")).unwrap();
        let section = manifest
            .split_once("[dependencies]")
            .map_or("", |(_, rest)| rest.split("\n[").next().unwrap());
        let names = section
            .lines()
            .filter_map(|line| line.split(['.', '=', ' ']).next())
            .filter(|name| !name.is_empty() && !name.starts_with('#'))
            .map(str::to_owned)
            .collect();
        found.insert(folder.file_name().into_string().unwrap(), names);
    }
    found
}

#[test]
fn arrows_point_down_only() {
    let allowed = BTreeMap::from(ARROWS);
    for (name, dependencies) in dependencies() {
        let may = allowed.get(name.as_str()).unwrap_or_else(|| {
            panic!("the crate {name} has no place in ARROWS: say where it stands in the house")
        });
        for own in dependencies.iter().filter_map(|one| one.strip_prefix("bluebutton-")) {
            assert!(may.contains(&own), "{name} must not use {own}: arrows point down only");
        }
    }
}

#[test]
fn libraries_stay_with_their_owners() {
    for (library, owners) in OWNERS {
        for (name, dependencies) in dependencies() {
            let uses = dependencies.contains(library);
            assert!(!uses || owners.contains(&name.as_str()), "{name} must not use {library}");
        }
    }
}

/// What opens records. The hub has none of it, and `web` hands none out.
const DOORS_TO_RECORDS: [&str; 4] =
    ["bluebutton_store::Store;", "store::records", "RecordPermit", "pub store:"];

/// What of `web` keeps a store to itself: for accounts and sessions, and for its clock.
const KEEPERS: [&str; 2] = ["web/src/services.rs", "web/src/security.rs"];

#[test]
fn what_every_room_is_given_opens_no_record() {
    let mut files = rust_files(&crates().join("web/src"));
    let hub = crates().join("hub/src");
    if hub.exists() {
        files.extend(rust_files(&hub));
    }
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let is_keeper = KEEPERS.iter().any(|keeper| file.ends_with(keeper));
        for door in DOORS_TO_RECORDS {
            let is_kept = is_keeper && door.starts_with("bluebutton_store");
            assert!(is_kept || !text.contains(door), "{} has {door}", file.display());
        }
    }
}

#[test]
fn the_ground_floor_is_pure() {
    for name in GROUND_FLOOR {
        for file in rust_files(&crates().join(name).join("src")) {
            let text = std::fs::read_to_string(&file).unwrap();
            let is_test = file.file_name().is_some_and(|name| name == "tests.rs");
            let own = text.split("#[cfg(test)]").next().unwrap();
            let code = own.lines().filter(|line| !line.trim_start().starts_with("//"));
            for line in code.filter(|_| !is_test) {
                for word in IMPURE {
                    assert!(!line.contains(word), "{}: {word} in: {line}", file.display());
                }
            }
        }
    }
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}

#[test]
fn the_portal_opens_records_in_one_place() {
    for file in rust_files(&crates().join("portal/src")) {
        let text = std::fs::read_to_string(&file).unwrap();
        let opens = ["access().open(", "access.open("].iter().any(|call| text.contains(call));
        let is_place = file.ends_with("portal/src/permit.rs");
        assert!(
            is_place || !opens,
            "{} opens a record: ask for a permit in the signature",
            file.display()
        );
    }
}

#[test]
fn what_a_page_of_a_record_may_do_stands_in_its_signature() {
    let src = crates().join("portal/src");
    let routes = std::fs::read_to_string(src.join("routes.rs")).unwrap();
    let routes = routes.split(".route(").skip(1).map(|route| route.split("\n}").next().unwrap());
    let routes = routes.filter(|route| route.contains("/records/{key}"));
    let mut handlers = 0;
    for route in routes {
        let calls = route.split(['(', ')', '.', ',']).map(str::trim);
        for name in calls.filter(|call| call.contains("::")) {
            let (module, function) = name.rsplit_once("::").unwrap();
            let file = src.join(module.replace("::", "/")).with_extension("rs");
            let text = std::fs::read_to_string(&file).unwrap();
            let (_, rest) = text.split_once(&format!("async fn {function}(")).unwrap();
            let (signature, _) = rest.split_once(") ->").unwrap();
            let says = ["MayView<", "Asking<"].iter().any(|permit| signature.contains(permit));
            assert!(says, "{name}: its signature does not say what it may do with the record");
            handlers += 1;
        }
    }
    assert!(handlers >= 20, "the handlers were not found: {handlers}");
}
