//! `/records`: the records that somebody may open, could open or will; straight on where there is only
//! one.

use askama::Template;
use axum::extract::State;
use bluebutton_record::{PatientKey, Section};
use bluebutton_store::access::{CaredFor, RecordAccess};

use crate::people::held::allowed;
use crate::services::Services;
use bluebutton_web::frame::Frame;
use bluebutton_web::page::{Answer, go_to, page};
use bluebutton_web::session::SignedIn;

#[derive(Template)]
#[template(path = "account/records.html")]
struct RecordsPage {
    frame: Frame,
    own: Vec<RecordView>,
    others: Vec<RecordView>,
    /// What is not open: only a sentence each.
    shut: Vec<String>,
}

struct RecordView {
    patient: PatientKey,
    name: String,
    born: Option<String>,
    /// What the reader may do, and until when.
    may: String,
    /// The pages that most come for, as far as they are open.
    ways: Vec<RecordWayView>,
}

/// A way into a record.
struct RecordWayView {
    href: String,
    /// "Medicines"
    text: String,
    /// "Medicines: Ana Reyes", for whoever hears one link after the other.
    label: String,
}

/// Where the questions about somebody else are answered: what do they take, what did the test show, what was said.
const WAYS: [Section; 3] = [Section::Medications, Section::Results, Section::Visits];

impl RecordsPage {
    fn count(&self) -> usize {
        self.own.len() + self.others.len()
    }
}

/// `GET /records`
pub(crate) async fn show(State(services): State<Services>, signed_in: SignedIn) -> Answer {
    let account = &signed_in.session.account.id;
    let all = services.store.access().cared_for(account).await?;
    let frame = signed_in.frame();
    let (mut own, mut others, mut shut) = (Vec::new(), Vec::new(), Vec::new());
    for one in &all {
        match (one.standing, &one.name) {
            (RecordAccess::Open(_), Some(name)) => {
                let all_of_kind = if one.is_own { &mut own } else { &mut others };
                all_of_kind.push(record_view(&frame, one, name));
            }
            (RecordAccess::Open(_), None) => {}
            (RecordAccess::Later(day), _) => {
                shut.push(frame.t1("records-later", "date", frame.day(&day)));
            }
            (RecordAccess::Waits, _) => shut.push(frame.t("records-waits").into_owned()),
            (RecordAccess::Over(day), _) => {
                shut.push(frame.t1("records-over", "date", frame.day(&day)));
            }
        }
    }
    if let ([only], true) = (all.as_slice(), own.len() + others.len() == 1) {
        return Ok(go_to(&format!("/records/{}", only.patient)));
    }
    page(&RecordsPage { frame, own, others, shut })
}

fn record_view(frame: &Frame, one: &CaredFor, name: &str) -> RecordView {
    let words = frame.words();
    let may = match one.standing {
        _ if one.is_own => frame.t("records-own").into_owned(),
        RecordAccess::Open(Some(until)) => {
            let until = frame.t1("people-until", "date", frame.day(&until));
            format!("{} {until}", allowed(one.rights, one.sections.as_ref(), words))
        }
        _ => allowed(one.rights, one.sections.as_ref(), words),
    };
    RecordView {
        patient: one.patient.clone(),
        name: name.to_owned(),
        born: one
            .birth_date
            .as_ref()
            .map(|born| frame.t1("banner-born", "date", frame.date_text(born))),
        ways: ways(frame, one, name),
        may,
    }
}

fn ways(frame: &Frame, one: &CaredFor, name: &str) -> Vec<RecordWayView> {
    let is_open = |section: &&Section| {
        let sections = one.sections.as_ref();
        (one.is_own || one.rights.view) && sections.is_none_or(|all| all.contains(section))
    };
    let way = |section: &Section| {
        let text = frame.words().section(*section).into_owned();
        let href = format!("/records/{}/{}", one.patient, section.slug());
        let label = frame.tw("records-way", &[("page", text.as_str()), ("name", name)]);
        RecordWayView { href, text, label }
    };
    WAYS.iter().filter(is_open).map(way).collect()
}
