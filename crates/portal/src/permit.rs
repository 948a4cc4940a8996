//! From a request to a record: what a handler may do with one stands in its signature. [`MayView`] is
//! leave to show a page, made and told before the handler runs; [`Asking`] is somebody who wants
//! something done, which the store checks, tells and does in one transaction. Nothing else in the
//! portal opens a record, and somebody else's is not found.

use std::marker::PhantomData;

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use bluebutton_record::{PatientKey, Section, Selection};
use bluebutton_store::access::{Entered, PageEntry, Rights};
use bluebutton_store::accounts::Session;
use bluebutton_store::records::{AsFound, Record};
use bluebutton_store::{Action, RecordPermit, Who};
use bluebutton_web::frame::Frame;
use bluebutton_web::problem::Problem;
use bluebutton_web::session::{Caller, Sender, SignedIn};
use jiff::Timestamp;

use crate::services::Services;

/// A page of a record: what the patient's trail says of it, and which right it needs.
pub(crate) trait Page: Send + Sync + 'static {
    /// What is looked at. An address that names nothing is not found, and leaves no line.
    fn viewed(path: &RecordPath) -> Result<Viewed, Problem>;

    /// Whether somebody with these rights may have the page; who may not is told so.
    fn admits(rights: Rights) -> bool {
        rights.view
    }
}

/// What is looked at, in the words of the trail.
pub(crate) struct Viewed {
    page: &'static str,
    resource: Option<String>,
}

/// Somebody signed in may view page `P` of this record; the event is written.
pub(crate) struct MayView<P> {
    /// Who looks.
    pub(crate) session: SignedIn,
    /// The permit.
    pub(crate) permit: RecordPermit,
    /// The page's frame, with the record's banner.
    pub(crate) frame: Frame,
    /// The address.
    pub(crate) path: RecordPath,
    found: AsFound,
    page: PhantomData<P>,
}

/// Somebody signed in who asks to do `D` with this record ([`Download`], [`Transmit`], [`Manage`]).
/// Nothing is checked yet but the sign-in: the function of the store that does it checks.
pub(crate) struct Asking<D> {
    /// Who asks.
    pub(crate) session: SignedIn,
    /// The address.
    pub(crate) path: RecordPath,
    deed: PhantomData<D>,
}

/// To take a file along.
pub(crate) struct Download;

/// To have the record sent.
pub(crate) struct Transmit;

/// To change who may open the record, and what is shown of it.
pub(crate) struct Manage;

/// The address of a page of a record: whose it is, and the names that stand behind.
#[derive(Clone)]
pub(crate) struct RecordPath {
    /// Whose record.
    pub(crate) patient: PatientKey,
    parts: Vec<(String, String)>,
}

impl Viewed {
    /// A whole page.
    #[expect(clippy::unnecessary_wraps, reason = "what Page::viewed answers")]
    pub(crate) fn page(page: &'static str) -> Result<Self, Problem> {
        Ok(Self { page, resource: None })
    }

    /// One entry on a page of its own.
    pub(crate) fn entry(page: &'static str, local: &str) -> Self {
        Self { page, resource: Some(local.to_owned()) }
    }
}

impl<P: Page> MayView<P> {
    /// Checks, writes the event, and makes the frame: one transaction, the session's in it.
    async fn make(services: &Services, caller: Caller, path: RecordPath) -> Result<Self, Problem> {
        let Viewed { page, resource } = P::viewed(&path)?;
        let action = Action::View { page, resource };
        let entry = services.store.access().enter(caller.looks(), &path.patient, action).await?;
        let entered = match entry {
            PageEntry::In(entered) => *entered,
            PageEntry::NotYet(session) => return Err(refused(caller, Some(*session))),
            PageEntry::Nobody => return Err(refused(caller, None)),
        };
        let Entered { session, permit, record, has_others, found } = entered;
        if !P::admits(permit.rights()) {
            return Err(Problem::not_allowed());
        }
        let session = caller.signed_in(Some(session))?;
        let mut frame = session.frame();
        frame.has_other_records = has_others;
        frame.preview = permit.seen_as().map(|seen| seen.name.clone());
        frame.record = Some(record);
        frame.held = match permit.emergency_ends() {
            Some(ends) => Some(frame.t1("emergency-shown", "time", frame.moment(&ends))),
            None => held(services, &frame, &permit, &found).await?,
        };
        Ok(Self { session, permit, frame, path, found, page: PhantomData })
    }

