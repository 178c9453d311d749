-- migrate:up

-- 分类: the few values that cases are grouped by, once each, so that ten million states carry a number and not five texts.
create table cells (
    cell integer generated always as identity primary key,
    region text not null,
    industry text not null,
    channel text not null,
    level text not null,
    office text not null,
    unique (region, industry, channel, level, office)
);

-- 历来案情: what was true of a case from one instant to another, as known from one instant to another (both half open).
-- Made from its events alone and replaced whole; a question as of an instant never lies behind what was known by then, so
-- that what nobody entered late needs one row for each change. What holds today is a table of its own: most questions are
-- of today, and those of a recent day need it and little else.
create table states (
    past boolean not null,
    number text collate "C" not null,
    version integer not null,                      -- of the last event that went into it
    true_from timestamptz not null,
    true_to timestamptz not null,
    known_from timestamptz not null,
    known_to timestamptz not null,
    entity bigint not null,                        -- of its id: enough to count entities
    funds_yuan bigint not null,
    cell integer not null,
    found_on date,
    determined_on date,
    closed_on date,
    lapses_on date,                                -- T, rolled: it has lapsed from the next day on
    rung smallint not null,
    rebounds smallint not null,
    unsigned smallint not null,
    unserved smallint not null,
    unanswered smallint not null,
    talks_due smallint not null,
    talks_held smallint not null,
    entity_open smallint not null,
    entity_lapsed smallint not null,
    office_open smallint not null,
    office_lapsed smallint not null,
    funds_unread smallint not null,
    open boolean not null,
    counted boolean not null,
    extended boolean not null,
    inspected boolean not null,
    passed_first boolean not null,
    reporter_waits boolean not null,
    planned boolean not null,
    five_parts boolean not null,
    listed boolean not null,
    provincial boolean not null,
    stage text not null
) partition by list (past);
create table states_now partition of states for values in (false);
create table states_past partition of states for values in (true);
create unique index states_now_by_number on states_now (number);
create index states_past_by_number on states_past (number);
create index states_past_by_end on states_past (true_to, true_from);
-- What overviews of today ask for: open cases by region and industry, rung and whether overdue, from the index alone.
create index states_open on states_now (cell, rung, lapses_on) where open;

-- 定稿报表: a figure once reported never changes; a later correction is a difference between two dates of knowledge.
create table reports (
    report text primary key,
    kind text not null,
    at timestamptz not null,
    known_at timestamptz not null,
    leaf bigint not null,                          -- how far the whole record was numbered then
    digest text not null,
    body bytea not null,                           -- canonical JSON, the bytes the digest covers
    version integer not null,                      -- of ReportFrozen on stream `ledger`
    frozen_at timestamptz not null,
    by text not null
);
create trigger append_only before update or delete or truncate on reports
    for each statement execute function refuse_rewriting();

-- migrate:down

drop table reports;
drop table states;
drop table cells;
