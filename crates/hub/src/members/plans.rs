//! Health plans that an employer contracts with: whom it asked to pledge, and what became of it. A plan is
//! written to in the hub's own words, at most three times, and never again once it said so.

use bluebutton_record::fold::fold;
use bluebutton_record::signs::one_line;
use bluebutton_store::StoreError;
use bluebutton_store::hub::{HubTx, Row, Value};

use crate::directory::data::Org;

/// A health plan on the list of an employer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_field_names,
    reason = "`plan_org` is the column, beside the employer's `org_id`"
)]
pub(crate) struct Plan {
    pub(crate) org_id: String,
    pub(crate) id: String,
    pub(crate) name: String,
    /// The plan in the directory, where it is there.
    pub(crate) plan_org: Option<String>,
    /// Where it is written to; empty where nobody knows.
    pub(crate) email: String,
    pub(crate) language: String,
    /// How often it was asked, and when last (microseconds since 1970).
    pub(crate) asked: i64,
    pub(crate) asked_at: Option<i64>,
    /// `pledges`, `thinks`, `declines`; empty where there is none.
    pub(crate) answer: String,
    pub(crate) note: String,
    /// Who told the answer: `plan`, `employer`.
    pub(crate) told_by: String,
    pub(crate) answered_at: Option<i64>,
    pub(crate) made_at: i64,
    /// Whether the plan is a member at present.
    pub(crate) is_member: bool,
}

/// What a plan may answer.
pub(crate) const ANSWERS: [&str; 3] = ["pledges", "thinks", "declines"];

/// Health plans of one employer: the largest offer some forty, one or two a state.
pub(crate) const PLANS_MAX: usize = 60;

/// Who did not answer three letters will not answer a fourth.
pub(crate) const ASKED_MAX: i64 = 3;

/// A month between two letters: an answer goes through several hands.
const PAUSE: i64 = 30 * 24 * 60 * 60 * 1_000_000;

impl Plan {
    fn of(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            org_id: row.get(0)?,
            id: row.get(1)?,
            name: row.get(2)?,
            plan_org: row.get(3)?,
            email: row.get(4)?,
            language: row.get(5)?,
            asked: row.get(6)?,
            asked_at: row.get(7)?,
            answer: row.get(8)?,
            note: row.get(9)?,
            told_by: row.get(10)?,
            answered_at: row.get(11)?,
            made_at: row.get(12)?,
            is_member: row.get::<i64>(13)? > 0,
        })
    }

    /// How it stands: `pledged` is what we know ourselves, and goes before what was said.
    pub(crate) fn standing(&self) -> &str {
        match (self.is_member, self.answer.as_str()) {
            (true, _) => "pledged",
            (false, "") if self.asked > 0 => "asked",
            (false, "") => "listed",
            (false, said) => said,
        }
    }

    /// Why it can't be written to now, as the end of a message id; `None` where it can.
    pub(crate) fn why_not(&self, now: i64) -> Option<&'static str> {
        match () {
            () if self.is_member => Some("member"),
            () if self.email.is_empty() => Some("no-address"),
            () if self.answer == "declines" && self.told_by == "plan" => Some("declined"),
            () if self.asked >= ASKED_MAX => Some("often"),
            () if self.asked_at.is_some_and(|at| at + PAUSE > now) => Some("lately"),
            () => None,
        }
    }
}

/// Whether a member lists health plans: employers do, and whoever promised to ask theirs.
pub(crate) fn lists_plans(org: &Org, promised: &[super::data::Promise]) -> bool {
    org.kind == "employer" || promised.iter().any(|one| one.commitment == "plans")
}

/// Whether two names are the same but for accents, capitals and signs.
pub(crate) fn is_same_name(one: &str, other: &str) -> bool {
    let plain = |name: &str| {
        let folded = fold(name);
        folded.split(|sign: char| !sign.is_alphanumeric()).collect::<String>()
    };
    plain(one) == plain(other)
}

/// Whether a text is a name and nothing that leads elsewhere: it goes into a mail to somebody who knows neither
/// us nor whoever typed it.
pub(crate) fn is_plain_name(name: &str) -> bool {
    is_plain(name) && name.split_whitespace().count() <= 12
}

