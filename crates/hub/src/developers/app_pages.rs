//! `/developers/apps`: the gallery. A maker that is a member attests; staff look at it; anybody reports. Nobody
//! here has tested an app, and the pages say so.

use askama::Template;
use axum::extract::{Path, State};
use bluebutton_store::events::MemberDeed;
use bluebutton_store::hub::HubTx;
use bluebutton_web::Frame;
use bluebutton_web::fields::{Errors, Fields};
use bluebutton_web::network::AskedFrom;
use bluebutton_web::page::{Answer, go_to, page};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::{Anyone, Asked, SafeForm};
use jiff::Timestamp;

use super::apps::{self, ANSWERS, App, QUESTIONS, Said};
use crate::callers::{Member, frame, secret, show as show_to};
use crate::community::reports;
use crate::limits::{ANSWER_CHARS_MAX, NAME_CHARS_MAX, POST_CHARS_MAX};
use crate::probe::check_typed_address;
use crate::services::Services;

#[derive(Template)]
#[template(path = "developers/apps.html")]
struct AppsPage {
    frame: Frame,
    apps: Vec<App>,
}

#[derive(Template)]
#[template(path = "developers/app.html")]
struct AppPage {
    frame: Frame,
    app: App,
    day: String,
    answers: Vec<(&'static str, Said)>,
    was_reported: bool,
}

#[derive(Template)]
#[template(path = "members/app.html")]
struct AppFormPage {
    frame: Frame,
    errors: Errors,
    app: App,
    answers: Vec<(&'static str, Said)>,
}

#[derive(Template)]
#[template(path = "members/apps.html")]
struct OwnAppsPage {
    frame: Frame,
    apps: Vec<App>,
    was_sent: bool,
}

/// Apps of one member.
const APPS_MAX: usize = 20;

fn answers_of(app: &App) -> Vec<(&'static str, Said)> {
    QUESTIONS.map(|question| (question, app.said(question))).to_vec()
}

/// `GET /developers/apps`
pub(crate) async fn list(State(services): State<Services>, anyone: Anyone) -> Answer {
    let apps = services.hub.read("read the gallery of apps", apps::shown).await?;
    show_to(&anyone, &AppsPage { frame: frame(&anyone), apps })
}

/// `GET /developers/apps/{id}`
pub(crate) async fn show(
    State(services): State<Services>,
    anyone: Anyone,
    Path(id): Path<String>,
    Asked(fields): Asked,
) -> Answer {
    let app = services.hub.read("read an app", move |tx| apps::get(tx, &id)).await?;
    let app = app.filter(|app| app.standing == "shown").ok_or_else(Problem::not_found)?;
    let frame = frame(&anyone);
    let at = Timestamp::from_microsecond(app.changed_at).unwrap_or(frame.now);
    let (day, answers) = (frame.day_of(&at), answers_of(&app));
    let was_reported = fields.is_ticked("reported");
    show_to(&anyone, &AppPage { frame, app, day, answers, was_reported })
}

/// `POST /developers/apps/{id}`: something is wrong with it; once a visitor.
pub(crate) async fn report(
    State(services): State<Services>,
    AskedFrom(from): AskedFrom,
    Path(id): Path<String>,
    SafeForm(_, fields): SafeForm<Anyone>,
) -> Answer {
    let page = format!("/developers/apps/{id}");
    let is_shown = |tx: &mut HubTx<'_, '_>, id: &str| {
        Ok(apps::get(tx, id)?.is_some_and(|app| app.standing == "shown"))
    };
    reports::take(&services, (&from, &fields), (id, page), is_shown).await
}

/// `GET /members/mine/apps`
pub(crate) async fn mine(
    State(services): State<Services>,
    member: Member,
    Asked(fields): Asked,
) -> Answer {
    let org = member.org_id.clone();
    let work = move |tx: &mut HubTx<'_, '_>| apps::of_org(tx, &org);
    let apps = services.hub.read("read a member's apps", work).await?;
    page(&OwnAppsPage { frame: member.frame(), apps, was_sent: fields.is_ticked("sent") })
}

/// The member's app of that id; an empty one for `new`.
async fn own(services: &Services, member: &Member, id: &str) -> Result<App, Problem> {
    if id == "new" {
        return Ok(App::default());
    }
    let id = id.to_owned();
    let app = services.hub.read("read an app", move |tx| apps::get(tx, &id)).await?;
    app.filter(|app| app.org_id == member.org_id).ok_or_else(Problem::not_found)
}

/// `GET /members/mine/apps/{id}`; `new` adds one.
pub(crate) async fn show_form(
    State(services): State<Services>,
    member: Member,
    Path(id): Path<String>,
) -> Answer {
    let app = own(&services, &member, &id).await?;
    let answers = answers_of(&app);
    page(&AppFormPage { frame: member.frame(), errors: Errors::none(), app, answers })
}

/// `POST /members/mine/apps/{id}`: attests. What is changed is looked at again.
pub(crate) async fn save(
    State(services): State<Services>,
    Path(id): Path<String>,
    SafeForm(member, fields): SafeForm<Member>,
) -> Answer {
    let before = own(&services, &member, &id).await?;
    let frame = member.frame();
    let mut errors = Errors::none();
    let app = read(before, &fields, (&frame, &mut errors));
    if !errors.is_empty() {
        let answers = answers_of(&app);
        return page(&AppFormPage { frame, errors, app, answers });
    }
    let (by, now) = (member.by(), services.hub.now().as_microsecond());
    let is_new = app.id.is_empty();
    let app = App {
        id: if is_new { secret(&services) } else { app.id },
        org_id: member.org_id,
        language: frame.lang().to_owned(),
        standing: "waiting".to_owned(),
        made_at: if is_new { now } else { app.made_at },
        changed_at: now,
        ..app
    };
    let work = move |tx: &mut HubTx<'_, '_>| {
        if is_new && apps::of_org(tx, &app.org_id)?.len() >= APPS_MAX {
            return Ok(());
        }
        apps::put(tx, &app)?;
        tx.did(&by, MemberDeed::AppAttested, &app.id)
    };
    services.hub.write("a maker attests for its app", work).await?;
    Ok(go_to("/members/mine/apps?sent=1"))
}

/// The app as the form says it. Every question needs an answer; none is chosen beforehand.
fn read(before: App, fields: &Fields, (frame, errors): (&Frame, &mut Errors)) -> App {
    let text = |name: &str, max: usize| -> String { fields.get(name).chars().take(max).collect() };
    let (name, about) = (text("name", NAME_CHARS_MAX), text("about", POST_CHARS_MAX));
    errors.need(frame, "name", &name, "app-name-needed");
    errors.need(frame, "about", &about, "app-about-needed");
    let typed = text("url", NAME_CHARS_MAX * 2);
    let url = check_typed_address(&typed);
    if url.is_none() {
        errors.add("url", frame.t("sign-address-wrong"));
    }
    let mut answers = std::collections::BTreeMap::new();
    for question in QUESTIONS {
        let given = fields.get(&format!("answer-{question}"));
        let answer = ANSWERS.into_iter().find(|one| *one == given).unwrap_or_default();
        let note = text(&format!("note-{question}"), ANSWER_CHARS_MAX);
        answers.insert(question.to_owned(), Said { answer: answer.to_owned(), note });
    }
    if answers.values().any(|said| said.answer.is_empty()) {
        errors.add("questions", frame.t("app-answers-needed"));
    }
    App { name, about, url: url.unwrap_or(typed), answers, ..before }
}
