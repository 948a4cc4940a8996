//! `bluebutton account`: accounts and invitations, for the person who runs the server.

mod args;
mod letters;
mod roles;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use bluebutton_crypto::password::{self, Known, Weakness};
use bluebutton_crypto::{Hidden, totp};
use bluebutton_record::{Language, Offices, PatientKey, signs};
use bluebutton_store::accounts::{Account, NewAccount, Role};
use bluebutton_store::{Store, StoreError, Who};
use clap::Args;
use jiff::tz::TimeZone;

use self::args::{AccountAction, CreateArgs};
use super::{Common, prompt};
use crate::settings::read_secret;

/// Options of `account`.
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    bluebutton account find reyes 1955-03-14\n  \
    bluebutton account create ana --name \"Ana Reyes\" --patient abcdefghijklm\n  \
    bluebutton account create nora --name \"Nora Quinn\" --role records-office\n  \
    bluebutton account invite --patient abcdefghijklm")]
pub struct AccountArgs {
    #[command(subcommand)]
    action: AccountAction,
}

/// Does what was asked.
pub async fn run(args: AccountArgs, common: &Common) -> anyhow::Result<ExitCode> {
    let store = match &args.action {
        // The first account of an office may be made before anything else.
        AccountAction::Create(_) => common.open_store().await?,
        _ => common.open_existing_store().await?,
    };
    match args.action {
        AccountAction::Create(args) => create(&store, args, common).await?,
        AccountAction::Role(args) => roles::set(&store, args, common).await?,
        AccountAction::List => list(&store, common).await?,
        AccountAction::Password(args) => {
            let account = by_login(&store, &args.login).await?;
            let site = common.settings()?.organization.name;
            let known = Known { login: &account.login, person: &account.name, site: &site };
            let new = new_password(args.password_file, &known)?;
            store.accounts().set_password(&account.id, new).await?;
            say(common, "The password is set; all sessions of the account have ended.");
        }
        AccountAction::Totp(args) => second_factor(&store, &args.login, common).await?,
        AccountAction::Find(args) => return find(&store, &args.words.join(" "), common).await,
        AccountAction::Invite(args) => match &args.patient {
            Some(patient) => invite(&store, patient, common).await?,
            None => letters::write(&store, &args.many, common).await?,
        },
        AccountAction::Own(args) => {
            let account = by_login(&store, &args.login).await?;
            let is_open = own(&store, &account, &args.patient).await?;
            say(common, if is_open { OPENS } else { WAITS });
        }
        AccountAction::Untie(args) => {
            let account = by_login(&store, &args.login).await?;
            let patient = must_be_known(&store, &args.patient).await?;
            match store.accounts().untie(&Who::Operator, &patient, &account.id).await {
                Err(StoreError::NotFound) => bail!("this record is not {}'s own", account.login),
                outcome => outcome?,
            }
            say(common, "The account does not open this record as its own any more.");
        }
        AccountAction::End(args) => {
            let account = by_login(&store, &args.login).await?;
            match store.accounts().end_account(&account.id).await {
                Err(StoreError::NotAllowed("last-administrator")) => bail!("{}", roles::LAST),
                outcome => outcome?,
            }
            say(common, "The account has ended. Its name can't be used again.");
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn create(store: &Store, args: CreateArgs, common: &Common) -> anyhow::Result<()> {
    let language = Language::parse(&args.language)
        .with_context(|| format!("--language {} is neither en nor es", args.language))?;
    // Said before the password is asked for: nobody types one for nothing.
    if let Some(patient) = &args.patient {
        must_be_known(store, patient).await?;
    }
    if store.accounts().by_login(&args.login).await?.is_some() {
        bail!("the login {} is taken: choose another", args.login);
    }
    let site = common.settings()?.organization.name;
    let known = Known { login: &args.login, person: &args.name, site: &site };
    let new = NewAccount {
        password: new_password(args.password_file, &known)?,
        login: args.login.clone(),
        name: args.name,
        role: Role::Person,
        language,
    };
    let accounts = store.accounts();
    let made = match args.role.as_slice() {
        [] => accounts.create(new).await,
        roles => {
            let offices = Offices::of(roles.iter().copied());
            accounts.create_staff(&Who::Operator, new, offices).await
        }
    };
    let id = match made {
        Err(StoreError::NotAllowed("login-not-usable")) => {
            bail!("the login {:?} is empty, too long or has spaces: choose another", args.login)
        }
        outcome => outcome?,
    };
    let account = by_login(store, &args.login).await?;
    let is_open = match &args.patient {
        Some(patient) => own(store, &account, patient).await?,
        None => true,
    };
    if common.json {
        println!("{}", serde_json::json!({ "account": id.0, "login": account.login }));
    } else {
        println!("The account {} is made.", account.login);
        if !is_open {
            println!("{WAITS}");
        }
        println!("At the first sign-in it will be asked to set up a second factor.");
    }
    Ok(())
}

async fn list(store: &Store, common: &Common) -> anyhow::Result<()> {
    let accounts = store.accounts().list().await?;
    if common.json {
        let list: Vec<_> = accounts.iter().map(as_json).collect();
        println!("{:#}", serde_json::Value::Array(list));
        return Ok(());
    }
    if accounts.is_empty() {
        println!("There are no accounts yet: bluebutton account create --help");
    }
    for account in accounts {
        let seen = account.last_seen.map_or_else(
            || "never signed in".to_owned(),
            |seen| format!("last seen {}", seen.to_zoned(TimeZone::UTC).date()),
        );
        let factor = if account.has_totp { "second factor" } else { "no second factor yet" };
        println!(
            "{}  {}  {}  {factor}, {seen}",
            signs::one_line(&account.login),
            signs::one_line(&account.name),
            roles::word(&account)
        );
    }
    Ok(())
}

fn as_json(account: &Account) -> serde_json::Value {
    serde_json::json!({
        "account": account.id.0,
        "login": account.login,
        "name": account.name,
        "role": roles::word(account),
        "language": account.language.tag(),
        "second_factor": account.has_totp,
        "last_seen": account.last_seen.map(|seen| seen.to_string()),
    })
}

async fn second_factor(store: &Store, login: &str, common: &Common) -> anyhow::Result<()> {
    let account = by_login(store, login).await?;
    let secret = totp::new_secret(store.random());
    store.accounts().set_totp(&account.id, secret.clone()).await?;
    let text = totp::secret_text(&secret);
    let uri = totp::uri(&secret, &common.settings()?.organization.name, &account.login);
    if common.json {
        println!("{}", serde_json::json!({ "secret": text, "uri": uri }));
    } else {
        println!("Type this secret into an authenticator app; it is not shown again:\n  {text}");
        println!("or open it there:\n  {uri}");
    }
    Ok(())
}

async fn find(store: &Store, words: &str, common: &Common) -> anyhow::Result<ExitCode> {
    let cards = store.patients().search(&Who::Operator, words, FOUND_MAX).await?;
    if common.json {
        let list: Vec<_> = cards
            .iter()
            .map(|card| {
                serde_json::json!({
                    "patient": card.patient.as_str(),
                    "name": card.name,
                    "birth_date": card.birth_date,
                    "has_account": card.has_account,
                })
            })
            .collect();
        println!("{:#}", serde_json::Value::Array(list));
    } else {
        for card in &cards {
            let born = card.birth_date.as_deref().unwrap_or("no birth date");
            let account = if card.has_account { ", has an account" } else { "" };
            let born = signs::one_line(born);
            println!("{}  {}  {born}{account}", card.patient, signs::one_line(&card.name));
        }
        if cards.len() == FOUND_MAX {
            println!("There may be more: add a birth date or an identifier.");
        }
    }
    if cards.is_empty() {
        eprintln!("Nobody was found: the beginnings of names are enough, a date is YYYY-MM-DD.");
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}

async fn invite(store: &Store, patient: &str, common: &Common) -> anyhow::Result<()> {
    let patient = must_be_known(store, patient).await?;
    let made = store.accounts().invite_patient(Who::Operator, &patient).await;
    let (code, until) = match made {
        Err(StoreError::NotAllowed("no-birth-date")) => bail!(
            "this record has no birth date, which the patient would be asked for: make the \
             account with `bluebutton account create --patient {patient}` instead"
        ),
        Err(StoreError::NotAllowed("too-young")) => bail!(
            "this patient is a child: the records office enters who acts for them by law, and hands \
             that person a code"
        ),
        made => made?,
    };
    if common.json {
        println!("{}", serde_json::json!({ "code": code, "until": until.to_string() }));
    } else {
        let until = until.to_zoned(TimeZone::system()).date();
        println!("Invitation code: {code}");
        println!("It holds until {until}, together with the patient's birth date.");
        println!("Hand it over in person or by mail; it is not shown again.");
    }
    Ok(())
}

/// Whether the record is open to the account now.
async fn own(store: &Store, account: &Account, patient: &str) -> anyhow::Result<bool> {
    let patient = must_be_known(store, patient).await?;
    match store.accounts().own(&account.id, &patient).await {
        Err(StoreError::NotAllowed(_)) => {
            bail!("{} is a staff account: it can't have a record of its own", account.login)
        }
        outcome => Ok(outcome?),
    }
}

async fn by_login(store: &Store, login: &str) -> anyhow::Result<Account> {
    let account = store.accounts().by_login(login).await?;
    account.with_context(|| format!("there is no account {login}: see `bluebutton account list`"))
}

/// The key of a patient that is there.
pub(super) async fn must_be_known(store: &Store, typed: &str) -> anyhow::Result<PatientKey> {
    let key = PatientKey::parse(typed).with_context(|| {
        format!("{typed:?} is no patient key: it has 13 small letters and digits 2 to 7")
    })?;
    let is_there = store.patients().exists(&Who::Operator, &key).await?;
    is_there.then_some(key).with_context(|| format!("there is no record of a patient {typed}"))
}

fn new_password(file: Option<PathBuf>, known: &Known<'_>) -> anyhow::Result<Hidden<String>> {
    let given = match file {
        Some(file) => Hidden::new(read_secret(&file)?),
        None => prompt::new_password()?,
    };
    let Some(weakness) = password::weakness(given.reveal(), known) else { return Ok(given) };
    match weakness {
        Weakness::TooShort => {
            bail!("the password is too short: it needs {} characters", password::PASSWORD_CHARS_MIN)
        }
        Weakness::TooLong => bail!("the password is too long"),
        Weakness::IsLogin => bail!("the password must not be the name to sign in with"),
        Weakness::IsName => bail!("the password is little more than a name: add other words"),
        Weakness::TooCommon => bail!("the password is too easy to guess: choose another"),
    }
}

const OPENS: &str = "The account opens this record as its own from now on.";

/// A further account of a record is confirmed by whoever has the first.
const WAITS: &str = "Somebody has an own account of this record already: it opens once they confirm \
    it on the page People, or once their account is ended.";

/// As many as one looks through.
const FOUND_MAX: usize = 25;

fn say(common: &Common, sentence: &str) {
    if !common.json {
        println!("{sentence}");
    }
}
