//! Letting an app read a record, ending it, and which apps read it.

use bluebutton_crypto::Hidden;
use bluebutton_record::{PatientKey, Rights, Terms};
use jiff::SignedDuration;

use super::stored::{Holding, StoredApp, drop_held};
use super::tokens::{new_code, of_code};
use super::{AppGrant, Apps, Consent};
use crate::Store;
use crate::access::grants::{self, Grant, Holder};
use crate::access::narrowed;
use crate::access::{Action, Change, Deed, RecordPermit, Who};
use crate::accounts::grant_rules::is_theirs;
use crate::accounts::{AccountId, people};
use crate::db::Tx;
use crate::error::{Result, StoreError};
use crate::events::AppStep;
use crate::limits::{
    APP_CODE_SECONDS, APP_GRANTS_MAX, APP_SCOPES_BYTES_MAX, APP_WITH_CODE_BYTES_MAX,
};
use crate::records::parts;

/// An app looks; what it does with what it saw is its own business.
const MAY: Rights = Rights { view: true, ..Rights::NONE };

impl Apps<'_> {
    /// Whoever has a record (their own, or as a caregiver who may give it to apps) lets an app read it, as far as
    /// they see it themselves and the consent says: the code that the app exchanges within a minute. A
    /// yes in place of an earlier one of the same person to the same app: what the app held by that is void.
    /// `NotAllowed("app-not-open")`, `"app-not-usable"`, `"too-many-apps"`.
    pub async fn allow(
        &self,
        who: &Who,
        patient: &PatientKey,
        consent: Consent,
    ) -> Result<Hidden<String>> {
        let Some(person) = who.account().cloned().filter(|_| matches!(who, Who::Account(_))) else {
            return Err(StoreError::NotAllowed("not-in-your-rights"));
        };
        let is_long = consent.scopes.len() > APP_SCOPES_BYTES_MAX
            || consent.with_code.len() > APP_WITH_CODE_BYTES_MAX;
        if is_long || consent.opens.is_empty() {
            return Err(StoreError::NotAllowed("app-not-usable"));
        }
        let name = self.0.apps().app(&consent.app).await?.ok_or(StoreError::NotFound)?.about.name;
        let (app, step) = (consent.app.clone(), AppStep::Allowed);
        let action = Action::Manage(Change::App { step, app, name });
        let store = self.0.clone();
        let work =
            move |tx: &mut Tx<'_>, deed: &mut Deed| allow(tx, &store, deed, (&person, &consent));
        self.0.act(who, patient, action, work).await
    }

    /// Ends what an app may see: by whoever let it in, or who manages the record. It reads nothing more
    /// from this moment on.
    pub async fn end(&self, who: &Who, patient: &PatientKey, grant: &str) -> Result<()> {
        let known = self.found(who, patient, grant).await?;
        let (step, app, name) = (AppStep::Ended, known.0, known.1);
        let action = Action::Manage(Change::App { step, app, name });
        let (store, id) = (self.0.clone(), grant.to_owned());
        let work = move |tx: &mut Tx<'_>, deed: &mut Deed| {
            let (part, mut grant) = find(tx, &store, (deed.permit.patient(), &id))?;
            must_be_theirs(&grant, &deed.permit)?;
            grant.ended_at = Some(store.now());
            let mut proof = vec![grants::change(tx, &store, &part, &grant)?];
            proof.extend(drop_held(tx, &part, &grant.id)?);
            deed.left(tx, &store, &part, proof)
        };
        self.0.act(who, patient, action, work).await
    }

    /// App and name of a grant, before it is known who asks: nothing of it is told to them.
    async fn found(&self, who: &Who, patient: &PatientKey, id: &str) -> Result<(String, String)> {
        if !matches!(who, Who::Account(_)) {
            return Err(StoreError::NotAllowed("not-in-your-rights"));
        }
        let (store, patient, id) = (self.0.clone(), patient.clone(), id.to_owned());
        let work = move |tx: &mut Tx<'_>| {
            let record = parts::root(tx, &store, &patient)?;
            let (_, grant) = find(tx, &store, (&record, &id))?;
            match grant.holder {
                Holder::App(app) => Ok((app, grant.name)),
                _ => Err(StoreError::NotFound),
            }
        };
        self.0.inner.db.read("find an app's grant", work).await
    }

    /// The apps that read a record, and those that did, newest first. Whoever was let in sees those that
    /// they let in themselves.
    pub async fn of_record(&self, permit: &RecordPermit) -> Result<Vec<AppGrant>> {
        let (store, permit) = (self.0.clone(), permit.clone());
        let work = move |tx: &mut Tx<'_>| {
            let mut all = Vec::new();
            for part in parts::all(tx, &store, permit.patient())? {
                for grant in grants::of_patient(tx, &store, &part)? {
                    if matches!(grant.holder, Holder::App(_)) && is_shown(&grant, &permit) {
                        all.push(shown(tx, &store, grant, &permit)?);
                    }
                }
            }
            all.sort_by_key(|one: &AppGrant| std::cmp::Reverse(one.since));
            Ok(all)
        };
        self.0.inner.db.read("list a record's apps", work).await
    }
}

