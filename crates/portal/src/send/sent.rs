//! What was sent, and where each transmission stands, in words.

use bluebutton_store::transmissions::{Transmission, TransmissionState, Way};

use crate::record::choice::in_words;
use bluebutton_web::frame::Frame;

/// A transmission as the patient sees it.
pub struct SentView {
    /// To whom.
    pub to: String,
    /// "Direct" or "E-mail".
    pub way: String,
    /// What of the record.
    pub what: String,
    /// When it was asked for.
    pub asked: String,
    /// One word for where it stands.
    pub state: String,
    /// The class of that state: `waiting`, `delayed`, `held`, `sent`, `unsure`, `failed`.
    pub class: &'static str,
    /// The sentence: what happened and what happens next.
    pub story: String,
    /// What to do, where it failed.
    pub advice: Option<String>,
}

impl SentView {
    /// Whether something will still happen by itself.
    pub fn is_under_way(&self) -> bool {
        matches!(self.class, "waiting" | "delayed" | "held")
    }

    /// The class of the notice that tells of it.
    pub fn notice(&self) -> &'static str {
        if matches!(self.class, "failed" | "unsure") { "error" } else { "done" }
    }

    /// The message that begins the notice.
    pub fn heading(&self) -> &'static str {
        match self.class {
            "sent" => "send-asked-sent",
            "failed" => "send-asked-failed",
            "unsure" => "send-asked-unsure",
            _ => "send-asked",
        }
    }
}

/// A transmission in words.
pub fn sent_view(one: &Transmission, frame: &Frame) -> SentView {
    let class = class(&one.state);
    let way = match one.what.way {
        Way::Direct => "send-way-direct-short",
        Way::Email => "send-way-email-short",
    };
    SentView {
        to: one.what.to.clone(),
        way: frame.t(way).into_owned(),
        what: in_words(&one.what.selection, frame.words()),
        asked: frame.moment(&one.asked_at),
        state: frame.t(&format!("send-tag-{class}")).into_owned(),
        class,
        story: story(one, frame),
        advice: matches!(one.state, TransmissionState::Failed { .. })
            .then(|| frame.t("send-advice").into_owned()),
    }
}

fn class(state: &TransmissionState) -> &'static str {
    match state {
        TransmissionState::Waiting | TransmissionState::HandingOver => "waiting",
        TransmissionState::Delayed { .. } => "delayed",
        TransmissionState::Held => "held",
        TransmissionState::Sent => "sent",
        TransmissionState::MayHaveGone => "unsure",
        TransmissionState::Failed { .. } => "failed",
    }
}

fn story(one: &Transmission, frame: &Frame) -> String {
    match &one.state {
        TransmissionState::Waiting | TransmissionState::HandingOver => {
            frame.t("send-story-waiting").into_owned()
        }
        TransmissionState::Held => frame.t("send-story-held").into_owned(),
        TransmissionState::MayHaveGone => frame.t("send-may-have-gone").into_owned(),
        TransmissionState::Sent => {
            frame.t1("send-story-sent", "when", frame.moment(&one.changed_at))
        }
        TransmissionState::Delayed { why, next } => {
            frame.t2("send-story-delayed", "why", reason(why, frame), "when", frame.moment(next))
        }
        TransmissionState::Failed { why } => {
            frame.t1("send-story-failed", "why", reason(why, frame))
        }
    }
}

/// Why it did not go through; a reason we have no words for is still said, in general.
fn reason(why: &str, frame: &Frame) -> String {
    let id = if frame.words().has(why) { why } else { "send-why-unknown" };
    frame.t(id).into_owned()
}
