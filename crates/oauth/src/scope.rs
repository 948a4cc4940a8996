//! SMART scopes, version 1 (`patient/Observation.read`) and 2 (`patient/Observation.rs?category=…`).
//!
//! Standard: <https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html>

/// Whose data a scope speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// One patient's: the one of the launch.
    Patient,
    /// What the person signed in may see.
    User,
    /// What a backend service was granted.
    System,
}

/// What may be done, each letter of `cruds`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Interactions {
    /// `c`
    pub create: bool,
    /// `r`
    pub read: bool,
    /// `u`
    pub update: bool,
    /// `d`
    pub delete: bool,
    /// `s`
    pub search: bool,
}

/// A scope that speaks of resources.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceScope {
    /// Whose data.
    pub level: Level,
    /// The type; `None` is `*`.
    pub kind: Option<String>,
    /// What may be done.
    pub interactions: Interactions,
    /// Search parameters that narrow it: name and value, as they came.
    pub narrowed_by: Vec<(String, String)>,
}

impl ResourceScope {
    /// Reads one scope; `None` if it does not speak of resources or is malformed.
    pub fn parse(scope: &str) -> Option<Self> {
        let (scope, query) = match scope.split_once('?') {
            Some((scope, query)) => (scope, Some(query)),
            None => (scope, None),
        };
        let (level, rest) = scope.split_once('/')?;
        let (kind, letters) = rest.split_once('.')?;
        let level = match level {
            "patient" => Level::Patient,
            "user" => Level::User,
            "system" => Level::System,
            _ => return None,
        };
        let is_kind = kind.starts_with(|first: char| first.is_ascii_uppercase())
            && kind.bytes().all(|byte| byte.is_ascii_alphabetic());
        let kind = match kind {
            "*" => None,
            _ if is_kind => Some(kind.to_owned()),
            _ => return None,
        };
        let narrowed_by = match query {
            Some(query) => narrowing(query)?,
            None => Vec::new(),
        };
        let interactions = Interactions::parse(letters)?;
        Some(Self { level, kind, interactions, narrowed_by })
    }

    /// As version 2 writes it: `patient/Observation.rs?category=…`.
    pub fn text(&self) -> String {
        let level = match self.level {
            Level::Patient => "patient",
            Level::User => "user",
            Level::System => "system",
        };
        let kind = self.kind.as_deref().unwrap_or("*");
        let mut text = format!("{level}/{kind}.{}", self.interactions.letters());
        for (place, (name, value)) in self.narrowed_by.iter().enumerate() {
            text.push(if place == 0 { '?' } else { '&' });
            text.push_str(name);
            text.push('=');
            text.push_str(value);
        }
        text
    }

    /// Whether it covers reading that type (further narrowing apart).
    pub fn covers_read(&self, kind: &str) -> bool {
        self.interactions.read && self.kind.as_deref().is_none_or(|own| own == kind)
    }
}

impl Interactions {
    /// The letters of version 2, in their order.
    fn letters(self) -> String {
        let all = [
            (self.create, 'c'),
            (self.read, 'r'),
            (self.update, 'u'),
            (self.delete, 'd'),
            (self.search, 's'),
        ];
        all.iter().filter(|(is, _)| *is).map(|(_, letter)| *letter).collect()
    }

    /// Reads the letters of version 2 (in the order `cruds`) or a word of version 1.
    fn parse(letters: &str) -> Option<Self> {
        let reads = Self { read: true, search: true, ..Self::default() };
        let writes = Self { create: true, update: true, delete: true, ..Self::default() };
        match letters {
            "read" => return Some(reads),
            "write" => return Some(writes),
            "*" => return Some(Self { read: true, search: true, ..writes }),
            _ => {}
        }
        let mut order = "cruds".chars();
        let mut found = Self::default();
        for letter in letters.chars() {
            // Each letter once, and in order: `rs`, not `sr`.
            order.find(|next| *next == letter)?;
            match letter {
                'c' => found.create = true,
                'r' => found.read = true,
                'u' => found.update = true,
                'd' => found.delete = true,
                _ => found.search = true,
            }
        }
        (found != Self::default()).then_some(found)
    }
}

fn narrowing(query: &str) -> Option<Vec<(String, String)>> {
    query
        .split('&')
        .map(|pair| {
            let (name, value) = pair.split_once('=')?;
            (!name.is_empty() && !value.is_empty()).then(|| (name.to_owned(), value.to_owned()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn scopes_of_both_versions_are_understood() {
        let old = ResourceScope::parse("patient/Observation.read").unwrap();
        let new = ResourceScope::parse("patient/Observation.rs").unwrap();
        assert_eq!(old, new);
        assert!(new.covers_read("Observation"));
        assert!(!new.covers_read("Condition"));
        assert!(ResourceScope::parse("user/*.cruds").unwrap().covers_read("Condition"));
    }

    #[test]
    fn a_narrowed_scope_keeps_its_parameters() {
        let scope = ResourceScope::parse(
            "patient/Observation.rs?category=http://terminology.hl7.org/CodeSystem/\
             observation-category|laboratory",
        );
        assert_eq!(scope.unwrap().narrowed_by[0].0, "category");
    }

    #[test]
    fn malformed_scopes_grant_nothing() {
        for text in [
            "",
            "openid",
            "launch/patient",
            "patient/observation.rs",
            "patient/Observation",
            "patient/Observation.sr",
            "patient/Observation.x",
            "patient/Observation.",
            "patient/Observation.rs?",
            "nobody/Observation.rs",
            "patient/*.rr",
        ] {
            assert_eq!(ResourceScope::parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in ".{0,60}") {
            let _ = ResourceScope::parse(&text);
        }
    }
}
