-- migrate:up

-- 隐患台账: a page of cases in any of a few orders, by any filters, a key at a time. What is asked for comes as JSON; only
-- the conditions that are asked stand in the statement, so that the planner sees no more than there is, and their values
-- are its parameters: nothing that somebody typed becomes SQL.
--
-- Soonest first is the order of work, so it has indexes of its own, and such as begin with the place, by which a town's
-- list enters at its own few regions and merges them. What is open and what has ended is kept apart: of ten cases nine have
-- ended, and whoever looks for some that are open would come past all of them.
create index cases_open_by_due on cases (coalesce(due_at, 'infinity'), number) where open;
create index cases_shut_by_due on cases (coalesce(due_at, 'infinity'), number) where not open;
create index cases_open_by_place on cases (region collate "C", coalesce(due_at, 'infinity'), number) where open;
create index cases_shut_by_place on cases (region collate "C", coalesce(due_at, 'infinity'), number) where not open;
create index cases_open_by_term on cases (rectify_by) where open;
create index cases_by_unit on cases (unit collate "C");
create index cases_by_entity on cases (entity) where entity is not null;

-- The conditions, over `cases c` and `wanted` as $1. `lapsed`: the last day whose T has run out; `soon_by`: the last one
-- that runs out soon (domain.ladder).
create function case_conditions(wanted jsonb) returns text
    language plpgsql immutable set search_path = pg_catalog, public as $$
declare
    day_of_due constant text := '((($1 ->> ''%s'')::date + %s)::timestamp at time zone ''Asia/Shanghai'')';
    of_state text := '';
    said text := 'true';
begin
    if wanted ? 'overdue' then
        said := said || case when (wanted ->> 'overdue')::boolean
            then ' and c.open and c.rectify_by <= ($1 ->> ''lapsed'')::date'
            else ' and coalesce(c.open and c.rectify_by <= ($1 ->> ''lapsed'')::date, false) = false' end;
    end if;
    if wanted ? 'soon' then
        said := said || ' and c.open and c.rectify_by > ($1 ->> ''lapsed'')::date'
                     || ' and c.rectify_by <= ($1 ->> ''soon_by'')::date';
    end if;
    if wanted ? 'stage' then said := said || ' and c.stage = ($1 ->> ''stage'')'; end if;
    if wanted ? 'rung' then said := said || ' and c.rung = ($1 ->> ''rung'')::int'; end if;
    if wanted ? 'rung_min' then said := said || ' and c.rung >= ($1 ->> ''rung_min'')::int'; end if;
    if wanted ? 'industry' then said := said || ' and c.industry = ($1 ->> ''industry'')'; end if;
    if wanted ? 'office' then said := said || ' and c.office = ($1 ->> ''office'')'; end if;
    if wanted ? 'level' then said := said || ' and c.level = ($1 ->> ''level'')'; end if;
    if wanted ? 'channel' then said := said || ' and c.channel = ($1 ->> ''channel'')'; end if;
    if wanted ? 'batch' then said := said || ' and c.batch = ($1 ->> ''batch'')'; end if;
    if wanted ? 'entity' then said := said || ' and c.entity = ($1 ->> ''entity'')'; end if;
    if wanted ? 'region' then
        said := said || ' and c.region collate "C" >= ($1 ->> ''region'') collate "C"'
                     || ' and c.region collate "C" < (($1 ->> ''region'') || chr(1114111)) collate "C"';
    end if;
    if wanted ? 'unit' then
        said := said || ' and c.unit collate "C" >= ($1 ->> ''unit'') collate "C"'
                     || ' and c.unit collate "C" < (($1 ->> ''unit'') || chr(1114111)) collate "C"';
    end if;
    if wanted ? 'numbers' then
        said := said || ' and c.number = any (array(select jsonb_array_elements_text($1 -> ''numbers'')))';
    end if;
    if wanted ? 'found_from' then said := said || ' and c.found_on >= ($1 ->> ''found_from'')::date'; end if;
    if wanted ? 'found_to' then said := said || ' and c.found_on <= ($1 ->> ''found_to'')::date'; end if;
    -- what runs out at 24:00 belongs to the day that ends
    if wanted ? 'due_from' then said := said || ' and c.due_at > ' || format(day_of_due, 'due_from', 0); end if;
    if wanted ? 'due_to' then said := said || ' and c.due_at <= ' || format(day_of_due, 'due_to', 1); end if;
    -- of cases that count, as the figures do (domain.figures.counts)
    if wanted ? 'determined_from' then
        of_state := of_state || ' and s.determined_on >= ($1 ->> ''determined_from'')::date';
    end if;
    if wanted ? 'determined_to' then
        of_state := of_state || ' and s.determined_on <= ($1 ->> ''determined_to'')::date';
    end if;
    if wanted ? 'closed_from' then of_state := of_state || ' and s.closed_on >= ($1 ->> ''closed_from'')::date'; end if;
    if wanted ? 'closed_to' then of_state := of_state || ' and s.closed_on <= ($1 ->> ''closed_to'')::date'; end if;
    if of_state <> '' then
        said := said || ' and c.number in (select s.number from public.states_now s'
                     || ' where s.counted and s.determined_on is not null' || of_state || ')';
    end if;
    return said;
