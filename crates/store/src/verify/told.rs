//! The tables whose rows the trail tells of.

use crate::access::{emergency, grants, orders, papers, restrictions};
use crate::accounts::{
    codes, identities, invitations, notices, own, passkeys, people, recovery, remembered, sessions,
    ways,
};
use crate::apps;
use crate::db::Value;
use crate::directory;
use crate::guard;
use crate::hub::{doors, membership};
use crate::matching::decisions;
use crate::records::parts;
use crate::{keyring, requests, site_rules, transmissions};

/// A table of rows that lines tell of.
pub(super) struct Told {
    pub(super) table: &'static str,
    /// Its rows, of one patient (`$1`) or after a key (`$1`, `$2` rows at most).
    pub(super) rows: &'static str,
    /// Which column is the key in the lines.
    pub(super) key: usize,
    /// The columns that change only with a line.
    pub(super) settled: fn(&[Value]) -> Vec<Value>,
    /// Whether the last column is a keyed hash over the others.
    pub(super) is_guarded: bool,
}

impl Told {
    /// Before the first key, where the table is walked by its first column.
    pub(super) fn start(&self) -> fn() -> Value {
        const HASHED: [&str; 7] = [
            codes::RECOVERY_TABLE,
            sessions::TABLE,
            passkeys::TABLE,
            identities::TABLE,
            remembered::TABLE,
            directory::TABLE,
            doors::DOOR_TABLE,
        ];
        if HASHED.contains(&self.table) {
            || Value::Bytes(Vec::new())
        } else {
            || Value::Text(String::new())
        }
    }
}

/// Tables of a patient, told of in the patient's chain.
pub(super) const OF_PATIENT: [Told; 12] = [
    Told {
        table: decisions::TABLE,
        rows: "
            select person, patient_id, is_same, at, sealed
            from matching_decision
            where patient_id = $1",
        key: 0,
        settled: <[Value]>::to_vec,
        is_guarded: false,
    },
    Told {
        table: parts::TABLE,
        rows: parts::PARTS_OF,
        key: 0,
        settled: guard::told,
        is_guarded: true,
    },
    Told {
        table: transmissions::TABLE,
        rows: "
            select transmission_id, patient_id, sealed, asked_at, state, why, next_at,
                changed_at, guard
            from transmission
            where patient_id = $1",
        key: 0,
        settled: transmissions::settled,
        is_guarded: true,
    },
    Told {
        table: grants::TABLE,
        rows: "
            select grant_id, patient_id, holder_kind, holder, given_by, starts, until,
                made_at, accepted_at, ended_at, sealed, guard
            from record_grant
            where patient_id = $1",
        key: 0,
        settled: guard::told,
        is_guarded: true,
    },
    Told {
        table: apps::HELD_TABLE,
        rows: apps::HELD_OF_PATIENT,
        key: 0,
        settled: guard::told,
        is_guarded: true,
    },
    Told {
        table: restrictions::TABLE,
        rows: "
            select restriction_id, patient_id, made_at, until, ended_at, sealed, guard
            from restriction
            where patient_id = $1",
        key: 0,
        settled: guard::told,
        is_guarded: true,
    },
    Told {
        table: orders::TABLE,
        rows: orders::OF_PATIENT,
        key: 0,
        settled: guard::told,
        is_guarded: true,
    },
    Told {
        table: papers::TABLE,
        rows: papers::OF_PATIENT,
        key: 0,
        settled: guard::told,
        is_guarded: true,
    },
    Told {
        table: requests::TABLE,
        rows: requests::OF_PATIENT,
        key: 0,
        settled: guard::told,
        is_guarded: true,
    },
    Told {
        table: emergency::TABLE,
        rows: emergency::OF_PATIENT,
        key: 0,
        settled: guard::told,
        is_guarded: true,
    },
    Told {
        table: own::TABLE,
        rows: "
            select account_id, patient_id, since, confirmed_at, ended_at, guard
            from account_record
            where patient_id = $1",
        key: 0,
        settled: guard::told,
        is_guarded: true,
    },
    Told {
        table: invitations::TABLE,
        rows: "
            select code_hash, patient_id, grant_id, made_by, made_at, ends_at, attempts,
                used_at, guard
            from invitation
            where patient_id = $1",
        key: 0,
        settled: invitations::settled,
        is_guarded: true,
    },
];

