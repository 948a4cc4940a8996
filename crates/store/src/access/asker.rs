//! What the one who asks is to a record at this moment, and on which terms.

use std::collections::BTreeSet;

use bluebutton_record::terms::{Layer, Rule, ScopeRule, View};
use bluebutton_record::{PatientKey, Rights, Section, Task, Tasks, Terms};
use jiff::civil::Date;

use super::deciding::{self, Deciding};
use super::emergency::OpenEmergency;
use super::grants::{self, Grant, Holder};
use super::restrictions::ForUses;
use super::ways::{held_today, last_day, restricted, restricted_uses, way_of, ways_of};
use super::{Action, Change, SeenAs, Who, actions, emergency, restrictions};
use crate::Store;
use crate::accounts::{Account, AccountId, Role, grant_rules, people, staff};
use crate::apps;
use crate::db::Tx;
use crate::error::{Result, StoreError};
use crate::events::{AppStep, By, Part};
use crate::limits::GIVERS_MAX;
use crate::site_rules;

/// The one who asks, as found at this moment.
pub(super) struct Asker {
    pub(super) by: By,
    /// Whether the record is their own.
    pub(super) is_own: bool,
    /// Until when (end of that day), where that is known.
    pub(super) until: Option<Date>,
    /// The emergency in which they may look, where they are of the staff.
    emergency: Option<OpenEmergency>,
    /// What is their task, where they are of the staff.
    tasks: Tasks,
    /// Each way in which the record is open to them: one for each grant. Newest first.
    pub(super) ways: Vec<View>,
    /// What is restricted for some uses only.
    for_uses: Vec<ForUses>,
    /// What is restricted for others, where the record is their own: their apps are others.
    for_others: Vec<Layer>,
    /// Through whose eyes they look, in a preview.
    pub(super) seen_as: Option<SeenAs>,
}

/// Finds out what the one who asks is to the record with these parts. [`StoreError::NotFound`] where
/// nothing.
pub(super) fn find(
    tx: &mut Tx<'_>,
    store: &Store,
    who: &Who,
    parts: &[PatientKey],
) -> Result<Asker> {
    match who {
        Who::Operator => whole(tx, store, parts, By::operator()),
        Who::Job { on_behalf_of: None } => whole(tx, store, parts, By::program()),
        // What somebody asked for earlier is done only while they still may: a caregiver who was
        // sent away between asking and sending sends nothing.
        Who::Job { on_behalf_of: Some(account) } => {
            let asker = by_id(tx, store, account, parts)?;
            let by = By { asked_by: Some(Box::new(asker.by)), ..By::program() };
            Ok(Asker { by, ..asker })
        }
        Who::Preview { account, patient: seen, grant } => {
            let asker = by_id(tx, store, account, parts)?;
            preview(tx, store, asker, (parts, seen, grant))
        }
        Who::App { app, person, grant, opens } => {
            let asker = by_id(tx, store, person, parts)?;
            app_asker(tx, store, asker, (app, grant, opens), parts)
        }
        Who::Staff { account, reason } => {
            let mut asker = by_id(tx, store, account, parts)?;
            if asker.by.part != Part::Staff || reason.trim().is_empty() {
                return Err(StoreError::NotFound);
            }
            asker.by.reason = Some(reason.clone());
            Ok(asker)
        }
        Who::Account(account) => by_id(tx, store, account, parts),
    }
}

fn by_id(
    tx: &mut Tx<'_>,
    store: &Store,
    account: &AccountId,
    parts: &[PatientKey],
) -> Result<Asker> {
    let account = people::load(tx, store, account)?.ok_or(StoreError::NotFound)?;
    of_account(tx, store, &account, parts)
}

