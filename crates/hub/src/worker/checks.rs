//! The daily round: every member that named addresses is looked at, a few side by side.

use bluebutton_store::StoreError;
use bluebutton_store::hub::HubTx;
use futures_util::StreamExt as _;

use crate::directory::data;
use crate::limits::PROBES_AT_ONCE;
use crate::probe::round::{Addresses, Look, look};
use crate::probe::stored;
use crate::services::Services;

/// Looks at every member.
pub async fn look_at_all(services: &Services) -> Result<(), StoreError> {
    let work = |tx: &mut HubTx<'_, '_>| {
        let rows = tx.query(TO_LOOK_AT, &[])?;
        let ids: Result<Vec<String>, _> = rows.iter().map(|row| row.get(0)).collect();
        ids?.into_iter()
            .map(|id| stored::addresses(tx, &id).map(|addresses| (id, addresses)))
            .collect::<Result<Vec<(String, Addresses)>, StoreError>>()
    };
    let all = services.hub.read("whom to look at", work).await?;
    futures_util::stream::iter(all)
        .for_each_concurrent(PROBES_AT_ONCE, async |(id, addresses)| {
            if let Err(error) = look_at(services, &id, &addresses).await {
                tracing::error!(org = id, %error, "checks could not be kept");
            }
        })
        .await;
    let now = services.hub.now().as_microsecond();
    services.hub.write("a round is over", move |tx| data::touch(tx, now)).await
}

async fn look_at(services: &Services, id: &str, addresses: &Addresses) -> Result<(), StoreError> {
    let page = services.url("/pledge/checks");
    let now = services.hub.now();
    let found = look(&Look::new(&*services.net, &page, now.as_second()), addresses).await;
    let day = now.to_zoned(services.site.zone.clone()).date();
    let (id, at) = (id.to_owned(), now.as_microsecond());
    let work = move |tx: &mut HubTx<'_, '_>| stored::keep(tx, &id, day, (at, &found));
    services.hub.write("keep checks", work).await
}

const TO_LOOK_AT: &str = "
    select distinct a.org_id
    from hub_address a
    join hub_member m on m.org_id = a.org_id
    where m.standing = 'member'
    order by a.org_id";
