//! `/members/mine/plans`: an employer lists its health plans and asks them to pledge.

use askama::Template;
use axum::extract::{Path, State};
use bluebutton_record::Language;
use bluebutton_record::words::FluentValue;
use bluebutton_store::StoreError;
use bluebutton_store::events::MemberDeed;
use bluebutton_store::hub::{HubMember, HubTx};
use bluebutton_web::Frame;
use bluebutton_web::fields::{Errors, Fields};
use bluebutton_web::page::{Answer, go_to, page};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::{Asked, SafeForm};
use jiff::Timestamp;

use super::data as members;
use super::plans::{self, ANSWERS, PLANS_MAX, Plan};
use crate::by_mail::is_mail;
use crate::callers::{LANGUAGES, Member, key_hash, secret};
use crate::directory::data::{self as directory, Org};
use crate::directory::index::{Line, Question};
use crate::limits::{ANSWER_CHARS_MAX, NAME_CHARS_MAX};
use crate::outside::{Block, Sheet};
use crate::paper;
use crate::services::Services;
use crate::staff::slug;
use crate::worker::mail;

#[derive(Template)]
#[template(path = "members/plans.html")]
struct PlansPage {
    frame: Frame,
    errors: Errors,
    notice: Option<&'static str>,
    lines: Vec<PlanLine>,
    typed: TypedPlan,
    /// Plans in the directory whose names are like the one that was typed.
    alike: Vec<Line>,
    languages: [(&'static str, &'static str); 2],
}

/// A plan on the page.
struct PlanLine {
    plan: Plan,
    asked: Option<String>,
    answered: Option<String>,
    /// Why it can't be written to now.
    why_not: Option<&'static str>,
}

/// What was typed to add one.
#[derive(Default)]
struct TypedPlan {
    name: String,
    email: String,
    language: String,
    /// Which organization of the directory it is; `new` where it is none of them.
    choice: String,
}

impl TypedPlan {
    fn read(fields: &Fields) -> Self {
        let is_spanish = fields.get("language") == "es";
        Self {
            name: fields.get("plan").chars().take(NAME_CHARS_MAX).collect(),
            email: fields.get("email").to_lowercase(),
            language: if is_spanish { "es" } else { "en" }.to_owned(),
            choice: fields.get("choice").to_owned(),
        }
    }
}

/// What the member has: itself, and its plans. Others than employers have no such page.
async fn read(services: &Services, org_id: &str) -> Result<(Org, Vec<Plan>), Problem> {
    let id = org_id.to_owned();
    let work = move |tx: &mut HubTx<'_, '_>| {
        let promised = members::promises(tx, &id)?;
        let org = directory::get(tx, &id)?.filter(|org| plans::lists_plans(org, &promised));
        org.map(|org| Ok((org, plans::of(tx, &id)?))).transpose()
    };
    services.hub.read("read an employer's plans", work).await?.ok_or_else(Problem::not_found)
}

