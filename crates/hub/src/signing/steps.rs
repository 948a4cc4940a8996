//! `/pledge/sign`: the form, one step after the other, each saved when it is left.

use std::borrow::Cow;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use bluebutton_web::Frame;
use bluebutton_web::fields::{Errors, Fields};
use bluebutton_web::network::AskedFrom;
use bluebutton_web::page::{Answer, go_to};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::{Anyone, Asked, SafeForm};

use super::confirm;
use super::draft::{self, Draft};
use crate::by_mail::is_mail;
use crate::callers::{frame, show as show_to};
use crate::directory::index::region_of;
use crate::limits::NAME_CHARS_MAX;
use crate::members::plans::is_plain;
use crate::pledge::{Commitment, HOLDER, Pledge};
use crate::probe::check_typed_address;
use crate::services::Services;
use crate::work::{self, Passed};

#[derive(Template)]
#[template(path = "signing/step.html")]
struct StepPage<'p> {
    frame: Frame,
    errors: Errors,
    step: Step,
    steps: Vec<StepLine>,
    pledge: &'p Pledge,
    draft: Draft,
    promises: Vec<PromiseChoice>,
    is_holder: bool,
}

#[derive(Template)]
#[template(path = "signing/choose.html")]
struct ChoosePage<'p> {
    frame: Frame,
    pledges: Vec<&'p Pledge>,
    has_draft: bool,
}

/// A promise of the form.
struct PromiseChoice {
    id: String,
    name: String,
    about: String,
    is_always: bool,
    is_chosen: bool,
    is_checked: bool,
    target: String,
}

/// A step in the list of steps.
struct StepLine {
    word: Cow<'static, str>,
    url: String,
    is_here: bool,
    is_before: bool,
}

/// A step of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// The organization.
    Who,
    /// What it promises.
    What,
    /// Its public addresses.
    Where,
    /// Who signs.
    Sign,
}

impl Step {
    const ALL: [Self; 4] = [Self::Who, Self::What, Self::Where, Self::Sign];

    fn word(self) -> &'static str {
        match self {
            Self::Who => "who",
            Self::What => "what",
            Self::Where => "where",
            Self::Sign => "sign",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.word() == word)
    }

    /// The steps of this signer: who holds no records has no addresses to be looked at.
    fn of(is_holder: bool) -> impl DoubleEndedIterator<Item = Self> {
        Self::ALL.into_iter().filter(move |step| is_holder || *step != Self::Where)
    }

    fn next(self, is_holder: bool) -> Option<Self> {
        Self::of(is_holder).skip_while(|step| *step != self).nth(1)
    }
}

/// `GET /pledge/sign`: which pledge, and as what.
pub(crate) async fn choose(
    State(services): State<Services>,
    anyone: Anyone,
    headers: HeaderMap,
    Asked(fields): Asked,
) -> Answer {
    let draft = draft::of_browser(&services, &headers).await?;
    let (pledge, category) = (fields.get("pledge"), fields.get("as"));
    let chosen = services.pledges.get(pledge).is_some_and(|one| one.category(category).is_some());
    if chosen {
        let mut draft = if draft.is_open() { draft } else { Draft::default() };
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        draft.take([pair("pledge", pledge), pair("category", category)].into_iter());
        return draft::save(&services, draft, go_to("/pledge/sign/who")).await;
    }
    let has_draft = draft.is_open() && !draft.get("pledge").is_empty();
    let pledges = services.pledges.all().collect();
    show_to(&anyone, &ChoosePage { frame: frame(&anyone), pledges, has_draft })
}

/// `GET /pledge/sign/{step}`
pub(crate) async fn show(
    State(services): State<Services>,
    anyone: Anyone,
    headers: HeaderMap,
    Path(step): Path<String>,
) -> Answer {
    let step = Step::parse(&step).ok_or_else(Problem::not_found)?;
    let draft = draft::of_browser(&services, &headers).await?;
    if !draft.is_open() {
        return Ok(go_to("/pledge/sign/status"));
    }
    page_of(&services, &anyone, draft, (step, Errors::none()))
}

