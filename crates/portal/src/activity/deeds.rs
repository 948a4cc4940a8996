//! What was done, in the words of the catalog.

use bluebutton_record::Section;
use bluebutton_store::events::{
    AppStep, Event, GrantChange, OrderStep, OwnStep, RepresentativeStep, SendingStep, SessionStep,
    SignInChange,
};
use bluebutton_store::transmissions::Way;
use bluebutton_web::frame::Frame;

/// What was done, as the end of a sentence: "looked at: Medicines".
pub(super) fn did(frame: &Frame, event: &Event) -> String {
    let (id, name) = match event {
        Event::Viewed { page, .. } => {
            return frame.t1("activity-viewed", "page", page_word(frame, page));
        }
        Event::Downloaded { format, .. } => {
            return frame.t1("activity-downloaded", "format", format_word(frame, format));
        }
        Event::Sending { step, way: by, to, .. } => {
            return frame.t2(sending_word(*step), "to", to.clone(), "way", frame.t(way(*by)));
        }
        Event::SignInChanged { change, .. } => (change_word(*change), None),
        Event::Imported { .. } => ("activity-imported", None),
        Event::CaregiverInvited { name } => ("activity-caregiver-invited", Some(name)),
        Event::CaregiverAccepted => ("activity-caregiver-accepted", None),
        Event::CaregiverEnded { name } => ("activity-caregiver-ended", Some(name)),
        Event::CaregiverChanged { name, change } => (grant_word(*change), Some(name)),
        Event::AllAccessEnded => ("activity-all-access-ended", None),
        Event::Previewed { name } => ("activity-previewed", Some(name)),
        Event::InvitationMade => ("activity-invitation-made", None),
        Event::InvitationRevoked => ("activity-invitation-revoked", None),
        Event::InvitationUsed => ("activity-invitation-used", None),
        Event::AccountTied { name } => ("activity-account-tied", Some(name)),
        Event::AccountConfirmed { name } => ("activity-account-confirmed", Some(name)),
        Event::AccountUntied { name } => ("activity-account-untied", Some(name)),
        Event::FoundInSearch => ("activity-found-in-search", None),
        Event::MeasureListed { .. } => ("activity-measure-listed", None),
        Event::CardOpened => ("activity-card-opened", None),
        Event::RecordMerged { .. } => ("activity-record-merged", None),
        Event::RecordSplit { .. } => ("activity-record-split", None),
        Event::RecordErased => ("activity-record-erased", None),
        Event::Compared => ("activity-compared", None),
        Event::Matched { is_same: true } => ("activity-match-same", None),
        Event::Matched { is_same: false } => ("activity-match-other", None),
        Event::MatchTakenBack => ("activity-match-taken-back", None),
        Event::RestrictionSet => ("activity-restriction-set", None),
        Event::RestrictionEnded => ("activity-restriction-ended", None),
        Event::WithholdingReviewed => ("activity-withholding-reviewed", None),
        Event::Request { step, kind, .. } => {
            let kind = frame.t_shared(&format!("requests-{}", kind.slug()));
            return frame.t1(&format!("activity-request-{}", step.slug()), "what", kind);
        }
        Event::OwnEntry { step } => (own_word(*step), None),
        Event::Representative { step, name, authority } => {
            let authority = frame.t(&format!("authority-{}", authority.slug()));
            let id = representative_word(*step);
            return frame.t2(id, "to", name.clone(), "authority", authority);
        }
        Event::AccessOrder { step, name } => (order_word(*step), Some(name)),
        Event::App { step: AppStep::Read, name, what, .. } => {
            let what = kind_word(frame, what.as_deref().unwrap_or_default());
            return frame.t2("activity-app-read", "to", name.clone(), "what", what);
        }
        Event::App { step, name, .. } => (app_word(*step), Some(name)),
        Event::OfficePaperOpened => ("activity-office-paper-opened", None),
        Event::EmergencyOpened { .. } => ("activity-emergency-opened", None),
        Event::EmergencyEnded => ("activity-emergency-ended", None),
        Event::EmergencyReviewed { is_justified: true } => ("activity-emergency-right", None),
        Event::EmergencyReviewed { is_justified: false } => ("activity-emergency-wrong", None),
        Event::TrailRead => ("activity-trail-read", None),
        Event::TrailExported { .. } => ("activity-trail-exported", None),
        other => (did_at_the_site(other), None),
    };
    frame.t1(&frame.for_staff(id), "to", name.cloned().unwrap_or_default())
}

