//! Files that leave while the record is still being read: memory stays the same however long it is.

use std::io;
use std::sync::Arc;

use bluebutton_formats::write::{fhir, ndjson};
use bluebutton_record::meaning::Lists;
use bluebutton_record::{Manifest, Resource, ResourceId};
use bluebutton_store::records::{Flow, Record};
use bluebutton_store::{RecordPermit, Store, StoreError};
use futures_util::{Stream, stream};
use tokio::sync::{mpsc, oneshot};

use super::asking::{Asking, FilePiece, Out, answer};
use super::writing::{self, Told};
use super::{DownloadError, Format, Wish, file_name, left_out, make, with_what_they_name};

/// A file on its way out, piece by piece: what reads the record waits while the last pieces have not
/// been taken, and stops where nobody takes them any more.
pub struct Flowing {
    /// Its name, see [`super::File::name`].
    pub name: String,
    /// Its media type.
    pub media_type: &'static str,
    /// About how many bytes it will have.
    pub bytes_about: usize,
    /// The pieces. After an error none follows, and the file is not whole.
    pub pieces: mpsc::Receiver<FilePiece>,
    /// What is in it: told once it is whole, before the pieces end.
    pub manifest: oneshot::Receiver<Manifest>,
}

/// Where a file goes while it is made.
struct Way {
    pieces: mpsc::Sender<FilePiece>,
    manifest: oneshot::Sender<Manifest>,
}

/// Makes a file that flows. What has to be laid out as a whole (a PDF) comes in one piece. The permit as
/// for [`make`].
pub async fn flow(
    store: &Store,
    permit: &RecordPermit,
    format: Format,
    wish: Wish<'_>,
) -> Result<Flowing, DownloadError> {
    let (sender, pieces) = mpsc::channel(PIECES_AHEAD);
    let (told, manifest) = oneshot::channel();
    let media_type = format.media_type();
    let way = Way { pieces: sender, manifest: told };
    let (name, bytes_about) = match format {
        Format::Pdf | Format::Summary => {
            let file = make(store, permit, format, wish).await?;
            let about = (file.name, file.bytes.len());
            let _ = way.pieces.try_send(Ok(file.bytes));
            let _ = way.manifest.send(file.manifest);
            about
        }
        Format::Fhir | Format::Ndjson => {
            let flow = store.records().open(permit).await?.flow(wish.selection);
            let about = about(flow.manifest(), format);
            tokio::spawn(as_stored(flow, format, way));
            about
        }
        Format::Html | Format::Text | Format::Ccda => {
            paper(way, store.records().open(permit).await?, format, wish).await?
        }
    };
    Ok(Flowing { name, media_type, bytes_about, pieces, manifest })
}

impl Flowing {
    /// The pieces as a body that flows; a reader who goes away ends it. It ends with an error where the
    /// file is not whole.
    pub fn into_stream(self) -> impl Stream<Item = Result<Vec<u8>, DownloadError>> {
        let from = (self.pieces, Some(self.manifest));
        stream::unfold(from, |(mut pieces, mut manifest)| async move {
            let piece = match pieces.recv().await {
                Some(piece) => piece,
                // Whoever makes a file tells what is in it before they go.
                None if manifest.take()?.try_recv().is_ok() => return None,
                None => Err(DownloadError::Write("it was not made to its end".to_owned())),
            };
            if let Err(error) = &piece {
                tracing::error!(%error, "a file ended early");
                manifest = None;
            }
            Some((piece, (pieces, manifest)))
        })
    }
}

/// What the lists of a record tell: a part of it is dated by documents that are not in that part.
pub(super) async fn lists(record: &Record) -> Result<Lists, StoreError> {
    let (mut flow, mut lists) = (record.flow_lists(), Lists::default());
    while let Some(piece) = flow.next().await? {
        for list in &piece {
            lists.note(list, record.names());
        }
    }
    Ok(lists)
}

