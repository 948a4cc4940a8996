//! What becomes of what an app holds, in the chain of the patient whose record it reads.

use super::registered::name_of;
use super::stored::{Holding, drop_held};
use crate::Store;
use crate::access::grants;
use crate::audit::{self, Chain};
use crate::db::Tx;
use crate::error::Result;
use crate::events::{AppStep, By, Event, Line, Part};

/// Ends the grant behind a holding, and all that is held of it. The chain is locked.
pub(super) fn end_grant(
    tx: &mut Tx<'_>,
    store: &Store,
    holding: &Holding,
    step: AppStep,
) -> Result<()> {
    let mut proof = Vec::new();
    let grant = grants::one(tx, store, &holding.patient, &holding.grant)?;
    if let Some(mut grant) = grant.filter(|grant| grant.ended_at.is_none()) {
        grant.ended_at = Some(store.now());
        proof.push(grants::change(tx, store, &holding.patient, &grant)?);
    }
    proof.extend(drop_held(tx, &holding.patient, &holding.grant)?);
    tell(tx, store, holding, step, proof)
}

/// Tells of it in the patient's chain.
pub(super) fn tell(
    tx: &mut Tx<'_>,
    store: &Store,
    holding: &Holding,
    step: AppStep,
    proof: Vec<String>,
) -> Result<()> {
    let name = name_of(tx, store, &holding.app)?;
    let by = By { part: Part::App, name: Some(name.clone()), ..By::default() };
    let event = Event::App { step, app: holding.app.clone(), name, what: None };
    let line = Line::new(by, event).with_proof(proof);
    audit::append(tx, store, &Chain::of(&holding.patient), store.now(), &line).map(|_| ())
}
