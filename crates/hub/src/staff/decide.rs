//! A decision on a pledge: it becomes a member, or is refused with a reason. Change, trail and mail are one
//! transaction.

use bluebutton_record::fold::fold;
use bluebutton_record::words::FluentValue;
use bluebutton_store::StoreError;
use bluebutton_store::hub::{HubTx, Membership};
use bluebutton_web::problem::Problem;
use jiff::ToSpan as _;

use crate::callers::{Team, secret};
use crate::directory::data::{self as directory, Org};
use crate::directory::{Gives, given_by};
use crate::limits::PLEDGE_DAYS;
use crate::members::data::{self as members, Promise};
use crate::pledge::Pledge;
use crate::probe::round::Addresses;
use crate::probe::stored;
use crate::services::Services;
use crate::signing::chosen;
use crate::signing::draft::{self, Draft};
use crate::worker::mail;

/// What came of a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Decided {
    /// It is kept.
    Done,
    /// It can't be taken like that: the message that says why.
    NotYet(&'static str),
}

/// Decides. `same_as` names the organization that is there already, or nothing.
pub(super) async fn decide(
    services: &Services,
    team: &Team,
    id: &str,
    (is_refused, reason, same_as): (bool, &str, &str),
) -> Result<Decided, Problem> {
    let asked = id.to_owned();
    let work = move |tx: &mut HubTx<'_, '_>| draft::get(tx, &asked);
    let draft = services.hub.read("read a pledge to decide", work).await?;
    let draft = draft.ok_or_else(Problem::not_found)?;
    let deed = Deed {
        text: services.pledges.get(draft.get("pledge")).cloned().ok_or_else(Problem::not_found)?,
        now: services.hub.now().as_microsecond(),
        today: services.hub.now().to_zoned(services.site.zone.clone()).date(),
        random: secret(services),
        same_as: same_as.to_owned(),
        reason: reason.to_owned(),
        is_refused,
    };
    let (staff, id) = (team.staff(), id.to_owned());
    let letters = [true, false].map(|is_refused| letter(services, &draft, is_refused, reason));
    let work = move |tx: &mut HubTx<'_, '_>| {
        // As it is now: two of the team may have it open.
        let confirmed = |one: &Draft| one.standing == "confirmed";
        let Some(mut draft) = draft::locked(tx, &id)?.filter(confirmed) else {
            return Ok(Decided::Done);
        };
        if let Some(why) = deed.holds_back(tx, &draft)? {
            return Ok(Decided::NotYet(why));
        }
        let [refusal, welcome] = &letters;
        let (what, about) = if deed.is_refused {
            "refused".clone_into(&mut draft.standing);
            ("refused", draft.get("name").to_owned())
        } else {
            let org = deed.make(tx, &draft)?;
            "approved".clone_into(&mut draft.standing);
            draft.org_id = Some(org.clone());
            ("approved", org)
        };
        deed.reason.clone_into(&mut draft.reason);
        draft::put(tx, &draft, deed.now)?;
        tx.decided(&staff, what, &about, &deed.reason)?;
        mail::put(tx, &deed.random, if deed.is_refused { refusal } else { welcome }, deed.now)?;
        Ok(Decided::Done)
    };
    Ok(services.hub.write("decide on a pledge", work).await?)
}

