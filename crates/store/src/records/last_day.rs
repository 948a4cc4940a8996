//! The newest day in one section of a record: by it staff tell apart two people of one name. Nothing else
//! of the record is looked at.

use bluebutton_record::{PatientKey, Section};
use jiff::ToSpan as _;
use jiff::civil::Date;

use super::load;
use super::merged::Which;
use crate::Store;
use crate::error::Result;

/// The newest day up to today that something of that section touches; `None` where there is none.
pub(crate) async fn last_day_of(
    store: &Store,
    patient: &PatientKey,
    section: Section,
) -> Result<Option<Date>> {
    let Some((merged, _)) = load::record(store, patient, Which::default()).await? else {
        return Ok(None);
    };
    let today = store.today();
    let day = |first: i32| EPOCH.checked_add(i64::from(first).days()).ok();
    let days = merged.of_section(section).filter_map(|entry| day(entry.days()?.first));
    Ok(days.filter(|day| *day <= today).max())
}

const EPOCH: Date = jiff::civil::date(1970, 1, 1);
