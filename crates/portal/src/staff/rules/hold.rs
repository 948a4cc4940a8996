//! `/staff/rules/hold`: something is held back for a while, or another rule instead of one: the form, what
//! follows of it, and then the deed.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::State;
use bluebutton_record::Section;
use bluebutton_record::privacy::TopicCode;
use bluebutton_record::site_rules::{CantSay, HoldBasis, RulesInForce, SiteRule};
use bluebutton_record::terms::{HOLD_HOURS_MAX, Release};
use bluebutton_store::site_rules::{RuleChange, RulesNow};
use jiff::Timestamp;

use super::words::{KINDS, ReleaseLine, kind_words};
use super::{of_file, rules_for};
use crate::services::Services;
use crate::tick::Tick;
use bluebutton_web::duty::{ChangeRules, OnDuty};
use bluebutton_web::fields::{Errors, Fields};
use bluebutton_web::frame::Frame;
use bluebutton_web::mistakes::mistake_by;
use bluebutton_web::page::{Answer, go_to, page};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::{Asked, SafeForm};

#[derive(Template)]
#[template(path = "staff/rules-hold.html")]
struct HoldPage {
    frame: Frame,
    errors: Errors,
    form: HoldForm,
    /// What it takes the place of, in words.
    before: Option<String>,
}

#[derive(Template)]
#[template(path = "staff/rules-hold-check.html")]
struct HoldCheckPage {
    frame: Frame,
    form: HoldForm,
    before: Option<String>,
    what: ReleaseLine,
    basis: &'static str,
    /// From when on what came in leaves the pages at once.
    since: String,
    /// What a patient reads, for two entries that came in now.
    told: String,
}

/// What was typed.
struct HoldForm {
    sections: Vec<Tick>,
    kinds: Vec<Tick>,
    codes: String,
    hours: String,
    until_reviewed: bool,
    basis: String,
    why: String,
    instead: String,
}

impl HoldForm {
    fn sent(frame: &Frame, fields: &Fields) -> Self {
        let is_on = |name: &str, value: &str| fields.all(name).any(|one| one == value);
        Self {
            codes: fields.get("codes").to_owned(),
            hours: fields.get("hours").to_owned(),
            until_reviewed: fields.is_ticked("until-reviewed"),
            basis: fields.get("basis").to_owned(),
            why: fields.get("why").to_owned(),
            instead: fields.get("instead").to_owned(),
            ..Self::ticked(frame, is_on)
        }
    }

    /// The form of a rule that is to be changed.
    fn held(frame: &Frame, instead: &str, release: &Release, basis: Option<HoldBasis>) -> Self {
        let is_on = |name: &str, value: &str| match name {
            "section" => release.sections.iter().any(|section| section.slug() == value),
            _ => release.kinds.contains(value),
        };
        let typed = |label: &String| {
            let (system, code) = label.split_once('|').unwrap_or(("", label));
            let known = bluebutton_record::privacy::SYSTEMS.iter().find(|(_, uri)| *uri == system);
            format!("{} {code}", known.map_or(system, |(name, _)| name))
        };
        Self {
            codes: release.codes.iter().map(typed).collect::<Vec<_>>().join("\n"),
            hours: release.hours.to_string(),
            until_reviewed: release.until_reviewed,
            basis: basis.map(HoldBasis::word).unwrap_or_default().to_owned(),
            instead: instead.to_owned(),
            ..Self::ticked(frame, is_on)
        }
    }

    fn ticked(frame: &Frame, is_on: impl Fn(&str, &str) -> bool) -> Self {
        let choosable = Section::ALL.into_iter().filter(|section| *section != Section::About);
        let kind = |kind: &&str| Tick {
            value: (*kind).to_owned(),
            text: kind_words(frame, kind),
            hint: String::new(),
            is_on: is_on("kind", kind),
        };
        Self {
            sections: choosable.map(|one| Tick::of_section(frame, one, &is_on)).collect(),
            kinds: KINDS.iter().map(kind).collect(),
            codes: String::new(),
            hours: String::new(),
            until_reviewed: false,
            basis: String::new(),
            why: String::new(),
            instead: String::new(),
        }
    }

    /// Whether the narrower choices are shown at once.
    fn is_narrow(&self) -> bool {
        !self.codes.is_empty() || self.kinds.iter().any(|kind| kind.is_on)
    }
}

/// `GET /staff/rules/hold`, `?instead=…` to change a rule.
pub(crate) async fn show(
    State(services): State<Services>,
    clerk: OnDuty<ChangeRules>,
    Asked(fields): Asked,
) -> Answer {
    let (rules, frame) = (rules_for(&services, &clerk).await?, clerk.frame());
    let instead = fields.get("instead");
    let form = match Instead::find(&rules, instead)? {
        None => HoldForm::sent(&frame, &Fields::default()),
        Some(old) => HoldForm::held(&frame, instead, &old.release, old.basis),
    };
    form_page(frame, &rules, form, Errors::none())
}