fn order_word(step: OrderStep) -> &'static str {
    match step {
        OrderStep::Entered => "activity-order-entered",
        OrderStep::Ended => "activity-order-ended",
        OrderStep::Spared => "activity-order-spared",
        OrderStep::CodeMade => "activity-order-code",
    }
}

/// What stands in the site's chain, or is of a newer program. Of rules and the hub, whose lines hold ids, the
/// trail says more (`staff/trail_words`).
fn did_at_the_site(event: &Event) -> &'static str {
    match event {
        Event::AccountMade { .. } => "trail-account-made",
        Event::AccountEnded { .. } => "trail-account-ended",
        Event::OfficesChanged { .. } => "trail-offices-changed",
        Event::KeysChanged => "trail-keys-changed",
        Event::LanguageChosen => "trail-language-chosen",
        Event::NoticesChosen => "trail-notices-chosen",
        Event::NoticeAddressAsked => "trail-notice-address",
        Event::Session { step, .. } => session_word(*step),
        Event::ReportOpened { .. } => "trail-report-opened",
        Event::QuarantineOpened { .. } => "trail-quarantine-opened",
        Event::QuarantineReleased { is_taken: true, .. } => "trail-quarantine-taken",
        Event::QuarantineReleased { is_taken: false, .. } => "trail-quarantine-removed",
        _ => "activity-other",
    }
}

fn representative_word(step: RepresentativeStep) -> &'static str {
    match step {
        RepresentativeStep::Entered => "activity-representative-entered",
        RepresentativeStep::CodeMade => "activity-representative-code-made",
        RepresentativeStep::Ended => "activity-representative-ended",
        RepresentativeStep::GivenBack => "activity-representative-given-back",
        RepresentativeStep::Confirmed => "activity-representative-confirmed",
        RepresentativeStep::Renewed => "activity-representative-renewed",
    }
}

fn app_word(step: AppStep) -> &'static str {
    match step {
        AppStep::Allowed => "activity-app-allowed",
        AppStep::Connected => "activity-app-connected",
        AppStep::Renewed | AppStep::Read => "activity-app-renewed",
        AppStep::GaveBack => "activity-app-gave-back",
        AppStep::Ended => "activity-app-ended",
        AppStep::Stopped => "activity-app-stopped",
        AppStep::Refused => "activity-app-refused",
        AppStep::Registered => "trail-app-registered",
        AppStep::Opened => "trail-app-opened",
        AppStep::Closed => "trail-app-closed",
        AppStep::Dropped => "trail-app-dropped",
    }
}

/// A type of resources, as people know it.
pub(crate) fn kind_word(frame: &Frame, kind: &str) -> String {
    let section = match kind {
        "Patient" | "RelatedPerson" => Section::About,
        "AllergyIntolerance" => Section::Allergies,
        "CarePlan" | "Goal" | "ServiceRequest" => Section::CarePlans,
        "CareTeam" => Section::CareTeam,
        "Condition" => Section::Conditions,
        "Coverage" => Section::Coverage,
        "Procedure" | "Device" => Section::Procedures,
        "DocumentReference" => Section::Documents,
        "Encounter" => Section::Visits,
        "Immunization" => Section::Vaccines,
        "MedicationRequest" | "MedicationDispense" | "MedicationStatement" | "Medication" => {
            Section::Medications
        }
        "QuestionnaireResponse" => Section::SocialHistory,
        // Laboratory, vital signs, answers to questions: what of them, only the app knows.
        "Observation" => return frame.t("activity-app-observations").into_owned(),
        "DiagnosticReport" | "Specimen" => Section::Results,
        _ => Section::Other,
    };
    frame.words().section(section).into_owned()
}

