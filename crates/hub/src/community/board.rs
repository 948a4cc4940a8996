//! Posts as they are kept: news, what worked, questions, who looks for whom, challenges with their ideas, and
//! answers.

use bluebutton_record::fold::fold;
use bluebutton_store::StoreError;
use bluebutton_store::hub::{HubTx, Row, Value};
use bluebutton_web::Frame;

/// A post.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Post {
    pub(crate) id: String,
    /// `news`, `practice`, `talk`, `seek`, `challenge`, `idea`, `reply`
    pub(crate) kind: String,
    /// What it stands under.
    pub(crate) under: Option<String>,
    pub(crate) org_id: String,
    /// Who wrote it, as it is shown.
    pub(crate) author: String,
    pub(crate) language: String,
    pub(crate) title: String,
    pub(crate) body: String,
    /// Kinds of organizations it is for, with spaces between.
    pub(crate) tags: String,
    /// `unconfirmed`, `waiting`, `shown`, `hidden`
    pub(crate) standing: String,
    pub(crate) made_at: i64,
    /// When it was shown; of one that still waits, when it was written.
    pub(crate) changed_at: i64,
    /// How many marked it useful.
    pub(crate) useful: i64,
    /// What became of an idea: `chosen`, `working`, `done`, `declined`; empty where nothing did yet.
    pub(crate) outcome: String,
    pub(crate) outcome_note: String,
}

impl Post {
    /// From a row of `hub_post_read`.
    pub(crate) fn of(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.get(0)?,
            kind: row.get(1)?,
            under: row.get(2)?,
            org_id: row.get(3)?,
            author: row.get(4)?,
            language: row.get(5)?,
            title: row.get(6)?,
            body: row.get(7)?,
            tags: row.get(8)?,
            standing: row.get(9)?,
            made_at: row.get(10)?,
            changed_at: row.get(11)?,
            useful: row.get(12)?,
            outcome: row.get(13)?,
            outcome_note: row.get(14)?,
        })
    }

    /// Its paragraphs.
    pub(crate) fn paragraphs(&self) -> Vec<&str> {
        self.body.split("\n\n").map(str::trim).filter(|part| !part.is_empty()).collect()
    }

    /// How it begins, where it has no title.
    pub(crate) fn start(&self) -> String {
        let start: String = self.body.chars().take(80).collect();
        if start.len() < self.body.len() { format!("{start} …") } else { start }
    }

    /// Its first paragraph, cut where it is long.
    pub(crate) fn opening(&self) -> String {
        let first = self.paragraphs().first().copied().unwrap_or_default();
        let short: String = first.chars().take(OPENING_CHARS).collect();
        match short.rsplit_once(' ') {
            Some((whole, _)) if short.len() < first.len() => format!("{whole} …"),
            _ => short,
        }
    }

    /// When it was written.
    pub(crate) fn day(&self, frame: &Frame) -> String {
        frame.day_of(&jiff::Timestamp::from_microsecond(self.made_at).unwrap_or(frame.now))
    }
}

/// Two lines of a list.
const OPENING_CHARS: usize = 160;

/// The newest posts of all kinds that have a list.
pub(crate) fn newest(tx: &mut HubTx<'_, '_>, count: i64) -> Result<Vec<Post>, StoreError> {
    tx.query(NEWEST, &[count.into()])?.iter().map(Post::of).collect()
}

/// A part of the posts of a kind, of authors of one kind of organization or of all (an empty text).
pub(crate) fn page(
    tx: &mut HubTx<'_, '_>,
    (kind, of): (&str, &str),
    (skip, take): (i64, i64),
) -> Result<Vec<Post>, StoreError> {
    let rows = if of.is_empty() {
        tx.query(OF_KIND, &[kind.into(), take.into(), skip.into()])?
    } else {
        tx.query(OF_AUTHORS, &[kind.into(), of.into(), take.into(), skip.into()])?
    };
    rows.iter().map(Post::of).collect()
}

/// What stands under a post and is shown: its answers, or the ideas of a challenge.
pub(crate) fn under(tx: &mut HubTx<'_, '_>, id: &str) -> Result<Vec<Post>, StoreError> {
    tx.query(UNDER, &[id.into()])?.iter().map(Post::of).collect()
}

/// What a member wrote, the newest first.
pub(crate) fn of_org(tx: &mut HubTx<'_, '_>, org_id: &str) -> Result<Vec<Post>, StoreError> {
    tx.query(OF_ORG, &[org_id.into()])?.iter().map(Post::of).collect()
}

