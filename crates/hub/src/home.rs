//! `/pledge`: the first page, the texts of pledges, and how it is checked.

use askama::Template;
use axum::extract::{Path, State};
use bluebutton_store::hub::HubTx;
use bluebutton_web::Frame;
use bluebutton_web::page::Answer;
use bluebutton_web::problem::Problem;
use bluebutton_web::session::{Anyone, Asked};
use jiff::Timestamp;

use crate::callers::{frame, show as show_to};
use crate::community::board::{self as posts, Post};
use crate::community::schedule::{self as events, Event};
use crate::directory::data::{self, Org};
use crate::directory::holds_records;
use crate::directory::index::Line;
use crate::pledge::{self, Pledge};
use crate::probe::Check;
use crate::probe::standing::Checked;
use crate::services::Services;

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage<'p> {
    frame: Frame,
    numbers: Numbers,
    dots: Vec<Dot>,
    newest: Vec<NewMember>,
    events: Vec<Event>,
    posts: Vec<Post>,
    pledges: Vec<&'p Pledge>,
    beside_portal: bool,
}

#[derive(Template)]
#[template(path = "pledge.html")]
struct PledgePage {
    frame: Frame,
    pledge: Pledge,
    /// Other versions of its text that somebody may have signed.
    others: Vec<String>,
    /// Whether it is the text that is signed today.
    is_now: bool,
}

#[derive(Template)]
#[template(path = "checks.html")]
struct ChecksPage {
    frame: Frame,
    checks: [Check; 11],
    agent: &'static str,
}

/// What is counted, as of now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Numbers {
    members: usize,
    holders: usize,
    others: usize,
    passed: i64,
    made: i64,
    asked: i64,
    got: i64,
    whole: usize,
    part: usize,
    untold: usize,
}

/// A member as a dot of the picture.
struct Dot {
    x: String,
    y: String,
    size: u32,
    class: &'static str,
}

/// A member that joined of late.
struct NewMember {
    org: Org,
    checked: Checked,
    joined: String,
    kind: String,
}

/// Circles of the picture: radius, dots on it, and their size.
const CIRCLES: [(f64, usize, u32); 3] = [(118.0, 12, 15), (166.0, 20, 13), (212.0, 28, 11)];

impl Numbers {
    fn of(lines: &[Line], now: Timestamp) -> Self {
        let members: Vec<&Line> = lines.iter().filter(|line| line.is_member).collect();
        let is_holder = |line: &&&Line| holds_records(&line.kind);
        let of_class = |class| members.iter().filter(|line| class_of(line, now) == class).count();
        let rounds = || members.iter().filter_map(|line| Checked::of(line.round, now).counted());
        let holders = members.iter().filter(is_holder).count();
        Self {
            members: members.len(),
            holders,
            others: members.len() - holders,
            passed: rounds().map(|round| round.passed).sum(),
            made: rounds().map(|round| round.made).sum(),
            asked: lines.iter().map(|line| line.asked).sum(),
            got: lines.iter().map(|line| line.got).sum(),
            whole: of_class("kept"),
            part: of_class("part-kept"),
            untold: of_class("untold"),
        }
    }
}

/// How a member is drawn: every check passed, some, or nothing to say.
fn class_of(line: &Line, now: Timestamp) -> &'static str {
    match Checked::of(line.round, now).counted() {
        Some(round) if round.passed == round.made => "kept",
        Some(round) if round.passed > 0 => "part-kept",
        _ => "untold",
    }
}

fn dots(lines: &[Line], now: Timestamp) -> Vec<Dot> {
    let mut members = lines.iter().filter(|line| line.is_member);
    let mut dots = Vec::new();
    for (radius, count, size) in CIRCLES {
        let here: Vec<&Line> = members.by_ref().take(count).collect();
        for (at, line) in here.iter().enumerate() {
            let angle = std::f64::consts::TAU * at as f64 / here.len() as f64 + radius;
            let (x, y) = (radius * angle.cos(), radius * angle.sin());
            let (x, y) = (format!("{x:.1}"), format!("{y:.1}"));
            dots.push(Dot { x, y, size, class: class_of(line, now) });
        }
    }
    dots
}

/// `GET /pledge`
pub(crate) async fn show(State(services): State<Services>, anyone: Anyone) -> Answer {
    let index = services.shelf.index(&services.hub).await?;
    let now = services.hub.now().as_microsecond();
    let work = move |tx: &mut HubTx<'_, '_>| {
        let mut newest = Vec::new();
        for member in tx.newest_members(5)? {
            if let Some(org) = data::get(tx, &member.org_id)? {
                newest.push((member, org));
            }
        }
        let events = events::coming(tx, now, 2)?;
        Ok((newest, events, posts::newest(tx, 3)?))
    };
    let (newest, events, posts) = services.hub.read("read the first page", work).await?;
    let frame = frame(&anyone);
    let newest = newest.into_iter().map(|(member, org)| {
        let line = index.line(&org.id);
        let joined = Timestamp::from_microsecond(member.joined_at).unwrap_or(frame.now);
        NewMember {
            checked: Checked::of(line.and_then(|line| line.round), frame.now),
            joined: frame.day_of(&joined),
            kind: frame.t(&format!("kind-{}", org.kind)).into_owned(),
            org,
        }
    });
    let page = HomePage {
        numbers: Numbers::of(index.lines(), frame.now),
        dots: dots(index.lines(), frame.now),
        newest: newest.collect(),
        events,
        posts,
        pledges: services.pledges.all().collect(),
        beside_portal: services.settings.beside_portal,
        frame,
    };
    show_to(&anyone, &page)
}

/// `GET /pledge/texts/{pledge}?version=…`: the text as it is now, or as it was when somebody signed it.
pub(crate) async fn text(
    State(services): State<Services>,
    anyone: Anyone,
    Path(id): Path<String>,
    Asked(fields): Asked,
) -> Answer {
    let now = services.pledges.get(&id).ok_or_else(Problem::not_found)?;
    let version = fields.get("version");
    let pledge = if version.is_empty() || version == now.version {
        now.clone()
    } else {
        let then = pledge::text_of(&services.hub, &id, version).await?;
        then.ok_or_else(Problem::not_found)?
    };
    let asked = id.clone();
    let kept = services.hub.read("which texts were kept", move |tx| pledge::versions(tx, &asked));
    let others = kept.await?.into_iter().filter(|one| *one != pledge.version).collect();
    let is_now = pledge.version == now.version;
    show_to(&anyone, &PledgePage { frame: frame(&anyone), pledge, others, is_now })
}

/// `GET /pledge/checks`: how it is checked; the page that our user agent names.
pub(crate) async fn checks(anyone: Anyone) -> Answer {
    let page = ChecksPage { frame: frame(&anyone), checks: Check::ALL, agent: "BlueButtonCheck" };
    show_to(&anyone, &page)
}
