//! A form with a file (`multipart/form-data`), read as strictly as our own pages send it.
//!
//! Standard: RFC 7578, RFC 2046 5.1.1.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse as _;

use crate::fields::Fields;
use crate::problem::Problem;
use crate::session::{Sender, token_is_right};

/// Fields of a form beside its file: more is not ours. Who enters a representative ticks parts, topics and
/// rights beside the paper.
const PARTS_MAX: usize = 60;

/// The longest text of a field beside a file.
const FIELD_BYTES_MAX: usize = 64 * 1024;

/// A form with a file, sent by somebody of whom `C` says who: its token was checked.
pub struct UploadForm<C>(pub C, pub Fields, pub Option<Upload>);

/// A file as it was sent.
pub struct Upload {
    /// What it was called there; for a suggestion of a title only.
    pub name: String,
    /// Its bytes.
    pub bytes: Bytes,
}

impl<S, C> FromRequest<S> for UploadForm<C>
where
    C: Sender + FromRequestParts<S, Rejection = Problem>,
    S: Send + Sync,
{
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let (mut parts, body) = request.into_parts();
        let sender = C::from_request_parts(&mut parts, state).await?;
        let kind = parts.headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let boundary = kind.and_then(boundary).ok_or_else(Problem::unclear)?.to_owned();
        let request = Request::from_parts(parts, body);
        let body = Bytes::from_request(request, state).await.map_err(|refused| {
            let is_large = refused.into_response().status() == StatusCode::PAYLOAD_TOO_LARGE;
            if is_large { Problem::too_large() } else { Problem::unclear() }
        })?;
        let (fields, file) = read(&body, &boundary).ok_or_else(Problem::unclear)?;
        if token_is_right(&sender.form_key(), &fields) {
            Ok(Self(sender, fields, file))
        } else {
            Err(Problem::form_expired())
        }
    }
}

fn boundary(kind: &str) -> Option<&str> {
    let rest = kind.strip_prefix("multipart/form-data")?;
    let boundary = rest.split(';').find_map(|part| part.trim().strip_prefix("boundary="))?;
    let boundary = boundary.trim_matches('"');
    (1..=70).contains(&boundary.len()).then_some(boundary)
}

/// The fields, and the file where one was chosen.
fn read(body: &Bytes, boundary: &str) -> Option<(Fields, Option<Upload>)> {
    let (mut fields, mut file) = (Vec::new(), None);
    let first = format!("--{boundary}");
    let between = format!("\r\n--{boundary}");
    let mut at = find(body, 0, first.as_bytes())? + first.len();
    for _ in 0..PARTS_MAX {
        if body.get(at..at + 2) == Some(&b"--"[..]) {
            return Some((Fields::new(fields), file));
        }
        at += 2;
        let head_end = find(body, at, b"\r\n\r\n")?;
        let end = find(body, head_end + 2, between.as_bytes())?;
        let head = std::str::from_utf8(body.get(at..head_end)?).ok()?;
        let start = head_end + 4;
        let content = body.slice(start..end.max(start));
        let name = parameter(head, "name")?;
        match parameter(head, "filename") {
            Some(called) if !content.is_empty() => {
                file = Some(Upload { name: called, bytes: content });
            }
            Some(_) => {}
            None if content.len() <= FIELD_BYTES_MAX => {
                let text = std::str::from_utf8(&content).ok()?;
                fields.push((name, text.to_owned()));
            }
            None => return None,
        }
        at = end + between.len();
    }
    None
}

/// The value of a parameter of `Content-Disposition`.
fn parameter(head: &str, name: &str) -> Option<String> {
    let is_line = |line: &&str| line.to_ascii_lowercase().starts_with("content-disposition:");
    let line = head.split("\r\n").find(is_line)?;
    let begin = format!("; {name}=\"");
    let (_, rest) = line.split_once(&begin)?;
    // A browser writes a quote in a name as %22.
    rest.split_once('"').map(|(value, _)| value.to_owned())
}

fn find(body: &[u8], from: usize, wanted: &[u8]) -> Option<usize> {
    let rest = body.get(from..)?;
    rest.windows(wanted.len()).position(|here| here == wanted).map(|at| from + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(file: &[u8]) -> Vec<u8> {
        let mut body = b"--xyz\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nMi carta\r\n--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\nContent-Type: application/pdf\r\n\r\n".to_vec();
        body.extend_from_slice(file);
        body.extend_from_slice(b"\r\n--xyz--\r\n");
        body
    }

    #[test]
    fn fields_and_file_are_read_whatever_bytes_are_in_it() {
        let file = b"%PDF-1.7\r\n--xy\r\n\0\xff--xyz not at the start of a line";
        let (fields, upload) = read(&Bytes::from(form(file)), "xyz").unwrap();
        assert_eq!(fields.get("title"), "Mi carta");
        let upload = upload.unwrap();
        assert_eq!((upload.name.as_str(), upload.bytes.as_ref()), ("a.pdf", &file[..]));
    }

    #[test]
    fn no_file_chosen_is_none_and_what_is_cut_off_is_refused() {
        let whole = form(b"");
        assert!(read(&Bytes::from(whole.clone()), "xyz").unwrap().1.is_none());
        for length in 0..whole.len() - 4 {
            let cut = Bytes::from(whole[..length].to_vec());
            assert!(read(&cut, "xyz").is_none(), "{length}");
        }
        assert!(read(&Bytes::from(whole), "other").is_none());
    }

    #[test]
    fn the_boundary_is_that_of_the_head() {
        assert_eq!(boundary("multipart/form-data; boundary=abc"), Some("abc"));
        assert_eq!(boundary("multipart/form-data; boundary=\"a b\""), Some("a b"));
        assert_eq!(boundary("application/x-www-form-urlencoded"), None);
        assert_eq!(boundary("multipart/form-data"), None);
    }
}
