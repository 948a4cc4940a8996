//! What the hub asks of the rest of the program: to hand over mail, and to print a paper.

use std::sync::Arc;

use bluebutton_crypto::Hidden;
use bluebutton_record::Language;
use bluebutton_store::StoreError;
use bluebutton_store::accounts::AccountId;
use bluebutton_store::apps::{About, App, Switch};
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

/// What the server beside this hub answers to apps; the program says it.
#[derive(Clone)]
pub struct FhirHere {
    /// The address of its FHIR API.
    pub base: String,
    /// The types of resources that it serves.
    pub kinds: Vec<FhirKind>,
    /// Where apps register themselves, if they may.
    pub registers_at: Option<String>,
    /// Registering an app, and trying a consent out.
    pub doors: Arc<dyn AppDoors>,
}

/// A type of resources that is served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FhirKind {
    /// `resourceType`.
    pub name: &'static str,
    /// What it is searched by; none where it is read only.
    pub searched_by: Vec<&'static str>,
    /// What comes along with what is found, where it is asked for.
    pub along: Vec<&'static str>,
    /// Profiles of US Core, by the end of their address.
    pub profiles: Vec<&'static str>,
}

/// What makers of apps do at the server beside. It opens no record.
pub trait AppDoors: Send + Sync {
    /// Registers an app. `is_free`: it may be used without anybody having looked at it, as in a demo.
    /// `NotAllowed("app-not-usable")` where what it says can't be taken, `"app-keys-not-usable"` where its keys
    /// can't, `"too-many-apps"`.
    fn register(&self, new: NewRegistration) -> BoxFuture<'_, Result<Registered, StoreError>>;

    /// Does to the consent behind a token what its giver or time would: whether there was one.
    fn switch(&self, token: String, switch: Switch) -> BoxFuture<'_, Result<bool, StoreError>>;
}

/// An app that is to be registered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRegistration {
    /// By whom, where they have an account.
    pub by: Option<AccountId>,
    /// What it says of itself; its keys as they were typed.
    pub about: About,
    /// Whether it gets a secret.
    pub has_secret: bool,
    /// From which network address.
    pub from: String,
    /// Whether it may be used at once.
    pub is_free: bool,
}

/// A registered app, and its secret, which is told this once.
pub type Registered = (App, Option<Hidden<String>>);
