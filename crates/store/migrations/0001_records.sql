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

-- Keyed hashes of identifiers, addresses, name prefixes and birth dates.
create table patient_token (
    patient_id text not null,
    token bytea not null,
    primary key (patient_id, token)
);

create index patient_token_by_token on patient_token (token);

-- What is true: the ledger and the data, proved by the audit trail and never rewritten. seq is the
-- number of the last import in it; segments that were put together keep the numbers of all of them.
create table record_segment (
    patient_id text not null,
    seq bigint not null,
    import_id text not null,
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

create table directory_resource (
    resource_id text not null primary key,
    kind text not null,
    version bigint not null,
    updated_at bigint not null,
    content_hash bytea not null,
    sealed bytea not null
);

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
    sealed bytea not null
);

-- Always empty: a name stands here only while the transaction that locks it runs (db/postgres/open.rs).
create table name_lock (
    name bytea not null primary key
);
