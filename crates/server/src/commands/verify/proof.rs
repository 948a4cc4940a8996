//! `bluebutton verify --proof FILE`: checks a patient's activity without the database, and without any
//! of the code that made the file: what it means is written down here a second time.
//!
//! Standard: RFC 9162, 2.1.3.2 (inclusion); <https://c2sp.org/signed-note>,
//! <https://c2sp.org/tlog-checkpoint>

use std::collections::BTreeMap;

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
    /// Its chains: that of the record, then those of the records that were put into it.
    pub chains: Vec<ProvedChain>,
    /// How many leaves the log had then.
    pub size: u64,
    /// The key that signed it: to be compared with the one that the site publishes.
    pub key: String,
}

/// One chain of a file.
#[derive(Debug, PartialEq, Eq)]
pub struct ProvedChain {
    /// Whose.
    pub name: String,
    /// How many lines of it the file holds.
    pub lines: usize,
    /// How many of them, from the first on, are in the log.
    pub in_log: usize,
    size: u64,
}

/// Checks a file; an error is a sentence that says what does not hold.
pub fn check(text: &str) -> Result<Proved, String> {
    let file: Value =
        serde_json::from_str(text).map_err(|_| "it is no file of proof".to_owned())?;
    if word(&file, "form")? != "bluebutton activity proof 2" {
        return Err("it is of another form than this program knows".to_owned());
    }
    let (patient, key) = (word(&file, "patient")?.to_owned(), word(&file, "key")?.to_owned());
    let chains = file.get("chains").and_then(Value::as_array).ok_or("it holds no chains")?;
    let chains: Vec<ProvedChain> =
        chains.iter().map(|chain| check_chain(chain, &key)).collect::<Result<_, _>>()?;
    let Some(first) = chains.first().filter(|first| first.name == patient) else {
        return Err("its first chain is another record's".to_owned());
    };
    let size = first.size;
    if chains.iter().any(|chain| chain.size != size) {
        return Err("its chains are of different states of the log".to_owned());
    }
    told_parts(&file, &patient, &chains)?;
    Ok(Proved { patient, chains, size, key })
}

/// Checks one chain against the log that was signed.
fn check_chain(chain: &Value, key: &str) -> Result<ProvedChain, String> {
    let name = word(chain, "chain")?;
    let lines = chain.get("lines").and_then(Value::as_array).ok_or("it holds no lines")?;
    let inclusion = chain.get("inclusion").ok_or("it is in no checkpoint yet: try again later")?;
    let in_log = number(inclusion, "seq")?;
    let end = end_of_chain(name, lines, in_log)?;
    let hex: String = end.iter().map(|byte| format!("{byte:02x}")).collect();
    let leaf = format!("bluebutton leaf 1\n{name}\n{in_log}\n{hex}\n");
    let leaf = sha256(&[b"\x00", leaf.as_bytes()].concat());
    let (size, root) = signed(key, word(inclusion, "checkpoint")?)?;
    let path = inclusion.get("path").and_then(Value::as_array).ok_or("the path is missing")?;
    let path = path.iter().map(|hash| hash_of(hash.as_str().unwrap_or_default()));
    let path: Vec<[u8; 32]> = path.collect::<Result<_, _>>()?;
    if climb(number(inclusion, "leaf")?, size, leaf, &path) != Some(root) {
        return Err("these lines are not in the log that was signed".to_owned());
    }
    Ok(ProvedChain { name: name.to_owned(), lines: lines.len(), in_log: in_log as usize, size })
}

/// Whether the file holds the chain of each record that its own lines say was put in: one that was left
/// out would be missed by nobody.
fn told_parts(file: &Value, patient: &str, chains: &[ProvedChain]) -> Result<(), String> {
    let mut within: BTreeMap<String, String> = BTreeMap::new();
    for line in lines_in_order(file) {
        let named = |member: &str| line.get(member).and_then(Value::as_str).unwrap_or_default();
        let (record, part) = (named("record").to_owned(), named("part"));
        match named("event") {
            "record-merged" => drop(within.insert(part.to_owned(), record)),
            "record-split" => drop(within.remove(part)),
            _ => {}
        }
    }
    let is_in = |part: &str| {
        let mut at = part;
        for _ in 0..=within.len() {
            match within.get(at) {
                Some(above) if above == patient => return true,
                Some(above) => at = above,
                None => return false,
            }
        }
        false
    };
    let missing =
        within.keys().find(|part| is_in(part) && chains.iter().all(|chain| chain.name != **part));
    match missing {
        Some(part) => Err(format!("the lines of {part}, which was put into it, are missing")),
        None => Ok(()),
    }
}