/// Tables told of in the site's chain, walked by their first column.
pub(super) const OF_SITE: [Told; 17] = [
    Told {
        table: keyring::TABLE,
        rows: keyring::RING_ROWS,
        key: 0,
        settled: <[Value]>::to_vec,
        is_guarded: false,
    },
    Told {
        table: crate::imports::QUARANTINE_TABLE,
        rows: "
            select quarantine_id
            from quarantine
            where quarantine_id > $1
            order by quarantine_id
            limit $2",
        key: 0,
        settled: <[Value]>::to_vec,
        is_guarded: false,
    },
    Told {
        table: directory::TABLE,
        rows: "
            select content_hash, source, resource_id, kind, change, told_at
            from directory_resource
            where content_hash > $1
            order by content_hash
            limit $2",
        key: 0,
        settled: directory::settled,
        is_guarded: false,
    },
    Told {
        table: apps::APP_TABLE,
        rows: apps::APP_ROWS,
        key: 0,
        settled: guard::told,
        is_guarded: true,
    },
    Told {
        table: site_rules::TABLE,
        rows: site_rules::RULE_ROWS,
        key: 0,
        settled: guard::told,
        is_guarded: true,
    },
    Told {
        table: people::TABLE,
        rows: "
            select account_id, login_hash, role, profile, password, totp, totp_step,
                made_at, seen_at, ended_at, guard
            from account
            where account_id > $1
            order by account_id
            limit $2",
        key: 0,
        settled: people::settled,
        is_guarded: true,
    },
    Told {
        table: codes::RECOVERY_TABLE,
        rows: "
            select code_hash, account_id, used_at, guard
            from account_recovery
            where code_hash > $1
            order by code_hash
            limit $2",
        key: 0,
        settled: guard::told,
        is_guarded: true,
    },
    Told {
        table: sessions::TABLE,
        rows: "
            select token_hash, account_id, stage, made_at, seen_at, ends_at, before_at,
                attempts, pending, proved_at, device, provider, guard
            from session
            where token_hash > $1
            order by token_hash
            limit $2",
        key: 0,
        settled: sessions::settled,
        is_guarded: true,
    },
    Told {
        table: notices::TABLE,
        rows: "
            select account_id, sealed, looked_at, guard
            from notice_choice
            where account_id > $1
            order by account_id
            limit $2",
        key: 0,
        settled: notices::settled,
        is_guarded: true,
    },
    Told {
        table: recovery::TABLE,
        rows: "
            select account_id, code_hash, made_by, made_at, ends_at, attempts, guard
            from account_reset
            where account_id > $1
            order by account_id
            limit $2",
        key: 0,
        settled: recovery::settled,
        is_guarded: true,
    },
    Told {
        table: passkeys::TABLE,
        rows: "
            select passkey_hash, account_id, sealed, made_at, used_at, count, guard
            from passkey
            where passkey_hash > $1
            order by passkey_hash
            limit $2",
        key: 0,
        settled: ways::settled,
        is_guarded: true,
    },
    Told {
        table: identities::TABLE,
        rows: "
            select identity_hash, account_id, sealed, made_at, used_at, guard
            from identity
            where identity_hash > $1
            order by identity_hash
            limit $2",
        key: 0,
        settled: ways::settled,
        is_guarded: true,
    },
    Told {
        table: remembered::TABLE,
        rows: "
            select token_hash, account_id, made_at, ends_at, guard
            from remembered_browser
            where token_hash > $1
            order by token_hash
            limit $2",
        key: 0,
        settled: guard::told,
        is_guarded: true,
    },
    Told {
        table: doors::DOOR_TABLE,
        rows: "
            select door_hash, org_id, email, kind, ends_at, guard
            from hub_door
            where door_hash > $1 and kind <> 'link'
            order by door_hash
            limit $2",
        key: 0,
        settled: guard::told,
        is_guarded: true,
    },
    Told {
        table: membership::MEMBER_TABLE,
        rows: "
            select org_id || '/' || pledge, org_id, pledge, version, category, standing, signed_at,
                joined_at, renew_by, ended_at, contact, email, language, domain, proof, guard
            from hub_member
            where org_id || '/' || pledge > $1
            order by org_id || '/' || pledge
            limit $2",
        key: 0,
        settled: guard::told,
        is_guarded: true,
    },
    Told {
        table: membership::PERSON_TABLE,
        rows: "
            select org_id || '/' || email, org_id, email, name, invited_by, made_at, guard
            from hub_person
            where org_id || '/' || email > $1
            order by org_id || '/' || email
            limit $2",
        key: 0,
        settled: guard::told,
        is_guarded: true,
    },
    Told {
        table: doors::ACCOUNT_TABLE,
        rows: "
            select account_id, org_id, email, made_at, guard
            from hub_account
            where account_id > $1
            order by account_id
            limit $2",
        key: 0,
        settled: guard::told,
        is_guarded: true,
    },
];

/// Reports of imports: told of in the chain of a patient, or in the site's where none was in it.
pub(super) const REPORTS: Told = Told {
    table: "import_report",
    rows: "
        select import_id, at, sealed, part_of
        from import_report
        where import_id = $1",
    key: 0,
    settled: crate::imports::settled_of_report,
    is_guarded: false,
};
