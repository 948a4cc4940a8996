//! Checks the proof that a log only grew between two checkpoints, without the database, and without any
//! of the code that made it.
//!
//! Standard: RFC 9162, 2.1.4.2; <https://c2sp.org/tlog-checkpoint>

use bluebutton_crypto::hash::sha256;
use serde_json::Value;

use super::proof::{hash_of, signed, word};

/// What is proved.
#[derive(Debug, PartialEq, Eq)]
pub struct Grown {
    /// Leaves of the checkpoint that was kept.
    pub old: u64,
    /// Leaves of the newer one.
    pub new: u64,
    /// The key that signed both.
    pub key: String,
}

/// What a file calls itself that holds such a proof.
pub const FORM: &str = "bluebutton consistency proof 1";

/// Checks a proof; an error is a sentence that says what does not hold.
pub fn check(text: &str) -> Result<Grown, String> {
    let file: Value =
        serde_json::from_str(text).map_err(|_| "it is no file of proof".to_owned())?;
    if word(&file, "form")? != FORM {
        return Err("it is of another form than this program knows".to_owned());
    }
    let key = word(&file, "key")?;
    let old = signed(key, word(&file, "old")?)?;
    let new = signed(key, word(&file, "new")?)?;
    let path = file.get("path").and_then(Value::as_array).ok_or("the path is missing")?;
    let path = path.iter().map(|hash| hash_of(hash.as_str().unwrap_or_default()));
    let path: Vec<[u8; 32]> = path.collect::<Result<_, _>>()?;
    if !begins_with(old, new, &path) {
        return Err("the newer log does not begin with the older one".to_owned());
    }
    Ok(Grown { old: old.0, new: new.0, key: key.to_owned() })
}

/// Whether the tree of the second root begins with that of the first.
fn begins_with(old: (u64, [u8; 32]), new: (u64, [u8; 32]), path: &[[u8; 32]]) -> bool {
    let ((old, old_root), (new, new_root)) = (old, new);
    if old == 0 || old > new {
        return false;
    }
    if old == new {
        return path.is_empty() && old_root == new_root;
    }
    let mut hashes = Vec::with_capacity(path.len() + 1);
    if old.is_power_of_two() {
        hashes.push(old_root);
    }
    hashes.extend_from_slice(path);
    let (mut place, mut last) = (old - 1, new - 1);
    while place % 2 == 1 {
        place /= 2;
        last /= 2;
    }
    let Some((first, rest)) = hashes.split_first() else { return false };
    let (mut of_old, mut of_new) = (*first, *first);
    for sister in rest {
        if last == 0 {
            return false;
        }
        if place % 2 == 1 || place == last {
            of_old = node(sister, &of_old);
            of_new = node(sister, &of_new);
            while place % 2 == 0 && place != 0 {
                place /= 2;
                last /= 2;
            }
        } else {
            of_new = node(&of_new, sister);
        }
        place /= 2;
        last /= 2;
    }
    last == 0 && of_old == old_root && of_new == new_root
}

fn node(left: &[u8; 32], right: &[u8; 32]) -> [u8; 32] {
    sha256(&[&b"\x01"[..], left, right].concat())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use bluebutton_crypto::SystemRandom;
    use bluebutton_exchange::import::{Importer, Source};
    use bluebutton_store::{OpenOptions, Store, StoreError};

    use super::*;

    async fn store(folder: &std::path::Path) -> Store {
        let options = OpenOptions {
            data: folder.to_owned(),
            database: None,
            root_key: None,
            clock: crate::clock::system(),
            random: Arc::new(SystemRandom),
        };
        Store::open(options).await.unwrap()
    }

    /// Imports a patient of that number; the checkpoint behind it.
    async fn import(store: &Store, number: usize) -> String {
        let bundle = format!(
            r#"{{"resourceType":"Patient","id":"p{number}","birthDate":"1955-03-{number:02}",
            "identifier":[{{"system":"urn:mrn","value":"70{number}"}}],
            "name":[{{"family":"Reyes{number}"}}]}}"#
        );
        let source = Source::Bytes(format!("{number}.json"), bundle.into_bytes().into());
        Importer::new(store.clone()).run(vec![source]).await.unwrap();
        store.audit().newest_checkpoint().await.unwrap().unwrap()
    }

    #[tokio::test]
    async fn a_log_that_only_grew_is_proved_from_every_checkpoint_and_another_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let site = store(folder.path()).await;
        let mut kept = Vec::new();
        for number in 1..12 {
            kept.push(import(&site, number).await);
        }
        for (at, note) in kept.iter().enumerate() {
            let proof = site.audit().consistency(note).await.unwrap();
            let grown = check(&proof).unwrap();
            assert!(grown.old <= grown.new && grown.old > at as u64, "{grown:?}");
            let mut altered: Value = serde_json::from_str(&proof).unwrap();
            if let Some(hash) = altered["path"].as_array_mut().and_then(Vec::pop) {
                assert!(check(&altered.to_string()).is_err(), "{hash} was not needed");
            }
            altered["old"] = kept[0].replacen("\n1\n", "\n2\n", 1).into();
            assert!(check(&altered.to_string()).is_err());
        }

        // The same site, begun again from before: another history under the same key.
        let again = tempfile::tempdir().unwrap();
        std::fs::create_dir(again.path().join("keys")).unwrap();
        std::fs::copy(folder.path().join("keys/root"), again.path().join("keys/root.new")).unwrap();
        let other = store(again.path()).await;
        import(&other, 20).await;
        for note in [&kept[0], &kept[10]] {
            let refused = other.audit().consistency(note).await;
            assert!(matches!(refused, Err(StoreError::Altered(_))), "{refused:?}");
        }
        let foreign = tempfile::tempdir().unwrap();
        let refused = store(foreign.path()).await.audit().consistency(&kept[0]).await;
        assert!(matches!(refused, Err(StoreError::Settings(_))), "{refused:?}");
    }
}
