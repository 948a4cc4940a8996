//! `/find/{id}`: one organization: how to get one's records there, what it promised, what was found.

use askama::Template;
use axum::extract::{Path, State};
use bluebutton_store::StoreError;
use bluebutton_store::hub::{HubTx, Membership};
use bluebutton_web::Frame;
use bluebutton_web::page::Answer;
use bluebutton_web::problem::Problem;
use bluebutton_web::session::Anyone;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};

use super::data::{self, Org};
use super::front_door::FrontDoor;
use super::{Gives, holds_records, refuted};
use crate::callers::{frame, show as show_to};
use crate::community::campaigns;
use crate::members::badge::Badge;
use crate::members::data::{self as members, Promise};
use crate::members::plans::{self, Plan};
use crate::pledge::{self, Commitment, Pledge};
use crate::probe::round::Addresses;
use crate::probe::standing::{self, Checked};
use crate::probe::stored::{self, CheckOfDay, History};
use crate::probe::{Check, Round, Verdict};
use crate::services::Services;

#[derive(Template)]
#[template(path = "find/organization.html")]
struct OrganizationPage {
    frame: Frame,
    org: Org,
    lead: String,
    holds_records: bool,
    how: Vec<String>,
    /// Where people sign in, unless it did not answer.
    portal: Option<FrontDoor>,
    /// Each word, and how it stands: `is`, `broken`, `not-known`.
    gives: Vec<(&'static str, &'static str)>,
    pledges: Vec<PledgeBlock>,
    checks: Vec<CheckLine>,
    /// What is looked at: whoever reads it sees whose addresses these are.
    looked_at: String,
    asked: Asked,
    /// Health plans that it asked to pledge.
    plans: Vec<Plan>,
    /// How many employers asked it to pledge.
    asking: i64,
    /// Campaigns that it took up: id, name, and how many came through its link.
    campaigns: Vec<(String, String, i64)>,
    badge: Option<(String, String)>,
    is_member: bool,
    checked: Option<String>,
}

/// How many asked, and what came of it.
#[derive(Clone, Copy, Debug, Default)]
struct Asked {
    asked: i64,
    answered: i64,
}

/// One pledge of the organization.
struct PledgeBlock {
    id: String,
    name: String,
    version: String,
    signed: String,
    until: String,
    is_alive: bool,
    /// Whether anything of it can be seen from outside.
    is_checked: bool,
    standing: String,
    ended: Option<String>,
    promises: Vec<PromiseWithFinding>,
}

