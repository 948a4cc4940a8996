//! One question and its answer over HTTP/1.1, with limits on each part of it.
//!
//! Standard: RFC 9112. Small on purpose: it asks `GET`, keeps no connection, follows nothing itself.

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};

use crate::limits::PROBE_HEAD_BYTES_MAX;

/// An answer.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) location: Option<String>,
    pub(super) media_type: String,
    pub(super) body: Vec<u8>,
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Broken {
    /// The connection ended.
    Cut,
    /// It is no HTTP.
    NotHttp,
    /// It is longer than anybody needs.
    TooLarge,
}

/// Who asks: a person who finds this in a log learns whom to write to.
pub(super) const USER_AGENT: &str =
    "BlueButtonCheck/1.0 (+PAGE; checks public addresses of members)";

/// Headers of one answer; the largest real ones have some 40.
const HEADERS_MAX: usize = 100;

/// Asks for a path, and reads what comes, up to that many bytes.
pub(super) async fn get(
    stream: &mut (impl AsyncRead + AsyncWrite + Unpin),
    (host, path): (&str, &str),
    (accept, agent): (&str, &str),
    bytes_max: usize,
) -> Result<Answer, Broken> {
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: {agent}\r\nAccept: {accept}\r\n\
         Accept-Encoding: identity\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await.map_err(|_| Broken::Cut)?;
    stream.flush().await.map_err(|_| Broken::Cut)?;
    let (mut head, mut kept) = read_head(stream, Vec::new()).await?;
    // 1xx: more is to come. Whoever sends hundreds of them runs into the limit of time.
    while head.answer.status < 200 {
        (head, kept) = read_head(stream, kept).await?;
    }
    let body = match head.length {
        _ if matches!(head.answer.status, 204 | 304) => Vec::new(),
        Length::Known(length) => known(stream, kept, length, bytes_max).await?,
        Length::Chunked => chunked(stream, kept, bytes_max).await?,
        Length::UntilEnd => until_end(stream, kept, bytes_max).await?,
    };
    Ok(Answer { body, ..head.answer })
}

struct Head {
    answer: Answer,
    length: Length,
}

#[derive(Clone, Copy)]
enum Length {
    Known(usize),
    Chunked,
    UntilEnd,
}

/// Reads a head; what came behind it is kept.
async fn read_head(
    stream: &mut (impl AsyncRead + Unpin),
    mut kept: Vec<u8>,
) -> Result<(Head, Vec<u8>), Broken> {
    loop {
        let mut headers = [httparse::EMPTY_HEADER; HEADERS_MAX];
        let mut response = httparse::Response::new(&mut headers);
        match response.parse(&kept) {
            Ok(httparse::Status::Complete(end)) => {
                let head = head_of(&response)?;
                return Ok((head, kept.split_off(end)));
            }
            Ok(httparse::Status::Partial) if kept.len() < PROBE_HEAD_BYTES_MAX => {}
            Ok(httparse::Status::Partial) => return Err(Broken::TooLarge),
            Err(_) => return Err(Broken::NotHttp),
        }
        if more(stream, &mut kept).await? == 0 {
            return Err(if kept.is_empty() { Broken::Cut } else { Broken::NotHttp });
        }
    }
}

fn head_of(response: &httparse::Response<'_, '_>) -> Result<Head, Broken> {
    let status = response.code.ok_or(Broken::NotHttp)?;
    let header = |name: &str| {
        let found = response.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name));
        found.and_then(|header| std::str::from_utf8(header.value).ok()).map(str::trim)
    };
    let length = match (header("transfer-encoding"), header("content-length")) {
        (Some(coding), _) if coding.eq_ignore_ascii_case("chunked") => Length::Chunked,
        (Some(_), _) => return Err(Broken::NotHttp),
        (None, Some(length)) => Length::Known(length.parse().map_err(|_| Broken::NotHttp)?),
        (None, None) => Length::UntilEnd,
    };
    let media_type = header("content-type").unwrap_or_default().to_ascii_lowercase();
    let location = header("location").map(str::to_owned);
    let answer = Answer { status, location, media_type, body: Vec::new() };
    Ok(Head { answer, length })
}

/// Reads what has come; 0 at the end.
async fn more(stream: &mut (impl AsyncRead + Unpin), kept: &mut Vec<u8>) -> Result<usize, Broken> {
    let mut piece = vec![0; 16 * 1024];
    // Many servers close without saying so in TLS: what came until then is judged by its length.
    let length = match stream.read(&mut piece).await {
        Ok(length) => length,
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => 0,
        Err(_) => return Err(Broken::Cut),
    };
    kept.extend_from_slice(piece.get(..length).unwrap_or_default());
    Ok(length)
}

