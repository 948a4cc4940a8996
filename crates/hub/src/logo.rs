//! `/pledge/logo`: the mark, the rules for its use, and a checker for a page that uses it. A page is fetched
//! only the way the daily checks do: public addresses, robots.txt, limits of time and size.
//!
//! Rules: HHS, Blue Button logo and usage (healthit.gov/topic/health-it-initiatives/blue-button/logo-and-usage).

mod judge;

use std::time::Duration;

use askama::Template;
use axum::extract::State;
use bluebutton_web::Frame;
use bluebutton_web::fields::Errors;
use bluebutton_web::network::AskedFrom;
use bluebutton_web::page::Answer;
use bluebutton_web::session::{Anyone, SafeForm};

use crate::callers::{frame, show as show_to};
use crate::probe::{Fetcher, Limits, Verdict, check_typed_address};
use crate::services::Services;
use crate::work::{self, Passed};

#[derive(Template)]
#[template(path = "logo.html")]
struct LogoPage {
    frame: Frame,
    errors: Errors,
    typed: String,
    /// What was found: the end of a message id, and whether it is so.
    found: Vec<(&'static str, Verdict)>,
    /// Why the page could not be read, as the end of a message id.
    fault: Option<&'static str>,
    marks: [(&'static str, &'static str); 3],
}

/// A visitor waits for this.
const TIME_MAX: Duration = Duration::from_secs(8);

/// A page of words and its scripts; images are not fetched.
const PAGE_BYTES_MAX: usize = 2 * 1024 * 1024;

/// `GET /pledge/logo`
pub(crate) async fn show(anyone: Anyone) -> Answer {
    page_of(&anyone, (Errors::none(), String::new()), (Vec::new(), None))
}

fn page_of(
    anyone: &Anyone,
    (errors, typed): (Errors, String),
    (found, fault): (Vec<(&'static str, Verdict)>, Option<&'static str>),
) -> Answer {
    let frame = frame(anyone);
    show_to(anyone, &LogoPage { frame, errors, typed, found, fault, marks: crate::assets::MARKS })
}

/// `POST /pledge/logo`: looks at a page.
pub(crate) async fn check(
    State(services): State<Services>,
    AskedFrom(from): AskedFrom,
    SafeForm(anyone, fields): SafeForm<Anyone>,
) -> Answer {
    services.throttle.attempt(&from)?;
    let typed = fields.get("address").to_owned();
    let Some(address) = check_typed_address(&typed) else {
        let errors = Errors::one("address", frame(&anyone).t("sign-address-wrong"));
        return page_of(&anyone, (errors, typed), (Vec::new(), None));
    };
    if work::pass(&services, &from, &fields).await? == Passed::Trapped {
        return page_of(&anyone, (Errors::none(), typed), (Vec::new(), None));
    }
    let limits = Limits { time: TIME_MAX, bytes: PAGE_BYTES_MAX, pause: Duration::ZERO };
    let own = services.url("/pledge/checks");
    let fetched = Fetcher::new(&*services.net, limits, &own).get(&address, "text/html").await;
    let (found, fault) = match fetched {
        Err(fault) => (Vec::new(), Some(fault.word())),
        Ok(fetched) if fetched.status != 200 => (Vec::new(), Some("status")),
        Ok(fetched) if !fetched.media_type.starts_with("text/html") => {
            (Vec::new(), Some("not-html"))
        }
        Ok(fetched) => (judge::judge(&String::from_utf8_lossy(&fetched.body)).to_vec(), None),
    };
    page_of(&anyone, (Errors::none(), typed), (found, fault))
}
