//! Pledges grow old: a member is asked to renew before its year ends, and a pledge that was not renewed
//! lapses. Drafts that nobody finished, and links that are over, go.

use bluebutton_record::Language;
use bluebutton_record::words::FluentValue;
use bluebutton_store::StoreError;
use bluebutton_store::hub::HubTx;
use jiff::ToSpan as _;

use super::mail;
use crate::callers::secret;
use crate::directory::data;
use crate::limits::{DRAFT_DAYS, LAPSE_DAYS};
use crate::services::Services;

/// How long before the end of its year a member is asked.
const ASK_DAYS: i64 = 30;

const DAY: i64 = 24 * 60 * 60 * 1_000_000;

/// Renewals, lapses, and what nobody needs any more.
pub(super) async fn years(services: &Services) -> Result<(), StoreError> {
    ask_to_renew(services).await?;
    let now = services.hub.now().as_microsecond();
    let today = services.hub.now().to_zoned(services.site.zone.clone()).date();
    let lapsed = today.checked_sub(LAPSE_DAYS.days()).unwrap_or(today).to_string();
    let random = secret(services);
    let work = move |tx: &mut HubTx<'_, '_>| {
        for row in tx.query(OVER, &[lapsed.as_str().into()])? {
            let (org, pledge): (String, String) = (row.get(0)?, row.get(1)?);
            let mut all = tx.memberships(&org)?;
            let Some(own) = all.iter_mut().find(|one| one.pledge == pledge) else { continue };
            "lapsed".clone_into(&mut own.standing);
            own.ended_at = Some(now);
            tx.put_membership(own)?;
            tx.happened("lapsed", &format!("{org} {pledge}"))?;
            data::note(tx, (now, &random), &org, "lapsed", &pledge)?;
            data::touch(tx, now)?;
        }
        tx.execute(DROP_DRAFTS, &[(now - DRAFT_DAYS * DAY).into()])?;
        tx.tidy_doors()?;
        tx.execute(DROP_ASKED, &[(now - 7 * DAY).into()])?;
        tx.execute(DROP_GUESTS, &[(now - 7 * DAY).into()])?;
        crate::work::forget(tx, now)?;
        tx.execute(DROP_IDEAS, &[(now - 7 * DAY).into()])?;
        tx.execute(DROP_READERS, &[(now - 7 * DAY).into()])?;
        tx.execute(DROP_REFUSED, &[(now - 180 * DAY).into()])?;
        // How many came stays; who it was is nobody's business any more.
        tx.execute(FORGET_GUESTS, &[(now - 30 * DAY).into()]).map(|_| ())
    };
    services.hub.write("what has grown old", work).await
}

async fn ask_to_renew(services: &Services) -> Result<(), StoreError> {
    let today = services.hub.now().to_zoned(services.site.zone.clone()).date();
    let soon = today.checked_add(ASK_DAYS.days()).unwrap_or(today).to_string();
    let work = move |tx: &mut HubTx<'_, '_>| {
        let rows = tx.query(TO_RENEW, &[soon.as_str().into()])?;
        rows.iter()
            .map(|row| {
                let text = |column| row.get::<String>(column);
                Ok((text(0)?, text(1)?, text(2)?, text(3)?, text(4)?, text(5)?))
            })
            .collect::<Result<Vec<_>, StoreError>>()
    };
    for (org, pledge, email, language, name, renew_by) in
        services.hub.read("who is to renew", work).await?
    {
        let words = services.words(Language::parse(&language).unwrap_or_default());
        let day = bluebutton_record::FhirDate::parse(&renew_by);
        let day = day.map_or_else(|| renew_by.clone(), |day| words.date(&day));
        let link = services.url("/members/enter");
        let arguments: [(&str, FluentValue<'_>); 3] =
            [("organization", name.into()), ("date", day.into()), ("link", link.into())];
        let ids = ("mail-renew-subject", "mail-renew-body");
        let letter = mail::OutgoingMail::of(&email, words, ids, &arguments);
        let (id, now) = (secret(services), services.hub.now().as_microsecond());
        let work = move |tx: &mut HubTx<'_, '_>| {
            // Once a year: the row that is there says that they were asked.
            let asked = [format!("renew {org} {pledge} {renew_by}").into()];
            if tx.execute(ASKED, &asked)? == 1 {
                mail::put(tx, &id, &letter, now)?;
            }
            Ok(())
        };
        services.hub.write("ask to renew", work).await?;
    }
    Ok(())
}

const TO_RENEW: &str = "
    select m.org_id, m.pledge, m.email, m.language, o.name, m.renew_by
    from hub_member m
    join hub_org o on o.org_id = m.org_id
    where m.standing = 'member' and m.renew_by <= $1
    order by m.org_id, m.pledge";

const ASKED: &str = "
    insert into hub_state (name, value)
    values ($1, '')
    on conflict (name) do nothing";

const OVER: &str = "
    select org_id, pledge
    from hub_member
    where standing = 'member' and renew_by < $1";

const DROP_DRAFTS: &str = "
    delete from hub_signing
    where standing in ('draft', 'sent') and changed_at < $1";

const DROP_ASKED: &str = "
    delete from hub_letter
    where confirmed_at is null and made_at < $1";

const DROP_GUESTS: &str = "
    delete from hub_guest
    where standing = 'asked' and made_at < $1";

const DROP_IDEAS: &str = "
    delete from hub_post
    where standing = 'unconfirmed' and made_at < $1";

const DROP_READERS: &str = "
    delete from hub_reader
    where standing = 'asked' and made_at < $1";

const DROP_REFUSED: &str = "
    delete from hub_signing
    where standing in ('confirmed', 'refused') and changed_at < $1";

const FORGET_GUESTS: &str = "
    update hub_guest set name = '', email = ''
    where email <> '' and event_id in (select e.event_id from hub_event e where e.ends_at < $1)";
