//! A living hub for the demo: some fifty invented organizations, a month of checks, events and posts. Every name
//! ends in `.example`: nothing of it can be asked for real, so the demo looks at nobody.

mod calendar;
mod community;
mod organizations;
mod queues;
mod texts;
mod voices;

use bluebutton_store::StoreError;
use bluebutton_store::hub::{HubTx, Membership};
use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::community::board::{self as posts, Post};
use crate::community::schedule::{self as events, Event};
use crate::directory::data::{self, Org};
use crate::directory::{Gives, given_by, holds_records};
use crate::members::data::{self as members, Promise};
use crate::pledge::Pledge;
use crate::probe::round::Addresses;
use crate::probe::{Check, Finding, Verdict, stored};
use crate::services::Services;
use crate::staff::slug;
use organizations::Seed;

/// Days of checks.
const DAYS: i64 = 30;

const DAY: i64 = 24 * 60 * 60 * 1_000_000;

/// What the demo's people are about to do: what waits for staff, who comes to events, letters between members.
pub async fn fill_queues(services: &Services) -> Result<(), StoreError> {
    let now = services.hub.now().as_microsecond();
    let guests = queues::guests(services, now);
    let work = move |tx: &mut HubTx<'_, '_>| queues::fill(tx, &guests, now);
    services.hub.write("fill the queues of the demo's hub", work).await
}

/// Fills an empty hub with what it publishes; one with organizations is left as it is. Whether it was empty.
pub async fn fill(services: &Services) -> Result<bool, StoreError> {
    services.pledges.keep(&services.hub).await?;
    let there = services.hub.read("look whether the hub is empty", |tx| data::after(tx, "", 1));
    if !there.await?.is_empty() {
        return Ok(false);
    }
    let now = services.hub.now();
    let today = now.to_zoned(services.site.zone.clone()).date();
    let moment = Moment { now: now.as_microsecond(), today };
    for (number, seed) in (0_i64..).zip(organizations::all()) {
        let pledge = services.pledges.get(seed.pledge).cloned();
        let work = move |tx: &mut HubTx<'_, '_>| {
            organization(tx, &seed, (number, moment), pledge.as_ref())
        };
        services.hub.write("fill the demo's hub", work).await?;
    }
    let asked: Vec<(String, Vec<u8>, i64)> = letters(services, moment.now);
    let work = move |tx: &mut HubTx<'_, '_>| {
        for (org, who, at) in &asked {
            let answer = if (at / DAY) % 5 < 3 { "got" } else { "" };
            let values = [org.as_str().into(), who.clone().into(), (*at).into(), answer.into()];
            tx.execute(ASKED, &values)?;
        }
        for event in demo_events(moment.now) {
            events::put(tx, &event)?;
        }
        for post in demo_posts(moment.now) {
            posts::put(tx, &post)?;
        }
        community::fill(tx, moment.now)?;
        voices::fill(tx, moment.now)?;
        Ok(true)
    };
    services.hub.write("fill the demo's hub", work).await
}

/// The id of an organization of the demo; nothing where the hub's staff speak.
fn org_of(name: &str) -> String {
    if name.is_empty() { String::new() } else { slug(name) }
}

/// The present of the demo.
#[derive(Clone, Copy)]
struct Moment {
    now: i64,
    today: Date,
}

