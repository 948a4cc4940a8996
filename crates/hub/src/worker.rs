//! What the hub does without being asked: mail goes out, members are looked at, pledges grow old.
//!
//! Each kind of work is one row that says when it is due next, so that one node does it.

mod checks;
mod digest;
pub(crate) mod mail;
mod upkeep;

use std::time::Duration;

use bluebutton_store::StoreError;
use bluebutton_store::hub::HubTx;
use tokio::sync::watch;

use crate::services::Services;

pub use checks::look_at_all;

/// The kinds of work, and how long after it began it is due again, in seconds.
const WORK: [(&str, i64); 4] =
    [("checks", 24 * 60 * 60), ("years", 6 * 60 * 60), ("events", 600), ("digest", 60 * 60)];

/// How often it is looked whether something is due.
const LOOK_EVERY: Duration = Duration::from_secs(20);

/// Works until `shutdown` turns true.
pub async fn run(services: Services, mut shutdown: watch::Receiver<bool>) {
    if let Err(error) = services.pledges.keep(&services.hub).await {
        tracing::error!(%error, "the texts of pledges could not be kept");
    }
    while !*shutdown.borrow() {
        if let Err(error) = work_once(&services).await {
            tracing::error!(%error, "the hub could not do its work");
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK_EVERY) => {}
            () = mail::added() => {}
            changed = shutdown.changed() => if changed.is_err() { break },
        }
    }
}

/// Does what is due.
pub async fn work_once(services: &Services) -> Result<(), StoreError> {
    mail::send_all(services).await?;
    for (name, every) in WORK {
        if !is_due(services, name, every).await? {
            continue;
        }
        match name {
            "checks" if services.settings.checks => checks::look_at_all(services).await?,
            "years" => upkeep::years(services).await?,
            "events" => crate::community::events::remind(services).await?,
            "digest" => digest::send(services).await?,
            _ => {}
        }
    }
    Ok(())
}

/// Whether a kind of work is due; then it is ours, and due again later.
async fn is_due(services: &Services, name: &'static str, every: i64) -> Result<bool, StoreError> {
    let now = services.hub.now().as_microsecond();
    let next = now + every * 1_000_000;
    let work = move |tx: &mut HubTx<'_, '_>| {
        tx.execute(PLAN, &[name.into()])?;
        Ok(tx.execute(TAKE, &[name.into(), now.into(), next.into()])? == 1)
    };
    services.hub.write("take work of the hub", work).await
}

const PLAN: &str = "
    insert into hub_work (name, ready_at)
    values ($1, 0)
    on conflict (name) do nothing";

const TAKE: &str = "
    update hub_work set ready_at = $3
    where name = $1 and ready_at <= $2";
