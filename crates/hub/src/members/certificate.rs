//! The certificate: a paper that says what was pledged, when, and what it is not.

use axum::extract::{Path, State};
use bluebutton_record::Language;
use bluebutton_store::hub::{HubTx, Membership};
use bluebutton_web::Frame;
use bluebutton_web::page::Answer;
use bluebutton_web::problem::Problem;
use bluebutton_web::session::Anyone;
use jiff::Timestamp;

use super::data;
use crate::callers::frame;
use crate::directory::data::{self as directory, Org};
use crate::outside::{Block, Sheet};
use crate::paper;
use crate::pledge::{self, Pledge};
use crate::services::Services;

/// `GET /members/{id}/certificate/{pledge}`
pub(crate) async fn show(
    State(services): State<Services>,
    anyone: Anyone,
    Path((id, pledge)): Path<(String, String)>,
) -> Answer {
    let asked = id.clone();
    let work = move |tx: &mut HubTx<'_, '_>| {
        Ok((directory::get(tx, &asked)?, tx.memberships(&asked)?, data::promises(tx, &asked)?))
    };
    let (org, all, promises) = services.hub.read("read a certificate", work).await?;
    let org = org.ok_or_else(Problem::not_found)?;
    let own = all.into_iter().find(|one| one.pledge == pledge && one.is_alive());
    let own = own.ok_or_else(Problem::not_found)?;
    let text = pledge::text_of(&services.hub, &own.pledge, &own.version).await?;
    let text = text.or_else(|| services.pledges.get(&own.pledge).cloned());
    let text = text.ok_or_else(Problem::not_found)?;
    let made: Vec<&str> = promises
        .iter()
        .filter(|one| one.pledge == own.pledge)
        .map(|one| one.commitment.as_str())
        .collect();
    let sheet = sheet(&services, &frame(&anyone), &org, (&own, &text, &made));
    paper::answer(&services, sheet, "blue-button-pledge").await
}

/// What stands on it.
fn sheet(
    services: &Services,
    frame: &Frame,
    org: &Org,
    (own, text, made): (&Membership, &Pledge, &[&str]),
) -> Sheet {
    let language: Language = frame.language();
    let day = |at: i64| frame.day_of(&Timestamp::from_microsecond(at).unwrap_or(frame.now));
    let promises = text.commitments.iter().filter(|one| made.contains(&one.id.as_str()));
    let promises = promises.map(|one| one.name.of(language).to_owned()).collect();
    let pairs = vec![
        (frame.t("certificate-signed").into_owned(), day(own.signed_at)),
        (frame.t("certificate-member-since").into_owned(), day(own.joined_at)),
        (frame.t("certificate-until").into_owned(), frame.date_text(&own.renew_by)),
        (
            frame.t("certificate-version").into_owned(),
            format!("{} {}", text.name.of(language), own.version),
        ),
        (frame.t("certificate-checks").into_owned(), services.url(&format!("/find/{}", org.id))),
    ];
    Sheet {
        language,
        head: frame.t("hub-name").into_owned(),
        title: frame.t1("certificate-title", "pledge", text.name.of(language)),
        blocks: vec![
            Block::Text(text.about.of(language).to_owned()),
            Block::Large(org.name.clone()),
            Block::Text(org.place()),
            Block::Heading(frame.t("certificate-promises").into_owned()),
            Block::List(promises),
            Block::Pairs(pairs),
            Block::Text(frame.t("no-endorsement").into_owned()),
        ],
        foot: frame.t("no-endorsement-short").into_owned(),
        made_at: frame.now.as_microsecond(),
    }
}
