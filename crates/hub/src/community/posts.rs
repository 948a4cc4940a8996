//! News, what worked, questions, challenges: read by everybody, marked useful, reported; discussed below.

use askama::Template;
use axum::extract::{Path, State};
use bluebutton_store::hub::HubTx;
use bluebutton_web::Frame;
use bluebutton_web::fields::Errors;
use bluebutton_web::network::AskedFrom;
use bluebutton_web::page::{Answer, go_to};
use bluebutton_web::paging::{Pager, Turned};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::{Anyone, Asked, SafeForm};

use super::board::{self, Post};
use crate::callers::{frame, show as show_to};
use crate::directory::KINDS;
use crate::limits::{ANSWER_CHARS_MAX, LIST_SIZE};
use crate::open_data::feeds::{Entry, Feed};
use crate::services::Services;
use crate::work::{self, Passed};

#[derive(Template)]
#[template(path = "community/posts.html")]
struct PostsPage {
    frame: Frame,
    kind: &'static str,
    /// Of whom: a kind of organization; empty for all.
    of: &'static str,
    posts: Vec<Post>,
    pager: Pager,
    path: String,
}

#[derive(Template)]
#[template(path = "community/post.html")]
pub(super) struct PostPage {
    pub(super) frame: Frame,
    pub(super) errors: Errors,
    pub(super) post: Post,
    pub(super) replies: Vec<Post>,
    pub(super) notice: Option<&'static str>,
    pub(super) demo_inbox: Option<String>,
    /// What somebody typed as an idea: body, name, address.
    pub(super) typed: (String, String, String),
}

impl PostsPage {
    fn here(&self) -> String {
        format!("/community/posts/{}", self.kind)
    }

    /// Whether there is enough to choose from, or a choice was made.
    fn is_long(&self) -> bool {
        let has_more = self.pager.newer.is_some() || self.pager.older.is_some();
        self.kind != "news" && (has_more || self.posts.len() > 4 || !self.of.is_empty())
    }
}

impl PostPage {
    /// What stands under the post, of one kind.
    fn of_kind(&self, kind: &str) -> Vec<&Post> {
        self.replies.iter().filter(|one| one.kind == kind).collect()
    }
}

#[derive(Template)]
#[template(path = "community/conduct.html")]
struct ConductPage {
    frame: Frame,
}

/// Kinds that have a list of their own.
pub(crate) const LISTS: [&str; 5] = ["news", "practice", "talk", "challenge", "seek"];

/// `GET /community/conduct`
pub(crate) async fn conduct(anyone: Anyone) -> Answer {
    show_to(&anyone, &ConductPage { frame: frame(&anyone) })
}

/// `GET /community/posts/{kind}`
pub(crate) async fn list(
    State(services): State<Services>,
    anyone: Anyone,
    Path(kind): Path<String>,
    Asked(fields): Asked,
) -> Answer {
    let kind = LISTS.into_iter().find(|one| *one == kind).ok_or_else(Problem::not_found)?;
    let of = KINDS.into_iter().find(|one| *one == fields.get("of")).unwrap_or_default();
    let turned = Turned::read(&fields, LIST_SIZE);
    let span = (turned.skip() as i64, turned.take() as i64);
    let work = move |tx: &mut HubTx<'_, '_>| board::page(tx, (kind, of), span);
    let mut posts = services.hub.read("read posts", work).await?;
    let pager = turned.pager(&mut posts);
    let path = format!("/community/posts/{kind}?of={of}");
    show_to(&anyone, &PostsPage { frame: frame(&anyone), kind, of, posts, pager, path })
}

/// `GET /community/post/{id}`
pub(crate) async fn show(
    State(services): State<Services>,
    anyone: Anyone,
    Path(id): Path<String>,
    Asked(fields): Asked,
) -> Answer {
    const NOTICES: [(&str, &str); 5] = [
        ("thanks", "post-marked"),
        ("reported", "post-reported"),
        ("waits", "post-waits"),
        ("sent", "idea-sent"),
        ("looked", "idea-waits"),
    ];
    let notice = NOTICES.into_iter().find(|(name, _)| fields.is_ticked(name)).map(|(_, id)| id);
    page_of(&services, &anyone, id, (Errors::none(), notice, Default::default())).await
}

