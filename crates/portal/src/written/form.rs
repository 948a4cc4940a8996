//! The forms of what people write: few fields, large on a phone, both units.

use bluebutton_record::own::{
    self, Measurement, RELATIVES, SugarUnit, WeightUnit, What, When, Written, amount,
};
use bluebutton_web::fields::{Errors, Fields};
use bluebutton_web::frame::Frame;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

/// Characters of a title or name; of a text.
const TITLE_CHARS_MAX: usize = 200;
const TEXT_CHARS_MAX: usize = 10_000;

/// What can be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Pressure,
    Weight,
    Sugar,
    Medicine,
    Note,
    Family,
    Goal,
    Document,
}

/// Every kind, in the order of the page.
pub(super) const KINDS: [Kind; 8] = [
    Kind::Pressure,
    Kind::Weight,
    Kind::Sugar,
    Kind::Medicine,
    Kind::Note,
    Kind::Document,
    Kind::Family,
    Kind::Goal,
];

impl Kind {
    pub(super) fn slug(self) -> &'static str {
        match self {
            Self::Pressure => "pressure",
            Self::Weight => "weight",
            Self::Sugar => "sugar",
            Self::Medicine => "medicine",
            Self::Note => "note",
            Self::Family => "family",
            Self::Goal => "goal",
            Self::Document => "document",
        }
    }

    pub(super) fn parse(slug: &str) -> Option<Self> {
        KINDS.into_iter().find(|kind| kind.slug() == slug)
    }
}

/// What a form shows: what is not of its kind stays empty.
pub(super) struct WrittenForm {
    kind: Kind,
    pub(super) upper: String,
    pub(super) lower: String,
    pub(super) pulse: String,
    pub(super) value: String,
    pub(super) unit: String,
    pub(super) when: String,
    pub(super) title: String,
    pub(super) text: String,
    pub(super) reason: String,
    pub(super) relative: String,
    /// `yes` or `no`: taken now, reached.
    pub(super) is_on: String,
    pub(super) date: String,
    pub(super) time: String,
    pub(super) note: String,
    pub(super) relatives: Vec<&'static str>,
}

impl WrittenForm {
    /// The form as somebody finds it: today, now.
    pub(super) fn empty(kind: Kind, frame: &Frame, zone: &TimeZone) -> Self {
        let is_reading = matches!(kind, Kind::Pressure | Kind::Weight | Kind::Sugar);
        let now = frame.now.to_zoned(zone.clone());
        let date = if is_reading { now.date().to_string() } else { String::new() };
        let time = if is_reading { now.strftime("%H:%M").to_string() } else { String::new() };
        let unit = match kind {
            Kind::Weight => "lb",
            Kind::Sugar => "mg",
            _ => "",
        };
        let is_on = if kind == Kind::Medicine { "yes" } else { "no" };
        let (unit, is_on) = (unit.to_owned(), is_on.to_owned());
        Self { unit, is_on, date, time, ..Self::of_kind(kind) }
    }

    fn of_kind(kind: Kind) -> Self {
        let none = String::new;
        Self {
            kind,
            upper: none(),
            lower: none(),
            pulse: none(),
            value: none(),
            unit: none(),
            when: none(),
            title: none(),
            text: none(),
            reason: none(),
            relative: none(),
            is_on: none(),
            date: none(),
            time: none(),
            note: none(),
            relatives: RELATIVES.iter().map(|(_, word)| *word).collect(),
        }
    }

    /// The form as it was sent.
    pub(super) fn sent(kind: Kind, fields: &Fields) -> Self {
        let get = |name: &str| fields.get(name).to_owned();
        Self {
            upper: get("upper"),
            lower: get("lower"),
            pulse: get("pulse"),
            value: get("value"),
            unit: get("unit"),
            when: get("when"),
            title: get("title"),
            text: get("text"),
            reason: get("reason"),
            relative: get("relative"),
            is_on: get("is-on"),
            date: get("date"),
            time: get("time"),
            note: get("note"),
            ..Self::of_kind(kind)
        }
    }

