//! The languages that the program speaks.

/// A language the program speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// English, United States.
    #[default]
    English,
    /// Spanish, United States.
    Spanish,
}

impl Language {
    /// All languages.
    pub const ALL: [Language; 2] = [Self::English, Self::Spanish];

    /// The language tag: `en` or `es`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Spanish => "es",
        }
    }

    /// The language of a tag such as `es-MX`.
    pub fn parse(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(primary))
    }
}
