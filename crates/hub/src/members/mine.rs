//! `/members/mine`: what a member says of its promises, its people, renewal and withdrawal.

use askama::Template;
use axum::extract::State;
use bluebutton_store::events::MemberDeed;
use bluebutton_store::hub::{HubTx, MemberPerson, Membership};
use bluebutton_web::Frame;
use bluebutton_web::fields::{Errors, Fields};
use bluebutton_web::page::{Answer, go_to, page};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::{Asked, SafeForm};
use jiff::ToSpan as _;

use super::attention::{self, Waits};
use super::data::{self, Promise, STANDINGS};
use super::{door, plans};
use crate::by_mail::is_mail;
use crate::callers::{Member, secret};
use crate::directory::data::{self as directory, Org};
use crate::directory::{Gives, holds_records};
use crate::limits::{ANSWER_CHARS_MAX, NAME_CHARS_MAX, PLEDGE_DAYS, STALE_DAYS};
use crate::probe::round::Addresses;
use crate::probe::{check_typed_address, stored};
use crate::services::Services;

#[derive(Template)]
#[template(path = "members/mine.html")]
struct MinePage {
    frame: Frame,
    errors: Errors,
    org: Org,
    pledges: Vec<PledgeLine>,
    people: Vec<(String, String)>,
    asked: (i64, i64),
    waits: Vec<Waits>,
    notice: Option<&'static str>,
    addresses: Vec<(&'static str, String)>,
    lists_plans: bool,
    /// Whether it has addresses that can be looked at: who holds records, or named some before.
    is_looked_at: bool,
    /// Whether they came in by a mailed link and have no account.
    offers_account: bool,
}

#[derive(Template)]
#[template(path = "members/withdraw.html")]
struct WithdrawPage {
    frame: Frame,
    org: Org,
    pledge: String,
    name: String,
}

/// A pledge on the page.
struct PledgeLine {
    id: String,
    name: String,
    renew_by: String,
    is_alive: bool,
    promises: Vec<OwnPromise>,
}

/// A promise on the page.
struct OwnPromise {
    id: String,
    name: String,
    own: Promise,
}

/// What a member's page is made of.
struct Mine {
    org: Org,
    all: Vec<Membership>,
    promises: Vec<Promise>,
    people: Vec<(String, String)>,
    asked: (i64, i64),
    addresses: Addresses,
    /// Addresses of those who have an account.
    bound: Vec<String>,
}

async fn read(services: &Services, org_id: &str) -> Result<Mine, Problem> {
    let id = org_id.to_owned();
    let work = move |tx: &mut HubTx<'_, '_>| {
        let Some(org) = directory::get(tx, &id)? else { return Ok(None) };
        let people = tx.people(&id)?;
        let bound = tx.bound_accounts(&id)?;
        let asked = tx.first(ASKED, &[id.as_str().into()])?;
        let asked = asked.map(|row| Ok((row.get(0)?, row.get(1)?))).transpose()?;
        Ok(Some(Mine {
            all: tx.memberships(&id)?,
            promises: data::promises(tx, &id)?,
            people: people.into_iter().map(|one| (one.email, one.name)).collect(),
            asked: asked.unwrap_or_default(),
            addresses: stored::addresses(tx, &id)?,
            bound: bound.into_iter().map(|one| one.email).collect(),
            org,
        }))
    };
    services.hub.read("read a member's own page", work).await?.ok_or_else(Problem::not_found)
}

async fn page_of(
    services: &Services,
    member: &Member,
    (errors, notice): (Errors, Option<&'static str>),
) -> Answer {
    let frame = member.frame();
    let Mine { org, all, promises, people, asked, mut addresses, bound } =
        read(services, &member.org_id).await?;
    let waits = {
        let week = frame.today().checked_sub(STALE_DAYS.days()).unwrap_or(frame.today());
        let history = stored::since(&services.hub, &member.org_id, week).await?;
        let text_of = |id: &str| services.pledges.get(id).cloned();
        attention::of(&frame, (&all, &promises), &history, text_of)
    };
    let offers_account = member.door.is_some() && !bound.contains(&member.email.to_lowercase());
    let language = frame.language();
    let lists_plans = plans::lists_plans(&org, &promises);
    let pledges = all.iter().filter_map(|one| {
        let text = services.pledges.get(&one.pledge)?;
        let own = promises.iter().filter(|promise| promise.pledge == one.pledge);
        let lines = own.filter_map(|own| {
            let name = text.commitment(&own.commitment)?.name.of(language).to_owned();
            Some(OwnPromise { id: own.commitment.clone(), name, own: own.clone() })
        });
        Some(PledgeLine {
            id: one.pledge.clone(),
            name: text.name.of(language).to_owned(),
            renew_by: frame.date_text(&one.renew_by),
            is_alive: one.is_alive(),
            promises: lines.collect(),
        })
    });
    let pledges = pledges.collect();
    let addresses: Vec<(&'static str, String)> = stored::KINDS
        .into_iter()
        .map(|kind| (kind, addresses.of_kind(kind).map(std::mem::take).unwrap_or_default()))
        .collect();
    let is_looked_at = holds_records(&org.kind)
        || org.gives != Gives::default()
        || addresses.iter().any(|(_, address)| !address.is_empty());
    page(&MinePage {
        frame,
        errors,
        org,
        pledges,
        people,
        asked,
        waits,
        notice,
        addresses,
        lists_plans,
        is_looked_at,
        offers_account,
    })
}

/// `GET /members/mine`
pub(crate) async fn show(
    State(services): State<Services>,
    member: Member,
    Asked(fields): Asked,
) -> Answer {
    const NOTICES: [(&str, &str); 4] = [
        ("saved", "mine-saved"),
        ("renewed", "mine-renewed"),
        ("invited", "mine-invited"),
        ("removed", "mine-removed"),
    ];
    let notice = NOTICES.into_iter().find(|(name, _)| fields.is_ticked(name)).map(|(_, id)| id);
    page_of(&services, &member, (Errors::none(), notice)).await
}

/// `POST /members/mine/report`: what the member says of its promises.
pub(crate) async fn report(
    State(services): State<Services>,
    SafeForm(member, fields): SafeForm<Member>,
) -> Answer {
    let mine = read(&services, &member.org_id).await?;
    let (now, random) = (services.hub.now().as_microsecond(), secret(&services));
    let said: Vec<Promise> = mine.promises.into_iter().map(|own| told(own, &fields, now)).collect();
    let (by, org) = (member.by(), member.org_id);
    let work = move |tx: &mut HubTx<'_, '_>| {
        for one in &said {
            data::promise(tx, &org, one)?;
        }
        directory::note(tx, (now, &random), &org, "reported", "")?;
        directory::touch(tx, now)?;
        tx.did(&by, MemberDeed::Reported, &org)
    };
    services.hub.write("a member reports", work).await?;
    Ok(go_to("/members/mine?saved=1"))
}

/// A promise with what was said of it now.
fn told(own: Promise, fields: &Fields, now: i64) -> Promise {
    let field = |name: &str| fields.get(&format!("{name}-{}-{}", own.pledge, own.commitment));
    let standing = STANDINGS.into_iter().find(|one| *one == field("standing"));
    let standing = standing.map_or_else(|| own.standing.clone(), str::to_owned);
    let note: String = field("note").chars().take(ANSWER_CHARS_MAX).collect();
    let target = field("target");
    let is_month = format!("{target}-01").parse::<jiff::civil::Date>().is_ok();
    let target = if is_month || target.is_empty() { target.to_owned() } else { own.target.clone() };
    let said = Promise { target, standing, note, ..own.clone() };
    // The date is that of the last report, also where nothing of it changed.
    Promise { reported_at: Some(now), ..said }
}

/// `POST /members/mine/addresses`: what is looked at every day.
pub(crate) async fn set_addresses(
    State(services): State<Services>,
    SafeForm(member, fields): SafeForm<Member>,
) -> Answer {
    let (mut addresses, mut errors) = (Addresses::default(), Errors::none());
    for kind in stored::KINDS {
        let typed = fields.get(&format!("address-{kind}")).trim().to_owned();
        if typed.is_empty() {
            continue;
        }
        let domain = typed.rsplit_once('@').map_or(typed.as_str(), |(_, domain)| domain);
        let read = match kind {
            "direct" => check_typed_address(domain).map(|_| typed.clone()),
            _ => check_typed_address(&typed),
        };
        match (read, addresses.of_kind(kind)) {
            (Some(address), Some(place)) => *place = address,
            _ => errors.add("addresses", member.frame().t("sign-address-wrong")),
        }
    }
    if !errors.is_empty() {
        return page_of(&services, &member, (errors, None)).await;
    }
    let (by, org) = (member.by(), member.org_id);
    let now = services.hub.now();
    let moment = (now.to_zoned(services.site.zone.clone()).date(), now.as_microsecond());
    let work = move |tx: &mut HubTx<'_, '_>| {
        stored::set_addresses(tx, &org, &addresses, moment)?;
        directory::touch(tx, moment.1)?;
        tx.did(&by, MemberDeed::AddressesNamed, &org)
    };
    services.hub.write("a member names its addresses", work).await?;
    Ok(go_to("/members/mine?saved=1"))
}

/// `POST /members/mine/renew`
pub(crate) async fn renew(
    State(services): State<Services>,
    SafeForm(member, fields): SafeForm<Member>,
) -> Answer {
    let today = services.hub.now().to_zoned(services.site.zone.clone()).date();
    let until = today.checked_add(PLEDGE_DAYS.days()).unwrap_or(today).to_string();
    let pledge = fields.get("pledge").to_owned();
    // What is renewed is the pledge as its text is today.
    let version = services.pledges.get(&pledge).map(|one| one.version.clone());
    let version = version.ok_or_else(Problem::not_found)?;
    let (now, random) = (services.hub.now().as_microsecond(), secret(&services));
    let (by, org) = (member.by(), member.org_id);
    let work = move |tx: &mut HubTx<'_, '_>| {
        let mut all = tx.memberships(&org)?;
        let Some(own) = all.iter_mut().find(|one| one.pledge == pledge) else { return Ok(()) };
        if own.standing == "withdrawn" {
            return Ok(());
        }
        until.clone_into(&mut own.renew_by);
        version.clone_into(&mut own.version);
        "member".clone_into(&mut own.standing);
        (own.signed_at, own.ended_at) = (now, None);
        tx.put_membership(own)?;
        directory::note(tx, (now, &random), &org, "renewed", &pledge)?;
        tx.did(&by, MemberDeed::Renewed, &pledge)?;
        directory::touch(tx, now)
    };
    services.hub.write("a member renews", work).await?;
    Ok(go_to("/members/mine?renewed=1"))
}

/// `GET /members/mine/withdraw`
pub(crate) async fn show_withdraw(
    State(services): State<Services>,
    member: Member,
    Asked(fields): Asked,
) -> Answer {
    let mine = read(&services, &member.org_id).await?;
    let pledge = fields.get("pledge").to_owned();
    let text = services.pledges.get(&pledge).ok_or_else(Problem::not_found)?;
    let frame = member.frame();
    let name = text.name.of(frame.language()).to_owned();
    page(&WithdrawPage { frame, org: mine.org, pledge, name })
}

/// `POST /members/mine/withdraw`: at any time, without a reason.
pub(crate) async fn withdraw(
    State(services): State<Services>,
    SafeForm(member, fields): SafeForm<Member>,
) -> Answer {
    let (by, pledge) = (member.by(), fields.get("pledge").to_owned());
    let org = member.org_id;
    let (now, random) = (services.hub.now().as_microsecond(), secret(&services));
    let to = format!("/find/{org}");
    let work = move |tx: &mut HubTx<'_, '_>| {
        let mut all = tx.memberships(&org)?;
        let own = all.iter_mut().find(|one| one.pledge == pledge && one.standing != "withdrawn");
        let Some(own) = own else { return Ok(()) };
        "withdrawn".clone_into(&mut own.standing);
        own.ended_at = Some(now);
        tx.put_membership(own)?;
        tx.did(&by, MemberDeed::Withdrew, &pledge)?;
        directory::note(tx, (now, &random), &org, "withdrawn", &pledge)?;
        directory::touch(tx, now)
    };
    services.hub.write("a member withdraws", work).await?;
    Ok(go_to(&to))
}

/// `POST /members/mine/people`: another person of the organization is let in.
pub(crate) async fn invite(
    State(services): State<Services>,
    SafeForm(member, fields): SafeForm<Member>,
) -> Answer {
    let frame = member.frame();
    let email = fields.get("email").to_lowercase();
    let name: String = fields.get("name").chars().take(NAME_CHARS_MAX).collect();
    let mut errors = Errors::none();
    errors.need(&frame, "name", &name, "mine-name-needed");
    if !is_mail(&email) {
        errors.add("email", frame.t("sign-email-wrong"));
    }
    if !errors.is_empty() {
        return page_of(&services, &member, (errors, None)).await;
    }
    let mine = read(&services, &member.org_id).await?;
    let (by, person) = (member.by(), MemberPerson { email: email.clone(), name });
    let work = move |tx: &mut HubTx<'_, '_>| {
        tx.let_in(&by.org_id, &person, &by.email)?;
        tx.did(&by, MemberDeed::PersonInvited, &person.email)
    };
    services.hub.write("a member invites somebody", work).await?;
    door::send_link(&services, (member.org_id, mine.org.name), &email, frame.language()).await?;
    Ok(go_to("/members/mine?invited=1"))
}

/// `POST /members/mine/people/remove`: and ends every door that was open to them.
pub(crate) async fn remove(
    State(services): State<Services>,
    SafeForm(member, fields): SafeForm<Member>,
) -> Answer {
    let (by, email) = (member.by(), fields.get("email").to_lowercase());
    let work = move |tx: &mut HubTx<'_, '_>| {
        // Their doors are shut only where they were one of those who were let in.
        if tx.let_out(&by.org_id, &email)? {
            tx.shut_out(&by, &email)?;
        }
        Ok(())
    };
    services.hub.write("a member removes somebody", work).await?;
    Ok(go_to("/members/mine?removed=1"))
}

const ASKED: &str = "
    select count(*), coalesce(sum(case when answer = 'got' then 1 else 0 end), 0)
    from hub_letter
    where org_id = $1 and confirmed_at > 0";
