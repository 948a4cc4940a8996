//! What was done of several possible things, within one event.

use serde::{Deserialize, Serialize};

/// How far a record is on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SendingStep {
    /// Somebody asked for it.
    Asked,
    /// The risk of plain e-mail was accepted (45 CFR 164.524(c), OCR guidance).
    RiskAccepted,
    /// The record was opened for it.
    Opened,
    /// It was handed to the recipient's server.
    Sent,
    /// It was given up.
    Failed,
    /// The program stopped while it was handed over: it may have gone out.
    Uncertain,
}

/// What was changed about how somebody signs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SignInChange {
    /// The password.
    Password,
    /// The second factor.
    SecondFactor,
    /// The recovery codes.
    RecoveryCodes,
    /// A passkey was added.
    PasskeyAdded,
    /// A passkey was removed.
    PasskeyRemoved,
    /// An account elsewhere was connected.
    IdentityAdded,
    /// An account elsewhere is connected no longer.
    IdentityRemoved,
    /// Where messages go.
    NoticeAddress,
    /// Messages that would tell of somebody else's doing were switched off.
    NoticesFewer,
    /// Staff made a code for whoever can't sign in any more.
    RecoveryStarted,
    /// That code was used: password and second factor are new.
    RecoveryUsed,
}

/// What was changed about somebody who was let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GrantChange {
    /// What they may do and see, or from when and until when.
    Terms,
    /// One entry or visit was hidden from them.
    EntryHidden,
    /// One entry or visit is shown to them again.
    EntryShown,
    /// The last change was taken back.
    TakenBack,
    /// Access that was ended was given back.
    GivenBack,
}

/// What was done about somebody who acts for a patient by law.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RepresentativeStep {
    /// The office entered them.
    Entered,
    /// The front desk made their code.
    CodeMade,
    /// The office ended it.
    Ended,
    /// The office gave it back.
    GivenBack,
    /// The office looked at it again, for the patient's birth date had changed.
    Confirmed,
    /// The patient, of age now, let them in as a caregiver.
    Renewed,
}

/// What was done with a court's order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OrderStep {
    /// It was entered, and ended the access of whoever it names.
    Entered,
    /// The office ended it.
    Ended,
    /// The office said that somebody of that name is not whom it means.
    Spared,
    /// The code of somebody of that name who is not whom it means was made, to be handed over by the office.
    CodeMade,
}

/// What was done with one of the site's rules of privacy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleDeed {
    /// What was done.
    pub step: RuleStep,
    /// The rule's id.
    pub rule: String,
    /// What it says, in one line.
    pub what: String,
}

/// What was done with a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RuleStep {
    /// It was said.
    Said,
    /// It was ended.
    Ended,
    /// It was ended, and is said again.
    BroughtBack,
}

/// What was done about an app.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AppStep {
    /// Somebody let it read a record.
    Allowed,
    /// It came for what it was let.
    Connected,
    /// It goes on: its token was made anew.
    Renewed,
    /// It read.
    Read,
    /// It gave back a token; it may come again.
    GaveBack,
    /// It may read no more.
    Ended,
    /// What only it should have was used twice: somebody stole it. It may read no more.
    Stopped,
    /// It came with a code that was too old, or could not prove that it was its own.
    Refused,
    /// It was registered.
    Registered,
    /// Staff said that it may be used.
    Opened,
    /// Staff said that it may not, or no more.
    Closed,
    /// It had registered itself, and nobody decided on it nor used it: it is gone.
    Dropped,
}

/// What was done with something that somebody wrote into a record themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OwnStep {
    /// It was written.
    Written,
    /// It was changed; what it said before stays in the history.
    Changed,
    /// It was taken back; it stays in the history.
    TakenBack,
}

/// What happened to a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SessionStep {
    /// The password was right; a code is asked for.
    Begun,
    /// Signed in.
    Whole,
    /// A second factor was given once more, before something that asks for it.
    Confirmed,
    /// This browser is not asked for a code for a while.
    Remembered,
    /// A wrong password, code or passkey.
    Refused,
    /// Too many attempts.
    Locked,
    /// Signed out, or ended with all others of the account.
    Ended,
}

/// An account elsewhere that somebody signed in with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Through {
    /// The provider, by its word in the settings.
    pub provider: String,
    /// The assurance in the provider's own words (`acr`).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub acr: Option<String>,
    /// The identity assurance level (NIST SP 800-63A): 0 where nothing is said of it.
    pub identity_level: u8,
    /// The authenticator assurance level (NIST SP 800-63B).
    pub authenticator_level: u8,
}
