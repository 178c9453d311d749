-- migrate:up

-- An append moves a row of `cases`, and makes every index of it ready to be written whether it is or not: some 3 µs each,
-- of a statement of 100. So each index here answers more than one question, and none is there that another can stand for.

-- 包案领导 beside what else a list goes by: out of the snapshots it took seconds.
alter table cases add column sponsor text not null default '';
update cases set sponsor = coalesce(snapshot::jsonb ->> 'sponsor', '') where snapshot::jsonb ? 'sponsor';

-- 未来 and the orders of the register: what is open or armed, by place and industry, with all that is counted or put in
-- order, so that the table itself is not looked at. 总览 keeps its narrow one (011): an entry is taken apart whole, and
-- from this one the same counts take half as long again.
create index cases_active on cases (region collate "C", industry collate "C", rung)
    include (rectify_by, due_at, due_label, provisional, open, started, stage, office, sponsor, number)
    where open or due_at is not null;
drop index cases_ahead, cases_open_by_term;

-- Soonest first, of what is open and of what has ended: of everywhere, and by place.
create index cases_by_due on cases (open, coalesce(due_at, 'infinity'), number);
create index cases_by_place on cases (region collate "C", open, coalesce(due_at, 'infinity'), number);
drop index cases_open_by_due, cases_shut_by_due, cases_open_by_place, cases_shut_by_place;

-- 批次, and what of each is not started yet.
drop index cases_by_batch, cases_to_start;
create index cases_by_batch on cases (batch, started, open) where batch is not null;

drop index cases_open_by_entity;

-- A CHECK of more than one column is read from its text for each statement anew, which is a fourth of the append's;
-- a trigger's function is kept.
create function keep_one_answer() returns trigger language plpgsql as $$
begin
    if (new.outcome = 'refused') <> (new.refusal is not null)
       or (new.first_version is null) <> (new.last_version is null)
       or (new.refusal is not null and new.first_version is not null) then
        raise exception 'command % has not one answer', new.command_id using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger one_answer before insert on commands for each row execute function keep_one_answer();
alter table commands drop constraint commands_answer;
drop function is_one_answer(text, text, integer, integer);

-- G5, as 001 has it: asked plainly it costs half as much.
create or replace function continue_the_chain() returns trigger language plpgsql as $$
declare
    head bytea;
begin
    if new.version > 1 then
        select p.hash into head from public.events p where p.stream = new.stream and p.version = new.version - 1;
    else
        head := public.root_of(new.stream);
    end if;
    if new.prev_hash is distinct from head then
        raise exception 'event % of % does not continue its stream', new.version, new.stream using errcode = 'DB001';
    end if;
    return new;
end $$;

create or replace view seen.cases with (security_barrier) as
select c.number, c.version, c.shape, c.snapshot, c.kind, c.stage, c.open, c.started, c.cycle, c.rung, c.unit, c.entity,
       c.region, c.industry, c.channel, c.level, c.office, c.batch, c.found_on, c.rectify_by, c.due_at, c.due_kind,
       c.due_label, c.provisional, c.opened_at, c.moved_at, c.sponsor
  from public.cases c
 where exists (
    select from seen.scope() s
     where s.entity = c.entity
        or s.jurisdiction is not null
           and (c.region = '' or starts_with(c.region, s.jurisdiction))
           and (s.industries = '{}' or c.industry = '' or c.industry = any (s.industries)));

-- 包案领导 of the open cases that have climbed, as seen.climbs (021) counts.
create function seen.sponsors(within text) returns table (sponsor text, rung integer, many bigint)
    language plpgsql stable security definer rows 1000 set search_path = pg_catalog, public set enable_sort = off as $$
