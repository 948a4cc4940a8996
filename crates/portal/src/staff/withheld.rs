//! `/staff/withheld`: what is withheld from patients themselves: under which legal reason, until which day,
//! decided and reviewed by whom; and deciding it.
//!
//! Law: 45 CFR 164.524(a)(1) to (4).

use askama::Template;
use axum::extract::{Path, State};
use bluebutton_record::PatientKey;
use bluebutton_record::withholding::Ground;
use bluebutton_store::access::withholding::{NewWithholding, WithheldFrom};
use bluebutton_store::requests::LimitOf;
use bluebutton_store::{StoreError, Who};

use crate::requests::limit::{self, LimitForm};
use crate::requests::words::of_words;
use crate::services::Services;
use crate::staff::patients::card;
use bluebutton_web::duty::{OnDuty, Withhold};
use bluebutton_web::fields::{Errors, Fields};
use bluebutton_web::frame::Frame;
use bluebutton_web::mistakes::mistake;
use bluebutton_web::page::{Answer, go_to, page};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::{Asked, SafeForm, SignedIn};

#[derive(Template)]
#[template(path = "staff/withheld.html")]
struct WithheldPage {
    frame: Frame,
    errors: Errors,
    lines: Vec<WithheldLine>,
    /// Message id of what was just done.
    notice: Option<&'static str>,
}

/// Something that is withheld.
struct WithheldLine {
    id: String,
    patient: String,
    name: String,
    what: String,
    ground: String,
    law: &'static str,
    note: String,
    since: String,
    by: String,
    until: String,
    review: Option<String>,
    can_be_reviewed: bool,
}

#[derive(Template)]
#[template(path = "staff/withhold.html")]
struct WithholdPage {
    frame: Frame,
    errors: Errors,
    patient: String,
    name: String,
    form: LimitForm,
    grounds: Vec<GroundView>,
    /// Single entries, by their addresses or ids.
    entries: String,
    note: String,
    until: String,
}

struct GroundView {
    slug: &'static str,
    law: &'static str,
    is_on: bool,
}

/// `GET /staff/withheld`
pub(crate) async fn list(
    State(services): State<Services>,
    signed_in: OnDuty<Withhold>,
    Asked(fields): Asked,
) -> Answer {
    let notice = match fields.get("done") {
        "set" => Some("withheld-done-set"),
        "reviewed" => Some("withheld-done-reviewed"),
        "ended" => Some("withheld-done-ended"),
        _ => None,
    };
    list_page(&services, &signed_in, Errors::none(), notice).await
}

/// `POST /staff/withheld/{key}/{id}/review`
pub(crate) async fn review(
    State(services): State<Services>,
    Path((key, id)): Path<(String, String)>,
    SafeForm(signed_in, fields): SafeForm<OnDuty<Withhold>>,
) -> Answer {
    let patient = PatientKey::parse(&key).ok_or_else(Problem::not_found)?;
    let access = services.store.access();
    let done = access.review_withholding(&signed_in.who(), &patient, &id, fields.get("note")).await;
    after(&services, &signed_in, done, "reviewed").await
}

/// `POST /staff/withheld/{key}/{id}/end`
pub(crate) async fn end(
    State(services): State<Services>,
    Path((key, id)): Path<(String, String)>,
    SafeForm(signed_in, _): SafeForm<OnDuty<Withhold>>,
) -> Answer {
    let patient = PatientKey::parse(&key).ok_or_else(Problem::not_found)?;
    let done = services.store.access().stop_withholding(&signed_in.who(), &patient, &id).await;
    after(&services, &signed_in, done, "ended").await
}

/// `GET /staff/patients/{key}/withhold`
pub(crate) async fn show(
    State(services): State<Services>,
    signed_in: OnDuty<Withhold>,
    Path(key): Path<String>,
    Asked(fields): Asked,
) -> Answer {
    form(&services, &signed_in, &key, &fields, Errors::none()).await
}

