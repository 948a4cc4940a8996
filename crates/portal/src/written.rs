//! `/records/{key}/written`: what the patient, or somebody for them, writes into the record: readings,
//! medicines, notes, family history, goals, documents.

pub(crate) mod file;
mod form;

use askama::Template;
use axum::extract::State;
use bluebutton_record::own;
use bluebutton_record::{PatientKey, ResourceId};
use bluebutton_store::StoreError;
use bluebutton_store::access::Rights;
use bluebutton_store::own::OwnFile;
use bluebutton_web::upload::UploadForm;

use self::form::{KINDS, Kind, WrittenForm};
use crate::permit::{Asking, Manage, MayView, Page, RecordPath, Viewed};
use crate::record::reading;
use crate::record::view::{EntryView, MeasureView};
use crate::services::Services;
use bluebutton_web::fields::{Errors, Fields};
use bluebutton_web::frame::Frame;
use bluebutton_web::page::{Answer, go_to, page};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::Asked;
use bluebutton_web::session::SafeForm;

/// So many of the newest stand on the page; the others are in their sections.
const SHOWN: usize = 100;

/// A file of 15 MB, with what a form puts around it.
pub(crate) const UPLOAD_BYTES_MAX: usize = 16 * 1024 * 1024;

#[derive(Template)]
#[template(path = "written/list.html")]
struct WrittenPage {
    frame: Frame,
    kinds: Vec<&'static str>,
    entries: Vec<Written>,
    /// Message id of what was just done.
    notice: Option<&'static str>,
}

/// Something that was written.
struct Written {
    entry: EntryView,
    local: String,
    value: String,
}

#[derive(Template)]
#[template(path = "written/form.html")]
struct FormPage {
    frame: Frame,
    errors: Errors,
    kind: &'static str,
    form: WrittenForm,
    /// The local id of what is changed.
    change: Option<String>,
    /// The message id of what looks wrong: to be looked at again.
    doubt: Option<&'static str>,
}

/// What was just done: the word in the address, and the message.
const NOTICES: [(&str, &str); 3] = [
    ("done", "written-done"),
    ("changed", "written-changed"),
    ("taken-back", "written-taken-back"),
];

/// The pages of what was written.
pub(crate) struct Own;

impl Page for Own {
    fn viewed(_: &RecordPath) -> Result<Viewed, Problem> {
        Viewed::page("own")
    }

    fn admits(rights: Rights) -> bool {
        rights.manage
    }
}

/// `GET /records/{key}/written`
pub(crate) async fn show(
    State(services): State<Services>,
    may: MayView<Own>,
    Asked(fields): Asked,
) -> Answer {
    let record = may.record(&services).await?;
    let MayView { session, frame, .. } = may;
    let ids = record.written_here(SHOWN);
    let entries = reading::entries_of(&record, &ids).await?;
    let reader = reading::reader(&frame, &session, &record).await?;
    let view = |entry: &bluebutton_record::Entry| {
        let (local, entry) = (entry.id.local().to_owned(), reader.entry(entry, 0));
        Written { value: value(&entry), local, entry }
    };
    let notice = NOTICES.into_iter().find(|(name, _)| fields.is_ticked(name)).map(|(_, id)| id);
    page(&WrittenPage {
        kinds: KINDS.iter().map(|kind| kind.slug()).collect(),
        entries: entries.iter().map(view).collect(),
        notice,
        frame,
    })
}

/// "128/82 mmHg"
fn value(entry: &EntryView) -> String {
    entry.measure.as_ref().map(MeasureView::said).unwrap_or_default()
}

/// `GET /records/{key}/written/new/{kind}`
pub(crate) async fn show_new(State(services): State<Services>, may: MayView<Own>) -> Answer {
    let kind = kind_in(&may)?;
    let form = WrittenForm::empty(kind, &may.frame, &services.site.zone);
    form_page(may.frame, kind, form, (Errors::none(), None, None))
}

/// `POST /records/{key}/written/new/{kind}`: all but files.
pub(crate) async fn write(
    State(services): State<Services>,
    SafeForm(asking, fields): SafeForm<Asking<Manage>>,
) -> Answer {
    let (who, patient) = (asking.who(), asking.patient().clone());
    let may = asking.view::<Own>(&services).await?;
    let kind = kind_in(&may)?;
    let mut errors = Errors::none();
    let form = WrittenForm::sent(kind, &fields);
    let read = form.read(&may.frame, &services.site.zone, &mut errors);
    let Some(new) = read else { return form_page(may.frame, kind, form, (errors, None, None)) };
    if let Some(doubt) = doubt(&new, &fields) {
        return form_page(may.frame, kind, form, (errors, None, Some(doubt)));
    }
    match services.store.own_entries().write(&who, &patient, new).await {
        Ok(_) => Ok(go_to(&format!("/records/{patient}/written?done=1"))),
        Err(error) => refused(may.frame, kind, form, (error, None)),
    }
}

