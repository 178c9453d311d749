-- migrate:up

-- 知会: a batch was written past the workflows of its cases, and they have still to be told. Written in the batch's own
-- transaction, so that nobody's life but the worker's is needed for the clocks to be set.
create table tellings (
    command_id text primary key,
    batch text not null,
    asked_at timestamptz not null default now(),
    told_at timestamptz
);
create index tellings_outstanding on tellings (asked_at) where told_at is null;

-- migrate:down

drop table tellings;
