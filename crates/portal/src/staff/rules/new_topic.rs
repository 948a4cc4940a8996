//! `/staff/rules/new-topic`: a sensitive topic that the list does not know, with the codes that tell of it:
//! the form, what follows of it, and then the deed.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::State;
use bluebutton_record::Language;
use bluebutton_record::privacy::{Topic, TopicCode};
use bluebutton_record::site_rules::SiteRule;
use bluebutton_store::site_rules::{RuleChange, RulesNow};

use super::rules_for;
use super::topic::sections_of;
use super::words::listed_words;
use crate::services::Services;
use bluebutton_web::duty::{ChangeRules, OnDuty};
use bluebutton_web::fields::{Errors, Fields};
use bluebutton_web::frame::Frame;
use bluebutton_web::mistakes::{Mistake, mistake};
use bluebutton_web::page::{Answer, go_to, page};
use bluebutton_web::session::SafeForm;

#[derive(Template)]
#[template(path = "staff/rules-topic-new.html")]
struct NewTopicPage {
    frame: Frame,
    errors: Errors,
    form: NewTopicForm,
    /// What follows of it; none before it was checked.
    check: Option<NewTopicCheck>,
}

/// What was typed.
#[derive(Default)]
struct NewTopicForm {
    english: String,
    spanish: String,
    codes: String,
    is_offered: bool,
    why: String,
}

/// What follows of it.
struct NewTopicCheck {
    /// Its names, each with its language.
    names: Vec<(&'static str, String)>,
    codes: Vec<String>,
    /// Where such codes stand mostly.
    sections: String,
}

/// `GET /staff/rules/new-topic`
pub(crate) async fn show(clerk: OnDuty<ChangeRules>) -> Answer {
    let (frame, form) = (clerk.frame(), NewTopicForm::default());
    page(&NewTopicPage { frame, errors: Errors::none(), form, check: None })
}

/// `POST /staff/rules/new-topic`: first what follows of it, and with `sure` the deed.
pub(crate) async fn submit(
    State(services): State<Services>,
    SafeForm(clerk, fields): SafeForm<OnDuty<ChangeRules>>,
) -> Answer {
    let (rules, frame) = (rules_for(&services, &clerk).await?, clerk.frame());
    let form = NewTopicForm::sent(&fields);
    let mut errors = Errors::none();
    let read = read(&frame, &rules, &form, &mut errors);
    let Some((topic, codes)) = read.filter(|_| errors.is_empty()) else {
        return page(&NewTopicPage { frame, errors, form, check: None });
    };
    if !fields.is_ticked("sure") {
        let check = Some(NewTopicCheck::of(&frame, &topic, &codes));
        return page(&NewTopicPage { frame, errors, form, check });
    }
    let change = RuleChange { say: form.says(&topic, codes), ..RuleChange::default() };
    match services.store.privacy_rules().change(&clerk.who(), change, &form.why).await {
        Ok(()) => Ok(go_to("/staff/rules?done=said")),
        Err(error) => {
            let errors = mistake(&frame, error, &MISTAKES)?;
            page(&NewTopicPage { frame, errors, form, check: None })
        }
    }
}

impl NewTopicForm {
    fn sent(fields: &Fields) -> Self {
        Self {
            english: fields.get("english").trim().to_owned(),
            spanish: fields.get("spanish").trim().to_owned(),
            codes: fields.get("codes").to_owned(),
            is_offered: fields.is_ticked("offered"),
            why: fields.get("why").to_owned(),
        }
    }

    /// The rules that make the topic: itself, then what tells of it.
    fn says(&self, topic: &Topic, codes: Vec<TopicCode>) -> Vec<SiteRule> {
        let own = SiteRule::AddTopic {
            english: topic.name(Language::English).to_owned(),
            spanish: topic.name(Language::Spanish).to_owned(),
        };
        let offer = SiteRule::OfferTopic { topic: topic.slug.clone() };
        let codes = codes.into_iter().map(|code| SiteRule::AddCode { code });
        [own].into_iter().chain(codes).chain(self.is_offered.then_some(offer)).collect()
    }
}

impl NewTopicCheck {
    fn of(frame: &Frame, topic: &Topic, codes: &[TopicCode]) -> Self {
        let of_codes = codes.iter().flat_map(|code| sections_of(code.system_word()));
        let sections: BTreeSet<_> = of_codes.copied().collect();
        let sections = sections.into_iter().map(|one| frame.words().section(one).into_owned());
        let name = |id, language| (id, topic.name(language).to_owned());
        Self {
            names: vec![
                name("rules-topic-english", Language::English),
                name("rules-topic-spanish", Language::Spanish),
            ],
            codes: codes.iter().map(|code| in_words(frame, code)).collect(),
            sections: sections.collect::<Vec<_>>().join(", "),
        }
    }
}

fn in_words(frame: &Frame, code: &TopicCode) -> String {
    let listed = listed_words(frame, code);
    if code.words.is_empty() { listed } else { format!("{listed} ({})", code.words) }
}

/// Reads the form; what is wrong with it stands in `errors`.
fn read(
    frame: &Frame,
    rules: &RulesNow,
    form: &NewTopicForm,
    errors: &mut Errors,
) -> Option<(Topic, Vec<TopicCode>)> {
    let topic = Topic::typed(&form.english, &form.spanish);
    if topic.is_none() {
        errors.add("english", frame.t("rules-topic-name-needed"));
    }
    let slug = topic.as_ref().map_or("", |topic| topic.slug.as_str());
    if rules.now.topics.all().iter().any(|one| one.slug == slug) {
        errors.add("english", frame.t("rules-topic-there"));
    }
    let mut codes: Vec<TopicCode> = Vec::new();
    for line in form.codes.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let Some(code) = code_of(slug, line) else {
            errors.add("codes", frame.t1("rules-code-wrong", "code", line));
            break;
        };
        // Typed twice is meant once.
        if !codes.iter().any(|one| one.is_same(&code)) {
            codes.push(code);
        }
    }
    if codes.is_empty() && errors.of("codes").is_none() {
        errors.add("codes", frame.t("rules-topic-codes-needed"));
    }
    errors.need(frame, "why", &form.why, "rules-why-needed");
    Some((topic?, codes))
}

/// A line: the system, the code, and what it stands for.
fn code_of(slug: &str, line: &str) -> Option<TopicCode> {
    let (system, rest) = line.split_once(char::is_whitespace)?;
    let rest = rest.trim_start();
    let (code, words) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    TopicCode::typed(slug, &system.to_lowercase(), code, words)
}

/// What can stand in the way of a new topic.
const MISTAKES: [Mistake; 5] = [
    ("rule-so-already", "english", "rules-topic-there"),
    ("rule-no-name", "english", "rules-topic-name-needed"),
    ("rule-unknown", "codes", "rules-unknown"),
    ("a-reason-is-needed", "why", "rules-why-needed"),
    ("too-many-rules", "codes", "rules-too-many"),
];