/// `POST /pledge/sign/{step}`: saves, and goes on where nothing is wrong.
pub(crate) async fn save(
    State(services): State<Services>,
    AskedFrom(from): AskedFrom,
    Path(step): Path<String>,
    headers: HeaderMap,
    SafeForm(anyone, fields): SafeForm<Anyone>,
) -> Answer {
    services.throttle.attempt(&from)?;
    let step = Step::parse(&step).ok_or_else(Problem::not_found)?;
    let mut draft = draft::of_browser(&services, &headers).await?;
    let Some(pledge) = services.pledges.get(draft.get("pledge")).filter(|_| draft.is_open()) else {
        return Ok(go_to("/pledge/sign"));
    };
    let is_holder = pledge.is_holder(draft.get("category"));
    take(&mut draft, pledge, step, &fields);
    let frame = frame(&anyone);
    // Whoever goes away to ask somebody saves what there is.
    let is_for_later = fields.is_ticked("later");
    let mut errors = Errors::none();
    for one in Step::of(is_holder) {
        // At the end everything is looked at, else what was just filled in.
        if one == step || (step == Step::Sign && errors.is_empty()) {
            check(&frame, &mut draft, (pledge, one), &mut errors);
        }
        if !errors.is_empty() && !is_for_later {
            let saved = draft.clone();
            let answer = page_of(&services, &anyone, draft, (one, errors))?;
            return draft::save(&services, saved, answer).await;
        }
    }
    if is_for_later {
        return draft::save(&services, draft, go_to("/pledge/sign")).await;
    }
    match step.next(is_holder) {
        Some(next) => {
            let to = format!("/pledge/sign/{}", next.word());
            draft::save(&services, draft, go_to(&to)).await
        }
        // A program that fills in every field: it learns nothing, and nothing is sent.
        None => match work::pass(&services, &from, &fields).await? {
            Passed::Trapped => Ok(go_to("/pledge/sign/status")),
            Passed::Through => confirm::ask(&services, &frame, draft).await,
        },
    }
}

/// `POST /pledge/sign/forget`: the draft is not wanted any more.
pub(crate) async fn forget(
    State(services): State<Services>,
    SafeForm(_, _): SafeForm<Anyone>,
) -> Answer {
    Ok(draft::forgotten(&services, go_to("/pledge")))
}

fn page_of(
    services: &Services,
    anyone: &Anyone,
    draft: Draft,
    (step, errors): (Step, Errors),
) -> Answer {
    let Some(pledge) = services.pledges.get(draft.get("pledge")) else {
        return Ok(go_to("/pledge/sign"));
    };
    let frame = frame(anyone);
    let category = draft.get("category").to_owned();
    let is_holder = pledge.is_holder(&category);
    let group = pledge.category(&category).map(|one| one.group.clone()).unwrap_or_default();
    let promises = pledge.promises(&group).map(|one| PromiseChoice::of(&frame, &draft, one));
    let here = Step::of(is_holder).position(|one| one == step).unwrap_or_default();
    let steps = Step::of(is_holder).enumerate().map(|(at, one)| StepLine {
        word: frame.t(match one {
            Step::Who => "sign-step-who",
            Step::What => "sign-step-what",
            Step::Where => "sign-step-where",
            Step::Sign => "sign-step-sign",
        }),
        url: format!("/pledge/sign/{}", one.word()),
        is_here: one == step,
        is_before: at < here,
    });
    let (steps, promises) = (steps.collect(), promises.collect());
    show_to(anyone, &StepPage { frame, errors, step, steps, pledge, draft, promises, is_holder })
}

impl PromiseChoice {
    fn of(frame: &Frame, draft: &Draft, one: &Commitment) -> Self {
        let language = frame.language();
        Self {
            id: one.id.clone(),
            name: one.name.of(language).to_owned(),
            about: one.about.of(language).to_owned(),
            is_always: one.always,
            is_chosen: one.always || !draft.get(&format!("promise-{}", one.id)).is_empty(),
            is_checked: !one.checks.is_empty(),
            target: draft.get(&format!("target-{}", one.id)).to_owned(),
        }
    }
}

impl StepPage<'_> {
    fn category_name(&self) -> &str {
        let category = self.pledge.category(self.draft.get("category"));
        category.map_or("", |one| one.name.of(self.frame.language()))
    }

    /// Whether they are written to in Spanish: as they chose, else in the language of the page.
    fn is_written_in_spanish(&self) -> bool {
        match self.draft.get("language") {
            "" => self.frame.lang() == "es",
            chosen => chosen == "es",
        }
    }
}

