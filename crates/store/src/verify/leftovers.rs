//! Counts files that no row names: an import wrote them and was interrupted before its commit. They
//! are sealed and harm nobody. Nothing is removed here: after a database was restored from an older
//! backup, they may be all that is left of a document.

use super::Verification;
use crate::Store;
use crate::error::Result;
use crate::limits::LEFTOVER_SECONDS;

pub(super) async fn count(store: &Store, all: &mut Verification) -> Result<()> {
    let newest = store.now().as_second().saturating_sub(LEFTOVER_SECONDS);
    for (place, written_at) in store.inner.files.list().await? {
        // An import that is running has files, too, before it has rows.
        if written_at > newest || is_named(store, &place).await? {
            continue;
        }
        all.leftovers += 1;
    }
    Ok(())
}

async fn is_named(store: &Store, place: &str) -> Result<bool> {
    let Some((rest, import)) = place.rsplit_once('.') else { return Ok(true) };
    match rest.split('/').collect::<Vec<_>>().as_slice() {
        ["originals", patient, local] => {
            let params = [(*patient).into(), (*local).into(), import.into()];
            let work = move |tx: &mut crate::db::Tx<'_>| tx.first(ORIGINAL_OF_FILE, &params);
            Ok(store.inner.db.read("look for leftovers", work).await?.is_some())
        }
        ["quarantine", id] => {
            Ok(crate::imports::quarantine_place(store, id).await?.as_deref() == Some(place))
        }
        // Not ours to judge.
        _ => Ok(true),
    }
}

const ORIGINAL_OF_FILE: &str = "
    select original_id
    from original
    where patient_id = $1 and original_id = $2 and import_id = $3";
