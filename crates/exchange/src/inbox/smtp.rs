//! As much of an SMTP server as the inbox needs: EHLO, HELO, MAIL, RCPT, DATA, RSET, NOOP, QUIT.
//!
//! Standard: RFC 5321; commands are parsed by `smtp-proto`.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use smtp_proto::Request;
use smtp_proto::request::receiver::DataReceiver;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::InboxState;
use crate::limits::{
    INBOX_CONNECTIONS_MAX, INBOX_IDLE_SECONDS, INBOX_LINE_BYTES_MAX, INBOX_MESSAGE_BYTES_MAX,
};

/// Recipients of one message (RFC 5321, 4.5.3.1.8: at least 100).
const RECIPIENTS_MAX: usize = 100;

/// Takes connections until it is aborted.
pub(super) async fn serve(listener: TcpListener, shared: Arc<InboxState>) {
    let turns = Arc::new(Semaphore::new(INBOX_CONNECTIONS_MAX));
    loop {
        let Ok(turn) = turns.clone().acquire_owned().await else { return };
        match listener.accept().await {
            Ok((stream, _)) => {
                let shared = shared.clone();
                tokio::spawn(async move {
                    let _turn = turn;
                    if let Err(error) = Conversation::new(stream, shared).run().await {
                        tracing::debug!(%error, "the inbox lost a connection");
                    }
                });
            }
            Err(error) => {
                tracing::warn!(%error, "the inbox could not take a connection");
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }
    }
}

struct Conversation {
    read: BufReader<OwnedReadHalf>,
    write: OwnedWriteHalf,
    shared: Arc<InboxState>,
    from: Option<String>,
    to: Vec<String>,
}

impl Conversation {
    fn new(stream: TcpStream, shared: Arc<InboxState>) -> Self {
        let (read, write) = stream.into_split();
        Self { read: BufReader::new(read), write, shared, from: None, to: Vec::new() }
    }

    async fn run(mut self) -> io::Result<()> {
        self.say("220 localhost Blue Button demo inbox").await?;
        while let Some(line) = self.line().await? {
            if !line.ends_with(b"\n") {
                self.say("500 5.5.2 That line is too long").await?;
                return Ok(());
            }
            match Request::parse(&mut line.iter()) {
                Ok(Request::Quit) => return self.say("221 2.0.0 Good bye").await,
                Ok(request) => self.answer(request).await?,
                Err(_) => self.say("500 5.5.2 That is not a command we know").await?,
            }
        }
        Ok(())
    }

    async fn answer<T: AsRef<str>>(&mut self, request: Request<T>) -> io::Result<()> {
        match request {
            Request::Ehlo { .. } => {
                self.reset();
                let size = format!("250-SIZE {INBOX_MESSAGE_BYTES_MAX}");
                for line in ["250-localhost", &size, "250-8BITMIME", "250 ENHANCEDSTATUSCODES"] {
                    self.say(line).await?;
                }
                Ok(())
            }
            Request::Helo { .. } => {
                self.reset();
                self.say("250 localhost").await
            }
            Request::Mail { from } => {
                if from.size > INBOX_MESSAGE_BYTES_MAX {
                    return self.say("552 5.3.4 That message is too large").await;
                }
                self.reset();
                self.from = Some(from.address.as_ref().to_owned());
                self.say("250 2.1.0 OK").await
            }
            Request::Rcpt { to } => self.recipient(to.address.as_ref()).await,
            Request::Data if self.to.is_empty() => {
                self.say("503 5.5.1 First say MAIL and RCPT").await
            }
            Request::Data => self.data().await,
            Request::Rset => {
                self.reset();
                self.say("250 2.0.0 OK").await
            }
            Request::Noop { .. } => self.say("250 2.0.0 OK").await,
            _ => self.say("502 5.5.1 That command is not used here").await,
        }
    }

    async fn recipient(&mut self, address: &str) -> io::Result<()> {
        if self.from.is_none() {
            return self.say("503 5.5.1 First say MAIL").await;
        }
        if self.to.len() >= RECIPIENTS_MAX {
            return self.say("452 4.5.3 Too many recipients").await;
        }
        if !self.shared.accepts(address) {
            return self.say("550 5.1.1 Nobody of that address is here").await;
        }
        self.to.push(address.to_owned());
        self.say("250 2.1.5 OK").await
    }

    /// Takes the message up to the lonely dot.
    async fn data(&mut self) -> io::Result<()> {
        self.say("354 End with a dot on a line of its own").await?;
        let mut receiver = DataReceiver::new();
        let (mut message, mut is_too_large) = (Vec::new(), false);
        loop {
            let idle = Duration::from_secs(INBOX_IDLE_SECONDS);
            let chunk = timeout(idle, self.read.fill_buf()).await??;
            if chunk.is_empty() {
                return Ok(());
            }
            let (length, mut bytes) = (chunk.len(), chunk.iter());
            let is_whole = receiver.ingest(&mut bytes, &mut message);
            let used = length - bytes.len();
            self.read.consume(used);
            if message.len() > INBOX_MESSAGE_BYTES_MAX {
                is_too_large = true;
                message.clear();
            }
            if is_whole {
                break;
            }
        }
        let (from, to) = (self.from.take().unwrap_or_default(), std::mem::take(&mut self.to));
        if is_too_large {
            return self.say("552 5.3.4 That message is too large").await;
        }
        let shared = self.shared.clone();
        let taken = tokio::task::spawn_blocking(move || shared.take(from, to, message)).await;
        match taken {
            Ok(()) => self.say("250 2.0.0 The clinic has it").await,
            Err(_) => self.say("451 4.3.0 The message could not be kept").await,
        }
    }

    /// A line with its end; without it if it is too long; `None` at the end of the connection.
    async fn line(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut line = Vec::new();
        let mut limited = (&mut self.read).take(INBOX_LINE_BYTES_MAX);
        let idle = Duration::from_secs(INBOX_IDLE_SECONDS);
        timeout(idle, limited.read_until(b'\n', &mut line)).await??;
        Ok((!line.is_empty()).then_some(line))
    }

    async fn say(&mut self, line: &str) -> io::Result<()> {
        self.write.write_all(format!("{line}\r\n").as_bytes()).await
    }

    fn reset(&mut self) {
        self.from = None;
        self.to.clear();
    }
}