/// One promise: what they say, and what was found.
struct PromiseWithFinding {
    name: String,
    says: String,
    note: String,
    verdict: Option<Verdict>,
    found: String,
    strip: Vec<(usize, &'static str)>,
    course: String,
}

/// One check with its last answer.
struct CheckLine {
    name: String,
    verdict: Verdict,
    found: String,
    took: Option<i64>,
    day: String,
}

/// Days in the strip.
const DAYS: i64 = 30;

/// `GET /find/{id}`
pub(crate) async fn show(
    State(services): State<Services>,
    anyone: Anyone,
    Path(id): Path<String>,
) -> Answer {
    let Kept { org, all, promises, asked, plans, asking, taken, round, addresses } =
        read(&services, &id).await?;
    let org = org.ok_or_else(Problem::not_found)?;
    let frame = frame(&anyone);
    let from = frame.today().checked_sub(DAYS.days()).unwrap_or(frame.today());
    let history = stored::since(&services.hub, &id, from).await?;
    let mut blocks = Vec::new();
    for one in &all {
        let text = pledge::text_of(&services.hub, &one.pledge, &one.version).await?;
        let text = text.or_else(|| services.pledges.get(&one.pledge).cloned());
        if let Some(text) = text {
            blocks.push(block(&frame, one, &text, (&promises, &history)));
        }
    }
    let is_member = all.iter().any(Membership::is_alive);
    let checked = Checked::of(round, frame.now);
    let badge = (!all.is_empty()).then(|| {
        let badge = Badge::new(&services, frame.language(), &org.name, (&all, checked));
        // On a page of theirs it stands for years: what it says there has no date and no count.
        (badge.svg(300), frame.t1("badge-alt", "organization", &org.name))
    });
    let how =
        if frame.lang() == "es" && !org.how_es.is_empty() { &org.how_es } else { &org.how_en };
    let checks = Check::ALL
        .into_iter()
        .filter_map(|check| history.get(&check)?.last().map(|kept| line(&frame, check, kept)))
        .collect();
    let page = OrganizationPage {
        campaigns: named(&frame, taken),
        lead: lead(&frame, &org, checked),
        holds_records: org.gives != Gives::default() || holds_records(&org.kind),
        how: how
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .map(str::to_owned)
            .collect(),
        gives: Gives::ALL.map(|(word, _)| (word, given(&org, word, refuted(round)))).to_vec(),
        pledges: blocks,
        checks,
        portal: FrontDoor::of(&addresses.portal, &all).filter(|_| !refuted(round).has("see")),
        looked_at: addresses.named().join(", "),
        asked,
        plans,
        asking,
        badge,
        is_member,
        checked: checked.round().map(|round| {
            let id =
                if checked.long_ago().is_some() { "line-checked-last" } else { "line-checked" };
            frame.t1(id, "date", crate::words::day(&frame, round.at))
        }),
        org,
        frame,
    };
    show_to(&anyone, &page)
}

/// What is kept of an organization.
struct Kept {
    org: Option<Org>,
    all: Vec<Membership>,
    promises: Vec<Promise>,
    asked: Asked,
    plans: Vec<Plan>,
    asking: i64,
    /// Campaigns that it took up, and how many came through its link.
    taken: Vec<(String, i64)>,
    round: Option<Round>,
    addresses: Addresses,
}

async fn read(services: &Services, id: &str) -> Result<Kept, StoreError> {
    let id = id.to_owned();
    let work = move |tx: &mut HubTx<'_, '_>| {
        let asked = match tx.first(ASKED, &[id.as_str().into()])? {
            Some(row) => Asked { asked: row.get(0)?, answered: row.get(1)? },
            None => Asked::default(),
        };
        Ok(Kept {
            org: data::get(tx, &id)?,
            all: tx.memberships(&id)?,
            promises: members::promises(tx, &id)?,
            asked,
            plans: plans::of(tx, &id)?,
            asking: plans::count_asking(tx, &id)?,
            taken: campaigns::of_org(tx, &id)?,
            round: standing::round_of(tx, &id)?,
            addresses: stored::addresses(tx, &id)?,
        })
    };
    services.hub.read("read an organization", work).await
}

/// Campaigns with their names.
fn named(frame: &Frame, taken: Vec<(String, i64)>) -> Vec<(String, String, i64)> {
    let all = campaigns::named(frame);
    let of_one = |(id, visits): (String, i64)| {
        let (_, name, _) = all.iter().find(|(known, ..)| *known == id)?;
        Some((id, name.clone(), visits))
    };
    taken.into_iter().filter_map(of_one).collect()
}

/// How something that can be given stands: what they say, and what our checks say.
fn given(org: &Org, word: &str, refuted: Gives) -> &'static str {
    match (org.gives.has(word), refuted.has(word)) {
        (false, _) => "not-known",
        (true, true) => "broken",
        (true, false) => "is",
    }
}

/// What one can do there, in a sentence.
fn lead(frame: &Frame, org: &Org, checked: Checked) -> String {
    let works = org.gives.without(refuted(checked.round()));
    // Only the first says whose: "see your record, download it".
    let name = |(at, word): (usize, &str)| {
        let start = if at == 0 { "lead-first" } else { "lead" };
        frame.t(&format!("{start}-{word}")).into_owned()
    };
    let can: Vec<String> = works.words().enumerate().map(name).collect();
    let can = match can.as_slice() {
        [] if !holds_records(&org.kind) => return frame.t("org-lead-helper").into_owned(),
        [] if org.gives != Gives::default() => return frame.t("org-lead-broken").into_owned(),
        [] => return frame.t("org-lead-unknown").into_owned(),
        [one] => one.clone(),
        [before @ .., last] => frame
            .tw("org-lead-and", &[("before", before.join(", ").as_str()), ("last", last.as_str())]),
    };
    let Some(round) = checked.counted() else { return frame.t1("org-lead", "can", can) };
    let (passed, made) = (round.passed.to_string(), round.made.to_string());
    frame.tw("org-lead-checked", &[("can", &can), ("passed", &passed), ("made", &made)])
}

fn block(
    frame: &Frame,
    one: &Membership,
    text: &Pledge,
    (promises, history): (&[Promise], &History),
) -> PledgeBlock {
    let day = |at: i64| frame.day_of(&Timestamp::from_microsecond(at).unwrap_or(frame.now));
    let own = promises.iter().filter(|promise| promise.pledge == one.pledge);
    let lines = text.commitments.iter().filter_map(|commitment| {
        let own = own.clone().find(|promise| promise.commitment == commitment.id)?;
        Some(promise_line(frame, commitment, own, history))
    });
    let promises: Vec<PromiseWithFinding> = lines.collect();
    PledgeBlock {
        is_checked: promises.iter().any(|one| one.verdict.is_some()),
        id: one.pledge.clone(),
        name: text.name.of(frame.language()).to_owned(),
        version: one.version.clone(),
        signed: day(one.signed_at),
        until: frame.date_text(&one.renew_by),
        is_alive: one.is_alive(),
        standing: one.standing.clone(),
        ended: one.ended_at.map(day),
        promises,
    }
}