fn organization(
    tx: &mut HubTx<'_, '_>,
    seed: &Seed,
    (number, moment): (i64, Moment),
    pledge: Option<&Pledge>,
) -> Result<(), StoreError> {
    let id = slug(seed.name);
    let days = organizations::listed_days_ago(seed, number);
    let joined_at = moment.now - days * DAY;
    let since = moment.today.checked_sub(days.days()).unwrap_or(moment.today);
    let host = format!("{id}.example");
    let org = Org {
        id: id.clone(),
        name: seed.name.to_owned(),
        kind: seed.kind.to_owned(),
        street: seed.street.to_owned(),
        city: seed.city.to_owned(),
        region: seed.region.to_owned(),
        zip: seed.zip.to_owned(),
        url: format!("https://{host}/"),
        phone: if seed.fails.is_none() { String::new() } else { "+1 555 0190".to_owned() },
        about: seed.about.to_owned(),
        gives: Gives(seed.gives),
        how_en: texts::how(seed, &host, false),
        how_es: texts::how(seed, &host, true),
        origin: if pledge.is_some() { "member" } else { "demo list" }.to_owned(),
        since: since.to_string(),
        updated_at: joined_at,
    };
    data::put(tx, &org, &format!("{number:032}"))?;
    let Some(pledge) = pledge else { return Ok(()) };
    member(tx, &org, (pledge, joined_at), moment)?;
    if let Some(fails) = seed.fails {
        let addresses = Addresses {
            portal: format!("https://records.{host}/"),
            fhir: format!("https://fhir.{host}/r4"),
            direct: format!("direct.{host}"),
            ..Addresses::default()
        };
        stored::set_addresses(tx, &id, &addresses, (moment.today, moment.now))?;
        checks(tx, &id, (seed, fails, days), moment)?;
    }
    data::note(tx, (joined_at, &format!("{number:032}")), &id, "joined", &pledge.id)
}

fn member(
    tx: &mut HubTx<'_, '_>,
    org: &Org,
    (pledge, joined_at): (&Pledge, i64),
    moment: Moment,
) -> Result<(), StoreError> {
    let days = (moment.now - joined_at) / DAY;
    let renew_by = moment.today.checked_add((365 - days).days()).unwrap_or(moment.today);
    let membership = Membership {
        org_id: org.id.clone(),
        pledge: pledge.id.clone(),
        version: pledge.version.clone(),
        category: org.kind.clone(),
        standing: "member".to_owned(),
        signed_at: joined_at - 2 * DAY,
        joined_at,
        renew_by: renew_by.to_string(),
        ended_at: None,
        contact: "Jordan Mills".to_owned(),
        email: format!("pledge@{}.example", org.id),
        language: "en".to_owned(),
        domain: format!("{}.example", org.id),
        proof: "mail".to_owned(),
    };
    tx.put_membership(&membership)?;
    tx.happened("approved", &format!("{} {}", org.id, pledge.id))?;
    let group = pledge.category(&org.kind).map(|one| one.group.as_str()).unwrap_or_default();
    for (at, one) in pledge.promises(group).enumerate() {
        let length = org.id.len();
        // What is not given yet is not said to be.
        let is_missing = given_by(&one.id).is_some_and(|word| !org.gives.has(word));
        let standing = match one.id.as_str() {
            _ if is_missing => "working",
            "timely" if length.is_multiple_of(3) => "working",
            "teach" | "discuss" if length.is_multiple_of(5) => "not-yet",
            "plans" | "social" if length.is_multiple_of(2) => "working",
            _ => "kept",
        };
        let month = moment.today.checked_add(4.months()).unwrap_or(moment.today);
        let target = month.to_string().chars().take(7).collect();
        let note = match standing {
            "kept" => texts::note(&one.id, length + at),
            _ => texts::late_note(&one.id),
        };
        let promise = Promise {
            pledge: pledge.id.clone(),
            commitment: one.id.clone(),
            target: if standing == "kept" { String::new() } else { target },
            standing: standing.to_owned(),
            note: note.to_owned(),
            reported_at: Some(joined_at),
        };
        if one.always || !org.id.len().is_multiple_of(4) {
            members::promise(tx, &org.id, &promise)?;
        }
    }
    Ok(())
}

