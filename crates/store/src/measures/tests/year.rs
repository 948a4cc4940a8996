//! A generated year, counted by the program and computed straight from what happened.

use std::collections::{BTreeMap, BTreeSet};

use bluebutton_record::measures::{Indicator, MeasurePeriod, MeasureScope, lines, median_days};
use bluebutton_record::terms::Release;
use bluebutton_record::{PatientKey, Rights, Section, Selection, Terms};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use jiff::tz::{TimeZone, offset};

use self::asking::{Asking, RawAsking, Step, noon};
use super::straight::{RawAccess, RawUse, RawVisit, RawYear};
use super::{count, sums};
use crate::access::restrictions::NewRestriction;
use crate::access::{Action, Who};
use crate::accounts::tests::person;
use crate::db::testing::{Site, on_sqlite};
use crate::testing::{Somebody, import, other};

mod asking;

/// Numbers that come the same way at each run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: i64) -> i64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as i64).rem_euclid(sides)
    }
}

const PATIENTS: usize = 24;
/// Patients who have an account, and look.
const WITH_ACCOUNT: usize = 7;
/// The site's clocks are five hours behind UTC all year, so that the test needs no rule for it.
const BEHIND_UTC: i64 = 5 * 3600;
const HELD_HOURS: i64 = 150;

/// Something that happens at a moment.
enum Happening {
    Invited(usize),
    Came(usize, String, String, Option<String>),
    Looked(usize),
    Downloaded(usize),
    Asking(Step),
}

fn somebody(number: usize) -> Somebody {
    let text = |text: String| -> &'static str { Box::leak(text.into_boxed_str()) };
    Somebody {
        family: text(format!("Family{}", (b'a' + number as u8) as char)),
        given: text(format!("Given{}", (b'a' + number as u8) as char)),
        birth_date: text(format!("19{}-01-0{}", 40 + number, 1 + number % 9)),
        number: text(format!("MRN-{}", 5000 + number)),
    }
}

fn seconds(day: Date, clock: (i8, i8)) -> i64 {
    let at = day.at(clock.0, clock.1, 0, 0).to_zoned(TimeZone::UTC).unwrap();
    at.timestamp().as_second() + BEHIND_UTC
}

/// When a visit ends, as its source tells it, and in seconds.
fn end_of_visit(dice: &mut Dice, day: i64, local_day: Date) -> (String, i64) {
    let clock = if dice.roll(4) == 0 { (23, 50) } else { (dice.roll(24) as i8, 15) };
    let at = seconds(local_day, clock);
    match dice.roll(3) {
        // Whose clock is not said: the site's.
        0 => (format!("{local_day}T{:02}:{:02}:00", clock.0, clock.1), at),
        1 => (Timestamp::from_second(at).unwrap().to_string(), at),
        // Only the day: at its end at the latest.
        _ => (local_day.to_string(), (day + 1) * 86_400 + BEHIND_UTC),
    }
}

/// Days on which nobody is at work.
const HOLIDAYS: [Date; 4] =
    [date(2027, 1, 1), date(2027, 7, 5), date(2027, 11, 25), date(2027, 12, 24)];

/// What the year has some of.
const SOMEWHERE: [&str; 11] = [
    "office-in-time",
    "hospital-in-time",
    "office",
    "hospital",
    "viewed",
    "downloaded",
    "caregiver",
    "joined",
    "answered-in-time",
    "answered-late",
    "withdrawn",
];