/// Whether a text of one line leads nowhere, and reads in the order in which it was typed.
pub(crate) fn is_plain(name: &str) -> bool {
    let folded = fold(name);
    one_line(name) == name && !["://", "www.", "@"].iter().any(|sign| folded.contains(sign))
}

/// The plans of an employer, by name.
pub(crate) fn of(tx: &mut HubTx<'_, '_>, org_id: &str) -> Result<Vec<Plan>, StoreError> {
    tx.query(OF_EMPLOYER, &[org_id.into()])?.iter().map(Plan::of).collect()
}

/// One of them.
pub(crate) fn get(
    tx: &mut HubTx<'_, '_>,
    org_id: &str,
    id: &str,
) -> Result<Option<Plan>, StoreError> {
    tx.first(ONE, &[org_id.into(), id.into()])?.as_ref().map(Plan::of).transpose()
}

/// The one that a mailed link is about.
pub(crate) fn by_link(
    tx: &mut HubTx<'_, '_>,
    link_hash: &[u8],
) -> Result<Option<Plan>, StoreError> {
    tx.first(BY_LINK, &[link_hash.into()])?.as_ref().map(Plan::of).transpose()
}

/// How many employers asked a plan that is in the directory.
pub(crate) fn count_asking(tx: &mut HubTx<'_, '_>, plan_org: &str) -> Result<i64, StoreError> {
    tx.first(ASKING, &[plan_org.into()])?.map_or(Ok(0), |row| row.get(0))
}

/// Adds one, or sets how it stands.
pub(crate) fn put(tx: &mut HubTx<'_, '_>, plan: &Plan) -> Result<(), StoreError> {
    let text = |text: &str| Value::from(text);
    let values = [
        text(&plan.org_id),
        text(&plan.id),
        text(&plan.name),
        plan.plan_org.clone().into(),
        text(&plan.email),
        text(&plan.language),
        plan.asked.into(),
        plan.asked_at.into(),
        text(&plan.answer),
        text(&plan.note),
        text(&plan.told_by),
        plan.answered_at.into(),
        plan.made_at.into(),
    ];
    tx.execute(PUT, &values).map(|_| ())
}

/// Takes one from the list.
pub(crate) fn remove(tx: &mut HubTx<'_, '_>, org_id: &str, id: &str) -> Result<(), StoreError> {
    tx.execute(REMOVE, &[org_id.into(), id.into()]).map(|_| ())
}

/// The secret of the link that was mailed last.
pub(crate) fn set_link(
    tx: &mut HubTx<'_, '_>,
    plan: &Plan,
    link_hash: &[u8],
) -> Result<(), StoreError> {
    let values = [plan.org_id.as_str().into(), plan.id.as_str().into(), link_hash.into()];
    tx.execute(SET_LINK, &values).map(|_| ())
}

/// Whether somebody wants no more mail of a kind from people they don't know.
pub(crate) fn is_quiet(tx: &mut HubTx<'_, '_>, what: &str, who: &[u8]) -> Result<bool, StoreError> {
    Ok(tx.first(IS_QUIET, &[what.into(), who.into()])?.is_some())
}

/// Somebody wants none any more.
pub(crate) fn be_quiet(
    tx: &mut HubTx<'_, '_>,
    what: &str,
    (who, now): (&[u8], i64),
) -> Result<(), StoreError> {
    tx.execute(BE_QUIET, &[what.into(), who.into(), now.into()]).map(|_| ())
}

const OF_EMPLOYER: &str = "
    select p.org_id, p.plan_id, p.name, p.plan_org, p.email, p.language, p.asked, p.asked_at,
        p.answer, p.note, p.told_by, p.answered_at, p.made_at,
        (select count(*) from hub_member m where m.org_id = p.plan_org and m.standing = 'member')
    from hub_plan p
    where p.org_id = $1
    order by p.name, p.plan_id
    limit 200";

