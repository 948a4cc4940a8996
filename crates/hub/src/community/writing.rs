//! What members write: what worked, questions, challenges, whom they look for, and answers below them. Staff
//! look at it before it is shown (`staff/posts`).

use askama::Template;
use axum::extract::{Path, State};
use bluebutton_store::events::MemberDeed;
use bluebutton_store::hub::HubTx;
use bluebutton_web::Frame;
use bluebutton_web::fields::{Errors, Fields};
use bluebutton_web::page::{Answer, go_to, page};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::{Asked, SafeForm};

use super::board::{self, Post};
use crate::callers::{Member, secret};
use crate::directory::data as directory;
use crate::limits::{ANSWER_CHARS_MAX, NAME_CHARS_MAX, POST_CHARS_MAX};
use crate::services::Services;

#[derive(Template)]
#[template(path = "community/write.html")]
struct WritePostPage {
    frame: Frame,
    errors: Errors,
    kind: String,
    title: String,
    /// What was typed into each part; one part where the kind has no others.
    parts: Vec<(&'static str, String)>,
    was_sent: bool,
}

#[derive(Template)]
#[template(path = "members/posts.html")]
struct OwnPostsPage {
    frame: Frame,
    posts: Vec<Post>,
}

#[derive(Template)]
#[template(path = "members/ideas.html")]
struct IdeasPage {
    frame: Frame,
    post: Post,
    ideas: Vec<Post>,
    was_saved: bool,
}

/// What members write.
const KINDS: [&str; 4] = ["practice", "talk", "challenge", "seek"];

/// What became of an idea.
const OUTCOMES: [&str; 4] = ["chosen", "working", "done", "declined"];

/// The parts of what worked, so that others can do it again; everything else has one.
fn parts_of(kind: &str) -> &'static [&'static str] {
    match kind {
        "practice" => &["problem", "did", "result", "again"],
        _ => &["body"],
    }
}

/// `GET /members/mine/write/{kind}`
pub(crate) async fn show(member: Member, Path(kind): Path<String>) -> Answer {
    let was_sent = kind == "sent";
    if !was_sent && !KINDS.contains(&kind.as_str()) {
        return Err(Problem::not_found());
    }
    let parts = parts_of(&kind).iter().map(|part| (*part, String::new())).collect();
    let (frame, errors) = (member.frame(), Errors::none());
    page(&WritePostPage { frame, errors, kind, title: String::new(), parts, was_sent })
}