/// `POST /records/{key}/written/file`
pub(crate) async fn write_file(
    State(services): State<Services>,
    UploadForm(asking, fields, sent): UploadForm<Asking<Manage>>,
) -> Answer {
    let (who, patient) = (asking.who(), asking.patient().clone());
    let may = asking.view::<Own>(&services).await?;
    let (frame, kind) = (may.frame, Kind::Document);
    let form = WrittenForm::sent(kind, &fields);
    let Some(sent) = sent else {
        let errors = Errors::one("file", frame.t("written-file-needed"));
        return form_page(frame, kind, form, (errors, None, None));
    };
    let Some(media_type) = file::media_type(&sent.bytes) else {
        let errors = Errors::one("file", frame.t("written-file-type"));
        return form_page(frame, kind, form, (errors, None, None));
    };
    let title = Some(form.title.trim()).filter(|title| !title.is_empty());
    let title = title.map_or_else(|| file::title(&sent.name), str::to_owned);
    let bytes = sent.bytes.len();
    let make = |original| own::Written {
        what: own::What::Document {
            title: title.clone(),
            media_type: media_type.to_owned(),
            original,
            bytes,
        },
        on: None,
        note: String::new(),
    };
    let file = OwnFile { bytes: sent.bytes.as_ref().into(), media_type };
    match services.store.own_entries().write_file(&who, &patient, file, make).await {
        Ok(_) => Ok(go_to(&format!("/records/{patient}/written?done=1"))),
        Err(error) => refused(frame, kind, form, (error, None)),
    }
}

/// `GET /records/{key}/written/{id}/change`
pub(crate) async fn show_change(State(services): State<Services>, may: MayView<Own>) -> Answer {
    let (kind, written) = find(&services, &may).await?;
    let local = may.path.part("id").to_owned();
    let form = WrittenForm::held(kind, &written, &services.site.zone);
    form_page(may.frame, kind, form, (Errors::none(), Some(local), None))
}

/// `POST /records/{key}/written/{id}/change`
pub(crate) async fn change(
    State(services): State<Services>,
    SafeForm(asking, fields): SafeForm<Asking<Manage>>,
) -> Answer {
    let who = asking.who();
    let may = asking.view::<Own>(&services).await?;
    let (kind, before) = find(&services, &may).await?;
    let local = may.path.part("id").to_owned();
    let (id, mut errors) = (id_in(&may)?, Errors::none());
    let form = WrittenForm::sent(kind, &fields);
    let read = form.read_over(&before, &may.frame, &services.site.zone, &mut errors);
    let shown = Some(local);
    let Some(new) = read else { return form_page(may.frame, kind, form, (errors, shown, None)) };
    if let Some(doubt) = doubt(&new, &fields) {
        return form_page(may.frame, kind, form, (errors, shown, Some(doubt)));
    }
    let patient = may.permit.patient().clone();
    match services.store.own_entries().change(&who, &id, new).await {
        Ok(()) => Ok(go_to(&format!("/records/{patient}/written?changed=1"))),
        Err(error) => refused(may.frame, kind, form, (error, shown)),
    }
}

/// `POST /records/{key}/written/{id}/take-back`
pub(crate) async fn take_back(
    State(services): State<Services>,
    SafeForm(asking, _): SafeForm<Asking<Manage>>,
) -> Answer {
    let who = asking.who();
    let may = asking.view::<Own>(&services).await?;
    find(&services, &may).await?;
    let (id, patient): (ResourceId, PatientKey) = (id_in(&may)?, may.permit.patient().clone());
    services.store.own_entries().take_back(&who, &id).await?;
    Ok(go_to(&format!("/records/{patient}/written?taken-back=1")))
}

fn form_page(
    frame: Frame,
    kind: Kind,
    form: WrittenForm,
    (errors, change, doubt): (Errors, Option<String>, Option<&'static str>),
) -> Answer {
    page(&FormPage { frame, errors, kind: kind.slug(), form, change, doubt })
}

/// What the store does not take, where the reader can do something about it.
fn refused(
    frame: Frame,
    kind: Kind,
    form: WrittenForm,
    (error, change): (StoreError, Option<String>),
) -> Answer {
    let message = match error {
        StoreError::NotAllowed("own-file-size") => "written-file-size",
        StoreError::NotAllowed("own-too-many") => "written-too-many",
        error => return Err(error.into()),
    };
    let errors = Errors::one(WrittenForm::first_field(kind), frame.t(message));
    form_page(frame, kind, form, (errors, change, None))
}

/// What looks wrong, unless whoever wrote it has looked again.
fn doubt(new: &own::Written, fields: &Fields) -> Option<&'static str> {
    let own::What::Reading(reading) = &new.what else { return None };
    own::doubt(reading).filter(|_| !fields.is_ticked("sure"))
}

fn kind_in(may: &MayView<Own>) -> Result<Kind, Problem> {
    Kind::parse(may.path.part("kind")).ok_or_else(Problem::not_found)
}

/// The id in the address, in whichever part of the record it is.
fn id_in(may: &MayView<Own>) -> Result<ResourceId, Problem> {
    let id = ResourceId::in_record(may.permit.patient(), may.path.part("id"));
    id.ok_or_else(Problem::not_found)
}

async fn find(services: &Services, may: &MayView<Own>) -> Result<(Kind, own::Written), Problem> {
    let (record, id) = (may.record(services).await?, id_in(may)?);
    let resource = record.resource(&id).await?.ok_or_else(Problem::not_found)?;
    let written = own::read(&resource).ok_or_else(Problem::not_found)?;
    let kind = Kind::parse(written.what.slug()).ok_or_else(Problem::not_found)?;
    Ok((kind, written))
}

impl FormPage {
    /// The words of this kind.
    fn say(&self, what: &str) -> String {
        self.frame.t(&format!("written-{what}-{}", self.kind)).into_owned()
    }

    fn max_date(&self) -> String {
        self.frame.today().to_string()
    }
}
