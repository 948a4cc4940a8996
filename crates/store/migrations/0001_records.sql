-- Records, files, directory, imports and quarantine. Types: text, bigint, bytea; on both engines.
-- Every table of a record starts its primary key with patient_id (design, 3.4).

create table site (
    name text not null primary key,
    value bytea not null
);

create table patient (
    patient_id text not null primary key,
    created_at bigint not null,
    sealed_key bytea not null,
    sealed_card bytea not null,
    -- All tokens that stand for them in patient_token (patients/shape.rs).
    tokens bytea not null,
    -- The record it was put under, and how many were put under it.
    within text,
    parts bigint not null default 0
);

-- What was put under a record: parts keep their own keys, ids, segments and chains.
create table record_part (
    patient_id text not null,
    part_id text not null,
    joined_at bigint not null,
    guard bytea not null,
    primary key (patient_id, part_id)
);

-- By what patients are found: keyed hashes of numbers, addresses, names, birth dates. One tree, by the
-- token: a person's own are listed in their row, so that nothing is looked for the other way round.
-- SQLite would keep each twice, in a table of its own beside its key (see sqlite.rs for the mark).
create table patient_token (
    patient_id text not null,
    token bytea not null,
    primary key (token, patient_id)
) /* sqlite: without rowid */;

-- What is true: the ledger and the data, proved by the audit trail and never rewritten. seq is the
-- number of the last import in it; segments that were put together keep the numbers of all of them.
create table record_segment (
    patient_id text not null,
    seq bigint not null,
    created_at bigint not null,
    resources bigint not null,
    sealed_ledger bytea not null,
    sealed bytea not null,
    primary key (patient_id, seq)
);

-- What is derived from a segment's data; made anew where facts_version is not that of the program.
create table record_facts (
    patient_id text not null,
    seq bigint not null,
    facts_version bigint not null,
    sealed bytea not null,
    primary key (patient_id, seq)
);

-- The documents as they came; their bytes are sealed files, see files.rs.
create table original (
    patient_id text not null,
    original_id text not null,
    import_id text not null,
    created_at bigint not null,
    bytes bigint not null,
    sealed_facts bytea not null,
    primary key (patient_id, original_id)
);

-- What belongs to no patient: what each source (a keyed hash of its name) said of something, once for
-- each content. content_hash covers source and content; change: which import brought it, one behind
-- the other. Nothing in it is ever changed.
create table directory_resource (
    source bytea not null,
    resource_id text not null,
    content_hash bytea not null,
    kind text not null,
    change bigint not null,
    told_at bigint not null,
    sealed bytea not null,
    primary key (source, resource_id, content_hash)
);

create unique index directory_resource_hash on directory_resource (content_hash);

create index directory_resource_change on directory_resource (change);

create table import_report (
    import_id text not null primary key,
    at bigint not null,
    sealed bytea not null
);

-- What names a patient in the report of an import that brought only them, sealed with their key.
create table import_note (
    patient_id text not null,
    import_id text not null,
    sealed bytea not null,
    primary key (patient_id, import_id)
);

create index import_report_by_time on import_report (at);

-- The bytes are sealed files; the id is a keyed hash of them, so that the same thing waits once.
create table quarantine (
    quarantine_id text not null primary key,
    at bigint not null,
    bytes bigint not null,
    case_id text,
    sealed bytea not null
);

-- Always empty: a name stands here only while the transaction that locks it runs (db/postgres/open.rs).
create table name_lock (
    name bytea not null primary key
);

create index quarantine_case on quarantine (case_id) where case_id is not null;

-- Who is who. Numbers that three people or more have: they prove nobody (keyed hashes).
create table shared_number (
    token bytea not null primary key,
    since bigint not null
);

-- Somebody who came and may be somebody here, until staff say; sealed, for it holds names.
create table matching_case (
    case_id text not null primary key,
    at bigint not null,
    is_open bigint not null,
    sealed bytea not null
);

create index matching_case_open on matching_case (at) where is_open = 1;

-- By what those who wait are referred to (keyed hashes).
create table matching_token (
    token bytea not null,
    case_id text not null,
    primary key (token, case_id)
);

-- Whom a case may be.
create table matching_candidate (
    patient_id text not null,
    case_id text not null,
    primary key (patient_id, case_id)
);

create index matching_candidate_case on matching_candidate (case_id);

-- What staff said: whether a person (keyed hash) is that patient. Sealed: the same, and who and why.
create table matching_decision (
    patient_id text not null,
    person bytea not null,
    is_same bigint not null,
    at bigint not null,
    sealed bytea not null,
    primary key (patient_id, person)
);

create index matching_decision_person on matching_decision (person);
