//! Two people side by side, each difference marked in words: for a case, and for two records.

use bluebutton_record::matching::Reason;
use bluebutton_store::patients::ShownPerson;
use bluebutton_web::frame::Frame;

/// Somebody beside another.
pub(super) struct Beside {
    /// The parts of what is told of both.
    pub(super) rows: Vec<Row>,
    /// What agrees and what differs, by the rule.
    pub(super) reasons: Vec<Reason>,
}

/// One part of what is told: a name, a birth date.
pub(super) struct Row {
    /// Message id of what it is.
    pub(super) label: &'static str,
    /// What is told of the first, in lines.
    pub(super) first: Vec<String>,
    /// Of the second.
    pub(super) second: Vec<String>,
    /// Message id of whether they agree.
    pub(super) answer: &'static str,
    /// Whether that is a difference.
    pub(super) differs: bool,
}

impl Beside {
    /// Two people as their files say.
    pub(super) fn of(
        frame: &Frame,
        first: &ShownPerson,
        second: &ShownPerson,
        reasons: Vec<Reason>,
    ) -> Self {
        let has = |wanted: &[Reason]| reasons.iter().any(|reason| wanted.contains(reason));
        let differs = |prefixes: &[&str]| {
            let is_of =
                |reason: &&Reason| prefixes.iter().any(|prefix| reason.word().starts_with(prefix));
            reasons.iter().filter(is_of).any(|reason| reason.is_difference())
        };
        let of_numbers = [Reason::RecordNumberOther, Reason::CitizenNumberOther, Reason::NoNumber];
        let parts: [(&'static str, Telling, bool); 6] = [
            (
                "staff-name",
                |_, shown| filled([shown.name.clone()]),
                differs(&["match-given", "match-family"]),
            ),
            ("staff-born", born, differs(&["match-birth"])),
            ("case-sex", sex, differs(&["match-sex"])),
            ("case-address", |_, shown| shown.address.clone(), !has(&[Reason::HomeSame])),
            ("case-contacts", |_, shown| shown.contacts.clone(), !has(&[Reason::ContactSame])),
            ("staff-identifiers", numbers, has(&of_numbers)),
        ];
        let rows = parts.into_iter().map(|(label, told, differs)| {
            let (first, second) = (told(frame, first), told(frame, second));
            let is_known = !first.is_empty() && !second.is_empty();
            let answer = match (is_known, differs) {
                (false, _) => "staff-unknown",
                (true, true) => "case-differs",
                (true, false) => "case-same",
            };
            Row { label, first, second, answer, differs: is_known && differs }
        });
        Self { rows: rows.collect(), reasons }
    }
}

/// What is told of somebody, in lines.
type Telling = fn(&Frame, &ShownPerson) -> Vec<String>;

fn filled<const N: usize>(texts: [String; N]) -> Vec<String> {
    texts.into_iter().filter(|text| !text.is_empty()).collect()
}

fn born(frame: &Frame, shown: &ShownPerson) -> Vec<String> {
    shown.birth_date.iter().map(|born| frame.date_text(born)).collect()
}

fn sex(frame: &Frame, shown: &ShownPerson) -> Vec<String> {
    shown.sex.iter().map(|sex| frame.t(sex).to_string()).collect()
}

fn numbers(frame: &Frame, shown: &ShownPerson) -> Vec<String> {
    let told = |(label, value): &(Option<String>, String)| match label {
        Some(label) => format!("{} {value}", frame.words().number_label(label)),
        None => value.clone(),
    };
    shown.numbers.iter().map(told).collect()
}
