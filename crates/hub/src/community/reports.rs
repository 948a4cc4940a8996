//! Somebody says that something is wrong with what is shown: once a visitor and thing, for staff to look at.

use bluebutton_store::StoreError;
use bluebutton_store::hub::HubTx;
use bluebutton_web::fields::Fields;
use bluebutton_web::page::{Answer, go_to};
use bluebutton_web::problem::Problem;

use super::board;
use crate::limits::ANSWER_CHARS_MAX;
use crate::services::Services;
use crate::work::{self, Passed};

/// Takes a report of the form (field `why`) from a network address, and goes back to the page of what it is
/// about: its id, that page, and whether it is shown to everybody.
pub(crate) async fn take(
    services: &Services,
    (from, fields): (&str, &Fields),
    (id, page): (String, String),
    is_shown: impl Fn(&mut HubTx<'_, '_>, &str) -> Result<bool, StoreError> + Send + 'static,
) -> Answer {
    services.throttle.attempt(from)?;
    let why: String = fields.get("why").chars().take(ANSWER_CHARS_MAX).collect();
    let is_trapped = work::pass(services, from, fields).await? == Passed::Trapped;
    // A network address is compared and not kept.
    let (who, now) = (services.hub.keyed("mark", from), services.hub.now().as_microsecond());
    let work = move |tx: &mut HubTx<'_, '_>| {
        let is_there = is_shown(tx, &id)?;
        if is_there && !is_trapped {
            board::mark(tx, (&id, "report"), (&who, &why, now))?;
        }
        Ok(is_there)
    };
    let is_there = services.hub.write("something is reported", work).await?;
    if is_there { Ok(go_to(&format!("{page}?reported=1"))) } else { Err(Problem::not_found()) }
}