fn own_word(step: OwnStep) -> &'static str {
    match step {
        OwnStep::Written => "activity-own-written",
        OwnStep::Changed => "activity-own-changed",
        OwnStep::TakenBack => "activity-own-taken-back",
    }
}

fn session_word(step: SessionStep) -> &'static str {
    match step {
        SessionStep::Begun => "trail-session-begun",
        SessionStep::Whole => "trail-session-whole",
        SessionStep::Confirmed => "trail-session-confirmed",
        SessionStep::Remembered => "trail-session-remembered",
        SessionStep::Refused => "trail-session-refused",
        SessionStep::Locked => "trail-session-locked",
        SessionStep::Ended => "trail-session-ended",
    }
}

fn sending_word(step: SendingStep) -> &'static str {
    match step {
        SendingStep::Asked => "activity-transmit-ok",
        SendingStep::RiskAccepted => "activity-transmit-risk-accepted",
        SendingStep::Opened => "activity-transmit-sending",
        SendingStep::Sent => "activity-transmit-sent",
        SendingStep::Uncertain => "activity-transmit-may-have-gone",
        SendingStep::Failed => "activity-transmit-failed",
    }
}

fn change_word(change: SignInChange) -> &'static str {
    match change {
        SignInChange::Password => "activity-password-changed",
        SignInChange::SecondFactor => "activity-second-factor-renewed",
        SignInChange::RecoveryCodes => "activity-recovery-codes-renewed",
        SignInChange::PasskeyAdded => "activity-passkey-added",
        SignInChange::PasskeyRemoved => "activity-passkey-removed",
        SignInChange::IdentityAdded => "activity-identity-added",
        SignInChange::IdentityRemoved => "activity-identity-removed",
        SignInChange::NoticeAddress => "activity-notice-address",
        SignInChange::NoticesFewer => "activity-notices-fewer",
        SignInChange::RecoveryStarted => "activity-recovery-started",
        SignInChange::RecoveryUsed => "activity-recovery-used",
    }
}

fn grant_word(change: GrantChange) -> &'static str {
    match change {
        GrantChange::Terms => "activity-grant-changed",
        GrantChange::EntryHidden => "activity-grant-hidden",
        GrantChange::EntryShown => "activity-grant-shown",
        GrantChange::TakenBack => "activity-grant-undone",
        GrantChange::GivenBack => "activity-grant-given-back",
    }
}

/// The word of the catalog for a value that a newer or older version may have written.
fn known(frame: &Frame, prefix: &str, value: &str, values: &[&str]) -> String {
    let value = values.iter().find(|known| **known == value).unwrap_or(&"other");
    frame.t_shared(&format!("{prefix}{value}")).into_owned()
}

pub(super) fn page_word(frame: &Frame, page: &str) -> String {
    if Section::parse(page).is_some() || ["overview", "summary"].contains(&page) {
        return frame.t(&format!("nav-{page}")).into_owned();
    }
    let pages = [
        "timeline", "search", "visit", "entry", "document", "file", "people", "activity", "send",
        "download", "requests", "own", "apps",
    ];
    known(frame, "activity-page-", page, &pages)
}

pub(crate) fn format_word(frame: &Frame, format: &str) -> String {
    known(
        frame,
        "activity-format-",
        format,
        &[
            "pdf",
            "html",
            "text",
            "ccda",
            "fhir",
            "ndjson",
            "original",
            "activity",
            "calendar",
            "disclosures",
            "kept",
            "disclosures-pdf",
        ],
    )
}

pub(super) fn way(way: Way) -> &'static str {
    match way {
        Way::Direct => "activity-way-direct",
        Way::Email => "activity-way-email",
    }
}