/// The year: visits on weekends and holidays and late at night, with times that have an offset, none, or
/// only a day; in time and late, once and twice, held back; patients with and without a way in.
fn generate(dice: &mut Dice) -> (RawYear, RawAsking, Vec<(i64, Happening)>) {
    let mut raw = RawYear { behind_utc: BEHIND_UTC, ..RawYear::default() };
    let mut happenings = Vec::new();
    let first = seconds(date(2027, 1, 1), (0, 0)) / 86_400;
    raw.holidays = HOLIDAYS.map(|day| (day - date(1970, 1, 1)).get_days().into()).into();
    for patient in 0..PATIENTS {
        // Every fifth never gets a way in; some get one in the middle of the year.
        if patient < WITH_ACCOUNT {
            raw.access.push(RawAccess { patient, from: i64::MIN, to: i64::MAX });
        } else if patient % 5 != 0 {
            for _ in 0..6 {
                let from = first * 86_400 + dice.roll(365 * 86_400);
                raw.access.push(RawAccess { patient, from, to: from + 14 * 86_400 });
                happenings.push((from, Happening::Invited(patient)));
            }
        }
        for number in 0..=dice.roll(7) {
            let day = first + dice.roll(350);
            let local_day =
                date(1970, 1, 1).saturating_add(jiff::SignedDuration::from_hours(24 * day));
            let is_hospital = dice.roll(3) == 0;
            let class = if is_hospital { ["IMP", "EMER"][dice.roll(2) as usize] } else { "AMB" };
            let (end, ended) = end_of_visit(dice, day, local_day);
            let hours = if dice.roll(2) == 0 { 34 } else { 240 };
            let arrived = ended + 60 + dice.roll(hours * 3600);
            let (provider, site) = (dice.roll(3) as usize, dice.roll(2) as usize);
            let is_held = dice.roll(5) == 0;
            let encounter = format!(
                r#""status":"finished","class":{{"code":"{class}"}},"period":{{"start":"{local_day}","end":"{end}"}},"participant":[{{"individual":{{"reference":"Practitioner/dir.p{provider}"}}}}],"serviceProvider":{{"reference":"Organization/dir.o{site}"}}"#
            );
            let local = format!("v{number}");
            let result = is_held.then(|| format!("r{number}"));
            happenings.push((
                arrived,
                Happening::Came(patient, local.clone(), encounter.clone(), result),
            ));
            if dice.roll(4) == 0 {
                let again = encounter.replace("\"period\"", "\"length\":{\"value\":1},\"period\"");
                happenings.push((arrived + 86_400, Happening::Came(patient, local, again, None)));
            }
            raw.visits.push(RawVisit {
                patient,
                is_hospital,
                ended,
                day,
                arrived,
                held_hours: is_held.then_some(HELD_HOURS),
                is_withheld: false,
                provider,
                site,
            });
        }
        for _ in 0..if patient < WITH_ACCOUNT { 6 } else { 0 } {
            let at = first * 86_400 + dice.roll(360 * 86_400);
            let day = (at - BEHIND_UTC).div_euclid(86_400);
            let looks = dice.roll(2) == 0;
            let what = if looks { "viewed" } else { "downloaded" };
            raw.uses.push(RawUse { patient, day, what });
            let done =
                if looks { Happening::Looked(patient) } else { Happening::Downloaded(patient) };
            happenings.push((at, done));
        }
    }
    let (asking, steps) = RawAsking::generate(dice, first);
    happenings.extend(steps.into_iter().map(|(at, step)| (at, Happening::Asking(step))));
    raw.helpers.clone_from(&asking.helpers);
    for one in raw.helpers.iter().filter(|one| one.is_whole) {
        let to = one.to.map_or(i64::MAX, |day| noon(day) + 3600);
        raw.access.push(RawAccess { patient: one.patient, from: noon(one.from), to });
    }
    happenings.sort_by_key(|(at, _)| *at);
    (raw, asking, happenings)
}

