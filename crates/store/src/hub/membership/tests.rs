//! Rows that say who comes in for a member can't be written by anybody else.

use super::*;
use crate::db::testing::{Site, both_engines};
use crate::error::StoreError;
use crate::events::MemberDeed;
use crate::hub::HubMember;

const ORG: &str = "acme";

fn pledge() -> Membership {
    Membership {
        org_id: ORG.to_owned(),
        pledge: "blue-button".to_owned(),
        version: "1".to_owned(),
        category: "hospital".to_owned(),
        standing: "member".to_owned(),
        signed_at: 1,
        joined_at: 2,
        renew_by: "2027-01-01".to_owned(),
        ended_at: None,
        contact: "Pat Ode".to_owned(),
        email: "Pat@acme.example".to_owned(),
        language: "en".to_owned(),
        domain: "acme.example".to_owned(),
        proof: "mail".to_owned(),
    }
}

fn of_org(email: &str) -> HubMember {
    HubMember { org_id: ORG.to_owned(), email: email.to_owned(), account: None }
}

fn kim() -> MemberPerson {
    MemberPerson { email: "kim@acme.example".to_owned(), name: "Kim Lee".to_owned() }
}

/// A member, and an account of each of its two people.
async fn with_member(site: &Site) {
    let work = |tx: &mut HubTx<'_, '_>| {
        tx.put_membership(&pledge())?;
        tx.happened("joined", ORG)?;
        let pat = of_org("pat@acme.example");
        tx.let_in(ORG, &kim(), &pat.email)?;
        tx.did(&pat, MemberDeed::PersonInvited, "kim@acme.example")?;
        tx.bind_account(&pat, "account-of-pat")?;
        tx.bind_account(&of_org("kim@acme.example"), "account-of-kim")
    };
    site.store.hub().write("test", work).await.unwrap();
}

async fn comes_in(site: &Site, account: &'static str) -> Result<bool> {
    let work = move |tx: &mut HubTx<'_, '_>| Ok(tx.whose_account(account)?.is_some());
    site.store.hub().read("test", work).await
}

async fn attack(site: &Site, statement: &'static str) {
    let work = move |tx: &mut Tx<'_>| tx.execute(statement, &[]);
    assert_eq!(site.store.inner.db.write("attack", work).await.unwrap(), 1);
}

async fn findings(site: &Site) -> Vec<String> {
    site.store.verify(|_, _| {}).await.unwrap().findings
}

#[tokio::test]
async fn whoever_writes_an_address_into_the_table_is_not_let_in() {
    const CONTACT: &str = "update hub_member set email = 'mallory@evil.example'";
    const STANDING: &str = "update hub_member set standing = 'withdrawn'";
    const ADDED: &str = "
        insert into hub_person (org_id, email, name, invited_by, made_at, guard)
        select org_id, 'mallory@evil.example', name, invited_by, made_at, guard from hub_person";
    for (statement, account, table) in [
        (CONTACT, "account-of-pat", MEMBER_TABLE),
        (STANDING, "account-of-pat", MEMBER_TABLE),
        (ADDED, "account-of-kim", PERSON_TABLE),
    ] {
        for site in both_engines().await {
            with_member(&site).await;
            assert!(comes_in(&site, account).await.unwrap(), "{}", site.engine);
            assert_eq!(findings(&site).await, Vec::<String>::new(), "{}", site.engine);

            attack(&site, statement).await;

            let mallory = |tx: &mut HubTx<'_, '_>| tx.let_in_by("mallory@evil.example");
            let found = site.store.hub().read("test", mallory).await;
            let is_refused = matches!(&found, Err(StoreError::Altered(_)));
            assert!(is_refused || found.unwrap().is_empty(), "{statement}");
            if table == MEMBER_TABLE {
                let refused = comes_in(&site, account).await;
                assert!(matches!(refused, Err(StoreError::Altered(_))), "{statement}");
            }
            let found = findings(&site).await;
            assert!(found.iter().any(|what| what.contains(table)), "{statement} {found:?}");
        }
    }
}

#[tokio::test]
async fn whoever_was_let_out_is_let_in_no_more_and_a_row_put_back_is_named() {
    for site in both_engines().await {
        with_member(&site).await;
        let row = site.store.inner.db.read("attack", |tx| tx.first(KEPT, &[])).await;
        let kept = row.unwrap().unwrap().0;
        let pat = of_org("pat@acme.example");
        let out = move |tx: &mut HubTx<'_, '_>| {
            assert!(tx.let_out(ORG, "kim@acme.example")?);
            assert!(!tx.let_out(ORG, "nobody@acme.example")?);
            tx.did(&pat, MemberDeed::PersonRemoved, "kim@acme.example")
        };
        site.store.hub().write("test", out).await.unwrap();
        assert!(!comes_in(&site, "account-of-kim").await.unwrap(), "{}", site.engine);
        assert_eq!(findings(&site).await, Vec::<String>::new(), "{}", site.engine);

        let work = move |tx: &mut Tx<'_>| tx.execute(LET_IN, &kept);
        assert_eq!(site.store.inner.db.write("attack", work).await.unwrap(), 1);

        let found = findings(&site).await;
        assert!(found.iter().any(|what| what.contains(PERSON_TABLE)), "{found:?}");
    }
}

#[tokio::test]
async fn a_change_of_members_that_no_line_tells_of_is_not_made() {
    for site in both_engines().await {
        let silent = |tx: &mut HubTx<'_, '_>| tx.put_membership(&pledge());
        let refused = site.store.hub().write("test", silent).await;
        assert!(matches!(refused, Err(StoreError::NotAllowed(_))), "{}", site.engine);
        let all = site.store.hub().read("test", |tx| tx.memberships(ORG)).await.unwrap();
        assert!(all.is_empty(), "{}", site.engine);
    }
}

#[tokio::test]
async fn an_address_is_found_as_a_contacts_or_as_one_who_was_let_in() {
    for site in both_engines().await {
        with_member(&site).await;
        let by = async |email: &'static str| {
            let work = move |tx: &mut HubTx<'_, '_>| tx.let_in_by(email);
            site.store.hub().read("test", work).await.unwrap()
        };
        assert_eq!(by("pat@acme.example").await, [ORG], "{}", site.engine);
        assert_eq!(by("kim@acme.example").await, [ORG]);
        assert!(by("lee@acme.example").await.is_empty());
        let leave = |tx: &mut HubTx<'_, '_>| {
            tx.put_membership(&Membership { standing: WITHDRAWN.to_owned(), ..pledge() })?;
            tx.happened("left", ORG)
        };
        site.store.hub().write("test", leave).await.unwrap();
        assert!(by("pat@acme.example").await.is_empty());
        assert!(!comes_in(&site, "account-of-pat").await.unwrap());
        assert!(comes_in(&site, "account-of-kim").await.unwrap());
    }
}

const KEPT: &str = "
    select org_id, email, name, invited_by, made_at, guard from hub_person";
