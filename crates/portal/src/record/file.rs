//! An original file that hangs on an entry: always as a download, never opened in our pages.

use axum::body::Body;
use axum::extract::State;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::response::{IntoResponse, Response};
use bluebutton_record::entry::{AttachmentPlace, inline_bytes};
use bluebutton_record::{ResourceId, Selection};
use bluebutton_store::records::Record;

use super::reading;
use crate::permit::{Asking, Download};
use crate::services::Services;
use bluebutton_web::own_page::IsFromHere;
use bluebutton_web::page::Answer;
use bluebutton_web::problem::Problem;

/// `GET /records/{key}/{section}/{id}/file/{number}`
pub(crate) async fn show(
    State(services): State<Services>,
    IsFromHere(is_from_here): IsFromHere,
    asking: Asking<Download>,
) -> Answer {
    if !is_from_here {
        return Err(Problem::form_expired());
    }
    asking.path.section()?;
    let number: usize = asking.path.part("number").parse().map_err(|_| Problem::not_found())?;
    let turn = services.turns.take(&asking.session.session.account.id).await?;
    let permit = asking.permit(&services, "original", Selection::default()).await?;
    let record = services.store.records().open(&permit).await?;
    let id = ResourceId::in_record(permit.patient(), asking.path.part("id"));
    let id = id.ok_or_else(Problem::not_found)?;
    let resource = record.resource(&id).await?.ok_or_else(Problem::not_found)?;
    let entries = reading::entries(&record, std::slice::from_ref(&resource)).await?;
    let attachment = entries
        .first()
        .and_then(|entry| entry.attachments.get(number))
        .ok_or_else(Problem::not_found)?;
    let (bytes, media_type) = match &attachment.place {
        AttachmentPlace::Stored(id) => stored(&record, id).await?,
        AttachmentPlace::Inline(place) => {
            let bytes = inline_bytes(&resource, *place).ok_or_else(Problem::not_found)?;
            (bytes, attachment.media_type.clone().unwrap_or_default())
        }
        AttachmentPlace::Elsewhere(_) | AttachmentPlace::Missing => {
            return Err(Problem::not_found());
        }
    };
    let count = bytes.len();
    let answer = download(&format!("document.{}", ending(&media_type)), &media_type, bytes);
    Ok(turn.until_sent(answer, count))
}

async fn stored(record: &Record, id: &ResourceId) -> Result<(Vec<u8>, String), Problem> {
    record.original(id).await?.ok_or_else(Problem::not_found)
}

/// A file as an answer that a browser keeps and does not open.
pub fn download(name: &str, media_type: &str, bytes: impl Into<Body>) -> Response {
    let is_plain = |sign: u8| sign.is_ascii_graphic() && sign != b'"' && sign != b'\\';
    let media_type =
        if !media_type.is_empty() && media_type.bytes().all(|b| is_plain(b) || b == b' ') {
            media_type
        } else {
            "application/octet-stream"
        };
    let headers = [
        (CONTENT_TYPE, media_type.to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'".to_owned()),
        (X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, bytes.into()).into_response()
}

/// The ending that lets a computer open the file with the right program.
fn ending(media_type: &str) -> &'static str {
    match media_type.split(';').next().unwrap_or_default().trim() {
        "application/pdf" => "pdf",
        "text/xml" | "application/xml" | "application/hl7-sdwg+xml" => "xml",
        "text/plain" => "txt",
        "text/html" | "application/xhtml+xml" => "html",
        "application/rtf" | "text/rtf" => "rtf",
        "image/jpeg" => "jpg",
        "image/png" => "png",
        "image/tiff" => "tif",
        "application/dicom" => "dcm",
        "application/json" | "application/fhir+json" => "json",
        _ => "bin",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_media_type_of_a_source_cannot_add_headers() {
        let answer = download("a.bin", "text/html\r\nx: y", Vec::new());
        assert_eq!(answer.headers()[CONTENT_TYPE], "application/octet-stream");
        assert!(answer.headers()[CONTENT_DISPOSITION].to_str().unwrap().starts_with("attachment"));
    }
}
