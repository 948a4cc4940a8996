//! Reading chains: the newest lines first, of a record that was put together those of all its parts as
//! one activity.

use std::collections::VecDeque;

use bluebutton_record::PatientKey;

use super::{Audit, AuditLine, Chain, LENGTH, LINES, LINES_BELOW, opened};
use crate::Store;
use crate::access::RecordPermit;
use crate::accounts::AccountId;
use crate::db::Tx;
use crate::error::Result;
use crate::limits::{LIST_MAX, OWN_LINES_LOOKED_MAX};
use crate::records::parts;

impl Audit<'_> {
    /// The newest lines of the permit's record, of all its parts. Whoever may not manage the record
    /// reads what they did themselves, as far as that is among the newest
    /// [`OWN_LINES_LOOKED_MAX`] ([`Audit::own_lines`] goes on): what others looked at may tell of what they
    /// may not know.
    pub async fn lines(
        &self,
        permit: &RecordPermit,
        skip: usize,
        take: usize,
    ) -> Result<Vec<AuditLine>> {
        let (store, patient) = (self.0.clone(), permit.patient().clone());
        let (sees_all, permit) = (permit.sees_all_deeds(), permit.clone());
        let work = move |tx: &mut Tx<'_>| {
            let parts = parts::all(tx, &store, &patient)?;
            let mut reader = Reading::of(parts.iter().map(Chain::of));
            let (mut lines, mut skipped, mut looked) = (Vec::new(), 0, 0);
            while lines.len() < take.min(LIST_MAX) && (sees_all || looked < OWN_LINES_LOOKED_MAX) {
                let Some(line) = reader.next(tx, &store)? else { break };
                looked += 1;
                if !sees_all && !is_own(&line, permit.own_account()) {
                    continue;
                }
                if skipped < skip {
                    skipped += 1;
                } else {
                    lines.push(line);
                }
            }
            Ok(lines)
        };
        self.0.inner.db.read("read audit lines", work).await
    }

    /// The newest lines of the site's own chain: for the operator.
    pub async fn site_lines(&self, skip: usize, take: usize) -> Result<Vec<AuditLine>> {
        let store = self.0.clone();
        let work = move |tx: &mut Tx<'_>| newest(tx, &store, &Chain::Site, (skip, take));
        self.0.inner.db.read("read audit lines", work).await
    }

    /// How many lines a record's chains have, those of all its parts.
    pub async fn length(&self, patient: &PatientKey) -> Result<i64> {
        let (store, patient) = (self.0.clone(), patient.clone());
        let work = move |tx: &mut Tx<'_>| {
            let mut parts = parts::all(tx, &store, &patient)?;
            if parts.is_empty() {
                parts.push(patient.clone());
            }
            let mut length = 0;
            for part in parts {
                let row = tx.first(LENGTH, &[part.as_str().into()])?;
                length += row.map_or(Ok(0), |row| row.get::<i64>(0))?;
            }
            Ok(length)
        };
        self.0.inner.db.read("count audit lines", work).await
    }
}

/// Whether a line tells of something that this account did, or asked for.
pub(super) fn is_own(line: &AuditLine, own: Option<&AccountId>) -> bool {
    let by = line.told.as_ref().and_then(|(by, _)| by.origin().account.as_ref());
    own.is_some() && by == own
}

fn newest(
    tx: &mut Tx<'_>,
    store: &Store,
    chain: &Chain,
    (skip, take): (usize, usize),
) -> Result<Vec<AuditLine>> {
    let take = take.min(LIST_MAX) as i64;
    let rows = tx.query(LINES, &[chain.as_str().into(), take.into(), (skip as i64).into()])?;
    rows.iter().map(|row| opened(store, chain.as_str(), row)).collect()
}

/// Several chains read as one, newest first.
pub(super) struct Reading {
    chains: Vec<OneChain>,
    /// What was read last, with everything of the same moment: some things are told in several chains.
    same_moment: Vec<(usize, AuditLine)>,
}

struct OneChain {
    chain: Chain,
    /// Lines below this one are still to be read.
    below: i64,
    /// Lines below this one are still to be told.
    told_to: i64,
    ahead: VecDeque<AuditLine>,
    is_over: bool,
}

impl Reading {
    pub(super) fn of(chains: impl Iterator<Item = Chain>) -> Self {
        Self::below(chains, |_| None)
    }

    /// Goes on where another stopped: `place` says of a chain below which line.
    pub(super) fn below(
        chains: impl Iterator<Item = Chain>,
        place: impl Fn(&Chain) -> Option<i64>,
    ) -> Self {
        let one = |chain| {
            let below = place(&chain).unwrap_or(i64::MAX);
            OneChain { chain, below, told_to: below, ahead: VecDeque::new(), is_over: false }
        };
        Self { chains: chains.map(one).collect(), same_moment: Vec::new() }
    }

    /// Where it is: each chain, and below which of its lines everything is still to be told.
    pub(super) fn place(&self) -> Vec<(String, i64)> {
        let place = |one: &OneChain| (one.chain.as_str().to_owned(), one.told_to);
        self.chains.iter().map(place).collect()
    }

    pub(super) fn next(&mut self, tx: &mut Tx<'_>, store: &Store) -> Result<Option<AuditLine>> {
        loop {
            for one in &mut self.chains {
                one.look_ahead(tx, store)?;
            }
            let chains = self.chains.iter_mut().enumerate();
            let newest = chains.max_by_key(|(_, one)| one.ahead.front().map(|line| line.at));
            let Some((own, one)) = newest else { return Ok(None) };
            let Some(line) = one.ahead.pop_front() else { return Ok(None) };
            one.told_to = line.seq;
            self.same_moment.retain(|(_, other)| other.at == line.at);
            let tells_so = |(chain, other): &(usize, AuditLine)| {
                *chain != own && other.told.is_some() && other.told == line.told
            };
            if !self.same_moment.iter().any(tells_so) {
                self.same_moment.push((own, line.clone()));
                return Ok(Some(line));
            }
        }
    }
}

impl OneChain {
    fn look_ahead(&mut self, tx: &mut Tx<'_>, store: &Store) -> Result<()> {
        if !self.ahead.is_empty() || self.is_over {
            return Ok(());
        }
        let chain = self.chain.as_str();
        let asked = [chain.into(), self.below.into(), LINES_AHEAD.into()];
        let rows = tx.query(LINES_BELOW, &asked)?;
        self.is_over = (rows.len() as i64) < LINES_AHEAD;
        for row in &rows {
            let line = opened(store, chain, row)?;
            self.below = line.seq;
            self.ahead.push_back(line);
        }
        Ok(())
    }
}

/// A page's lines, in one read.
const LINES_AHEAD: i64 = 201;
