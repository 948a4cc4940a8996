//! Which of the scopes that an app asks can be granted here, and what they open.
//!
//! Standard: <https://hl7.org/fhir/smart-app-launch/STU2.2/scopes-and-launch-context.html>. RFC 6749,
//! 3.3: what is not understood, or can't be kept to, is not granted; the app is told what is.

use crate::scope::{Interactions, Level, ResourceScope};

/// Something that is granted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Granted {
    /// To read or search resources of a patient.
    Resources {
        /// What is opened: never more than reading and searching.
        scope: ResourceScope,
        /// As the app is told of it: in the words it asked in, where those say no more.
        text: String,
    },
    /// Whose record it is, is told with the token.
    LaunchPatient,
    /// A refresh token that holds for as long as access was given.
    OfflineAccess,
    /// A refresh token for some hours.
    OnlineAccess,
    /// Who signed in: an id that is for the app alone (OpenID Connect).
    OpenId,
    /// The resource that tells of whoever signed in. Granted with [`Self::OpenId`] only.
    FhirUser,
}

/// One thing that a scope opens for an interaction: a type of resources (`None` is every type that is
/// served), and a category of it (`system|code`), where it is narrowed to one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Opens {
    /// The type.
    pub kind: Option<String>,
    /// The category.
    pub category: Option<String>,
}

/// What an app does with what it was granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interaction {
    /// Read one resource by its id (`r`).
    Read,
    /// Search a type (`s`).
    Search,
}

/// The one search parameter that a scope may be narrowed by here: what US Core asks for (Condition and
/// Observation), on every type. A scope narrowed by anything else is not granted: to grant it unnarrowed
/// would give more than was asked.
const NARROWS: &str = "category";

/// Nobody asks for more: each type of US Core, narrowed to each of its categories.
const SCOPES_MAX: usize = 100;

/// Narrowed to so many categories at most, in one scope.
const CATEGORIES_MAX: usize = 20;

impl Granted {
    /// What one scope can be granted as; `None` where it can't be. `serves` says which types are served.
    fn parse(scope: &str, serves: &impl Fn(&str) -> bool) -> Option<Self> {
        match scope {
            "launch/patient" => return Some(Self::LaunchPatient),
            "offline_access" => return Some(Self::OfflineAccess),
            "online_access" => return Some(Self::OnlineAccess),
            "openid" => return Some(Self::OpenId),
            "fhirUser" => return Some(Self::FhirUser),
            _ => {}
        }
        let asked = ResourceScope::parse(scope)?;
        let is_served = asked.kind.as_deref().is_none_or(serves);
        let is_kept = asked.narrowed_by.iter().all(|(name, value)| {
            name == NARROWS && categories(value).is_some_and(|all| all.len() <= CATEGORIES_MAX)
        });
        // Two conditions would have to hold at once; one rule can't say that.
        let is_simple = asked.narrowed_by.len() <= 1;
        let Interactions { read, search, .. } = asked.interactions;
        if asked.level != Level::Patient || !is_served || !is_kept || !is_simple {
            return None;
        }
        if !read && !search {
            return None;
        }
        let interactions = Interactions { read, search, ..Interactions::default() };
        let is_same = interactions == asked.interactions;
        let scope_granted = ResourceScope { interactions, ..asked };
        let text = if is_same { scope.to_owned() } else { scope_granted.text() };
        Some(Self::Resources { scope: scope_granted, text })
    }

    /// As the app is told of it.
    pub fn text(&self) -> &str {
        match self {
            Self::Resources { text, .. } => text,
            Self::LaunchPatient => "launch/patient",
            Self::OfflineAccess => "offline_access",
            Self::OnlineAccess => "online_access",
            Self::OpenId => "openid",
            Self::FhirUser => "fhirUser",
        }
    }

    /// What it opens for that interaction.
    fn opens(&self, interaction: Interaction) -> Vec<Opens> {
        let Self::Resources { scope, .. } = self else { return Vec::new() };
        let is_open = match interaction {
            Interaction::Read => scope.interactions.read,
            Interaction::Search => scope.interactions.search,
        };
        if !is_open {
            return Vec::new();
        }
        let kind = scope.kind.clone();
        match scope.narrowed_by.first() {
            None => vec![Opens { kind, category: None }],
            Some((_, value)) => {
                let each = categories(value).unwrap_or_default();
                let opens =
                    |one: &str| Opens { kind: kind.clone(), category: Some(one.to_owned()) };
                each.into_iter().map(opens).collect()
            }
        }
    }
}

/// What of the scopes of a request can be granted, each once, in the order asked.
pub fn granted(scopes: &str, serves: impl Fn(&str) -> bool) -> Vec<Granted> {
    let mut all: Vec<Granted> = Vec::new();
    for scope in scopes.split(' ').filter(|scope| !scope.is_empty()).take(SCOPES_MAX) {
        if let Some(one) = Granted::parse(scope, &serves)
            && !all.contains(&one)
        {
            all.push(one);
        }
    }
    // SMART: `fhirUser` is a claim of the token that `openid` asks for.
    if !all.contains(&Granted::OpenId) {
        all.retain(|one| *one != Granted::FhirUser);
    }
    all
}

/// The scopes as they are told and stored, with a space between.
pub fn told(all: &[Granted]) -> String {
    all.iter().map(Granted::text).collect::<Vec<_>>().join(" ")
}

