//! Files that leave while the record is still being read: memory stays the same however long it is.

use bluebutton_formats::write::fhir;
use bluebutton_record::Manifest;
use bluebutton_store::records::Flow;
use bluebutton_store::{RecordPermit, Store};
use futures_util::{Stream, stream};
use tokio::sync::{mpsc, oneshot};

use super::{DownloadError, Format, Wish, file_name, make, with_what_they_name};

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
    pub pieces: mpsc::Receiver<Result<Vec<u8>, DownloadError>>,
    /// What is in it, once it is whole.
    pub manifest: oneshot::Receiver<Manifest>,
}

/// Makes a file that flows: the FHIR Bundle of a record of any length with memory that stays the
/// same. What has to be laid out as a whole comes in one piece. The permit as for [`make`].
pub async fn flow(
    store: &Store,
    permit: &RecordPermit,
    format: Format,
    wish: Wish<'_>,
) -> Result<Flowing, DownloadError> {
    let (sender, pieces) = mpsc::channel(PIECES_AHEAD);
    let (told, manifest) = oneshot::channel();
    let media_type = format.media_type();
    if format != Format::Fhir {
        let file = make(store, permit, format, wish).await?;
        let (name, bytes_about) = (file.name, file.bytes.len());
        let _ = sender.try_send(Ok(file.bytes));
        let _ = told.send(file.manifest);
        return Ok(Flowing { name, media_type, bytes_about, pieces, manifest });
    }
    let flow = store.records().open(permit).await?.flow(wish.selection).await?;
    let name = file_name(flow.manifest(), format);
    let bytes_about = flow.manifest().total() * RESOURCE_BYTES_ABOUT;
    let store = store.clone();
    tokio::spawn(async move {
        match bundle(&store, flow, &sender).await {
            Ok(manifest) => drop(told.send(manifest)),
            Err(error) => drop(sender.send(Err(error)).await),
        }
    });
    Ok(Flowing { name, media_type, bytes_about, pieces, manifest })
}

impl Flowing {
    /// The pieces as a body that flows; a reader who goes away ends it.
    pub fn into_stream(self) -> impl Stream<Item = Result<Vec<u8>, DownloadError>> {
        stream::unfold(self.pieces, |mut pieces| async move {
            let piece = pieces.recv().await?;
            if let Err(error) = &piece {
                tracing::error!(%error, "a file ended early");
            }
            Some((piece, pieces))
        })
    }
}

/// Writes a Bundle into pieces, one for each piece of the record.
async fn bundle(
    store: &Store,
    mut flow: Flow,
    pieces: &mpsc::Sender<Result<Vec<u8>, DownloadError>>,
) -> Result<Manifest, DownloadError> {
    let failed = |error: std::io::Error| DownloadError::Write(error.to_string());
    let gone = |_| DownloadError::Write("nobody takes it any more".to_owned());
    let made_at = flow.manifest().made_at;
    let mut writer = fhir::BundleWriter::begin(Vec::new(), made_at).map_err(failed)?;
    while let Some(resources) = flow.next().await? {
        for resource in &resources {
            writer.add(resource).map_err(failed)?;
        }
        pieces.send(Ok(std::mem::take(writer.out()))).await.map_err(gone)?;
    }
    for resource in with_what_they_name(store, flow.directory().to_vec()).await? {
        writer.add(&resource).map_err(failed)?;
    }
    let last = writer.end(flow.manifest()).map_err(failed)?;
    pieces.send(Ok(last)).await.map_err(gone)?;
    Ok(flow.manifest().clone())
}

/// What a resource has in a Bundle, in the middle of all we know.
const RESOURCE_BYTES_ABOUT: usize = 1_500;

/// Pieces that wait to be taken: bounds what is in memory for a slow reader.
const PIECES_AHEAD: usize = 2;
