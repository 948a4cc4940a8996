//! `bluebutton verify --proof FILE`: checks a patient's activity without the database, and without any
//! of the code that made the file: what it means is written down here a second time.
//!
//! Standard: RFC 9162, 2.1.3.2 (inclusion); <https://c2sp.org/signed-note>,
//! <https://c2sp.org/tlog-checkpoint>

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use bluebutton_crypto::hash::sha256;
use bluebutton_crypto::sign::verifies;
use serde_json::Value;

/// What a file proves.
#[derive(Debug, PartialEq, Eq)]
pub struct Proved {
    /// Whose activity.
    pub patient: String,
    /// How many lines the file holds.
    pub lines: usize,
    /// How many of them, from the first on, are in the log.
    pub in_log: usize,
    /// How many leaves the log had then.
    pub size: u64,
    /// The key that signed it: to be compared with the one that the site publishes.
    pub key: String,
}

/// Checks a file; an error is a sentence that says what does not hold.
pub fn check(text: &str) -> Result<Proved, String> {
    let file: Value =
        serde_json::from_str(text).map_err(|_| "it is no file of proof".to_owned())?;
    if word(&file, "form")? != "bluebutton activity proof 1" {
        return Err("it is of another form than this program knows".to_owned());
    }
    let patient = word(&file, "chain")?;
    let lines = file.get("lines").and_then(Value::as_array).ok_or("it holds no lines")?;
    let inclusion = file.get("inclusion").ok_or("it is in no checkpoint yet: try again later")?;
    let in_log = number(inclusion, "seq")?;
    let end = end_of_chain(patient, lines, in_log)?;
    let hex: String = end.iter().map(|byte| format!("{byte:02x}")).collect();
    let leaf = format!("bluebutton leaf 1\n{patient}\n{in_log}\n{hex}\n");
    let leaf = sha256(&[b"\x00", leaf.as_bytes()].concat());
    let key = word(&file, "key")?;
    let (size, root) = signed(key, word(inclusion, "checkpoint")?)?;
    let path = inclusion.get("path").and_then(Value::as_array).ok_or("the path is missing")?;
    let path = path.iter().map(|hash| hash_of(hash.as_str().unwrap_or_default()));
    let path: Vec<[u8; 32]> = path.collect::<Result<_, _>>()?;
    if climb(number(inclusion, "leaf")?, size, leaf, &path) != Some(root) {
        return Err("these lines are not in the log that was signed".to_owned());
    }
    let (patient, key) = (patient.to_owned(), key.to_owned());
    Ok(Proved { patient, lines: lines.len(), in_log: in_log as usize, size, key })
}

/// Follows the chain from its first line on; the hash of the line that the log holds.
fn end_of_chain(chain: &str, lines: &[Value], in_log: u64) -> Result<[u8; 32], String> {
    let mut before: Vec<u8> = Vec::new();
    let mut end = None;
    for (seq, line) in (1_u64..).zip(lines) {
        let text = word(line, "text")?;
        if text.is_empty() {
            return Err(format!("line {seq} had been altered before this file was made"));
        }
        let at = line.get("at").and_then(Value::as_i64).ok_or("a line has no time")?;
        let mut hashed = b"bluebutton line 1|".to_vec();
        hashed.extend_from_slice(&before);
        hashed.extend_from_slice(chain.as_bytes());
        hashed.extend_from_slice(&seq.to_be_bytes());
        hashed.extend_from_slice(&at.to_be_bytes());
        hashed.extend_from_slice(&sha256(text.as_bytes()));
        let hash = sha256(&hashed);
        if seq == in_log {
            end = Some(hash);
        }
        before = hash.to_vec();
    }
    end.ok_or_else(|| format!("the log holds {in_log} lines, and the file {}", lines.len()))
}

/// From a leaf up to the root; `None` if the path does not fit the tree.
fn climb(leaf: u64, size: u64, hash: [u8; 32], path: &[[u8; 32]]) -> Option<[u8; 32]> {
    let (mut place, mut last, mut hash) = (leaf, size.checked_sub(1)?, hash);
    if place > last {
        return None;
    }
    for sister in path {
        if last == 0 {
            return None;
        }
        let (left, right) = if place % 2 == 1 || place == last {
            while place % 2 == 0 && place != 0 {
                place /= 2;
                last /= 2;
            }
            (sister, &hash)
        } else {
            (&hash, sister)
        };
        hash = sha256(&[&b"\x01"[..], left, right].concat());
        place /= 2;
        last /= 2;
    }
    (last == 0).then_some(hash)
}

