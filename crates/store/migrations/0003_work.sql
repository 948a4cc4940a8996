-- Work: what is sent, and the list of jobs.

-- A record on its way to somebody. To whom, what and at whose request is sealed with the patient's key.
-- state: waiting, handing-over, delayed, held, sent, may-have-gone, failed. why: the id of a message.
create table transmission (
    patient_id text not null,
    transmission_id text not null,
    sealed bytea not null,
    asked_at bigint not null,
    state text not null,
    why text,
    next_at bigint,
    changed_at bigint not null,
    guard bytea not null,
    primary key (patient_id, transmission_id)
);

-- state: waiting, running, done, parked. A job is ready from ready_at on: while a worker has it, that
-- is when its lease ends. destination: a keyed hash of where it leads, so that one place that is slow
-- does not hold all workers. turn: how often it was taken; tries: how often it was put off; lost: how
-- often in a row its worker went away without a word.
create table job (
    job_id text not null primary key,
    kind text not null,
    destination bytea not null,
    sealed bytea not null,
    made_at bigint not null,
    ready_at bigint not null,
    turn bigint not null,
    tries bigint not null,
    lost bigint not null,
    state text not null,
    why text,
    changed_at bigint not null
);

create index job_ready on job (ready_at) where state in ('waiting', 'running');

create index job_running on job (destination) where state = 'running';

create index job_rest on job (changed_at) where state in ('done', 'parked');

-- What was done and is still to be told: a row for each event (a line of the chain) and consumer,
-- written with the line. ready_at: from when on it may be taken; while somebody has it, when that ends.
create table outbox (
    patient_id text not null,
    seq bigint not null,
    consumer text not null,
    made_at bigint not null,
    ready_at bigint not null,
    tries bigint not null,
    primary key (patient_id, seq, consumer)
);

create index outbox_ready on outbox (consumer, ready_at);
