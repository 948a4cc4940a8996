//! A shelf whose resources are in the store: whoever writes a file asks for them, and waits on a thread of
//! its own until an async task has read them.

use std::io;
use std::sync::Arc;

use bluebutton_record::{Resource, ResourceId, Shelf};
use bluebutton_store::StoreError;
use bluebutton_store::records::Chosen;
use tokio::sync::{mpsc, oneshot};

use super::DownloadError;

/// What a file leaves by.
pub(super) type FilePiece = Result<Vec<u8>, DownloadError>;

/// A selection of a record, for whoever writes it.
pub(super) struct Asking {
    chosen: Arc<Chosen>,
    wanted: mpsc::Sender<Wanted>,
    /// Where the file goes: nothing is read any more when nobody takes it.
    pieces: mpsc::Sender<FilePiece>,
}

/// What is to be read.
pub(super) struct Wanted {
    places: Vec<u32>,
    answer: oneshot::Sender<Result<Vec<Option<Resource>>, StoreError>>,
}

impl Asking {
    /// A selection, and what is asked for of it.
    pub(super) fn of(
        chosen: &Arc<Chosen>,
        pieces: &mpsc::Sender<FilePiece>,
    ) -> (Self, mpsc::Receiver<Wanted>) {
        let (wanted, receiver) = mpsc::channel(1);
        (Self { chosen: Arc::clone(chosen), wanted, pieces: pieces.clone() }, receiver)
    }
}

/// Reads what is asked for, until nobody asks any more.
pub(super) async fn answer(chosen: Arc<Chosen>, mut wanted: mpsc::Receiver<Wanted>) {
    while let Some(Wanted { places, answer }) = wanted.recv().await {
        let _ = answer.send(chosen.read(&places).await);
    }
}

impl Shelf for Asking {
    fn count(&self) -> usize {
        self.chosen.count()
    }

    fn kind(&self, place: u32) -> &str {
        self.chosen.kind(place)
    }

    fn bytes(&self, place: u32) -> usize {
        self.chosen.bytes(place)
    }

    fn id(&self, place: u32) -> Option<ResourceId> {
        self.chosen.id(place)
    }

    fn find(&self, id: &ResourceId) -> Option<u32> {
        self.chosen.find(id)
    }

    fn as_stored(&self) -> Vec<u32> {
        self.chosen.as_stored()
    }

    fn read(&mut self, places: &[u32]) -> io::Result<Vec<Option<Resource>>> {
        if self.pieces.is_closed() {
            return Err(gone());
        }
        let stopped = || io::Error::other("the store is not there any more");
        let (answer, answered) = oneshot::channel();
        let wanted = Wanted { places: places.to_vec(), answer };
        self.wanted.blocking_send(wanted).map_err(|_| stopped())?;
        let answer = answered.blocking_recv().map_err(|_| stopped())?;
        answer.map_err(io::Error::other)
    }
}

/// The way out: what is written leaves in pieces of some size, and waits until they are taken.
pub(super) struct Out {
    pieces: mpsc::Sender<FilePiece>,
    bytes: Vec<u8>,
}

impl Out {
    pub(super) fn new(pieces: mpsc::Sender<FilePiece>) -> Self {
        Self { pieces, bytes: Vec::with_capacity(PIECE_BYTES) }
    }
}

impl io::Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes.extend_from_slice(bytes);
        if self.bytes.len() >= PIECE_BYTES {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.bytes.is_empty() {
            return Ok(());
        }
        let piece = std::mem::replace(&mut self.bytes, Vec::with_capacity(PIECE_BYTES));
        self.pieces.blocking_send(Ok(piece)).map_err(|_| gone())
    }
}

fn gone() -> io::Error {
    io::Error::new(io::ErrorKind::BrokenPipe, "nobody takes it any more")
}

/// A piece of a file on its way.
const PIECE_BYTES: usize = 64 * 1024;
