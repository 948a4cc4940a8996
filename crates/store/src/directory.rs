//! What belongs to no patient: Practitioner, Organization, Location … one row a resource.

use std::collections::{BTreeSet, HashMap};

use bluebutton_crypto::hash::keyed_hash;
use bluebutton_crypto::seal;
use bluebutton_record::entry::Names;
use bluebutton_record::names::name_of;
use bluebutton_record::normalize::Ready;
use bluebutton_record::{Resource, ResourceId};
use memchr::memmem;

use crate::Store;
use crate::db::{self, Row};
use crate::error::{Result, StoreError};
use crate::limits::SEGMENT_UNPACKED_MAX;
use crate::records::{compress, decompress};

/// The door to the directory.
pub struct Directory<'s>(pub(crate) &'s Store);

impl Directory<'_> {
    /// Those resources that are there, in the order asked for.
    pub async fn get(&self, ids: &[ResourceId]) -> Result<Vec<Resource>> {
        let wanted: Vec<ResourceId> =
            ids.iter().filter(|id| id.patient().is_none()).cloned().collect();
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let store = self.0.clone();
        let work = move |tx: &mut db::Tx<'_>| {
            let mut found = Vec::with_capacity(wanted.len());
            for id in wanted {
                if let Some(row) = tx.first(DIRECTORY_RESOURCE, &[id.as_str().into()])? {
                    found.push(opened(&store, id, &row)?);
                }
            }
            Ok(found)
        };
        self.0.inner.db.read("read the directory", work).await
    }

    /// Display names of everything `resources` refer to in the directory (one read).
    pub async fn names_for(&self, resources: &[Resource]) -> Result<DirectoryNames> {
        let mut ids = BTreeSet::new();
        for resource in resources {
            ids.extend(directory_references(&resource.json).map(|reference| reference.id));
        }
        let ids: Vec<ResourceId> = ids.into_iter().filter_map(ResourceId::parse).collect();
        names_of(self.0, &ids).await
    }
}

/// Display names by reference (`Practitioner/dir.…`).
#[derive(Clone, Debug, Default)]
pub struct DirectoryNames(pub HashMap<String, String>);

impl Names for DirectoryNames {
    fn name(&self, reference: &str) -> Option<String> {
        self.0.get(reference).cloned()
    }
}

/// The names of directory resources; a role has the name of who plays it.
pub(crate) async fn names_of(store: &Store, ids: &[ResourceId]) -> Result<DirectoryNames> {
    let found = store.directory().get(ids).await?;
    let mut names = HashMap::new();
    for resource in &found {
        let Ok(document) = resource.document() else { continue };
        if let Some(name) = name_of(document.root()) {
            names.insert(resource.reference(), name);
        }
    }
    let roles = found.iter().filter(|resource| !names.contains_key(&resource.reference()));
    let players: Vec<(String, &str)> = roles
        .filter_map(|role| {
            let player = directory_references(&role.json).find(|r| r.kind == "Practitioner")?;
            Some((role.reference(), player.id))
        })
        .collect();
    if players.is_empty() {
        return Ok(DirectoryNames(names));
    }
    let ids: Vec<ResourceId> = players.iter().filter_map(|(_, id)| ResourceId::parse(id)).collect();
    for player in store.directory().get(&ids).await? {
        let Ok(document) = player.document() else { continue };
        let Some(name) = name_of(document.root()) else { continue };
        for (role, _) in players.iter().filter(|(_, id)| *id == player.id.as_str()) {
            names.insert(role.clone(), name.clone());
        }
    }
    Ok(DirectoryNames(names))
}

/// A reference to something in the directory.
pub(crate) struct DirectoryReference<'j> {
    pub(crate) kind: &'j str,
    pub(crate) id: &'j str,
}

/// References to the directory in a resource's JSON, which holds them as `"Type/dir.…"`.
pub(crate) fn directory_references(json: &str) -> impl Iterator<Item = DirectoryReference<'_>> {
    memmem::find_iter(json.as_bytes(), "/dir.").filter_map(|at| {
        let (before, behind) = (json.get(..at)?, json.get(at + 1..)?);
        let kind = before.get(before.rfind('"')? + 1..)?;
        let id = behind.get(..behind.find(['"', '/', '#'])?)?;
        let is_type = !kind.is_empty() && kind.bytes().all(|byte| byte.is_ascii_alphabetic());
        is_type.then_some(DirectoryReference { kind, id })
    })
}

/// A directory resource ready to be written.
pub(crate) struct SealedEntry {
    pub(crate) kind: String,
    pub(crate) id: ResourceId,
    pub(crate) content_hash: Vec<u8>,
    pub(crate) sealed: Vec<u8>,
}

/// Seals a resource of the directory.
pub(crate) fn seal_entry(store: &Store, ready: &Ready) -> Result<SealedEntry> {
    if ready.id.patient().is_some() {
        return Err(StoreError::NotAllowed("a patient's resource in the directory"));
    }
    let key = &store.inner.keys.site;
    let packed = compress(ready.json.as_bytes(), DIRECTORY_LEVEL)?;
    Ok(SealedEntry {
        kind: ready.kind.to_string(),
        id: ready.id.clone(),
        content_hash: entry_hash(store, ready),
        sealed: seal::seal(key, store.random(), &context(&ready.id), &packed),
    })
}

/// Keyed, because the row holds it in the open.
pub(crate) fn entry_hash(store: &Store, ready: &Ready) -> Vec<u8> {
    hash_of(store, &ready.json)
}

/// [`entry_hash`] of what a row holds.
pub(crate) fn hash_of(store: &Store, json: &str) -> Vec<u8> {
    let parts: [&[u8]; 2] = [b"directory", json.as_bytes()];
    let mut hash = keyed_hash(store.inner.keys.index.reveal(), &parts).to_vec();
    hash.truncate(16);
    hash
}

/// Opens a row of [`DIRECTORY_RESOURCE`].
pub(crate) fn opened(store: &Store, id: ResourceId, row: &Row) -> Result<Resource> {
    let altered = |what| StoreError::Altered(format!("directory_resource {id}: {what}"));
    let packed = seal::open(&store.inner.keys.site, &context(&id), row.get(3)?)
        .map_err(|_| altered("it does not open"))?;
    let json = String::from_utf8(decompress(&packed, SEGMENT_UNPACKED_MAX)?)
        .map_err(|_| altered("it is no text"))?;
    Ok(Resource {
        kind: row.get::<&str>(0)?.into(),
        id,
        version: row.get(1)?,
        updated: row.get(2)?,
        json: json.into(),
    })
}

fn context(id: &ResourceId) -> Vec<u8> {
    format!("directory_resource|{id}").into_bytes()
}

const DIRECTORY_LEVEL: i32 = 3;

const DIRECTORY_RESOURCE: &str = "
    select kind, version, updated_at, sealed
    from directory_resource
    where resource_id = $1";

impl Store {
    /// The directory.
    pub fn directory(&self) -> Directory<'_> {
        Directory(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_into_the_directory_are_found() {
        let json = r#"{"a":{"reference":"Practitioner/dir.x1"},"b":"Organization/dir.y/_history/1",
            "c":"see /dir.z","d":"Practitioner/abcdefghijklm.q"}"#;
        let found: Vec<(&str, &str)> = directory_references(json).map(|r| (r.kind, r.id)).collect();
        assert_eq!(found, [("Practitioner", "dir.x1"), ("Organization", "dir.y")]);
    }
}
