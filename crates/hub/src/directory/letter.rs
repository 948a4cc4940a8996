//! "Ask your provider or health plan": a letter that cites the right of access, to print and sign. What is
//! typed into it is shown and forgotten. Whoever wants to be counted gives a mail address: it is written to
//! once, and only a keyed hash of it is kept.
//!
//! Law: 45 CFR 164.524 (access of individuals to protected health information).

use askama::Template;
use axum::extract::{Path, State};
use bluebutton_record::words::FluentValue;
use bluebutton_store::hub::{HubTx, Value};
use bluebutton_web::Frame;
use bluebutton_web::fields::{Errors, Fields};
use bluebutton_web::network::AskedFrom;
use bluebutton_web::page::{Answer, go_to};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::{Anyone, SafeForm};

use super::{Gives, data, holds_records};
use crate::by_mail::is_mail;
use crate::callers::{frame, key_hash, secret, show as show_to};
use crate::limits::{ADDRESS_CHARS_MAX, ASKED_MAILS, CONFIRM_SECONDS, COUNTED_LETTERS};
use crate::outside::{Block, Sheet};
use crate::paper;
use crate::services::Services;
use crate::work::{self, Passed};
use crate::worker::mail;

#[derive(Template)]
#[template(path = "find/ask.html")]
struct AskPage {
    frame: Frame,
    errors: Errors,
    /// The organization; empty where it is not in the directory.
    org: String,
    typed: TypedLetter,
}

#[derive(Template)]
#[template(path = "find/letter.html")]
struct LetterPage {
    frame: Frame,
    typed: TypedLetter,
    paragraphs: Vec<String>,
    wishes: Vec<String>,
    was_counted: bool,
    demo_inbox: Option<String>,
}

#[derive(Template)]
#[template(path = "find/counted.html")]
struct CountedPage {
    frame: Frame,
    url: String,
    name: Option<String>,
    is_done: bool,
}

/// What somebody typed into the letter.
#[derive(Clone, Debug, Default)]
struct TypedLetter {
    org: String,
    to: String,
    name: String,
    born: String,
    address: String,
    paper: bool,
    data: bool,
    app: String,
    email: String,
}

impl TypedLetter {
    fn read(fields: &Fields, org: &str, to: &str) -> Self {
        let text = |name: &str| fields.get(name).chars().take(ADDRESS_CHARS_MAX).collect();
        let or = |name: &str, known: &str| {
            let typed: String = text(name);
            if known.is_empty() { typed } else { known.to_owned() }
        };
        Self {
            org: or("org", org),
            to: or("to", to),
            name: text("name"),
            born: text("born"),
            address: text("address"),
            paper: fields.is_ticked("paper"),
            data: fields.is_ticked("data"),
            app: text("app"),
            email: text("email"),
        }
    }

    /// Each part of the letter.
    fn paragraphs(&self, frame: &Frame) -> Vec<String> {
        vec![
            frame.t("letter-dear").into_owned(),
            frame.t1("letter-ask", "organization", &self.org),
            frame.t("letter-law").into_owned(),
            frame.t("letter-time").into_owned(),
            frame.t("letter-fee").into_owned(),
        ]
    }

    /// In which forms it is wanted.
    fn wishes(&self, frame: &Frame) -> Vec<String> {
        let mut wishes = Vec::new();
        if self.paper {
            wishes.push(frame.t("letter-wish-paper").into_owned());
        }
        if self.data || !self.paper && self.app.is_empty() {
            wishes.push(frame.t("letter-wish-data").into_owned());
        }
        if !self.app.is_empty() {
            wishes.push(frame.t1("letter-wish-app", "app", &self.app));
        }
        wishes
    }

    fn sheet(&self, frame: &Frame) -> Sheet {
        let mut blocks = vec![
            Block::Text(format!("{}\n{}", self.name, self.address)),
            Block::Text(frame.day(&frame.today())),
            Block::Text(format!("{}\n{}", self.org, self.to)),
        ];
        blocks.extend(self.paragraphs(frame).into_iter().map(Block::Text));
        blocks.push(Block::List(self.wishes(frame)));
        if !self.born.is_empty() {
            blocks.push(Block::Text(frame.t1("letter-born", "date", &self.born)));
        }
        blocks.push(Block::Text(frame.t("letter-thanks").into_owned()));
        blocks.push(Block::Signature(self.name.clone()));
        Sheet {
            language: frame.language(),
            head: String::new(),
            title: frame.t("letter-title").into_owned(),
            blocks,
            foot: frame.t("letter-foot").into_owned(),
            made_at: frame.now.as_microsecond(),
        }
    }
}

