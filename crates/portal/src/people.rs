//! `/records/{key}/people`: who may see this record, what they may do and see, from when and until when.

pub(crate) mod choice;
pub(crate) mod held;
pub(crate) mod hide;
pub(crate) mod let_in;
pub(crate) mod preview;

use askama::Template;
use axum::extract::State;
use bluebutton_record::Topics;
use bluebutton_store::accounts::{Caregiver, OwnAccount};
use jiff::civil::Date;

use self::held::{HeldLine, held};
use crate::permit::{Asking, Manage, MayView, Page, RecordPath, Viewed};
use crate::services::Services;
use bluebutton_web::frame::Frame;
use bluebutton_web::page::{Answer, go_to, page};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::{Asked, SafeForm};

#[derive(Template)]
#[template(path = "people/people.html")]
struct PeoplePage {
    frame: Frame,
    inside: Vec<PersonView>,
    invited: Vec<PersonView>,
    /// Whose code comes from the office alone.
    at_the_office: Vec<PersonView>,
    past: Vec<PersonView>,
    /// Accounts to which the record is their own, where there is more than one.
    own: Vec<OwnAccount>,
    /// What was just done: a message.
    notice: Option<&'static str>,
    /// Whose change can be taken back from here: the one that was just made.
    undo: Option<String>,
}

/// Somebody, and all that is held of their access.
struct PersonView {
    id: String,
    name: String,
    held: Vec<HeldLine>,
    /// When they came, or when and how it ended.
    note: Option<String>,
    can_step_back: bool,
    can_be_given_back: bool,
    /// Why it is not the patient's to change: they act by law, and our office entered them.
    kept: Option<String>,
    can_be_changed: bool,
    can_be_ended: bool,
    can_be_renewed: bool,
}

/// What was just done: the word in the address, and the message.
const NOTICES: [(&str, &str); 9] = [
    ("ended", "people-just-ended"),
    ("all-ended", "people-all-ended"),
    ("changed", "people-changed"),
    ("hidden", "people-hidden"),
    ("given-back", "people-given-back"),
    ("undone", "people-undone"),
    ("confirmed", "people-own-confirmed"),
    ("untied", "people-own-ended"),
    ("renewed", "people-renewed"),
];

#[derive(Template)]
#[template(path = "people/end.html")]
struct EndAccessPage {
    frame: Frame,
    person: Caregiver,
}

#[derive(Template)]
#[template(path = "people/stop.html")]
struct StopAllPage {
    frame: Frame,
    names: Vec<String>,
}

impl PeoplePage {
    fn is_reader(&self, own: &OwnAccount) -> bool {
        self.frame.account.as_ref().is_some_and(|account| account.id == own.account)
    }
}

impl PersonView {
    fn of(frame: &Frame, topics: &Topics, person: &Caregiver) -> Self {
        let note = match (person.ended, person.until, person.accepted) {
            (None, ..) if person.is_on_hold => Some(frame.t("people-on-hold").into_owned()),
            (Some(ended), ..) => Some(frame.t1("people-ended", "date", frame.day_of(&ended))),
            (None, Some(until), _) if until < frame.today() => {
                Some(frame.t1("people-ran-out", "date", frame.day(&until)))
            }
            (.., Some(since)) => Some(frame.t1("people-since", "date", frame.day_of(&since))),
            _ => None,
        };
        let mut lines = held(&person.terms, (person.from, person.until), topics, frame.words());
        if let Some(authority) = person.acting {
            let authority = frame.t(&format!("authority-{}", authority.slug()));
            let text = frame.t1("held-acting-text", "authority", authority);
            lines.insert(0, HeldLine { label: frame.t("held-acting").into_owned(), text });
        }
        let kept = person.acting.map(|authority| {
            let mut said = frame.t("people-kept-by-office").into_owned();
            if authority.ends_with_childhood() {
                said = format!("{said} {}", frame.t("people-kept-until-adult"));
            }
            said
        });
        Self {
            id: person.id.clone(),
            name: person.name.clone(),
            held: lines,
            note,
            can_step_back: person.can_step_back && person.can_be_changed(),
            can_be_given_back: person.can_be_given_back,
            kept,
            can_be_changed: person.can_be_changed(),
            can_be_ended: person.can_be_ended(),
            can_be_renewed: person.can_be_renewed,
        }
    }
}

/// Who may open the record.
pub(crate) struct People;

impl Page for People {
    fn viewed(_: &RecordPath) -> Result<Viewed, Problem> {
        Viewed::page("people")
    }
}

