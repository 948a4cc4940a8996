//! `bluebutton account role`: what somebody on the staff may do.

use anyhow::bail;
use bluebutton_record::{Office, Offices};
use bluebutton_store::accounts::{Account, Role};
use bluebutton_store::{Store, StoreError, Who};
use clap::Args;

use super::{Common, by_login, say};

/// Options of `account role`.
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    bluebutton account role nora --role front-desk,records-office --why \"Covers for Frank\"\n  \
    bluebutton account role nora --none --why \"On leave\"")]
pub(super) struct RoleArgs {
    /// Name to sign in with
    login: String,
    /// What they are from now on, in place of what they were
    #[arg(long, value_delimiter = ',', value_parser = office, required_unless_present = "none")]
    role: Vec<Office>,
    /// Nothing for now: they can sign in and do nothing
    #[arg(long, conflicts_with = "role")]
    none: bool,
    /// Why; it stands in the trail
    #[arg(long, value_name = "WORDS")]
    why: String,
}

/// Says which offices somebody has.
pub(super) async fn set(store: &Store, args: RoleArgs, common: &Common) -> anyhow::Result<()> {
    let account = by_login(store, &args.login).await?;
    let offices = Offices::of(args.role);
    match store.accounts().set_offices(&Who::Operator, &account.id, offices, &args.why).await {
        Err(StoreError::NotAllowed("last-administrator")) => bail!("{LAST}"),
        Err(StoreError::NotAllowed("not-staff")) => bail!(
            "{} is the account of a patient or caregiver: make another for the staff",
            account.login
        ),
        Err(StoreError::NotAllowed("a-reason-is-needed")) => {
            bail!("say in a few words why: --why \"Covers for Frank\"")
        }
        outcome => outcome?,
    }
    say(common, "It holds from their next page on.");
    Ok(())
}

/// What somebody on the staff may be.
pub(super) fn office(word: &str) -> Result<Office, String> {
    let known = || Office::ALL.map(Office::word).join(", ");
    Office::parse(word).ok_or_else(|| format!("there is no role {word:?}: {}", known()))
}

/// What an account is, in one line.
pub(super) fn word(account: &Account) -> String {
    match account.role {
        Role::Person => "person".to_owned(),
        Role::Staff => format!("staff {}", account.offices.words()).trim_end().to_owned(),
    }
}

/// Why the last administrator stays.
pub(super) const LAST: &str = "this is the last administrator: make somebody else one first, with \
    `bluebutton account role`";