/// Lets it happen, with a count every now and then.
async fn happen(
    site: &Site,
    raw: &RawAsking,
    happenings: Vec<(i64, Happening)>,
) -> Vec<PatientKey> {
    let people: Vec<Somebody> = (0..PATIENTS).map(somebody).collect();
    let mut keys = Vec::new();
    for who in &people {
        import(&site.store, who, Vec::new()).await;
        keys.push(who.key(&site.store).await);
    }
    let mut accounts = Vec::new();
    for (number, key) in keys.iter().enumerate().take(WITH_ACCOUNT) {
        let new = person(&format!("login{number}"), "Somebody");
        let account = site.store.accounts().create(new).await.unwrap();
        site.store.accounts().own(&account, key).await.unwrap();
        accounts.push(Who::Account(account));
    }
    let mut asking = Asking::begin(site).await;
    for (number, (at, what)) in happenings.into_iter().enumerate() {
        site.clock.store(at, std::sync::atomic::Ordering::SeqCst);
        match what {
            Happening::Invited(patient) => {
                let key = &keys[patient];
                site.store.accounts().invite_patient(Who::Operator, key).await.unwrap();
            }
            Happening::Came(patient, local, encounter, result) => {
                let key = &keys[patient];
                let mut all = vec![other(key, "Encounter", &local, &encounter)];
                all.extend(result.map(|result| {
                    let rest = format!(
                        r#""status":"final","category":[{{"coding":[{{"code":"laboratory"}}]}}],"code":{{"text":"Glucose"}},"encounter":{{"reference":"Encounter/{key}.{local}"}}"#
                    );
                    other(key, "Observation", &result, &rest)
                }));
                import(&site.store, &people[patient], all).await;
            }
            Happening::Asking(step) => {
                asking.happen((site, raw), (&keys, &accounts), step).await;
            }
            Happening::Looked(patient) => {
                let view = Action::View { page: "overview", resource: None };
                site.store.access().open(&accounts[patient], &keys[patient], view).await.unwrap();
            }
            Happening::Downloaded(patient) => {
                let take = Action::Download { format: "pdf", selection: Selection::default() };
                site.store.access().open(&accounts[patient], &keys[patient], take).await.unwrap();
            }
        }
        if number % 17 == 0 {
            count(site).await;
        }
    }
    count(site).await;
    keys
}

/// What the program counted of what the straight computation has a word for.
fn comparable(numbers: BTreeMap<String, i64>) -> BTreeMap<String, i64> {
    let words = [
        "seen",
        "office",
        "hospital",
        "used",
        "viewed",
        "downloaded",
        "sent",
        "caregiver",
        "asked",
        "answered",
        "withdrawn",
        "joined",
    ];
    let is_compared = |what: &str| words.iter().any(|word| what.starts_with(word));
    numbers.into_iter().filter(|(what, number)| is_compared(what) && *number != 0).collect()
}

fn day_numbers(period: &str) -> (i64, i64) {
    let days = |text: &str| -> i64 {
        (text.parse::<Date>().unwrap() - date(1970, 1, 1)).get_days().into()
    };
    match period.split_once("..") {
        Some((from, to)) => (days(from), days(to)),
        None if period == "2027" => (days("2027-01-01"), days("2027-12-31")),
        None if period.ends_with("Q2") => (days("2027-04-01"), days("2027-06-30")),
        None => {
            let first: Date = format!("{period}-01").parse().unwrap();
            (days(&first.to_string()), days(&first.last_of_month().to_string()))
        }
    }
}

/// Everything of a period, of all visits and requests.
fn of_all(raw: &RawYear, asking: &RawAsking, period: &str) -> BTreeMap<String, i64> {
    let days = day_numbers(period);
    raw.numbers(days, |_| true).into_iter().chain(asking.numbers(days)).collect()
}

