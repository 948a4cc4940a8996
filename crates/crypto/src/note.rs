//! Signed notes: the form in which a checkpoint of the audit log leaves the house, which witnesses
//! and other tools read.
//!
//! Standard: <https://c2sp.org/signed-note>, <https://c2sp.org/tlog-checkpoint>

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use crate::hash::sha256;
use crate::sign::SigningKey;
use crate::tree::TreeHash;

/// The head of a log: which one, how many leaves, and the root over them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The log's name, which is the name of its key.
    pub origin: String,
    /// Leaves.
    pub size: u64,
    /// The root over them.
    pub root: TreeHash,
}

/// A log's name and key: signs its checkpoints.
pub struct Signer<'k> {
    name: String,
    key: &'k SigningKey,
}

impl<'k> Signer<'k> {
    /// The signer of a site's log. Its name is made of its key: the same wherever the site moves to.
    pub fn of_log(key: &'k SigningKey) -> Self {
        let hash = sha256(key.public());
        let digits: String = hash.iter().take(10).map(|byte| format!("{byte:02x}")).collect();
        Self { name: format!("bluebutton-log/{digits}"), key }
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The public key as others are given it: `name+key id+key`.
    pub fn public(&self) -> String {
        let typed = [&[ED25519][..], self.key.public()].concat();
        let id: String = self.key_id().iter().map(|byte| format!("{byte:02x}")).collect();
        format!("{}+{id}+{}", self.name, BASE64_STANDARD.encode(typed))
    }

    /// A checkpoint of this log, signed.
    pub fn sign(&self, size: u64, root: TreeHash) -> String {
        let text = format!("{}\n{size}\n{}\n", self.name, BASE64_STANDARD.encode(root));
        let signature = self.key.sign(text.as_bytes());
        let line = BASE64_STANDARD.encode([&self.key_id()[..], &signature].concat());
        format!("{text}\n\u{2014} {} {line}\n", self.name)
    }

    /// The checkpoint of a note, if this log signed it. Signatures of witnesses may stand beside.
    pub fn open(&self, note: &str) -> Option<Checkpoint> {
        let (text, signatures) = note.split_once("\n\n")?;
        let text = format!("{text}\n");
        let prefix = format!("\u{2014} {} ", self.name);
        let is_ours = |line: &str| {
            let signature = line.strip_prefix(&prefix).and_then(|s| BASE64_STANDARD.decode(s).ok());
            signature
                .as_deref()
                .and_then(|all| all.strip_prefix(&self.key_id()[..]))
                .is_some_and(|signature| self.key.verifies(text.as_bytes(), signature))
        };
        let checkpoint = signatures.lines().any(is_ours).then(|| parse(&text)).flatten()?;
        (checkpoint.origin == self.name).then_some(checkpoint)
    }

    fn key_id(&self) -> [u8; 4] {
        let hash = sha256(&[self.name.as_bytes(), b"\n", &[ED25519], self.key.public()].concat());
        [hash[0], hash[1], hash[2], hash[3]]
    }
}

/// Reads the text of a checkpoint.
fn parse(text: &str) -> Option<Checkpoint> {
    let mut lines = text.lines();
    let (origin, size, root) = (lines.next()?, lines.next()?, lines.next()?);
    let number: u64 = size.parse().ok()?;
    let root = BASE64_STANDARD.decode(root).ok()?.try_into().ok()?;
    // One number, one text: no sign, no zeros in front.
    (number.to_string() == size).then(|| Checkpoint {
        origin: origin.to_owned(),
        size: number,
        root,
    })
}

/// The type of key, as signed notes number them.
const ED25519: u8 = 1;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sign;

    #[test]
    fn a_checkpoint_opens_with_its_own_key_and_no_other() {
        let (key, other) = (SigningKey::from_seed(&[1; 32]), SigningKey::from_seed(&[2; 32]));
        let signer = Signer::of_log(&key);
        let note = signer.sign(7, [9; 32]);
        let opened = signer.open(&note).unwrap();
        assert_eq!((opened.size, opened.root), (7, [9; 32]));
        let cosigned = format!("{note}\u{2014} witness.example AAAA\n");
        assert_eq!(signer.open(&cosigned), Some(opened));
        assert_eq!(Signer::of_log(&other).open(&note), None);
        assert_eq!(signer.open(&note.replace("\n7\n", "\n8\n")), None);
        assert_eq!(signer.open(""), None);
    }

    /// The example of <https://c2sp.org/signed-note>, whose private key nobody has.
    #[test]
    fn the_examples_key_id_and_signature_are_read_as_ours_are_written() {
        let public = "AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
        let typed = BASE64_STANDARD.decode(public).unwrap();
        let id = sha256(&[b"example.com/foo\n", &typed[..]].concat());
        assert_eq!(id[..4], [0x53, 0x0d, 0x90, 0x3a]);
        let line = "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=";
        let signature = BASE64_STANDARD.decode(line).unwrap();
        assert_eq!(signature[..4], id[..4]);
        let message = b"This is an example message.\n";
        assert!(sign::verifies(&typed[1..], message, &signature[4..]));
    }

    #[test]
    fn the_public_key_is_written_as_others_read_it() {
        let key = SigningKey::from_seed(&[1; 32]);
        let public = Signer::of_log(&key).public();
        let parts: Vec<&str> = public.splitn(3, '+').collect();
        assert_eq!(parts[0].len(), "bluebutton-log/".len() + 20);
        assert_eq!((parts[1].len(), parts.len()), (8, 3), "{public}");
    }
}
