-- People: accounts and what proves them, who may open which record, and the audit trail.
-- guard: a keyed hash over all columns of the row before it (src/guard.rs).

-- The audit trail: one chain of lines per patient, and one of the site (patient_id 'site').
-- hash = SHA-256(hash before | chain | seq | at | SHA-256(content)).
create table audit_line (
    patient_id text not null,
    seq bigint not null,
    at bigint not null,
    sealed bytea not null,
    hash bytea not null,
    primary key (patient_id, seq)
);

-- The last line of each chain, up to where the log holds it, and up to where measures counted it.
create table audit_head (
    patient_id text not null primary key,
    seq bigint not null,
    hash bytea not null,
    logged_seq bigint not null,
    counted_seq bigint not null,
    guard bytea not null
);

create index audit_head_unlogged on audit_head (patient_id) where seq > logged_seq;

create index audit_head_uncounted on audit_head (patient_id) where seq > counted_seq;

-- The log over the chains (RFC 6962): a leaf for each head that moved since the last checkpoint.
create table log_leaf (
    leaf bigint not null primary key,
    chain text not null,
    seq bigint not null,
    hash bytea not null
);

create index log_leaf_chain on log_leaf (chain, seq);

-- Hashes of the tree at every eighth height, up to 256 in a row.
create table log_tile (
    level bigint not null,
    place bigint not null,
    hashes bytea not null,
    primary key (level, place)
);

-- note: size and root, signed (c2sp.org/tlog-checkpoint).
create table log_checkpoint (
    size bigint not null primary key,
    note text not null
);

-- How often what measures count happened on a day (UTC).
create table measure_day (
    day text not null,
    what text not null,
    number bigint not null,
    guard bytea not null,
    primary key (day, what)
);

-- Login and name are sealed; the login is found through its keyed hash.
create table account (
    account_id text not null primary key,
    login_hash bytea not null unique,
    role text not null,
    profile bytea not null,
    password text not null,
    totp bytea,
    totp_step bigint,
    made_at bigint not null,
    seen_at bigint,
    ended_at bigint,
    guard bytea not null
);

-- Whose own record an account opens, once it is confirmed.
create table account_record (
    account_id text not null,
    patient_id text not null,
    since bigint not null,
    confirmed_at bigint,
    ended_at bigint,
    guard bytea not null,
    primary key (account_id, patient_id)
);

create index account_record_patient on account_record (patient_id);

create table account_recovery (
    account_id text not null,
    code_hash bytea not null,
    used_at bigint,
    guard bytea not null,
    primary key (account_id, code_hash)
);

-- Whom a patient lets into their record. holder_kind: invited, account, app. starts, until: first and
-- last day, ISO. sealed (with the patient's key): name and terms.
create table record_grant (
    patient_id text not null,
    grant_id text not null,
    holder_kind text not null,
    holder text,
    given_by text,
    starts text,
    until text,
    made_at bigint not null,
    accepted_at bigint,
    ended_at bigint,
    sealed bytea not null,
    guard bytea not null,
    primary key (patient_id, grant_id)
);

create index record_grant_holder on record_grant (holder);

-- What is withheld of a record, whoever was let in. sealed (with the patient's key): terms, reason.
create table restriction (
    patient_id text not null,
    restriction_id text not null,
    made_at bigint not null,
    until text,
    ended_at bigint,
    sealed bytea not null,
    guard bytea not null,
    primary key (patient_id, restriction_id)
);

-- A paper code. grant_id is null for the patient's own.
create table invitation (
    code_hash bytea not null primary key,
    patient_id text not null,
    grant_id text,
    made_by text,
    made_at bigint not null,
    ends_at bigint not null,
    attempts bigint not null,
    used_at bigint,
    guard bytea not null
);

create index invitation_patient on invitation (patient_id);

-- stage: 0 needs a code, 1 needs setting up of a second factor, 2 signed in.
create table session (
    token_hash bytea not null primary key,
    account_id text not null,
    stage bigint not null,
    made_at bigint not null,
    seen_at bigint not null,
    ends_at bigint not null,
    before_at bigint,
    attempts bigint not null,
    pending bytea,
    guard bytea not null
);

create index session_account on session (account_id);

create index session_ends on session (ends_at);

-- Attempts on a credential; the key is a keyed hash of what is guarded.
create table throttle (
    guarded bytea not null primary key,
    count bigint not null,
    since bigint not null,
    closed_until bigint not null,
    guard bytea not null
);

create index throttle_since on throttle (since);

-- When a person last looked at a record, and when they did in the visit before that: for "new since
-- your last visit".
create table record_seen (
    patient_id text not null,
    account_id text not null,
    before_at bigint,
    seen_at bigint not null,
    primary key (patient_id, account_id)
);