/// What somebody with an account is to a record.
pub(super) fn of_account(
    tx: &mut Tx<'_>,
    store: &Store,
    account: &Account,
    parts: &[PatientKey],
) -> Result<Asker> {
    site_rules::refresh(tx, store)?;
    let by = |part| By::person(part, &account.id, &account.name);
    if account.role == Role::Staff {
        return of_staff(tx, store, account, parts);
    }
    let mut deciding = Vec::with_capacity(parts.len());
    for part in parts {
        deciding.push(deciding::of_part(tx, store, part, &account.id)?);
    }
    if deciding.iter().any(|part| part.is_own) {
        return Ok(everything(store, by(Part::Patient), &deciding));
    }
    let given = restricted(store, &deciding, false);
    let holder = Holder::Account(account.id.clone());
    let mut ways = Vec::new();
    for part in &deciding {
        ways.extend(ways_of(store, &part.grants, &holder, &given, GIVERS_MAX));
    }
    if !ways.iter().any(|way| way.rights().view) {
        return Err(why_not(tx, store, parts, &holder)?);
    }
    let today = store.today();
    let all = deciding.iter().flat_map(|part| &part.grants);
    let open = all.filter(|grant| grant.holder == holder && grant.is_open(today));
    let for_uses = restricted_uses(store, &deciding, false);
    Ok(Asker { until: last_day(open), for_uses, ..Asker::of(by(Part::Caregiver), ways) })
}

/// What somebody of the staff is to a record: they have their tasks, and in an emergency a look at it.
fn of_staff(
    tx: &mut Tx<'_>,
    store: &Store,
    account: &Account,
    parts: &[PatientKey],
) -> Result<Asker> {
    let tasks = staff::tasks_of(store, account);
    let by = By::person(Part::Staff, &account.id, &account.name);
    // An office that was taken away meanwhile ends it at once.
    let open = if tasks.has(Task::OpenInEmergency) {
        emergency::living(tx, store, parts, &account.id)?
    } else {
        None
    };
    let rights = Rights { view: true, ..Rights::NONE };
    let layer = Layer { rule: Rule::Grant, terms: Terms::everything(rights) };
    let ways = open.iter().map(|_| View { layers: vec![layer.clone()] }).collect();
    Ok(Asker { tasks, emergency: open, ..Asker::of(by, ways) })
}

/// Why a record does not open to a holder of grants: they were never let in, or not yet, or no more.
fn why_not(
    tx: &mut Tx<'_>,
    store: &Store,
    parts: &[PatientKey],
    holder: &Holder,
) -> Result<StoreError> {
    let mut all = Vec::new();
    for part in parts {
        all.extend(grants::all_for(tx, store, part, holder)?);
    }
    let today = store.today();
    let waits = |grant: &&Grant| grant.ended_at.is_none() && !grant.is_over(today);
    if all.iter().filter(waits).any(|grant| grant.is_on_hold) {
        return Ok(StoreError::NotAllowed("access-waits"));
    }
    let begins = all.iter().filter(waits).filter_map(|grant| grant.from);
    if let Some(day) = begins.filter(|from| *from > today).min() {
        return Ok(StoreError::AccessLater(day));
    }
    let last = |grant: &Grant| {
        let ended = grant.ended_at.map(|at| store.day_of(at));
        grant.until.into_iter().chain(ended).min().map_or(today, |day| day.min(today))
    };
    let over = all.iter().map(last).max();
    Ok(over.map_or(StoreError::NotFound, StoreError::AccessOver))
}

/// What somebody who was let in sees, for whoever manages the record that is so looked at. A grant
/// that is over is nobody's view any more: they see what they always see.
pub(super) fn preview(
    tx: &mut Tx<'_>,
    store: &Store,
    asker: Asker,
    (parts, seen, id): (&[PatientKey], &PatientKey, &str),
) -> Result<Asker> {
    let may = parts.contains(seen) && asker.rights().manage;
    let Some(looks) = asker.by.account.clone().filter(|_| may) else { return Ok(asker) };
    let mut deciding = Vec::with_capacity(parts.len());
    for part in parts {
        deciding.push(deciding::of_part(tx, store, part, &looks)?);
    }
    let given = restricted(store, &deciding, false);
    for (part, known) in parts.iter().zip(&deciding) {
        let grant = grants::one(tx, store, part, id)?;
        let is_over = |grant: &Grant| grant.ended_at.is_some() || grant.is_over(store.today());
        let theirs = |grant: &Grant| !is_over(grant) && grant_rules::is_theirs(grant, &asker.by);
        let Some(grant) = grant.filter(theirs) else { continue };
        let account = match &grant.holder {
            Holder::Account(account) => Some(account.clone()),
            _ => None,
        };
        // All that they were given counts, and this before it has begun.
        let mut ways = way_of(store, &known.grants, &grant, &given, GIVERS_MAX);
        for known in deciding.iter().filter(|_| account.is_some()) {
            ways.extend(ways_of(store, &known.grants, &grant.holder, &given, GIVERS_MAX));
        }
        let name = match &account {
            Some(account) => people::name_of(tx, store, account)?,
            None => None,
        };
        let (name, until) = (name.unwrap_or(grant.name), grant.until);
        let seen_as = Some(SeenAs { grant: grant.id, name, account, until });
        return Ok(Asker { until, seen_as, ..Asker::of(asker.by, ways) });
    }
    Ok(asker)
}