/// `POST /members/mine/write/{kind}`
pub(crate) async fn send(
    State(services): State<Services>,
    Path(kind): Path<String>,
    SafeForm(member, fields): SafeForm<Member>,
) -> Answer {
    if !KINDS.contains(&kind.as_str()) {
        return Err(Problem::not_found());
    }
    let frame = member.frame();
    let title: String = fields.get("title").chars().take(NAME_CHARS_MAX).collect();
    let parts: Vec<(&'static str, String)> = parts_of(&kind)
        .iter()
        .map(|part| (*part, fields.get(part).chars().take(POST_CHARS_MAX).collect()))
        .collect();
    let mut errors = Errors::none();
    errors.need(&frame, "title", &title, "write-title-needed");
    for (part, text) in &parts {
        // How to do it again is good to have; without the rest it is no report.
        if *part != "again" {
            errors.need(&frame, part, text, "write-body-needed");
        }
    }
    if !errors.is_empty() {
        return page(&WritePostPage { frame, errors, kind, title, parts, was_sent: false });
    }
    let body = body_of(&frame, &parts);
    keep(&services, &member, (kind, None), (title, body)).await?;
    Ok(go_to("/members/mine/write/sent"))
}

/// The parts as one text, each with what it is.
fn body_of(frame: &Frame, parts: &[(&'static str, String)]) -> String {
    let said = |(part, text): &&(&'static str, String)| match *part {
        "body" => text.clone(),
        part => format!("{}\n{text}", frame.t(&format!("write-part-{part}"))),
    };
    let whole = parts.iter().filter(|(_, text)| !text.is_empty());
    whole.map(|part| said(&part)).collect::<Vec<_>>().join("\n\n")
}

/// `POST /community/post/{id}/reply`: a member answers.
pub(crate) async fn reply(
    State(services): State<Services>,
    Path(id): Path<String>,
    SafeForm(member, fields): SafeForm<Member>,
) -> Answer {
    let body: String = fields.get("body").chars().take(POST_CHARS_MAX).collect();
    let kind = if fields.get("as") == "idea" { "idea" } else { "reply" };
    if !body.trim().is_empty() {
        let under = Some(id.clone());
        keep(&services, &member, (kind.to_owned(), under), (String::new(), body)).await?;
    }
    Ok(go_to(&format!("/community/post/{id}?waits=1")))
}

async fn keep(
    services: &Services,
    member: &Member,
    (kind, under): (String, Option<String>),
    (title, body): (String, String),
) -> Result<(), Problem> {
    let (id, now) = (secret(services), services.hub.now().as_microsecond());
    let (org_id, language) = (member.org_id.clone(), member.frame().lang().to_owned());
    let by = member.by();
    // Line ends of forms are CR LF.
    let body = body.replace("\r\n", "\n");
    let work = move |tx: &mut HubTx<'_, '_>| {
        let org = directory::get(tx, &org_id)?;
        let is_there = match &under {
            Some(under) => takes(board::get(tx, under)?, &kind),
            None => true,
        };
        let Some(org) = org.filter(|_| is_there) else { return Ok(()) };
        let post = Post {
            id: id.clone(),
            kind: kind.clone(),
            under: under.clone(),
            org_id: org_id.clone(),
            author: org.name,
            language: language.clone(),
            title: title.clone(),
            body: body.clone(),
            tags: org.kind,
            standing: "waiting".to_owned(),
            made_at: now,
            changed_at: now,
            ..Post::default()
        };
        board::put(tx, &post)?;
        tx.did(&by, MemberDeed::Posted, &post.id)
    };
    Ok(services.hub.write("a member writes", work).await?)
}

/// Whether something of that kind can stand under a post: ideas under challenges, answers under anything that
/// is shown but news.
pub(super) fn takes(post: Option<Post>, kind: &str) -> bool {
    post.is_some_and(|post| {
        let is_open = post.standing == "shown" && post.under.is_none();
        is_open && if kind == "idea" { post.kind == "challenge" } else { post.kind != "news" }
    })
}

/// `GET /members/mine/posts`
pub(crate) async fn mine(State(services): State<Services>, member: Member) -> Answer {
    let org = member.org_id.clone();
    let work = move |tx: &mut HubTx<'_, '_>| board::of_org(tx, &org);
    let posts = services.hub.read("read what a member wrote", work).await?;
    page(&OwnPostsPage { frame: member.frame(), posts })
}

/// The member's own challenge of that id.
async fn challenge(services: &Services, member: &Member, id: String) -> Result<Post, Problem> {
    let post = services.hub.read("read a post", move |tx| board::get(tx, &id)).await?;
    let is_own = |post: &Post| post.org_id == member.org_id && post.kind == "challenge";
    post.filter(is_own).ok_or_else(Problem::not_found)
}

/// `GET /members/mine/posts/{id}`: whoever asked for ideas tells what becomes of each.
pub(crate) async fn ideas(
    State(services): State<Services>,
    member: Member,
    Path(id): Path<String>,
    Asked(fields): Asked,
) -> Answer {
    let post = challenge(&services, &member, id.clone()).await?;
    let work = move |tx: &mut HubTx<'_, '_>| board::under(tx, &id);
    let mut ideas = services.hub.read("read the ideas of a challenge", work).await?;
    ideas.retain(|one| one.kind == "idea");
    let was_saved = fields.is_ticked("saved");
    page(&IdeasPage { frame: member.frame(), post, ideas, was_saved })
}

/// `POST /members/mine/posts/{id}`
pub(crate) async fn tell(
    State(services): State<Services>,
    Path(id): Path<String>,
    SafeForm(member, fields): SafeForm<Member>,
) -> Answer {
    let post = challenge(&services, &member, id.clone()).await?;
    let (by, to) = (member.by(), format!("/members/mine/posts/{id}?saved=1"));
    let work = move |tx: &mut HubTx<'_, '_>| {
        for idea in board::under(tx, &post.id)?.into_iter().filter(|one| one.kind == "idea") {
            board::put(tx, &told(idea, &fields))?;
        }
        tx.did(&by, MemberDeed::IdeasTold, &post.id)
    };
    services.hub.write("a member tells what became of ideas", work).await?;
    Ok(go_to(&to))
}

/// An idea with what the form says of it.
fn told(idea: Post, fields: &Fields) -> Post {
    let field = |name: &str| fields.get(&format!("{name}-{}", idea.id));
    let outcome = OUTCOMES.into_iter().find(|one| *one == field("outcome")).unwrap_or_default();
    let note = field("note").chars().take(ANSWER_CHARS_MAX).collect();
    Post { outcome: outcome.to_owned(), outcome_note: note, ..idea.clone() }
}
