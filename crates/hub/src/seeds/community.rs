//! What the demo's organizations did together: plans that were asked, ideas, what was agreed, apps.

use bluebutton_store::StoreError;
use bluebutton_store::hub::HubTx;

use crate::community::agreed::{self, Agreed};
use crate::community::board::{self, Post};
use crate::developers::apps::{self, App, QUESTIONS, Said};
use crate::members::plans::{self, Plan};

const DAY: i64 = 24 * 60 * 60 * 1_000_000;

/// Fills all of it in.
pub(super) fn fill(tx: &mut HubTx<'_, '_>, now: i64) -> Result<(), StoreError> {
    for plan in asked_plans(now) {
        plans::put(tx, &plan)?;
    }
    for idea in ideas(now) {
        board::put(tx, &idea)?;
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

fn ideas(now: i64) -> Vec<Post> {
    let idea = |id: &str, author: &str, ago: i64, (body, outcome, note): (&str, &str, &str)| Post {
        id: id.to_owned(),
        kind: "idea".to_owned(),
        under: Some("how-could-our-people-use-their-records".to_owned()),
        author: author.to_owned(),
        language: "en".to_owned(),
        body: body.to_owned(),
        standing: "shown".to_owned(),
        made_at: now - ago * DAY,
        changed_at: now - ago * DAY,
        outcome: outcome.to_owned(),
        outcome_note: note.to_owned(),
        ..Post::default()
    };
    vec![
        idea(
            "idea-card-for-the-truck",
            "Dwayne",
            9,
            (
                "A card for the truck: allergies and blood group, printed from my record, with the \
                 number of my wife.",
                "working",
                "Harbor Steps is drawing it.",
            ),
        ),
        idea(
            "idea-poster-in-the-break-room",
            "Somebody",
            7,
            ("A poster in the break room with the address of our health plan’s records.", "", ""),
        ),
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
    let said = |question: &str| match question {
        "share" => ("partly", "With the company that hosts it, under a contract."),
        "policy" => ("yes", "One page, before anything is opened."),
        _ => ("yes", ""),
    };
    let answers = QUESTIONS.into_iter().map(|question| {
        let (answer, note) = said(question);
        let said = Said { answer: answer.to_owned(), note: note.to_owned() };
        (question.to_owned(), said)
    });
    vec![App {
        id: "record-reader".to_owned(),
        org_id: "record-reader".to_owned(),
        name: "Record Reader".to_owned(),
        url: "https://record-reader.example/".to_owned(),
        about: "Opens the file you downloaded and reads it to you in plain words.".to_owned(),
        language: "en".to_owned(),
        answers: answers.collect(),
        standing: "shown".to_owned(),
        made_at: now - 30 * DAY,
        changed_at: now - 30 * DAY,
        ..App::default()
    }]
}
