//! What may be in the binary: licences we can ship, one crypto library.

use std::process::Command;

/// Licences whose terms this project keeps (docs/licences.md).
const ALLOWED: [&str; 15] = [
    "MIT",
    "MIT-0",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "Zlib",
    "0BSD",
    "Unlicense",
    "CC0-1.0",
    "Unicode-3.0",
    "CDLA-Permissive-2.0",
    "BSL-1.0",
    "OpenSSL",
    "MPL-2.0",
];

/// Crates that must not be in the graph, and why.
const BANNED: [(&str, &str); 7] = [
    ("openssl", "one crypto library: aws-lc"),
    ("openssl-sys", "one crypto library: aws-lc"),
    ("native-tls", "one crypto library: aws-lc"),
    ("ring", "one crypto library: aws-lc"),
    ("rsa", "RUSTSEC-2023-0071"),
    ("sqlx", "SQLite four to ten times slower, see DESIGN 3.9"),
    ("chrono-tz", "jiff is our calendar"),
];

/// The packages that a build of the program really uses, with their licences. (`cargo metadata` also names
/// optional crates that nothing switches on.)
fn packages() -> Vec<(String, String)> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--workspace", "--locked", "--offline", "--prefix", "none"])
        .args(["--edges", "normal,build", "--format", "{p}|{l}"])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let found: Vec<_> = text
        .lines()
        .filter_map(|line| {
            let (package, licence) = line.trim_end_matches(" (*)").split_once('|')?;
            Some((package.split(' ').next()?.to_owned(), licence.to_owned()))
        })
        .collect();
    assert!(found.len() > 100, "the list of packages is too short to be true");
    found
}

#[test]
fn every_licence_is_one_we_can_ship() {
    for (name, licence) in packages() {
        assert!(allows(&licence), "{name} is under {licence:?}");
    }
}

#[test]
fn no_banned_crate_is_in_the_graph() {
    for (name, _) in packages() {
        for (banned, why) in BANNED {
            assert_ne!(name, banned, "{why}");
        }
    }
}

/// Whether an SPDX expression leaves us a way: any side of OR, every side of AND.
fn allows(expression: &str) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let (outcome, used) = either(&words);
    outcome && used == words.len()
}

fn either(words: &[&str]) -> (bool, usize) {
    let (mut outcome, mut used) = both(words);
    while words.get(used) == Some(&"OR") {
        let (next, more) = both(&words[used + 1..]);
        outcome |= next;
        used += more + 1;
    }
    (outcome, used)
}

fn both(words: &[&str]) -> (bool, usize) {
    let (mut outcome, mut used) = one(words);
    while words.get(used) == Some(&"AND") {
        let (next, more) = one(&words[used + 1..]);
        outcome &= next;
        used += more + 1;
    }
    (outcome, used)
}

fn one(words: &[&str]) -> (bool, usize) {
    match words.first() {
        Some(&"(") => {
            let (outcome, used) = either(&words[1..]);
            (outcome && words.get(used + 1) == Some(&")"), used + 2)
        }
        // `Apache-2.0 WITH LLVM-exception` gives more rights than Apache-2.0, not fewer.
        Some(name) if words.get(1) == Some(&"WITH") => (ALLOWED.contains(name), 3),
        Some(name) => (ALLOWED.contains(name), 1),
        None => (false, 0),
    }
}

#[test]
fn licence_expressions_are_understood() {
    assert!(allows("MIT OR GPL-3.0-only"));
    assert!(allows("(MIT OR Apache-2.0) AND Unicode-3.0"));
    assert!(allows("Apache-2.0 WITH LLVM-exception OR GPL-2.0-only"));
    assert!(allows("Unlicense/MIT"));
    assert!(!allows("GPL-3.0-only"));
    assert!(!allows("MIT AND GPL-3.0-only"));
    assert!(!allows(""));
}