#variable_conflict use_column
begin
    return query
    with scope as materialized (
        select s.jurisdiction, s.industries from seen.scope() s where s.jurisdiction is not null
    )
    select f.sponsor, f.rung, sum(f.many)::bigint
      from seen.ranges(within) r
     cross join lateral (
        select case when not r.whole then c.region end as region, case when not r.whole then c.industry end as industry,
               c.sponsor, c.rung, count(*) as many
          from cases c
         where c.open and c.rung > 0 and c.region collate "C" >= r.first collate "C"
           and c.region collate "C" < r.beyond collate "C"
         group by 1, 2, 3, 4) f
     where r.whole or exists (
        select from scope s
         where (f.region = '' or starts_with(f.region, s.jurisdiction))
           and (s.industries = '{}' or f.industry = '' or f.industry = any (s.industries)))
     group by 1, 2;
end $$;

-- The next name of a region within a place: from one on, itself included or not.
create or replace function case_region_after(place text, name text, itself boolean) returns text
    language plpgsql stable set search_path = pg_catalog, public as $$
begin
    if itself and exists (select from cases c where c.region collate "C" = name collate "C") then return name; end if;
    return (select c.region from cases c
             where c.region collate "C" > name collate "C" and c.region collate "C" < (place || chr(1114111)) collate "C"
             order by c.region collate "C" limit 1);
end $$;

-- A page of `cases`, as 023 has it but for this: the numbers first, where it can be from an index alone, and then the rows
-- of those. By rung or by T a whole city's open cases are put in order without coming to one of them.
create or replace function case_page(wanted jsonb, sight text, places text[], sort text, after_key text, after_number text, most integer)
    returns table (
        "case" text, kind text, stage text, open boolean, started boolean, cycle integer, rung integer, unit text,
        region text, industry text, level text, office text, batch text, found_on date, rectify_by date,
        due_at timestamptz, due_kind text, due_label text, provisional boolean, overdue boolean, version integer,
        description text, handler text, key text)
    language plpgsql stable set search_path = pg_catalog, public as $$
#variable_conflict use_column
declare
    name constant text := ltrim(sort, '-');
    other_way constant boolean := sort like '-%';
    expression constant text := case name
        when 'due' then 'coalesce(c.due_at, ''infinity'')' when 'number' then 'c.number' when 'rung' then 'c.rung'
        when 'found' then 'coalesce(c.found_on, ''infinity'')' when 'rectify' then 'coalesce(c.rectify_by, ''infinity'')'
        when 'unit' then 'c.unit collate "C"' when 'moved' then 'c.moved_at' end;
    type constant text := case name
        when 'due' then 'timestamptz' when 'number' then 'text collate "C"' when 'rung' then 'integer'
        when 'found' then 'date' when 'rectify' then 'date' when 'unit' then 'text collate "C"'
        when 'moved' then 'timestamptz' end;
    way constant text := case when other_way then ' desc' else ' asc' end;
    condition text;
    few text[];
    regions text[];
    branch text;
    branches text[];
begin
    if expression is null then raise exception 'no order named %', sort; end if;
    select o.condition, o.few into condition, few from case_condition(wanted, sight) o;
    if after_number is not null then
        condition := format('%s and (%s, c.number) %s ($3::%s, $4::case_number)', condition, expression,
                            case when other_way then '<' else '>' end, type);
    end if;
    regions := case_places(wanted, places, few);
    foreach branch in array case_branches(wanted) loop
        branches := branches || case
            when regions is null then format('(select c.number, %s as key from cases c where %s and %s order by 2%s, 1%s limit $5)',
                                             expression, branch, condition, way, way)
            when name = 'due' then format('(select c.number, c.key from unnest($6) as p (region) cross join lateral '
                || '(select c.number, %s as key from cases c where c.region collate "C" = p.region collate "C" and %s and %s'
                || ' order by 2%s, 1%s limit $5) c)', expression, branch, condition, way, way)
            else format('(select c.number, %s as key from cases c where %s and c.region collate "C" = any ($6) and %s'
                || ' order by 2%s, 1%s limit $5)', expression, branch, condition, way, way) end;
    end loop;
    if branches is null then return; end if;  -- no case is what is wanted
    return query execute format(
        'select c.number::text, c.kind, c.stage, c.open, c.started, c.cycle, c.rung, c.unit, c.region, c.industry, c.level,'
        || ' c.office, c.batch, c.found_on, c.rectify_by, c.due_at, c.due_kind, c.due_label, c.provisional,'
        || ' coalesce(c.open and c.rectify_by <= ($1 ->> ''lapsed'')::date, false), c.version,'
        || ' case when $1 ? ''told'' then c.snapshot::jsonb ->> ''description'' end,'
        || ' case when $1 ? ''told'' then c.snapshot::jsonb ->> ''handler'' end, p.key::text'
        || ' from (select f.number, f.key from (%s) f order by f.key%s, f.number%s limit $5) p'
        || ' join cases c on c.number = p.number order by p.key%s, p.number%s',
        array_to_string(branches, ' union all '), way, way, way, way)
        using wanted, few, after_key, after_number, most, regions;