const ONE: &str = "
    select p.org_id, p.plan_id, p.name, p.plan_org, p.email, p.language, p.asked, p.asked_at,
        p.answer, p.note, p.told_by, p.answered_at, p.made_at,
        (select count(*) from hub_member m where m.org_id = p.plan_org and m.standing = 'member')
    from hub_plan p
    where p.org_id = $1 and p.plan_id = $2";

const BY_LINK: &str = "
    select p.org_id, p.plan_id, p.name, p.plan_org, p.email, p.language, p.asked, p.asked_at,
        p.answer, p.note, p.told_by, p.answered_at, p.made_at,
        (select count(*) from hub_member m where m.org_id = p.plan_org and m.standing = 'member')
    from hub_plan p
    where p.link_hash = $1";

const ASKING: &str = "
    select count(*)
    from hub_plan
    where plan_org = $1 and (asked > 0 or answer <> '')";

const PUT: &str = "
    insert into hub_plan (org_id, plan_id, name, plan_org, email, language, asked, asked_at,
        answer, note, told_by, answered_at, made_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
    on conflict (org_id, plan_id)
    do update set name = excluded.name, plan_org = excluded.plan_org, email = excluded.email,
        language = excluded.language, asked = excluded.asked, asked_at = excluded.asked_at,
        answer = excluded.answer, note = excluded.note, told_by = excluded.told_by,
        answered_at = excluded.answered_at";

const REMOVE: &str = "
    delete from hub_plan
    where org_id = $1 and plan_id = $2";

const SET_LINK: &str = "
    update hub_plan set link_hash = $3
    where org_id = $1 and plan_id = $2";

const IS_QUIET: &str = "
    select made_at
    from hub_quiet
    where what = $1 and who = $2";

const BE_QUIET: &str = "
    insert into hub_quiet (what, who, made_at)
    values ($1, $2, $3)
    on conflict (what, who) do nothing";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_we_know_goes_before_what_was_said() {
        let plan = |asked, answer: &str, is_member| Plan {
            asked,
            answer: answer.to_owned(),
            is_member,
            ..Plan::default()
        };
        assert_eq!(plan(0, "", false).standing(), "listed");
        assert_eq!(plan(1, "", false).standing(), "asked");
        assert_eq!(plan(1, "declines", false).standing(), "declines");
        assert_eq!(plan(1, "declines", true).standing(), "pledged");
    }

    #[test]
    fn a_plan_is_written_to_three_times_a_month_apart_and_not_after_it_said_no() {
        let email = "pledge@plan.example".to_owned();
        let plan = Plan { email, ..Plan::default() };
        assert_eq!(plan.why_not(0), None);
        let asked = Plan { asked: 1, asked_at: Some(0), ..plan.clone() };
        assert_eq!(asked.why_not(PAUSE - 1), Some("lately"));
        assert_eq!(asked.why_not(PAUSE), None);
        let often = Plan { asked: ASKED_MAX, ..asked.clone() };
        assert_eq!(often.why_not(PAUSE), Some("often"));
        let declined = |told_by: &str| Plan {
            answer: "declines".to_owned(),
            told_by: told_by.to_owned(),
            ..asked.clone()
        };
        assert_eq!(declined("plan").why_not(PAUSE), Some("declined"));
        assert_eq!(declined("employer").why_not(PAUSE), None);
        assert_eq!(Plan::default().why_not(0), Some("no-address"));
    }

    #[test]
    fn a_name_is_no_letter_of_its_own_and_leads_nowhere() {
        assert!(is_plain_name("Cedar Valley Health Plan, Inc. (PPO)"));
        for wrong in [
            "Plan\r\nBcc: all@plan.example",
            "Win at https://evil.example",
            "See WWW.evil.example",
            "a@b.example",
            "This is a whole letter that somebody wrote into the field of a name",
        ] {
            assert!(!is_plain_name(wrong), "{wrong}");
        }
    }

    #[test]
    fn names_are_the_same_but_for_accents_capitals_and_signs() {
        assert!(is_same_name("Cedar Valley Health-Plan", "cedar valley healthplan"));
        assert!(is_same_name("Salud José, Inc.", "salud jose inc"));
        assert!(!is_same_name("Cedar Valley", "Cedar Vale"));
    }
}
