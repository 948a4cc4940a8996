//! *Send*: to whom and what, a look at it, and what happens next.
//!
//! Standard: transmit to a third party by Direct and by e-mail of the patient's choice,
//! 45 CFR 170.315(e)(1)(i)(C); the warning before plain e-mail is that of 45 CFR 164.524(c)(2)(ii).

use askama::Template;
use axum::extract::State;
use bluebutton_exchange::direct::fold_address;
use bluebutton_record::Selection;
use bluebutton_record::resource::base32;
use bluebutton_store::access::Rights;
use bluebutton_store::transmissions::{NewTransmission, Transmission, Way};
use bluebutton_store::{RecordPermit, StoreError};

use self::address::check_address;
use self::recipient::check_recipient;
use self::sent::{SentView, sent_view};
use super::record::choice::{Choice, ChoiceView, SummaryView, summary};
use super::record::reading;
use crate::permit::{Asking, MayView, Page, RecordPath, Transmit, Viewed};
use crate::services::Services;
use bluebutton_web::fields::{Errors, Fields};
use bluebutton_web::frame::Frame;
use bluebutton_web::page::{Answer, go_to, page};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::{Asked, SafeForm};

mod address;
mod recipient;
mod sent;

/// A line for the recipient, not a letter.
const MESSAGE_CHARS_MAX: usize = 1_000;

/// The value of a review that makes pressing twice the same as pressing once is never shorter.
const ONCE_LENGTH_MIN: usize = 26;

/// Older ones are in the activity.
const SHOWN: usize = 50;

#[derive(Template)]
#[template(path = "send/page.html")]
struct SendPage {
    frame: Frame,
    errors: Errors,
    ways: Vec<SendingWay>,
    to: String,
    message: String,
    choice: ChoiceView,
    /// The transmission that was just asked for.
    asked: Option<SentView>,
    sent: Vec<SentView>,
    demo_to: Option<String>,
}

#[derive(Template)]
#[template(path = "send/review.html")]
struct ReviewPage {
    frame: Frame,
    errors: Errors,
    way: &'static str,
    to: String,
    message: String,
    choice: Choice,
    summary: SummaryView,
    /// Whether a restriction holds for this address: what it is about is left out.
    is_restricted: bool,
    /// However often the button is pressed on this page, one message goes out.
    once: String,
}

/// A way of sending that can be chosen.
struct SendingWay {
    slug: &'static str,
    is_on: bool,
}

/// The pages on which it is said what is sent, and to whom.
pub(crate) struct Sending;

impl Page for Sending {
    fn viewed(_: &RecordPath) -> Result<Viewed, Problem> {
        Viewed::page("send")
    }

    fn admits(rights: Rights) -> bool {
        rights.transmit
    }
}

/// What was filled in.
struct Letter {
    way: Option<Way>,
    to: String,
    message: String,
    choice: Choice,
}

/// `GET /records/{key}/send`
pub(crate) async fn show(
    State(services): State<Services>,
    may: MayView<Sending>,
    Asked(fields): Asked,
) -> Answer {
    let letter = Letter::read(&fields, &services);
    form(&services, may, &letter, Errors::none(), fields.get("asked")).await
}

/// `POST /records/{key}/send/change`: back to the form with what was filled in.
pub(crate) async fn change(
    State(services): State<Services>,
    SafeForm(asking, fields): SafeForm<Asking<Transmit>>,
) -> Answer {
    let letter = Letter::read(&fields, &services);
    form(&services, asking.view(&services).await?, &letter, Errors::none(), "").await
}

/// `POST /records/{key}/send/review`
pub(crate) async fn review(
    State(services): State<Services>,
    SafeForm(asking, fields): SafeForm<Asking<Transmit>>,
) -> Answer {
    let letter = Letter::read(&fields, &services);
    look_at(&services, asking.view(&services).await?, letter, false).await
}

/// `POST /records/{key}/send/now`
pub(crate) async fn send(
    State(services): State<Services>,
    SafeForm(asking, fields): SafeForm<Asking<Transmit>>,
) -> Answer {
    let letter = Letter::read(&fields, &services);
    let risk_accepted = fields.is_ticked("risk");
    let (who, patient) = (asking.who(), asking.patient().clone());
    let (mut errors, frame) = (Errors::none(), asking.session.frame());
    let selection = letter.choice.selection(&patient, &frame, &mut errors);
    letter.check(&services, &frame, &mut errors).await?;
    let Some(way) = letter.way.filter(|_| errors.is_empty()) else {
        return form(&services, asking.view(&services).await?, &letter, errors, "").await;
    };
    if way == Way::Email && !risk_accepted {
        return look_at(&services, asking.view(&services).await?, letter, true).await;
    }
    let once = fields.get("once");
    if once.len() < ONCE_LENGTH_MIN {
        return Err(Problem::form_expired());
    }
    let what = letter.transmission(way, selection, &frame, risk_accepted);
    let transmissions = services.store.transmissions();
    match transmissions.ask_once(once, &who, &patient, what).await {
        Ok(id) => {
            let id = bluebutton_web::frame::escape_for_query(&id);
            Ok(go_to(&format!("/records/{patient}/send?asked={id}")))
        }
        Err(StoreError::NotAllowed("too-many-sent")) => {
            errors.add("to-address", frame.t("send-too-many-today"));
            form(&services, asking.view(&services).await?, &letter, errors, "").await
        }
        Err(error) => Err(error.into()),
    }
}

