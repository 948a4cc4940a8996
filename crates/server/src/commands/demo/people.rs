//! The sample people: their accounts, and who lets whom in. None of them lives.

use anyhow::{Context as _, bail};
use bluebutton_crypto::{Hidden, totp};
use bluebutton_record::{Language, PatientKey};
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
    role: Role,
    language: Language,
}

const ANA: Sample = Sample {
    name: "Ana Reyes",
    part: "demo-patient",
    login: "ana",
    password: "three-calm-rivers",
    role: Role::Person,
    language: Language::English,
};

const TOM: Sample = Sample {
    name: "Tom Becker",
    part: "demo-patient",
    login: "tom",
    password: "green-hills-morning",
    role: Role::Person,
    language: Language::English,
};

const LUCIA: Sample = Sample {
    name: "Lucía Reyes",
    part: "demo-caregiver",
    login: "lucia",
    password: "kitchen-table-light",
    role: Role::Person,
    language: Language::Spanish,
};

const NORA: Sample = Sample {
    name: "Nora Quinn",
    part: "demo-staff",
    login: "nora",
    password: "records-office-door",
    role: Role::Staff,
    language: Language::English,
};

const ANA_BIRTH: Date = date(1955, 3, 14);

/// Makes the accounts, ties them to their records, and lets the daughter in.
pub async fn make(store: &Store) -> anyhow::Result<Vec<DemoPerson>> {
    let (ana, ana_person) = account(store, &ANA).await?;
    let (tom, tom_person) = account(store, &TOM).await?;
    let (lucia, lucia_person) = account(store, &LUCIA).await?;
    let (_, nora_person) = account(store, &NORA).await?;
    let ana_record = record_of(store, "Reyes 1955-03-14").await?;
    store.accounts().own(&ana, &ana_record).await?;
    store.accounts().own(&tom, &record_of(store, "Becker 1948-11-02").await?).await?;
    let_in(store, &ana, &ana_record, &lucia).await?;
    Ok(vec![ana_person, lucia_person, tom_person, nora_person])
}

async fn account(store: &Store, sample: &Sample) -> anyhow::Result<(AccountId, DemoPerson)> {
    let id = store
        .accounts()
        .create(NewAccount {
            login: sample.login.to_owned(),
            name: sample.name.to_owned(),
            password: Hidden::new(sample.password.to_owned()),
            role: sample.role,
            language: sample.language,
        })
        .await
        .with_context(|| format!("the account of {} could not be made", sample.login))?;
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

/// Ana lets her daughter look and download until the end of next year, the way she would herself.
async fn let_in(
    store: &Store,
    ana: &AccountId,
    record: &PatientKey,
    lucia: &AccountId,
) -> anyhow::Result<()> {
    let who = Who::Account(ana.clone());
    let rights = Rights { view: true, download: true, ..Rights::default() };
    let year = store.now().to_zoned(jiff::tz::TimeZone::UTC).year();
    let until = Date::new(year + 1, 12, 31)?;
    let new = LetIn::everything(LUCIA.name, rights, Some(until));
    let (code, _) = store.accounts().let_in(&who, record, new).await?;
    match store.accounts().accept(lucia, &code, ANA_BIRTH, "demo").await? {
        Redeemed::Done(_) => Ok(()),
        other => bail!("the daughter could not be let in: {other:?}"),
    }
}
