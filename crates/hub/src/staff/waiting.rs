//! What waits for staff of the hub: how much of each, and what was reported, with what people said of it.

use bluebutton_record::Language;
use bluebutton_store::StoreError;
use bluebutton_store::hub::HubTx;

use crate::community::board::{self, Post};
use crate::community::schedule;
use crate::developers::apps;
use crate::directory::data as directory;

/// How much waits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) pledges: i64,
    /// Posts, ideas, replies, events and apps.
    pub(super) posts: i64,
    pub(super) reported: i64,
}

/// Something that somebody reported.
pub(super) struct Reported {
    /// The field that names it: `post`, `event`, `app`.
    pub(super) field: &'static str,
    pub(super) id: String,
    /// What kind of thing it is, the end of a message `kind-post-…`.
    pub(super) kind: String,
    pub(super) title: String,
    pub(super) text: String,
    pub(super) language: String,
    /// Who made it; empty where the hub's staff did.
    pub(super) by: String,
    /// Where it is shown.
    pub(super) url: String,
    pub(super) count: i64,
    pub(super) why: Vec<String>,
}

impl Counts {
    pub(super) fn read(tx: &mut HubTx<'_, '_>) -> Result<Self, StoreError> {
        let Some(row) = tx.first(COUNTS, &[])? else { return Ok(Self::default()) };
        let posts = row.get::<i64>(1)? + row.get::<i64>(2)? + row.get::<i64>(3)?;
        Ok(Self { pledges: row.get(0)?, posts, reported: row.get(4)? })
    }
}

/// What was reported, what most people reported first.
pub(super) fn reported(tx: &mut HubTx<'_, '_>) -> Result<Vec<Reported>, StoreError> {
    let mut all = Vec::new();
    for row in tx.query(REPORTED, &[])? {
        let id: &str = row.get(0)?;
        let Some(mut one) = what_is(tx, id)? else { continue };
        one.count = row.get(1)?;
        let said = tx.query(SAID, &[id.into()])?;
        one.why = said.iter().map(|row| row.get(0)).collect::<Result<_, _>>()?;
        all.push(one);
    }
    Ok(all)
}

/// What somebody reported; `None` where it is gone.
fn what_is(tx: &mut HubTx<'_, '_>, id: &str) -> Result<Option<Reported>, StoreError> {
    if let Some(post) = board::get(tx, id)? {
        return Ok(Some(of_post(post)));
    }
    let id = id.to_owned();
    if let Some(app) = apps::get(tx, &id)? {
        return Ok(Some(Reported {
            field: "app",
            url: format!("/developers/apps/{id}"),
            kind: "app".to_owned(),
            title: app.name,
            text: app.about,
            language: app.language,
            by: app.maker,
            count: 0,
            why: Vec::new(),
            id,
        }));
    }
    let Some(event) = schedule::get(tx, &id)? else { return Ok(None) };
    let language = if event.title_en.is_empty() { "es" } else { "en" };
    Ok(Some(Reported {
        field: "event",
        url: format!("/community/events/{id}"),
        kind: event.kind.clone(),
        title: event.title(Language::English).to_owned(),
        text: event.about(Language::English).to_owned(),
        language: language.to_owned(),
        by: directory::get(tx, &event.org_id)?.map(|host| host.name).unwrap_or_default(),
        count: 0,
        why: Vec::new(),
        id,
    }))
}

fn of_post(post: Post) -> Reported {
    Reported {
        field: "post",
        url: format!("/community/post/{}", post.under.as_ref().unwrap_or(&post.id)),
        id: post.id,
        kind: post.kind,
        title: post.title,
        text: post.body,
        language: post.language,
        by: post.author,
        count: 0,
        why: Vec::new(),
    }
}

const COUNTS: &str = "
    select (select count(*) from hub_signing where standing = 'confirmed'),
        (select count(*) from hub_post where standing = 'waiting'),
        (select count(*) from hub_event where standing = 'waiting'),
        (select count(*) from hub_app where standing = 'waiting'),
        (select count(distinct post_id) from hub_mark where kind = 'report')";

const REPORTED: &str = "
    select post_id, count(*)
    from hub_mark
    where kind = 'report'
    group by post_id
    order by count(*) desc, post_id
    limit 200";

/// The same words of several say nothing more.
const SAID: &str = "
    select why
    from hub_mark
    where post_id = $1 and kind = 'report' and why <> ''
    group by why
    order by min(made_at)
    limit 10";