    /// The form of what was written.
    pub(super) fn held(kind: Kind, written: &Written, zone: &TimeZone) -> Self {
        let mut form = Self::of_kind(kind);
        (form.date, form.time) = moment(written.on.as_deref().unwrap_or_default(), zone);
        form.note.clone_from(&written.note);
        let word = |is: bool| if is { "yes" } else { "no" }.to_owned();
        match &written.what {
            What::Reading(Measurement::Pressure { upper, lower, pulse }) => {
                (form.upper, form.lower) = (upper.text.clone(), lower.text.clone());
                form.pulse = pulse.as_ref().map(|pulse| pulse.text.clone()).unwrap_or_default();
            }
            What::Reading(Measurement::Weight(weight, unit)) => {
                form.value.clone_from(&weight.text);
                let unit = if *unit == WeightUnit::Pound { "lb" } else { "kg" };
                unit.clone_into(&mut form.unit);
            }
            What::Reading(Measurement::Sugar(sugar, unit, when)) => {
                form.value.clone_from(&sugar.text);
                let unit = if *unit == SugarUnit::Milligram { "mg" } else { "mmol" };
                unit.clone_into(&mut form.unit);
                let when = match when {
                    Some(When::Before) => "before",
                    Some(When::After) => "after",
                    None => "",
                };
                when.clone_into(&mut form.when);
            }
            What::Medicine { name, how, reason, is_taken } => {
                (form.title, form.text) = (name.clone(), how.clone());
                (form.reason, form.is_on) = (reason.clone(), word(*is_taken));
            }
            What::Note { title, text } => (form.title, form.text) = (title.clone(), text.clone()),
            What::Family { relative, condition } => {
                (form.relative, form.title) = (relative.clone(), condition.clone());
            }
            What::Goal { text, until, is_reached } => {
                (form.title, form.is_on) = (text.clone(), word(*is_reached));
                form.date = until.clone().unwrap_or_default();
            }
            What::Document { title, .. } => form.title.clone_from(title),
        }
        if kind == Kind::Goal {
            form.time.clear();
        }
        form
    }

    /// What was filled in; `None` where something is wrong with it.
    pub(super) fn read(
        &self,
        frame: &Frame,
        zone: &TimeZone,
        errors: &mut Errors,
    ) -> Option<Written> {
        let what = self.what(frame, errors);
        let on = self.on(frame, zone, errors);
        for (field, text, most) in [
            ("title", &self.title, TITLE_CHARS_MAX),
            ("text", &self.text, TEXT_CHARS_MAX),
            ("reason", &self.reason, TITLE_CHARS_MAX),
            ("note", &self.note, TEXT_CHARS_MAX),
        ] {
            if text.chars().count() > most {
                errors.add(field, frame.tn("written-too-long", "max", most));
            }
        }
        let what = what.filter(|_| errors.is_empty())?;
        let is_goal = matches!(what, What::Goal { .. });
        let (on, note) = (on.filter(|_| !is_goal), self.note.clone());
        Some(Written { what, on, note })
    }

    /// The same over what was written before: a file stays what it is, a goal keeps its first day.
    pub(super) fn read_over(
        &self,
        before: &Written,
        frame: &Frame,
        zone: &TimeZone,
        errors: &mut Errors,
    ) -> Option<Written> {
        if let What::Document { media_type, original, bytes, .. } = &before.what {
            errors.need(frame, "title", &self.title, "written-title-needed");
            let what = What::Document {
                title: self.title.clone(),
                media_type: media_type.clone(),
                original: original.clone(),
                bytes: *bytes,
            };
            return errors.is_empty().then_some(Written { what, ..before.clone() });
        }
        let new = self.read(frame, zone, errors)?;
        let is_goal = matches!(new.what, What::Goal { .. });
        let on = if is_goal { before.on.clone() } else { new.on.clone() };
        Some(Written { on, ..new })
    }

