//! A request in words: for whoever asked, and for the office. Both read the same, but that to the office it is
//! not said in the patient's own words.

use bluebutton_record::Topics;
use bluebutton_record::requests::{RequestKind, RequestState};
use bluebutton_store::requests::{Limit, LimitOf, Request, Said, Someone};
use bluebutton_store::transmissions::AskerRole;
use bluebutton_web::frame::Frame;

/// A request as a page shows it.
pub(crate) struct RequestView {
    /// Its id.
    pub(crate) id: String,
    /// The word of its kind.
    pub(crate) kind: &'static str,
    /// What was asked for, in a line.
    pub(crate) title: String,
    /// The entry it is about, and where that is in the record: section and local id.
    pub(crate) about: Option<(String, String)>,
    /// "Asked on May 3, 2026 by Lucía Reyes, a caregiver"
    pub(crate) asked: String,
    /// In the words of whoever asked.
    pub(crate) text: String,
    /// What is to be withheld, line by line.
    pub(crate) limit: Vec<String>,
    /// What is withheld since it was agreed to.
    pub(crate) agreed: Vec<String>,
    /// The word of where it stands.
    pub(crate) state: String,
    /// The same for the stylesheet.
    pub(crate) class: &'static str,
    /// By when it is to be answered, while it waits.
    pub(crate) due: Option<String>,
    /// Whether that day is past.
    pub(crate) is_overdue: bool,
    /// The paragraph of the law.
    pub(crate) law: &'static str,
    /// What was said to it, in order.
    pub(crate) said: Vec<SaidView>,
}

/// Something that was said.
pub(crate) struct SaidView {
    /// "Answer of the office"
    pub(crate) label: String,
    /// "May 9, 2026, Nora Quinn"
    pub(crate) when: String,
    /// The words.
    pub(crate) text: String,
}

/// A request in words.
pub(crate) fn request_view(frame: &Frame, topics: &Topics, request: &Request) -> RequestView {
    let kind = request.new.kind.slug();
    let about = request.new.about.as_ref();
    let is_open = request.state == RequestState::Open;
    let is_overdue = request.is_overdue(frame.today());
    let due = frame.day(&request.deadline.day);
    let due_word = match (is_overdue, request.deadline.is_law) {
        (true, _) => "requests-overdue",
        (false, true) => "requests-due-law",
        (false, false) => "requests-due-own",
    };
    let words = |limit: &Option<Limit>| {
        limit.as_ref().map(|limit| limit_words(frame, topics, limit)).unwrap_or_default()
    };
    RequestView {
        id: request.id.clone(),
        kind,
        title: match about {
            Some(about) => frame.t1(&format!("requests-{kind}-of"), "title", about.title.as_str()),
            None => frame.t_shared(&format!("requests-{kind}")).into_owned(),
        },
        about: about.map(|about| {
            let local = about.reference.rsplit_once('.').map_or("", |(_, local)| local);
            (about.title.clone(), format!("{}/{local}", about.section))
        }),
        asked: frame.t2(
            "requests-asked-on",
            "date",
            frame.day_of(&request.asked_at),
            "who",
            who(frame, &request.asked),
        ),
        text: request.new.text.clone(),
        limit: words(&request.new.limit),
        agreed: words(&request.agreed),
        state: frame.t(&format!("requests-state-{}", request.state.slug())).into_owned(),
        class: match request.state {
            RequestState::Open if is_overdue => "differ",
            RequestState::Open => "half",
            RequestState::Accepted => "yes",
            RequestState::Denied => "differ",
            RequestState::Withdrawn | RequestState::Ended => "none",
        },
        due: is_open.then(|| frame.t1(&frame.for_staff(due_word), "date", due)),
        is_overdue,
        law: request.new.kind.paragraph(),
        said: said(frame, request),
    }
}

fn said(frame: &Frame, request: &Request) -> Vec<SaidView> {
    let answered = match request.state {
        RequestState::Denied => "requests-said-denied",
        _ => "requests-said-accepted",
    };
    let closed = match request.state {
        RequestState::Ended if request.new.kind == RequestKind::Confidential => {
            "requests-said-ended-confidential"
        }
        RequestState::Ended => "requests-said-ended",
        _ => "requests-said-withdrawn",
    };
    let all = [
        ("requests-said-extended", &request.extended),
        (answered, &request.answer),
        ("requests-said-disagreed", &request.disagreed),
        ("requests-said-rebutted", &request.rebutted),
        (closed, &request.closed),
    ];
    let view = |(label, said): (&str, &Option<Said>)| {
        let said = said.as_ref()?;
        Some(SaidView {
            label: frame.t(label).into_owned(),
            when: format!("{}, {}", frame.day_of(&said.at), who(frame, &said.by)),
            text: said.text.clone(),
        })
    };
    all.into_iter().filter_map(view).collect()
}

/// "Lucía Reyes (caregiver)"
fn who(frame: &Frame, someone: &Someone) -> String {
    let role = match someone.role {
        AskerRole::Patient => "requests-role-patient",
        AskerRole::Caregiver => "requests-role-caregiver",
        AskerRole::Office => "requests-role-office",
    };
    let role = frame.t(role);
    match &someone.name {
        Some(name) => format!("{name} ({role})"),
        None => role.into_owned(),
    }
}

/// What is withheld, from whom, line by line.
pub(crate) fn limit_words(frame: &Frame, topics: &Topics, limit: &Limit) -> Vec<String> {
    let what = of_words(frame, topics, &limit.of);
    let mut lines = vec![frame.t1("limit-what", "what", what)];
    let mut say = |is: bool, id: &str| {
        if is {
            lines.push(frame.t(id).into_owned());
        }
    };
    say(limit.people, "limit-people-line");
    say(limit.plan, "limit-plan-line");
    say(limit.is_paid_by_patient, "limit-paid-line");
    say(limit.uses.sends, "limit-sends-line");
    say(limit.uses.files, "limit-files-line");
    if !limit.uses.recipients.is_empty() {
        let all = limit.uses.recipients.iter().cloned().collect::<Vec<_>>().join(", ");
        lines.push(frame.t1("limit-recipients-line", "who", all));
    }
    lines
}

/// What of a record is meant, in words.
pub(crate) fn of_words(frame: &Frame, topics: &Topics, of: &LimitOf) -> String {
    match of {
        LimitOf::Everything => frame.t("limit-of-everything").into_owned(),
        LimitOf::Sections(sections) => {
            let names = sections.iter().map(|one| frame.words().section(*one).into_owned());
            names.collect::<Vec<_>>().join(", ")
        }
        LimitOf::Topics(slugs) => {
            // A topic that the site gave up is still withheld where it was agreed to.
            let known = topics.ever().iter().filter(|topic| slugs.contains(&topic.slug));
            let names = known.map(|topic| topic.name(frame.language()).to_owned());
            names.collect::<Vec<_>>().join(", ")
        }
        LimitOf::Entries(_) => frame.t("limit-of-entry").into_owned(),
        LimitOf::Visit(_) => frame.t("limit-of-visit").into_owned(),
    }
}