async fn known(
    stream: &mut (impl AsyncRead + Unpin),
    mut body: Vec<u8>,
    length: usize,
    bytes_max: usize,
) -> Result<Vec<u8>, Broken> {
    if length > bytes_max {
        return Err(Broken::TooLarge);
    }
    while body.len() < length {
        if more(stream, &mut body).await? == 0 {
            return Err(Broken::Cut);
        }
    }
    body.truncate(length);
    Ok(body)
}

async fn until_end(
    stream: &mut (impl AsyncRead + Unpin),
    mut body: Vec<u8>,
    bytes_max: usize,
) -> Result<Vec<u8>, Broken> {
    loop {
        if body.len() > bytes_max {
            return Err(Broken::TooLarge);
        }
        if more(stream, &mut body).await? == 0 {
            return Ok(body);
        }
    }
}

async fn chunked(
    stream: &mut (impl AsyncRead + Unpin),
    mut kept: Vec<u8>,
    bytes_max: usize,
) -> Result<Vec<u8>, Broken> {
    let mut body = Vec::new();
    loop {
        match httparse::parse_chunk_size(&kept) {
            Ok(httparse::Status::Complete((_, 0))) => return Ok(body),
            Ok(httparse::Status::Complete((head, size))) => {
                let size = usize::try_from(size).map_err(|_| Broken::TooLarge)?;
                if body.len().saturating_add(size) > bytes_max {
                    return Err(Broken::TooLarge);
                }
                // The piece, and the line end behind it.
                while kept.len() < head + size + 2 {
                    if more(stream, &mut kept).await? == 0 {
                        return Err(Broken::Cut);
                    }
                }
                let (begin, end) = (head, head + size);
                body.extend_from_slice(kept.get(begin..end).unwrap_or_default());
                kept.drain(..end + 2);
            }
            // A size is a few digits: what is longer and still none never becomes one.
            Ok(httparse::Status::Partial) if kept.len() < 1_024 => {
                if more(stream, &mut kept).await? == 0 {
                    return Err(Broken::Cut);
                }
            }
            Ok(httparse::Status::Partial) | Err(_) => return Err(Broken::NotHttp),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn answered(bytes: &[u8], bytes_max: usize) -> Result<Answer, Broken> {
        let (mut ours, mut theirs) = tokio::io::duplex(1 << 20);
        theirs.write_all(bytes).await.unwrap();
        theirs.shutdown().await.unwrap();
        get(&mut ours, ("host.example", "/"), ("*/*", "test"), bytes_max).await
    }

    #[tokio::test]
    async fn an_answer_is_read_by_each_way_of_telling_its_length() {
        for text in [
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello and more",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\n\r\n",
            "HTTP/1.0 200 OK\r\n\r\nhello",
            "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
        ] {
            let answer = answered(text.as_bytes(), 100).await.unwrap();
            assert_eq!((answer.status, answer.body.as_slice()), (200, &b"hello"[..]), "{text}");
        }
    }

    #[tokio::test]
    async fn what_is_too_long_is_not_read_to_its_end() {
        let long = "x".repeat(1_000);
        for text in [
            "HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\n".to_owned(),
            format!("HTTP/1.1 200 OK\r\n\r\n{long}"),
            format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3e8\r\n{long}\r\n0\r\n"),
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n".to_owned(),
            format!("HTTP/1.1 200 OK\r\nX-Long: {}", "x".repeat(PROBE_HEAD_BYTES_MAX)),
        ] {
            let outcome = answered(text.as_bytes(), 100).await;
            assert_eq!(outcome.unwrap_err(), Broken::TooLarge, "{}", &text[..40]);
        }
    }

    #[tokio::test]
    async fn what_is_no_answer_is_told_apart_from_one_that_is_cut() {
        let not_http = ["SSH-2.0-OpenSSH\r\n", "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n"];
        for text in not_http {
            assert_eq!(answered(text.as_bytes(), 9).await.unwrap_err(), Broken::NotHttp, "{text}");
        }
        let cut = ["", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel"];
        for text in cut {
            assert_eq!(answered(text.as_bytes(), 9).await.unwrap_err(), Broken::Cut, "{text}");
        }
    }
}
