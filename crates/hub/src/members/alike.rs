//! `/members/alike`: organizations like mine that already keep a promise, to learn from.

use askama::Template;
use axum::extract::State;
use bluebutton_store::hub::HubTx;
use bluebutton_web::Frame;
use bluebutton_web::page::Answer;
use bluebutton_web::session::{Anyone, Asked};

use crate::callers::{frame, show as show_to};
use crate::directory::KINDS;
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
        let work = move |tx: &mut HubTx<'_, '_>| {
            let rows = tx.query(KEEP, &values)?;
            rows.iter()
                .map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
                .collect::<Result<Vec<_>, bluebutton_store::StoreError>>()
        };
        found = services.hub.read("who keeps a promise", work).await?;
    }
    show_to(&anyone, &AlikePage { frame, kind, commitment, commitments, found })
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
