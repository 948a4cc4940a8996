//! From a session to a record: the one way in which the portal opens one.

use bluebutton_record::PatientKey;
use bluebutton_store::records::Record;
use bluebutton_store::{Action, RecordPermit};
use bluebutton_web::frame::Frame;
use bluebutton_web::problem::Problem;
use bluebutton_web::session::SignedIn;

use crate::services::Services;

/// Opens a record for a page: checks, writes the audit line, and makes the page's frame. The one
/// place where the portal does so; somebody else's record is not found.
pub(crate) async fn record_page(
    services: &Services,
    session: &SignedIn,
    key: &str,
    action: Action,
) -> Result<(RecordPermit, Record, Frame), Problem> {
    let (permit, frame) = open(services, session, key, action).await?;
    let record = services.store.records().open(&permit).await?;
    Ok((permit, record, frame))
}

/// [`record_page`] for pages that are about a record and do not read it.
pub(crate) async fn open(
    services: &Services,
    session: &SignedIn,
    key: &str,
    action: Action,
) -> Result<(RecordPermit, Frame), Problem> {
    let patient = PatientKey::parse(key).ok_or_else(Problem::not_found)?;
    let access = services.store.access();
    let permit = access.open(&session.who(), &patient, action).await?;
    let mut open = access.records_of(&session.session.account.id).await?;
    let mut frame = session.frame();
    frame.has_other_records = open.len() > 1;
    if let Some(place) = open.iter().position(|record| record.patient == patient) {
        frame.record = Some(open.swap_remove(place));
    }
    Ok((permit, frame))
}