/// `GET /find/ask` and `GET /find/{id}/ask`
pub(crate) async fn show(
    State(services): State<Services>,
    anyone: Anyone,
    id: Option<Path<String>>,
) -> Answer {
    let (org, to) = named(&services, id.as_ref().map(|Path(id)| id.as_str())).await?;
    let typed = TypedLetter { to, data: true, ..TypedLetter::default() };
    show_to(&anyone, &AskPage { frame: frame(&anyone), errors: Errors::none(), org, typed })
}

/// The organization's name and address; both empty where none is named.
async fn named(services: &Services, id: Option<&str>) -> Result<(String, String), Problem> {
    let Some(id) = id.map(str::to_owned) else { return Ok(Default::default()) };
    let work = move |tx: &mut HubTx<'_, '_>| data::get(tx, &id);
    let org = services.hub.read("read whom to ask", work).await?;
    // Nobody has a record at an employer: the right of access is none there.
    let holds = |org: &data::Org| org.gives != Gives::default() || holds_records(&org.kind);
    let org = org.filter(holds).ok_or_else(Problem::not_found)?;
    let place = org.place();
    Ok((org.name, place))
}

/// `POST /find/ask` and `POST /find/{id}/ask`: the letter, as a page or as a PDF.
pub(crate) async fn write(
    State(services): State<Services>,
    AskedFrom(from): AskedFrom,
    id: Option<Path<String>>,
    SafeForm(anyone, fields): SafeForm<Anyone>,
) -> Answer {
    services.throttle.attempt(&from)?;
    let id = id.map(|Path(id)| id);
    let (org, to) = named(&services, id.as_deref()).await?;
    let frame = frame(&anyone);
    let typed = TypedLetter::read(&fields, &org, &to);
    let mut errors = Errors::none();
    errors.need(&frame, "org", &typed.org, "letter-org-needed");
    errors.need(&frame, "name", &typed.name, "letter-name-needed");
    if !typed.email.is_empty() && !is_mail(&typed.email) {
        errors.add("email", frame.t("sign-email-wrong"));
    }
    if !errors.is_empty() {
        return show_to(&anyone, &AskPage { frame, errors, org, typed });
    }
    if fields.get("as") == "pdf" {
        return paper::answer(&services, typed.sheet(&frame), "letter").await;
    }
    // Only a letter to an organization that we know can be counted for it.
    let mut was_counted = false;
    if let Some(id) = id.filter(|_| !typed.email.is_empty()) {
        if work::pass(&services, &from, &fields).await? == Passed::Through {
            ask_to_confirm(&services, &frame, (&id, &typed)).await?;
        }
        was_counted = true;
    }
    let (paragraphs, wishes) = (typed.paragraphs(&frame), typed.wishes(&frame));
    let demo_inbox = services.settings.demo_inbox.clone();
    show_to(&anyone, &LetterPage { frame, typed, paragraphs, wishes, was_counted, demo_inbox })
}

