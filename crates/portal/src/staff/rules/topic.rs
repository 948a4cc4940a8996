//! `/staff/rules/topics/{topic}`: which codes tell of a sensitive topic, and whether its box is ticked
//! beforehand; codes are added and taken out, after a look at what follows of it.

use askama::Template;
use axum::extract::{Path, State};
use bluebutton_record::privacy::{SYSTEMS, TopicCode};
use bluebutton_record::site_rules::SiteRule;
use bluebutton_record::{Section, Task};
use bluebutton_store::site_rules::{RuleChange, RulesNow, SaidRule};

use super::words::{listed_words, said_by, system_words};
use super::{rules_for, topic_name};
use crate::services::Services;
use bluebutton_web::duty::{ChangeRules, OnDuty, SeeRules};
use bluebutton_web::fields::{Errors, Fields};
use bluebutton_web::frame::{Frame, escape_for_query};
use bluebutton_web::mistakes::mistake_by;
use bluebutton_web::page::{Answer, go_to, page};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::{Asked, SafeForm};

#[derive(Template)]
#[template(path = "staff/rules-topic.html")]
struct TopicPage {
    frame: Frame,
    slug: String,
    name: String,
    codes: Vec<CodeLine>,
    /// Codes that tell of it no more, though the list has them or how they begin.
    dropped: Vec<CodeLine>,
    /// What ticks the box beforehand, where something does.
    offered: Option<(String, String)>,
    /// What made it, where it is of the site's own making: the id, who, and why.
    made: Option<(String, String, String)>,
    may_change: bool,
}

/// A code, with who said it and where it is changed.
struct CodeLine {
    code: String,
    words: String,
    source: String,
    why: String,
    url: String,
}

#[derive(Template)]
#[template(path = "staff/rules-topic-change.html")]
struct TopicChangePage {
    frame: Frame,
    errors: Errors,
    slug: String,
    name: String,
    form: TopicForm,
    /// What follows of it; none before it was checked.
    check: Option<TopicCheck>,
}