/// A month of checks, or of as many days as it is listed: what fails, fails since some days.
fn checks(
    tx: &mut HubTx<'_, '_>,
    id: &str,
    (seed, fails, listed): (&Seed, &str, i64),
    moment: Moment,
) -> Result<(), StoreError> {
    let looked_at = Check::ALL.into_iter().filter(|check| {
        !matches!(check, Check::Policy | Check::Bulk) && !seed.unseen.contains(check.word())
    });
    let looked_at: Vec<Check> = looked_at.collect();
    for ago in (0..DAYS.min(listed + 1)).rev() {
        let Ok(day) = moment.today.checked_sub(ago.days()) else { continue };
        let mut found = Vec::new();
        for (at, check) in (0_i64..).zip(&looked_at) {
            let is_broken = fails.split(' ').any(|word| word == check.word()) && ago < 6;
            let was_away = (ago + at + id.len() as i64) % 23 == 0 && ago > 8;
            let (verdict, why) = match () {
                () if is_broken => (Verdict::No, "no-answer"),
                () if was_away => (Verdict::No, "slow"),
                () => (Verdict::Yes, ""),
            };
            found.push(Finding::new(*check, verdict, why).took(90 + (ago * 37 + at * 61) % 400));
        }
        stored::keep(tx, id, day, (moment.now - ago * DAY, &found))?;
    }
    Ok(())
}

/// Who asked for their records at some of them.
fn letters(services: &Services, now: i64) -> Vec<(String, Vec<u8>, i64)> {
    let all = (0_i64..).zip(organizations::all());
    let asked = all.filter(|(_, seed)| holds_records(seed.kind)).flat_map(|(number, seed)| {
        let count = (number * 7) % 13;
        (0..count).map(move |at| (number, at, seed))
    });
    asked
        .map(|(number, at, seed)| {
            let who = services.hub.keyed("letter", &format!("demo {number} {at}"));
            (slug(seed.name), who, now - (at * 3 + number) * DAY)
        })
        .collect()
}

fn demo_events(now: i64) -> Vec<Event> {
    const HOUR: i64 = 60 * 60 * 1_000_000;
    let midnight = now - now.rem_euclid(DAY);
    let begins = |text: &texts::EventText| {
        let kind = (text.in_days > 0, !text.place.is_empty());
        calendar::moved(midnight + text.in_days * DAY + text.hour * HOUR, text.zone, kind)
    };
    texts::EVENTS
        .iter()
        .map(|text| Event {
            id: slug(text.title_en),
            kind: text.kind.to_owned(),
            standing: "shown".to_owned(),
            org_id: org_of(text.host),
            title_en: text.title_en.to_owned(),
            title_es: text.title_es.to_owned(),
            about_en: text.about_en.to_owned(),
            about_es: text.about_es.to_owned(),
            place: text.place.to_owned(),
            link: if text.place.is_empty() { "https://meet.movement.example/room" } else { "" }
                .to_owned(),
            starts_at: begins(text),
            ends_at: begins(text) + HOUR,
            zone: text.zone.to_owned(),
            seats: text.seats,
            afterwards: text.afterwards.to_owned(),
            changed_at: now - 20 * DAY,
            ..Event::default()
        })
        .collect()
}

fn demo_posts(now: i64) -> Vec<Post> {
    (0_i64..)
        .zip(texts::POSTS)
        .map(|(at, text)| Post {
            id: slug(text.title),
            kind: text.kind.to_owned(),
            org_id: org_of(text.author),
            tags: organizations::kind_of(text.author).to_owned(),
            author: text.author.to_owned(),
            language: text.language.to_owned(),
            title: text.title.to_owned(),
            body: text.body.to_owned(),
            standing: "shown".to_owned(),
            made_at: now - (at * 4 + 2) * DAY,
            changed_at: now - (at * 4 + 2) * DAY,
            ..Post::default()
        })
        .collect()
}

const ASKED: &str = "
    insert into hub_letter (org_id, who, made_at, confirmed_at, answer)
    values ($1, $2, $3, $3, $4)
    on conflict (org_id, who) do nothing";
