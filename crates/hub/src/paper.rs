//! A paper as the answer to a request: printed by what the program gives us, to be kept as a file.

use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse as _;
use bluebutton_web::page::Answer;
use bluebutton_web::problem::Problem;

use crate::outside::Sheet;
use crate::services::Services;

/// Prints a paper. `name` is that of the file, without its end: letters of ours, never what somebody typed.
pub(crate) async fn answer(services: &Services, sheet: Sheet, name: &str) -> Answer {
    let pdf = services.hands.print(sheet).await;
    let pdf = pdf.map_err(|why| Problem::failed("a paper of the hub", &why))?;
    let headers = [
        (CONTENT_TYPE, "application/pdf".to_owned()),
        (CACHE_CONTROL, "no-store".to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.pdf\"")),
    ];
    Ok((headers, pdf).into_response())
}
