//! Messages to people about their account and their records, by plain e-mail: no name of a patient, nothing
//! about health, and one address to go to, never a way into a record.
//!
//! Standard: RFC 5322; RFC 3834 (`Auto-Submitted`). 45 CFR 164.530(c): no more than is needed.

use bluebutton_crypto::hash::sha256;
use bluebutton_record::resource::base32;
use bluebutton_record::signs::one_line;
use bluebutton_record::words::{FluentValue, Wordbook};
use bluebutton_record::{FhirDate, Language, Words};
use jiff::Timestamp;
use jiff::civil::Date;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, SinglePart};

use crate::direct::{MailSettings, Ready, Trouble, message_id};

/// What a message is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Topic {
    /// The code for an address that somebody gave.
    Code(String),
    /// A sign-in in a new browser.
    NewBrowser(Timestamp),
    /// Too many wrong codes.
    Locked(Timestamp),
    /// How somebody signs in was changed, or where messages go.
    SignIn(Timestamp),
    /// One's account was ended.
    AccountEnded(Timestamp),
    /// Who may open a record was changed.
    People(Timestamp),
    /// What is shown of a record was changed.
    Shown(Timestamp),
    /// Something left one's record.
    Sent(Timestamp),
    /// What one sent did not go out, or perhaps not.
    NotSent(Timestamp),
    /// Somebody of the staff opened a record in an emergency: for the privacy officer.
    Emergency(Timestamp),
    /// Something new in one's own record.
    Record,
    /// Something new in a record that somebody helps with.
    Helped,
    /// An answer to something that was asked, or that it takes longer.
    Answer,
    /// One's access to a record ends on that day.
    Ending(Date),
    /// Somebody's access to one's record ends on that day.
    TheirEnding(Date),
}

/// A message.
pub struct Notice<'a> {
    /// Names it for good: who gets it twice sees it once.
    pub id: &'a str,
    /// To whom.
    pub to: &'a str,
    /// What it is about.
    pub topic: &'a Topic,
    /// The language of whoever reads it.
    pub language: Language,
    /// When it is written.
    pub at: Timestamp,
}

pub(crate) const EN: &str = include_str!("../locales/en/notices.ftl");
pub(crate) const ES: &str = include_str!("../locales/es/notices.ftl");

fn words(language: Language) -> &'static Words {
    static WORDS: Wordbook = Wordbook::new(EN, ES);
    WORDS.of(language)
}

impl Topic {
    /// The word in the ids of its subject.
    fn word(&self) -> &'static str {
        match self {
            Self::Code(_) => "code",
            Self::NewBrowser(_) => "new-browser",
            Self::Locked(_) => "locked",
            Self::SignIn(_) => "sign-in",
            Self::AccountEnded(_) => "account-ended",
            Self::People(_) => "people",
            Self::Shown(_) => "shown",
            Self::Sent(_) => "sent",
            Self::NotSent(_) => "not-sent",
            Self::Emergency(_) => "emergency",
            Self::Record => "record",
            Self::Helped => "helped",
            Self::Answer => "answer",
            Self::Ending(_) | Self::TheirEnding(_) => "ending",
        }
    }

    fn text_id(&self) -> String {
        match self {
            Self::TheirEnding(_) => "notice-their-ending-text".to_owned(),
            topic => format!("notice-{}-text", topic.word()),
        }
    }
}