/// The page of a post, with what was typed into it. Answers and ideas stand on the page of what they are under.
pub(super) async fn page_of(
    services: &Services,
    anyone: &Anyone,
    id: String,
    (errors, notice, typed): (Errors, Option<&'static str>, (String, String, String)),
) -> Answer {
    let work = move |tx: &mut HubTx<'_, '_>| Ok((board::get(tx, &id)?, board::under(tx, &id)?));
    let (post, mut replies) = services.hub.read("read a post", work).await?;
    let post = post.filter(|post| post.standing == "shown").ok_or_else(Problem::not_found)?;
    if let Some(under) = &post.under {
        return Ok(go_to(&format!("/community/post/{under}")));
    }
    if post.kind == "challenge" {
        // Those that most people want stand first; of equals the older one.
        replies.sort_by_key(|one| (one.kind != "idea", -one.useful, one.made_at));
    }
    let demo_inbox = services.settings.demo_inbox.clone();
    let frame = frame(anyone);
    show_to(anyone, &PostPage { frame, errors, post, replies, notice, demo_inbox, typed })
}

/// `POST /community/post/{id}/mark`: useful, or to be looked at by staff; once a visitor and post.
pub(crate) async fn mark(
    State(services): State<Services>,
    AskedFrom(from): AskedFrom,
    Path(id): Path<String>,
    SafeForm(_, fields): SafeForm<Anyone>,
) -> Answer {
    services.throttle.attempt(&from)?;
    let kind = if fields.is_ticked("report") { "report" } else { "useful" };
    let why: String = fields.get("why").chars().take(ANSWER_CHARS_MAX).collect();
    let is_trapped = work::pass(&services, &from, &fields).await? == Passed::Trapped;
    // A network address is compared and not kept.
    let (who, now) = (services.hub.keyed("mark", &from), services.hub.now().as_microsecond());
    let said = if kind == "report" { "reported" } else { "thanks" };
    let work = move |tx: &mut HubTx<'_, '_>| {
        let post = board::get(tx, &id)?.filter(|post| post.standing == "shown");
        let Some(post) = post else { return Ok(None) };
        if !is_trapped {
            board::mark(tx, (&id, kind), (&who, &why, now))?;
        }
        Ok(Some(post.under.unwrap_or(post.id)))
    };
    let page = services.hub.write("mark a post", work).await?.ok_or_else(Problem::not_found)?;
    Ok(go_to(&format!("/community/post/{page}?{said}=1")))
}

/// `GET /community/feed.atom`
pub(crate) async fn atom(State(services): State<Services>, anyone: Anyone) -> Answer {
    Ok(feed(&services, &frame(&anyone)).await?.atom())
}

/// `GET /community/feed.json`
pub(crate) async fn json(State(services): State<Services>, anyone: Anyone) -> Answer {
    Ok(feed(&services, &frame(&anyone)).await?.json())
}

async fn feed(services: &Services, frame: &Frame) -> Result<Feed, Problem> {
    let posts = services.hub.read("read posts", |tx| board::newest(tx, 50)).await?;
    let author = |post: &Post| match post.author.as_str() {
        "" => frame.t("hub-name").into_owned(),
        author => author.to_owned(),
    };
    let entry = |post: &Post| Entry {
        id: services.url(&format!("/community/post/{}", post.id)),
        title: post.title.clone(),
        at: post.changed_at,
        link: services.url(&format!("/community/post/{}", post.id)),
        author: author(post),
        text: post.body.clone(),
    };
    Ok(Feed {
        title: frame.t("feed-title").into_owned(),
        own: services.url("/community/feed"),
        page: services.url("/community"),
        language: frame.lang(),
        entries: posts.iter().map(entry).collect(),
    })
}
