//! Two questions to the domain name system that the system's resolver has no call for: TXT (whose
//! domain it is) and CERT (a Direct certificate). Over UDP, and over TCP where the answer is cut.
//!
//! Standards: RFC 1035; RFC 4398 (CERT). An answer is read within its bounds: names are passed over,
//! never followed, so that no answer can send us in circles.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpStream, UdpSocket};
use tokio::time::timeout;

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Words.
    Txt,
    /// Certificates.
    Cert,
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DnsFault {
    /// No name server answered.
    Away,
    /// The answer is none that we understand, or an error of the server.
    Unclear,
}

/// How long one name server is waited for.
const SECONDS_MAX: u64 = 4;

/// Our answers fit; a certificate has 2 kB.
const ANSWER_BYTES_MAX: usize = 65_535;

impl Kind {
    fn number(self) -> u16 {
        match self {
            Self::Txt => 16,
            Self::Cert => 37,
        }
    }
}

/// The name servers that the system names.
pub(super) fn system_servers() -> Vec<SocketAddr> {
    let text = std::fs::read_to_string("/etc/resolv.conf").unwrap_or_default();
    let servers = text.lines().filter_map(|line| {
        let rest = line.trim().strip_prefix("nameserver")?;
        rest.trim().parse().ok().map(|address| SocketAddr::new(address, 53))
    });
    servers.take(3).collect()
}

/// Asks the servers in turn.
pub(super) async fn ask(
    servers: &[SocketAddr],
    id: u16,
    (name, kind): (&str, Kind),
) -> Result<Vec<Vec<u8>>, DnsFault> {
    let mut fault = DnsFault::Away;
    let Some(question) = question(id, name, kind) else { return Err(DnsFault::Unclear) };
    for server in servers {
        let asking = timeout(Duration::from_secs(SECONDS_MAX), ask_one(*server, &question));
        if let Ok(Ok(answer)) = asking.await {
            match read(&answer, id, kind) {
                Ok(found) => return Ok(found),
                Err(why) => fault = why,
            }
        }
    }
    Err(fault)
}

async fn ask_one(server: SocketAddr, question: &[u8]) -> std::io::Result<Vec<u8>> {
    let any: SocketAddr = match server {
        SocketAddr::V4(_) => (Ipv4Addr::UNSPECIFIED, 0).into(),
        SocketAddr::V6(_) => (std::net::Ipv6Addr::UNSPECIFIED, 0).into(),
    };
    let socket = UdpSocket::bind(any).await?;
    socket.connect(server).await?;
    socket.send(question).await?;
    let mut answer = vec![0; 4_096];
    let length = socket.recv(&mut answer).await?;
    answer.truncate(length);
    let is_cut = answer.get(2).is_some_and(|flags| flags & 0x02 != 0);
    if is_cut { ask_over_tcp(server, question).await } else { Ok(answer) }
}

async fn ask_over_tcp(server: SocketAddr, question: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect(server).await?;
    stream.write_all(&(question.len() as u16).to_be_bytes()).await?;
    stream.write_all(question).await?;
    let length = usize::from(stream.read_u16().await?);
    let mut answer = vec![0; length.min(ANSWER_BYTES_MAX)];
    stream.read_exact(&mut answer).await?;
    Ok(answer)
}

/// A question with room for an answer of 4,096 bytes (EDNS, RFC 6891). `None` for what is no name.
fn question(id: u16, name: &str, kind: Kind) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(64);
    out.extend_from_slice(&id.to_be_bytes());
    out.extend_from_slice(&[0x01, 0x00, 0, 1, 0, 0, 0, 0, 0, 1]);
    let name = name.trim_end_matches('.');
    if name.is_empty() || name.len() > 253 {
        return None;
    }
    for label in name.split('.') {
        let length = u8::try_from(label.len()).ok().filter(|length| (1..=63).contains(length))?;
        let is_name = label.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
        if !is_name {
            return None;
        }
        out.push(length);
        out.extend_from_slice(label.as_bytes());
    }
    out.push(0);
    out.extend_from_slice(&kind.number().to_be_bytes());
    out.extend_from_slice(&[0, 1]);
    out.extend_from_slice(&[0, 0, 41, 0x10, 0, 0, 0, 0, 0, 0, 0]);
    Some(out)
}

/// The answers of that kind: the text of a TXT, the certificate of a CERT of type PKIX.
fn read(answer: &[u8], id: u16, kind: Kind) -> Result<Vec<Vec<u8>>, DnsFault> {
    let mut at = AnswerReader { bytes: answer, at: 0 };
    let (number, flags) = (at.two()?, at.two()?);
    let (questions, answers) = (at.two()?, at.two()?);
    at.skip(4)?;
    let is_answer = flags & 0x8000 != 0;
    match flags & 0x000f {
        0 => {}
        // No such name: nothing is there, and that is an answer.
        3 if number == id && is_answer => return Ok(Vec::new()),
        _ => return Err(DnsFault::Unclear),
    }
    if number != id || !is_answer {
        return Err(DnsFault::Unclear);
    }
    for _ in 0..questions {
        at.name()?;
        at.skip(4)?;
    }
    let mut found = Vec::new();
    for _ in 0..answers {
        at.name()?;
        let (of_kind, _class) = (at.two()?, at.two()?);
        at.skip(4)?;
        let length = usize::from(at.two()?);
        let data = at.take(length)?;
        if of_kind == kind.number()
            && let Some(content) = content(data, kind)
        {
            found.push(content);
        }
    }
    Ok(found)
}

