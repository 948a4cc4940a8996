-- People: accounts and what proves them, who may open which record, and the audit trail.

-- The audit trail: one chain of lines per patient. hash = SHA-256(hash before | patient | seq | at | sealed).
create table audit_line (
    patient_id text not null,
    seq bigint not null,
    at bigint not null,
    sealed bytea not null,
    hash bytea not null,
    primary key (patient_id, seq)
);

-- The last line of each chain, and up to where a checkpoint has signed it.
create table audit_head (
    patient_id text not null primary key,
    seq bigint not null,
    hash bytea not null,
    signed_seq bigint not null
);

create index audit_head_unsigned on audit_head (patient_id) where seq > signed_seq;

-- heads: patient (13 bytes) | seq (8) | hash (32), one after the other.
create table audit_checkpoint (
    seq bigint not null primary key,
    at bigint not null,
    heads bytea not null,
    hash bytea not null,
    signature bytea not null
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
    seen_at bigint
);

-- Whose own record an account opens.
create table account_record (
    account_id text not null,
    patient_id text not null,
    since bigint not null,
    primary key (account_id, patient_id)
);

create index account_record_patient on account_record (patient_id);

create table account_recovery (
    account_id text not null,
    code_hash bytea not null,
    used_at bigint,
    primary key (account_id, code_hash)
);

-- Somebody let into a record. rights: 1 view, 2 download, 4 transmit. until: last day, ISO.
create table caregiver (
    patient_id text not null,
    caregiver_id text not null,
    account_id text,
    sealed bytea not null,
    rights bigint not null,
    until text,
    made_at bigint not null,
    accepted_at bigint,
    ended_at bigint,
    primary key (patient_id, caregiver_id)
);

create index caregiver_account on caregiver (account_id);

-- A paper code. caregiver_id is null for the patient's own.
create table invitation (
    code_hash bytea not null primary key,
    patient_id text not null,
    caregiver_id text,
    made_by text,
    made_at bigint not null,
    ends_at bigint not null,
    attempts bigint not null,
    used_at bigint
);

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
    pending bytea
);

create index session_account on session (account_id);

create index session_ends on session (ends_at);

-- Attempts on a credential; the key is a keyed hash of what is guarded.
create table throttle (
    guarded bytea not null primary key,
    count bigint not null,
    since bigint not null,
    closed_until bigint not null
);

create index throttle_since on throttle (since);
