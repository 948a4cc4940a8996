//! The sample people: their accounts, and who lets whom in. None of them lives.

use anyhow::{Context as _, bail};
use bluebutton_crypto::{Hidden, totp};
use bluebutton_record::{Language, Office, Offices, PatientKey};
use bluebutton_store::access::Rights;
use bluebutton_store::accounts::{AccountId, LetIn, NewAccount, Redeemed, Role};
use bluebutton_store::{Store, Who};
use bluebutton_web::DemoPerson;
use jiff::civil::{Date, date};

struct Sample {
    name: &'static str,
    part: &'static str,
    login: &'static str,
    password: &'static str,
    /// What they are on the staff.
    offices: Offices,
    language: Language,
}

const ANA: Sample = Sample {
    name: "Ana Reyes",
    part: "demo-patient",
    login: "ana",
    password: "three-calm-rivers",
    offices: Offices::NONE,
    language: Language::English,
};

const TOM: Sample = Sample {
    name: "Tom Becker",
    part: "demo-patient",
    login: "tom",
    password: "green-hills-morning",
    offices: Offices::NONE,
    language: Language::English,
};

const LUCIA: Sample = Sample {
    name: "Lucía Reyes",
    part: "demo-caregiver",
    login: "lucia",
    password: "kitchen-table-light",
    offices: Offices::NONE,
    language: Language::Spanish,
};

const JORGE: Sample = Sample {
    name: "Jorge Reyes",
    part: "demo-giant",
    login: "jorge",
    password: "thirty-patient-years",
    offices: Offices::NONE,
    language: Language::Spanish,
};

const MAYA: Sample = Sample {
    name: "Maya Reyes",
    part: "demo-teen",
    login: "maya",
    password: "yellow-bike-summer",
    offices: Offices::NONE,
    language: Language::English,
};

const SAM: Sample = Sample {
    name: "Sam Okafor",
    part: "demo-tiny",
    login: "sam",
    password: "first-page-empty",
    offices: Offices::NONE,
    language: Language::English,
};

const ROSA: Sample = Sample {
    name: "Rosa Lind",
    part: "demo-two",
    login: "rosa",
    password: "hill-and-valley-road",
    offices: Offices::NONE,
    language: Language::English,
};

/// The staff: each may what their office needs, and no more.
fn staff() -> [Sample; 4] {
    let one = |name, part, (login, password), office| Sample {
        name,
        part,
        login,
        password,
        offices: Offices::of([office]),
        language: Language::English,
    };
    [
        one("Nora Quinn", "demo-staff", ("nora", "records-office-door"), Office::RecordsOffice),
        one("Frank Ortiz", "demo-desk", ("frank", "front-window-seat"), Office::FrontDesk),
        one("Priya Nair", "demo-privacy", ("priya", "quiet-second-look"), Office::PrivacyOfficer),
        one("Alma Berg", "demo-admin", ("alma", "keys-on-the-hook"), Office::Administrator),
    ]
}

/// The records: whose account, how the record is found, and the birth date that opens an invitation.
const RECORDS: [(&Sample, &str, Date); 6] = [
    (&ANA, "Reyes 1955-03-14", date(1955, 3, 14)),
    (&JORGE, "Reyes 1951-07-02", date(1951, 7, 2)),
    (&MAYA, "Reyes 2011-08-19", date(2011, 8, 19)),
    (&TOM, "Becker 1948-11-02", date(1948, 11, 2)),
    (&ROSA, "Lind 1948-02-03", date(1948, 2, 3)),
    (&SAM, "Okafor 1996-04-30", date(1996, 4, 30)),
];

/// Whom the daughter cares for: mother, father and child.
const CARED_FOR: [&str; 3] = ["ana", "jorge", "maya"];

/// Makes the accounts, ties them to their records, and lets the daughter in.
pub async fn make(store: &Store) -> anyhow::Result<Vec<DemoPerson>> {
    let (lucia, lucia_person) = account(store, &LUCIA).await?;
    let mut people = Vec::new();
    for (sample, query, birth) in RECORDS {
        let (person, shown) = account(store, sample).await?;
        let record = record_of(store, query).await?;
        store.accounts().own(&person, &record).await?;
        if CARED_FOR.contains(&sample.login) {
            let_in(store, &person, (&record, birth), &lucia).await?;
        }
        people.push(shown);
    }
    people.insert(1, lucia_person);
    for sample in &staff() {
        people.push(account(store, sample).await?.1);
    }
    Ok(people)
}

async fn account(store: &Store, sample: &Sample) -> anyhow::Result<(AccountId, DemoPerson)> {
    let new = NewAccount {
        login: sample.login.to_owned(),
        name: sample.name.to_owned(),
        password: Hidden::new(sample.password.to_owned()),
        role: Role::Person,
        language: sample.language,
    };
    let made = if sample.offices.is_empty() {
        store.accounts().create(new).await
    } else {
        store.accounts().create_staff(&Who::Operator, new, sample.offices).await
    };
    let id = made.with_context(|| format!("the account of {} could not be made", sample.login))?;
    let secret = totp::new_secret(store.random());
    store.accounts().set_totp(&id, secret.clone()).await?;
    let person = DemoPerson {
        name: sample.name.to_owned(),
        part: sample.part,
        login: sample.login.to_owned(),
        password: sample.password.to_owned(),
        second_factor: Some(secret),
    };
    Ok((id, person))
}

async fn record_of(store: &Store, query: &str) -> anyhow::Result<PatientKey> {
    let found = store.patients().search(&Who::Operator, query, 2).await?;
    match found.as_slice() {
        [one] => Ok(one.patient.clone()),
        _ => bail!("{} sample records were found where one is", found.len()),
    }
}

/// A patient lets the daughter look and download until the end of next year, the way they would
/// themselves.
async fn let_in(
    store: &Store,
    patient: &AccountId,
    (record, birth): (&PatientKey, Date),
    lucia: &AccountId,
) -> anyhow::Result<()> {
    let who = Who::Account(patient.clone());
    let rights = Rights { view: true, download: true, ..Rights::default() };
    let year = store.now().to_zoned(jiff::tz::TimeZone::UTC).year();
    let until = Date::new(year + 1, 12, 31)?;
    let new = LetIn::everything(LUCIA.name, rights, Some(until));
    let (code, _) = store.accounts().let_in(&who, record, new).await?;
    match store.accounts().accept(lucia, &code, birth, "demo").await? {
        Redeemed::Done(_) => Ok(()),
        other => bail!("the daughter could not be let in: {other:?}"),
    }
}