/// `GET /records/{key}/people`
pub(crate) async fn show(
    State(services): State<Services>,
    MayView { permit, frame, .. }: MayView<People>,
    Asked(fields): Asked,
) -> Answer {
    let people = services.store.accounts().caregivers(&permit).await?;
    let mut own = services.store.accounts().own_accounts(&permit).await?;
    if own.len() == 1 {
        own.clear();
    }
    let topics = services.store.topics();
    let view = |person: &Caregiver| PersonView::of(&frame, &topics, person);
    let (past, present): (Vec<_>, Vec<_>) =
        people.iter().partition(|person| is_over(person, frame.today()));
    let (inside, invited): (Vec<_>, Vec<_>) =
        present.into_iter().partition(|person| person.accepted.is_some());
    let (at_the_office, invited): (Vec<_>, Vec<_>) =
        invited.into_iter().partition(|person| person.code_at_the_office);
    let notice = NOTICES.into_iter().find(|(name, _)| fields.is_ticked(name)).map(|(_, id)| id);
    let inside: Vec<_> = inside.into_iter().map(view).collect();
    let just_changed =
        |person: &&PersonView| person.can_step_back && person.id == fields.get("changed");
    page(&PeoplePage {
        undo: inside.iter().find(just_changed).map(|person| person.id.clone()),
        inside,
        invited: invited.into_iter().map(view).collect(),
        at_the_office: at_the_office.into_iter().map(view).collect(),
        past: past.into_iter().map(view).collect(),
        own,
        notice,
        frame,
    })
}

/// `GET /records/{key}/people/{id}/end`
pub(crate) async fn show_end(State(services): State<Services>, may: MayView<People>) -> Answer {
    let (frame, person) = person_of(&services, may).await?;
    page(&EndAccessPage { frame, person })
}

/// `POST /records/{key}/people/{id}/end`
pub(crate) async fn end(
    State(services): State<Services>,
    SafeForm(asking, _): SafeForm<Asking<Manage>>,
) -> Answer {
    let (who, patient) = (asking.who(), asking.patient().clone());
    let (frame, person) = person_of(&services, asking.view(&services).await?).await?;
    services.store.accounts().end(&who, &patient, &person.id, &person.name).await?;
    Ok(go_to(&format!("{}?ended=1", frame.record_url("people"))))
}

/// `POST /records/{key}/people/{id}/give-back`: access that was ended by a slip.
pub(crate) async fn give_back(
    State(services): State<Services>,
    SafeForm(asking, _): SafeForm<Asking<Manage>>,
) -> Answer {
    let (who, patient) = (asking.who(), asking.patient().clone());
    let id = asking.path.part("id").to_owned();
    let (frame, people) = people_of(&services, asking.view(&services).await?).await?;
    let person = people.into_iter().find(|person| person.id == id);
    let person = person.ok_or_else(Problem::not_found)?;
    let (accounts, grant) = (services.store.accounts(), (id.as_str(), person.name.as_str()));
    accounts.give_back(&who, &patient, grant).await?;
    Ok(go_to(&format!("{}?given-back=1", frame.record_url("people"))))
}

/// `POST /records/{key}/people/{id}/undo`: the last change of what they may do and see.
pub(crate) async fn undo(
    State(services): State<Services>,
    SafeForm(asking, _): SafeForm<Asking<Manage>>,
) -> Answer {
    let (who, patient) = (asking.who(), asking.patient().clone());
    let (frame, person) = person_of(&services, asking.view(&services).await?).await?;
    let grant = (person.id.as_str(), person.name.as_str());
    services.store.accounts().take_change_back(&who, &patient, grant).await?;
    Ok(go_to(&format!("{}?undone=1", frame.record_url("people"))))
}

/// `POST /records/{key}/people/{id}/renew`: who was let in as a parent, by the patient who is of age now.
pub(crate) async fn renew(
    State(services): State<Services>,
    SafeForm(asking, _): SafeForm<Asking<Manage>>,
) -> Answer {
    let (who, patient) = (asking.who(), asking.patient().clone());
    let (frame, person) = person_of(&services, asking.view(&services).await?).await?;
    let grant = (person.id.as_str(), person.name.as_str());
    services.store.accounts().renew(&who, &patient, grant).await?;
    Ok(go_to(&format!("{}?renewed=1", frame.record_url("people"))))
}

/// `GET /records/{key}/people/stop`
pub(crate) async fn show_stop(State(services): State<Services>, may: MayView<People>) -> Answer {
    let (frame, mut people) = people_of(&services, may).await?;
    people.retain(|person| !is_over(person, frame.today()));
    page(&StopAllPage { names: people.into_iter().map(|person| person.name).collect(), frame })
}

/// `POST /records/{key}/people/stop`: everybody's access ends.
pub(crate) async fn stop(
    State(services): State<Services>,
    SafeForm(asking, _): SafeForm<Asking<Manage>>,
) -> Answer {
    services.store.accounts().end_all(&asking.who(), asking.patient()).await?;
    Ok(go_to(&format!("/records/{}/people?all-ended=1", asking.patient())))
}

/// Whether somebody's access is over, whether it was ended or ran out.
fn is_over(person: &Caregiver, today: Date) -> bool {
    person.ended.is_some() || person.until.is_some_and(|until| until < today)
}

async fn people_of(
    services: &Services,
    may: MayView<People>,
) -> Result<(Frame, Vec<Caregiver>), Problem> {
    let people = services.store.accounts().caregivers(&may.permit).await?;
    Ok((may.frame, people))
}

/// Somebody who is in or invited; who has gone already is not found.
async fn person_of(
    services: &Services,
    may: MayView<People>,
) -> Result<(Frame, Caregiver), Problem> {
    let id = may.path.part("id").to_owned();
    let (frame, people) = people_of(services, may).await?;
    let person = people.into_iter().find(|person| person.id == id && person.ended.is_none());
    person.map(|person| (frame, person)).ok_or_else(Problem::not_found)
}