/// `POST /staff/patients/{key}/withhold`
pub(crate) async fn set(
    State(services): State<Services>,
    Path(key): Path<String>,
    SafeForm(signed_in, fields): SafeForm<OnDuty<Withhold>>,
) -> Answer {
    let patient = PatientKey::parse(&key).ok_or_else(Problem::not_found)?;
    let (frame, mut errors) = (signed_in.frame(), Errors::none());
    let who = signed_in.who();
    let single = single(&services, (&who, &patient), &fields, (&frame, &mut errors)).await?;
    let missing = (&mut errors, "withhold-what-needed");
    let of = limit::what(&frame, &services.store.topics(), &fields, single, missing);
    let ground = Ground::parse(fields.get("ground"));
    if ground.is_none() {
        errors.add("ground-danger", frame.t("withhold-ground-needed"));
    }
    errors.need(&frame, "note", fields.get("note"), "withhold-note-needed");
    let until = fields.get("until").parse().ok();
    if until.is_none() {
        errors.add("until", frame.t("withhold-until-needed"));
    }
    let (Some(of), Some(ground), Some(until)) = (of, ground, until) else {
        return form(&services, &signed_in, &key, &fields, errors).await;
    };
    if !errors.is_empty() {
        return form(&services, &signed_in, &key, &fields, errors).await;
    }
    let note = fields.get("note").to_owned();
    let new = NewWithholding { terms: of.terms(), ground, note, until };
    match services.store.access().withhold(&who, &patient, new).await {
        Ok(_) => Ok(go_to("/staff/withheld?done=set")),
        Err(error) => {
            let needed = ("withholding-needs-day", "until", "withhold-until-needed");
            let errors = mistake(&frame, error, &[needed])?;
            form(&services, &signed_in, &key, &fields, errors).await
        }
    }
}

