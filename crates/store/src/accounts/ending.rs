//! Ending an account for good: whoever leaves is out in the same moment.

use bluebutton_record::Task;

use super::staff::{locked_staff, must_not_be_last, needed, on_duty};
use super::{
    AccountId, Accounts, Role, clues, identities, own, passkeys, people, recovery, signing_out,
};
use crate::Store;
use crate::access::Who;
use crate::audit::{self, Chain};
use crate::db::Tx;
use crate::error::Result;
use crate::events::{By, Event, Line};

impl Accounts<'_> {
    /// [`Accounts::end_account_for`] by the operator, who gives no reason.
    pub async fn end_account(&self, account: &AccountId) -> Result<()> {
        self.end_for_good(&Who::Operator, account, None).await
    }

    /// Ends an account for good: nobody signs in with it, its sessions end, and the records that were
    /// its own are so no more. By staff whose task it is (an administrator, for one of the staff), with
    /// the reason. `NotAllowed("last-administrator")` where nobody else would be one,
    /// `"a-reason-is-needed"`, `"not-your-office"`.
    pub async fn end_account_for(&self, who: &Who, account: &AccountId, why: &str) -> Result<()> {
        self.end_for_good(who, account, Some(needed(why)?)).await
    }

    async fn end_for_good(
        &self,
        who: &Who,
        account: &AccountId,
        reason: Option<String>,
    ) -> Result<()> {
        let (store, who, id) = (self.0.clone(), who.clone(), account.clone());
        let work = move |tx: &mut Tx<'_>| end(tx, &store, (&who, reason.as_ref()), &id);
        self.0.inner.db.write("end account", work).await
    }
}

fn end(
    tx: &mut Tx<'_>,
    store: &Store,
    (who, reason): (&Who, Option<&String>),
    id: &AccountId,
) -> Result<()> {
    let staff = locked_staff(tx, store)?;
    let mut stored = people::locked(tx, store, id)?;
    let is_staff = stored.role == Role::Staff;
    let task = if is_staff { Task::ManageStaff } else { Task::EndPeople };
    let by = By { reason: reason.cloned(), ..on_duty(tx, store, who, task)? };
    must_not_be_last(&staff, id)?;
    stored.ended_at = Some(store.now().as_microsecond());
    own::untie_all(tx, store, &stored.opened(store)?, &by)?;
    let mut proof = signing_out::end_all(tx, store, id)?;
    proof.extend(passkeys::PASSKEYS.drop_all(tx, id)?);
    proof.extend(identities::IDENTITIES.drop_all(tx, id)?);
    proof.extend(recovery::drop(tx, id)?);
    proof.push(stored.save(tx, store)?);
    clues::forget(tx, id)?;
    let line = Line::new(by, Event::AccountEnded { account: id.clone() }).with_proof(proof);
    audit::append(tx, store, &Chain::Site, store.now(), &line).map(|_| ())
}