#[tokio::test]
async fn measures_of_a_generated_year_match_a_straightforward_computation() {
    let site = on_sqlite().await;
    site.store.set_time_zone(TimeZone::fixed(offset(-5)));
    site.store.set_holidays(HOLIDAYS.into());
    let results = BTreeSet::from([Section::Results]);
    let hold = Release { sections: results, hours: HELD_HOURS as u32, ..Release::default() };
    let terms = Terms { releases: vec![hold], ..Terms::everything(Rights::OWNER) };
    site.store.access().set_site_terms(terms);
    let (mut raw, asking, happenings) = generate(&mut Dice(20_270_101));
    let keys = happen(&site, &asking, happenings).await;
    // One visit is kept from its patient under the law, since before anybody could see it.
    let kept = raw.visits.iter().position(|one| one.patient == PATIENTS - 1).unwrap();
    raw.visits[kept].is_withheld = true;
    let number = raw.visits[..kept].iter().filter(|one| one.patient == PATIENTS - 1).count();
    let mut terms = Terms::everything(Rights::OWNER);
    terms.hidden.insert(format!("v{number}"));
    let until = Some(date(2029, 1, 1));
    let new = NewRestriction { terms, legal_reason: Some("danger".to_owned()), until };
    site.store.access().restrict(&Who::Operator, &keys[PATIENTS - 1], new).await.unwrap();
    count(&site).await;

    let mut some = BTreeMap::new();
    for period in
        ["2027-01", "2027-02", "2027-05", "2027-07", "2027-11", "2027-12", "2027-Q2", "2027"]
    {
        let expected = of_all(&raw, &asking, period);
        assert_eq!(comparable(sums(&site, period).await), expected, "{period}");
        some.extend(expected);
    }
    for what in SOMEWHERE {
        assert!(some.get(what).is_some_and(|number| *number > 0), "{what} is nowhere in the year");
    }
    assert!(some["office-in-time"] < some["office"] && some["hospital-in-time"] < some["hospital"]);
    let measures = site.store.measures();
    for period in ["2027-03-10..2027-04-20", "2027-12-20..2027-12-31", "2027"] {
        let own = MeasurePeriod::parse(period).unwrap();
        let counted = measures.counted_anew(&own, &MeasureScope::All).await.unwrap();
        assert_eq!(comparable(counted.numbers), of_all(&raw, &asking, period), "{period}");
    }
    let today = (site.store.now().as_second() - BEHIND_UTC).div_euclid(86_400);
    for period in ["2027-05", "2027-Q2", "2027-12", "2027"] {
        let own = MeasurePeriod::parse(period).unwrap();
        let counted = measures.counted(&Who::Operator, &own, &MeasureScope::All).await.unwrap();
        let told = lines(&counted.numbers, counted.open);
        let told = told.iter().find(|one| one.indicator == Indicator::Answered).unwrap();
        let (expected, half) = asking.answered(day_numbers(period), today);
        assert_eq!([told.numerator, told.denominator, told.excluded], expected, "{period}");
        assert_eq!(median_days(&counted.numbers), half, "{period}");
    }
    let year = MeasurePeriod::parse("2027").unwrap();
    for place in 0..3 {
        let of = MeasureScope::Provider(format!("Practitioner/dir.p{place}"));
        let counted = measures.counted(&Who::Operator, &year, &of).await.unwrap();
        let expected = raw.numbers(day_numbers("2027"), |one| one.provider == place);
        assert_eq!(comparable(counted.numbers), expected, "clinician {place}");
        let of = MeasureScope::Site(format!("Organization/dir.o{}", place % 2));
        let counted = measures.counted(&Who::Operator, &year, &of).await.unwrap();
        let expected = raw.numbers(day_numbers("2027"), |one| one.site == place % 2);
        assert_eq!(comparable(counted.numbers), expected, "organization {}", place % 2);
    }
    let found = site.store.verify(|_, _| {}).await.unwrap().findings;
    assert_eq!(found, Vec::<String>::new());
}

#[tokio::test]
async fn other_holidays_count_everybody_anew() {
    let site = on_sqlite().await;
    super::at(&site, "2026-05-08T12:00:00Z");
    let key = super::invited_after(&site).await;
    // A Friday: four business days later is Thursday, unless Monday is none.
    super::at(&site, "2026-05-15T12:00:00Z");
    let visit = super::visit(&key, "v", "AMB", "2026-05-08T10:00:00Z");
    import(&site.store, &crate::testing::ANA, vec![visit]).await;
    count(&site).await;
    let before = sums(&site, "2026-05").await;
    site.store.set_holidays([date(2026, 5, 11)].into());
    count(&site).await;
    let after = sums(&site, "2026-05").await;

    assert_eq!((before.get("office"), before.get("office-in-time")), (Some(&1), None));
    assert_eq!((after.get("office"), after.get("office-in-time")), (Some(&1), Some(&1)));
}