impl Notice<'_> {
    /// Subject and text.
    pub fn told(&self, mail: &MailSettings) -> (String, String) {
        let words = words(self.language);
        let name = one_line(&mail.organization.name).into_owned();
        let about = |id: &str, values: &[(&str, String)]| {
            let mut all = vec![("organization", FluentValue::from(name.clone()))];
            all.extend(
                values.iter().map(|(name, value)| (*name, FluentValue::from(value.clone()))),
            );
            words.with(id, &all)
        };
        let mut lines = vec![
            words.text("notice-hello").into_owned(),
            about(&self.topic.text_id(), &self.values(mail, words)),
        ];
        match self.topic {
            Topic::Code(_) => lines.push(words.text("notice-code-not-you").into_owned()),
            Topic::NewBrowser(_) | Topic::Locked(_) | Topic::SignIn(_) => {
                lines.push(words.text("notice-not-you").into_owned());
            }
            Topic::AccountEnded(_) => {
                lines.push(words.text("notice-account-ended-not-you").into_owned());
            }
            _ => {}
        }
        if !matches!(self.topic, Topic::Code(_) | Topic::AccountEnded(_)) {
            lines.push(about("notice-where", &[("address", mail.site.clone())]));
            lines.push(words.text("notice-why").into_owned());
        }
        if let Some(phone) = &mail.organization.phone {
            lines.push(about("notice-questions", &[("phone", phone.clone())]));
        }
        let subject = about(&format!("notice-{}-subject", self.topic.word()), &[]);
        (one_line(&subject).into_owned(), lines.join("\n\n") + "\n")
    }

    fn values(&self, mail: &MailSettings, words: &Words) -> Vec<(&'static str, String)> {
        let day = |day: Date| ("date", words.date(&FhirDate::day(day)));
        match self.topic {
            Topic::Code(code) => vec![("code", code.clone())],
            Topic::NewBrowser(at)
            | Topic::Locked(at)
            | Topic::SignIn(at)
            | Topic::AccountEnded(at)
            | Topic::People(at)
            | Topic::Shown(at)
            | Topic::Sent(at)
            | Topic::NotSent(at)
            | Topic::Emergency(at) => {
                let there = at.to_zoned(mail.zone.clone());
                let time = words.time(there.hour(), there.minute());
                vec![day(there.date()), ("time", format!("{time} {}", there.strftime("%Z")))]
            }
            Topic::Record | Topic::Helped | Topic::Answer => Vec::new(),
            Topic::Ending(on) | Topic::TheirEnding(on) => vec![day(*on)],
        }
    }

    /// The message as it goes to the mail server. `None` where the site sends no e-mail.
    pub fn ready(&self, mail: &MailSettings) -> Result<Option<Ready>, Trouble> {
        let Some(from) = &mail.email_from else { return Ok(None) };
        let failed = |error: &dyn std::fmt::Display| {
            Trouble::lasting("send-failed-file", format!("the notice can't be made: {error}"))
        };
        let mailbox = |address: &str| {
            let address = address.parse().map_err(|error| failed(&error))?;
            Ok::<_, Trouble>(Mailbox::new(None, address))
        };
        let name = one_line(&mail.organization.name).into_owned();
        let (subject, text) = self.told(mail);
        let automatic = HeaderName::new_from_ascii_str("Auto-Submitted");
        let id = base32(&sha256(self.id.as_bytes()));
        let message = lettre::Message::builder()
            .from(Mailbox { name: Some(name), ..mailbox(from)? })
            .to(mailbox(self.to)?)
            .date(self.at.into())
            .message_id(Some(message_id(from, &id)))
            .subject(subject)
            .raw_header(HeaderValue::new(automatic, "auto-generated".to_owned()))
            .singlepart(SinglePart::builder().header(ContentType::TEXT_PLAIN).body(text))
            .map_err(|error| failed(&error))?;
        Ok(Some(Ready { from: from.clone(), to: self.to.to_owned(), bytes: message.formatted() }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::direct::tests::place;

    fn all() -> [Topic; 15] {
        let (at, day) = ("2026-05-03T16:05:00Z".parse().unwrap(), "2026-06-01".parse().unwrap());
        [
            Topic::Code("ABCD-EFGH-JKMN".to_owned()),
            Topic::NewBrowser(at),
            Topic::Locked(at),
            Topic::SignIn(at),
            Topic::AccountEnded(at),
            Topic::People(at),
            Topic::Shown(at),
            Topic::Sent(at),
            Topic::NotSent(at),
            Topic::Emergency(at),
            Topic::Record,
            Topic::Helped,
            Topic::Answer,
            Topic::Ending(day),
            Topic::TheirEnding(day),
        ]
    }

    fn told(topic: &Topic, language: Language) -> (String, String) {
        let at = "2026-05-03T16:06:00Z".parse().unwrap();
        let to = "ana@example.org";
        Notice { id: "1", to, topic, language, at }.told(&place().mail)
    }

    #[test]
    fn both_languages_say_the_same_things() {
        assert_eq!(bluebutton_record::words::parity(&[EN], &[ES]), Vec::<String>::new());
    }

    #[test]
    fn every_message_is_made_of_whole_sentences_in_both_languages() {
        for (language, hello) in [(Language::English, "Hello,"), (Language::Spanish, "Hola:")] {
            for topic in all() {
                let (subject, text) = told(&topic, language);
                assert!(subject.contains("Riverside Family Clinic"), "{subject}");
                assert!(text.starts_with(hello), "{text}");
                assert!(text.contains("555-0100"), "{text}");
                for wrong in ["notice-", "{ $", "{$"] {
                    assert!(!text.contains(wrong) && !subject.contains(wrong), "{subject}\n{text}");
                }
            }
        }
        let (_, text) = told(&all()[1], Language::English);
        assert!(text.contains("on May 3, 2026 at 4:05\u{a0}PM UTC"), "{text}");
    }

    #[test]
    fn a_message_leads_home_and_nowhere_into_a_record() {
        for topic in all() {
            let (_, text) = told(&topic, Language::English);
            let links: Vec<&str> =
                text.split_whitespace().filter(|word| word.contains("://")).collect();
            let home = "https://records.riverside.example";
            assert!(links.iter().all(|link| *link == home), "{links:?}");
        }
    }

    #[test]
    fn a_message_says_that_a_program_wrote_it() {
        let (topic, at) = (Topic::Record, "2026-05-03T16:06:00Z".parse().unwrap());
        let language = Language::Spanish;
        let notice = Notice { id: "1", to: "ana@example.org", topic: &topic, language, at };
        let ready = notice.ready(&place().mail).unwrap().unwrap();
        let bytes = String::from_utf8(ready.bytes).unwrap();
        assert!(bytes.contains("Auto-Submitted: auto-generated\r\n"), "{bytes}");
        assert_eq!(ready.to, "ana@example.org");
        let nobody = MailSettings { email_from: None, ..place().mail };
        assert!(notice.ready(&nobody).unwrap().is_none());
    }
}
