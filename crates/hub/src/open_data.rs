//! `/open-data`: everything that is published, for programs: the directory as JSON, CSV and FHIR, checks with
//! their history, and a feed of changes. Free for everybody (CC0), with an ETag; it says that it endorses nobody.

pub(crate) mod feeds;
mod fhir;

use askama::Template;
use axum::body::Body;
use axum::extract::State;
use axum::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE, ETAG, LINK};
use axum::http::{HeaderMap, HeaderName};
use axum::response::IntoResponse as _;
use bluebutton_store::StoreError;
use bluebutton_store::hub::{HubStore, HubTx, Membership};
use bluebutton_web::Frame;
use bluebutton_web::page::Answer;
use bluebutton_web::session::Anyone;
use futures_util::stream;
use serde_json::{Value, json};

use crate::callers::{frame, show as show_to};
use crate::directory::data::{self, Org};
use crate::fresh::{is_known, not_changed};
use crate::members::data::{Promise, promises};
use crate::probe::Round;
use crate::probe::standing;
use crate::services::Services;

pub(crate) use feeds::{atom, json_feed};
pub(crate) use fhir::brands;

/// The licence of the data.
pub(crate) const LICENCE: &str = "https://creativecommons.org/publicdomain/zero/1.0/";

/// What stands in every file of data.
pub(crate) const NO_ENDORSEMENT: &str = "The pledge is voluntary. A pledge, a badge or a listing \
    here is not an endorsement by the U.S. Department of Health and Human Services (HHS) or any \
    part of the Federal government.";

/// The same in a cell of a CSV: what is cut out of a table says it still.
const NOTICE: &str = "Voluntary. Not an endorsement by HHS or the Federal government.";

/// Rows read in one go.
const ROWS_AT_ONCE: i64 = 1_000;

#[derive(Template)]
#[template(path = "find/data.html")]
struct DataPage {
    frame: Frame,
    licence: &'static str,
}

/// `GET /open-data`
pub(crate) async fn show(anyone: Anyone) -> Answer {
    show_to(&anyone, &DataPage { frame: frame(&anyone), licence: LICENCE })
}

/// The state of the directory as an ETag, and whether the caller has it already.
async fn state_of(
    services: &Services,
    headers: &HeaderMap,
    language: &str,
) -> Result<(String, bool), StoreError> {
    let version = services.hub.read("look whether the directory changed", data::version).await?;
    let etag = format!("W/\"{version}{language}\"");
    let is_known = is_known(headers, &etag);
    Ok((etag, is_known))
}

