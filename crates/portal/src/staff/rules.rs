//! `/staff/rules`: which results are held back and for how long, and which sensitive topics are hidden from
//! others than the patient, as the site's settings say.

use askama::Template;
use axum::extract::State;

use crate::services::Services;
use bluebutton_web::duty::{OnDuty, SeeRules};
use bluebutton_web::frame::Frame;
use bluebutton_web::page::{Answer, page};

#[derive(Template)]
#[template(path = "staff/rules.html")]
struct RulesPage {
    frame: Frame,
    releases: Vec<ReleaseLine>,
    topics: Vec<String>,
    is_apart: bool,
}

/// One rule in words.
struct ReleaseLine {
    sections: String,
    kinds: String,
    hours: u32,
    until_reviewed: bool,
}

/// `GET /staff/rules`
pub(crate) async fn show(State(services): State<Services>, clerk: OnDuty<SeeRules>) -> Answer {
    let frame = clerk.frame();
    let releases = services.store.releases();
    let line = |release: &bluebutton_record::terms::Release| {
        let sections = release.sections.iter().map(|one| frame.t(&format!("nav-{}", one.slug())));
        ReleaseLine {
            sections: sections.collect::<Vec<_>>().join(", "),
            kinds: release.kinds.iter().cloned().collect::<Vec<_>>().join(", "),
            hours: release.hours,
            until_reviewed: release.until_reviewed,
        }
    };
    let topics = services.store.topics();
    let topics = topics.all().iter().map(|topic| topic.name(frame.language()).to_owned());
    page(&RulesPage {
        releases: releases.iter().map(line).collect(),
        topics: topics.collect(),
        is_apart: services.store.keeps_duties_apart(),
        frame,
    })
}
