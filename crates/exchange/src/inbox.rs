//! The demo's clinic: an SMTP server on loopback that decrypts and shows what arrived.
//!
//! It stands for the recipient's system, so that the whole way of a transmission can be seen
//! without any outside server. It keeps everything in memory and listens on this machine only.

mod open;
mod smtp;

#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use bluebutton_crypto::hash::sha256;
use bluebutton_crypto::smime::{Certificate, Identity};
use bluebutton_record::resource::base32;
use bluebutton_store::Clock;
use bluebutton_store::transmissions::Way;
use jiff::Timestamp;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::limits::INBOX_MESSAGES_MAX;

/// Who the inbox is.
pub struct InboxSettings {
    /// The recipients' certificates and keys, for Direct.
    pub identities: Vec<Identity>,
    /// The anchors the recipients trust.
    pub anchors: Vec<Certificate>,
    /// Whose mail it takes.
    pub accepts: Accepts,
    /// The clock.
    pub clock: Clock,
}

/// Whose mail an inbox takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Accepts {
    /// Everybody's: the demo.
    Everybody,
    /// These addresses' only; others are refused.
    Only(Vec<String>),
}

/// The inbox. Cheap to clone; the server stops when the last clone is gone.
#[derive(Clone)]
pub struct Inbox {
    shared: Arc<InboxState>,
    _server: Arc<Server>,
}

struct InboxState {
    settings: InboxSettings,
    messages: Mutex<VecDeque<Arc<Received>>>,
}

struct Server(JoinHandle<()>);

impl Drop for Server {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// A message that arrived.
#[derive(Clone, Debug)]
pub struct Received {
    /// Its id in the inbox.
    pub id: String,
    /// The sender (of the envelope).
    pub from: String,
    /// The recipients (of the envelope).
    pub to: Vec<String>,
    /// The subject a person reads: of the inner message, for Direct.
    pub subject: String,
    /// When it arrived.
    pub at: Timestamp,
    /// How it came.
    pub way: Way,
    /// Direct: the sender's address, if the signature is right and its certificate is for it.
    pub signed_by: Option<String>,
    /// Direct: whether the signer's certificate leads to an anchor we trust.
    pub trusted: bool,
    /// What was wrong with it: one clause.
    pub problem: Option<String>,
    /// The words.
    pub text: String,
    /// The files.
    pub attachments: Vec<ReceivedFile>,
    /// The message as it came.
    pub raw: Vec<u8>,
}

/// A file that came with a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceivedFile {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Inbox {
    /// Starts the server. Give port 0 for any free one; the address it listens on comes back.
    pub async fn start(
        listen: SocketAddr,
        settings: InboxSettings,
    ) -> std::io::Result<(Self, SocketAddr)> {
        let listener = TcpListener::bind(listen).await?;
        let address = listener.local_addr()?;
        let shared = Arc::new(InboxState { settings, messages: Mutex::new(VecDeque::new()) });
        let server = tokio::spawn(smtp::serve(listener, shared.clone()));
        Ok((Self { shared, _server: Arc::new(Server(server)) }, address))
    }

    /// What arrived, newest first.
    pub fn list(&self) -> Vec<Arc<Received>> {
        let messages = self.shared.messages.lock().unwrap_or_else(PoisonError::into_inner);
        messages.iter().rev().cloned().collect()
    }

    /// One message.
    pub fn get(&self, id: &str) -> Option<Arc<Received>> {
        let messages = self.shared.messages.lock().unwrap_or_else(PoisonError::into_inner);
        messages.iter().find(|message| message.id == id).cloned()
    }
}

impl InboxState {
    /// Whether mail for that address is taken.
    fn accepts(&self, address: &str) -> bool {
        match &self.settings.accepts {
            Accepts::Everybody => true,
            Accepts::Only(known) => known.iter().any(|known| known.eq_ignore_ascii_case(address)),
        }
    }

    /// Opens a message and keeps it. Blocking: decrypts.
    fn take(&self, from: String, to: Vec<String>, raw: Vec<u8>) {
        let at = (self.settings.clock)();
        let mut received = open::open(&self.settings, from, to, raw, at);
        let mut messages = self.messages.lock().unwrap_or_else(PoisonError::into_inner);
        // The same message twice is two entries.
        let hash = sha256(&[&received.raw[..], &messages.len().to_be_bytes()].concat());
        received.id = base32(&hash);
        received.id.truncate(16);
        if messages.len() >= INBOX_MESSAGES_MAX {
            messages.pop_front();
        }
        messages.push_back(Arc::new(received));
    }
}
