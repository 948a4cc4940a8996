-- The pledge hub: what it publishes, and what waits to be. Tied to no patient, nothing of it sealed;
-- reached through src/hub.rs alone. Days are texts (2026-11-27), moments microseconds since 1970.

create table hub_state (
    name text not null primary key,
    value text not null
);

-- The texts of pledges as they were when somebody signed them.
create table hub_text (
    pledge text not null,
    version text not null,
    content text not null,
    made_at bigint not null,
    primary key (pledge, version)
);

-- The directory. gives: 1 see, 2 download, 4 send, 8 apps. origin: member, list.
create table hub_org (
    org_id text not null primary key,
    name text not null,
    kind text not null,
    street text not null,
    city text not null,
    region text not null,
    zip text not null,
    url text not null,
    phone text not null,
    about text not null,
    gives bigint not null,
    how_en text not null,
    how_es text not null,
    origin text not null,
    since text not null,
    updated_at bigint not null
);

-- standing: member, lapsed, withdrawn.
create table hub_member (
    org_id text not null,
    pledge text not null,
    version text not null,
    category text not null,
    standing text not null,
    signed_at bigint not null,
    joined_at bigint not null,
    renew_by text not null,
    ended_at bigint,
    contact text not null,
    email text not null,
    language text not null,
    domain text not null,
    proof text not null,
    guard bytea not null,
    primary key (org_id, pledge)
);

create index hub_member_org on hub_member (org_id, standing, joined_at);

create index hub_member_email on hub_member (email);

create index hub_member_joined on hub_member (standing, joined_at, org_id);

create index hub_member_renew on hub_member (standing, renew_by);

-- standing: kept, working, not-yet; as the member says.
create table hub_promise (
    org_id text not null,
    pledge text not null,
    commitment text not null,
    target text not null,
    standing text not null,
    note text not null,
    reported_at bigint,
    primary key (org_id, pledge, commitment)
);

create index hub_promise_commitment on hub_promise (commitment, standing);

-- A pledge that is being signed. standing: draft, sent, confirmed, approved, refused.
create table hub_signing (
    signing_id text not null primary key,
    standing text not null,
    fields text not null,
    confirm_hash bytea,
    domain_word text not null,
    proof text not null,
    reason text not null,
    org_id text,
    made_at bigint not null,
    changed_at bigint not null
);

create index hub_signing_standing on hub_signing (standing, changed_at);

-- Public addresses that are probed. kind: portal, fhir, smart, brands, direct, policy.
create table hub_address (
    org_id text not null,
    kind text not null,
    address text not null,
    primary key (org_id, kind)
);

create index hub_address_kind on hub_address (kind, org_id);

-- verdict: 0 no, 1 yes, 2 can't tell. The day stands before what was looked at: a page reads the last thirty
-- days of a history that goes on for years.
create table hub_check (
    org_id text not null,
    what text not null,
    day text not null,
    verdict bigint not null,
    why text not null,
    took_ms bigint not null,
    at bigint not null,
    primary key (org_id, day, what)
);

-- The newest round of checks of each organization, counted.
create table hub_round (
    org_id text not null primary key,
    passed bigint not null,
    made bigint not null,
    at bigint not null
);

create index hub_round_at on hub_round (at);

-- What changed in the directory and among members, for the feed.
create table hub_change (
    change_id text not null primary key,
    at bigint not null,
    org_id text not null,
    what text not null,
    detail text not null
);

create index hub_change_at on hub_change (at);

-- Who asked for their records, by a keyed hash of their address: counted once an organization.
create table hub_letter (
    org_id text not null,
    who bytea not null,
    made_at bigint not null,
    confirm_hash bytea,
    confirmed_at bigint,
    answer text not null,
    answered_at bigint,
    primary key (org_id, who)
);

create index hub_letter_asked on hub_letter (confirmed_at, made_at);

create index hub_letter_confirm on hub_letter (confirm_hash);

