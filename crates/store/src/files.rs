//! Files through `object_store`: a local folder, later anything that speaks S3. Sealed before they
//! are written, and on disk before the row that names them is.

use std::path::Path;

use bluebutton_crypto::hash::sha256;
use bluebutton_crypto::seal::{self, DataKey};
use bluebutton_record::reading::Original;
use bluebutton_record::{PatientKey, ResourceId};
use futures_util::TryStreamExt as _;
use object_store::local::LocalFileSystem;
use object_store::path::Path as Place;
use object_store::{ObjectStore as _, ObjectStoreExt as _};
use serde::{Deserialize, Serialize};

use crate::Store;
use crate::error::{Result, StoreError};
use crate::limits::FILE_UNPACKED_MAX;
use crate::records::{Merged, compress, decompress};

/// Stored files.
pub(crate) struct Files(LocalFileSystem);

impl Files {
    /// The files of a data folder.
    pub(crate) fn open(data: &Path) -> Result<Self> {
        let folder = data.join("files");
        crate::keyfile::make_private_folder(&folder)?;
        let files = LocalFileSystem::new_with_prefix(&folder).map_err(|e| unusable(&e))?;
        Ok(Self(files.with_fsync(true)))
    }

    /// Writes a file; it is on disk when this returns.
    pub(crate) async fn put(&self, place: &str, bytes: Vec<u8>) -> Result<()> {
        let put = self.0.put(&Place::from(place), bytes.into()).await;
        put.map(|_| ()).map_err(|error| unusable(&error))
    }

    /// Reads a file; `None` if it is not there.
    pub(crate) async fn get(&self, place: &str) -> Result<Option<Vec<u8>>> {
        let found = match self.0.get(&Place::from(place)).await {
            Ok(found) => found,
            Err(object_store::Error::NotFound { .. }) => return Ok(None),
            Err(error) => return Err(unusable(&error)),
        };
        let bytes = found.bytes().await.map_err(|error| unusable(&error))?;
        Ok(Some(bytes.into()))
    }

    /// Every file: its place and when it was written, in seconds since 1970.
    pub(crate) async fn list(&self) -> Result<Vec<(String, i64)>> {
        let found = self
            .0
            .list(None)
            .map_ok(|file| (file.location.to_string(), file.last_modified.timestamp()));
        found.try_collect().await.map_err(|error| unusable(&error))
    }

    /// The places of the files below a folder.
    pub(crate) async fn list_under(&self, folder: &str) -> Result<Vec<String>> {
        let found = self.0.list(Some(&Place::from(folder)));
        let found = found.map_ok(|file| file.location.to_string());
        found.try_collect().await.map_err(|error| unusable(&error))
    }

    /// Removes a file that no row names any more.
    pub(crate) async fn delete(&self, place: &str) -> Result<()> {
        match self.0.delete(&Place::from(place)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(unusable(&error)),
        }
    }
}

/// What a row says of an original.
#[derive(Serialize, Deserialize)]
struct OriginalFacts {
    media_type: String,
    /// SHA-256 of the document as it came.
    hash: [u8; 32],
    /// When it came, microseconds since 1970.
    at: i64,
}

/// An original as it came, and when.
pub(crate) struct OpenedOriginal {
    pub(crate) bytes: Vec<u8>,
    pub(crate) media_type: String,
    /// Microseconds since 1970.
    pub(crate) at: i64,
}

/// An original ready to be stored: the sealed file and what its row holds.
pub(crate) struct SealedOriginal {
    pub(crate) place: String,
    pub(crate) file: Vec<u8>,
    pub(crate) sealed_facts: Vec<u8>,
    pub(crate) hash: [u8; 32],
    /// When it came, microseconds since 1970.
    pub(crate) at: i64,
}

/// Seals an original and what is known of it.
pub(crate) fn seal_original(
    store: &Store,
    key: &DataKey,
    id: &ResourceId,
    (import, at): (&str, i64),
    original: &Original,
) -> Result<SealedOriginal> {
    let hash = sha256(&original.bytes);
    let facts = OriginalFacts { media_type: original.media_type.clone(), hash, at };
    let facts = serde_json::to_vec(&facts)
        .map_err(|error| StoreError::File(format!("an original's facts: {error}")))?;
    let packed = compress(&original.bytes, ORIGINAL_LEVEL)?;
    let place = place(id, import);
    Ok(SealedOriginal {
        file: seal::seal(key, store.random(), place.as_bytes(), &packed),
        sealed_facts: seal::seal(key, store.random(), &facts_context(id), &facts),
        place,
        hash,
        at,
    })
}

/// An original document's bytes and media type; `None` if the record has no such original.
pub(crate) async fn read_original(
    store: &Store,
    merged: &Merged,
    id: &ResourceId,
) -> Result<Option<(Vec<u8>, String)>> {
    let patient = id.patient();
    let part = merged.parts.iter().find(|part| Some(&part.patient) == patient.as_ref());
    let Some(part) = part else { return Ok(None) };
    let params = [part.patient.as_str().into(), id.local().into()];
    let row = store.inner.db.read("find an original", move |tx| tx.first(ORIGINAL, &params));
    let Some(row) = row.await? else { return Ok(None) };
    let opened = open_original(store, &part.key, id, row.get(0)?, row.get(1)?).await?;
    Ok(Some((opened.bytes, opened.media_type)))
}

/// Opens an original by what its row holds, and checks its hash.
pub(crate) async fn open_original(
    store: &Store,
    key: &DataKey,
    id: &ResourceId,
    import: &str,
    sealed_facts: &[u8],
) -> Result<OpenedOriginal> {
    let altered = |what: &str| StoreError::Altered(format!("original {id}: {what}"));
    let facts = seal::open(key, &facts_context(id), sealed_facts)
        .map_err(|_| altered("its row does not open"))?;
    let facts: OriginalFacts =
        serde_json::from_slice(&facts).map_err(|_| altered("its row has another form"))?;
    let place = place(id, import);
    let file = store.inner.files.get(&place).await?.ok_or_else(|| altered("its file is gone"))?;
    let packed =
        seal::open(key, place.as_bytes(), &file).map_err(|_| altered("its file does not open"))?;
    let bytes = decompress(&packed, FILE_UNPACKED_MAX)?;
    if sha256(&bytes) != facts.hash {
        return Err(altered("its content has another hash"));
    }
    Ok(OpenedOriginal { bytes, media_type: facts.media_type, at: facts.at })
}

/// Where an original's file is; a new import never writes over an older one's.
fn place(id: &ResourceId, import: &str) -> String {
    let patient = id.patient();
    let patient = patient.as_ref().map_or("none", PatientKey::as_str);
    format!("originals/{patient}/{}.{import}", id.local())
}

/// Where a patient's originals are.
pub(crate) fn folder_of(patient: &PatientKey) -> String {
    format!("originals/{patient}")
}

fn facts_context(id: &ResourceId) -> Vec<u8> {
    format!("original|{id}").into_bytes()
}

fn unusable(error: &object_store::Error) -> StoreError {
    StoreError::File(error.to_string())
}

const ORIGINAL_LEVEL: i32 = 6;

const ORIGINAL: &str = "
    select import_id, sealed_facts
    from original
    where patient_id = $1 and original_id = $2";
