//! Against floods of forms, without a third party and without picture puzzles: a browser spends a second of its
//! own before a form goes out. Whose browser runs no scripts sends the same form, and of these only so many an
//! hour are taken from one network address.
//!
//! A task is a text that we made ourselves (its MAC says so) and that is good for some hours and one form;
//! the answer is a number behind it with which its SHA-256 begins with enough zero bits.

use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::IntoResponse as _;
use bluebutton_crypto::hash::sha256;
use bluebutton_store::StoreError;
use bluebutton_store::hub::{HubStore, HubTx};
use bluebutton_web::fields::Fields;
use bluebutton_web::page::Answer;
use bluebutton_web::problem::Problem;

use crate::callers::{hex, key_hash};
use crate::services::Services;

/// Zero bits: some 65,000 tries, a second or two on a small phone.
pub(crate) const BITS: u32 = 16;

/// As long as somebody may write at a form.
const SECONDS: i64 = 4 * 60 * 60;

/// A number that a browser finds is never longer.
const ANSWER_CHARS_MAX: usize = 12;

/// Forms without work that are taken from one network address within an hour: as many as a reading room without
/// scripts sends, and no flood.
const UNWORKED_MAX: i64 = 20;

/// The hour in which these are counted.
const UNWORKED_SECONDS: i64 = 60 * 60;

/// Who sends a form that anybody may send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Passed {
    /// Somebody.
    Through,
    /// A program that filled in the field that people don't see: it is answered like everybody, and nothing is
    /// done.
    Trapped,
}

/// `GET /pledge/work`: a task for the script of a page, as JSON.
pub(crate) async fn show(State(services): State<Services>) -> Answer {
    let told = serde_json::json!({ "task": task(&services.hub), "bits": BITS }).to_string();
    let headers = [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "no-store")];
    Ok((headers, told).into_response())
}

/// Lets a form through that anybody may send: with work that was not used before, or as one of few without.
/// `from`: the network address.
pub(crate) async fn pass(
    services: &Services,
    from: &str,
    fields: &Fields,
) -> Result<Passed, Problem> {
    if !fields.get("company").is_empty() {
        return Ok(Passed::Trapped);
    }
    if is_done(&services.hub, fields) {
        let (task, now) = (fields.get("work-task").to_owned(), services.hub.now().as_microsecond());
        let work = move |tx: &mut HubTx<'_, '_>| use_up(tx, (&task, now));
        if services.hub.write("use work up", work).await? {
            return Ok(Passed::Through);
        }
    }
    without(services, from).await?;
    Ok(Passed::Through)
}

/// Counts a form that came without work; a problem where it is one too many.
pub(crate) async fn without(services: &Services, from: &str) -> Result<(), Problem> {
    let now = services.hub.now().as_microsecond();
    let who = services.hub.keyed("unworked", from);
    let work = move |tx: &mut HubTx<'_, '_>| {
        take_one(tx, who.clone(), (UNWORKED_MAX, UNWORKED_SECONDS), now)
    };
    let is_taken = services.hub.write("count a form without work", work).await?;
    if is_taken { Ok(()) } else { Err(Problem::too_many(UNWORKED_SECONDS)) }
}

/// Counts one more of `who` (a keyed hash): `false` where there were as many within the time as there may be.
/// Nothing is kept of who it was, and the count is gone when the time is over.
pub(crate) fn take_one(
    tx: &mut HubTx<'_, '_>,
    who: Vec<u8>,
    (most, seconds): (i64, i64),
    now: i64,
) -> Result<bool, StoreError> {
    let ends = now + seconds * 1_000_000;
    Ok(tx.execute(COUNT, &[who.into(), ends.into(), now.into(), most.into()])? == 1)
}

/// A new task for a form.
fn task(hub: &HubStore) -> String {
    let ends = hub.now().as_second() + SECONDS;
    let once = hex(&hub.random().bytes::<8>());
    let mac = mac(hub, &format!("{ends}.{once}"));
    format!("{ends}.{once}.{mac}")
}

fn mac(hub: &HubStore, text: &str) -> String {
    let key = hub.keyed("work", text);
    hex(key.get(..16).unwrap_or_default())
}

/// Whether a form brought the answer to a task of ours (fields `work-task` and `work-answer`); nothing of it
/// is trusted but what we made.
pub(crate) fn is_done(hub: &HubStore, fields: &Fields) -> bool {
    let (task, answer) = (fields.get("work-task"), fields.get("work-answer"));
    let mut parts = task.splitn(3, '.');
    let (Some(ends), Some(once), Some(given)) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    let is_ours = key_hash(given) == key_hash(&mac(hub, &format!("{ends}.{once}")));
    let is_fresh = ends.parse::<i64>().is_ok_and(|ends| ends > hub.now().as_second());
    let is_number = !answer.is_empty()
        && answer.len() <= ANSWER_CHARS_MAX
        && answer.bytes().all(|byte| byte.is_ascii_digit());
    is_ours
        && is_fresh
        && is_number
        && zero_bits(&sha256(format!("{task}:{answer}").as_bytes())) >= BITS
}

/// Uses a task up, in the transaction of what it was done for; `false` where it was used already.
pub(crate) fn use_up(tx: &mut HubTx<'_, '_>, (task, now): (&str, i64)) -> Result<bool, StoreError> {
    let ends = now + SECONDS * 1_000_000;
    Ok(tx.execute(USE, &[key_hash(task).into(), ends.into()])? == 1)
}

/// Forgets tasks that are too old to be used again anyway.
pub(crate) fn forget(tx: &mut HubTx<'_, '_>, now: i64) -> Result<(), StoreError> {
    tx.execute(FORGET, &[now.into()])?;
    tx.execute(FORGET_COUNTS, &[now.into()]).map(|_| ())
}

fn zero_bits(hash: &[u8]) -> u32 {
    let mut bits = 0;
    for byte in hash {
        bits += byte.leading_zeros();
        if *byte != 0 {
            break;
        }
    }
    bits
}

const USE: &str = "
    insert into hub_work_done (answer_hash, ends_at)
    values ($1, $2)
    on conflict (answer_hash) do nothing";

const FORGET: &str = "
    delete from hub_work_done
    where ends_at < $1";

/// One more within the time, or the first of a new one; nothing where there were enough.
const COUNT: &str = "
    insert into hub_unworked (who, forms, ends_at)
    values ($1, 1, $2)
    on conflict (who)
    do update set
        forms = case when hub_unworked.ends_at <= $3 then 1 else hub_unworked.forms + 1 end,
        ends_at = case when hub_unworked.ends_at <= $3 then $2 else hub_unworked.ends_at end
    where hub_unworked.ends_at <= $3 or hub_unworked.forms < $4";

const FORGET_COUNTS: &str = "
    delete from hub_unworked
    where ends_at < $1";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_bits_are_counted_from_the_front() {
        assert_eq!(zero_bits(&[0xff]), 0);
        assert_eq!(zero_bits(&[0x00, 0x80]), 8);
        assert_eq!(zero_bits(&[0x00, 0x00, 0x01]), 23);
        assert_eq!(zero_bits(&[]), 0);
    }
}