/// An app has what it was given by one grant, no more than its token opens, and no more than the one
/// it acts for may hand on to apps at this moment.
fn app_asker(
    tx: &mut Tx<'_>,
    store: &Store,
    asker: Asker,
    (app, grant, opens): (&str, &str, &BTreeSet<ScopeRule>),
    parts: &[PatientKey],
) -> Result<Asker> {
    let (holder, person) = (Holder::App(app.to_owned()), asker.by.account.clone());
    let mut given = Vec::new();
    for part in parts {
        given.extend(grants::open_for(tx, store, part, &holder)?);
    }
    let is_it = |one: &Grant| one.id == grant && one.given_by == person && person.is_some();
    let given = given.into_iter().find(is_it).ok_or(StoreError::NotFound)?;
    let look = Rights { view: true, ..Rights::NONE };
    let scopes = narrowed(opens);
    let own = [held_today(store, &given), Terms { scopes, ..Terms::everything(look) }];
    let may_hand_on = |way: &&View| way.rights().view && way.rights().apps;
    let ways: Vec<View> = asker
        .ways
        .iter()
        .filter(may_hand_on)
        .map(|way| {
            let own = own.iter().map(|terms| Layer { rule: Rule::Grant, terms: terms.clone() });
            let given = way.layers.iter().chain(&asker.for_others).cloned();
            View { layers: own.chain(given).collect() }
        })
        .filter(|way| way.rights().view)
        .collect();
    if ways.is_empty() {
        return Err(StoreError::NotFound);
    }
    let (name, asked_by) = (Some(apps::name_of(tx, store, app)?), Some(Box::new(asker.by)));
    let by = By { part: Part::App, name, asked_by, ..By::default() };
    let for_uses = asker.for_uses.into_iter().map(ForUses::untold).collect();
    Ok(Asker { until: asker.until, for_uses, ..Asker::of(by, ways) })
}

/// What terms say of what scopes open: nothing where that is everything, for then whole documents, which
/// can't be told apart, are shown too.
pub(crate) fn narrowed(opens: &BTreeSet<ScopeRule>) -> Option<BTreeSet<ScopeRule>> {
    let is_everything = |rule: &ScopeRule| rule.kind.is_none() && rule.category.is_none();
    (!opens.iter().any(is_everything)).then(|| opens.clone())
}

/// What is not restricted for everybody: for the operator, in the patient's place.
fn whole(tx: &mut Tx<'_>, store: &Store, parts: &[PatientKey], by: By) -> Result<Asker> {
    site_rules::refresh(tx, store)?;
    let mut deciding = Vec::with_capacity(parts.len());
    for part in parts {
        let restrictions = restrictions::living(tx, store, part)?;
        deciding.push(Deciding { restrictions, ..Deciding::default() });
    }
    Ok(everything(store, by, &deciding))
}

/// Everything that is not restricted for everybody.
fn everything(store: &Store, by: By, deciding: &[Deciding]) -> Asker {
    let mut view = View::default();
    let terms = Terms { tells: true, ..Terms::everything(Rights::OWNER) };
    view.layers.push(Layer { rule: Rule::Grant, terms });
    view.layers.extend(restricted(store, deciding, true).layers);
    let for_uses = restricted_uses(store, deciding, true);
    let for_others = restricted(store, deciding, false).layers;
    Asker { is_own: true, for_uses, for_others, ..Asker::of(by, vec![view]) }
}

impl Asker {
    /// Somebody to whom the record is open in those ways.
    fn of(by: By, ways: Vec<View>) -> Self {
        Self {
            by,
            is_own: false,
            until: None,
            emergency: None,
            tasks: Tasks::default(),
            ways,
            for_uses: Vec::new(),
            for_others: Vec::new(),
            seen_as: None,
        }
    }

    /// Somebody with an account, for themselves: a patient, or who was let in.
    fn may_let_apps_in(&self) -> bool {
        matches!(self.by.part, Part::Patient | Part::Caregiver)
    }

