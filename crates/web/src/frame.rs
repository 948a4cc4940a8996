//! The frame around every page: language, who is signed in, whose record is open, the way around.

mod amount;
mod menu;

use std::borrow::Cow;
use std::fmt::Display;
use std::sync::Arc;

use bluebutton_record::words::FluentValue;
use bluebutton_record::{FhirDate, Language, Organization, Section, Task, Tasks, Words};
use bluebutton_store::access::{OpenRecord, Rights};
use bluebutton_store::accounts::AccountId;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::services::{Services, Site};
use crate::words::Catalogs;

pub use amount::Amount;
pub use menu::{MenuGroup, NavLine};

/// What a page knows besides its own content. Every page struct has it as `frame`.
#[derive(Clone)]
pub struct Frame {
    catalogs: &'static Catalogs,
    words: &'static Words,
    /// The settings that pages show.
    pub site: Arc<Site>,
    /// The path and query of this page.
    pub path: String,
    /// The present moment.
    pub now: Timestamp,
    /// Who is signed in.
    pub account: Option<AccountLine>,
    /// Who is let in in this browser without an account.
    pub guest: Option<Guest>,
    /// Whose record is open.
    pub record: Option<OpenRecord>,
    /// Whose view of the record this is, where it is a preview of what somebody else sees.
    pub preview: Option<String>,
    /// That something of this page is held back for a while, in words.
    pub held: Option<String>,
    /// Whether the account may open more than one record.
    pub has_other_records: bool,
    /// The value that every form of this page sends along.
    pub form_token: String,
    /// In how many seconds the session ends if nothing happens.
    pub session_seconds: Option<i64>,
}

/// Who is signed in, as the frame shows it.
#[derive(Clone, Debug)]
pub struct AccountLine {
    /// The account.
    pub id: AccountId,
    /// The person's name.
    pub name: String,
    /// Whether it is a staff account.
    pub is_staff: bool,
    /// What is their task, where they are of the staff.
    pub tasks: Tasks,
    /// Whether the sign-in is complete.
    pub is_whole: bool,
    /// Whether the settings name them as somebody who runs the pledge hub.
    pub runs_hub: bool,
}

/// Somebody whom a browser lets in without an account: of a member of the pledge hub, by a mailed link. The room
/// that knows them puts them into the extensions of a request; each frame that is made for it has them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guest {
    /// Their address.
    pub name: String,
    /// The organization that they come for.
    pub organization: String,
}

impl Frame {
    /// The frame of a page in that language, for nobody in particular.
    pub fn new(services: &Services, language: Language, path: impl Into<String>) -> Self {
        Self {
            catalogs: services.catalogs,
            words: services.catalogs.words(language),
            site: services.site.clone(),
            path: path.into(),
            now: services.now(),
            account: None,
            guest: None,
            record: None,
            preview: None,
            held: None,
            has_other_records: false,
            form_token: String::new(),
            session_seconds: None,
        }
    }

    /// The same frame in another language: for letters in both.
    #[must_use]
    pub fn in_language(&self, language: Language) -> Self {
        Self { words: self.catalogs.words(language), ..self.clone() }
    }

    /// The language of the page.
    pub fn language(&self) -> Language {
        self.words.language()
    }

