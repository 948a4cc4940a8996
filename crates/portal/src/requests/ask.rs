//! Asking: one form for each kind of request.

use askama::Template;
use axum::extract::State;
use bluebutton_record::requests::RequestKind;
use bluebutton_record::{Entry, ResourceId, Section};
use bluebutton_store::requests::{AboutEntry, LimitOf, NewRequest};

use super::Mine;
use super::limit::{self, LimitForm, OfEntry};
use crate::people::hide::told_by;
use crate::permit::{Asking, Manage, MayView};
use crate::record::reading;
use crate::services::Services;
use bluebutton_web::fields::{Errors, Fields};
use bluebutton_web::frame::Frame;
use bluebutton_web::mistakes::mistake_by;
use bluebutton_web::page::{Answer, go_to, page};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::{Asked, SafeForm};

#[derive(Template)]
#[template(path = "requests/ask.html")]
struct AskPage {
    frame: Frame,
    errors: Errors,
    kind: &'static str,
    law: &'static str,
    /// Within how many days the law wants an answer.
    days: Option<i64>,
    /// The entry it is about: local id and title.
    about: Option<(String, String)>,
    /// Whether an entry is to be chosen first.
    needs_entry: bool,
    text: String,
    limit: Option<LimitForm>,
}

impl AskPage {
    /// The words of this kind of request.
    fn say(&self, what: &str) -> String {
        self.frame.t(&format!("ask-{}{what}", self.kind)).into_owned()
    }
}

/// The entry that a form is about.
struct About {
    entry: AboutEntry,
    of: OfEntry,
    local: String,
}

/// `GET /records/{key}/requests/new/{right}?id=…`
pub(crate) async fn show(
    State(services): State<Services>,
    may: MayView<Mine>,
    Asked(fields): Asked,
) -> Answer {
    form(&services, may, &fields, Errors::none()).await
}

/// `POST /records/{key}/requests/new/{right}`
pub(crate) async fn submit(
    State(services): State<Services>,
    SafeForm(asking, fields): SafeForm<Asking<Manage>>,
) -> Answer {
    let (who, patient) = (asking.who(), asking.patient().clone());
    let may = asking.view::<Mine>(&services).await?;
    let kind = kind_in(&may)?;
    let about = about(&services, &may, fields.get("id")).await?;
    let (frame, mut errors) = (&may.frame, Errors::none());
    let text = fields.get("text").to_owned();
    if kind != RequestKind::Restriction {
        errors.need(frame, "text", &text, &format!("ask-{}-needed", kind.slug()));
    }
    let limit = match kind {
        RequestKind::Restriction => {
            let of = about.as_ref().map(|about| about.of.limit());
            limit::read(frame, &services.store.topics(), &fields, of, &mut errors)
        }
        _ => None,
    };
    if !errors.is_empty() {
        return form(&services, may, &fields, errors).await;
    }
    let is_of_entry = |limit: &bluebutton_store::requests::Limit| {
        matches!(limit.of, LimitOf::Entries(_) | LimitOf::Visit(_))
    };
    let is_about = kind == RequestKind::Amendment || limit.as_ref().is_some_and(is_of_entry);
    let about = about.filter(|_| is_about).map(|about| about.entry);
    let new = NewRequest { kind, text, about, limit };
    match services.store.requests().ask(&who, &patient, new).await {
        Ok(id) => Ok(go_to(&format!("/records/{patient}/requests/{id}?asked=1"))),
        Err(error) => {
            let errors = mistake_by(error, |why| {
                let message = format!("ask-{why}");
                frame.words().has(&message).then(|| Errors::one("text", frame.t(&message)))
            })?;
            form(&services, may, &fields, errors).await
        }
    }
}

async fn form(services: &Services, may: MayView<Mine>, fields: &Fields, errors: Errors) -> Answer {
    let kind = kind_in(&may)?;
    let about = about(services, &may, fields.get("id")).await?;
    let frame = may.frame;
    let of_entry = about.as_ref().map(|about| &about.of);
    let limit = (kind == RequestKind::Restriction)
        .then(|| LimitForm::sent(&frame, &services.store.topics(), fields, of_entry));
    page(&AskPage {
        kind: kind.slug(),
        law: kind.paragraph(),
        days: kind.law_days(),
        needs_entry: kind == RequestKind::Amendment && about.is_none(),
        about: about.map(|about| (about.local, about.entry.title)),
        text: if fields.is_ticked("review") && fields.get("text").is_empty() {
            frame.t("withheld-review-text").into_owned()
        } else {
            fields.get("text").to_owned()
        },
        limit,
        errors,
        frame,
    })
}

fn kind_in(may: &MayView<Mine>) -> Result<RequestKind, Problem> {
    RequestKind::parse(may.path.part("right")).ok_or_else(Problem::not_found)
}

/// The entry in the address, as far as whoever asks may see it.
async fn about(
    services: &Services,
    may: &MayView<Mine>,
    local: &str,
) -> Result<Option<About>, Problem> {
    if local.is_empty() {
        return Ok(None);
    }
    let record = may.record(services).await?;
    let id = ResourceId::in_record(may.permit.patient(), local).ok_or_else(Problem::not_found)?;
    let found = reading::entries_of(&record, std::slice::from_ref(&id)).await?;
    let entry = found.into_iter().next().ok_or_else(Problem::not_found)?;
    let reader = reading::reader(&may.frame, &may.session, &record).await?;
    let shown = reader.entry(&entry, 0);
    // The office may read another language than whoever asks: the source's own name stands beside ours.
    let title = match &shown.clinical {
        Some(own) => format!("{} ({own})", shown.title),
        None => shown.title,
    };
    let locals = told_by(&record, &may.frame, &entry).await?;
    let of = OfEntry { title: title.clone(), locals, is_visit: &*entry.kind == "Encounter" };
    let entry = AboutEntry { reference: reference(&entry), title, section: slug(entry.section) };
    Ok(Some(About { entry, of, local: local.to_owned() }))
}

fn reference(entry: &Entry) -> String {
    format!("{}/{}", entry.kind, entry.id)
}

fn slug(section: Section) -> String {
    section.slug().to_owned()
}

impl OfEntry {
    /// What a restriction of it withholds.
    fn limit(&self) -> LimitOf {
        match (self.is_visit, self.locals.first()) {
            (true, Some(local)) => LimitOf::Visit(local.clone()),
            _ => LimitOf::Entries(self.locals.clone()),
        }
    }
}