/// Takes over the fields of a step, and no others.
fn take(draft: &mut Draft, pledge: &Pledge, step: Step, fields: &Fields) {
    let mut names: Vec<String> = match step {
        Step::Who => ["name", "street", "city", "region", "zip", "url", "phone", "about"]
            .map(str::to_owned)
            .to_vec(),
        Step::Where => {
            let mut names = vec!["how-en".to_owned(), "how-es".to_owned()];
            names.extend(crate::probe::stored::KINDS.map(|kind| format!("address-{kind}")));
            names
        }
        Step::Sign => ["contact", "email", "language", "agree"].map(str::to_owned).to_vec(),
        Step::What => Vec::new(),
    };
    if step == Step::What {
        for one in &pledge.commitments {
            names.extend([format!("promise-{}", one.id), format!("target-{}", one.id)]);
        }
    }
    draft.take(names.into_iter().map(|name| {
        let value = fields.get(&name).to_owned();
        (name, value)
    }));
}

/// What is wrong with a step; what is right is kept as it is meant.
fn check(frame: &Frame, draft: &mut Draft, (pledge, step): (&Pledge, Step), errors: &mut Errors) {
    match step {
        Step::Who => check_who(frame, draft, errors),
        Step::What => {
            for one in &pledge.commitments {
                let target = draft.get(&format!("target-{}", one.id));
                if !target.is_empty()
                    && format!("{target}-01").parse::<jiff::civil::Date>().is_err()
                {
                    errors.add("promises", frame.t("sign-target-wrong"));
                    return;
                }
            }
        }
        Step::Where => check_where(frame, draft, errors),
        Step::Sign => {
            errors.need(frame, "contact", draft.get("contact"), "sign-contact-needed");
            let contact = draft.get("contact");
            if !is_plain(contact) || contact.chars().count() > NAME_CHARS_MAX {
                errors.add("contact", frame.t("sign-name-plain"));
            }
            if !is_mail(draft.get("email")) {
                errors.add("email", frame.t("sign-email-wrong"));
            }
            errors.need(frame, "agree", draft.get("agree"), "sign-agree-needed");
        }
    }
}

fn check_who(frame: &Frame, draft: &mut Draft, errors: &mut Errors) {
    errors.need(frame, "name", draft.get("name"), "sign-name-needed");
    if draft.get("name").chars().count() > NAME_CHARS_MAX {
        errors.add("name", frame.t("sign-name-long"));
    } else if !is_plain(draft.get("name")) {
        errors.add("name", frame.t("sign-name-plain"));
    }
    match region_of(draft.get("region")) {
        "" if !draft.get("region").is_empty() => {
            errors.add("region", frame.t("sign-region-wrong"));
        }
        region => draft.take([("region".to_owned(), region.to_owned())].into_iter()),
    }
    match check_typed_address(draft.get("url")) {
        Some(url) => draft.take([("url".to_owned(), url)].into_iter()),
        None => errors.add("url", frame.t("sign-url-wrong")),
    }
}

fn check_where(frame: &Frame, draft: &mut Draft, errors: &mut Errors) {
    const FIELDS: [(&str, &str); 5] = [
        ("address-portal", "portal"),
        ("address-fhir", "fhir"),
        ("address-smart", "smart"),
        ("address-brands", "brands"),
        ("address-policy", "policy"),
    ];
    for (field, _) in FIELDS {
        let typed = draft.get(field).to_owned();
        if typed.is_empty() {
            continue;
        }
        match check_typed_address(&typed) {
            Some(address) => draft.take([(field.to_owned(), address)].into_iter()),
            None => errors.add(field, frame.t("sign-address-wrong")),
        }
    }
    let direct = draft.get("address-direct");
    let domain = direct.rsplit_once('@').map_or(direct, |(_, domain)| domain);
    if !direct.is_empty() && check_typed_address(domain).is_none() {
        errors.add("address-direct", frame.t("sign-direct-wrong"));
    }
    if FIELDS.iter().all(|(field, _)| draft.get(field).is_empty()) && direct.is_empty() {
        errors.add("address-portal", frame.t("sign-address-needed"));
    }
}

/// What a signer promises: every commitment of its group that is always made, and those it chose.
pub(crate) fn chosen<'p>(pledge: &'p Pledge, draft: &Draft) -> Vec<(&'p Commitment, String)> {
    let category = pledge.category(draft.get("category"));
    let group = category.map_or(HOLDER, |one| one.group.as_str());
    let made = pledge
        .promises(group)
        .filter(|one| one.always || !draft.get(&format!("promise-{}", one.id)).is_empty());
    made.map(|one| (one, draft.get(&format!("target-{}", one.id)).to_owned())).collect()
}
