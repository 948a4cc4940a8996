//! `/records/{key}/people`: who may see this record, what they may do, and until when.

use askama::Template;
use axum::extract::{Path, State};
use bluebutton_record::PatientKey;
use bluebutton_store::Action;
use bluebutton_store::access::Rights;
use bluebutton_store::accounts::{Caregiver, LetIn, OwnAccount};
use jiff::Timestamp;
use jiff::civil::Date;

mod rights;

use crate::permit::open;
use crate::services::Services;
use bluebutton_web::fields::{Errors, Fields};
use bluebutton_web::frame::Frame;
use bluebutton_web::page::{Answer, go_to, page};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::{Asked, SafeForm, SignedIn};
use rights::{rights_in_words, terms_in_words};

#[derive(Template)]
#[template(path = "people/people.html")]
struct PeoplePage {
    frame: Frame,
    inside: Vec<Caregiver>,
    invited: Vec<Caregiver>,
    past: Vec<Caregiver>,
    /// Accounts to which the record is their own, where there is more than one.
    own: Vec<OwnAccount>,
    /// What was just done: a message.
    notice: Option<&'static str>,
}

/// What was just done: the word in the address, and the message.
const NOTICES: [(&str, &str); 3] = [
    ("ended", "people-just-ended"),
    ("confirmed", "people-own-confirmed"),
    ("untied", "people-own-ended"),
];

#[derive(Template)]
#[template(path = "people/let_in.html")]
struct LetInPage {
    frame: Frame,
    errors: Errors,
    name: String,
    rights: String,
    until: String,
}

#[derive(Template)]
#[template(path = "people/code.html")]
struct CodePage {
    frame: Frame,
    name: String,
    rights: Rights,
    until: Option<Date>,
    code: String,
    code_ends: Timestamp,
}

#[derive(Template)]
#[template(path = "people/end.html")]
struct EndPage {
    frame: Frame,
    person: Caregiver,
}

/// What may be chosen: look only, or everything but letting others in.
const CHOICES: [(&str, Rights); 2] = [
    ("view", Rights { view: true, download: false, transmit: false, manage: false }),
    ("all", Rights { view: true, download: true, transmit: true, manage: false }),
];

impl PeoplePage {
    fn may(&self, person: &Caregiver) -> String {
        terms_in_words(&person.terms, self.frame.words())
    }

    fn is_reader(&self, own: &OwnAccount) -> bool {
        self.frame.account.as_ref().is_some_and(|account| account.id == own.account)
    }
}

impl CodePage {
    fn may(&self) -> String {
        rights_in_words(self.rights, self.frame.words())
    }
}

impl LetInPage {
    fn new(frame: Frame, fields: &Fields, errors: Errors) -> Self {
        let text = |name| fields.get(name).to_owned();
        Self { frame, errors, name: text("name"), rights: text("rights"), until: text("until") }
    }
}

/// `GET /records/{key}/people`
pub(crate) async fn show(
    State(services): State<Services>,
    signed_in: SignedIn,
    Path(key): Path<String>,
    Asked(fields): Asked,
) -> Answer {
    let action = Action::View { page: "people", resource: None };
    let (permit, frame) = open(&services, &signed_in, &key, action).await?;
    let people = services.store.accounts().caregivers(&permit).await?;
    let mut own = services.store.accounts().own_accounts(&permit).await?;
    if own.len() == 1 {
        own.clear();
    }
    let today = frame.today();
    let is_past = |person: &Caregiver| {
        person.ended.is_some() || person.until.is_some_and(|until| until < today)
    };
    let (past, present): (Vec<_>, Vec<_>) = people.into_iter().partition(is_past);
    let (inside, invited) = present.into_iter().partition(|person| person.accepted.is_some());
    let notice = NOTICES.into_iter().find(|(name, _)| fields.is_ticked(name)).map(|(_, id)| id);
    page(&PeoplePage { frame, inside, invited, past, own, notice })
}

/// `GET /records/{key}/people/new`
pub(crate) async fn show_let_in(
    State(services): State<Services>,
    signed_in: SignedIn,
    Path(key): Path<String>,
) -> Answer {
    let (frame, _) = people_of(&services, &signed_in, &key).await?;
    page(&LetInPage::new(frame, &Fields::default(), Errors::none()))
}

/// `POST /records/{key}/people/new`: the code is shown once, here.
pub(crate) async fn let_in(
    State(services): State<Services>,
    Path(key): Path<String>,
    SafeForm(signed_in, fields): SafeForm<SignedIn>,
) -> Answer {
    let words = signed_in.frame();
    let mut errors = Errors::none();
    let name = fields.get("name").to_owned();
    errors.need(&words, "name", &name, "let-in-name-needed");
    let chosen = CHOICES.iter().find(|(slug, _)| *slug == fields.get("rights"));
    if chosen.is_none() {
        errors.add("rights-view", words.t("let-in-rights-needed"));
    }
    let until: Option<Date> = fields.get("until").parse().ok();
    if !fields.get("until").is_empty() && until.is_none_or(|until| until < words.today()) {
        errors.add("until", words.t("let-in-until-wrong"));
    }
    let Some((_, rights)) = chosen.filter(|_| errors.is_empty()) else {
        let (frame, _) = people_of(&services, &signed_in, &key).await?;
        return page(&LetInPage::new(frame, &fields, errors));
    };
    let patient = PatientKey::parse(&key).ok_or_else(Problem::not_found)?;
    let (accounts, new) = (services.store.accounts(), LetIn::everything(&name, *rights, until));
    let (code, code_ends) = accounts.let_in(&signed_in.who(), &patient, new).await?;
    let (frame, _) = people_of(&services, &signed_in, &key).await?;
    page(&CodePage { frame, name, rights: *rights, until, code, code_ends })
}

/// `GET /records/{key}/people/{id}/end`
pub(crate) async fn show_end(
    State(services): State<Services>,
    signed_in: SignedIn,
    Path((key, id)): Path<(String, String)>,
) -> Answer {
    let (frame, person) = person_of(&services, &signed_in, &key, &id).await?;
    page(&EndPage { frame, person })
}

/// `POST /records/{key}/people/{id}/end`
pub(crate) async fn end(
    State(services): State<Services>,
    Path((key, id)): Path<(String, String)>,
    SafeForm(signed_in, _): SafeForm<SignedIn>,
) -> Answer {
    let (frame, person) = person_of(&services, &signed_in, &key, &id).await?;
    let patient = PatientKey::parse(&key).ok_or_else(Problem::not_found)?;
    let accounts = services.store.accounts();
    accounts.end(&signed_in.who(), &patient, &id, &person.name).await?;
    Ok(go_to(&format!("{}?ended=1", frame.record_url("people"))))
}

async fn people_of(
    services: &Services,
    signed_in: &SignedIn,
    key: &str,
) -> Result<(Frame, Vec<Caregiver>), Problem> {
    let action = Action::View { page: "people", resource: None };
    let (permit, frame) = open(services, signed_in, key, action).await?;
    let people = services.store.accounts().caregivers(&permit).await?;
    Ok((frame, people))
}

/// Somebody who is in or invited; who has gone already is not found.
async fn person_of(
    services: &Services,
    signed_in: &SignedIn,
    key: &str,
    id: &str,
) -> Result<(Frame, Caregiver), Problem> {
    let (frame, people) = people_of(services, signed_in, key).await?;
    let person = people.into_iter().find(|person| person.id == id && person.ended.is_none());
    person.map(|person| (frame, person)).ok_or_else(Problem::not_found)
}
