-- migrate:up

-- What is derived: the case as folded from its events, with the columns that lists need. `duban ledger verify` folds
-- again and compares.
create table cases (
    number case_number primary key,
    version integer not null,
    shape text not null,                           -- of the snapshot: another shape is folded anew, never guessed at
    snapshot text not null,
    kind text not null,
    stage text not null,
    open boolean not null,
    started boolean not null,
    cycle integer not null,
    rung integer not null,
    unit text not null,
    entity text,
    region text not null,
    industry text not null,
    channel text,
    level text,
    office text,
    batch text,
    found_on date,
    rectify_by date,
    due_at timestamptz,
    due_kind text,
    due_label text,
    provisional boolean not null,
    fingerprint text,
    opened_at timestamptz not null,
    moved_at timestamptz not null
) with (fillfactor = 80);                          -- every append moves a row; with room beside it, often no index

-- One open case for one hazard: the register's rows are known by it.
create unique index cases_known_open on cases (fingerprint) where open and fingerprint is not null;
-- What is armed, soonest first (G7 and the rebuild read it with Temporal dead).
create index cases_armed on cases (due_at, number) where due_at is not null;
create index cases_by_batch on cases (batch) where batch is not null;

-- 台账的一次导入
create table batches (
    batch text primary key,
    version integer not null,                      -- of BatchImported on stream `ledger`
    opened integer not null,
    imported_at timestamptz not null,
    by text not null
);

-- The row a case was adopted from, as it stood: a row seen again is known by it, a changed one shown for decision.
create table register_rows (
    number text collate "C" primary key,
    batch text not null,
    fingerprint text not null,
    row_digest text not null,
    body jsonb not null
);
create index register_rows_by_fingerprint on register_rows (fingerprint);
create index register_rows_by_digest on register_rows (row_digest);
create index register_rows_by_batch on register_rows (batch);

create trigger append_only before update or delete or truncate on register_rows
    for each statement execute function refuse_rewriting();
create trigger append_only before update or delete or truncate on batches
    for each statement execute function refuse_rewriting();

-- 隐患台账: what the register shows today.
create view register as
select c.number, c.unit, c.region, c.industry, c.level, c.snapshot::jsonb ->> 'description' as description,
       c.channel, c.found_on, c.rectify_by, c.stage, c.rung, c.open, c.started, c.batch, c.due_at, c.due_label,
       c.provisional, c.moved_at
  from cases c;

-- migrate:down

drop view register;
drop table register_rows;
drop table batches;
drop table cases;
