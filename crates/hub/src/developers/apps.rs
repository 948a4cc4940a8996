//! Apps that use people's records, as their makers attest: what is kept of each.

use std::collections::BTreeMap;

use bluebutton_store::StoreError;
use bluebutton_store::hub::{HubTx, Row, Value};

/// An app.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct App {
    pub(crate) id: String,
    /// The member that makes it.
    pub(crate) org_id: String,
    pub(crate) name: String,
    pub(crate) url: String,
    pub(crate) about: String,
    pub(crate) language: String,
    /// What its maker answered to each of [`QUESTIONS`].
    pub(crate) answers: BTreeMap<String, Said>,
    /// `waiting`, `shown`, `hidden`
    pub(crate) standing: String,
    /// Why it is not shown.
    pub(crate) reason: String,
    pub(crate) made_at: i64,
    pub(crate) changed_at: i64,
    /// The name of its maker.
    pub(crate) maker: String,
}

/// An answer: `yes`, `no`, `partly`, and a sentence.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
pub(crate) struct Said {
    pub(crate) answer: String,
    pub(crate) note: String,
}

/// What a maker may answer.
pub(crate) const ANSWERS: [&str; 3] = ["yes", "partly", "no"];

/// What is asked, after the principles of the CARIN code of conduct: transparency, consent, use and disclosure,
/// individual access, security, provenance, accountability, education. The words are ours (`app-ask-…`).
pub(crate) const QUESTIONS: [&str; 10] = [
    "policy",
    "consent",
    "withdraw",
    "sell",
    "share",
    "access",
    "delete",
    "security",
    "breach",
    "provenance",
];

impl App {
    /// From a row of `hub_app_read`.
    fn of(row: &Row) -> Result<Self, StoreError> {
        // What can't be read is shown as not answered.
        let answers = serde_json::from_str(row.get::<&str>(6)?).unwrap_or_default();
        Ok(Self {
            id: row.get(0)?,
            org_id: row.get(1)?,
            name: row.get(2)?,
            url: row.get(3)?,
            about: row.get(4)?,
            language: row.get(5)?,
            answers,
            standing: row.get(7)?,
            reason: row.get(8)?,
            made_at: row.get(9)?,
            changed_at: row.get(10)?,
            maker: row.get(11)?,
        })
    }

    /// What its maker answered to a question.
    pub(crate) fn said(&self, question: &str) -> Said {
        self.answers.get(question).cloned().unwrap_or_default()
    }
}

/// Apps that are shown, by name.
pub(crate) fn shown(tx: &mut HubTx<'_, '_>) -> Result<Vec<App>, StoreError> {
    tx.query(SHOWN, &[])?.iter().map(App::of).collect()
}

/// Apps that wait for staff.
pub(crate) fn waiting(tx: &mut HubTx<'_, '_>) -> Result<Vec<App>, StoreError> {
    tx.query(WAITING, &[])?.iter().map(App::of).collect()
}

/// Apps of a member.
pub(crate) fn of_org(tx: &mut HubTx<'_, '_>, org_id: &str) -> Result<Vec<App>, StoreError> {
    tx.query(OF_ORG, &[org_id.into()])?.iter().map(App::of).collect()
}

/// One of them.
pub(crate) fn get(tx: &mut HubTx<'_, '_>, id: &str) -> Result<Option<App>, StoreError> {
    tx.first(ONE, &[id.into()])?.as_ref().map(App::of).transpose()
}

/// Adds or changes one.
pub(crate) fn put(tx: &mut HubTx<'_, '_>, app: &App) -> Result<(), StoreError> {
    let text = |text: &str| Value::from(text);
    let answers = serde_json::to_string(&app.answers)
        .map_err(|_| StoreError::NotAllowed("answers that are no JSON"))?;
    let values = [
        text(&app.id),
        text(&app.org_id),
        text(&app.name),
        text(&app.url),
        text(&app.about),
        text(&app.language),
        answers.into(),
        text(&app.standing),
        text(&app.reason),
        app.made_at.into(),
        app.changed_at.into(),
    ];
    tx.execute(PUT, &values).map(|_| ())
}

const SHOWN: &str = "
    select *
    from hub_app_read
    where standing = 'shown'
    order by name, app_id
    limit 500";

const WAITING: &str = "
    select *
    from hub_app_read
    where standing = 'waiting'
    order by changed_at, app_id
    limit 100";

const OF_ORG: &str = "
    select *
    from hub_app_read
    where org_id = $1
    order by name, app_id
    limit 100";

const ONE: &str = "
    select *
    from hub_app_read
    where app_id = $1";

const PUT: &str = "
    insert into hub_app (app_id, org_id, name, url, about, language, answers, standing, reason,
        made_at, changed_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
    on conflict (app_id)
    do update set name = excluded.name, url = excluded.url, about = excluded.about,
        language = excluded.language, answers = excluded.answers, standing = excluded.standing,
        reason = excluded.reason, changed_at = excluded.changed_at";
