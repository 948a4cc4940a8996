//! What was said of the rules, as rows. Each decides who sees what, so it is guarded, and every change of it
//! is told in a line.

use std::collections::BTreeSet;

use bluebutton_record::site_rules::SiteRule;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::Store;
use crate::db::{Row, Tx};
use crate::error::{Result, StoreError};
use crate::guard;
use crate::limits::SITE_RULES_KEPT_MAX;

pub(crate) const TABLE: &str = "site_rule";

/// Over all rules, walked by their id: for `verify`.
pub(crate) const RULE_ROWS: &str = "
    select rule_id, change, content, made_at, ended_at, guard
    from site_rule
    where rule_id > $1
    order by rule_id
    limit $2";

pub(super) const LAST_CHANGE: &str = "
    select max(change)
    from site_rule";

const ALL: &str = "
    select rule_id, change, content, made_at, ended_at, guard
    from site_rule
    order by change, rule_id
    limit $1";

const ONE: &str = "
    select rule_id, change, content, made_at, ended_at, guard
    from site_rule
    where rule_id = $1";

const INSERT: &str = "
    insert into site_rule (rule_id, change, content, made_at, ended_at, guard)
    values ($1, $2, $3, $4, $5, $6)";

const UPDATE: &str = "
    update site_rule
    set change = $2, content = $3, made_at = $4, ended_at = $5, guard = $6
    where rule_id = $1";

/// A rule as it is stored.
#[derive(Clone, Debug)]
pub(super) struct StoredRule {
    pub(super) id: String,
    pub(super) change: i64,
    pub(super) content: RuleContent,
    pub(super) made_at: Timestamp,
    pub(super) ended_at: Option<Timestamp>,
}

/// What was said, by whom and why.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleContent {
    pub(super) says: SiteRule,
    pub(super) reason: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) by: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) end: Option<RuleEnd>,
}

/// By whom and why it was ended.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleEnd {
    pub(super) reason: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) by: Option<String>,
}

impl StoredRule {
    fn of(store: &Store, row: &Row) -> Result<Self> {
        guard::check(store, TABLE, row)?;
        let id: &str = row.get(0)?;
        let altered = |_| StoreError::Altered(format!("{TABLE} {id}: it can't be read"));
        Ok(Self {
            id: id.to_owned(),
            change: row.get(1)?,
            content: serde_json::from_str(row.get(2)?).map_err(altered)?,
            made_at: row.get(3)?,
            ended_at: row.get(4)?,
        })
    }

    pub(super) fn locked(tx: &mut Tx<'_>, store: &Store, id: &str) -> Result<Option<Self>> {
        let row = tx.lock(ONE, &[id.into()])?;
        row.map(|row| Self::of(store, &row)).transpose()
    }

    pub(super) fn holds(&self) -> bool {
        self.ended_at.is_none()
    }

    /// Writes it; what the line says of it.
    pub(super) fn put(&self, tx: &mut Tx<'_>, store: &Store, is_new: bool) -> Result<String> {
        let content = serde_json::to_string(&self.content)
            .map_err(|error| StoreError::Altered(format!("a rule can't be written: {error}")))?;
        let columns = [
            self.id.as_str().into(),
            self.change.into(),
            content.into(),
            self.made_at.as_microsecond().into(),
            self.ended_at.map(Timestamp::as_microsecond).into(),
        ];
        let values = guard::guarded(store, TABLE, columns);
        if tx.execute(if is_new { INSERT } else { UPDATE }, &values)? == 0 {
            return Err(StoreError::NotFound);
        }
        Ok(guard::left_whole(store, TABLE, &self.id, &values))
    }
}

/// Everything that was ever said, in the order of its last change; each row is checked, so that none that
/// holds is made to look ended.
pub(super) fn all(tx: &mut Tx<'_>, store: &Store) -> Result<Vec<StoredRule>> {
    let rows = tx.query(ALL, &[(SITE_RULES_KEPT_MAX + 1).into()])?;
    if rows.len() as i64 > SITE_RULES_KEPT_MAX {
        return Err(StoreError::Altered(format!("{TABLE}: more rules than were ever written")));
    }
    rows.iter().map(|row| StoredRule::of(store, row)).collect()
}

/// Those of that id that are here.
pub(super) fn each(
    tx: &mut Tx<'_>,
    store: &Store,
    ids: &BTreeSet<&str>,
) -> Result<Vec<StoredRule>> {
    let each: Vec<_> = ids.iter().map(|id| vec![(*id).into()]).collect();
    let found = tx.query_each(ONE, &each)?;
    found.iter().flatten().map(|row| StoredRule::of(store, row)).collect()
}

/// The number of the last change; 0 before the first.
pub(super) fn last_change(tx: &mut Tx<'_>) -> Result<i64> {
    let row = tx.first(LAST_CHANGE, &[])?;
    Ok(row.map(|row| row.get::<Option<i64>>(0)).transpose()?.flatten().unwrap_or(0))
}