    /// The record, as far as the permit shows it.
    pub(crate) async fn record(&self, services: &Services) -> Result<Record, Problem> {
        Ok(services.store.records().open_as_found(&self.permit, &self.found).await?)
    }
}

impl<D> Asking<D> {
    /// Whose record.
    pub(crate) fn patient(&self) -> &PatientKey {
        &self.path.patient
    }

    /// Who asks, for the store.
    pub(crate) fn who(&self) -> Who {
        self.session.who()
    }

    /// Instead of what was asked for, page `P` is shown, such as the form with what is missing in it.
    pub(crate) async fn view<P: Page>(self, services: &Services) -> Result<MayView<P>, Problem> {
        MayView::make(services, self.session.again(), self.path).await
    }
}

impl Asking<Download> {
    /// Leave to make a file of that; the event is written.
    pub(crate) async fn permit(
        &self,
        services: &Services,
        format: &'static str,
        selection: Selection,
    ) -> Result<RecordPermit, Problem> {
        let action = Action::Download { format, selection };
        Ok(services.store.access().open_to_read(&self.who(), self.patient(), action).await?)
    }
}

impl RecordPath {
    /// A name in the address, as the route calls it; `""` where it has none of it.
    pub(crate) fn part(&self, name: &str) -> &str {
        let found = self.parts.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value)
    }

    /// The section in the address.
    pub(crate) fn section(&self) -> Result<Section, Problem> {
        Section::parse(self.part("section")).ok_or_else(Problem::not_found)
    }

    async fn of(parts: &mut Parts, services: &Services) -> Result<Self, Problem> {
        let names = RawPathParams::from_request_parts(parts, services).await;
        let names = names.map_err(|_| Problem::not_found())?;
        let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        let parts: Vec<_> = names.iter().map(owned).collect();
        let key = parts.iter().find(|(name, _)| name == "key");
        let patient = key.and_then(|(_, key)| PatientKey::parse(key));
        Ok(Self { patient: patient.ok_or_else(Problem::not_found)?, parts })
    }
}

impl<P: Page> FromRequestParts<Services> for MayView<P> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, services: &Services) -> Result<Self, Problem> {
        let caller = Caller::of(parts, services)?;
        let path = RecordPath::of(parts, services).await;
        match path.and_then(|path| P::viewed(&path).map(|_| path)) {
            Ok(path) => Self::make(services, caller, path).await,
            Err(problem) => {
                // A stranger is asked to sign in, whatever the address.
                SignedIn::from_request_parts(parts, services).await?;
                Err(problem)
            }
        }
    }
}

impl<D> FromRequestParts<Services> for Asking<D> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, services: &Services) -> Result<Self, Problem> {
        let session = SignedIn::from_request_parts(parts, services).await?;
        let path = RecordPath::of(parts, services).await?;
        Ok(Self { session, path, deed: PhantomData })
    }
}

impl<D: Send> Sender for Asking<D> {
    fn form_key(&self) -> [u8; 32] {
        self.session.form_key()
    }
}

/// "2 entries are held back until …": what the patient is told where a rule of the site holds something
/// of what the page shows.
async fn held(
    services: &Services,
    frame: &Frame,
    permit: &RecordPermit,
    found: &AsFound,
) -> Result<Option<String>, Problem> {
    let Action::View { page, resource: None } = permit.action() else { return Ok(None) };
    let section = Section::parse(page);
    let is_of_all = PAGES_OF_ALL.contains(page);
    if !permit.may_hold_back() || section.is_none() && !is_of_all {
        return Ok(None);
    }
    let held = services.store.records().open_as_found(permit, found).await?.held();
    let of_page = held.iter().filter(|(own, _)| section.is_none_or(|section| section == **own));
    let (mut count, mut first) = (0, None);
    for (_, held) in of_page {
        count += held.count;
        first = first.into_iter().chain([held.until]).min();
    }
    let until = first.and_then(|until| Timestamp::from_microsecond(until).ok());
    let Some(until) = until else { return Ok(None) };
    let values = [("count", count.into()), ("time", frame.moment(&until).into())];
    Ok(Some(frame.words().with("held-back", &values)))
}

/// Pages that show every section.
const PAGES_OF_ALL: [&str; 4] = ["overview", "timeline", "search", "download"];

/// Why somebody is not in: they are asked to sign in, or to go on with it.
fn refused(caller: Caller, session: Option<Session>) -> Problem {
    caller.signed_in(session).err().unwrap_or_else(Problem::not_found)
}
