-- migrate:up

-- Who exists. Mutable, and the only place where names and telephones live (G20): events hold ids.

create table people (
    id text primary key,
    body jsonb not null,
    name text generated always as (body ->> 'name') stored
);

create table offices (
    id text primary key,
    body jsonb not null,
    name text generated always as (body ->> 'name') stored
);

create table entities (
    id text primary key,
    body jsonb not null,
    name text generated always as (body ->> 'name') stored
);

create table appointments (
    id text primary key,
    person text not null references people (id),
    body jsonb not null
);
create index appointments_by_person on appointments (person);

-- Every change is logged. Of a person only *which* particulars changed: a person is erasable, and a log of old
-- telephone numbers would undo that.
create table people_changes (
    position bigint generated always as identity primary key,
    changed_at timestamptz not null default now(),
    by text not null,
    kind text not null,
    id text not null,
    deed text not null check (deed in ('added', 'changed', 'removed')),
    fields text[] not null,
    was jsonb,
    became jsonb
);
create index people_changes_by_id on people_changes (kind, id);

create trigger append_only before update or delete or truncate on people_changes
    for each statement execute function refuse_rewriting();

-- What is in force, in one row that every recall reads: `directory` moves with each change of the people tables, so
-- that a reader knows when the offices it remembers are stale.
create table in_force (
    only_one boolean primary key default true check (only_one),
    directory bigint not null default 0,
    edition text,
    calendar text
);
insert into in_force default values;

create function log_change_of_people() returns trigger language plpgsql as $$
declare
    before jsonb := case when tg_op <> 'INSERT' then old.body end;
    after jsonb := case when tg_op <> 'DELETE' then new.body end;
    silent boolean := tg_table_name = 'people';
begin
    if before is not distinct from after then
        return null;
    end if;
    insert into public.people_changes (by, kind, id, deed, fields, was, became)
    select coalesce(nullif(current_setting('duban.by', true), ''), session_user), tg_table_name,
           case when tg_op = 'DELETE' then old.id else new.id end,
           case tg_op when 'INSERT' then 'added' when 'UPDATE' then 'changed' else 'removed' end,
           coalesce(array_agg(k order by k), '{}'),
           case when silent then null else before end, case when silent then null else after end
      from (select k from jsonb_object_keys(coalesce(before, '{}')) k union
            select k from jsonb_object_keys(coalesce(after, '{}')) k) keys
     where before -> k is distinct from after -> k;
    return null;
end $$;

create function move_the_directory() returns trigger language plpgsql as $$
begin
    update public.in_force set directory = directory + 1;
    return null;
end $$;

create trigger logged after insert or update or delete on people for each row execute function log_change_of_people();
create trigger logged after insert or update or delete on offices for each row execute function log_change_of_people();
create trigger logged after insert or update or delete on entities for each row execute function log_change_of_people();
create trigger logged after insert or update or delete on appointments for each row execute function log_change_of_people();
create trigger moves_directory after insert or update or delete on offices
    for each statement execute function move_the_directory();

-- migrate:down

drop table in_force;
drop table people_changes;
drop table appointments;
drop table entities;
drop table offices;
drop table people;
drop function move_the_directory();
drop function log_change_of_people();
