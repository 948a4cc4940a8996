-- Which checks of the newest round said no: a bit each, in the order in which they are listed (probe.rs of the hub).
alter table hub_round add column failed bigint not null default 0;