/// What all lines of a file say, the oldest first.
fn lines_in_order(file: &Value) -> Vec<Value> {
    let chains = file.get("chains").and_then(Value::as_array).into_iter().flatten();
    let lines = chains.filter_map(|chain| chain.get("lines")?.as_array()).flatten();
    let mut lines: Vec<(i64, Value)> = lines
        .filter_map(|line| {
            let said = serde_json::from_str(line.get("text")?.as_str()?).ok()?;
            Some((line.get("at")?.as_i64()?, said))
        })
        .collect();
    lines.sort_by_key(|(at, _)| *at);
    lines.into_iter().map(|(_, said)| said).collect()
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
pub(super) fn signed(key: &str, note: &str) -> Result<(u64, [u8; 32]), String> {
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

pub(super) fn hash_of(text: &str) -> Result<[u8; 32], String> {
    let bytes = BASE64_STANDARD.decode(text).ok();
    let hash = bytes.and_then(|bytes| bytes.try_into().ok());
    hash.ok_or_else(|| "a hash can't be read".to_owned())
}

pub(super) fn word<'v>(value: &'v Value, name: &str) -> Result<&'v str, String> {
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
        let [own] = &proved.chains[..] else { panic!("{proved:?}") };
        assert!(own.in_log >= 2 && own.lines == own.in_log + 1, "{proved:?}");
        assert!(proved.size > 5 && proved.key.starts_with("bluebutton-log/"), "{proved:?}");

        let mut json: Value = serde_json::from_str(&file).unwrap();
        let said = |json: &Value| check(&json.to_string()).unwrap_err();
        let text =
            json["chains"][0]["lines"][0]["text"].as_str().unwrap().replace("imported", "viewed");
        json["chains"][0]["lines"][0]["text"] = text.into();
        assert_eq!(said(&json), "these lines are not in the log that was signed");

        let mut json: Value = serde_json::from_str(&file).unwrap();
        json["chains"][0]["lines"].as_array_mut().unwrap().remove(0);
        assert_eq!(said(&json), "these lines are not in the log that was signed");
        json["chains"][0]["lines"].as_array_mut().unwrap().truncate(0);
        assert!(said(&json).contains("lines, and the file 0"));

        let mut json: Value = serde_json::from_str(&file).unwrap();
        let note = json["chains"][0]["inclusion"]["checkpoint"].as_str().unwrap().to_owned();
        let size = format!("\n{}\n", proved.size);
        json["chains"][0]["inclusion"]["checkpoint"] =
            note.replacen(&size, &format!("\n{}\n", proved.size + 1), 1).into();
        assert_eq!(said(&json), "the checkpoint was not signed with that key");
        json["chains"][0]["inclusion"]["checkpoint"] = note.into();
        json["chains"][0]["inclusion"]["leaf"] = 0.into();
        assert_eq!(said(&json), "these lines are not in the log that was signed");
    }

    #[tokio::test]
    async fn of_a_record_that_was_put_together_all_chains_are_proved() {
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
        let mut keys = Vec::new();
        for (name, given, year) in
            [("Reyes", "Ana", "1955"), ("Ortiz", "Luis", "1961"), ("Becker", "Tom", "1974")]
        {
            let bundle = ANA
                .replace(r#""value":"1""#, &format!(r#""value":"{name}""#))
                .replace("Reyes", name)
                .replace("Ana", given)
                .replace("1955", year);
            let source = Source::Bytes(format!("{name}.json"), bundle.into_bytes().into());
            let done = Importer::new(store.clone()).run(vec![source]).await.unwrap();
            keys.extend(done.files[0].records.iter().cloned());
        }
        let [ana, ortiz, becker] = &keys[..] else { panic!("{keys:?}") };
        let who = Who::Operator;
        for part in [ortiz, becker] {
            store.records().merge(&who, ana, part, "one person").await.unwrap();
        }
        let file = async || {
            store.audit().checkpoint().await.unwrap();
            let view = Action::View { page: "activity", resource: None };
            let permit = store.access().open(&who, ana, view).await.unwrap();
            store.audit().proof(&permit).await.unwrap()
        };
        let whole = file().await;
        let proved = check(&whole).unwrap();
        let names: Vec<&str> = proved.chains.iter().map(|chain| chain.name.as_str()).collect();
        assert_eq!(names, [ana.as_str(), ortiz.as_str(), becker.as_str()]);

        for chain in [1, 2] {
            let mut json: Value = serde_json::from_str(&whole).unwrap();
            json["chains"].as_array_mut().unwrap().remove(chain);
            let said = check(&json.to_string()).unwrap_err();
            assert!(said.contains(names[chain]) && said.contains("missing"), "{said}");
            let mut json: Value = serde_json::from_str(&whole).unwrap();
            let text = json["chains"][chain]["lines"][0]["text"].as_str().unwrap();
            let text = text.replace("imported", "viewed");
            json["chains"][chain]["lines"][0]["text"] = text.into();
            let said = check(&json.to_string()).unwrap_err();
            assert_eq!(said, "these lines are not in the log that was signed");
        }
        let mut json: Value = serde_json::from_str(&whole).unwrap();
        json["chains"].as_array_mut().unwrap().swap(0, 1);
        assert_eq!(check(&json.to_string()).unwrap_err(), "its first chain is another record's");

        store.records().split(&who, ortiz, "two people").await.unwrap();
        let proved = check(&file().await).unwrap();
        assert_eq!(proved.chains.len(), 2, "what was taken out again is not missed");
    }

    #[test]
    fn what_is_no_file_of_proof_is_told_so() {
        assert!(check("").is_err() && check("{}").is_err() && check("[]").is_err());
    }
}