end $$;

-- The words of a search (domain.grams): the index says which cases may have them, their texts which have.
create function case_words_condition() returns text
    language sql immutable set search_path = pg_catalog, public as $$
select $said$not exists (select from jsonb_array_elements_text($1 -> 'texts') t where strpos(w.text, t) = 0)
   and not exists (select from jsonb_array_elements_text($1 -> 'initials') t where strpos(w.initials, t) = 0)
   and not exists (select from jsonb_array_elements_text($1 -> 'letters') t
                    where strpos(w.text, t) = 0 and strpos(e'\n' || w.initials, e'\n' || t) = 0)$said$
$$;

-- All of it as the condition of one statement: `sight` is who may see what, from seen.sight(), or `true`. Few cases with
-- the words are gone to one by one; where they are many, each case come to is looked at.
create function case_condition(wanted jsonb, sight text, out condition text, out few text[])
    language plpgsql stable set search_path = pg_catalog, public as $$
declare
    most constant integer := 3000;
begin
    condition := case_conditions(wanted) || ' and ' || sight;
    if wanted ? 'grams' then
        execute 'select array_agg(number) from (select w.number from public.case_words w where w.grams @> $2 and '
            || case_words_condition() || ' limit $3) f'
           into few
          using wanted, array(select jsonb_array_elements_text(wanted -> 'grams'))::integer[], most + 1;
        few := coalesce(few, '{}');
        if cardinality(few) > most then
            few := null;
            condition := condition || ' and exists (select from public.case_words w where w.number = c.number and '
                                   || case_words_condition() || ')';
        else
            condition := condition || ' and c.number = any ($2)';
        end if;
    end if;
end $$;

-- The next name of a region within a place: from one on, itself included or not.
create function case_region_after(place text, name text, itself boolean) returns text
    language plpgsql stable set search_path = pg_catalog, public as $$
declare
    beyond constant text := place || chr(1114111);
begin
    if itself and exists (select from cases c where c.open and c.region collate "C" = name collate "C") then
        return name;
    elsif itself and exists (select from cases c where not c.open and c.region collate "C" = name collate "C") then
        return name;
    end if;
    return (
        select n.region
          from ((select c.region from cases c
                  where c.open and c.region collate "C" > name collate "C" and c.region collate "C" < beyond collate "C"
                  order by c.region collate "C" limit 1)
                union all
                (select c.region from cases c
                  where not c.open and c.region collate "C" > name collate "C" and c.region collate "C" < beyond collate "C"
                  order by c.region collate "C" limit 1)) n
         order by n.region collate "C" limit 1);
end $$;

-- 区划 that a list can be entered at: those that begin with one of the places, or null when they are more than a few. Gone
-- through from name to name, of what is open and of what has ended, by the index of each.
create function case_regions(places text[]) returns text[]
    language plpgsql stable set search_path = pg_catalog, public as $$
declare
    most constant integer := 40;
    found text[] := '{}';
    place text;
    name text;
begin
    foreach place in array places loop
        name := case_region_after(place, place, true);
        while name is not null loop
            if not name = any (found) then found := found || name; end if;
            if cardinality(found) > most then return null; end if;
            name := case_region_after(place, name, false);
        end loop;
    end loop;
    return found;
end $$;

-- 在办与已结束: which of both can be what is wanted.
create function case_branches(wanted jsonb) returns text[]
    language sql immutable set search_path = pg_catalog, public as $$
select array(
    select o.said from (values (true, 'c.open'), (false, 'not c.open')) o (open, said)
     where coalesce((wanted ->> 'open')::boolean = o.open, true)
       and (o.open or not coalesce((wanted ->> 'overdue')::boolean, false) and not wanted ? 'soon')
       and coalesce((wanted ->> 'stage' not in ('closed', 'dismissed', 'downgraded', 'merged', 'referred_out',
                                                'entity_closed', 'voided')) = o.open, true)
     order by o.open desc)
$$;

