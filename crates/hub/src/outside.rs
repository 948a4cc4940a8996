//! What the hub asks of the rest of the program: to hand over mail, and to print a paper.

use std::sync::Arc;

use bluebutton_record::Language;
use futures_util::future::BoxFuture;

/// What the hub can't do itself. The program gives it; tests give their own.
pub trait Outside: Send + Sync {
    /// Hands a mail to the mail server. The error is one clause for the log, without addresses.
    fn send(&self, mail: Mail) -> BoxFuture<'_, Result<(), Undelivered>>;

    /// Prints a paper as a PDF. The error is one clause for the log.
    fn print(&self, paper: Sheet) -> BoxFuture<'_, Result<Vec<u8>, String>>;
}

/// [`Outside`], shared.
pub type Hands = Arc<dyn Outside>;

/// A mail of plain words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// Keeps its Message-ID when it is tried again.
    pub id: String,
    /// To whom.
    pub to: String,
    /// What it is about.
    pub subject: String,
    /// Its words.
    pub body: String,
    /// An address of ours that stops such mail when a mail program sends it a form (RFC 8058).
    pub stop: Option<String>,
}

/// Why a mail did not go out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undelivered {
    /// Whether trying again later can help.
    pub may_pass: bool,
    /// One clause for the log, without addresses.
    pub detail: String,
}

/// A paper of a page or two: a letter, a certificate, a leaflet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// Its language.
    pub language: Language,
    /// Who gives it out, above everything.
    pub head: String,
    /// What it is.
    pub title: String,
    /// What stands on it.
    pub blocks: Vec<Block>,
    /// The line at the foot of each page.
    pub foot: String,
    /// When it was made, microseconds since 1970.
    pub made_at: i64,
}

/// A piece of a paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A heading.
    Heading(String),
    /// Words; line ends stay.
    Text(String),
    /// Words that the eye goes to.
    Large(String),
    /// One line each.
    List(Vec<String>),
    /// What something is and what it says.
    Pairs(Vec<(String, String)>),
    /// Room to sign by hand, with what stands under the line.
    Signature(String),
}
