//! `/about/…`: help, privacy notice and accessibility statement, for everybody. In the site's own words
//! where it gives them; else what is true of every installation.

use askama::Template;
use axum::extract::{Path, State};
use bluebutton_web::frame::Frame;
use bluebutton_web::page::{Answer, page};
use bluebutton_web::problem::Problem;
use bluebutton_web::services::Notice;
use bluebutton_web::session::Anyone;

use crate::services::Services;

#[derive(Template)]
#[template(path = "account/notice.html")]
struct NoticePage {
    frame: Frame,
    title: String,
    /// The language of the paragraphs, where it is not the page's.
    other: Option<&'static str>,
    paragraphs: Vec<String>,
}

/// How many paragraphs of ours each notice has.
const OURS: usize = 5;

/// `GET /about/{notice}`
pub(crate) async fn show(
    State(services): State<Services>,
    anyone: Anyone,
    Path(slug): Path<String>,
) -> Answer {
    let notice = Notice::ALL.into_iter().find(|notice| notice.slug() == slug);
    let notice = notice.ok_or_else(Problem::not_found)?;
    let frame = match &anyone {
        Anyone::Known(signed_in) => signed_in.frame(),
        Anyone::Unknown(visitor) => visitor.frame(),
    };
    let own = services.site.notices.get(notice, frame.language());
    let (other, paragraphs) = match own {
        Some((tag, text)) => {
            let paragraphs = text.split("\n\n").map(str::trim).filter(|one| !one.is_empty());
            let other = Some(tag).filter(|tag| *tag != frame.lang());
            (other, paragraphs.map(str::to_owned).collect())
        }
        None => (None, ours(&frame, notice)),
    };
    let title = frame.t(&format!("about-{slug}-title")).into_owned();
    let answer = page(&NoticePage { frame, title, other, paragraphs })?;
    Ok(match &anyone {
        Anyone::Known(_) => answer,
        Anyone::Unknown(visitor) => visitor.remember(answer),
    })
}

fn ours(frame: &Frame, notice: Notice) -> Vec<String> {
    let organization = frame.organization().name.clone();
    let ids = (1..=OURS).map(|number| format!("about-{}-{number}", notice.slug()));
    let there = ids.filter(|id| frame.words().has(id));
    there.map(|id| frame.t1(&id, "organization", &organization)).collect()
}
