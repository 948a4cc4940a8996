//! The directory of the hub: searches and pages over many organizations and checks.

use std::path::Path;
use std::time::Duration;

use anyhow::Context as _;
use bluebutton_hub::bench;

use super::Ground;
use super::table::{Figure, Unit};
use crate::movement;
use crate::sending::mail_settings;
use crate::settings::{Hub, Settings};

/// Searches measured.
const TIMES: usize = 4_000;

/// Measures over so many organizations and checks.
pub async fn measure(
    settings: &Settings,
    folder: &Path,
    (organizations, checks): (usize, usize),
) -> anyhow::Result<Vec<Figure>> {
    let ground = Ground::in_folder(folder, settings.database.clone());
    let store = ground.open().await?.for_work();
    let mut settings = settings.clone();
    settings.hub = Some(Hub::default());
    let mail = mail_settings(&settings)?;
    let hub = movement::services(&settings, &store, (settings.site(), mail))?;
    let hub = hub.context("the hub did not start")?;
    bench::fill(&hub, organizations, checks).await?;
    let measured = bench::measure(&hub, TIMES).await?;
    let ms = |took: Duration| took.as_secs_f64() * 1_000.0;
    let (search, page) = (measured.searches, measured.pages);
    Ok(vec![
        Figure::new("directory: read and indexed", ms(measured.made_in), Unit::Milliseconds),
        Figure::new("directory: search, median", ms(search.median), Unit::Milliseconds),
        Figure::new("directory: search, p99", ms(search.p99), Unit::Milliseconds).goal("20 ms"),
        Figure::new("organization with 30 days, median", ms(page.median), Unit::Milliseconds),
        Figure::new("organization with 30 days, p99", ms(page.p99), Unit::Milliseconds)
            .goal("20 ms"),
    ])
}
