//! `/members/alike`: organizations like mine that already keep a promise, to learn from.

use askama::Template;
use axum::extract::State;
use bluebutton_store::StoreError;
use bluebutton_store::hub::HubTx;
use bluebutton_web::Frame;
use bluebutton_web::page::Answer;
use bluebutton_web::session::{Anyone, Asked};

use crate::callers::{frame, show as show_to};
use crate::directory::KINDS;
use crate::probe::{Check, Verdict, standing, stored};
use crate::services::Services;

#[derive(Template)]
#[template(path = "members/alike.html")]
struct AlikePage {
    frame: Frame,
    kind: &'static str,
    commitment: String,
    /// Commitments of all pledges: id and name.
    commitments: Vec<(String, String)>,
    /// Who keeps it: id, name, kind, what it says.
    found: Vec<(String, String, String, String)>,
}

/// `GET /members/alike`
pub(crate) async fn show(
    State(services): State<Services>,
    anyone: Anyone,
    Asked(fields): Asked,
) -> Answer {
    let frame = frame(&anyone);
    let language = frame.language();
    let kind = KINDS.into_iter().find(|one| *one == fields.get("kind")).unwrap_or_default();
    let mut commitments: Vec<(String, String)> = Vec::new();
    for one in services.pledges.all().flat_map(|pledge| &pledge.commitments) {
        if !commitments.iter().any(|(id, _)| *id == one.id) {
            commitments.push((one.id.clone(), one.name.of(language).to_owned()));
        }
    }
    let asked = fields.get("does");
    let commitment = commitments.iter().find(|(id, _)| id == asked);
    let commitment = commitment.map(|(id, _)| id.clone()).unwrap_or_default();
    let mut found = Vec::new();
    if !commitment.is_empty() {
        let values = [commitment.as_str().into(), kind.into()];
        let checks = checks_of(&services, &commitment);
        let now = services.hub.now().as_microsecond();
        let work = move |tx: &mut HubTx<'_, '_>| {
            let mut found = Vec::new();
            for row in tx.query(KEEP, &values)? {
                let id: String = row.get(0)?;
                if !is_found_wanting(tx, &id, (&checks, now))? {
                    found.push((id, row.get(1)?, row.get(2)?, row.get(3)?));
                }
            }
            Ok(found)
        };
        found = services.hub.read("who keeps a promise", work).await?;
    }
    show_to(&anyone, &AlikePage { frame, kind, commitment, commitments, found })
}

/// What proves a commitment, of whichever pledge.
fn checks_of(services: &Services, commitment: &str) -> Vec<Check> {
    let all = services.pledges.all().flat_map(|pledge| &pledge.commitments);
    let own = all.filter(|one| one.id == commitment).flat_map(|one| &one.checks);
    own.filter_map(|word| Check::parse(word)).collect()
}

/// Whether one of these checks said no of late: nobody is sent to learn from who does not do it.
fn is_found_wanting(
    tx: &mut HubTx<'_, '_>,
    id: &str,
    (checks, now): (&[Check], i64),
) -> Result<bool, StoreError> {
    for check in checks {
        let newest = stored::newest(tx, id, *check)?;
        let is_no = |(verdict, at): (Verdict, i64)| {
            verdict == Verdict::No && now <= standing::good_until(at)
        };
        if newest.is_some_and(is_no) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Those that say in a sentence how, first.
const KEEP: &str = "
    select o.org_id, o.name, o.kind, p.note
    from hub_promise p
    join hub_member m on m.org_id = p.org_id and m.pledge = p.pledge
    join hub_org o on o.org_id = p.org_id
    where p.commitment = $1 and p.standing = 'kept' and m.standing = 'member'
        and ($2 = '' or o.kind = $2)
    order by case when p.note = '' then 1 else 0 end, o.name, o.org_id
    limit 100";