/// What waits for staff, the oldest first.
pub(crate) fn waiting(tx: &mut HubTx<'_, '_>) -> Result<Vec<Post>, StoreError> {
    tx.query(WAITING, &[])?.iter().map(Post::of).collect()
}

/// Posts with all of these words (at most [`WORDS_MAX`]), the newest first; answers and ideas too.
pub(crate) fn find(tx: &mut HubTx<'_, '_>, words: &[String]) -> Result<Vec<Post>, StoreError> {
    tx.query(FIND, &patterns(words))?.iter().map(Post::of).collect()
}

/// Words that a search takes; more say nothing more.
pub(crate) const WORDS_MAX: usize = 4;

/// Words as a statement looks for them: letters and digits only, so that none is a sign of the pattern.
pub(crate) fn patterns(words: &[String]) -> [Value; WORDS_MAX] {
    std::array::from_fn(|at| format!("%{}%", words.get(at).map_or("", String::as_str)).into())
}

/// Somebody marks a post: `useful` or `report`; once each.
pub(crate) fn mark(
    tx: &mut HubTx<'_, '_>,
    (id, kind): (&str, &str),
    (who, why, now): (&[u8], &str, i64),
) -> Result<(), StoreError> {
    let values = [id.into(), kind.into(), who.into(), why.into(), now.into()];
    tx.execute(MARK, &values).map(|_| ())
}

/// One of them.
pub(crate) fn get(tx: &mut HubTx<'_, '_>, id: &str) -> Result<Option<Post>, StoreError> {
    tx.first(ONE, &[id.into()])?.as_ref().map(Post::of).transpose()
}

/// Adds one, or sets how it stands.
pub(crate) fn put(tx: &mut HubTx<'_, '_>, post: &Post) -> Result<(), StoreError> {
    let text = |text: &str| Value::from(text);
    let values = [
        text(&post.id),
        text(&post.kind),
        post.under.clone().into(),
        text(&post.org_id),
        text(&post.author),
        text(&post.language),
        text(&post.title),
        text(&post.body),
        text(&post.tags),
        text(&post.standing),
        post.made_at.into(),
        post.changed_at.into(),
        text(&post.outcome),
        text(&post.outcome_note),
        fold(&format!("{} {} {}", post.title, post.body, post.author)).into(),
    ];
    tx.execute(PUT, &values).map(|_| ())
}

/// The newest of every kind that has a list.
const NEWEST: &str = "
    select *
    from hub_post_read
    where standing = 'shown' and under is null
    order by made_at desc, post_id desc
    limit $1";

const OF_KIND: &str = "
    select *
    from hub_post_read
    where kind = $1 and standing = 'shown' and under is null
    order by made_at desc, post_id desc
    limit $2 offset $3";

const OF_AUTHORS: &str = "
    select *
    from hub_post_read
    where kind = $1 and tags = $2 and standing = 'shown' and under is null
    order by made_at desc, post_id desc
    limit $3 offset $4";

const ONE: &str = "
    select *
    from hub_post_read
    where post_id = $1";

const UNDER: &str = "
    select *
    from hub_post_read
    where under = $1 and standing = 'shown'
    order by made_at, post_id
    limit 200";

const OF_ORG: &str = "
    select *
    from hub_post_read
    where org_id = $1 and kind <> 'reply'
    order by made_at desc, post_id desc
    limit 100";

const WAITING: &str = "
    select *
    from hub_post_read
    where standing = 'waiting'
    order by made_at, post_id
    limit 200";

const FIND: &str = "
    select r.*
    from hub_post p
    join hub_post_read r on r.post_id = p.post_id
    where p.standing = 'shown' and p.folded like $1 and p.folded like $2 and p.folded like $3
        and p.folded like $4
    order by p.made_at desc, p.post_id desc
    limit 50";

const PUT: &str = "
    insert into hub_post (post_id, kind, under, org_id, author, language, title, body, tags,
        standing, made_at, changed_at, outcome, outcome_note, folded)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
    on conflict (post_id)
    do update set standing = excluded.standing, title = excluded.title, body = excluded.body,
        changed_at = excluded.changed_at, outcome = excluded.outcome,
        outcome_note = excluded.outcome_note, folded = excluded.folded";

const MARK: &str = "
    insert into hub_mark (post_id, kind, who, why, made_at)
    values ($1, $2, $3, $4, $5)
    on conflict (post_id, kind, who) do nothing";
