//! The formats in which a record is given.

/// A file format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// PDF, to print and to keep.
    Pdf,
    /// A web page in one file.
    Html,
    /// Plain text.
    Text,
    /// For a doctor's computer system.
    Ccda,
    /// For an app.
    Fhir,
    /// For a program that reads line by line.
    Ndjson,
    /// One page to hand over, and the same for the wallet (PDF).
    Summary,
}

impl Format {
    /// All formats, in the order they are offered.
    pub const ALL: [Format; 7] =
        [Self::Pdf, Self::Html, Self::Text, Self::Ccda, Self::Fhir, Self::Ndjson, Self::Summary];

    /// The word in URLs, options and audit lines: `pdf`, `html`, `text`, `ccda`, `fhir`,
    /// `ndjson`, `summary`.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Html => "html",
            Self::Text => "text",
            Self::Ccda => "ccda",
            Self::Fhir => "fhir",
            Self::Ndjson => "ndjson",
            Self::Summary => "summary",
        }
    }

    /// The ending of its files.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Pdf | Self::Summary => "pdf",
            Self::Html => "html",
            Self::Text => "txt",
            Self::Ccda => "xml",
            Self::Fhir => "json",
            Self::Ndjson => "ndjson",
        }
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf | Self::Summary => "application/pdf",
            Self::Html => "text/html; charset=utf-8",
            Self::Text => "text/plain; charset=utf-8",
            Self::Ccda => "application/xml",
            Self::Fhir => "application/fhir+json",
            Self::Ndjson => "application/fhir+ndjson",
        }
    }

    /// Whether programs read it, and nobody else: it counts resources, as they do.
    pub(super) fn is_for_machines(self) -> bool {
        matches!(self, Self::Fhir | Self::Ndjson)
    }

    /// The format of that word.
    pub fn parse(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.slug() == slug)
    }

    /// About how many bytes a resource has in it, in the middle of all we know.
    pub(super) fn bytes_about(self) -> usize {
        match self {
            Self::Text => 300,
            Self::Html => 600,
            Self::Ccda => 3_000,
            Self::Pdf | Self::Summary | Self::Fhir | Self::Ndjson => 1_500,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_is_found_by_its_word() {
        for format in Format::ALL {
            assert_eq!(Format::parse(format.slug()), Some(format));
        }
        assert_eq!(Format::parse("docx"), None);
    }
}