end $$;

create or replace function seen.batches_waiting()
    returns table (batch text, waiting bigint, due_at timestamptz, imported_at timestamptz)
    language plpgsql stable security definer rows 20 set search_path = pg_catalog, public as $$
#variable_conflict use_column
begin
    return query execute format('select b.batch, w.waiting, w.due_at, b.imported_at from batches b cross join lateral'
        || ' (select count(*) as waiting, min(c.due_at) as due_at from cases c'
        || ' where c.batch = b.batch and not c.started and c.open and %s) w'
        || ' where w.waiting > 0 order by w.due_at, b.batch limit 50', (select s.condition from seen.sight() s));
end $$;

-- 常见的字词: which share of the cases has all of these grams at most, as the planner's statistics know; 0 when one of them
-- is not among the common ones. Through a narrow sight common words say nothing of what is seen.
create function grams_share(grams integer[]) returns real
    language sql stable security definer set search_path = pg_catalog, public as $$
select case when count(*) = count(c.share) then coalesce(min(c.share), 0) else 0 end
  from unnest(grams) as g (gram)
  left join (select m.gram, m.share
               from pg_stats s
              cross join lateral unnest(s.most_common_elems::text::integer[], s.most_common_elem_freqs) as m (gram, share)
              where s.schemaname = 'public' and s.tablename = 'case_words' and s.attname = 'grams' and not s.inherited) c
         on c.gram = g.gram
$$;
create function seen.grams_share(grams integer[]) returns real
    language plpgsql stable security definer set search_path = pg_catalog, public as $$
begin
    return case when seen.whole() then public.grams_share(grams) else 0 end;
end $$;

-- migrate:down

-- What the functions above say they say with the indexes of before too, only slower; the new column stays unused.
drop function seen.grams_share(integer[]);
drop function grams_share(integer[]);
drop function seen.sponsors(text);
drop trigger one_answer on commands;
drop function keep_one_answer();
create function is_one_answer(outcome text, refusal text, first_version integer, last_version integer) returns boolean
    language plpgsql immutable as $$
begin
    return (outcome = 'refused') = (refusal is not null)
       and (first_version is null) = (last_version is null)
       and (refusal is null or first_version is null);
end $$;
alter table commands add constraint commands_answer check (is_one_answer(outcome, refusal, first_version, last_version));
drop index cases_active, cases_by_due, cases_by_place, cases_by_batch;
create index cases_by_batch on cases (batch) where batch is not null;
create index cases_to_start on cases (batch) where open and not started;
create index cases_open_by_entity on cases (entity) where open;
create index cases_open_by_due on cases (coalesce(due_at, 'infinity'), number) where open;
create index cases_shut_by_due on cases (coalesce(due_at, 'infinity'), number) where not open;
create index cases_open_by_place on cases (region collate "C", coalesce(due_at, 'infinity'), number) where open;
create index cases_shut_by_place on cases (region collate "C", coalesce(due_at, 'infinity'), number) where not open;
create index cases_open_by_term on cases (rectify_by) where open;
create index cases_ahead on cases (region collate "C", industry collate "C")
    include (due_at, due_label, provisional, open, started, stage, rung, rectify_by, office) where due_at is not null;