/// What was typed.
struct TopicForm {
    /// `add`, `drop` or `offer`.
    what: &'static str,
    systems: Vec<(&'static str, String, bool)>,
    code: String,
    words: String,
    why: String,
}

/// What follows of it.
struct TopicCheck {
    says: String,
    /// Where such codes stand mostly.
    sections: String,
    /// How many listed codes tell the same already, or are told by it.
    listed: usize,
}

/// `GET /staff/rules/topics/{topic}`
pub(crate) async fn show(
    State(services): State<Services>,
    clerk: OnDuty<SeeRules>,
    Path(slug): Path<String>,
) -> Answer {
    let (rules, frame) = (rules_for(&services, &clerk).await?, clerk.frame());
    let name = known_name(&frame, &rules, &slug)?;
    let topics = &rules.now.topics;
    // What was said here stands first; the list is long.
    let mut all: Vec<_> = topics.codes_of(&slug).collect();
    all.sort_by_key(|code| said_of(&rules, code).is_none());
    let codes = all.into_iter().map(|code| {
        let said = said_of(&rules, code);
        CodeLine {
            url: match said {
                Some(said) => format!("/staff/rules/{}/end", said.id),
                None => drop_url(&slug, code),
            },
            source: said.map(|said| said_by(&frame, said)).unwrap_or_default(),
            why: said.map(|said| said.reason.clone()).unwrap_or_default(),
            code: listed_words(&frame, code),
            words: code.words.clone(),
        }
    });
    let dropped = rules.said.iter().filter_map(|said| {
        let SiteRule::DropCode { code } = &said.says else { return None };
        (code.topic == slug).then(|| CodeLine {
            url: format!("/staff/rules/{}/end", said.id),
            source: said_by(&frame, said),
            why: said.reason.clone(),
            code: listed_words(&frame, code),
            words: code.words.clone(),
        })
    });
    let offers = |said: &&SaidRule| said.says == SiteRule::OfferTopic { topic: slug.clone() };
    let offered = rules.said.iter().find(offers);
    let makes = |said: &&SaidRule| said.says.topic().is_some_and(|own| own.slug == slug);
    let made = rules.said.iter().find(makes);
    page(&TopicPage {
        made: made.map(|said| (said.id.clone(), said_by(&frame, said), said.reason.clone())),
        codes: codes.collect(),
        dropped: dropped.collect(),
        offered: offered.map(|said| (said.id.clone(), said_by(&frame, said))),
        may_change: frame.may(Task::ChangeRules),
        name,
        slug: slug.clone(),
        frame,
    })
}

/// `GET /staff/rules/topics/{topic}/change?what=add`
pub(crate) async fn show_change(
    State(services): State<Services>,
    clerk: OnDuty<ChangeRules>,
    Path(slug): Path<String>,
    Asked(fields): Asked,
) -> Answer {
    let (rules, frame) = (rules_for(&services, &clerk).await?, clerk.frame());
    let name = known_name(&frame, &rules, &slug)?;
    let form = TopicForm::sent(&frame, &fields);
    page(&TopicChangePage { frame, errors: Errors::none(), slug, name, form, check: None })
}

/// `POST /staff/rules/topics/{topic}/change`: first what follows of it, and with `sure` the deed.
pub(crate) async fn change(
    State(services): State<Services>,
    Path(slug): Path<String>,
    SafeForm(clerk, fields): SafeForm<OnDuty<ChangeRules>>,
) -> Answer {
    let (rules, frame) = (rules_for(&services, &clerk).await?, clerk.frame());
    let name = known_name(&frame, &rules, &slug)?;
    let form = TopicForm::sent(&frame, &fields);
    let mut errors = Errors::none();
    let says = says_of(&rules, &slug, form.what, &fields);
    if says.is_none() {
        errors.add("code", frame.t("rules-topic-code-wrong"));
    }
    errors.need(&frame, "why", fields.get("why"), "rules-why-needed");
    if let Some(says) = &says
        && let Err(why) = rules.now.may_say(says)
    {
        errors.add("code", frame.t(message_of(why.word(), form.what)));
    }
    let Some(says) = says.filter(|_| errors.is_empty()) else {
        return page(&TopicChangePage { frame, errors, slug, name, form, check: None });
    };
    if !fields.is_ticked("sure") {
        let check = Some(TopicCheck::of(&frame, &rules, &says));
        return page(&TopicChangePage { frame, errors, slug, name, form, check });
    }
    let change = RuleChange { say: vec![says], ..RuleChange::default() };
    match services.store.privacy_rules().change(&clerk.who(), change, fields.get("why")).await {
        Ok(()) => Ok(go_to("/staff/rules?done=said")),
        Err(error) => {
            let errors = mistake_by(error, |why| {
                let field = if why == "a-reason-is-needed" { "why" } else { "code" };
                let is_of_form = why != "not-your-office";
                is_of_form.then(|| Errors::one(field, frame.t(message_of(why, form.what))))
            })?;
            page(&TopicChangePage { frame, errors, slug, name, form, check: None })
        }
    }
}

impl TopicForm {
    fn sent(frame: &Frame, fields: &Fields) -> Self {
        let what = match fields.get("what") {
            "drop" => "drop",
            "offer" => "offer",
            _ => "add",
        };
        let system = |(word, _): &(&'static str, &str)| {
            (*word, system_words(frame, word), fields.get("system") == *word)
        };
        Self {
            what,
            systems: SYSTEMS.iter().map(system).collect(),
            code: fields.get("code").to_owned(),
            words: fields.get("words").to_owned(),
            why: fields.get("why").to_owned(),
        }
    }

