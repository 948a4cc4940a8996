//! A directory of invented organizations, for measuring: names that repeat as real ones do, and a history of
//! checks.

use std::time::{Duration, Instant};

use bluebutton_store::StoreError;
use bluebutton_store::hub::HubTx;
use jiff::ToSpan as _;

use crate::directory::Gives;
use crate::directory::data::{self, Org};
use crate::directory::index::{Line, Question};
use crate::probe::{Check, Finding, Verdict, stored};
use crate::services::Services;

/// What was measured.
#[derive(Clone, Copy, Debug)]
pub struct Measured {
    /// How long the index took to be read and made.
    pub made_in: Duration,
    /// One search.
    pub searches: Spread,
    /// What the page of one organization reads.
    pub pages: Spread,
}

/// How long something took.
#[derive(Clone, Copy, Debug)]
pub struct Spread {
    /// The median.
    pub median: Duration,
    /// What one in a hundred takes longer than.
    pub p99: Duration,
}

const FIRST: [&str; 40] = [
    "Lakeside",
    "Riverside",
    "Cedar",
    "Saint Mary",
    "Mercy",
    "Harbor",
    "Summit",
    "Valley",
    "Northern",
    "Prairie",
    "Coastal",
    "Desert",
    "Pine",
    "Maple",
    "Granite",
    "Silver",
    "Golden",
    "Union",
    "Liberty",
    "Franklin",
    "Jefferson",
    "Madison",
    "Hudson",
    "Monroe",
    "Clinton",
    "Washington",
    "Lincoln",
    "Jackson",
    "Greenville",
    "Fairview",
    "Springfield",
    "Oakwood",
    "Bayview",
    "Highland",
    "Meadow",
    "Sunrise",
    "Eastern",
    "Western",
    "Central",
    "Pacific",
];

const LAST: [(&str, &str); 16] = [
    ("Hospital", "hospital"),
    ("Medical Center", "hospital"),
    ("Children’s Hospital", "hospital"),
    ("Family Doctors", "provider"),
    ("Community Clinic", "provider"),
    ("Eye Center", "provider"),
    ("Dental Group", "provider"),
    ("Heart Institute", "provider"),
    ("Women’s Health", "provider"),
    ("Health Plan", "payer"),
    ("Insurance", "payer"),
    ("Pharmacy", "pharmacy"),
    ("Laboratory", "laboratory"),
    ("Imaging", "laboratory"),
    ("Vaccine Registry", "registry"),
    ("Health Network", "network"),
];

const PLACES: [(&str, &str); 12] = [
    ("Riverside", "CA"),
    ("Portland", "OR"),
    ("Austin", "TX"),
    ("Columbus", "OH"),
    ("Albany", "NY"),
    ("Tampa", "FL"),
    ("Boise", "ID"),
    ("Reno", "NV"),
    ("Fargo", "ND"),
    ("Mobile", "AL"),
    ("Tulsa", "OK"),
    ("Juneau", "AK"),
];

/// Questions as people type them: whole, begun, wrong, with a place.
const ASKED: [(&str, &str); 16] = [
    ("lakeside hospital", ""),
    ("lakesid hosp", "CA"),
    ("cedar", "Portland, OR"),
    ("childrens hospital", "texas"),
    ("hospital", ""),
    ("st mary", "92503"),
    ("", "Tampa"),
    ("mersy medical", ""),
    ("helth plan", "ohio"),
    ("pharmcy", "Boise"),
    ("", ""),
    ("fairview womens health", ""),
    ("granit eye", "Reno"),
    ("xyzzy", ""),
    ("center", "NY"),
    ("jefersn imaging", "Fargo"),
];