    /// The language tag: `en` or `es`.
    pub fn lang(&self) -> &'static str {
        self.language().tag()
    }

    /// The words of the page's language.
    pub fn words(&self) -> &'static Words {
        self.words
    }

    /// A text as a part of an address behind `?`.
    pub fn query(&self, text: &str) -> String {
        escape_for_query(text)
    }

    /// A message without arguments.
    pub fn t(&self, id: &str) -> Cow<'static, str> {
        self.words.text(id)
    }

    /// A message with a number.
    pub fn tn(&self, id: &str, name: &str, count: impl Amount) -> String {
        self.words.with(id, &[(name, FluentValue::from(count.amount()))])
    }

    /// A message with texts.
    pub fn tw(&self, id: &str, values: &[(&str, &str)]) -> String {
        let values: Vec<(&str, FluentValue<'_>)> =
            values.iter().map(|(name, value)| (*name, FluentValue::from(*value))).collect();
        self.words.with(id, &values)
    }

    /// A message with one text: [`Frame::tw`] for templates.
    pub fn t1(&self, id: &str, name: &str, value: impl Display) -> String {
        self.tw(id, &[(name, &value.to_string())])
    }

    /// A message that says to call where there is a number at the bottom of the page, and to ask where there is
    /// none: its `$reach` is `phone` or `person`.
    pub fn t_reach(&self, id: &str) -> String {
        self.t1(id, "reach", self.reach())
    }

    /// How people reach the organization, for `$reach`.
    pub fn reach(&self) -> &'static str {
        if self.organization().phone.is_some() { "phone" } else { "person" }
    }

    /// The id of a message on a page or in a list that patients and staff share: to staff it speaks of the
    /// patient instead of to them, `ID-staff`, where there is such a message.
    pub fn for_staff<'i>(&self, id: &'i str) -> Cow<'i, str> {
        let to_staff = format!("{id}-staff");
        let is_said = self.is_staff() && self.words.has(&to_staff);
        if is_said { Cow::Owned(to_staff) } else { Cow::Borrowed(id) }
    }

    /// A message of a page that patients and staff share: [`Frame::for_staff`] for templates.
    pub fn t_shared(&self, id: &str) -> Cow<'static, str> {
        self.t(&self.for_staff(id))
    }

    /// A message with two texts: [`Frame::tw`] for templates.
    pub fn t2(
        &self,
        id: &str,
        name: &str,
        value: impl Display,
        other_name: &str,
        other_value: impl Display,
    ) -> String {
        self.tw(id, &[(name, &value.to_string()), (other_name, &other_value.to_string())])
    }

    /// "May 3, 2026"
    pub fn date(&self, date: &FhirDate) -> String {
        self.words.date(date)
    }

    /// The date of a FHIR date text; the text itself where it is none.
    pub fn date_text(&self, text: &str) -> String {
        FhirDate::parse(text).map_or_else(|| text.to_owned(), |date| self.date(&date))
    }

    /// "May 3, 2026"
    pub fn day(&self, day: &Date) -> String {
        self.date(&FhirDate::day(*day))
    }

    /// "May 3, 2026, 2:05 PM EDT": a moment, in the zone of the organization.
    pub fn moment(&self, moment: &Timestamp) -> String {
        let zone = moment.to_zoned(self.site.zone.clone()).strftime("%Z").to_string();
        let (date, time) = (self.day_of(moment), self.time_of(moment));
        self.tw("date-and-time", &[("date", &date), ("time", &time), ("zone", &zone)])
    }

    /// "2:05 PM": the time of a moment, in the zone of the organization.
    pub fn time_of(&self, moment: &Timestamp) -> String {
        let there = moment.to_zoned(self.site.zone.clone());
        self.words.time(there.hour(), there.minute())
    }

    /// The day of a moment in the zone of the organization.
    pub fn day_of(&self, moment: &Timestamp) -> String {
        self.day(&self.date_of(moment))
    }

    /// The date of a moment in the zone of the organization.
    pub fn date_of(&self, moment: &Timestamp) -> Date {
        moment.to_zoned(self.site.zone.clone()).date()
    }

    /// Today in the zone of the organization.
    pub fn today(&self) -> Date {
        self.date_of(&self.now)
    }

    /// The organization that gives these records.
    pub fn organization(&self) -> &Organization {
        &self.site.organization
    }

    /// When the organization answers its telephone, in the language of the page. "8 a. m." stays on one line.
    pub fn hours(&self) -> Option<String> {
        let hours = self.organization().hours_in(self.words.language())?;
        let spaced = [" a. m.", " p. m.", " a.m.", " p.m.", " AM", " PM"];
        let kept = |text: String, half: &str| text.replace(half, &half.replace(' ', "\u{a0}"));
        Some(spaced.into_iter().fold(hours.to_owned(), kept))
    }

    /// What the signed-in person may do with the open record.
    pub fn rights(&self) -> Rights {
        self.record.as_ref().map(|record| record.rights).unwrap_or_default()
    }

    /// The address of a page of the open record: `""` is its overview.
    pub fn record_url(&self, page: &str) -> String {
        let Some(record) = &self.record else { return "/records".to_owned() };
        match page {
            "" => format!("/records/{}", record.patient),
            page => format!("/records/{}/{page}", record.patient),
        }
    }

    /// What the blue button says: whose record it takes along.
    pub fn download_words(&self) -> &'static str {
        self.whose("nav-download", "nav-download-other")
    }

    /// Whether a page of the record may be looked at: its sections may be limited.
    pub fn shows(&self, page: &str) -> bool {
        let chosen = self.record.as_ref().and_then(|record| record.sections.as_ref());
        let section = Section::parse(page);
        chosen.zip(section).is_none_or(|(chosen, section)| chosen.contains(&section))
    }

    /// Whether the open record is the reader's own.
    pub fn is_own_record(&self) -> bool {
        self.record.as_ref().is_none_or(|record| record.is_own)
    }

    /// Of two ids that of the message for whoever reads: the first for whose own the open record is, the second
    /// for anybody else. To them a page never says that there is none of something, or that this is all: what
    /// is hidden from them may be there.
    pub fn whose<'i>(&self, own: &'i str, to_you: &'i str) -> &'i str {
        if self.is_own_record() { own } else { to_you }
    }

    /// A message by [`Frame::whose`], for templates.
    pub fn t_whose(&self, own: &str, to_you: &str) -> Cow<'static, str> {
        self.t(self.whose(own, to_you))
    }

    /// Whether this is the search page: it has its own field.
    pub fn is_search(&self) -> bool {
        self.path.split('?').next() == Some(self.record_url("search").as_str())
    }

    /// The first letters of whom the open record is about.
    pub fn initials(&self) -> String {
        let name = self.record.as_ref().map(|record| record.name.as_str()).unwrap_or_default();
        let mut words = name.split_whitespace().filter_map(|word| word.chars().next());
        let first = words.next();
        first.into_iter().chain(words.next_back()).flat_map(char::to_uppercase).collect()
    }

    /// Whether it is the task of whoever is signed in.
    pub fn may(&self, task: Task) -> bool {
        self.account.as_ref().is_some_and(|account| account.tasks.has(task))
    }

    /// The languages that are not this page's: tag and own name.
    pub fn other_languages(&self) -> Vec<(&'static str, &'static str)> {
        let others = Language::ALL.into_iter().filter(|language| *language != self.language());
        others
            .map(|language| match language {
                Language::English => ("en", "English"),
                Language::Spanish => ("es", "Español"),
            })
            .collect()
    }

    /// Whether the signed-in person is staff.
    pub fn is_staff(&self) -> bool {
        self.account.as_ref().is_some_and(|account| account.is_staff)
    }

    /// Whether somebody is signed in completely.
    pub fn is_signed_in(&self) -> bool {
        self.account.as_ref().is_some_and(|account| account.is_whole)
    }

    /// When a page without scripts asks whether somebody is still there: two minutes before the end.
    pub fn ask_after_seconds(&self) -> Option<i64> {
        self.session_seconds.map(|seconds| (seconds - 120).max(30))
    }

    /// The address of the stylesheet.
    pub fn style_url(&self) -> String {
        crate::assets::style_url()
    }

    /// The address of the script.
    pub fn script_url(&self) -> String {
        crate::assets::script_url()
    }

    /// The address of the script for passkeys.
    pub fn sign_in_url(&self) -> String {
        crate::assets::sign_in_url()
    }

    /// The address of the icon.
    pub fn icon_url(&self) -> String {
        crate::assets::icon_url()
    }

    /// The address of the icon on the first screen of Apple's phones.
    pub fn touch_icon_url(&self) -> String {
        crate::assets::touch_icon_url()
    }

    /// The address of what tells a phone how to install the portal.
    pub fn manifest_url(&self) -> String {
        crate::manifest::url(self.language())
    }

    /// A telephone number as a link takes it: `+15555550100`.
    pub fn phone_link(&self, phone: &str) -> String {
        let digits: String =
            phone.chars().filter(|sign| sign.is_ascii_digit() || *sign == '+').collect();
        format!("tel:{digits}")
    }

    /// This page's address, escaped for the query of another.
    pub fn path_in_query(&self) -> String {
        escape_for_query(&self.path)
    }
}

/// Percent-encodes everything but unreserved signs and `/`.
pub fn escape_for_query(text: &str) -> String {
    use std::fmt::Write as _;
    text.bytes().fold(String::with_capacity(text.len()), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a String can't fail.
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}
