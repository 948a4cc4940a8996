//! What staff of the hub do: a queue of pledges to look at, with reasons; every decision is in the trail.

mod decide;
pub(crate) mod posts;

use askama::Template;
use axum::extract::{Path, State};
use bluebutton_store::hub::HubTx;
use bluebutton_web::Frame;
use bluebutton_web::fields::Errors;
use bluebutton_web::page::{Answer, page};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::SafeForm;
use jiff::Timestamp;

use crate::callers::Team;
use crate::directory::index::{Line, Question};
use crate::services::Services;
use crate::signing;
use crate::signing::draft::{self, Draft};

pub(crate) use decide::{decide, slug};

#[derive(Template)]
#[template(path = "staff/queue.html")]
struct QueuePage {
    frame: Frame,
    waiting: Vec<Draft>,
    decided: Vec<Draft>,
}

#[derive(Template)]
#[template(path = "staff/review.html")]
struct ReviewPage {
    frame: Frame,
    errors: Errors,
    draft: Draft,
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
        let rows = tx.query(IN_STATE, &[])?;
        rows.iter().map(Draft::of).collect::<Result<Vec<_>, _>>()
    };
    let all = services.hub.read("read the queue of pledges", work).await?;
    let (waiting, decided): (Vec<Draft>, Vec<Draft>) =
        all.into_iter().partition(|draft| draft.standing == "confirmed");
    page(&QueuePage { frame: team.frame(), waiting, decided })
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
    page(&ReviewPage {
        errors,
        is_in_domain: signing::is_in_domain(draft.get("email"), &domain),
        domain,
        category: category.map_or_else(String::new, |one| one.name.of(language).to_owned()),
        pledge: text.name.of(language).to_owned(),
        promises: promises.iter().map(|(one, _)| one.name.of(language).to_owned()).collect(),
        addresses,
        alike,
        draft,
        frame,
    })
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
    decide(&services, &team, &id, (is_refused, reason, fields.get("same-as"))).await
}

const IN_STATE: &str = "
    select signing_id, standing, fields, domain_word, proof, reason, org_id, changed_at
    from hub_signing
    where standing in ('confirmed', 'approved', 'refused')
    order by changed_at desc
    limit 200";