    /// The system that was chosen.
    fn system(&self) -> &str {
        self.systems.iter().find(|(.., is_on)| *is_on).map_or("", |(word, ..)| *word)
    }
}

impl TopicCheck {
    fn of(frame: &Frame, rules: &RulesNow, says: &SiteRule) -> Self {
        let topics = &rules.now.topics;
        let code = match says {
            SiteRule::AddCode { code } | SiteRule::DropCode { code } => Some(code),
            _ => None,
        };
        let sections = code.map(|code| sections_of(code.system_word())).unwrap_or_default();
        let names = sections.iter().map(|one| frame.words().section(*one).into_owned());
        let is_told = |code: &TopicCode, listed: &TopicCode| {
            let begin = code.code.strip_suffix('*');
            listed.system == code.system
                && begin.is_some_and(|begin| listed.code.starts_with(begin))
        };
        Self {
            says: super::words::says(frame, topics, says),
            sections: names.collect::<Vec<_>>().join(", "),
            listed: code.map_or(0, |code| {
                topics.codes_of(&code.topic).filter(|listed| is_told(code, listed)).count()
            }),
        }
    }
}

/// What the form says; none where its code is none.
fn says_of(rules: &RulesNow, slug: &str, what: &str, fields: &Fields) -> Option<SiteRule> {
    let (system, code) = (fields.get("system"), fields.get("code"));
    let typed = || TopicCode::typed(slug, system, code, fields.get("words"));
    match what {
        "offer" => Some(SiteRule::OfferTopic { topic: slug.to_owned() }),
        "drop" => {
            // As it is listed, which may be in a system of the site's own.
            let is_it = |one: &&TopicCode| one.system_word() == system && one.code == code;
            let listed = rules.now.topics.codes_of(slug).find(is_it).cloned();
            Some(SiteRule::DropCode { code: listed.or_else(typed)? })
        }
        _ => Some(SiteRule::AddCode { code: typed()? }),
    }
}

fn message_of(why: &str, what: &str) -> &'static str {
    match (why, what) {
        ("rule-so-already", "add") => "rules-code-already",
        ("rule-so-already", "drop") => "rules-code-not-there",
        ("a-reason-is-needed", _) => "rules-why-needed",
        ("too-many-rules", _) => "rules-too-many",
        ("rule-so-already", _) => "rules-so-already",
        _ => "rules-unknown",
    }
}

/// What was said on the page of a code.
fn said_of<'r>(rules: &'r RulesNow, code: &TopicCode) -> Option<&'r SaidRule> {
    rules
        .said
        .iter()
        .find(|said| matches!(&said.says, SiteRule::AddCode { code: own } if own.is_same(code)))
}

fn drop_url(slug: &str, code: &TopicCode) -> String {
    let (system, code) = (escape_for_query(code.system_word()), escape_for_query(&code.code));
    format!("/staff/rules/topics/{slug}/change?what=drop&system={system}&code={code}")
}

fn known_name(frame: &Frame, rules: &RulesNow, slug: &str) -> Result<String, Problem> {
    let is_known = rules.now.topics.all().iter().any(|topic| topic.slug == slug);
    if is_known {
        Ok(topic_name(frame, &rules.now.topics, slug))
    } else {
        Err(Problem::not_found())
    }
}

/// Where codes of a system stand mostly.
pub(super) fn sections_of(system: &str) -> &'static [Section] {
    use Section::{
        Allergies, Claims, Conditions, Documents, Medications, Procedures, Results, SocialHistory,
        Vaccines, Visits, VitalSigns,
    };
    match system {
        "icd10" => &[Conditions, Visits, Claims],
        "snomed" => &[Conditions, Procedures, Allergies, SocialHistory],
        "loinc" => &[Results, VitalSigns, Documents, SocialHistory],
        "rxnorm" | "ndc" => &[Medications, Allergies, Claims],
        "cvx" => &[Vaccines],
        "cpt" => &[Procedures, Visits, Claims],
        _ => &[],
    }
}
