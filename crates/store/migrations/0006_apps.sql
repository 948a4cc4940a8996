-- Apps: programs of others that people let read their records.
-- guard: a keyed hash over all columns of the row before it (src/guard.rs).

-- A registered app. state: waiting, open, refused, closed. about: what it says of itself, JSON. secret_hash: of
-- the secret of an app that can keep one.
create table api_app (
    app_id text not null primary key,
    state text not null,
    about text not null,
    secret_hash bytea,
    made_by text,
    made_at bigint not null,
    decided_at bigint,
    guard bytea not null
);

create index api_app_state on api_app (state, made_at);

-- What an app holds of one grant: hashes of its code, its access token and its refresh token. family: what all
-- refresh tokens of one grant begin with. code_ends_at is null once the code was tried.
create table api_access (
    grant_id text not null primary key,
    patient_id text not null,
    app_id text not null,
    account_id text not null,
    scopes text not null,
    redirect_uri text not null,
    challenge text not null,
    code_hash bytea not null,
    code_ends_at bigint,
    access_hash bytea,
    access_scopes text,
    access_ends_at bigint,
    family_hash bytea,
    refresh_hash bytea,
    refresh_ends_at bigint,
    made_at bigint not null,
    guard bytea not null
);

create unique index api_access_code on api_access (code_hash);

create unique index api_access_token on api_access (access_hash);

create unique index api_access_family on api_access (family_hash);

create index api_access_patient on api_access (patient_id);
