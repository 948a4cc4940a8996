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

-- What measures count of a patient, sealed with their key: visits, days of use, and the numbers they stand in.
create table measure_patient (
    patient_id text not null primary key,
    sealed bytea not null,
    guard bytea not null
);

-- In which months there is anything to count: what lists of patients go through.
create table measure_month (
    patient_id text not null,
    month text not null,
    primary key (patient_id, month)
);

create index measure_month_by_month on measure_month (month, patient_id);

-- Whose numbers are to be counted anew. turn: how often that was found.
create table measure_due (
    patient_id text not null primary key,
    turn bigint not null
);

-- How many patients stand in a number of a period (2026-05, 2026-Q2, 2026) and a scope (all, or an
-- organization or clinician of the directory).
create table measure_cell (
    cell text not null primary key,
    period text not null,
    scope text not null,
    number bigint not null,
    guard bytea not null
);

create index measure_cell_period on measure_cell (period, scope);

-- Login and name are sealed; the login is found through its keyed hash. role: person, or staff with
-- its offices behind (record/office.rs).
create table account (
    account_id text not null primary key,
    login_hash bytea not null unique,
    role text not null,
    profile bytea not null,
    password bytea not null,
    totp bytea,
    totp_step bigint,
    made_at bigint not null,
    seen_at bigint,
    ended_at bigint,
    guard bytea not null
);

create index account_staff on account (account_id) where role <> 'person';

create index account_made on account (made_at, account_id);

-- What staff find an account by: keyed hashes of how the words of its name (kind name), its sign-in name
-- (login) and its address for messages (mail) begin, and of how its name sounds (sound).
create table account_token (
    token bytea not null,
    account_id text not null,
    kind text not null,
    primary key (token, account_id, kind)
);

create index account_token_account on account_token (account_id, kind);

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

-- What a patient asked of the office under the law. state: open, accepted, denied, withdrawn, ended. due:
-- the last day for an answer, ISO. sealed (with the patient's key): what was asked, by whom, answered.
create table patient_request (
    patient_id text not null,
    request_id text not null,
    state text not null,
    asked_at bigint not null,
    due text not null,
    changed_at bigint not null,
    sealed bytea not null,
    guard bytea not null,
    primary key (patient_id, request_id)
);

-- Whom a court keeps out of a record. until: the last day, ISO. sealed (with the patient's key): who, why, by
-- whom it was entered, its paper.
create table access_order (
    patient_id text not null,
    order_id text not null,
    made_at bigint not null,
    until text,
    ended_at bigint,
    sealed bytea not null,
    guard bytea not null,
    primary key (patient_id, order_id)
);

-- Papers of the office: a court's order, a power of attorney. sealed (with the patient's key): what kind of
-- file it is, what it is called, and its bytes.
create table access_paper (
    patient_id text not null,
    paper_id text not null,
    made_at bigint not null,
    sealed bytea not null,
    guard bytea not null,
    primary key (patient_id, paper_id)
);

create index patient_request_open on patient_request (due, asked_at) where state = 'open';

create index patient_request_changed on patient_request (changed_at);

-- Records that were opened in an emergency. ends_at: when it ends by itself, or was ended. sealed (with the
-- patient's key): by whom, why, and what was said of it afterwards.
create table emergency (
    patient_id text not null,
    emergency_id text not null,
    account_id text not null,
    made_at bigint not null,
    ends_at bigint not null,
    reviewed_at bigint,
    sealed bytea not null,
    guard bytea not null,
    primary key (patient_id, emergency_id)
);

create index emergency_waiting on emergency (made_at) where reviewed_at is null;

create index emergency_reviewed on emergency (reviewed_at) where reviewed_at is not null;

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

-- stage: 0 needs a code, 1 needs setting up of a second factor, 2 signed in. proved_at: when a second
-- factor was given the last time. device: browser and system, in words. provider: through which they
-- signed in, by its word in the settings.
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
    proved_at bigint,
    device text not null,
    provider text,
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
