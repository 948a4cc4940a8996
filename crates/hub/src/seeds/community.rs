//! What the demo's organizations did together: plans that were asked, what was agreed, apps.

use bluebutton_store::StoreError;
use bluebutton_store::hub::HubTx;

use crate::community::agreed::{self, Agreed};
use crate::developers::apps::{self, App, QUESTIONS, Said};
use crate::members::plans::{self, Plan};

const DAY: i64 = 24 * 60 * 60 * 1_000_000;

/// Fills all of it in.
pub(super) fn fill(tx: &mut HubTx<'_, '_>, now: i64) -> Result<(), StoreError> {
    for plan in asked_plans(now) {
        plans::put(tx, &plan)?;
    }
    let event = "what-would-help-you-see-your-own-record";
    agreed::put_all(tx, (event, now - 40 * DAY), &agreed_points())?;
    for app in gallery(now) {
        apps::put(tx, &app)?;
    }
    Ok(())
}

fn asked_plans(now: i64) -> Vec<Plan> {
    let plan = |id: &str, name: &str, plan_org: Option<&str>, (answer, note): (&str, &str)| Plan {
        org_id: "copper-state-employers".to_owned(),
        id: id.to_owned(),
        name: name.to_owned(),
        plan_org: plan_org.map(str::to_owned),
        email: format!("pledge@{id}.example"),
        language: "en".to_owned(),
        asked: 1,
        asked_at: Some(now - 50 * DAY),
        answer: answer.to_owned(),
        note: note.to_owned(),
        told_by: if answer.is_empty() { "" } else { "plan" }.to_owned(),
        answered_at: (!answer.is_empty()).then_some(now - 31 * DAY),
        made_at: now - 60 * DAY,
        is_member: false,
    };
    let gulf = Some("gulf-coast-health-plan");
    vec![
        plan("gulf", "Gulf Coast Health Plan", gulf, ("pledges", "")),
        plan("beacon", "Beacon Health Plan", Some("beacon-health-plan"), ("", "")),
        plan("mesa", "Mesa Dental Plan", None, ("thinks", "Our portal is renewed in spring.")),
    ]
}

fn agreed_points() -> Vec<Agreed> {
    let point = |(number, what, who): (i64, &str, &str),
                 (due, standing, note): (&str, &str, &str)| {
        Agreed {
            number,
            what: what.to_owned(),
            who: who.to_owned(),
            due: due.to_owned(),
            standing: standing.to_owned(),
            note: note.to_owned(),
        }
    };
    vec![
        point(
            (1, "A desk with help for the first sign-in, every Saturday", "Hosmer Library"),
            ("2026-11", "done", "Open since November 7, from ten to noon."),
        ),
        point(
            (2, "The code for the first sign-in also by phone", "Northgate Children’s Hospital"),
            ("2027-02", "open", ""),
        ),
    ]
}

fn gallery(now: i64) -> Vec<App> {
    let reads = "Opens the file you downloaded and reads it to you in plain words.";
    let walks = "Shows your blood pressure from your record beside your walks of the week.";
    let keeps =
        "Keeps the record of everybody in the family on one phone, each behind its own lock.";
    vec![
        app(now, "record-reader", ("Record Reader", reads), "shown"),
        app(now, "harbor-steps", ("Harbor Steps", walks), "shown"),
        app(now, "pocket-record", ("Pocket Record", keeps), "shown"),
    ]
}

/// An app as its maker attests it.
pub(super) fn app(now: i64, id: &str, (name, about): (&str, &str), standing: &str) -> App {
    let said = |question: &str| match (question, id) {
        ("share", _) => ("partly", "With the company that hosts it, under a contract."),
        ("policy", _) => ("yes", "One page, before anything is opened."),
        ("provenance", "harbor-steps") => ("no", "Not yet: from spring on."),
        _ => ("yes", ""),
    };
    let answers = QUESTIONS.into_iter().map(|question| {
        let (answer, note) = said(question);
        let said = Said { answer: answer.to_owned(), note: note.to_owned() };
        (question.to_owned(), said)
    });
    let maker = if id == "step-counter" { "harbor-steps" } else { id };
    App {
        id: id.to_owned(),
        org_id: maker.to_owned(),
        name: name.to_owned(),
        url: format!("https://{maker}.example/"),
        about: about.to_owned(),
        language: "en".to_owned(),
        answers: answers.collect(),
        standing: standing.to_owned(),
        made_at: now - 12 * DAY,
        changed_at: now - 12 * DAY,
        ..App::default()
    }
}