fn letter(
    services: &Services,
    draft: &Draft,
    is_refused: bool,
    reason: &str,
) -> mail::OutgoingMail {
    let words = services.words(draft.language());
    let ids = if is_refused {
        ("mail-refused-subject", "mail-refused-body")
    } else {
        ("mail-welcome-subject", "mail-welcome-body")
    };
    let arguments: [(&str, FluentValue<'_>); 4] = [
        ("organization", draft.get("name").to_owned().into()),
        ("contact", draft.get("contact").to_owned().into()),
        ("reason", reason.to_owned().into()),
        ("link", services.url("/members/enter").into()),
    ];
    mail::OutgoingMail::of(draft.get("email"), words, ids, &arguments)
}

/// What is decided, and when.
struct Deed {
    text: Pledge,
    now: i64,
    today: jiff::civil::Date,
    random: String,
    same_as: String,
    reason: String,
    is_refused: bool,
}

impl Deed {
    /// Why somebody can't be accepted like that: nobody takes the place of a member but who has its domain, and
    /// a name that a member has, or a domain that nobody proved, is accepted with a reason only.
    fn holds_back(
        &self,
        tx: &mut HubTx<'_, '_>,
        draft: &Draft,
    ) -> Result<Option<&'static str>, StoreError> {
        if self.is_refused {
            return Ok(None);
        }
        let is_alive = |one: &Membership| one.is_alive();
        if let Some(theirs) = tx.memberships(&self.same_as)?.into_iter().find(is_alive) {
            let is_theirs = !draft.proof.is_empty() && draft.domain() == theirs.domain;
            return Ok((!is_theirs).then_some("review-not-theirs"));
        }
        if !self.reason.is_empty() {
            return Ok(None);
        }
        if draft.proof.is_empty() {
            return Ok(Some("review-unproven"));
        }
        let id = slug(draft.get("name"));
        let is_taken = self.same_as != id && tx.memberships(&id)?.iter().any(is_alive);
        Ok(is_taken.then_some("review-name-taken"))
    }

    /// Makes the member; its id.
    fn make(&self, tx: &mut HubTx<'_, '_>, draft: &Draft) -> Result<String, StoreError> {
        let known = directory::get(tx, &self.same_as)?;
        let id = match &known {
            Some(known) => known.id.clone(),
            None => free_id(tx, draft.get("name"))?,
        };
        let org = self.org(draft, &id, known);
        directory::put(tx, &org, &self.random)?;
        let until = self.today.checked_add(PLEDGE_DAYS.days()).unwrap_or(self.today);
        let joined_at = tx
            .memberships(&id)?
            .iter()
            .find(|one| one.pledge == self.text.id && one.is_alive())
            .map_or(self.now, |one| one.joined_at);
        tx.put_membership(&Membership {
            org_id: id.clone(),
            pledge: self.text.id.clone(),
            version: self.text.version.clone(),
            category: draft.get("category").to_owned(),
            standing: "member".to_owned(),
            signed_at: draft.changed_at,
            joined_at,
            renew_by: until.to_string(),
            ended_at: None,
            contact: draft.get("contact").to_owned(),
            email: draft.get("email").to_lowercase(),
            language: draft.get("language").to_owned(),
            domain: draft.domain(),
            proof: draft.proof.clone(),
        })?;
        for (commitment, target) in chosen(&self.text, draft) {
            let standing = if target.is_empty() { "kept" } else { "working" };
            let promise = Promise {
                pledge: self.text.id.clone(),
                commitment: commitment.id.clone(),
                target,
                standing: standing.to_owned(),
                note: String::new(),
                reported_at: None,
            };
            members::promise(tx, &id, &promise)?;
        }
        stored::set_addresses(tx, &id, &addresses(draft), (self.today, self.now))?;
        directory::note(tx, (self.now, &self.random), &id, "joined", &self.text.id)?;
        directory::touch(tx, self.now)?;
        Ok(id)
    }

    fn org(&self, draft: &Draft, id: &str, known: Option<Org>) -> Org {
        let text = |name: &str| draft.get(name).to_owned();
        let before = known.map_or(Gives::default(), |known| known.gives);
        Org {
            id: id.to_owned(),
            name: text("name"),
            kind: text("category"),
            street: text("street"),
            city: text("city"),
            region: text("region"),
            zip: text("zip"),
            url: text("url"),
            phone: text("phone"),
            about: text("about"),
            gives: Gives(before.0 | gives(&self.text, draft).0),
            how_en: text("how-en"),
            how_es: text("how-es"),
            origin: "member".to_owned(),
            since: self.today.to_string(),
            updated_at: self.now,
        }
    }
}

/// What a member gives, by what it promises to give now.
fn gives(text: &Pledge, draft: &Draft) -> Gives {
    let promised = chosen(text, draft);
    let now = promised.iter().filter(|(_, target)| target.is_empty());
    Gives::of(now.filter_map(|(one, _)| given_by(&one.id)))
}

fn addresses(draft: &Draft) -> Addresses {
    let mut all = Addresses::default();
    for kind in stored::KINDS {
        if let Some(place) = all.of_kind(kind) {
            draft.get(&format!("address-{kind}")).clone_into(place);
        }
    }
    all
}

/// An id that nobody has: the name in small letters, with a number where it is taken.
fn free_id(tx: &mut HubTx<'_, '_>, name: &str) -> Result<String, StoreError> {
    let base = slug(name);
    for number in 1..1_000 {
        let id = if number == 1 { base.clone() } else { format!("{base}-{number}") };
        if directory::get(tx, &id)?.is_none() {
            return Ok(id);
        }
    }
    Err(StoreError::NotAllowed("a thousand organizations of one name"))
}

/// A name as part of an address: `lakeside-hospital`.
pub(crate) fn slug(name: &str) -> String {
    let folded = fold(name).replace(['\'', '’'], "");
    let words: Vec<&str> = folded
        .split(|sign: char| !sign.is_ascii_alphanumeric())
        .filter(|w| !w.is_empty())
        .collect();
    let mut slug = words.join("-");
    slug.truncate(60);
    // Words that are pages of ours.
    match slug.as_str() {
        "" | "data" | "ask" | "letters" => format!("org-{slug}").trim_end_matches('-').to_owned(),
        _ => slug,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_becomes_part_of_an_address() {
        assert_eq!(slug("Lakeside Children’s Hospital, Inc."), "lakeside-childrens-hospital-inc");
        assert_eq!(slug("Clínica José"), "clinica-jose");
        assert_eq!(slug("Ask"), "org-ask");
        assert_eq!(slug("病院"), "org");
    }
}
