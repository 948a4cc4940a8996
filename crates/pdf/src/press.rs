//! The press: fixed templates and fonts, one data file, one PDF. Knows nothing of health records.
//!
//! Files of the templates exist only here, at fixed virtual paths: typst keeps every path it has
//! seen for the life of the process, so none is ever made for a document.

use std::sync::OnceLock;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt as _, World, WorldExt as _};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::PdfError;

/// What a PDF is printed from. It can be handed to another process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plate {
    /// `data.json`
    pub data: Vec<u8>,
    /// `attachment-0`, `attachment-1` …
    pub attachments: Vec<Vec<u8>>,
    /// When it was made, microseconds since 1970 (UTC).
    pub made_at: i64,
}

/// Files that can hang on one paper.
pub(crate) const ATTACHMENTS_MAX: usize = 4;

/// Prints a plate as PDF/A-3a and PDF/UA-1.
pub fn print(plate: Plate) -> Result<Vec<u8>, PdfError> {
    let made_at = plate.made_at;
    let case = Case::get()?;
    let world = Desk {
        case,
        data: Bytes::new(plate.data),
        attachments: plate.attachments.into_iter().map(Bytes::new).collect(),
    };
    let outcome = lay_out(&world).and_then(|document| export(&world, &document, made_at));
    // What typst remembers of a document is somebody's health record: nothing of it stays.
    comemo::evict(0);
    outcome
}

/// Reads the fonts, so that the first print does not have to.
pub fn warm() -> Result<(), PdfError> {
    Case::get().map(|_| ())
}

/// Whether the fonts can show a character.
pub(crate) fn can_show(character: char) -> bool {
    character.is_ascii_graphic()
        || matches!(character, ' ' | '\n')
        || Case::get().is_ok_and(|case| {
            let covers = |font: &Font| font.info().coverage.contains(character as u32);
            case.fonts.iter().any(covers)
        })
}

fn lay_out(world: &Desk) -> Result<PagedDocument, PdfError> {
    typst::compile(world).output.map_err(|problems| refused(world, "lay out", &problems))
}

fn export(world: &Desk, document: &PagedDocument, made_at: i64) -> Result<Vec<u8>, PdfError> {
    let standards = PdfStandards::new(&[PdfStandard::A_3a, PdfStandard::Ua_1])
        .map_err(|problem| PdfError(format!("the PDF standards were refused: {problem:?}")))?;
    let options = PdfOptions {
        creator: Smart::Custom(Some("Blue Button".into())),
        timestamp: timestamp(made_at),
        standards,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(document, &options).map_err(|problems| refused(world, "export", &problems))
}

fn timestamp(made_at: i64) -> Option<typst_pdf::Timestamp> {
    let moment = Timestamp::from_microsecond(made_at).ok()?.to_zoned(TimeZone::UTC).datetime();
    let [month, day, hour, minute, second] =
        [moment.month(), moment.day(), moment.hour(), moment.minute(), moment.second()]
            .map(i8::unsigned_abs);
    Datetime::from_ymd_hms(i32::from(moment.year()), month, day, hour, minute, second)
        .map(typst_pdf::Timestamp::new_utc)
}

/// Says where in the templates it went wrong. Typst's own words may quote the record.
fn refused(world: &Desk, what: &str, problems: &[SourceDiagnostic]) -> PdfError {
    let place = problems.iter().find_map(|problem| {
        let id = problem.span.id()?;
        let start = world.range(problem.span)?.start;
        let line = world.source(id).ok()?.text().get(..start)?.matches('\n').count() + 1;
        Some(format!("{} line {line}", id.get().vpath().get_without_slash()))
    });
    let place = place.unwrap_or_else(|| "no place given".to_owned());
    PdfError(format!("typst could not {what} it ({place}, {} problems)", problems.len()))
}

/// What is the same for every document: the type case.
struct Case {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    templates: Vec<Source>,
    data: FileId,
    attachments: Vec<FileId>,
}

impl Case {
    fn get() -> Result<&'static Self, PdfError> {
        static CASE: OnceLock<Option<Case>> = OnceLock::new();
        CASE.get_or_init(Self::make)
            .as_ref()
            .ok_or_else(|| PdfError("the built-in templates could not be set up".to_owned()))
    }

    fn make() -> Option<Self> {
        let fonts: Vec<Font> =
            FONTS.iter().filter_map(|bytes| Font::new(Bytes::new(*bytes), 0)).collect();
        let templates: Option<Vec<Source>> = TEMPLATES
            .iter()
            .map(|(name, text)| Some(Source::new(file(name)?, (*text).to_owned())))
            .collect();
        let attachments: Option<Vec<FileId>> =
            (0..ATTACHMENTS_MAX).map(|at| file(&attachment_path(at))).collect();
        Some(Self {
            library: LazyHash::new(Library::default()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            templates: templates?,
            data: file("data.json")?,
            attachments: attachments?,
        })
    }
}

/// The virtual path of the n-th attachment's bytes.
pub(crate) fn attachment_path(at: usize) -> String {
    format!("attachment-{at}")
}

fn file(name: &str) -> Option<FileId> {
    Some(RootedPath::new(VirtualRoot::Project, VirtualPath::new(name).ok()?).intern())
}

/// The world one document is typeset in.
struct Desk {
    case: &'static Case,
    data: Bytes,
    attachments: Vec<Bytes>,
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &self.case.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.case.book
    }

    fn main(&self) -> FileId {
        // `Case::make` gives up unless every template is there; `data` then only makes an error.
        self.case.templates.first().map_or(self.case.data, Source::id)
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let found = self.case.templates.iter().find(|template| template.id() == id);
        found.cloned().ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.case.data {
            return Ok(self.data.clone());
        }
        let at = self.case.attachments.iter().position(|attachment| *attachment == id);
        at.and_then(|at| self.attachments.get(at)).cloned().ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.case.fonts.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// The templates; the first one is the main file.
const TEMPLATES: [(&str, &str); 8] = [
    ("start.typ", include_str!("../templates/start.typ")),
    ("main.typ", include_str!("../templates/main.typ")),
    ("notice.typ", include_str!("../templates/notice.typ")),
    ("sheet.typ", include_str!("../templates/sheet.typ")),
    ("letters.typ", include_str!("../templates/letters.typ")),
    ("look.typ", include_str!("../templates/look.typ")),
    ("results.typ", include_str!("../templates/results.typ")),
    ("entries.typ", include_str!("../templates/entries.typ")),
];

/// Source Serif 4 and Source Sans 3 by Adobe, whole and unchanged, under the SIL Open Font License 1.1
/// (the licence texts are beside them).
const FONTS: [&[u8]; 5] = [
    include_bytes!("../fonts/SourceSerif4-Regular.otf"),
    include_bytes!("../fonts/SourceSerif4-Semibold.otf"),
    include_bytes!("../fonts/SourceSerif4-It.otf"),
    include_bytes!("../fonts/SourceSans3-Regular.otf"),
    include_bytes!("../fonts/SourceSans3-Semibold.otf"),
];