-- Where a list is entered: at the regions of the place that is asked for, else of those the asker sees, with what names no
-- place, which is everybody's; null for everywhere, when they are many, or when something else leads to few.
create function case_places(wanted jsonb, places text[], few text[]) returns text[]
    language plpgsql stable set search_path = pg_catalog, public as $$
declare
    found text[];
begin
    if few is not null or wanted ?| array['batch', 'unit', 'entity', 'numbers', 'determined_from', 'determined_to',
                                          'closed_from', 'closed_to'] then
        return null;
    elsif wanted ? 'region' then
        return case_regions(array[wanted ->> 'region']);
    elsif places is null then
        return null;
    end if;
    found := case_regions(places);
    return case when found is not null then found || ''::text end;
end $$;

-- A page of `cases`. `sort`: due, number, rung, found, rectify, unit or moved, with a minus the other way round; `after_*`:
-- the last row before it, in that order. `places`: where the asker's sight begins, null for everywhere.
create function case_page(wanted jsonb, sight text, places text[], sort text, after_key text, after_number text, most integer)
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
            when regions is null then format('(select c.* from cases c where %s and %s order by %s%s, c.number%s limit $5)',
                                             branch, condition, expression, way, way)
            when name = 'due' then format('(select c.* from unnest($6) as p (region) cross join lateral '
                || '(select c.* from cases c where c.region collate "C" = p.region collate "C" and %s and %s'
                || ' order by %s%s, c.number%s limit $5) c)', branch, condition, expression, way, way)
            else format('(select c.* from cases c where %s and c.region collate "C" = any ($6) and %s'
                || ' order by %s%s, c.number%s limit $5)', branch, condition, expression, way, way) end;
    end loop;
    if branches is null then return; end if;  -- no case is what is wanted
    return query execute format(
        'select c.number::text, c.kind, c.stage, c.open, c.started, c.cycle, c.rung, c.unit, c.region, c.industry, c.level,'
        || ' c.office, c.batch, c.found_on, c.rectify_by, c.due_at, c.due_kind, c.due_label, c.provisional,'
        || ' coalesce(c.open and c.rectify_by <= ($1 ->> ''lapsed'')::date, false), c.version,'
        || ' case when $1 ? ''told'' then c.snapshot::jsonb ->> ''description'' end,'
        || ' case when $1 ? ''told'' then c.snapshot::jsonb ->> ''handler'' end, (%s)::text'
        || ' from (select c.* from (%s) c order by %s%s, c.number%s limit $5) c order by %s%s, c.number%s',
        expression, array_to_string(branches, ' union all '), expression, way, way, expression, way, way)
        using wanted, few, after_key, after_number, most, regions;
end $$;

-- How many there are, by stage, rung and whether T has run out or will soon, none beyond `most`.
create function case_counts(wanted jsonb, sight text, places text[], most integer)
    returns table (stage text, rung integer, term text, many bigint)
    language plpgsql stable set search_path = pg_catalog, public as $$
#variable_conflict use_column
declare
    condition text;
    few text[];
    regions text[];
    branch text;
    branches text[];
begin
    select o.condition, o.few into condition, few from case_condition(wanted, sight) o;
    regions := case_places(wanted, places, few);
    foreach branch in array case_branches(wanted) loop
        branches := branches || format('(select c.stage, c.rung, c.open, c.rectify_by from cases c where %s%s and %s limit $3)',
            branch, case when regions is not null then ' and c.region collate "C" = any ($4)' else '' end, condition);
    end loop;
    if branches is null then return; end if;
    return query execute format('select f.stage, f.rung, f.term, count(*) from (select c.stage, c.rung,'
        || ' case when not c.open then ''shut'' when c.rectify_by <= ($1 ->> ''lapsed'')::date then ''overdue'''
        || ' when c.rectify_by <= ($1 ->> ''soon_by'')::date then ''soon'' else ''open'' end as term'
        || ' from (%s) c limit $3) f group by 1, 2, 3', array_to_string(branches, ' union all '))
        using wanted, few, most, regions;
end $$;

-- As the service's own role asks, and as the web's asks by the same name: of all, and of what the holder may see.
create function cases_listed(wanted jsonb, sort text, after_key text, after_number text, most integer)
    returns table (
        "case" text, kind text, stage text, open boolean, started boolean, cycle integer, rung integer, unit text,
        region text, industry text, level text, office text, batch text, found_on date, rectify_by date,
        due_at timestamptz, due_kind text, due_label text, provisional boolean, overdue boolean, version integer,
        description text, handler text, key text)
    language sql stable set search_path = pg_catalog, public as $$
select * from case_page(wanted, 'true', null, sort, after_key, after_number, most) $$;

