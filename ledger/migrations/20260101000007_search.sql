-- migrate:up

-- What every event is found by (痕迹), one row each, kept behind the appends by the follower `search`: emptied and told
-- again it is the same. Words that recur (a type, a person, a region) are kept once and stand here as numbers.
create table trace_keys (
    id integer generated always as identity primary key,
    kind text collate "C" not null check (kind in ('type', 'person', 'office', 'region', 'industry')),
    value text collate "C" not null,
    events bigint not null,                        -- how many: which key of a question is the rarest
    unique (kind, value)
) with (fillfactor = 50);                          -- counts move with every page; with room beside them, no index does

create table traces (
    leaf bigint primary key,
    at timestamptz not null,
    recorded_at timestamptz not null,
    number text collate "C" not null,              -- of the case; of stream `ledger`, its name
    version integer not null,
    type integer not null,
    by integer not null,
    office integer,                                -- as the case had them *then*
    region integer,
    industry integer,
    letter text                                    -- its id within the case: from the draft on, before it has a number
);

-- A page is the newest so many of one key that also have the others. Hence each index begins with its key, goes on with
-- the leaf, which is the order of every answer, and ends with other keys, so that what does not have them is passed
-- over without a look at the table.
create index traces_by_number on traces (number, leaf);
create index traces_by_person on traces (by, leaf) include (type, region);
create index traces_by_type on traces (type, leaf) include (office, region, industry);
create index traces_by_office on traces (office, leaf) include (type, region, industry);
create index traces_by_region on traces (region, leaf) include (type, office, industry);
create index traces_by_industry on traces (industry, leaf) include (type, office, region);

-- 提及: who is named in an event besides the one who acted.
create table trace_people (
    person integer not null,
    type integer not null,
    leaf bigint not null,
    region integer,
    primary key (person, leaf) include (type, region)
);

-- Where in the record a day is found: what happened on it, and what became known. For each block of 8,192 leaves the
-- first and the last of that day. A period long past is gone to at once, and a fact entered a year late costs one more
-- look, not the whole way to it.
create table trace_days (
    clock text collate "C" not null check (clock in ('at', 'recorded_at')),
    day date not null,                             -- of Beijing
    block integer not null,
    low bigint not null,
    high bigint not null,
    primary key (clock, day, block) include (low, high)
) with (fillfactor = 80);

-- 检索词: a case's own texts, those before a correction too, kept behind the appends by the follower `words`.
create table case_words (
    number case_number primary key,
    text text not null,                            -- in normal form, a line each
    initials text not null,                        -- 拼音首字母, a line each
    grams integer[] not null
);
create index case_words_by_gram on case_words using gin (grams)
    with (fastupdate = on, gin_pending_list_limit = 1024);

-- migrate:down

drop table case_words;
drop table trace_days;
drop table trace_people;
drop table traces;
drop table trace_keys;
