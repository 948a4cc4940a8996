//! `/staff/rules/{id}/{deed}`: a rule is ended, or one that was ended is brought back, with a reason.

use askama::Template;
use axum::extract::{Path, State};
use bluebutton_record::site_rules::SiteRule;
use bluebutton_store::site_rules::{RuleChange, RulesNow, SaidRule};

use super::words::{said_by, says};
use super::{of_file, rules_for};
use crate::services::Services;
use bluebutton_web::duty::{ChangeRules, OnDuty};
use bluebutton_web::fields::Errors;
use bluebutton_web::frame::Frame;
use bluebutton_web::mistakes::{Mistake, mistake};
use bluebutton_web::page::{Answer, go_to, page};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::SafeForm;

#[derive(Template)]
#[template(path = "staff/rules-deed.html")]
struct DeedPage {
    frame: Frame,
    errors: Errors,
    id: String,
    /// `end` or `back`.
    deed: &'static str,
    words: String,
    about: String,
    /// Message id of what follows of it.
    follows: &'static str,
    why: String,
}

/// What is to be done.
struct Deed {
    word: &'static str,
    says: SiteRule,
    /// None for a rule of the settings file.
    said: Option<SaidRule>,
}

impl Deed {
    fn find(rules: &RulesNow, id: &str, word: &str) -> Option<Self> {
        let said = |word, all: &[SaidRule]| {
            let said = all.iter().find(|one| one.id == id)?.clone();
            Some(Self { word, says: said.says.clone(), said: Some(said) })
        };
        match word {
            "end" => match of_file(rules, id) {
                Some(release) => {
                    Some(Self { word: "end", says: SiteRule::SetAside { release }, said: None })
                }
                None => said("end", &rules.said),
            },
            "back" => said("back", &rules.ended),
            _ => None,
        }
    }

    fn change(&self, id: &str) -> RuleChange {
        let ids = vec![id.to_owned()];
        match (&self.said, self.word) {
            (None, _) => RuleChange { say: vec![self.says.clone()], ..RuleChange::default() },
            (Some(_), "back") => RuleChange { bring_back: ids, ..RuleChange::default() },
            (Some(_), _) => RuleChange { end: ids, ..RuleChange::default() },
        }
    }

    /// What follows of it: more is held or hidden, or less.
    fn follows(&self) -> &'static str {
        // To set a rule of the file aside is said, and ends what it says.
        let is_said = self.said.is_none() || self.word == "back";
        match (&self.says, is_said) {
            (SiteRule::Hold { .. }, true) | (SiteRule::SetAside { .. }, false) => "rules-then-held",
            (SiteRule::Hold { .. }, false) | (SiteRule::SetAside { .. }, true) => {
                "rules-then-shown"
            }
            (SiteRule::AddCode { .. }, true) | (SiteRule::DropCode { .. }, false) => {
                "rules-then-hidden"
            }
            (SiteRule::AddCode { .. }, false) | (SiteRule::DropCode { .. }, true) => {
                "rules-then-open"
            }
            (SiteRule::AddTopic { .. }, true) => "rules-then-topic",
            (SiteRule::AddTopic { .. }, false) => "rules-then-no-topic",
            (SiteRule::OfferTopic { .. }, true) => "rules-then-offered",
            (SiteRule::OfferTopic { .. }, false) => "rules-then-not-offered",
        }
    }
}

/// `GET /staff/rules/{id}/{deed}`
pub(crate) async fn show(
    State(services): State<Services>,
    clerk: OnDuty<ChangeRules>,
    Path((id, word)): Path<(String, String)>,
) -> Answer {
    let (rules, frame) = (rules_for(&services, &clerk).await?, clerk.frame());
    let deed = Deed::find(&rules, &id, &word).ok_or_else(Problem::not_found)?;
    deed_page(frame, &rules, (&id, &deed), (String::new(), Errors::none()))
}

/// `POST /staff/rules/{id}/{deed}`
pub(crate) async fn submit(
    State(services): State<Services>,
    Path((id, word)): Path<(String, String)>,
    SafeForm(clerk, fields): SafeForm<OnDuty<ChangeRules>>,
) -> Answer {
    let (rules, frame) = (rules_for(&services, &clerk).await?, clerk.frame());
    let deed = Deed::find(&rules, &id, &word).ok_or_else(Problem::not_found)?;
    let why = fields.get("why").to_owned();
    let done = services.store.privacy_rules().change(&clerk.who(), deed.change(&id), &why).await;
    let Err(error) = done else {
        let word = if deed.word == "back" { "back" } else { "ended" };
        return Ok(go_to(&format!("/staff/rules?done={word}")));
    };
    let errors = mistake(&frame, error, &MISTAKES)?;
    deed_page(frame, &rules, (&id, &deed), (why, errors))
}

fn deed_page(
    frame: Frame,
    rules: &RulesNow,
    (id, deed): (&str, &Deed),
    (why, errors): (String, Errors),
) -> Answer {
    let about = match &deed.said {
        Some(said) => said_by(&frame, said),
        None => frame.t("rules-of-the-file").into_owned(),
    };
    let words = match (&deed.says, &deed.said) {
        (SiteRule::SetAside { release }, None) => {
            super::words::ReleaseLine::of(&frame, release).in_one(&frame)
        }
        (says_what, _) => says(&frame, &rules.now.topics, says_what),
    };
    let (id, follows, deed) = (id.to_owned(), deed.follows(), deed.word);
    page(&DeedPage { frame, errors, id, deed, words, about, follows, why })
}

/// What can stand in the way of a deed.
const MISTAKES: [Mistake; 4] = [
    ("a-reason-is-needed", "why", "rules-why-needed"),
    ("rule-so-already", "why", "rules-so-already"),
    ("rule-unknown", "why", "rules-unknown"),
    ("too-many-rules", "why", "rules-too-many"),
];