/// `POST /staff/rules/hold`: first what follows of it, and with `sure` the deed.
pub(crate) async fn submit(
    State(services): State<Services>,
    SafeForm(clerk, fields): SafeForm<OnDuty<ChangeRules>>,
) -> Answer {
    let (rules, frame) = (rules_for(&services, &clerk).await?, clerk.frame());
    let old = Instead::find(&rules, fields.get("instead"))?;
    let mut errors = Errors::none();
    let read = read(&frame, &fields, &mut errors);
    let form = HoldForm::sent(&frame, &fields);
    let Some((release, basis)) = read.filter(|_| errors.is_empty()) else {
        return form_page(frame, &rules, form, errors);
    };
    let says = SiteRule::Hold { release: release.clone(), basis };
    if let Err(why) = without(&rules, old.as_ref()).may_say(&says) {
        return form_page(frame, &rules, form, cant_say(&clerk.frame(), why));
    }
    if !fields.is_ticked("sure") {
        let now = frame.now;
        let away = i64::from(release.hours) * 3_600;
        let moment = |second: i64| Timestamp::from_second(second).unwrap_or(now);
        let until = frame.moment(&moment(now.as_second() + away));
        return page(&HoldCheckPage {
            before: old.map(|old| ReleaseLine::of(&frame, &old.release).in_one(&frame)),
            what: ReleaseLine::of(&frame, &release),
            basis: basis.word(),
            since: frame.moment(&moment(now.as_second() - away)),
            told: frame.tw("held-back", &[("count", "2"), ("time", &until)]),
            form,
            frame,
        });
    }
    let mut change = old.map(Instead::ends).unwrap_or_default();
    change.say.push(says);
    match services.store.privacy_rules().change(&clerk.who(), change, fields.get("why")).await {
        Ok(()) => Ok(go_to("/staff/rules?done=said")),
        Err(error) => {
            let errors = mistake_by(error, |why| refused(&frame, why))?;
            form_page(frame, &rules, form, errors)
        }
    }
}

/// A rule that another takes the place of.
struct Instead {
    /// Its id, where it was said on the page; else it is the settings file's.
    id: Option<String>,
    release: Release,
    basis: Option<HoldBasis>,
}

impl Instead {
    /// `None` where none is named; a problem where it holds no more.
    fn find(rules: &RulesNow, id: &str) -> Result<Option<Self>, Problem> {
        if id.is_empty() {
            return Ok(None);
        }
        if let Some(release) = of_file(rules, id) {
            return Ok(Some(Self { id: None, release, basis: None }));
        }
        let said = rules.said.iter().find(|one| one.id == id).map(|one| &one.says);
        let Some(SiteRule::Hold { release, basis }) = said else {
            return Err(Problem::not_found());
        };
        let (id, release) = (Some(id.to_owned()), release.clone());
        Ok(Some(Self { id, release, basis: Some(*basis) }))
    }

    fn ends(self) -> RuleChange {
        if let Some(id) = self.id {
            return RuleChange { end: vec![id], ..RuleChange::default() };
        }
        let say = vec![SiteRule::SetAside { release: self.release }];
        RuleChange { say, ..RuleChange::default() }
    }
}

/// What is in force without a rule.
fn without(rules: &RulesNow, old: Option<&Instead>) -> RulesInForce {
    let mut now = rules.now.clone();
    if let Some(old) = old
        && let Some(place) = now.releases.iter().position(|own| *own == old.release)
    {
        now.releases.remove(place);
    }
    now
}

fn form_page(frame: Frame, rules: &RulesNow, form: HoldForm, errors: Errors) -> Answer {
    let old = Instead::find(rules, &form.instead)?;
    let before = old.map(|old| ReleaseLine::of(&frame, &old.release).in_one(&frame));
    page(&HoldPage { frame, errors, form, before })
}

fn read(frame: &Frame, fields: &Fields, errors: &mut Errors) -> Option<(Release, HoldBasis)> {
    let sections: BTreeSet<Section> = fields
        .all("section")
        .filter_map(Section::parse)
        .filter(|section| *section != Section::About)
        .collect();
    if sections.is_empty() {
        errors.add("section-medications", frame.t("rules-sections-needed"));
    }
    let is_kind = |kind: &&str| KINDS.contains(kind);
    let kinds = fields.all("kind").filter(is_kind).map(str::to_owned).collect();
    let mut codes = BTreeSet::new();
    for line in fields.get("codes").lines().map(str::trim).filter(|line| !line.is_empty()) {
        let code = line.split_once(' ').and_then(|(system, code)| {
            TopicCode::typed("", &system.to_lowercase(), code, "").map(|code| code.label())
        });
        let Some(code) = code else {
            errors.add("codes", frame.t1("rules-code-wrong", "code", line));
            break;
        };
        codes.insert(code);
    }
    let hours = fields.get("hours").parse::<u32>().ok();
    let hours = hours.filter(|hours| (1..=HOLD_HOURS_MAX).contains(hours));
    if hours.is_none() {
        errors.add("hours", frame.t1("rules-hours-needed", "max", HOLD_HOURS_MAX));
    }
    let basis = HoldBasis::parse(fields.get("basis"));
    if basis.is_none() {
        errors.add("basis-law", frame.t("rules-basis-needed"));
    }
    errors.need(frame, "why", fields.get("why"), "rules-why-needed");
    let until_reviewed = fields.is_ticked("until-reviewed");
    Some((
        Release { sections, kinds, codes, hours: hours?, until_reviewed, in_force: None },
        basis?,
    ))
}

fn cant_say(frame: &Frame, why: CantSay) -> Errors {
    refused(frame, why.word()).unwrap_or_default()
}

/// What the store said against it, as the form's own words.
fn refused(frame: &Frame, why: &str) -> Option<Errors> {
    Some(match why {
        "rule-so-already" => Errors::one("section-medications", frame.t("rules-hold-already")),
        "rule-no-sections" => Errors::one("section-medications", frame.t("rules-sections-needed")),
        "rule-hours" => Errors::one("hours", frame.t1("rules-hours-needed", "max", HOLD_HOURS_MAX)),
        "a-reason-is-needed" => Errors::one("why", frame.t("rules-why-needed")),
        "too-many-rules" => Errors::one("section-medications", frame.t("rules-too-many")),
        _ => return None,
    })
}