async fn page_of(
    services: &Services,
    member: &Member,
    (errors, notice): (Errors, Option<&'static str>),
    (typed, alike): (TypedPlan, Vec<Line>),
) -> Answer {
    let (_, all) = read(services, &member.org_id).await?;
    let frame = member.frame();
    let now = services.hub.now().as_microsecond();
    let day = |at: Option<i64>| {
        at.map(|at| frame.day_of(&Timestamp::from_microsecond(at).unwrap_or(frame.now)))
    };
    let line = |plan: Plan| PlanLine {
        asked: day(plan.asked_at),
        answered: day(plan.answered_at),
        why_not: plan.why_not(now),
        plan,
    };
    let lines = all.into_iter().map(line).collect();
    page(&PlansPage { frame, errors, notice, lines, typed, alike, languages: LANGUAGES })
}

/// `GET /members/mine/plans`
pub(crate) async fn show(
    State(services): State<Services>,
    member: Member,
    Asked(fields): Asked,
) -> Answer {
    const NOTICES: [(&str, &str); 5] = [
        ("added", "plans-added"),
        ("asked", "plans-asked"),
        ("quiet", "plans-quiet"),
        ("saved", "mine-saved"),
        ("removed", "plans-removed"),
    ];
    let notice = NOTICES.into_iter().find(|(name, _)| fields.is_ticked(name)).map(|(_, id)| id);
    page_of(&services, &member, (Errors::none(), notice), (TypedPlan::default(), Vec::new())).await
}

/// `POST /members/mine/plans`: one more plan. Where the directory has some of nearly that name, it is asked
/// which one is meant.
pub(crate) async fn add(
    State(services): State<Services>,
    SafeForm(member, fields): SafeForm<Member>,
) -> Answer {
    let (_, all) = read(&services, &member.org_id).await?;
    let (frame, typed) = (member.frame(), TypedPlan::read(&fields));
    let mut errors = Errors::none();
    errors.need(&frame, "plan", &typed.name, "plans-name-needed");
    if !plans::is_plain_name(&typed.name) {
        errors.add("plan", frame.t("plans-name-plain"));
    }
    if !typed.email.is_empty() && !is_mail(&typed.email) {
        errors.add("email", frame.t("sign-email-wrong"));
    }
    if all.len() >= PLANS_MAX {
        errors.add("plan", frame.t("plans-too-many"));
    }
    if all.iter().any(|plan| plans::is_same_name(&plan.name, &typed.name)) {
        errors.add("plan", frame.t("plans-twice"));
    }
    if !errors.is_empty() {
        return page_of(&services, &member, (errors, None), (typed, Vec::new())).await;
    }
    let alike = alike(&services, &typed.name).await?;
    let is_same = |line: &&Line| plans::is_same_name(&line.name, &typed.name);
    let chosen = match typed.choice.as_str() {
        "" => alike.iter().find(is_same),
        id => alike.iter().find(|line| line.id == id),
    };
    if typed.choice.is_empty() && chosen.is_none() && !alike.is_empty() {
        return page_of(&services, &member, (errors, None), (typed, alike)).await;
    }
    let random = secret(&services);
    let plan = Plan {
        org_id: member.org_id.clone(),
        // Letters of other scripts make no address: what is added keeps such plans apart.
        id: format!("{}-{}", slug(&typed.name), random.get(..6).unwrap_or_default()),
        name: chosen.map_or(typed.name, |line| line.name.clone()),
        plan_org: chosen.map(|line| line.id.clone()),
        email: typed.email,
        language: typed.language,
        made_at: services.hub.now().as_microsecond(),
        ..Plan::default()
    };
    let by = member.by();
    let work = move |tx: &mut HubTx<'_, '_>| {
        plans::put(tx, &plan)?;
        tx.did(&by, MemberDeed::PlanListed, &plan.id)
    };
    services.hub.write("an employer lists a plan", work).await?;
    Ok(go_to("/members/mine/plans?added=1"))
}

/// Health plans of the directory with a name like that.
async fn alike(services: &Services, name: &str) -> Result<Vec<Line>, StoreError> {
    let index = services.shelf.index(&services.hub).await?;
    let kinds = vec!["payer".to_owned()];
    let question = Question { words: name.to_owned(), kinds, ..Question::default() };
    let found = index.find(&question, 0, 5);
    Ok(found.lines.iter().filter_map(|at| index.lines().get(*at)).cloned().collect())
}

/// `POST /members/mine/plans/{id}`: asks the plan, says what it answered, or takes it from the list.
pub(crate) async fn change(
    State(services): State<Services>,
    Path(id): Path<String>,
    SafeForm(member, fields): SafeForm<Member>,
) -> Answer {
    let (org, all) = read(&services, &member.org_id).await?;
    let plan = all.into_iter().find(|plan| plan.id == id).ok_or_else(Problem::not_found)?;
    match fields.get("deed") {
        "ask" => ask(&services, member.by(), (org, plan)).await,
        "remove" => {
            let by = member.by();
            let work = move |tx: &mut HubTx<'_, '_>| {
                plans::remove(tx, &plan.org_id, &plan.id)?;
                tx.did(&by, MemberDeed::PlanDropped, &plan.id)
            };
            services.hub.write("an employer takes a plan from its list", work).await?;
            Ok(go_to("/members/mine/plans?removed=1"))
        }
        "tell" => tell(&services, member.by(), (plan, &fields)).await,
        _ => Err(Problem::unclear()),
    }
}

/// Writes to the plan. Who wants no such mail gets none; the list says so.
async fn ask(services: &Services, by: HubMember, (org, plan): (Org, Plan)) -> Answer {
    let now = services.hub.now().as_microsecond();
    if plan.why_not(now).is_some() {
        return Ok(go_to("/members/mine/plans"));
    }
    let (token, mail_id) = (secret(services), secret(services));
    let words = services.words(Language::parse(&plan.language).unwrap_or_default());
    let arguments: [(&str, FluentValue<'_>); 3] = [
        ("organization", org.name.into()),
        ("plan", plan.name.clone().into()),
        ("link", services.url(&format!("/pledge/asked/{token}")).into()),
    ];
    let ids = ("mail-plan-subject", "mail-plan-body");
    let letter = mail::OutgoingMail::of(&plan.email, words, ids, &arguments);
    let (who, hash) = (services.hub.keyed("quiet", &plan.email), key_hash(&token));
    let work = move |tx: &mut HubTx<'_, '_>| {
        // As it is now: two people of the employer may press at once.
        let known = plans::get(tx, &plan.org_id, &plan.id)?;
        let Some(mut plan) = known.filter(|one| one.why_not(now).is_none()) else {
            return Ok(true);
        };
        if plans::is_quiet(tx, "plans", &who)? {
            return Ok(false);
        }
        (plan.asked, plan.asked_at) = (plan.asked + 1, Some(now));
        plans::put(tx, &plan)?;
        plans::set_link(tx, &plan, &hash)?;
        tx.did(&by, MemberDeed::PlanAsked, &plan.id)?;
        mail::put(tx, &mail_id, &letter, now)?;
        Ok(true)
    };
    let was_asked = services.hub.write("an employer asks its plan", work).await?;
    Ok(go_to(if was_asked { "/members/mine/plans?asked=1" } else { "/members/mine/plans?quiet=1" }))
}

/// What the employer heard. What the plan said itself stays as it said it.
async fn tell(services: &Services, by: HubMember, (mut plan, fields): (Plan, &Fields)) -> Answer {
    let answer = ANSWERS.into_iter().find(|one| *one == fields.get("answer"));
    if plan.told_by != "plan" {
        plan.answer = answer.unwrap_or_default().to_owned();
        plan.note = fields.get("note").chars().take(ANSWER_CHARS_MAX).collect();
        plan.told_by = answer.map_or("", |_| "employer").to_owned();
        plan.answered_at = answer.map(|_| services.hub.now().as_microsecond());
        let work = move |tx: &mut HubTx<'_, '_>| {
            plans::put(tx, &plan)?;
            tx.did(&by, MemberDeed::PlanTold, &plan.id)
        };
        services.hub.write("an employer tells an answer", work).await?;
    }
    Ok(go_to("/members/mine/plans?saved=1"))
}

/// `GET /members/mine/plans/{id}/letter`: the same on paper, for a plan whose mail address nobody knows.
pub(crate) async fn letter(
    State(services): State<Services>,
    member: Member,
    Path(id): Path<String>,
) -> Answer {
    let (org, all) = read(&services, &member.org_id).await?;
    let plan = all.into_iter().find(|plan| plan.id == id).ok_or_else(Problem::not_found)?;
    let language = Language::parse(&plan.language).unwrap_or_default();
    let frame = member.frame().in_language(language);
    let link = services.url("/pledge/sign?pledge=blue-button&as=payer");
    let sheet = Sheet {
        language,
        head: org.name.clone(),
        title: frame.t("plan-letter-title").into_owned(),
        blocks: vec![
            Block::Text(format!("{}\n{}", org.name, org.place())),
            Block::Text(frame.day(&frame.today())),
            Block::Text(plan.name),
            Block::Text(frame.t1("plan-letter-ask", "organization", &org.name)),
            Block::Text(frame.t("plan-letter-what").into_owned()),
            Block::Text(frame.t1("plan-letter-how", "link", link)),
            Block::Text(frame.t("letter-thanks").into_owned()),
            Block::Signature(org.name),
            Block::Text(frame.t("no-endorsement").into_owned()),
        ],
        foot: frame.t("no-endorsement-short").into_owned(),
        made_at: frame.now.as_microsecond(),
    };
    paper::answer(&services, sheet, "please-pledge").await
}