/// Size and root of a checkpoint that this key signed.
fn signed(key: &str, note: &str) -> Result<(u64, [u8; 32]), String> {
    let mut parts = key.splitn(3, '+');
    let (name, _, typed) = (parts.next(), parts.next(), parts.next());
    let (name, typed) = name.zip(typed).ok_or("the key can't be read")?;
    let typed = BASE64_STANDARD.decode(typed).map_err(|_| "the key can't be read")?;
    let Some((1, public)) = typed.split_first().map(|(kind, public)| (*kind, public)) else {
        return Err("the key is of another kind than this program knows".to_owned());
    };
    let id = sha256(&[name.as_bytes(), b"\n", &typed].concat());
    let (text, signatures) = note.split_once("\n\n").ok_or("the checkpoint can't be read")?;
    let text = format!("{text}\n");
    let is_signed = signatures.lines().any(|line| {
        let signature = line.strip_prefix("\u{2014} ").and_then(|line| line.split_once(' '));
        let Some((who, signature)) = signature else { return false };
        let signature = BASE64_STANDARD.decode(signature).unwrap_or_default();
        who == name
            && signature.split_at_checked(4).is_some_and(|(own, rest)| {
                own == &id[..4] && verifies(public, text.as_bytes(), rest)
            })
    });
    if !is_signed {
        return Err("the checkpoint was not signed with that key".to_owned());
    }
    let mut lines = text.lines();
    let (origin, size, root) = (lines.next(), lines.next(), lines.next());
    if origin != Some(name) {
        return Err("the checkpoint is of another log".to_owned());
    }
    let size = size.and_then(|size| size.parse().ok()).ok_or("the checkpoint has no size")?;
    Ok((size, hash_of(root.unwrap_or_default())?))
}

fn hash_of(text: &str) -> Result<[u8; 32], String> {
    let bytes = BASE64_STANDARD.decode(text).ok();
    let hash = bytes.and_then(|bytes| bytes.try_into().ok());
    hash.ok_or_else(|| "a hash can't be read".to_owned())
}

fn word<'v>(value: &'v Value, name: &str) -> Result<&'v str, String> {
    value.get(name).and_then(Value::as_str).ok_or_else(|| format!("{name} is missing"))
}

fn number(value: &Value, name: &str) -> Result<u64, String> {
    value.get(name).and_then(Value::as_u64).ok_or_else(|| format!("{name} is missing"))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use bluebutton_crypto::SystemRandom;
    use bluebutton_exchange::import::{Importer, Source};
    use bluebutton_store::{Action, OpenOptions, Store, Who};

    use super::*;

    const ANA: &str = r#"{"resourceType":"Bundle","type":"collection","entry":[{"resource":
        {"resourceType":"Patient","id":"a","birthDate":"1955-03-14",
        "identifier":[{"system":"urn:mrn","value":"1"}],
        "name":[{"family":"Reyes","given":["Ana"]}]}}]}"#;

    /// A file as the site makes it, of a patient among others.
    async fn made() -> String {
        let data = tempfile::tempdir().unwrap();
        let store = Store::open(OpenOptions {
            data: data.path().to_owned(),
            database: None,
            root_key: None,
            clock: crate::clock::system(),
            random: Arc::new(SystemRandom),
        })
        .await
        .unwrap();
        for number in 1..6 {
            let bundle = ANA
                .replace(r#""value":"1""#, &format!(r#""value":"{number}""#))
                .replace("Reyes", &format!("Reyes{}", "x".repeat(number)));
            let source = Source::Bytes(format!("{number}.json"), bundle.into_bytes().into());
            Importer::new(store.clone()).run(vec![source]).await.unwrap();
            store.audit().checkpoint().await.unwrap();
        }
        let cards = store.patients().search(&Who::Operator, "Reyesxx 1955-03-14", 1).await.unwrap();
        store.audit().checkpoint().await.unwrap();
        let view = Action::View { page: "activity", resource: None };
        let permit = store.access().open(&Who::Operator, &cards[0].patient, view).await.unwrap();
        store.audit().proof(&permit).await.unwrap()
    }

    #[tokio::test]
    async fn what_the_site_gives_is_proved_and_what_was_changed_is_not() {
        let file = made().await;
        let proved = check(&file).unwrap();
        assert!(proved.in_log >= 2 && proved.lines == proved.in_log + 1, "{proved:?}");
        assert!(proved.size > 5 && proved.key.starts_with("bluebutton-log/"), "{proved:?}");

        let mut json: Value = serde_json::from_str(&file).unwrap();
        let said = |json: &Value| check(&json.to_string()).unwrap_err();
        let text = json["lines"][0]["text"].as_str().unwrap().replace("imported", "viewed");
        json["lines"][0]["text"] = text.into();
        assert_eq!(said(&json), "these lines are not in the log that was signed");

        let mut json: Value = serde_json::from_str(&file).unwrap();
        json["lines"].as_array_mut().unwrap().remove(0);
        assert_eq!(said(&json), "these lines are not in the log that was signed");
        json["lines"].as_array_mut().unwrap().truncate(0);
        assert!(said(&json).contains("lines, and the file 0"));

        let mut json: Value = serde_json::from_str(&file).unwrap();
        let note = json["inclusion"]["checkpoint"].as_str().unwrap().to_owned();
        let size = format!("\n{}\n", proved.size);
        json["inclusion"]["checkpoint"] =
            note.replacen(&size, &format!("\n{}\n", proved.size + 1), 1).into();
        assert_eq!(said(&json), "the checkpoint was not signed with that key");
        json["inclusion"]["checkpoint"] = note.into();
        json["inclusion"]["leaf"] = 0.into();
        assert_eq!(said(&json), "these lines are not in the log that was signed");
    }

    #[test]
    fn what_is_no_file_of_proof_is_told_so() {
        assert!(check("").is_err() && check("{}").is_err() && check("[]").is_err());
    }
}
