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
-- the leaf, which is the order of every answer, and holds other keys beside it, so that what does not have them is passed
-- over without a look at the table. The search says which key leads, by how often each is found (trace_keys.events): the
-- planner, left to itself, took the wrong index and read all of it (685 ms for one city, 165 for town + industry + type).
--
-- Chosen on 3,000,000 events, region + industry + type, page of 50, p50: so 1.0 ms; by (key, leaf) alone 63 ms; by one GIN
-- index over the keys 8.5 ms, and a sort of whatever it finds. Measured on 5,000,000 events of 500,000 cases, 128 MB of
-- shared buffers, two cores with a load of 4 to 6 (so: processor time, of the server and of Python; wall p50):
--   one key                              0.7 to 1.0 + 1.0 ms; 2 ms      one person (acts, or is named)   2.1 + 1.3; 6
--   known in 30 days of the past         1.3 + 1.2; 3                   happened in 30 days              2.9 + 1.4; 7
--   person + district + type + 30 days   0.5 + 0.6; 1                   person + type, rare              1.9 + 0.4; 3
--   district + type + 30 days            3.4 + 1.6; 8                   district + industry + type       2.9 + 1.2; 6
--   four common keys that never meet     5.7 + 0.5; 6: the rarest one's list is walked, 0.1 microseconds an entry
-- Per event: the row 101 bytes, its indexes 252, who is named in it 15. No partitions: a page reads a few pages of one
-- index wherever it begins, and nothing here is ever thrown away by age.
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
-- look, not the whole way to it (30 days of five years: 30 ms by whole blocks, 1.7 ms so). 2 MB for 5,000,000 events.
create table trace_days (
    clock text collate "C" not null check (clock in ('at', 'recorded_at')),
    day date not null,                             -- of Beijing
    block integer not null,
    low bigint not null,
    high bigint not null,
    primary key (clock, day, block) include (low, high)
) with (fillfactor = 80);

-- 检索词: a case's own texts, those before a correction too, kept behind the appends by the follower `words`. The index
-- says which cases may have the words, the texts which have: signs by twos and alone, letters of the pinyin by twos and
-- threes. 168 numbers for a case, 940 bytes, its index 400 (500,000 cases). A word of few cases: 0.3 to 5 ms; of a
-- twentieth of all: 15 ms; of all of them: 50 ms, for the index's list of it is read first.
create table case_words (
    number case_number primary key,
    text text not null,                            -- in normal form, a line each
    initials text not null,                        -- 拼音首字母, a line each
    grams integer[] not null
);
-- New cases wait in a list of at most 1 MB: it costs a search 0.1 ms, and a rebuild a quarter of the time (0.15 ms of the
-- server a case, 0.57 without the list).
create index case_words_by_gram on case_words using gin (grams)
    with (fastupdate = on, gin_pending_list_limit = 1024);

-- migrate:down

drop table case_words;
drop table trace_days;
drop table trace_people;
drop table traces;
drop table trace_keys;