/// An answer for programs anywhere.
#[expect(clippy::unnecessary_wraps, reason = "handlers end with it")]
fn answer(media_type: &'static str, etag: &str, body: impl Into<Body>) -> Answer {
    let headers = [
        (CONTENT_TYPE, media_type),
        (ETAG, etag),
        (CACHE_CONTROL, "public, max-age=300"),
        (ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (LINK, "<https://creativecommons.org/publicdomain/zero/1.0/>; rel=\"license\""),
        (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
    ];
    Ok((headers, body.into()).into_response())
}

/// `GET /open-data/organizations.json`
pub(crate) async fn organizations_json(
    State(services): State<Services>,
    headers: HeaderMap,
) -> Answer {
    let (etag, is_known) = state_of(&services, &headers, "").await?;
    if is_known {
        return not_changed(&etag);
    }
    let head = json!({
        "licence": LICENCE,
        "notice": NO_ENDORSEMENT,
        "source": services.url("/open-data"),
        "made_at": services.hub.now().to_string(),
    });
    let head = head.to_string();
    let opening = format!("{},\"organizations\":[", head.trim_end_matches('}'));
    let base = services.settings.address.clone();
    let first = Some((opening, String::new(), true));
    let body = stream::try_unfold(first, move |state| {
        let (hub, base) = (services.hub.clone(), base.clone());
        async move {
            let Some((before, last, is_first)) = state else { return Ok(None) };
            let some = page(&hub, last).await?;
            let Some((end, ..)) = some.last() else {
                return Ok(Some((format!("{before}]}}\n"), None)));
            };
            let next = end.id.clone();
            let lines: Vec<String> =
                some.iter().map(|one| of_json(one, &base).to_string()).collect();
            let joint = if is_first { "" } else { "," };
            Ok::<_, StoreError>(Some((
                format!("{before}{joint}{}", lines.join(",")),
                Some((String::new(), next, false)),
            )))
        }
    });
    answer("application/json", &etag, Body::from_stream(body))
}

/// An organization with its pledges, what it says of each promise, and the newest round of checks.
type Published = (Org, Vec<Membership>, Vec<Promise>, Option<Round>);

/// Some organizations behind an id.
async fn page(hub: &HubStore, last: String) -> Result<Vec<Published>, StoreError> {
    let work = move |tx: &mut HubTx<'_, '_>| {
        let some = data::after(tx, &last, ROWS_AT_ONCE)?;
        some.into_iter()
            .map(|org| {
                if org.origin != "member" {
                    return Ok((org, Vec::new(), Vec::new(), None));
                }
                let (all, said) = (tx.memberships(&org.id)?, promises(tx, &org.id)?);
                let round = standing::round_of(tx, &org.id)?;
                Ok((org, all, said, round))
            })
            .collect()
    };
    hub.read("read open data", work).await
}

/// One organization. Names and addresses of people are not published.
fn of_json((org, all, said, round): &Published, base: &str) -> Value {
    let promise = |one: &Promise| {
        json!({
            "commitment": one.commitment, "standing": one.standing, "target": one.target,
            "note": one.note, "reported": one.reported_at.map(moment),
        })
    };
    let pledges: Vec<Value> = all
        .iter()
        .map(|one| {
            let own = said.iter().filter(|promise| promise.pledge == one.pledge);
            json!({
                "promises": own.map(promise).collect::<Vec<_>>(),
                "pledge": one.pledge, "version": one.version, "category": one.category,
                "standing": one.standing, "signed": moment(one.signed_at),
                "joined": moment(one.joined_at), "renew_by": one.renew_by,
                "ended": one.ended_at.map(moment), "domain": one.domain,
                "domain_proof": one.proof,
            })
        })
        .collect();
    // Until when it holds, and not whether it does: a file is read later than it is made.
    let checked = round.map(|round| {
        json!({
            "passed": round.passed, "made": round.made, "at": moment(round.at),
            "good_until": moment(round.good_until()), "failed": round.failed_words(),
        })
    });
    json!({
        "id": org.id, "name": org.name, "kind": org.kind, "street": org.street,
        "city": org.city, "state": org.region, "zip": org.zip, "url": org.url,
        "phone": org.phone, "gives": org.gives.words().collect::<Vec<_>>(),
        "listed_by": org.origin, "since": org.since, "updated": moment(org.updated_at),
        "page": format!("{base}/find/{}", org.id), "pledges": pledges,
        "checked": checked,
    })
}

pub(crate) fn moment(at: i64) -> String {
    jiff::Timestamp::from_microsecond(at).map(|at| at.to_string()).unwrap_or_default()
}

/// `GET /open-data/organizations.csv`
pub(crate) async fn organizations_csv(
    State(services): State<Services>,
    headers: HeaderMap,
) -> Answer {
    let (etag, is_known) = state_of(&services, &headers, "").await?;
    if is_known {
        return not_changed(&etag);
    }
    let head = "id,name,kind,street,city,state,zip,url,phone,view,download,transmit,apps,\
                pledges,listed_by,since,checks_passed,checks_made,checks_failed,checked_at,\
                checks_good_until,\
                notice\r\n";
    let first = Some((head.to_owned(), String::new()));
    let body = stream::try_unfold(first, move |state| {
        let hub = services.hub.clone();
        async move {
            let Some((mut text, last)) = state else { return Ok(None) };
            let some = page(&hub, last).await?;
            let next = some.last().map(|(org, ..)| (String::new(), org.id.clone()));
            for (org, all, _, round) in &some {
                let yes = |word| if org.gives.has(word) { "yes" } else { "no" };
                let alive = all.iter().filter(|one| one.is_alive());
                let pledges: Vec<&str> = alive.map(|one| one.pledge.as_str()).collect();
                let pledges = pledges.join(" ");
                let checked = round.map_or_else(Default::default, |round| {
                    let (passed, made) = (round.passed.to_string(), round.made.to_string());
                    let failed = round.failed_words().join(" ");
                    [passed, made, failed, moment(round.at), moment(round.good_until())]
                });
                let [passed, made, failed, checked_at, good_until] = &checked;
                let cells: [&str; 22] = [
                    &org.id,
                    &org.name,
                    &org.kind,
                    &org.street,
                    &org.city,
                    &org.region,
                    &org.zip,
                    &org.url,
                    &org.phone,
                    yes("see"),
                    yes("download"),
                    yes("send"),
                    yes("apps"),
                    &pledges,
                    &org.origin,
                    &org.since,
                    passed,
                    made,
                    failed,
                    checked_at,
                    good_until,
                    NOTICE,
                ];
                let cells: Vec<String> = cells.iter().map(|cell| csv_cell(cell)).collect();
                text.push_str(&cells.join(","));
                text.push_str("\r\n");
            }
            Ok::<_, StoreError>(Some((text, next)))
        }
    });
    answer("text/csv; charset=utf-8; header=present", &etag, Body::from_stream(body))
}

/// `GET /open-data/checks.csv`: every check of every day.
pub(crate) async fn checks_csv(State(services): State<Services>, headers: HeaderMap) -> Answer {
    let (etag, is_known) = state_of(&services, &headers, "").await?;
    if is_known {
        return not_changed(&etag);
    }
    let head = "organization,check,day,verdict,why,took_ms,notice\r\n".to_owned();
    let first = Some((head, [String::new(), String::new(), String::new()]));
    let body = stream::try_unfold(first, move |state| {
        let hub = services.hub.clone();
        async move {
            let Some((mut text, last)) = state else { return Ok(None) };
            let work = move |tx: &mut HubTx<'_, '_>| {
                let [org, day, what] = last;
                let values = [org.into(), day.into(), what.into(), ROWS_AT_ONCE.into()];
                tx.query(CHECKS_AFTER, &values)
            };
            let rows = hub.read("read open data", work).await?;
            let (mut next, mut is_first) = (None, !text.is_empty());
            for row in &rows {
                let (org, what, day): (&str, &str, &str) = (row.get(0)?, row.get(1)?, row.get(2)?);
                let verdict = crate::probe::Verdict::of(row.get(3)?).word();
                let (why, took): (&str, i64) = (row.get(4)?, row.get(5)?);
                // In the first line alone: there may be a million.
                let notice = if is_first { NOTICE } else { "" };
                is_first = false;
                text.push_str(&format!("{org},{what},{day},{verdict},{why},{took},{notice}\r\n"));
                next = Some([org, day, what].map(str::to_owned));
            }
            Ok::<_, StoreError>(Some((text, next.map(|next| (String::new(), next)))))
        }
    });
    answer("text/csv; charset=utf-8; header=present", &etag, Body::from_stream(body))
}

/// A cell of a CSV. What a spreadsheet would take for a formula is made plain text.
pub(crate) fn csv_cell(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let is_number = text.strip_prefix('+').is_some_and(|rest| {
        rest.chars().all(|sign| sign.is_ascii_digit() || " ()-.".contains(sign))
    });
    let text = if is_formula && !is_number { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

const CHECKS_AFTER: &str = "
    select org_id, what, day, verdict, why, took_ms
    from hub_check
    where (org_id, day, what) > ($1, $2, $3)
    order by org_id, day, what
    limit $4";

#[cfg(test)]
mod tests {
    use super::csv_cell;

    #[test]
    fn a_cell_is_neither_two_cells_nor_a_formula() {
        assert_eq!(csv_cell("Lakeside"), "Lakeside");
        assert_eq!(csv_cell("A, \"B\""), "\"A, \"\"B\"\"\"");
        assert_eq!(csv_cell("=1+1"), "'=1+1");
        assert_eq!(csv_cell("@SUM(A1)"), "'@SUM(A1)");
        assert_eq!(csv_cell("+1 555 0100"), "+1 555 0100");
    }
}
