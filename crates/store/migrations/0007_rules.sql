-- What the privacy officer says of release rules and sensitive topics, beside the settings file.
-- guard: a keyed hash over all columns of the row before it (src/guard.rs).

-- One thing that was said. change: in which change of the rules it was said, ended or said again; every process
-- looks at the highest one whenever a record is opened. content: JSON, no patient's data.
create table site_rule (
    rule_id text not null primary key,
    change bigint not null,
    content text not null,
    made_at bigint not null,
    ended_at bigint,
    guard bytea not null
);

create index site_rule_change on site_rule (change);