/// Invented lines; the same for the same count.
fn lines(count: usize) -> Vec<Line> {
    (0..count)
        .map(|at| {
            let (last, kind) = LAST[at % LAST.len()];
            let first = FIRST[at / LAST.len() % FIRST.len()];
            let (city, region) = PLACES[at / 7 % PLACES.len()];
            let number = at / (LAST.len() * FIRST.len());
            let part = ["North", "South", "East", "West", "Old Town"][number % 5];
            Line {
                id: format!("org-{at}"),
                name: if number == 0 {
                    format!("{first} {last}")
                } else {
                    format!("{first} {part} {last} {number}")
                },
                kind: kind.to_owned(),
                city: city.to_owned(),
                region: region.to_owned(),
                zip: format!("{:05}", at * 13 % 99_999),
                gives: Gives((at % 16) as i64),
                is_member: at.is_multiple_of(9),
                ..Line::default()
            }
        })
        .collect()
}

/// Fills the directory with that many organizations and about that many checks.
pub async fn fill(services: &Services, count: usize, checks: usize) -> Result<(), StoreError> {
    let now = services.hub.now().as_microsecond();
    let today = services.hub.now().to_zoned(services.site.zone.clone()).date();
    let all = lines(count);
    let days = (checks / CHECKED / Check::ALL.len()).max(1) as i64;
    for (number, some) in all.chunks(500).enumerate() {
        let some = some.to_vec();
        let work = move |tx: &mut HubTx<'_, '_>| {
            some.iter()
                .try_for_each(|line| data::put(tx, &org(line, now), &format!("{number:032}")))
        };
        services.hub.write("fill a directory to measure", work).await?;
    }
    for line in all.into_iter().take(CHECKED) {
        let work = move |tx: &mut HubTx<'_, '_>| {
            for ago in 0..days {
                let day = today.checked_sub(ago.days()).unwrap_or(today);
                let found = Check::ALL.map(|check| Finding::new(check, Verdict::Yes, "").took(120));
                stored::keep(tx, &line.id, day, (now, &found))?;
            }
            Ok(())
        };
        services.hub.write("fill checks to measure", work).await?;
    }
    Ok(())
}

/// Organizations that have checks: as many members as the old program had at its best, four times.
const CHECKED: usize = 2_000;

fn org(line: &Line, now: i64) -> Org {
    Org {
        id: line.id.clone(),
        name: line.name.clone(),
        kind: line.kind.clone(),
        city: line.city.clone(),
        region: line.region.clone(),
        zip: line.zip.clone(),
        gives: line.gives,
        origin: "bench".to_owned(),
        since: "2026-11-01".to_owned(),
        updated_at: now,
        ..Org::default()
    }
}

/// Searches as people type them, and what the page of one organization reads, so many times each.
pub async fn measure(services: &Services, times: usize) -> Result<Measured, StoreError> {
    let begun = Instant::now();
    let index = services.shelf.index(&services.hub).await?;
    let made_in = begun.elapsed();
    let mut searches = Vec::new();
    for at in 0..times.max(1) {
        let (words, place) = ASKED[at % ASKED.len()];
        let question =
            Question { words: words.to_owned(), place: place.to_owned(), ..Question::default() };
        let begun = Instant::now();
        // As a request does it: is it still the same directory?
        let index = services.shelf.index(&services.hub).await?;
        std::hint::black_box(index.find(&question, 0, 20).total);
        searches.push(begun.elapsed());
    }
    let today = services.hub.now().to_zoned(services.site.zone.clone()).date();
    let from = today.checked_sub(30.days()).unwrap_or(today);
    let mut pages = Vec::new();
    for at in 0..times.max(1) {
        let Some(line) = index.lines().get(at * 17 % index.lines().len().max(1)) else { break };
        let id = line.id.clone();
        let begun = Instant::now();
        services.hub.read("read an organization", move |tx| data::get(tx, &id)).await?;
        std::hint::black_box(stored::since(&services.hub, &line.id, from).await?.len());
        pages.push(begun.elapsed());
    }
    Ok(Measured { made_in, searches: Spread::of(searches), pages: Spread::of(pages) })
}

impl Spread {
    fn of(mut took: Vec<Duration>) -> Self {
        took.sort_unstable();
        let at = |part: usize| took.get(took.len() * part / 100).copied().unwrap_or_default();
        Self { median: at(50), p99: at(99) }
    }
}
