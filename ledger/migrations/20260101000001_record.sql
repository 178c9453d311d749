-- migrate:up

-- The record. A fact, once here, is neither changed nor removed, by anybody short of one who takes the triggers away;
-- and that is found by `duban ledger verify`.

-- What one value alone must be is said by its type, not by a CHECK of the table: a table's CHECKs are read, planned and
-- made ready anew for every statement, which costs an append of one event as much as its indexes do. And no regular
-- expression: a case's number is `<year>-<six digits or more>`, which the place of the dash and the digits' absence say
-- at a tenth of the cost.
create domain case_number as text collate "C"
    check (value like '____-______%' and translate(value, '0123456789', '') = '-');
create domain stream_name as text collate "C"
    check (value = 'ledger' or value like 'case-____-______%' and translate(value, '0123456789', '') = 'case--');
create domain command_name as text check (length(value) between 1 and 200);
create domain counted as integer check (value > 0);
create domain hash_name as text check (value in ('sha256'));
create domain sha256_hash as bytea check (octet_length(value) = 32);
create domain command_outcome as text check (value in ('done', 'refused'));

create table events (
    position bigint generated always as identity,
    -- Readers follow (xid, position) up to pg_snapshot_xmin: a bare position is handed out before the commit, and a
    -- reader who trusts it loses the slow writer (G4).
    xid xid8 not null default pg_current_xact_id(),
    stream stream_name not null,
    version counted not null,
    type text not null,
    shape counted not null,                        -- the event's own edition
    edition text not null,                         -- the rulebook's edition
    at timestamptz not null,                       -- when it happened
    recorded_at timestamptz not null,              -- when it became known here
    by text not null,
    command_id text not null,
    body bytea not null,                           -- canonical JSON, the bytes that were hashed: jsonb would reorder keys
    alg hash_name not null,
    prev_hash sha256_hash not null,
    hash sha256_hash not null,
    primary key (stream, version)
);
create unique index events_in_safe_order on events (xid, position);

-- A refusal has its reason and no event; what was done has events, or none when it was done to many.
create function is_one_answer(outcome text, refusal text, first_version integer, last_version integer) returns boolean
    language plpgsql immutable as $$
begin
    return (outcome = 'refused') = (refusal is not null)
       and (first_version is null) = (last_version is null)
       and (refusal is null or first_version is null);
end $$;

-- One row for every command that was decided, refused ones included: the same command gives the same answer for ever (G2).
create table commands (
    command_id command_name primary key,
    stream text collate "C" not null,
    body_sha256 text not null,
    outcome command_outcome not null,
    refusal text,
    sentence text,
    first_version integer,
    last_version integer,
    by text not null,
    recorded_at timestamptz not null,
    constraint commands_answer check (is_one_answer(outcome, refusal, first_version, last_version))
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
create function root_of(stream text) returns bytea language plpgsql stable as $$
begin
    if stream = 'ledger' then
        return decode(repeat('00', 32), 'hex');
    end if;
    return sha256((select g.hash from public.events g where g.stream = 'ledger' and g.version = 1)
                  || convert_to(stream, 'UTF8'));
end $$;

-- Before each row, not after the statement: a table of what was inserted costs an append of one event a tenth of its time,
-- and a row sees those before it in its own statement.
create function continue_the_chain() returns trigger language plpgsql as $$
begin
    if new.prev_hash is distinct from (
        case when new.version > 1
             then (select p.hash from public.events p where p.stream = new.stream and p.version = new.version - 1)
             else public.root_of(new.stream)
        end) then
        raise exception 'event % of % does not continue its stream', new.version, new.stream using errcode = 'DB001';
    end if;
    return new;
end $$;

create trigger continues_its_stream before insert on events for each row execute function continue_the_chain();

create sequence case_numbers;

-- migrate:down

drop sequence case_numbers;
drop table commands;
drop function is_one_answer(text, text, integer, integer);
drop table events;
drop function continue_the_chain();
drop function root_of(text);
drop function refuse_rewriting();
drop domain stream_name, case_number, command_name, counted, hash_name, sha256_hash, command_outcome;
