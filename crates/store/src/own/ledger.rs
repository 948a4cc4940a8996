//! Writing to a record's ledger in the transaction of a deed: what is written by hand, one thing at a
//! time. It is chosen and sealed as what an import brings, and proved by the deed's own line.

use std::sync::Arc;

use bluebutton_record::facts;
use bluebutton_record::json::Document;
use bluebutton_record::normalize::{Ready, Told};
use bluebutton_record::reading::Original;
use bluebutton_record::resource::ResourceId;
use bluebutton_record::{PatientKey, Section};
use jiff::ToSpan as _;
use jiff::civil::{Date, date};

use crate::Store;
use crate::access::Deed;
use crate::accounts::people;
use crate::db::Tx;
use crate::error::{Result, StoreError};
use crate::files::{SealedOriginal, seal_original};
use crate::imports::{proof_of_original, proof_of_segment};
use crate::records::{
    PartState, Place, Sealing, ask_for_compaction, is_worth_compaction, prepare, state,
};

/// One part of a record, as it stood when it was looked at: what is written builds on it.
pub(crate) struct LedgerPart {
    part: PatientKey,
    state: PartState,
    /// Names what is written in one go.
    writing: String,
}

/// An original that is sealed, with the id it has.
pub(crate) struct NamedOriginal {
    local: String,
    bytes: i64,
    writing: String,
    original: SealedOriginal,
}

/// What is said where others kept writing to a record, however often it was tried.
pub(crate) fn overtaken() -> StoreError {
    StoreError::Database {
        reason: "write to a record",
        detail: "others kept writing to the same record".to_owned(),
    }
}

impl LedgerPart {
    /// A part as it stands now.
    pub(crate) async fn look(store: &Store, part: &PatientKey) -> Result<Arc<Self>> {
        let state = state(store, part).await?.ok_or(StoreError::NotFound)?;
        let (part, writing) = (part.clone(), people::new_id(store));
        Ok(Arc::new(Self { part, state, writing }))
    }

    /// Which part.
    pub(crate) fn patient(&self) -> &PatientKey {
        &self.part
    }

    /// Whether the part stands as it did; its chain is locked. Where it does not, the deed is to be
    /// left untold.
    pub(crate) fn is_as_it_was(&self, tx: &mut Tx<'_>) -> Result<bool> {
        let row = tx.first(LAST_SEQ, &[self.part.as_str().into()])?;
        let seq = row.map(|row| row.get::<Option<i64>>(0)).transpose()?.flatten();
        Ok(seq.unwrap_or(0) == self.state.merged.last_seq())
    }

    /// The type of a resource, where it is there.
    pub(crate) fn kind_of(&self, id: &ResourceId) -> Option<Arc<str>> {
        let entry = self.state.merged.find(id)?;
        self.state.merged.kind(entry).cloned()
    }

    /// In which part of the record it stands, and its first day where it has one: what the index knows.
    pub(crate) fn place_of(&self, id: &ResourceId) -> Option<(Section, Option<Date>)> {
        let entry = self.state.merged.find(id)?;
        let day = entry
            .days()
            .and_then(|days| date(1970, 1, 1).checked_add(i64::from(days.first).days()).ok());
        Some((entry.section, day))
    }

    /// Writes resources, and tells the deed of it.
    pub(crate) fn put(
        &self,
        tx: &mut Tx<'_>,
        store: &Store,
        deed: &mut Deed,
        ready: &[Ready],
    ) -> Result<()> {
        let place = Place {
            sealing: Sealing { patient: &self.part, key: self.state.key()? },
            before: Some(&self.state.merged),
            is_alone: true,
            now: store.now(),
            random: store.random(),
        };
        let prepared = prepare(&place, ready)?;
        let proof = prepared.proofs.iter().map(|(seq, hash)| proof_of_segment(*seq, hash));
        let proof = proof.collect();
        let last = prepared.proofs.last().map_or(0, |(seq, _)| *seq);
        let made = prepared.segments.iter().map(|segment| segment.resources as i64);
        let is_long = is_worth_compaction(self.state.merged.sizes().chain(made));
        for segment in prepared.segments {
            tx.execute_all(&segment.rows(&self.part))?;
        }
        if is_long {
            ask_for_compaction(tx, store, &self.part, last)?;
        }
        deed.left(tx, store, &self.part, proof)
    }

    /// Writes the row of an original whose file is there, and tells the deed of it.
    pub(crate) fn put_original(
        &self,
        tx: &mut Tx<'_>,
        store: &Store,
        deed: &mut Deed,
        original: &NamedOriginal,
    ) -> Result<()> {
        let values = [
            self.part.as_str().into(),
            original.local.as_str().into(),
            original.writing.as_str().into(),
            original.original.at.into(),
            original.bytes.into(),
            original.original.sealed_facts.clone().into(),
        ];
        tx.execute(ORIGINAL_ADD, &values)?;
        let proof = vec![proof_of_original(&original.local, &original.original.hash)];
        deed.left(tx, store, &self.part, proof)
    }

    /// Seals an original for this part; its file is on disk when this returns.
    pub(crate) async fn seal(
        &self,
        store: &Store,
        id: &ResourceId,
        original: &Original,
    ) -> Result<NamedOriginal> {
        let when = (self.writing.as_str(), store.now().as_microsecond());
        let mut sealed = seal_original(store, self.state.key()?, id, when, original)?;
        let file = std::mem::take(&mut sealed.file);
        store.inner.files.put(&sealed.place, file).await?;
        let (local, writing) = (id.local().to_owned(), self.writing.clone());
        let bytes = original.bytes.len() as i64;
        Ok(NamedOriginal { local, bytes, writing, original: sealed })
    }
}

impl NamedOriginal {
    /// Takes away the file of an original that no row names.
    pub(crate) async fn forget(&self, store: &Store) -> Result<()> {
        store.inner.files.delete(&self.original.place).await
    }
}

/// A resource that is ready for the ledger.
pub(crate) fn ready(id: ResourceId, json: String) -> Result<Ready> {
    let document = Document::parse(&json)
        .map_err(|error| StoreError::Altered(format!("an entry can't be written: {error}")))?;
    let root = document.root();
    let kind = root.text_at(&["resourceType"]).unwrap_or_default();
    let (kind, facts) = (Arc::from(kind.as_ref()), facts::of(root));
    drop(document);
    Ok(Ready { told: Told::There, kind, id, json, facts, as_of: None })
}

/// The same, taken back.
pub(crate) fn gone(id: ResourceId, kind: Arc<str>) -> Ready {
    let (json, facts) = (String::new(), facts::Facts::default());
    Ready { told: Told::Deleted, kind, id, json, facts, as_of: None }
}

const LAST_SEQ: &str = "
    select max(seq)
    from record_segment
    where patient_id = $1";

const ORIGINAL_ADD: &str = "
    insert into original
        (patient_id, original_id, import_id, created_at, bytes, sealed_facts)
    values ($1, $2, $3, $4, $5, $6)";