    /// What they may do, by whichever way: for buttons.
    pub(super) fn rights(&self) -> Rights {
        self.ways.iter().map(View::rights).reduce(Rights::join).unwrap_or_default()
    }

    /// The emergency by which that may be done: it opens a look, and nothing else that staff do.
    pub(super) fn emergency_for(&self, action: &Action) -> Option<&OpenEmergency> {
        self.emergency.as_ref().filter(|_| matches!(action, Action::View { .. }))
    }

    /// Who does that, as its line tells it: with the emergency's reason where that is what lets them.
    pub(super) fn by_for(&self, action: &Action) -> By {
        let why = self.emergency_for(action).map(|open| open.reason.clone());
        By { reason: why.or_else(|| self.by.reason.clone()), ..self.by.clone() }
    }

    /// The view with which that may be done.
    pub(super) fn may(&self, action: &Action) -> Result<View> {
        // A preview is for looking: nothing is taken along or changed through somebody else's eyes.
        if self.seen_as.is_some() && !matches!(action, Action::View { .. }) {
            return Err(StoreError::NotAllowed("only-a-preview"));
        }
        // Staff hand out invitations; what is in a record they see in an emergency alone.
        if self.by.part == Part::Staff {
            return match action {
                Action::View { .. } if !self.ways.is_empty() => {
                    self.ways.first().cloned().ok_or(StoreError::NotFound)
                }
                Action::Manage(change) => {
                    // On a call nothing is stopped without a reason, which the patient reads.
                    let is_told = self.by.reason.is_some() || !matches!(change, Change::EndAll);
                    let task = change.task().filter(|_| is_told).ok_or(StoreError::NotFound)?;
                    let may = self.tasks.has(task).then(View::default);
                    may.ok_or(StoreError::NotAllowed("not-your-office"))
                }
                _ => Err(StoreError::NotFound),
            };
        }
        let is_guest = self.by.origin().part == Part::Caregiver;
        let allows = |rights: Rights| match action {
            Action::View { page, .. } => rights.view && actions::opens_page(rights, page),
            Action::Download { .. } => rights.download,
            Action::Transmit { .. } => rights.transmit,
            Action::AppRead { .. } => rights.view && self.by.part == Part::App,
            // A right of its own: who may send is not let give apps the record by that. Who let one in
            // may end that.
            Action::Manage(Change::App { step: AppStep::Allowed, .. }) => {
                rights.apps && self.may_let_apps_in()
            }
            Action::Manage(Change::App { .. }) => rights.view && self.may_let_apps_in(),
            Action::Manage(change) => {
                let is_theirs = !is_guest || change.is_for_caregivers();
                let is_office = matches!(self.by.part, Part::Operator | Part::Program);
                rights.manage && is_theirs && (is_office || !change.is_office_alone())
            }
        };
        let mut ways = self.ways.iter().filter(|way| allows(way.rights())).peekable();
        if ways.peek().is_none() {
            return Err(StoreError::NotAllowed("not-in-your-rights"));
        }
        // A page of a part that they were not let in to is not there for them. Somebody may have been
        // let in twice, to one part each time.
        let section = section_of(action);
        let shows = |way: &&View| {
            section.is_none_or(|one| way.sections().is_none_or(|chosen| chosen.contains(&one)))
        };
        // The patient is told where a whole part is withheld from them (45 CFR 164.524(d)(2)).
        let is_patient = self.is_own && self.by.origin().part == Part::Patient;
        let why = if is_patient {
            StoreError::NotAllowed("section-withheld")
        } else {
            StoreError::NotFound
        };
        let mut view = ways.find(shows).cloned().ok_or(why)?;
        // At the command line and in exports nobody takes a file for themselves.
        let is_own = self.is_own && self.by.origin().part == Part::Patient;
        let purpose = action.purpose(is_own);
        let restricted = self.for_uses.iter().filter(|one| one.uses.cover(purpose));
        view.layers.extend(restricted.map(|one| one.layer.clone()));
        Ok(view)
    }
}

/// The part of the record that a page is of. Whose record it is, is told to all.
fn section_of(action: &Action) -> Option<Section> {
    match action {
        Action::View { page: "visit", .. } => Some(Section::Visits),
        Action::View { page, .. } => {
            Section::parse(page).filter(|section| *section != Section::About)
        }
        _ => None,
    }
}
