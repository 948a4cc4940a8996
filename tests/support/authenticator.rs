//! An authenticator in software, for tests: makes a passkey (Ed25519) and answers as browsers do.
//! What it writes is put together by hand, so that it shares no code with what reads it.

use bluebutton_crypto::hash::sha256;
use bluebutton_crypto::passkey::{Made, Proof};
use bluebutton_crypto::sign::SigningKey;

/// One passkey, and the browser around it.
pub struct Authenticator {
    key: SigningKey,
    pub id: Vec<u8>,
    pub origin: String,
    pub host: String,
    /// Present (1), verified (4), may be copied (8), is copied (16).
    pub flags: u8,
    pub count: u32,
    pub user: Vec<u8>,
}

impl Authenticator {
    /// One for a site: `https://records.riverside.example`.
    pub fn new(seed: u8, origin: &str) -> Self {
        let host = origin.split("//").nth(1).unwrap().split(':').next().unwrap().to_owned();
        Self {
            key: SigningKey::from_seed(&[seed; 32]),
            id: sha256(&[seed])[..16].to_vec(),
            origin: origin.to_owned(),
            host,
            flags: 1 | 4,
            count: 0,
            user: Vec::new(),
        }
    }

    /// Answers "make a passkey for this user".
    pub fn makes(&mut self, challenge: &str, user: &str) -> Made {
        self.user = user.as_bytes().to_vec();
        let public = self.key.public();
        // A map of four: kind of key 1, algorithm -8, curve 6, the key.
        let cose = [&[0xa4, 1, 1, 3, 0x27, 0x20, 6, 0x21, 0x58, 32][..], public].concat();
        let length = u16::try_from(self.id.len()).unwrap().to_be_bytes();
        let data = [&self.data(64)[..], &[0; 16], &length, &self.id, &cose].concat();
        // A map of three: fmt "none", attStmt {}, authData.
        let length = u8::try_from(data.len()).unwrap();
        let object =
            [b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58", &[length][..], &data].concat();
        Made { client: self.client("webauthn.create", challenge), object }
    }

    /// Answers "show that you have it".
    pub fn proves(&self, challenge: &str) -> Proof {
        let (client, data) = (self.client("webauthn.get", challenge), self.data(0));
        let signature = self.key.sign(&[&data[..], &sha256(&client)].concat());
        Proof { id: self.id.clone(), client, data, signature, user: self.user.clone() }
    }

    fn data(&self, more: u8) -> Vec<u8> {
        let count = self.count.to_be_bytes();
        [&sha256(self.host.as_bytes())[..], &[self.flags | more], &count].concat()
    }

    fn client(&self, kind: &str, challenge: &str) -> Vec<u8> {
        let origin = &self.origin;
        let text = format!(
            r#"{{"type":"{kind}","challenge":"{challenge}","origin":"{origin}","crossOrigin":false}}"#
        );
        text.into_bytes()
    }
}