    fn what(&self, frame: &Frame, errors: &mut Errors) -> Option<What> {
        let kind = self.kind;
        let is_on = self.is_on == "yes";
        let needed = |errors: &mut Errors, field, value: &str, message| {
            errors.need(frame, field, value, message);
        };
        Some(match kind {
            Kind::Pressure => {
                let upper = number(frame, errors, "upper", &self.upper);
                let lower = number(frame, errors, "lower", &self.lower);
                let pulse = if self.pulse.is_empty() {
                    None
                } else {
                    Some(number(frame, errors, "pulse", &self.pulse)?)
                };
                What::Reading(Measurement::Pressure { upper: upper?, lower: lower?, pulse })
            }
            Kind::Weight => {
                let unit = if self.unit == "kg" { WeightUnit::Kilogram } else { WeightUnit::Pound };
                let weight = number(frame, errors, "value", &self.value)?;
                What::Reading(Measurement::Weight(weight, unit))
            }
            Kind::Sugar => {
                let is_mmol = self.unit == "mmol";
                let unit = if is_mmol { SugarUnit::Millimole } else { SugarUnit::Milligram };
                let when = match self.when.as_str() {
                    "before" => Some(When::Before),
                    "after" => Some(When::After),
                    _ => None,
                };
                let sugar = number(frame, errors, "value", &self.value)?;
                What::Reading(Measurement::Sugar(sugar, unit, when))
            }
            Kind::Medicine => {
                needed(errors, "title", &self.title, "written-medicine-needed");
                What::Medicine {
                    name: self.title.clone(),
                    how: self.text.clone(),
                    reason: self.reason.clone(),
                    is_taken: is_on,
                }
            }
            Kind::Note => {
                needed(errors, "title", &self.title, "written-title-needed");
                needed(errors, "text", &self.text, "written-text-needed");
                What::Note { title: self.title.clone(), text: self.text.clone() }
            }
            Kind::Family => {
                let is_known = self.relatives.contains(&self.relative.as_str());
                if !is_known {
                    errors.add("relative", frame.t("written-relative-needed"));
                }
                needed(errors, "title", &self.title, "written-condition-needed");
                let relative = self.relative.clone();
                What::Family { relative, condition: self.title.clone() }
            }
            Kind::Goal => {
                needed(errors, "title", &self.title, "written-goal-needed");
                let until = (!self.date.is_empty()).then(|| self.date.clone());
                What::Goal { text: self.title.clone(), until, is_reached: is_on }
            }
            Kind::Document => return None,
        })
    }

    /// When it was measured, taken or noticed, as FHIR writes it.
    fn on(&self, frame: &Frame, zone: &TimeZone, errors: &mut Errors) -> Option<String> {
        if self.date.is_empty() {
            return None;
        }
        let Ok(date) = self.date.parse::<Date>() else {
            errors.add("date", frame.t("written-date-wrong"));
            return None;
        };
        let is_goal = self.kind == Kind::Goal;
        if date > frame.today() && !is_goal {
            errors.add("date", frame.t("written-date-ahead"));
            return None;
        }
        if self.time.is_empty() || is_goal {
            return Some(date.to_string());
        }
        let moment = self.time.parse::<Time>().ok().map(|time| date.to_datetime(time));
        let moment = moment.and_then(|moment| moment.to_zoned(zone.clone()).ok());
        let Some(moment) = moment else {
            errors.add("time", frame.t("written-time-wrong"));
            return None;
        };
        Some(moment.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string())
    }

    /// The field that what the store says of it all stands at.
    pub(super) fn first_field(kind: Kind) -> &'static str {
        match kind {
            Kind::Pressure => "upper",
            Kind::Weight | Kind::Sugar => "value",
            Kind::Document => "file",
            Kind::Family => "relative",
            Kind::Medicine | Kind::Note | Kind::Goal => "title",
        }
    }
}

fn number(
    frame: &Frame,
    errors: &mut Errors,
    field: &'static str,
    typed: &str,
) -> Option<own::Amount> {
    let read = amount(typed);
    if read.is_none() {
        errors.add(field, frame.t("written-number-wrong"));
    }
    read
}

/// Date and time of a FHIR date or dateTime, as a form takes them.
fn moment(on: &str, zone: &TimeZone) -> (String, String) {
    match on.parse::<jiff::Timestamp>() {
        Ok(at) => {
            let there = at.to_zoned(zone.clone());
            (there.date().to_string(), there.strftime("%H:%M").to_string())
        }
        Err(_) => (on.get(..10).unwrap_or(on).to_owned(), String::new()),
    }
}
