//! What members wrote and what was reported: staff show it, or hide it, with a reason in the trail. Staff write
//! news.

use askama::Template;
use axum::extract::State;
use bluebutton_store::hub::{HubStaff, HubTx};
use bluebutton_web::Frame;
use bluebutton_web::page::{Answer, go_to, page};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::SafeForm;

use crate::callers::{Team, secret};
use crate::community::board::{self as posts, Post};
use crate::community::schedule::{self, Event};
use crate::developers::apps::{self, App};
use crate::directory::data as directory;
use crate::limits::{NAME_CHARS_MAX, POST_CHARS_MAX};
use crate::services::Services;

use super::waiting::{Counts, Reported, reported};

#[derive(Template)]
#[template(path = "staff/posts.html")]
struct PostsToJudgePage {
    frame: Frame,
    counts: Counts,
    /// With what each stands under: its id and title.
    waiting: Vec<(Post, Option<(String, String)>)>,
    /// With who made each.
    events: Vec<(Event, String)>,
    apps: Vec<App>,
    reported: Vec<Reported>,
}

/// `GET /pledge/staff/posts`
pub(crate) async fn show(State(services): State<Services>, team: Team) -> Answer {
    let work = |tx: &mut HubTx<'_, '_>| {
        let mut waiting = Vec::new();
        for post in posts::waiting(tx)? {
            let above = match &post.under {
                Some(under) => posts::get(tx, under)?.map(|above| (above.id, above.title)),
                None => None,
            };
            waiting.push((post, above));
        }
        let mut events = Vec::new();
        for event in schedule::waiting(tx)? {
            let host = directory::get(tx, &event.org_id)?.map(|host| host.name);
            events.push((event, host.unwrap_or_default()));
        }
        let apps = apps::waiting(tx)?;
        Ok((Counts::read(tx)?, waiting, events, apps, reported(tx)?))
    };
    let (counts, waiting, events, apps, reported) =
        services.hub.read("read posts to look at", work).await?;
    let frame = team.frame();
    page(&PostsToJudgePage { frame, counts, waiting, events, apps, reported })
}

/// `POST /pledge/staff/posts`: shows or hides one, or writes news.
pub(crate) async fn decide(
    State(services): State<Services>,
    SafeForm(team, fields): SafeForm<Team>,
) -> Answer {
    let now = services.hub.now().as_microsecond();
    let staff = team.staff();
    if fields.is_ticked("title") {
        let title: String = fields.get("title").chars().take(NAME_CHARS_MAX).collect();
        let body: String = fields.get("body").chars().take(POST_CHARS_MAX).collect();
        if title.is_empty() || body.is_empty() {
            return Ok(go_to("/pledge/staff/posts"));
        }
        let post = Post {
            id: secret(&services),
            kind: "news".to_owned(),
            language: team.frame().lang().to_owned(),
            title,
            body: body.replace("\r\n", "\n"),
            standing: "shown".to_owned(),
            made_at: now,
            changed_at: now,
            ..Post::default()
        };
        let work = move |tx: &mut HubTx<'_, '_>| {
            posts::put(tx, &post)?;
            tx.decided(&staff, "news", &post.id, "")
        };
        services.hub.write("write news", work).await?;
        return Ok(go_to("/pledge/staff/posts"));
    }
    let decision = fields.get("decision");
    let standing = match decision {
        "show" => "shown",
        "hide" => "hidden",
        _ => return Err(Problem::unclear()),
    };
    let (id, reason) = (fields.get("post").to_owned(), fields.get("reason").to_owned());
    if fields.is_ticked("app") {
        let id = fields.get("app").to_owned();
        return decide_on_app(&services, staff, (id, standing, reason)).await;
    }
    if fields.is_ticked("event") {
        let id = fields.get("event").to_owned();
        return decide_on_event(&services, staff, (id, standing, reason)).await;
    }
    let work = move |tx: &mut HubTx<'_, '_>| {
        let Some(mut post) = posts::get(tx, &id)? else { return Ok(()) };
        // What is kept after a report is not news once more.
        if post.standing != standing {
            post.changed_at = now;
        }
        standing.clone_into(&mut post.standing);
        posts::put(tx, &post)?;
        tx.execute(LOOKED_AT, &[id.as_str().into()])?;
        tx.decided(&staff, standing, &id, &reason)
    };
    services.hub.write("decide on a post", work).await?;
    Ok(go_to("/pledge/staff/posts"))
}

async fn decide_on_app(
    services: &Services,
    staff: HubStaff,
    (id, standing, reason): (String, &'static str, String),
) -> Answer {
    let work = move |tx: &mut HubTx<'_, '_>| {
        let Some(app) = apps::get(tx, &id)? else { return Ok(()) };
        let (standing_then, reason_then) = (standing.to_owned(), reason.clone());
        apps::put(tx, &App { standing: standing_then, reason: reason_then, ..app })?;
        tx.execute(LOOKED_AT, &[id.as_str().into()])?;
        tx.decided(&staff, standing, &id, &reason)
    };
    services.hub.write("decide on an app", work).await?;
    Ok(go_to("/pledge/staff/posts"))
}

async fn decide_on_event(
    services: &Services,
    staff: HubStaff,
    (id, standing, reason): (String, &'static str, String),
) -> Answer {
    let now = services.hub.now().as_microsecond();
    let work = move |tx: &mut HubTx<'_, '_>| {
        // As it is now: its member may have called it off meanwhile.
        let is_on = |event: &Event| event.standing != "off";
        let Some(event) = schedule::get(tx, &id)?.filter(is_on) else { return Ok(()) };
        tx.execute(LOOKED_AT, &[id.as_str().into()])?;
        schedule::put(tx, &Event { standing: standing.to_owned(), changed_at: now, ..event })?;
        tx.decided(&staff, standing, &id, &reason)
    };
    services.hub.write("decide on an event", work).await?;
    Ok(go_to("/pledge/staff/posts"))
}

const LOOKED_AT: &str = "
    delete from hub_mark
    where post_id = $1 and kind = 'report'";
