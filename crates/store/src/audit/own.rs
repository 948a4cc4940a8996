//! What somebody did themselves in a record, for whoever may not read what others did there: by pieces,
//! for their lines lie among all others in one chain.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

use super::lines::{Reading, is_own};
use super::{Audit, AuditLine, Chain};
use crate::Store;
use crate::access::RecordPermit;
use crate::db::Tx;
use crate::error::Result;
use crate::limits::{LIST_MAX, OWN_LINES_LOOKED_MAX};
use crate::records::parts;

/// A piece of what somebody did, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnLines {
    /// The lines; there may be none in a piece, and more in the next.
    pub lines: Vec<AuditLine>,
    /// Where the next piece begins; `None` at the end. Sealed: how many lines others have is not in it to be
    /// read.
    pub older: Option<String>,
}

impl Audit<'_> {
    /// What the reader did in the permit's record, in whichever of its parts: at most `take` lines, and those
    /// that are found among [`OWN_LINES_LOOKED_MAX`]. `from` is where a piece before ended; anything else is
    /// the beginning.
    pub async fn own_lines(
        &self,
        permit: &RecordPermit,
        from: &str,
        take: usize,
    ) -> Result<OwnLines> {
        let (store, permit, take) = (self.0.clone(), permit.clone(), take.min(LIST_MAX));
        let place = opened_place(self.0, &permit, from);
        let work = move |tx: &mut Tx<'_>| {
            let parts = parts::all(tx, &store, permit.patient())?;
            let of_chain = |chain: &Chain| {
                place.iter().find(|(own, _)| own == chain.as_str()).map(|(_, below)| *below)
            };
            let mut reader = Reading::below(parts.iter().map(Chain::of), of_chain);
            let mut found = OwnLines::default();
            let mut place = reader.place();
            for _ in 0..OWN_LINES_LOOKED_MAX {
                let Some(line) = reader.next(tx, &store)? else { return Ok(found) };
                if is_own(&line, permit.own_account()) {
                    if found.lines.len() == take {
                        break;
                    }
                    found.lines.push(line);
                }
                place = reader.place();
            }
            found.older = Some(sealed_place(&store, &permit, &place)?);
            Ok(found)
        };
        self.0.inner.db.read("read own audit lines", work).await
    }
}

fn sealed_place(store: &Store, permit: &RecordPermit, place: &[(String, i64)]) -> Result<String> {
    let plain = serde_json::to_vec(place).map_err(|error| {
        crate::error::StoreError::Altered(format!("a place in a chain can't be written: {error}"))
    })?;
    Ok(BASE64_URL_SAFE_NO_PAD.encode(store.seal_audit(&context(permit), &plain)))
}

/// A place that this site gave this reader of this record; else the beginning.
fn opened_place(store: &Store, permit: &RecordPermit, from: &str) -> Vec<(String, i64)> {
    let sealed = BASE64_URL_SAFE_NO_PAD.decode(from).ok();
    let plain = sealed.and_then(|sealed| store.open_audit(&context(permit), &sealed).ok());
    plain.and_then(|plain| serde_json::from_slice(&plain).ok()).unwrap_or_default()
}

fn context(permit: &RecordPermit) -> Vec<u8> {
    let own = permit.own_account().map(|own| own.0.as_str()).unwrap_or_default();
    format!("own_lines|{}|{own}", permit.patient()).into_bytes()
}
