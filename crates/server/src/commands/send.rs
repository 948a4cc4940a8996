//! `bluebutton send`: sends a record, or a part of it, to a Direct or e-mail address.

use std::process::ExitCode;

use anyhow::{Context as _, bail};
use bluebutton_exchange::direct::fold_address;
use bluebutton_exchange::worker::work_once;
use bluebutton_record::selection::InParts;
use bluebutton_record::{Language, Words};
use bluebutton_store::Who;
use bluebutton_store::transmissions::{NewTransmission, TransmissionState, Way};
use clap::Args;

use super::Common;
use super::account::must_be_known;
use crate::sending::mail_settings;

/// Options of `send`.
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    bluebutton send --patient abcdefghijklm --to dr.lee@direct.clinic.example\n  \
    bluebutton send --patient abcdefghijklm --to ana@mail.example --way email --accept-risk")]
pub struct SendArgs {
    /// The patient's key
    #[arg(long, value_name = "ID")]
    patient: String,
    /// The address
    #[arg(long, value_name = "ADDRESS")]
    to: String,
    /// direct (signed and encrypted) or email (readable on the way)
    #[arg(long, default_value = "direct")]
    way: String,
    /// The patient was warned that plain e-mail can be read on the way, and wants it
    #[arg(long)]
    accept_risk: bool,
    /// From this day on
    #[arg(long, value_name = "DATE", default_value = "", hide_default_value = true)]
    from_date: String,
    /// Up to this day
    #[arg(long, value_name = "DATE", default_value = "", hide_default_value = true)]
    to_date: String,
    /// Only this section (may be repeated): medications, results, visits …
    #[arg(long, value_name = "SECTION")]
    section: Vec<String>,
    /// Only this visit: the id of its Encounter
    #[arg(long, value_name = "ID")]
    visit: Option<String>,
    /// A line from the patient to the recipient
    #[arg(long, value_name = "TEXT")]
    message: Option<String>,
    /// Language of the file to read: en or es
    #[arg(long, default_value = "en")]
    language: String,
}

/// Asks for the transmission, does it, and says what came of it.
pub async fn run(args: SendArgs, common: &Common) -> anyhow::Result<ExitCode> {
    let what = what(&args)?;
    let store = common.open_existing_store().await?;
    let mail = mail_settings(&common.settings()?)?;
    let patient = must_be_known(&store, &args.patient).await?;
    let id = store.transmissions().ask(&Who::Operator, &patient, what).await?;
    // Jobs that came before are done first; a server beside us may take ours.
    let state = loop {
        let worked = work_once(&store, &mail).await?;
        let now = store.transmissions().get(&patient, &id).await?;
        let state = now.context("the transmission is gone: was the record erased?")?.state;
        let is_under_way =
            matches!(state, TransmissionState::Waiting | TransmissionState::HandingOver);
        if !worked || !is_under_way {
            break state;
        }
    };
    let words = Words::of(Language::English);
    let (word, why) = match &state {
        TransmissionState::Waiting => ("waiting", None),
        TransmissionState::HandingOver => ("handing-over", None),
        TransmissionState::Held => ("held", None),
        TransmissionState::MayHaveGone => ("may-have-gone", None),
        TransmissionState::Delayed { why, .. } => ("delayed", Some(why)),
        TransmissionState::Sent => ("sent", None),
        TransmissionState::Failed { why } => ("failed", Some(why)),
    };
    if common.json {
        println!("{}", serde_json::json!({ "transmission": id, "state": word, "why": why }));
    } else {
        println!("{}", words.text(&format!("send-state-{word}")));
        if let Some(why) = why {
            println!("{}", words.text(why));
        } else if state == TransmissionState::MayHaveGone {
            println!("{}", words.text("send-may-have-gone"));
        }
    }
    Ok(if state == TransmissionState::Sent { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn what(args: &SendArgs) -> anyhow::Result<NewTransmission> {
    let way = Way::parse(&args.way)
        .with_context(|| format!("--way {} is neither direct nor email", args.way))?;
    if way == Way::Email && !args.accept_risk {
        bail!(
            "plain e-mail can be read by others on the way: warn the patient, and if they still \
             want it, say --accept-risk"
        );
    }
    let to = fold_address(&args.to)
        .map_err(|_| anyhow::anyhow!("{:?} is no address like name@clinic.example", args.to))?;
    let sections: Vec<&str> = args.section.iter().map(String::as_str).collect();
    let visit = args.visit.as_deref().unwrap_or_default();
    let (from, until) = (&*args.from_date, &*args.to_date);
    let asked = InParts { from, to: until, sections: &sections, visit };
    Ok(NewTransmission {
        way,
        to,
        selection: asked.read()?,
        message: args.message.clone(),
        language: Language::parse(&args.language)
            .with_context(|| format!("--language {} is neither en nor es", args.language))?,
        risk_accepted: args.accept_risk,
    })
}
