-- What people are found by who came before the newest. Keyed hashes lie anywhere in a tree: beside those of a million
-- people, a few thousand people more would each time write to most of its pages. So what is new stands in patient_token,
-- which stays small, and moves here many at once (patients/settling.rs). Both are read as one.
create table patient_token_settled (
    patient_id text not null,
    token bytea not null,
    primary key (token, patient_id)
) /* sqlite: without rowid */;
