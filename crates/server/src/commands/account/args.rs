//! The options of `bluebutton account`.

use std::path::PathBuf;

use bluebutton_record::Office;
use clap::{Args, Subcommand};

use super::{letters, roles};

#[derive(Subcommand)]
pub(super) enum AccountAction {
    /// Make an account; the password is asked for, or read from a file or standard input
    #[command(visible_alias = "add")]
    Create(CreateArgs),
    /// Say what somebody on the staff may do
    Role(roles::RoleArgs),
    /// List all accounts
    List,
    /// Set a new password; ends all sessions of the account
    Password(PasswordArgs),
    /// Set up a new second factor and show its secret once
    Totp(TotpArgs),
    /// Find a patient's key by words of the name, birth date or identifier
    Find(FindArgs),
    /// Make an invitation code for a patient
    Invite(InviteArgs),
    /// Tie an account to the record that is its own
    Own(OwnArgs),
    /// End that an account opens a record as its own
    Untie(UntieArgs),
    /// End an account for good: its sessions end, and no record is its own any more
    End(EndArgs),
}

#[derive(Args)]
#[command(after_help = "Example:\n  \
    bluebutton account create nora --name \"Nora Quinn\" --role records-office")]
pub(super) struct CreateArgs {
    /// Name to sign in with
    pub(super) login: String,
    /// The person's name
    #[arg(long)]
    pub(super) name: String,
    /// For somebody on the staff, without records of their own: front-desk, records-office,
    /// privacy-officer, administrator; several with commas
    #[arg(long, value_delimiter = ',', value_parser = roles::office, conflicts_with = "patient")]
    pub(super) role: Vec<Office>,
    /// The record that is their own
    #[arg(long, value_name = "ID")]
    pub(super) patient: Option<String>,
    /// Language: en or es
    #[arg(long, default_value = "en")]
    pub(super) language: String,
    /// File with the password in its first line
    #[arg(long, value_name = "FILE")]
    pub(super) password_file: Option<PathBuf>,
}

#[derive(Args)]
#[command(after_help = "Example:\n  bluebutton account password ana")]
pub(super) struct PasswordArgs {
    /// Name to sign in with
    pub(super) login: String,
    /// File with the password in its first line
    #[arg(long, value_name = "FILE")]
    pub(super) password_file: Option<PathBuf>,
}

#[derive(Args)]
#[command(after_help = "Example:\n  bluebutton account totp ana")]
pub(super) struct TotpArgs {
    /// Name to sign in with
    pub(super) login: String,
}

#[derive(Args)]
#[command(after_help = "Example:\n  bluebutton account find reyes 1955-03-14\n\n\
    Those who are found have it in their audit trail.")]
pub(super) struct FindArgs {
    /// Words of the name, a birth date (1955-03-14), an identifier
    #[arg(required = true, value_name = "WORDS")]
    pub(super) words: Vec<String>,
}

#[derive(Args)]
#[command(after_help = "Examples:\n  bluebutton account invite --patient abcdefghijklm\n  \
    bluebutton account invite --all-new --letters letters.pdf")]
pub(super) struct InviteArgs {
    /// The patient's key
    #[arg(long, value_name = "ID", required_unless_present = "all_new")]
    pub(super) patient: Option<String>,
    #[command(flatten)]
    pub(super) many: letters::ManyArgs,
}

#[derive(Args)]
#[command(after_help = "Example:\n  bluebutton account own ana --patient abcdefghijklm")]
pub(super) struct OwnArgs {
    /// Name to sign in with
    pub(super) login: String,
    /// The patient's key
    #[arg(long, value_name = "ID")]
    pub(super) patient: String,
}

#[derive(Args)]
#[command(after_help = "Example:\n  bluebutton account untie ana --patient abcdefghijklm")]
pub(super) struct UntieArgs {
    /// Name to sign in with
    pub(super) login: String,
    /// The patient's key
    #[arg(long, value_name = "ID")]
    pub(super) patient: String,
}

#[derive(Args)]
#[command(after_help = "Example:\n  bluebutton account end ana")]
pub(super) struct EndArgs {
    /// Name to sign in with
    pub(super) login: String,
}