-- 可见范围 as a condition over `cases c`, as `seen.cases` has it; `places`: where it begins, null when it is everywhere or
-- goes by the entity.
create function seen.sight(out condition text, out places text[])
    language plpgsql stable security definer set search_path = pg_catalog, public as $$
begin
    select string_agg(
               case when s.entity is not null then format('c.entity = %L', s.entity)
                    else format('((c.region = '''' or starts_with(c.region, %L)) and %s)', s.jurisdiction,
                                case when s.industries = '{}' then 'true'
                                     else format('(c.industry = '''' or c.industry = any (%L::text[]))', s.industries) end)
               end, ' or '),
           case when bool_and(s.entity is null and s.jurisdiction <> '') then array_agg(distinct s.jurisdiction) end
      into condition, places
      from seen.scope() s
     where s.entity is not null or s.jurisdiction is not null;
    condition := coalesce('(' || condition || ')', 'false');
end $$;

create function seen.cases_listed(wanted jsonb, sort text, after_key text, after_number text, most integer)
    returns table (
        "case" text, kind text, stage text, open boolean, started boolean, cycle integer, rung integer, unit text,
        region text, industry text, level text, office text, batch text, found_on date, rectify_by date,
        due_at timestamptz, due_kind text, due_label text, provisional boolean, overdue boolean, version integer,
        description text, handler text, key text)
    language plpgsql stable security definer set search_path = pg_catalog, public as $$
#variable_conflict use_column
begin
    return query select p.* from seen.sight() s
     cross join lateral public.case_page(wanted, s.condition, s.places, sort, after_key, after_number, most) p;
end $$;

create function seen.cases_counted(wanted jsonb, most integer)
    returns table (stage text, rung integer, term text, many bigint)
    language plpgsql stable security definer set search_path = pg_catalog, public as $$
#variable_conflict use_column
begin
    return query select n.* from seen.sight() s cross join lateral public.case_counts(wanted, s.condition, s.places, most) n;
end $$;

-- 行业 of the cases the holder's offices look after: to choose from.
create function seen.industries() returns setof text
    language plpgsql stable security definer rows 50 set search_path = pg_catalog, public as $$
begin
    return query
    select distinct c.industry from cells c
     where c.industry <> '' and exists (
        select from seen.scope() s
         where s.jurisdiction is not null and (s.industries = '{}' or c.industry = any (s.industries)))
     order by 1 limit 200;
end $$;

-- 存下的筛选: an account's own, by name.
create table saved_filters (
    account text collate "C" not null references accounts (name) on delete cascade,
    name text not null check (length(name) between 1 and 40),
    query text not null check (length(query) <= 2000),
    made_at timestamptz not null default clock_timestamp(),
    primary key (account, name)
);
create view seen.saved_filters with (security_barrier) as
select f.name, f.query, f.made_at from public.saved_filters f where f.account = (select seen.holder());

-- 批次 that somebody of the holder's sight may start: what was imported and how much of it waits.
create index cases_to_start on cases (batch) where open and not started;
create function seen.batches_waiting() returns table (batch text, waiting bigint, due_at timestamptz, imported_at timestamptz)
    language plpgsql stable security definer rows 20 set search_path = pg_catalog, public as $$
#variable_conflict use_column
begin
    return query execute format('select c.batch, count(*), min(c.due_at), min(b.imported_at) from cases c'
        || ' left join batches b on b.batch = c.batch where c.open and not c.started and c.batch is not null and %s'
        || ' group by c.batch order by min(c.due_at), c.batch limit 50', (select s.condition from seen.sight() s));
end $$;

-- migrate:down

drop function seen.batches_waiting();
drop index cases_to_start;
drop view seen.saved_filters;
drop table saved_filters;
drop function seen.industries();
drop function seen.cases_counted(jsonb, integer);
drop function seen.cases_listed(jsonb, text, text, text, integer);
drop function seen.sight();
drop function cases_listed(jsonb, text, text, text, integer);
drop function case_counts(jsonb, text, text[], integer);
drop function case_page(jsonb, text, text[], text, text, text, integer);
drop function case_places(jsonb, text[], text[]);
drop function case_branches(jsonb);
drop function case_regions(text[]);
drop function case_region_after(text, text, boolean);
drop function case_condition(jsonb, text);
drop function case_words_condition();
drop function case_conditions(jsonb);
drop index cases_by_entity;
drop index cases_by_unit;
drop index cases_open_by_term;
drop index cases_shut_by_place;
drop index cases_open_by_place;
drop index cases_shut_by_due;
drop index cases_open_by_due;
