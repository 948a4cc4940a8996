//! What a hub reaches outside: a post office that keeps everything, and a domain name system with TXT records only.

use std::collections::BTreeMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bluebutton_hub::outside::{Mail, Outside, Sheet, Undelivered};
use bluebutton_hub::probe::net::{DnsFault, DnsKind, Net};
use futures_util::future::BoxFuture;
use tokio::net::TcpStream;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

/// Catches mail and papers.
#[derive(Default)]
pub struct Post {
    mails: Mutex<Vec<Mail>>,
    papers: Mutex<Vec<Sheet>>,
    is_broken: Mutex<bool>,
}

/// A domain name system with TXT records, and nothing else that leads outside.
#[derive(Default)]
pub struct Names(Mutex<BTreeMap<String, Vec<u8>>>);

impl Outside for Post {
    fn send(&self, mail: Mail) -> BoxFuture<'_, Result<(), Undelivered>> {
        if *self.is_broken.lock().unwrap() {
            let detail = "broken on purpose".to_owned();
            return Box::pin(async { Err(Undelivered { may_pass: true, detail }) });
        }
        self.mails.lock().unwrap().push(mail);
        Box::pin(async { Ok(()) })
    }

    fn print(&self, paper: Sheet) -> BoxFuture<'_, Result<Vec<u8>, String>> {
        self.papers.lock().unwrap().push(paper);
        Box::pin(async { Ok(b"%PDF-test".to_vec()) })
    }
}

impl Post {
    /// Whether the mail server is away.
    pub fn breaks(&self, is_broken: bool) {
        *self.is_broken.lock().unwrap() = is_broken;
    }

    /// Mails so far.
    pub fn count(&self) -> usize {
        self.mails.lock().unwrap().len()
    }

    /// All mails so far.
    pub fn all(&self) -> Vec<Mail> {
        self.mails.lock().unwrap().clone()
    }

    /// The last mail.
    pub fn last(&self) -> Mail {
        self.mails.lock().unwrap().last().cloned().unwrap()
    }

    /// The path of the link in the last mail.
    pub fn link(&self) -> String {
        let body = self.last().body;
        let (_, rest) = body.split_once("https://movement.example").unwrap();
        rest.split_whitespace().next().unwrap().to_owned()
    }

    /// The last paper.
    pub fn paper(&self) -> Sheet {
        self.papers.lock().unwrap().last().cloned().unwrap()
    }
}

impl Names {
    pub fn set(&self, name: &str, text: &str) {
        self.0.lock().unwrap().insert(name.to_owned(), text.as_bytes().to_vec());
    }
}

impl Net for Names {
    fn resolve<'n>(&'n self, _: &'n str) -> BoxFuture<'n, io::Result<Vec<IpAddr>>> {
        Box::pin(async { Err(io::ErrorKind::NotFound.into()) })
    }

    fn dial(&self, _: SocketAddr) -> BoxFuture<'_, io::Result<TcpStream>> {
        Box::pin(async { Err(io::ErrorKind::ConnectionRefused.into()) })
    }

    fn records<'n>(
        &'n self,
        name: &'n str,
        kind: DnsKind,
    ) -> BoxFuture<'n, Result<Vec<Vec<u8>>, DnsFault>> {
        let found = self.0.lock().unwrap().get(name).cloned();
        let found = found.filter(|_| kind == DnsKind::Txt);
        Box::pin(async move { Ok(found.into_iter().collect()) })
    }

    fn trust(&self) -> Arc<ClientConfig> {
        bluebutton_hub::probe::net::client(RootCertStore::empty()).unwrap()
    }

    fn pause(&self, _: Duration) -> BoxFuture<'_, ()> {
        Box::pin(async {})
    }
}