/// Single entries that were named by their addresses or ids: what the office was told of, for it reads
/// nothing of the record here. One visit alone goes with all that belongs to it.
async fn single(
    services: &Services,
    (who, patient): (&Who, &PatientKey),
    fields: &Fields,
    (frame, errors): (&Frame, &mut Errors),
) -> Result<Option<LimitOf>, Problem> {
    let locals = local_ids(fields.get("entries"));
    if fields.get("what") != "entry" || locals.is_empty() {
        return Ok(None);
    }
    match services.store.access().named_entries(who, patient, &locals).await {
        Ok(named) => Ok(Some(match named.as_slice() {
            [visit] if visit.is_visit => LimitOf::Visit(visit.local.clone()),
            all => LimitOf::Entries(all.iter().map(|one| one.local.clone()).collect()),
        })),
        Err(StoreError::NotFound) => {
            errors.add("entries", frame.t("withhold-entries-unknown"));
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}

/// The local ids in what was typed: `https://…/records/KEY/results/ID`, `Observation/KEY.ID` or `ID`.
fn local_ids(typed: &str) -> Vec<String> {
    let each = typed.split(|sign: char| sign.is_whitespace() || matches!(sign, ',' | ';'));
    let last = |one: &str| {
        let path = one.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
        path.rsplit(['/', '.']).next().unwrap_or_default().to_owned()
    };
    each.map(last).filter(|local| !local.is_empty()).collect()
}

async fn form(
    services: &Services,
    signed_in: &SignedIn,
    key: &str,
    fields: &Fields,
    errors: Errors,
) -> Answer {
    let card = card(services, signed_in, key).await?;
    let frame = signed_in.frame();
    let view = |ground: Ground| GroundView {
        slug: ground.slug(),
        law: ground.paragraph(),
        is_on: fields.get("ground") == ground.slug(),
    };
    let mut limit = LimitForm::sent(&frame, &services.store.topics(), fields, None);
    limit.entry = Some(frame.t("withhold-entries-these").into_owned());
    if limit.what.is_empty() && fields.is_ticked("entries") {
        "entry".clone_into(&mut limit.what);
    }
    page(&WithholdPage {
        form: limit,
        entries: fields.get("entries").to_owned(),
        grounds: Ground::ALL.map(view).into(),
        note: fields.get("note").to_owned(),
        until: fields.get("until").to_owned(),
        patient: card.patient.to_string(),
        name: card.name,
        errors,
        frame,
    })
}

async fn after(
    services: &Services,
    signed_in: &SignedIn,
    done: Result<(), StoreError>,
    word: &str,
) -> Answer {
    let Err(error) = done else { return Ok(go_to(&format!("/staff/withheld?done={word}"))) };
    let needed = ("withholding-needs-words", "main", "withheld-review-needed");
    let own = ("withholding-own-review", "main", "withheld-own-review");
    let errors = mistake(&signed_in.frame(), error, &[needed, own])?;
    list_page(services, signed_in, errors, None).await
}

async fn list_page(
    services: &Services,
    signed_in: &SignedIn,
    errors: Errors,
    notice: Option<&'static str>,
) -> Answer {
    let all = services.store.access().all_withheld(&signed_in.who()).await?;
    let frame = signed_in.frame();
    let mut lines = Vec::with_capacity(all.len());
    for one in &all {
        let mut line = line(&frame, services, one);
        line.what = named(services, signed_in, one).await?.unwrap_or(line.what);
        lines.push(line);
    }
    page(&WithheldPage { frame, errors, lines, notice })
}

/// Single entries by their part of the record and their day. `None` where it is not about such, or one of them
/// is there no more.
async fn named(
    services: &Services,
    signed_in: &SignedIn,
    one: &WithheldFrom,
) -> Result<Option<String>, Problem> {
    let (locals, is_visit) = match LimitOf::of_terms(&one.terms) {
        LimitOf::Entries(locals) => (locals.into_iter().collect::<Vec<_>>(), false),
        LimitOf::Visit(local) => (vec![local], true),
        _ => return Ok(None),
    };
    let (access, patient) = (services.store.access(), &one.card.patient);
    let found = match access.named_entries(&signed_in.who(), patient, &locals).await {
        Ok(found) => found,
        Err(StoreError::NotFound) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let frame = signed_in.frame();
    let words = found.iter().map(|entry| {
        let part = frame.words().section(entry.section).into_owned();
        match (&entry.day, is_visit) {
            (Some(day), true) => frame.t1("withheld-visit-of", "date", frame.day(day)),
            (Some(day), false) => {
                frame.t2("withheld-entry-of", "part", part, "date", frame.day(day))
            }
            (None, true) => frame.t("limit-of-visit").into_owned(),
            (None, false) => frame.t1("withheld-entry-undated", "part", part),
        }
    });
    Ok(Some(words.collect::<Vec<_>>().join("; ")))
}

fn line(frame: &Frame, services: &Services, one: &WithheldFrom) -> WithheldLine {
    let office = || frame.t("withheld-at-the-server").into_owned();
    let ground = one.withheld.ground;
    WithheldLine {
        id: one.withheld.id.clone(),
        patient: one.card.patient.to_string(),
        name: one.card.name.clone(),
        what: of_words(frame, &services.store.topics(), &LimitOf::of_terms(&one.terms)),
        ground: frame.t_shared(&format!("withheld-ground-{}", ground.slug())).into_owned(),
        law: ground.paragraph(),
        note: one.note.clone(),
        since: frame.day_of(&one.withheld.since),
        by: one.by.clone().unwrap_or_else(office),
        until: frame.day(&one.withheld.until),
        review: one.review.as_ref().map(|(at, by, note)| {
            let by = by.clone().unwrap_or_else(office);
            format!("{}, {by}: {note}", frame.day_of(at))
        }),
        can_be_reviewed: ground.can_be_reviewed(),
    }
}

#[cfg(test)]
mod tests {
    use super::local_ids;

    #[test]
    fn an_entry_is_named_by_its_address_its_reference_or_its_id() {
        let typed = "https://records.example/records/k/results/ab1?x=1, Observation/k.cd2\n ef3;";
        assert_eq!(local_ids(typed), ["ab1", "cd2", "ef3"]);
        assert!(local_ids(" ,; ").is_empty());
    }
}