/// What somebody lets an app see.
fn terms_of(store: &Store, consent: &Consent) -> Terms {
    let (sections, opened) = (consent.sections.clone(), consent.topics.clone());
    let scopes = narrowed(&consent.opens);
    // What was left closed is named: it stays so, though the site may give the topic up.
    let known = store.topics();
    let known = known.all().iter().map(|topic| topic.slug.clone());
    let topics = known.filter(|slug| !opened.contains(slug)).collect();
    Terms { sections, scopes, opened, topics, ..Terms::everything(MAY) }
}

fn allow(
    tx: &mut Tx<'_>,
    store: &Store,
    deed: &mut Deed,
    (person, consent): (&AccountId, &Consent),
) -> Result<Hidden<String>> {
    let record = deed.permit.patient().clone();
    let app = StoredApp::locked(tx, store, &consent.app)?.ok_or(StoreError::NotFound)?;
    if !app.is_open() || !app.about.redirects.contains(&consent.redirect_uri) {
        return Err(StoreError::NotAllowed("app-not-open"));
    }
    if grants::has_ended(consent.until, store.today()) {
        return Err(StoreError::NotAllowed("app-not-usable"));
    }
    let holder = Holder::App(app.id.clone());
    let (mut living, mut before) = (0, None);
    for part in parts::all(tx, store, &record)? {
        for grant in grants::of_patient(tx, store, &part)? {
            let is_living = grant.ended_at.is_none() && !grant.is_over(store.today());
            if !is_living || !matches!(grant.holder, Holder::App(_)) {
                continue;
            }
            living += 1;
            if grant.holder == holder && grant.given_by.as_ref() == Some(person) {
                before = Some((part.clone(), grant));
            }
        }
    }
    if living >= APP_GRANTS_MAX {
        return Err(StoreError::NotAllowed("too-many-apps"));
    }
    let now = store.now();
    let terms = terms_of(store, consent);
    // A new grant, and the earlier one is over: nothing that is still under way can mix the two.
    if let Some((part, mut grant)) = before {
        grant.ended_at = Some(now);
        let mut proof = vec![grants::change(tx, store, &part, &grant)?];
        proof.extend(drop_held(tx, &part, &grant.id)?);
        deed.left(tx, store, &part, proof)?;
    }
    let grant = Grant {
        id: people::new_id(store),
        holder,
        given_by: Some(person.clone()),
        from: None,
        until: consent.until,
        made_at: now,
        accepted_at: Some(now),
        ended_at: None,
        name: app.about.name.clone(),
        terms,
        before: None,
        acting: None,
        age: None,
        is_on_hold: false,
    };
    deed.proof.push(grants::add(tx, store, &record, &grant)?);
    let code = new_code(store, &consent.with_code);
    let holding = Holding {
        grant: grant.id,
        patient: record,
        app: app.id,
        person: person.clone(),
        scopes: consent.scopes.clone(),
        redirect_uri: consent.redirect_uri.clone(),
        challenge: consent.challenge.clone(),
        code_hash: of_code(store, code.reveal()),
        code_ends: now.checked_add(SignedDuration::from_secs(APP_CODE_SECONDS)).ok(),
        access: None,
        refresh: None,
        made_at: now,
    };
    deed.proof.push(holding.insert(tx, store)?);
    Ok(code)
}

/// A grant of an app, in whichever part of the record it was made.
fn find(
    tx: &mut Tx<'_>,
    store: &Store,
    (record, id): (&PatientKey, &str),
) -> Result<(PatientKey, Grant)> {
    for part in parts::all(tx, store, record)? {
        let grant = grants::one(tx, store, &part, id)?;
        if let Some(grant) = grant.filter(|grant| matches!(grant.holder, Holder::App(_))) {
            return Ok((part, grant));
        }
    }
    Err(StoreError::NotFound)
}

/// Whoever let an app in ends it, whatever else they may; the patient and whoever manages the record in
/// their place end any.
fn must_be_theirs(grant: &Grant, permit: &RecordPermit) -> Result<()> {
    if grant.ended_at.is_some() || !is_shown(grant, permit) {
        return Err(StoreError::NotFound);
    }
    Ok(())
}

fn is_shown(grant: &Grant, permit: &RecordPermit) -> bool {
    let is_givers = grant.given_by.is_some() && grant.given_by == permit.by().account;
    is_givers || permit.rights().manage && is_theirs(grant, permit.by())
}

fn shown(tx: &mut Tx<'_>, store: &Store, grant: Grant, permit: &RecordPermit) -> Result<AppGrant> {
    let giver = grant.given_by.as_ref().filter(|by| Some(*by) != permit.by().account.as_ref());
    let given_by = match giver {
        Some(giver) => people::name_of(tx, store, giver)?,
        None => None,
    };
    let app = match grant.holder {
        Holder::App(app) => app,
        _ => String::new(),
    };
    Ok(AppGrant {
        id: grant.id,
        app,
        name: grant.name,
        given_by,
        terms: grant.terms,
        since: grant.made_at,
        until: grant.until,
        ended: grant.ended_at,
    })
}
