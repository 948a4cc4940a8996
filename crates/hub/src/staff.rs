//! What staff of the hub do: a queue of pledges to look at, with reasons; every decision is in the trail.

mod decide;
pub(crate) mod posts;
mod waiting;

use askama::Template;
use axum::extract::{Path, State};
use bluebutton_store::hub::HubTx;
use bluebutton_web::Frame;
use bluebutton_web::fields::Errors;
use bluebutton_web::page::{Answer, go_to, page};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::SafeForm;
use jiff::Timestamp;

use crate::callers::Team;
use crate::directory::index::{Line, Question};
use crate::services::Services;
use crate::signing;
use crate::signing::draft::{self, Draft};
use waiting::Counts;

pub(crate) use decide::slug;
use decide::{Decided, decide};

#[derive(Template)]
#[template(path = "staff/queue.html")]
struct QueuePage {
    frame: Frame,
    counts: Counts,
    waiting: Vec<WaitingPledge>,
    decided: Vec<Draft>,
}

/// A pledge that waits, as the queue shows it.
struct WaitingPledge {
    draft: Draft,
    /// What it is, where, and which pledge it takes.
    about: String,
    /// Full days that it has waited.
    days: i64,
}

#[derive(Template)]
#[template(path = "staff/review.html")]
struct ReviewPage {
    frame: Frame,
    errors: Errors,
    draft: Draft,
    /// Street, city, state and ZIP code, as far as they were given.
    place: String,
    domain: String,
    is_in_domain: bool,
    category: String,
    pledge: String,
    promises: Vec<String>,
    addresses: Vec<(&'static str, String)>,
    alike: Vec<Line>,
}

impl QueuePage {
    fn day(&self, draft: &Draft) -> String {
        let at = Timestamp::from_microsecond(draft.changed_at);
        self.frame.day_of(&at.unwrap_or(self.frame.now))
    }
}

/// `GET /pledge/staff`
pub(crate) async fn queue(State(services): State<Services>, team: Team) -> Answer {
    let work = |tx: &mut HubTx<'_, '_>| {
        let mut drafts = |sql| {
            let rows = tx.query(sql, &[])?;
            rows.iter().map(Draft::of).collect::<Result<Vec<_>, _>>()
        };
        let (waiting, decided) = (drafts(CONFIRMED)?, drafts(DECIDED)?);
        Ok((Counts::read(tx)?, waiting, decided))
    };
    let (counts, waiting, decided) = services.hub.read("read the queue of pledges", work).await?;
    let frame = team.frame();
    let waiting = waiting.into_iter().map(|draft| WaitingPledge::of(&services, &frame, draft));
    let waiting = waiting.collect();
    page(&QueuePage { frame, counts, waiting, decided })
}

impl WaitingPledge {
    fn of(services: &Services, frame: &Frame, draft: Draft) -> Self {
        const DAY: i64 = 24 * 60 * 60 * 1_000_000;
        let language = frame.language();
        let pledge = services.pledges.get(draft.get("pledge"));
        let category = pledge.and_then(|pledge| pledge.category(draft.get("category")));
        let place = [draft.get("city"), draft.get("region")].map(str::to_owned);
        let place = place.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
        let parts = [
            category.map_or_else(String::new, |one| one.name.of(language).to_owned()),
            place.join(", "),
            pledge.map_or_else(String::new, |one| one.name.of(language).to_owned()),
        ];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        let days = (frame.now.as_microsecond() - draft.changed_at).max(0) / DAY;
        Self { about: parts.join(" · "), days, draft }
    }
}

/// `GET /pledge/staff/{id}`
pub(crate) async fn show(
    State(services): State<Services>,
    team: Team,
    Path(id): Path<String>,
) -> Answer {
    review(&services, team.frame(), id, Errors::none()).await
}

async fn review(services: &Services, frame: Frame, id: String, errors: Errors) -> Answer {
    let work = move |tx: &mut HubTx<'_, '_>| draft::get(tx, &id);
    let draft = services.hub.read("read a pledge to decide", work).await?;
    let draft = draft.filter(|draft| !draft.is_open()).ok_or_else(Problem::not_found)?;
    let language = frame.language();
    let text = services.pledges.get(draft.get("pledge")).ok_or_else(Problem::not_found)?;
    let category = text.category(draft.get("category"));
    let promises = signing::chosen(text, &draft);
    let index = services.shelf.index(&services.hub).await?;
    // Somebody who is there already under nearly the same name.
    let words = draft.get("name").to_owned();
    let found = index.find(&Question { words, ..Question::default() }, 0, 5);
    let alike = found.lines.iter().filter_map(|at| index.lines().get(*at)).cloned().collect();
    let addresses = crate::probe::stored::KINDS
        .into_iter()
        .map(|kind| (kind, draft.get(&format!("address-{kind}")).to_owned()))
        .filter(|(_, address)| !address.is_empty())
        .collect();
    let domain = draft.domain();
    let place = ["street", "city", "region", "zip"].map(|name| draft.get(name));
    let place: Vec<&str> = place.into_iter().filter(|part| !part.is_empty()).collect();
    page(&ReviewPage {
        place: place.join(", "),
        errors,
        is_in_domain: signing::is_in_domain(draft.get("email"), &domain),
        domain,
        category: category.map_or_else(String::new, |one| one.name.of(language).to_owned()),
        pledge: text.name.of(language).to_owned(),
        promises: promises
            .iter()
            .map(|(one, target)| promised(&frame, one.name.of(language), target))
            .collect(),
        addresses,
        alike,
        draft,
        frame,
    })
}

/// What is promised, and by when where that is not now.
fn promised(frame: &Frame, name: &str, target: &str) -> String {
    match target {
        "" => name.to_owned(),
        month => format!("{name} ({})", frame.t1("sign-by", "month", frame.date_text(month))),
    }
}

/// `POST /pledge/staff/{id}`
pub(crate) async fn answer(
    State(services): State<Services>,
    Path(id): Path<String>,
    SafeForm(team, fields): SafeForm<Team>,
) -> Answer {
    let frame = team.frame();
    let reason = fields.get("reason");
    let is_refused = fields.get("decision") == "refuse";
    if is_refused && reason.is_empty() {
        let errors = Errors::one("reason", frame.t("review-reason-needed"));
        return review(&services, frame, id, errors).await;
    }
    match decide(&services, &team, &id, (is_refused, reason, fields.get("same-as"))).await? {
        Decided::Done => Ok(go_to("/pledge/staff")),
        Decided::NotYet(why) => {
            let errors = Errors::one("reason", frame.t(why));
            review(&services, frame, id, errors).await
        }
    }
}

/// Whoever has waited longest comes first, however many were decided since.
const CONFIRMED: &str = "
    select signing_id, standing, fields, domain_word, proof, reason, org_id, changed_at
    from hub_signing
    where standing = 'confirmed'
    order by changed_at
    limit 200";

const DECIDED: &str = "
    select signing_id, standing, fields, domain_word, proof, reason, org_id, changed_at
    from hub_signing
    where standing in ('approved', 'refused')
    order by changed_at desc
    limit 50";