fn promise_line(
    frame: &Frame,
    commitment: &Commitment,
    own: &Promise,
    history: &History,
) -> PromiseWithFinding {
    let says = frame.t(&format!("standing-{}", own.standing));
    let says = if own.target.is_empty() || own.standing == "kept" {
        says.into_owned()
    } else {
        frame.tw("standing-by", &[("standing", &*says), ("month", &frame.date_text(&own.target))])
    };
    let checks: Vec<Check> = commitment.checks.iter().filter_map(|c| Check::parse(c)).collect();
    let newest = checks.iter().filter_map(|check| history.get(check)?.last());
    let now = frame.now.as_microsecond();
    let fresh: Vec<&CheckOfDay> =
        newest.filter(|kept| now <= standing::good_until(kept.at)).collect();
    let verdict = (!checks.is_empty()).then(|| {
        let missing = checks.len() - fresh.len();
        let all = fresh.iter().map(|kept| kept.verdict);
        Verdict::of_all(all.chain(std::iter::repeat_n(Verdict::CantTell, missing)))
    });
    let why = fresh.iter().find(|kept| Some(kept.verdict) == verdict && !kept.why.is_empty());
    let found = match (verdict, why) {
        (None, _) => frame.t("verdict-outside").into_owned(),
        (Some(verdict), None) => frame.t(&format!("verdict-{}", verdict.word())).into_owned(),
        (Some(verdict), Some(kept)) => frame.t1(
            &format!("verdict-{}-why", verdict.word()),
            "why",
            frame.t(&format!("why-{}", kept.why)),
        ),
    };
    let days = by_day(&checks, history, frame.today());
    PromiseWithFinding {
        name: commitment.name.of(frame.language()).to_owned(),
        says,
        note: own.note.clone(),
        verdict,
        found,
        course: course(frame, &days),
        strip: days
            .iter()
            .enumerate()
            .filter_map(|(at, (_, verdict))| verdict.map(|verdict| (at, verdict.word())))
            .collect(),
    }
}

/// What was found on each of the last days, the oldest first.
fn by_day(checks: &[Check], history: &History, today: Date) -> Vec<(Date, Option<Verdict>)> {
    let days = (0..DAYS).rev().filter_map(|ago| today.checked_sub(ago.days()).ok());
    days.map(|day| {
        let of_day = checks.iter().filter_map(|check| {
            history.get(check)?.iter().find(|kept| kept.day == day).map(|kept| kept.verdict)
        });
        let found: Vec<Verdict> = of_day.collect();
        (day, (!found.is_empty()).then(|| Verdict::of_all(found)))
    })
    .collect()
}

/// The strip in words.
fn course(frame: &Frame, days: &[(Date, Option<Verdict>)]) -> String {
    let looked: Vec<(Date, Verdict)> =
        days.iter().filter_map(|(day, verdict)| verdict.map(|verdict| (*day, verdict))).collect();
    let no: Vec<Date> =
        looked.iter().filter(|(_, v)| *v == Verdict::No).map(|(day, _)| *day).collect();
    match (looked.len(), no.first()) {
        (0, _) => String::new(),
        (count, None) if looked.iter().all(|(_, v)| *v == Verdict::Yes) => {
            frame.tn("course-all", "days", count)
        }
        (count, None) => {
            let yes = looked.iter().filter(|(_, v)| *v == Verdict::Yes).count();
            frame.words().with("course-some", &[("yes", yes.into()), ("days", count.into())])
        }
        (count, Some(_)) if no.len() == count => frame.tn("course-none", "days", count),
        // No ever since: the days up to now.
        (_, Some(_)) if looked.last().is_some_and(|(_, v)| *v == Verdict::No) => {
            let run = looked.iter().rev().take_while(|(_, v)| *v == Verdict::No);
            let first = run.last().map_or(frame.today(), |(day, _)| *day);
            frame.t1("course-since", "date", frame.day(&first))
        }
        (count, Some(_)) => {
            let (no, count) = (no.len().to_string(), count.to_string());
            frame.tw("course-no", &[("no", &no), ("days", &count)])
        }
    }
}

fn line(frame: &Frame, check: Check, kept: &CheckOfDay) -> CheckLine {
    let found = if kept.why.is_empty() {
        frame.t(&format!("verdict-{}", kept.verdict.word())).into_owned()
    } else {
        let why = frame.t(&format!("why-{}", kept.why));
        frame.t1(&format!("verdict-{}-why", kept.verdict.word()), "why", why)
    };
    CheckLine {
        name: frame.t(&format!("check-{}", check.word())).into_owned(),
        verdict: kept.verdict,
        found,
        took: (kept.took_ms > 0).then_some(kept.took_ms),
        day: frame.day(&kept.day),
    }
}

const ASKED: &str = "
    select count(*), coalesce(sum(case when answer = 'got' then 1 else 0 end), 0)
    from hub_letter
    where org_id = $1 and confirmed_at > 0";
