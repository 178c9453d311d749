-- migrate:up

-- The record. A fact, once here, is neither changed nor removed, by anybody short of one who takes the triggers away;
-- and that is found by `duban ledger verify`.

create table events (
    position bigint generated always as identity,
    -- Readers follow (xid, position) up to pg_snapshot_xmin: a bare position is handed out before the commit, and a
    -- reader who trusts it loses the slow writer (G4).
    xid xid8 not null default pg_current_xact_id(),
    stream text collate "C" not null check (stream = 'ledger' or stream ~ '^case-[0-9]{4}-[0-9]{6,}$'),
    version integer not null check (version > 0),
    type text not null,
    shape integer not null check (shape > 0),      -- the event's own edition
    edition text not null,                         -- the rulebook's edition
    at timestamptz not null,                       -- when it happened
    recorded_at timestamptz not null,              -- when it became known here
    by text not null,
    command_id text not null,
    body bytea not null,                           -- canonical JSON, the bytes that were hashed: jsonb would reorder keys
    alg text not null check (alg in ('sha256')),
    prev_hash bytea not null check (octet_length(prev_hash) = 32),
    hash bytea not null check (octet_length(hash) = 32),
    primary key (stream, version),
    unique (position)
);
create index events_in_safe_order on events (xid, position);

-- One row for every command that was decided, refused ones included: the same command gives the same answer for ever (G2).
create table commands (
    command_id text primary key check (length(command_id) between 1 and 200),
    stream text collate "C" not null,
    body_sha256 text not null,
    outcome text not null check (outcome in ('done', 'refused')),
    refusal text,
    sentence text,
    first_version integer,
    last_version integer,
    by text not null,
    recorded_at timestamptz not null,
    check ((outcome = 'refused') = (refusal is not null)),
    check ((first_version is null) = (last_version is null)),
    check (outcome = 'done' or first_version is null)
);

create function refuse_rewriting() returns trigger language plpgsql as $$
begin
    raise exception 'the record is append-only: % on % is refused', tg_op, tg_table_name using errcode = 'DB004';
end $$;

create trigger append_only before update or delete or truncate on events
    for each statement execute function refuse_rewriting();
create trigger append_only before update or delete or truncate on commands
    for each statement execute function refuse_rewriting();

-- Tables are named with their schema in every trigger: a temporary table of the same name would be found first.
--
-- However an event arrives (append, COPY, by hand): it continues its stream, and it continues the hash its writer saw (G5).
-- The first event of a case hangs on the genesis event and its own name, so that it cannot be carried into another ledger.
create function continue_the_chain() returns trigger language plpgsql as $$
declare
    broken record;
begin
    select f.stream, f.version into broken
      from fresh f
      left join public.events p on p.stream = f.stream and p.version = f.version - 1
     where f.prev_hash is distinct from case
               when f.version > 1 then p.hash
               when f.stream = 'ledger' then decode(repeat('00', 32), 'hex')
               else sha256((select g.hash from public.events g where g.stream = 'ledger' and g.version = 1)
                           || convert_to(f.stream, 'UTF8'))
           end
     limit 1;
    if found then
        raise exception 'event % of % does not continue its stream', broken.version, broken.stream using errcode = 'DB001';
    end if;
    return null;
end $$;

create trigger continues_its_stream after insert on events referencing new table as fresh
    for each statement execute function continue_the_chain();

create sequence case_numbers;

-- migrate:down

drop sequence case_numbers;
drop table commands;
drop table events;
drop function continue_the_chain();
drop function refuse_rewriting();
