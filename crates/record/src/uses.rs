//! For which uses a restriction holds: what a patient asked to be kept from one recipient is not kept
//! from everybody.
//!
//! Law: 45 CFR 164.522(a)(1).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// The uses for which a restriction holds. None of them: it holds for nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Uses {
    /// Sent to one of these: an address (`dr.lee@clinic.example`), or a domain with all that lies
    /// under it (`plan.example`); in small letters.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub recipients: BTreeSet<String>,
    /// Sent to anybody.
    #[serde(default)]
    pub sends: bool,
    /// Taken as a file by others than the patient: by people they let in, apps, exports.
    #[serde(default)]
    pub files: bool,
}

/// For what a record is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose<'a> {
    /// To be looked at.
    Look,
    /// For a file.
    File {
        /// Whether the patient takes it.
        is_own: bool,
    },
    /// To be sent to that address.
    Send {
        /// The address.
        to: &'a str,
    },
    /// To be read by somebody else's app: whatever it may do with what it read.
    App,
}

impl Uses {
    /// Whether it holds for that. An address that can't be told apart is taken to be meant.
    pub fn cover(&self, purpose: Purpose<'_>) -> bool {
        match purpose {
            Purpose::Look => false,
            // Who is behind it can't be told apart from the recipients that were meant.
            Purpose::App => self.are_any(),
            Purpose::File { is_own } => self.files && !is_own,
            Purpose::Send { to } => {
                self.sends || self.recipients.iter().any(|meant| is_meant(meant, to))
            }
        }
    }

    /// Whether it holds for anything at all.
    pub fn are_any(&self) -> bool {
        self.sends || self.files || !self.recipients.is_empty()
    }
}

/// What somebody typed as a recipient: an address or a domain; `None` where it is neither.
pub fn recipient(typed: &str) -> Option<String> {
    let typed = typed.trim().trim_end_matches('.').to_lowercase();
    let typed = typed.strip_prefix('@').unwrap_or(&typed).to_owned();
    let domain = match typed.split_once('@') {
        Some((local, domain)) if !local.is_empty() => domain,
        Some(_) => return None,
        None => typed.as_str(),
    };
    let is_label = |label: &str| {
        !label.is_empty() && label.chars().all(|sign| sign.is_alphanumeric() || sign == '-')
    };
    (domain.contains('.') && domain.split('.').all(is_label)).then_some(typed)
}

fn is_meant(meant: &str, to: &str) -> bool {
    let to = to.trim().trim_end_matches('.').to_lowercase();
    let domain = to.rsplit_once('@').map(|(_, domain)| domain);
    match (meant.contains('@'), domain) {
        // Where there is no address to compare, it is not known to be another.
        (_, None) => true,
        (true, _) => meant == to,
        (false, Some(domain)) => {
            domain == meant || domain.strip_suffix(meant).is_some_and(|above| above.ends_with('.'))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(recipient: &str) -> Uses {
        Uses { recipients: BTreeSet::from([recipient.to_owned()]), ..Uses::default() }
    }

    #[test]
    fn a_domain_means_every_address_in_it_and_under_it_and_no_other() {
        let plan = of("plan.example");
        for to in ["claims@plan.example", "Claims@PLAN.example.", "a@direct.plan.example"] {
            assert!(plan.cover(Purpose::Send { to }), "{to}");
        }
        for to in ["claims@otherplan.example", "plan.example@clinic.example"] {
            assert!(!plan.cover(Purpose::Send { to }), "{to}");
        }
        assert!(!plan.cover(Purpose::Look) && !plan.cover(Purpose::File { is_own: false }));
    }

    #[test]
    fn an_address_means_itself() {
        let dr = of("dr.lee@clinic.example");
        assert!(dr.cover(Purpose::Send { to: "Dr.Lee@clinic.example" }));
        assert!(!dr.cover(Purpose::Send { to: "lee@clinic.example" }));
        assert!(dr.cover(Purpose::Send { to: "no address" }), "what is not known is withheld");
    }

    #[test]
    fn files_of_the_patient_are_their_own() {
        let files = Uses { files: true, ..Uses::default() };
        assert!(files.cover(Purpose::File { is_own: false }));
        assert!(!files.cover(Purpose::File { is_own: true }));
        assert!(!Uses::default().are_any() && files.are_any());
    }

    #[test]
    fn what_is_no_recipient_is_not_taken() {
        assert_eq!(recipient(" @Plan.Example. ").as_deref(), Some("plan.example"));
        assert_eq!(recipient("A@b.example").as_deref(), Some("a@b.example"));
        for typed in ["", "plan", "@", "a@", "a@b", "two words.example", "a@@b.example"] {
            assert_eq!(recipient(typed), None, "{typed}");
        }
    }
}
