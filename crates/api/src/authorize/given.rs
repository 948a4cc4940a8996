//! What a person said yes to: of what was asked, what they left ticked.

use std::collections::BTreeSet;

use bluebutton_oauth::authorize::Checked;
use bluebutton_oauth::granted::{self, Granted, Interaction, Opens};
use bluebutton_record::Section;
use bluebutton_record::terms::ScopeRule;
use bluebutton_store::apps::Consent;
use bluebutton_web::fields::Fields;
use jiff::ToSpan as _;
use jiff::civil::Date;

use super::ask::{comes_again, days, parts_of, touched};
use crate::services::Services;

/// The consent of a form; `None` where nothing is left of what was asked, or the form was changed.
pub(super) fn consent(services: &Services, checked: &Checked, fields: &Fields) -> Option<Consent> {
    let touched = touched(&checked.scopes);
    let ticked: BTreeSet<Section> =
        fields.all("part").filter_map(Section::parse).filter(|one| touched.contains(one)).collect();
    let scopes = left(&checked.scopes, &ticked);
    let opens: BTreeSet<ScopeRule> = [Interaction::Read, Interaction::Search]
        .into_iter()
        .flat_map(|interaction| granted::opens(&scopes, interaction))
        .map(|Opens { kind, category }| ScopeRule { kind, category })
        .collect();
    if opens.is_empty() {
        return None;
    }
    // Where an app may see every type and no part was taken off, nothing is chosen: it sees whole documents.
    let is_whole = opens.iter().any(|rule| rule.kind.is_none() && rule.category.is_none());
    let topics = services.store.topics();
    let is_known = |slug: &&str| topics.all().iter().any(|topic| topic.slug == *slug);
    Some(Consent {
        with_code: String::new(),
        app: checked.client_id.clone(),
        scopes: granted::told(&scopes),
        opens,
        sections: (!is_whole || ticked != touched).then_some(ticked),
        topics: fields.all("topic").filter(is_known).map(str::to_owned).collect(),
        until: Some(until(services, &scopes, fields.get("days"))?),
        redirect_uri: checked.redirect_uri.clone(),
        challenge: checked.challenge.clone(),
    })
}

/// The scopes of which something is left: an app is told what it does not have.
fn left(scopes: &[Granted], ticked: &BTreeSet<Section>) -> Vec<Granted> {
    let is_left = |one: &&Granted| {
        let parts = parts_of(std::slice::from_ref(*one));
        parts.is_none_or(|parts| parts.iter().any(|one| ticked.contains(one)))
    };
    scopes.iter().filter(is_left).cloned().collect()
}

/// The last day. An app that does not come again has its hour, which may end tomorrow.
fn until(services: &Services, scopes: &[Granted], chosen: &str) -> Option<Date> {
    let today = services.now().to_zoned(services.site.zone.clone()).date();
    if !comes_again(scopes) {
        return today.checked_add(1.day()).ok();
    }
    let chosen: u16 = chosen.parse().ok()?;
    let is_offered = days(services.settings.days_max).contains(&chosen);
    is_offered.then(|| today.checked_add(i64::from(chosen).days()).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::served;

    fn of(scopes: &str, ticked: &[Section]) -> String {
        let all = granted::granted(scopes, served::is_served);
        granted::told(&left(&all, &ticked.iter().copied().collect()))
    }

    #[test]
    fn an_app_is_told_that_it_does_not_have_what_was_taken_off() {
        let asked = "launch/patient patient/Patient.rs patient/Condition.rs patient/Observation.rs";
        assert_eq!(
            of(asked, &[Section::VitalSigns]),
            "launch/patient patient/Patient.rs patient/Observation.rs"
        );
        assert_eq!(of(asked, &[]), "launch/patient patient/Patient.rs");
        assert_eq!(of("patient/*.rs", &[]), "");
        assert_eq!(of("patient/*.rs", &[Section::Results]), "patient/*.rs");
        let of_laboratory = format!("patient/Observation.rs?category={CATEGORIES}|laboratory");
        assert_eq!(of(&of_laboratory, &[Section::VitalSigns]), "");
        assert_eq!(of(&of_laboratory, &[Section::Results]), of_laboratory);
    }

    const CATEGORIES: &str = "http://terminology.hl7.org/CodeSystem/observation-category";

    #[test]
    fn a_person_is_asked_about_the_parts_that_the_app_would_see_and_no_more() {
        let parts = |scopes: &str| -> Vec<Section> {
            touched(&granted::granted(scopes, served::is_served)).into_iter().collect()
        };
        let of =
            |category: &str| format!("patient/Observation.rs?category={CATEGORIES}|{category}");
        assert_eq!(parts(&of("laboratory")), [Section::Results]);
        assert_eq!(parts(&of("vital-signs")), [Section::VitalSigns]);
        assert_eq!(parts(&of("social-history")), [Section::SocialHistory]);
        assert!(parts(&of("therapy")).len() > 1, "a category that says nothing of the part");
        assert!(parts("patient/Observation.rs").contains(&Section::VitalSigns));
        assert_eq!(parts("patient/Patient.rs"), []);
    }
}