/// Makes a file that is laid out: on a thread of its own, which waits while nobody takes what it wrote.
async fn paper(
    way: Way,
    record: Record,
    format: Format,
    wish: Wish<'_>,
) -> Result<(String, usize), DownloadError> {
    let Wish { selection, language, organization } = wish;
    let (chosen, mut manifest) = record.choose(selection);
    let (about, chosen) = (about(&manifest, format), Arc::new(chosen));
    let lists = lists(&record).await?;
    let own = Arc::clone(&chosen);
    let is_taken = move |id: &ResourceId| own.find(id).is_some();
    let things = left_out::things(&record, lists.clone(), &manifest, is_taken, &way.pieces);
    manifest.left_out = things.await?;
    let directory = match format {
        Format::Ccda => with_what_they_name(&record, chosen.directory()).await?,
        _ => Vec::new(),
    };
    let (mut asking, wanted) = Asking::of(&chosen, &way.pieces);
    tokio::spawn(answer(chosen, wanted));
    let (names, organization) = (record.names().clone(), organization.clone());
    let write = move || {
        let mut out = Out::new(way.pieces.clone());
        let (names, directory, organization) = (&names, &*directory, &organization);
        let told = Told { lists, directory, names, manifest, organization, language };
        let written = writing::write(format, &mut out, &mut asking, told);
        let whole = written.and_then(|manifest| io::Write::flush(&mut out).map(|()| manifest));
        match whole {
            Ok(manifest) => drop(way.manifest.send(manifest)),
            Err(error) => {
                let error = DownloadError::Write(error.to_string());
                drop(way.pieces.blocking_send(Err(error)));
            }
        }
    };
    let started = std::thread::Builder::new().name("a file".to_owned()).spawn(write);
    started.map_err(|error| DownloadError::Write(error.to_string()))?;
    Ok(about)
}

/// Makes a file in which the resources stand as they are stored.
async fn as_stored(flow: Flow, format: Format, way: Way) {
    match lines(flow, format, &way.pieces).await {
        Ok(manifest) => drop(way.manifest.send(manifest)),
        Err(error) => drop(way.pieces.send(Err(error)).await),
    }
}

/// Writes into pieces, one for each piece of the record.
async fn lines(
    mut flow: Flow,
    format: Format,
    pieces: &mpsc::Sender<FilePiece>,
) -> Result<Manifest, DownloadError> {
    let failed = |error: io::Error| DownloadError::Write(error.to_string());
    let gone = |_| DownloadError::Write("nobody takes it any more".to_owned());
    let mut writer = Machine::begin(format, flow.manifest().made_at).map_err(failed)?;
    while let Some(resources) = flow.next().await? {
        resources.iter().try_for_each(|resource| writer.add(resource)).map_err(failed)?;
        pieces.send(Ok(std::mem::take(writer.out()))).await.map_err(gone)?;
    }
    for resource in with_what_they_name(flow.record(), flow.directory().to_vec()).await? {
        writer.add(&resource).map_err(failed)?;
    }
    let last = writer.end(flow.manifest()).map_err(failed)?;
    pieces.send(Ok(last)).await.map_err(gone)?;
    Ok(flow.manifest().clone())
}

/// A writer for machines.
enum Machine {
    Bundle(fhir::BundleWriter<Vec<u8>>),
    Lines(ndjson::LineWriter<Vec<u8>>),
}

impl Machine {
    fn begin(format: Format, made_at: i64) -> io::Result<Self> {
        Ok(match format {
            Format::Ndjson => Self::Lines(ndjson::LineWriter::begin(Vec::new())),
            _ => Self::Bundle(fhir::BundleWriter::begin(Vec::new(), made_at)?),
        })
    }

    fn add(&mut self, resource: &Resource) -> io::Result<()> {
        match self {
            Self::Bundle(writer) => writer.add(resource),
            Self::Lines(writer) => writer.add(resource),
        }
    }

    fn out(&mut self) -> &mut Vec<u8> {
        match self {
            Self::Bundle(writer) => writer.out(),
            Self::Lines(writer) => writer.out(),
        }
    }

    fn end(self, manifest: &Manifest) -> io::Result<Vec<u8>> {
        match self {
            Self::Bundle(writer) => writer.end(manifest),
            Self::Lines(writer) => writer.end(manifest),
        }
    }
}

fn about(manifest: &Manifest, format: Format) -> (String, usize) {
    (file_name(manifest, format), manifest.total() * format.bytes_about())
}

/// Pieces that wait to be taken: bounds what is in memory for a slow reader.
const PIECES_AHEAD: usize = 2;