async fn form(
    services: &Services,
    may: MayView<Sending>,
    letter: &Letter,
    errors: Errors,
    asked: &str,
) -> Answer {
    let record = may.record(services).await?;
    let MayView { session, permit, frame, .. } = may;
    let reader = reading::reader(&frame, &session, &record).await?;
    let sent = list(services, &permit).await?;
    let view = |one: &Transmission| sent_view(one, &frame);
    page(&SendPage {
        ways: ways(services, letter.way),
        to: letter.to.clone(),
        message: letter.message.clone(),
        choice: letter.choice.view(&record, &reader).await?,
        asked: sent.iter().find(|one| one.id == asked).map(view),
        sent: sent.iter().map(view).collect(),
        demo_to: services.site.demo.as_ref().and_then(|demo| demo.direct_to.clone()),
        errors,
        frame,
    })
}

async fn list(services: &Services, permit: &RecordPermit) -> Result<Vec<Transmission>, Problem> {
    Ok(services.store.transmissions().list(permit, SHOWN).await?)
}

async fn look_at(
    services: &Services,
    may: MayView<Sending>,
    letter: Letter,
    is_risk_open: bool,
) -> Answer {
    let mut errors = Errors::none();
    letter.check(services, &may.frame, &mut errors).await?;
    let selection = letter.choice.selection(may.permit.patient(), &may.frame, &mut errors);
    let Some(way) = letter.way.filter(|_| errors.is_empty()) else {
        return form(services, may, &letter, errors, "").await;
    };
    let record = may.record(services).await?;
    let access = services.store.access();
    let is_restricted = access.restricts_sending(&may.permit, &letter.to).await?;
    let MayView { session, frame, .. } = may;
    if is_risk_open {
        errors.add("risk", frame.t("send-risk-needed"));
    }
    let reader = reading::reader(&frame, &session, &record).await?;
    page(&ReviewPage {
        way: way_word(way),
        is_restricted,
        summary: summary(&record, &reader, &selection).await?,
        once: base32(&services.store.random().bytes::<16>()),
        to: letter.to,
        message: letter.message,
        choice: letter.choice,
        errors,
        frame,
    })
}

impl ReviewPage {
    fn is_email(&self) -> bool {
        self.way == "email"
    }
}

impl SendingWay {
    fn name(&self) -> &'static str {
        if self.slug == "direct" { "send-way-direct" } else { "send-way-email" }
    }

    fn hint(&self) -> &'static str {
        if self.slug == "direct" { "send-way-direct-hint" } else { "send-way-email-hint" }
    }
}

impl Letter {
    fn read(fields: &Fields, services: &Services) -> Self {
        let ways = possible(services);
        let way = match fields.get("way") {
            "direct" => Some(Way::Direct),
            "email" => Some(Way::Email),
            _ => ways.first().copied(),
        };
        Self {
            way: way.filter(|way| ways.contains(way)),
            to: fields.get("to-address").to_owned(),
            message: fields.get("message").to_owned(),
            choice: Choice::read(fields),
        }
    }

    async fn check(
        &self,
        services: &Services,
        frame: &Frame,
        errors: &mut Errors,
    ) -> Result<(), Problem> {
        if self.way.is_none() {
            errors.add("way", frame.t("send-no-way"));
        }
        match (check_address(&self.to), self.way) {
            (Err(message), _) => errors.add("to-address", frame.t(message)),
            (Ok(()), Some(way)) => check_recipient(services, frame, way, &self.to, errors).await?,
            (Ok(()), None) => {}
        }
        if self.message.chars().count() > MESSAGE_CHARS_MAX {
            errors.add("message", frame.tn("send-message-long", "max", MESSAGE_CHARS_MAX));
        }
        Ok(())
    }

    fn transmission(
        &self,
        way: Way,
        selection: Selection,
        frame: &Frame,
        risk_accepted: bool,
    ) -> NewTransmission {
        NewTransmission {
            way,
            // As it is compared everywhere: the domain in lower case.
            to: fold_address(&self.to).unwrap_or_else(|_| self.to.clone()),
            selection,
            message: (!self.message.is_empty()).then(|| self.message.clone()),
            language: frame.language(),
            risk_accepted: way == Way::Email && risk_accepted,
        }
    }
}

fn ways(services: &Services, chosen: Option<Way>) -> Vec<SendingWay> {
    let view = |way: Way| SendingWay { slug: way_word(way), is_on: Some(way) == chosen };
    possible(services).into_iter().map(view).collect()
}

/// The ways that are set up here, the protected one first.
fn possible(services: &Services) -> Vec<Way> {
    let is_set_up = |way: &Way| services.mail.as_ref().is_some_and(|mail| mail.has(*way));
    [Way::Direct, Way::Email].into_iter().filter(is_set_up).collect()
}

fn way_word(way: Way) -> &'static str {
    match way {
        Way::Direct => "direct",
        Way::Email => "email",
    }
}
