//! `bluebutton account invite --all-new`: letters for everybody who is new, as one PDF.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;

use anyhow::{Context as _, bail};
use bluebutton_exchange::typeset;
use bluebutton_portal::letters;
use bluebutton_store::{Store, Who};
use clap::Args;

use crate::commands::Common;

/// Inviting many at once.
#[derive(Args)]
pub(super) struct ManyArgs {
    /// Everybody who has neither an account nor a code that works
    #[arg(long, conflicts_with = "patient", requires = "letters")]
    all_new: bool,
    /// The letters, as a PDF to print; it must not be there yet
    #[arg(long, value_name = "FILE", requires = "all_new")]
    letters: Option<PathBuf>,
    /// At most so many letters
    #[arg(long, value_name = "N", default_value_t = 100)]
    at_most: usize,
}

/// Makes the codes and the file with them. The file is made first: codes that were written nowhere
/// would keep people from being invited.
pub(super) async fn write(store: &Store, args: &ManyArgs, common: &Common) -> anyhow::Result<()> {
    let Some(file) = args.letters.as_deref().filter(|_| args.all_new) else {
        bail!("say --patient ID, or --all-new --letters FILE");
    };
    let open = OpenOptions::new().write(true).create_new(true).mode(0o600).open(file);
    let mut open = open.with_context(|| format!("{} can't be made", file.display()))?;
    if let Ok(program) = std::env::current_exe() {
        typeset::in_processes_of(program);
    }
    let accounts = store.accounts();
    let invited = accounts.invite_new(Who::Operator, args.at_most).await?;
    let made = if invited.all.is_empty() {
        Ok(())
    } else {
        let site = common.settings()?.site();
        let keeper = (store, &Who::Operator);
        let bytes = letters::pdf(keeper, &site, &invited.all, store.now()).await;
        let mut written = |bytes: Vec<u8>| open.write_all(&bytes).and_then(|()| open.sync_all());
        bytes.map_err(anyhow::Error::msg).and_then(|bytes| Ok(written(bytes)?))
    };
    if let Err(error) = made {
        for one in &invited.all {
            accounts.revoke_invitation(Who::Operator, &one.patient).await?;
        }
        return Err(error.context("the letters could not be written; their codes were taken back"));
    }
    if invited.all.is_empty() {
        std::fs::remove_file(file)?;
    }
    let (letters, passed) = (invited.all.len(), invited.without_birth_date);
    if common.json {
        let told = serde_json::json!({
            "letters": letters,
            "without_birth_date": passed,
            "too_young": invited.too_young,
            "more": invited.is_more,
        });
        println!("{told}");
        return Ok(());
    }
    match letters {
        0 => println!(
            "Nobody needs a letter who can have one: the others have an account, or a code that still works."
        ),
        1 => println!("1 letter is in {}; the code is nowhere else.", file.display()),
        _ => println!("{letters} letters are in {}; the codes are nowhere else.", file.display()),
    }
    if passed > 0 {
        println!("{passed} records have no birth date: nothing could be asked with a code.");
    }
    if invited.too_young > 0 {
        let count = invited.too_young;
        println!("{count} are children: the office enters who acts for them by law.");
    }
    if invited.is_more {
        println!("There are more: run it again for the next letters.");
    }
    Ok(())
}
