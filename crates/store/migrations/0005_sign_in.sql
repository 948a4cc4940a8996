-- Signing in: passkeys, and browsers that are remembered.
-- guard: a keyed hash over all columns of the row before it (src/guard.rs).

-- A passkey, found through a keyed hash of its id. sealed: id, public key, and what its owner calls it.
create table passkey (
    passkey_hash bytea not null primary key,
    account_id text not null,
    sealed bytea not null,
    made_at bigint not null,
    used_at bigint,
    count bigint not null,
    guard bytea not null
);

create index passkey_account on passkey (account_id);

-- An account elsewhere that signs somebody in, found through a keyed hash of its provider and its name
-- there. sealed: both, and how it is shown.
create table identity (
    identity_hash bytea not null primary key,
    account_id text not null,
    sealed bytea not null,
    made_at bigint not null,
    used_at bigint,
    guard bytea not null
);

create index identity_account on identity (account_id);

-- A code that staff hand to somebody who can't sign in any more.
create table account_reset (
    account_id text not null primary key,
    code_hash bytea not null,
    made_by text,
    made_at bigint not null,
    ends_at bigint not null,
    attempts bigint not null,
    guard bytea not null
);

-- Questions to passkeys and providers that were answered: each is answered once.
create table answered_question (
    question_hash bytea not null primary key,
    ends_at bigint not null
);

create index answered_question_ends on answered_question (ends_at);

-- Browsers in which an account is asked for no code until then.
create table remembered_browser (
    token_hash bytea not null primary key,
    account_id text not null,
    made_at bigint not null,
    ends_at bigint not null,
    guard bytea not null
);

create index remembered_browser_account on remembered_browser (account_id);

-- What an account wants to hear about by e-mail. sealed: address and choice. looked_at: when it was last
-- looked whether there is something to tell.
create table notice_choice (
    account_id text not null primary key,
    sealed bytea not null,
    looked_at bigint not null,
    guard bytea not null
);

create index notice_choice_looked on notice_choice (looked_at);

-- What was told to whom (patient_id 'site' where it is of no record), so that nobody hears it twice.
create table notice_told (
    patient_id text not null,
    account_id text not null,
    what text not null,
    told_at bigint not null,
    primary key (patient_id, account_id, what)
);