-- Mail that waits to go out; gone when it is out.
create table hub_mail (
    mail_id text not null primary key,
    recipient text not null,
    subject text not null,
    body text not null,
    made_at bigint not null,
    ready_at bigint not null,
    tries bigint not null,
    stop text not null
);

create index hub_mail_ready on hub_mail (ready_at);

-- Work that comes again and again, by one node at a time.
create table hub_work (
    name text not null primary key,
    ready_at bigint not null
);

-- A member's way in: a link in a mail (kind link, once), then a browser (kind browser).
create table hub_door (
    door_hash bytea not null primary key,
    org_id text not null,
    email text not null,
    kind text not null,
    ends_at bigint not null,
    guard bytea not null
);

create index hub_door_org on hub_door (org_id, email);

create index hub_door_ends on hub_door (ends_at);

-- Accounts of the portal's door that come in for a member, with password, second factor or passkey. email:
-- whose mailed link bound it.
create table hub_account (
    account_id text not null primary key,
    org_id text not null,
    email text not null,
    made_at bigint not null,
    guard bytea not null
);

create index hub_account_org on hub_account (org_id);

-- People of a member besides its contact.
create table hub_person (
    org_id text not null,
    email text not null,
    name text not null,
    invited_by text not null,
    made_at bigint not null,
    guard bytea not null,
    primary key (org_id, email)
);

create index hub_person_email on hub_person (email);

-- folded, here and at posts: the words in small letters without accents, for the search.
-- kind: event, discussion. standing: waiting, shown, hidden, off (called off by who made it).
create table hub_event (
    event_id text not null primary key,
    kind text not null,
    standing text not null,
    org_id text not null,
    title_en text not null,
    title_es text not null,
    about_en text not null,
    about_es text not null,
    place text not null,
    link text not null,
    starts_at bigint not null,
    ends_at bigint not null,
    zone text not null,
    seats bigint not null,
    afterwards text not null,
    changed_at bigint not null,
    folded text not null
);

create index hub_event_ends on hub_event (standing, ends_at, event_id);

create index hub_event_org on hub_event (org_id, starts_at);

-- What was agreed in a public discussion, and what became of it. standing: open, done, dropped.
create table hub_agreed (
    event_id text not null,
    number bigint not null,
    what text not null,
    who text not null,
    due text not null,
    standing text not null,
    note text not null,
    changed_at bigint not null,
    primary key (event_id, number)
);

-- standing: asked (not confirmed), in, waiting, out, came.
create table hub_guest (
    event_id text not null,
    who bytea not null,
    name text not null,
    email text not null,
    language text not null,
    standing text not null,
    confirm_hash bytea,
    made_at bigint not null,
    reminded_at bigint,
    primary key (event_id, who)
);

create index hub_guest_event on hub_guest (event_id, standing, made_at, who);

create index hub_guest_asked on hub_guest (standing, made_at);

create index hub_guest_confirm on hub_guest (confirm_hash);

-- kind: news, practice, talk, seek, challenge, idea, reply. standing: unconfirmed, waiting, shown, hidden.
-- outcome, of an idea: chosen, working, done, declined, or nothing yet; as whoever asked for ideas tells.
create table hub_post (
    post_id text not null primary key,
    kind text not null,
    under text,
    org_id text not null,
    author text not null,
    language text not null,
    title text not null,
    body text not null,
    tags text not null,
    standing text not null,
    made_at bigint not null,
    changed_at bigint not null,
    outcome text not null,
    outcome_note text not null,
    folded text not null
);

create index hub_post_kind on hub_post (kind, standing, made_at, post_id);

create index hub_post_tags on hub_post (kind, tags, standing, made_at, post_id);

create index hub_post_standing on hub_post (standing, made_at, post_id);

create index hub_post_org on hub_post (org_id, made_at, post_id);

create index hub_post_under on hub_post (under, standing, made_at, post_id);

-- Marked useful, or reported; once by each.
create table hub_mark (
    post_id text not null,
    kind text not null,
    who bytea not null,
    why text not null,
    made_at bigint not null,
    primary key (post_id, kind, who)
);