/// All that those scopes open for an interaction.
pub fn opens(all: &[Granted], interaction: Interaction) -> Vec<Opens> {
    let mut opens: Vec<Opens> = all.iter().flat_map(|one| one.opens(interaction)).collect();
    opens.sort();
    opens.dedup();
    opens
}

/// What remains of a grant where an app asks for less with a refresh token (RFC 6749, 6): each scope has
/// to be one of those that were granted, word for word. `None` where one is not.
pub fn narrowed(all: &[Granted], asked: &str) -> Option<Vec<Granted>> {
    let asked: Vec<&str> = asked.split(' ').filter(|scope| !scope.is_empty()).collect();
    let is_granted = |scope: &&str| all.iter().any(|one| one.text() == *scope);
    if asked.is_empty() || !asked.iter().all(is_granted) {
        return None;
    }
    Some(all.iter().filter(|one| asked.contains(&one.text())).cloned().collect())
}

/// `system|code`, with commas between several; `None` where one is anything else.
fn categories(value: &str) -> Option<Vec<&str>> {
    let is_whole = |one: &&str| {
        one.split_once('|').is_some_and(|(system, code)| {
            system.contains(':') && !code.is_empty() && !code.contains('|')
        })
    };
    let all: Vec<&str> = value.split(',').collect();
    all.iter().all(is_whole).then_some(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LAB: &str = "http://terminology.hl7.org/CodeSystem/observation-category|laboratory";

    fn served(kind: &str) -> bool {
        ["Observation", "Condition", "Patient"].contains(&kind)
    }

    fn of(scopes: &str) -> String {
        told(&granted(scopes, served))
    }

    #[test]
    fn what_is_granted_is_told_in_the_words_it_was_asked_in() {
        let asked = "launch/patient patient/Observation.read patient/Condition.rs offline_access";
        assert_eq!(of(asked), asked);
        assert_eq!(of("patient/Patient.rs patient/Patient.rs"), "patient/Patient.rs");
    }

    #[test]
    fn nobody_is_given_more_than_reading_and_searching() {
        assert_eq!(of("patient/Observation.cruds"), "patient/Observation.rs");
        assert_eq!(of("patient/Observation.*"), "patient/Observation.rs");
        assert_eq!(of("patient/*.cud patient/Observation.write"), "");
        let narrow = format!("patient/Observation.cruds?category={LAB}");
        assert_eq!(of(&narrow), format!("patient/Observation.rs?category={LAB}"));
    }

    #[test]
    fn what_is_of_all_patients_or_of_a_type_that_is_not_served_is_not_granted() {
        assert_eq!(of("user/Observation.rs system/*.rs patient/Binary.rs launch profile"), "");
    }

    #[test]
    fn who_signed_in_is_told_with_openid_only() {
        assert_eq!(of("fhirUser openid patient/Patient.rs"), "fhirUser openid patient/Patient.rs");
        assert_eq!(of("fhirUser patient/Patient.rs"), "patient/Patient.rs");
        let all = granted("openid fhirUser patient/Patient.rs", served);
        let less = narrowed(&all, "openid patient/Patient.rs").unwrap();
        assert_eq!(told(&less), "openid patient/Patient.rs");
    }

    #[test]
    fn a_scope_that_can_not_be_kept_to_is_not_granted_wider() {
        for narrowed in [
            "patient/Observation.rs?code=http://loinc.org|4548-4",
            "patient/Observation.rs?category=laboratory",
            "patient/Observation.rs?category=|laboratory",
            "patient/Observation.rs?category=http://a|b&code=c",
            "patient/Observation.rs?category=http://a|b&category=http://a|c",
            "patient/Observation.rs?category=http://a|b,c",
            "patient/Observation.rs?category:not=http://a|b",
        ] {
            assert_eq!(of(narrowed), "", "{narrowed}");
        }
    }

    #[test]
    fn each_interaction_opens_what_its_own_letter_says() {
        let all = granted(
            &format!("patient/Observation.r?category={LAB},http://x|y patient/Condition.s"),
            served,
        );
        let reads = opens(&all, Interaction::Read);
        assert_eq!(reads.len(), 2);
        assert!(reads.iter().all(|one| one.kind.as_deref() == Some("Observation")));
        assert_eq!(reads[0].category.as_deref(), Some(LAB));
        let searches = opens(&all, Interaction::Search);
        assert_eq!(searches, [Opens { kind: Some("Condition".to_owned()), category: None }]);
    }

    #[test]
    fn a_refresh_never_widens() {
        let all = granted("patient/Observation.rs patient/Condition.rs offline_access", served);
        assert_eq!(told(&narrowed(&all, "patient/Condition.rs").unwrap()), "patient/Condition.rs");
        for wider in
            ["patient/*.rs", "patient/Condition.rs patient/Patient.rs", "", "patient/Observation.r"]
        {
            assert_eq!(narrowed(&all, wider), None, "{wider}");
        }
    }

    proptest! {
        #[test]
        fn what_was_granted_is_granted_again_and_is_the_same(text in "[a-zA-Z/.*?=|:, ]{0,80}") {
            let once = granted(&text, served);
            let again = granted(&told(&once), served);
            prop_assert_eq!(&once, &again);
            for interaction in [Interaction::Read, Interaction::Search] {
                prop_assert_eq!(opens(&once, interaction), opens(&again, interaction));
            }
        }
    }
}