fn content(data: &[u8], kind: Kind) -> Option<Vec<u8>> {
    match kind {
        Kind::Txt => {
            let (mut text, mut rest) = (Vec::new(), data);
            while let Some((length, behind)) = rest.split_first() {
                text.extend_from_slice(behind.get(..usize::from(*length))?);
                rest = behind.get(usize::from(*length)..)?;
            }
            Some(text)
        }
        // Type 1: X.509; key tag and algorithm say nothing to us.
        Kind::Cert => data.strip_prefix(&[0, 1]).and_then(|rest| rest.get(3..)).map(<[u8]>::to_vec),
    }
}

struct AnswerReader<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl<'b> AnswerReader<'b> {
    fn take(&mut self, length: usize) -> Result<&'b [u8], DnsFault> {
        let end = self.at.checked_add(length).ok_or(DnsFault::Unclear)?;
        let found = self.bytes.get(self.at..end).ok_or(DnsFault::Unclear)?;
        self.at = end;
        Ok(found)
    }

    fn skip(&mut self, length: usize) -> Result<(), DnsFault> {
        self.take(length).map(|_| ())
    }

    fn two(&mut self) -> Result<u16, DnsFault> {
        let bytes: [u8; 2] = self.take(2)?.try_into().map_err(|_| DnsFault::Unclear)?;
        Ok(u16::from_be_bytes(bytes))
    }

    /// Passes over a name: labels until an empty one, or a pointer, which ends it.
    fn name(&mut self) -> Result<(), DnsFault> {
        loop {
            let length = self.take(1)?.first().copied().ok_or(DnsFault::Unclear)?;
            match length {
                0 => return Ok(()),
                0xc0.. => return self.skip(1),
                1..=63 => self.skip(usize::from(length))?,
                _ => return Err(DnsFault::Unclear),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(kind: u16, data: &[u8]) -> Vec<u8> {
        let mut bytes = vec![0, 7, 0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0];
        bytes.extend_from_slice(b"\x06direct\x07example\x00");
        bytes.extend_from_slice(&kind.to_be_bytes());
        bytes.extend_from_slice(&[0, 1, 0xc0, 12]);
        bytes.extend_from_slice(&kind.to_be_bytes());
        bytes.extend_from_slice(&[0, 1, 0, 0, 0, 60]);
        bytes.extend_from_slice(&(data.len() as u16).to_be_bytes());
        bytes.extend_from_slice(data);
        bytes
    }

    #[test]
    fn words_and_certificates_are_read() {
        let txt = answer(16, b"\x04blue\x07-button");
        assert_eq!(read(&txt, 7, Kind::Txt), Ok(vec![b"blue-button".to_vec()]));
        let cert = answer(37, b"\x00\x01\x12\x34\x05DER");
        assert_eq!(read(&cert, 7, Kind::Cert), Ok(vec![b"DER".to_vec()]));
        let url = answer(37, b"\x00\x04\x12\x34\x05https://elsewhere");
        assert_eq!(read(&url, 7, Kind::Cert), Ok(Vec::new()), "only what is in the answer itself");
        assert_eq!(read(&txt, 8, Kind::Txt), Err(DnsFault::Unclear), "another question's answer");
    }

    #[test]
    fn nothing_of_that_name_is_an_answer_and_a_failed_server_is_none() {
        let mut none = answer(16, b"");
        none[3] = 0x83;
        assert_eq!(read(&none, 7, Kind::Txt), Ok(Vec::new()));
        none[3] = 0x82;
        assert_eq!(read(&none, 7, Kind::Txt), Err(DnsFault::Unclear));
    }

    #[test]
    fn no_answer_makes_us_read_beyond_its_end_or_in_circles() {
        let whole = answer(16, b"\x04blue");
        for end in 0..whole.len() {
            let _unharmed = read(&whole[..end], 7, Kind::Txt);
        }
        let mut wild = whole.clone();
        for at in 0..wild.len() {
            for value in [0, 0x3f, 0x40, 0xc0, 0xff] {
                let before = std::mem::replace(&mut wild[at], value);
                let _unharmed = read(&wild, 7, Kind::Txt);
                wild[at] = before;
            }
        }
    }

    #[test]
    fn what_is_no_name_is_not_asked_for() {
        for wrong in ["", "a..b", "a b.example", &"x".repeat(64), "münchen.example", "a/b"] {
            assert_eq!(question(1, wrong, Kind::Txt), None, "{wrong}");
        }
        assert!(question(1, "_blue-button.lakeside.example.", Kind::Txt).is_some());
    }
}