create index hub_mark_kind on hub_mark (kind, post_id);

-- A post as pages read it, with how many marked it useful: its columns are said once.
create view hub_post_read as
    select p.post_id, p.kind, p.under, p.org_id, p.author, p.language, p.title, p.body, p.tags,
        p.standing, p.made_at, p.changed_at,
        (select count(*) from hub_mark k where k.post_id = p.post_id and k.kind = 'useful') as useful,
        p.outcome, p.outcome_note
    from hub_post p;

-- Campaigns that a member picked, and how many followed its link.
create table hub_campaign (
    org_id text not null,
    campaign text not null,
    picked_at bigint not null,
    visits bigint not null,
    primary key (org_id, campaign)
);

create index hub_campaign_campaign on hub_campaign (campaign);

-- Health plans that an employer contracts with, and what became of asking them to pledge.
-- answer: pledges, thinks, declines, or nothing yet. told_by: plan (its own link), employer.
create table hub_plan (
    org_id text not null,
    plan_id text not null,
    name text not null,
    plan_org text,
    email text not null,
    language text not null,
    asked bigint not null,
    asked_at bigint,
    link_hash bytea,
    answer text not null,
    note text not null,
    told_by text not null,
    answered_at bigint,
    made_at bigint not null,
    primary key (org_id, plan_id)
);

create index hub_plan_link on hub_plan (link_hash);

create index hub_plan_org on hub_plan (plan_org);

-- Addresses that want no mail of a kind from strangers (what: plans, talks), by a keyed hash.
create table hub_quiet (
    what text not null,
    who bytea not null,
    made_at bigint not null,
    primary key (what, who)
);

-- Who reads the digest. standing: asked (not confirmed), in. link_hash: of the secret in their mail's links.
create table hub_reader (
    who bytea not null primary key,
    email text not null,
    language text not null,
    standing text not null,
    link_hash bytea not null,
    made_at bigint not null,
    sent_at bigint not null
);

create index hub_reader_asked on hub_reader (standing, made_at);

create index hub_reader_link on hub_reader (link_hash);

-- Talks between two members, each written to through us: nobody is shown the other's address.
create table hub_talk (
    talk_id text not null primary key,
    from_org text not null,
    from_email text not null,
    to_org text not null,
    about text not null,
    is_shut bigint not null,
    made_at bigint not null
);

create index hub_talk_from on hub_talk (from_org, made_at);

create index hub_talk_to on hub_talk (to_org, made_at);

create table hub_line (
    talk_id text not null,
    number bigint not null,
    by_org text not null,
    body text not null,
    made_at bigint not null,
    primary key (talk_id, number)
);

-- Apps that use people's records, as their makers attest. standing: waiting, shown, hidden.
create table hub_app (
    app_id text not null primary key,
    org_id text not null,
    name text not null,
    url text not null,
    about text not null,
    language text not null,
    answers text not null,
    standing text not null,
    reason text not null,
    made_at bigint not null,
    changed_at bigint not null
);

create index hub_app_standing on hub_app (standing, name);

-- An app as pages read it, with the name of its maker.
create view hub_app_read as
    select a.app_id, a.org_id, a.name, a.url, a.about, a.language, a.answers, a.standing, a.reason,
        a.made_at, a.changed_at, o.name as maker
    from hub_app a
    join hub_org o on o.org_id = a.org_id;

create index hub_app_org on hub_app (org_id);

-- Answers to proofs of work that were used already, until they would be too old anyway.
create table hub_work_done (
    answer_hash bytea not null primary key,
    ends_at bigint not null
);

create index hub_work_done_ends on hub_work_done (ends_at);

-- Forms that came without such work, counted by a keyed hash of the network address, within the hour.
create table hub_unworked (
    who bytea not null primary key,
    forms bigint not null,
    ends_at bigint not null
);

create index hub_unworked_ends on hub_unworked (ends_at);
