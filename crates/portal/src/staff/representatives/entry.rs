//! Entering somebody who acts for a patient by law: who they are, by what right, what they may see and
//! do, until when, and the paper of it.

use askama::Template;
use axum::extract::{Path, State};
use bluebutton_record::representative::Authority;
use bluebutton_record::{PatientKey, Rights, Terms};
use bluebutton_store::access::papers::OfficePaper;
use bluebutton_store::accounts::NewRepresentative;

use crate::people::choice::{self, TermsForm};
use crate::services::Services;
use crate::staff::patients::card;
use crate::written::file;
use bluebutton_web::duty::{KeepRepresentatives, OnDuty};
use bluebutton_web::fields::{Errors, Fields};
use bluebutton_web::frame::Frame;
use bluebutton_web::mistakes::{Mistake, mistake};
use bluebutton_web::page::{Answer, go_to, page};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::SignedIn;
use bluebutton_web::upload::{Upload, UploadForm};

#[derive(Template)]
#[template(path = "staff/representative-new.html")]
struct EnterPage {
    frame: Frame,
    errors: Errors,
    patient: String,
    name: String,
    form: AuthorityForm,
    choice: TermsForm,
}

/// What was typed.
#[derive(Default)]
struct AuthorityForm {
    name: String,
    identity: String,
    note: String,
    is_contested: bool,
    authorities: Vec<AuthorityView>,
}

struct AuthorityView {
    slug: &'static str,
    law: &'static str,
    is_on: bool,
}

impl AuthorityForm {
    fn sent(fields: &Fields) -> Self {
        let view = |one: Authority| AuthorityView {
            slug: one.slug(),
            law: one.paragraph(),
            is_on: fields.get("authority") == one.slug(),
        };
        Self {
            name: fields.get("name").to_owned(),
            identity: fields.get("identity").to_owned(),
            note: fields.get("note").to_owned(),
            is_contested: fields.is_ticked("contested"),
            authorities: Authority::ALL.map(view).into(),
        }
    }
}

/// `GET /staff/patients/{key}/people/new`
pub(crate) async fn show(
    State(services): State<Services>,
    clerk: OnDuty<KeepRepresentatives>,
    Path(key): Path<String>,
) -> Answer {
    // Whom the law lets act for somebody sees and does what they would, unless its paper says less.
    let (frame, topics) = (clerk.frame(), services.store.topics());
    let opened = topics.all().iter().map(|topic| topic.slug.clone()).collect();
    let whole = Terms { opened, ..Terms::everything(Rights::OWNER) };
    let choice = TermsForm::held(&frame, &topics, &whole, (None, None));
    let form = AuthorityForm::sent(&Fields::default());
    form_page(&services, &clerk, &key, (form, choice, Errors::none())).await
}

/// `POST /staff/patients/{key}/people/new`
pub(crate) async fn submit(
    State(services): State<Services>,
    Path(key): Path<String>,
    UploadForm(clerk, fields, sent): UploadForm<OnDuty<KeepRepresentatives>>,
) -> Answer {
    let patient = PatientKey::parse(&key).ok_or_else(Problem::not_found)?;
    let (frame, topics) = (clerk.frame(), services.store.topics());
    let (form, mut errors) = (AuthorityForm::sent(&fields), Errors::none());
    errors.need(&frame, "name", &form.name, "representative-name-needed");
    let authority = Authority::parse(fields.get("authority"));
    if authority.is_none() {
        errors.add("authority-parent", frame.t("representative-authority-needed"));
    }
    errors.need(&frame, "identity", &form.identity, "representative-identity-needed");
    let paper = read_paper(&frame, sent, &mut errors);
    if paper.is_none()
        && errors.of("file").is_none()
        && authority.is_some_and(Authority::needs_paper)
    {
        errors.add("file", frame.t("representative-paper-needed"));
    }
    let nothing = Terms::everything(Rights::NONE);
    let choice = TermsForm::sent(&frame, &topics, &fields, &nothing);
    let chosen = choice::read(&frame, &topics, &fields, nothing, &mut errors);
    let (Some(authority), Some(chosen), true) = (authority, chosen, errors.is_empty()) else {
        return form_page(&services, &clerk, &key, (form, choice, errors)).await;
    };
    let new = NewRepresentative {
        name: form.name.clone(),
        authority,
        identity: form.identity.clone(),
        note: form.note.clone(),
        is_contested: form.is_contested,
        terms: chosen.terms,
        from: chosen.from,
        until: chosen.until,
        paper,
    };
    match services.store.accounts().enter_representative(&clerk.who(), &patient, new).await {
        Ok(_) => Ok(go_to(&format!("/staff/patients/{patient}/people?done=entered"))),
        Err(error) => {
            let errors = mistake(&frame, error, &TROUBLES)?;
            form_page(&services, &clerk, &key, (form, choice, errors)).await
        }
    }
}

/// A paper that was sent, told by its content; none where none was.
pub(super) fn read_paper(
    frame: &Frame,
    sent: Option<Upload>,
    errors: &mut Errors,
) -> Option<OfficePaper> {
    let sent = sent.filter(|sent| !sent.bytes.is_empty())?;
    let Some(media_type) = file::media_type(&sent.bytes) else {
        errors.add("file", frame.t("written-file-type"));
        return None;
    };
    let (title, media_type) = (file::title(&sent.name), media_type.to_owned());
    Some(OfficePaper { title, media_type, bytes: sent.bytes.as_ref().into() })
}

async fn form_page(
    services: &Services,
    clerk: &SignedIn,
    key: &str,
    (form, choice, errors): (AuthorityForm, TermsForm, Errors),
) -> Answer {
    let card = card(services, clerk, key).await?;
    let (patient, name, frame) = (card.patient.to_string(), card.name, clerk.frame());
    page(&EnterPage { frame, errors, patient, name, form, choice })
}

/// What can stand in the way of entering somebody who acts for a patient, or an order.
pub(super) const TROUBLES: [Mistake; 15] = [
    ("representative-needs-words", "name", "representative-name-needed"),
    ("representative-needs-paper", "file", "representative-paper-needed"),
    ("representative-days", "until", "let-in-until-wrong"),
    ("order-needs-day", "until", "let-in-until-wrong"),
    ("representative-birth-date", "authority-parent", "representative-birth-date"),
    ("representative-of-age", "authority-parent", "representative-of-age"),
    ("barred-by-order", "name", "representative-barred"),
    ("paper-size", "file", "representative-paper-size"),
    ("too-many-caregivers", "name", "representative-too-many"),
    ("too-late-to-give-back", "main", "representative-too-late"),
    ("order-needs-words", "name", "order-words-needed"),
    ("order-spare-needs-words", "main", "order-spare-why-needed"),
    ("order-await-needs-words", "main", "order-await-words-needed"),
    ("order-other-name", "main", "order-await-other-name"),
    ("order-too-many-names", "main", "order-await-too-many"),
];
