//! `/find`: the directory for the public, and `/members`: who pledged. Filters are links and a form: no scripts.

use askama::Template;
use axum::extract::State;
use bluebutton_web::Frame;
use bluebutton_web::fields::Fields;
use bluebutton_web::frame::escape_for_query;
use bluebutton_web::page::Answer;
use bluebutton_web::paging::{Pager, Turned};
use bluebutton_web::session::{Anyone, Asked};
use jiff::Timestamp;

use super::index::{Line, Question};
use super::{Gives, data, holds_records};
use crate::callers::{frame, show};
use crate::limits::{FOUND_SIZE, NAME_CHARS_MAX};
use crate::probe::standing::Checked;
use crate::services::Services;

#[derive(Template)]
#[template(path = "find/find.html")]
struct FindPage {
    frame: Frame,
    question: Question,
    lines: Vec<Line>,
    total: usize,
    kinds: Vec<(&'static str, usize, bool)>,
    gives: Vec<(&'static str, bool)>,
    read_as: Option<String>,
    exact_url: String,
    pager: Pager,
    path: String,
    was_asked: bool,
}

#[derive(Template)]
#[template(path = "find/members.html")]
struct MembersPage {
    frame: Frame,
    question: Question,
    lines: Vec<Line>,
    total: usize,
    kinds: Vec<(&'static str, usize, bool)>,
    pager: Pager,
    path: String,
}

impl FindPage {
    /// Whether the list shows some of what was found only.
    fn is_narrowed(&self) -> bool {
        self.question.members_only
            || self.kinds.iter().any(|(.., is_on)| *is_on)
            || self.gives.iter().any(|(_, is_on)| *is_on)
    }

    fn checked(&self, line: &Line) -> Option<String> {
        checked(&self.frame, line)
    }

    fn asks(&self) -> String {
        asks(&self.question)
    }
}

impl MembersPage {
    fn standing(&self, line: &Line) -> Checked {
        Checked::of(line.round, self.frame.now)
    }

    fn since(&self, line: &Line) -> String {
        self.frame.date_text(&line.since)
    }
}

/// Where it is, in one line.
pub(crate) fn place_of(line: &Line) -> String {
    data::place(&line.street, &line.city, &line.region, "")
}

fn checked(frame: &Frame, line: &Line) -> Option<String> {
    let at = line.round?.at;
    Some(frame.day_of(&Timestamp::from_microsecond(at).unwrap_or(frame.now)))
}

/// What was asked, in a sentence's words: “lakeside” near Riverside, CA.
fn asks(question: &Question) -> String {
    [&question.words, &question.place]
        .into_iter()
        .filter(|part| !part.is_empty())
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(", ")
}

fn question(fields: &Fields) -> Question {
    let short = |text: &str| text.chars().take(NAME_CHARS_MAX).collect::<String>();
    Question {
        words: short(fields.get("q")),
        place: short(fields.get("where")),
        kinds: fields
            .all("kind")
            .filter(|kind| super::KINDS.contains(kind))
            .map(str::to_owned)
            .collect(),
        gives: Gives::of(fields.all("gives")),
        members_only: fields.is_ticked("members"),
        exactly: fields.is_ticked("exactly"),
    }
}

/// The question as the query of an address, without the page.
fn query(question: &Question) -> String {
    let mut pairs = vec![("q", question.words.as_str()), ("where", question.place.as_str())];
    pairs.extend(question.kinds.iter().map(|kind| ("kind", kind.as_str())));
    pairs.extend(question.gives.words().map(|word| ("gives", word)));
    if question.members_only {
        pairs.push(("members", "1"));
    }
    let pairs = pairs.into_iter().filter(|(_, value)| !value.is_empty());
    let pairs = pairs.map(|(name, value)| format!("{name}={}", escape_for_query(value)));
    pairs.collect::<Vec<_>>().join("&")
}

/// `GET /find`
pub(crate) async fn find(
    State(services): State<Services>,
    anyone: Anyone,
    Asked(fields): Asked,
) -> Answer {
    let question = question(&fields);
    let turned = Turned::read(&fields, FOUND_SIZE);
    let index = services.shelf.index(&services.hub).await?;
    // Who asks for nobody by name is shown those who hold records: of others there are none to find.
    let is_open = question.words.is_empty() && question.kinds.is_empty();
    let mut asked = question.clone();
    if is_open {
        asked.kinds = super::HOLDERS.map(str::to_owned).to_vec();
    }
    let found = index.find(&asked, turned.skip(), turned.take());
    let mut lines: Vec<Line> =
        found.lines.iter().filter_map(|at| index.lines().get(*at)).cloned().collect();
    let pager = turned.pager(&mut lines);
    let kinds = found.by_kind.into_iter();
    let kinds = kinds.filter(|(kind, _)| !question.words.is_empty() || holds_records(kind));
    let kinds = kinds.map(|(kind, count)| (kind, count, question.kinds.iter().any(|k| k == kind)));
    let path = format!("/find?{}", query(&question));
    let page = FindPage {
        frame: frame(&anyone),
        lines,
        total: found.total,
        kinds: kinds.collect(),
        gives: Gives::ALL.map(|(word, _)| (word, question.gives.has(word))).to_vec(),
        read_as: found.read_as,
        exact_url: format!("{path}&exactly=1"),
        pager,
        path,
        was_asked: !question.words.is_empty() || !question.place.is_empty(),
        question,
    };
    show(&anyone, &page)
}

/// `GET /members`
pub(crate) async fn members(
    State(services): State<Services>,
    anyone: Anyone,
    Asked(fields): Asked,
) -> Answer {
    let question = Question { members_only: true, ..question(&fields) };
    let turned = Turned::read(&fields, FOUND_SIZE);
    let index = services.shelf.index(&services.hub).await?;
    let found = index.find(&question, turned.skip(), turned.take());
    let mut lines: Vec<Line> =
        found.lines.iter().filter_map(|at| index.lines().get(*at)).cloned().collect();
    let pager = turned.pager(&mut lines);
    let kinds = found.by_kind.into_iter();
    let kinds = kinds.map(|(kind, count)| (kind, count, question.kinds.iter().any(|k| k == kind)));
    let path = format!("/members?{}", query(&Question { members_only: false, ..question.clone() }));
    let page = MembersPage {
        frame: frame(&anyone),
        lines,
        total: found.total,
        kinds: kinds.collect(),
        pager,
        path,
        question,
    };
    show(&anyone, &page)
}