/// Writes to whoever wants to be counted. Who was counted already is told nothing else.
async fn ask_to_confirm(
    services: &Services,
    frame: &Frame,
    (id, typed): (&str, &TypedLetter),
) -> Result<(), Problem> {
    let (token, mail_id) = (secret(services), secret(services));
    let words = frame.words();
    let link = services.url(&format!("/find/letters/{token}"));
    let arguments: [(&str, FluentValue<'_>); 2] =
        [("organization", typed.org.clone().into()), ("link", link.into())];
    let ids = ("mail-letter-subject", "mail-letter-body");
    let letter = mail::OutgoingMail::of(&typed.email, words, ids, &arguments);
    let who = services.hub.keyed("letter", &typed.email.to_lowercase());
    let (hash, now) = (key_hash(&token), services.hub.now().as_microsecond());
    let (id, hub) = (id.to_owned(), services.hub.clone());
    let work = move |tx: &mut HubTx<'_, '_>| {
        let values: [Value; 4] =
            [id.as_str().into(), who.clone().into(), now.into(), hash.clone().into()];
        if tx.execute(ASK, &values)? == 1 {
            mail::put_asked(tx, (&hub, &ASKED_MAILS), &mail_id, (&letter, now))?;
        }
        Ok(())
    };
    Ok(services.hub.write("somebody asks for their records", work).await?)
}

/// `GET /find/letters/{token}`
pub(crate) async fn show_confirm(
    State(services): State<Services>,
    AskedFrom(from): AskedFrom,
    anyone: Anyone,
    Path(token): Path<String>,
) -> Answer {
    services.throttle.attempt(&from)?;
    let values = by_token(&services, &token);
    let work = move |tx: &mut HubTx<'_, '_>| {
        tx.first(BY_TOKEN, &values)?
            .map(|row| Ok((row.get::<String>(1)?, row.get::<Option<i64>>(2)?)))
            .transpose()
    };
    let found = services.hub.read("look at a letter", work).await?;
    let is_done = found.as_ref().is_some_and(|(_, confirmed)| confirmed.is_some());
    let page = CountedPage {
        frame: frame(&anyone),
        url: format!("/find/letters/{token}"),
        name: found.map(|(name, _)| name),
        is_done,
    };
    show_to(&anyone, &page)
}

/// `POST /find/letters/{token}`: counted; and later, with the same link, what came of it.
pub(crate) async fn confirm(
    State(services): State<Services>,
    AskedFrom(from): AskedFrom,
    Path(token): Path<String>,
    SafeForm(_, fields): SafeForm<Anyone>,
) -> Answer {
    services.throttle.attempt(&from)?;
    let values = by_token(&services, &token);
    let answer = ["got", "part", "refused"].into_iter().find(|one| *one == fields.get("answer"));
    let (now, hub) = (services.hub.now().as_microsecond(), services.hub.clone());
    let work = move |tx: &mut HubTx<'_, '_>| {
        let Some(row) = tx.first(BY_TOKEN, &values)? else { return Ok(None) };
        let (org, confirmed): (&str, Option<i64>) = (row.get(0)?, row.get(2)?);
        // A network address is compared and not kept: nobody counts for a hundred.
        let place = hub.keyed("letters", &format!("{org} {from}"));
        if confirmed.is_none() && !work::take_one(tx, place, COUNTED_LETTERS, now)? {
            return Ok(Some(false));
        }
        tx.execute(COUNT, &[values[0].clone(), now.into()])?;
        if let Some(answer) = answer {
            tx.execute(ANSWER, &[values[0].clone(), answer.into(), now.into()])?;
        }
        data::touch(tx, now)?;
        Ok(Some(true))
    };
    match services.hub.write("a letter is counted", work).await? {
        Some(true) => Ok(go_to(&format!("/find/letters/{token}"))),
        Some(false) => Err(Problem::too_many(COUNTED_LETTERS.1)),
        None => Err(Problem::not_found()),
    }
}

/// A link that was never confirmed ends; one that was stays good, to say what came of it.
fn by_token(services: &Services, token: &str) -> [Value; 2] {
    let oldest = services.hub.now().as_microsecond() - CONFIRM_SECONDS * 1_000_000;
    [key_hash(token).into(), oldest.into()]
}

/// Who is counted once is not counted twice; who never confirmed may try again.
const ASK: &str = "
    insert into hub_letter (org_id, who, made_at, confirm_hash, answer)
    values ($1, $2, $3, $4, '')
    on conflict (org_id, who)
    do update set made_at = excluded.made_at, confirm_hash = excluded.confirm_hash
    where hub_letter.confirmed_at is null";

const BY_TOKEN: &str = "
    select l.org_id, o.name, l.confirmed_at
    from hub_letter l
    join hub_org o on o.org_id = l.org_id
    where l.confirm_hash = $1 and (l.confirmed_at > 0 or l.made_at > $2)";

const COUNT: &str = "
    update hub_letter set confirmed_at = $2
    where confirm_hash = $1 and confirmed_at is null";

const ANSWER: &str = "
    update hub_letter set answer = $2, answered_at = $3
    where confirm_hash = $1";
