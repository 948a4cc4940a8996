//! `/records/{key}/apps`: which apps of others read this record, what they may see, until when, when they
//! did last; and the end of it.

use askama::Template;
use axum::extract::State;
use bluebutton_record::Terms;
use bluebutton_store::apps::AppGrant;
use bluebutton_store::audit::AuditLine;
use bluebutton_store::events::{AppStep, Event};
use bluebutton_web::frame::Frame;
use bluebutton_web::page::{Answer, go_to, page};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::{Asked, SafeForm};

use crate::permit::{Asking, Manage, MayView, Page, RecordPath, Viewed};
use crate::services::Services;

/// So many of the newest lines are looked through for when an app read last.
const LINES_LOOKED_THROUGH: usize = 500;

#[derive(Template)]
#[template(path = "apps/apps.html")]
struct AppsPage {
    frame: Frame,
    living: Vec<AppView>,
    past: Vec<AppView>,
    is_ended: bool,
    /// Whether every app is listed; whoever was let in reads of those that they let in.
    is_own: bool,
}

#[derive(Template)]
#[template(path = "apps/end.html")]
struct AppEndPage {
    frame: Frame,
    app: AppView,
}

/// An app, in words.
struct AppView {
    id: String,
    name: String,
    sees: String,
    /// Sensitive topics that it sees.
    topics: Option<String>,
    given_by: Option<String>,
    since: String,
    until: String,
    /// When it read the last time.
    read: String,
}

/// The apps of a record.
pub(crate) struct Apps;

impl Page for Apps {
    fn viewed(_: &RecordPath) -> Result<Viewed, Problem> {
        Viewed::page("apps")
    }
}

/// `GET /records/{key}/apps`
pub(crate) async fn show(
    State(services): State<Services>,
    may: MayView<Apps>,
    Asked(fields): Asked,
) -> Answer {
    let is_own = may.permit.sees_all_deeds();
    let (frame, living, past) = apps_of(&services, may).await?;
    let is_ended = fields.is_ticked("ended");
    page(&AppsPage { frame, living, past, is_ended, is_own })
}

/// `GET /records/{key}/apps/{id}/end`
pub(crate) async fn show_end(State(services): State<Services>, may: MayView<Apps>) -> Answer {
    let id = may.path.part("id").to_owned();
    let (frame, living, _) = apps_of(&services, may).await?;
    let app = living.into_iter().find(|app| app.id == id).ok_or_else(Problem::not_found)?;
    page(&AppEndPage { frame, app })
}

/// `POST /records/{key}/apps/{id}/end`: it reads nothing more from this moment on.
pub(crate) async fn end(
    State(services): State<Services>,
    SafeForm(asking, _): SafeForm<Asking<Manage>>,
) -> Answer {
    let id = asking.path.part("id").to_owned();
    services.store.apps().end(&asking.who(), asking.patient(), &id).await?;
    Ok(go_to(&format!("/records/{}/apps?ended=1", asking.patient())))
}

async fn apps_of(
    services: &Services,
    may: MayView<Apps>,
) -> Result<(Frame, Vec<AppView>, Vec<AppView>), Problem> {
    let all = services.store.apps().of_record(&may.permit).await?;
    let lines = services.store.audit().lines(&may.permit, 0, LINES_LOOKED_THROUGH).await?;
    let (frame, topics) = (may.frame, services.store.topics());
    let today = frame.today();
    let view = |one: &AppGrant| {
        let open = |slug: &str| one.terms.opened.contains(slug);
        let language = frame.words().language();
        let named = topics.known_to(&one.terms).filter(|topic| open(&topic.slug));
        let named: Vec<&str> = named.map(|topic| topic.name(language)).collect();
        let until = match (one.ended, one.until) {
            (Some(at), _) => frame.t1("apps-ended", "date", frame.day_of(&at)),
            (None, Some(day)) if day < today => frame.t1("apps-ran-out", "date", frame.day(&day)),
            (None, Some(day)) => frame.t1("apps-until", "date", frame.day(&day)),
            (None, None) => frame.t("apps-no-end").into_owned(),
        };
        AppView {
            id: one.id.clone(),
            name: one.name.clone(),
            sees: sees(&frame, &one.terms),
            topics: (!named.is_empty())
                .then(|| frame.t1("apps-topics", "topics", named.join(", "))),
            given_by: one.given_by.as_ref().map(|name| frame.t1("apps-given-by", "name", name)),
            since: frame.t1("apps-since", "date", frame.day_of(&one.since)),
            until,
            read: match last_read(&lines, &one.app) {
                Some(at) => frame.t1("apps-read", "date", frame.moment(&at)),
                None => frame.t("apps-not-read").into_owned(),
            },
        }
    };
    let is_over =
        |one: &&AppGrant| one.ended.is_some() || one.until.is_some_and(|until| until < today);
    let (past, living): (Vec<_>, Vec<_>) = all.iter().partition(is_over);
    let living = living.into_iter().map(view).collect();
    let past = past.into_iter().map(view).collect();
    Ok((frame, living, past))
}

fn sees(frame: &Frame, terms: &Terms) -> String {
    match &terms.sections {
        None => frame.t("apps-sees-all").into_owned(),
        Some(sections) => {
            let names: Vec<_> =
                sections.iter().map(|section| frame.words().section(*section)).collect();
            frame.t1("apps-sees", "sections", names.join(", "))
        }
    }
}

fn last_read(lines: &[AuditLine], app: &str) -> Option<jiff::Timestamp> {
    let is_it = |line: &&AuditLine| match &line.told {
        Some((_, Event::App { step: AppStep::Read, app: own, .. })) => own == app,
        _ => false,
    };
    lines.iter().find(is_it).map(|line| line.at)
}
