-- migrate:up

-- 待办: whose turn it is, a row for each open obligation and role that acts on it, found among a million cases by role and
-- deadline. Kept behind the appends by ledger/views/turns.py from each case as it stands, so it may be a second or two
-- late: who shows a row asks the case first. What lists filter on stands in the row, so that none of them looks elsewhere.
create table turns (
    number text collate "C" not null,
    place smallint not null,                       -- in the order of the case's obligations
    kind text not null,
    ref text not null,
    role text collate "C" not null,                            -- who acts
    head boolean not null,                         -- its head or who acts for him alone
    owed_by text collate "C" not null,             -- on whom it is
    since date not null,
    due_on date not null,
    due_at timestamptz not null,
    step smallint not null,                        -- of its chain
    lapsed boolean not null,
    runs boolean not null,
    awaited boolean not null,                      -- 已读不回 once it is late
    stands text collate "C" not null,                          -- before which post its lapse stands by now
    passed text[] not null,                        -- the posts it went past
    barred text[] not null,                        -- persons who may not do it
    unit text not null,
    entity text collate "C" not null,
    region text not null,
    industry text not null,
    office text not null,
    batch text collate "C" not null,
    primary key (number, place)
);
create index turns_by_role on turns (role, due_at, number, place) where runs and kind <> 'start_supervision';
create index turns_by_entity on turns (entity, due_at, number, place) where runs and role = 'entity';
create index turns_awaited on turns (due_at, number, place) where runs and awaited;
create index turns_risen on turns (stands, due_at, number, place) where runs and stands <> '';
create index turns_bypassing on turns (owed_by, stands, due_at, number, place) where runs and stands <> '';
create index turns_to_start on turns (batch, role) where kind = 'start_supervision';

-- 文书 of every case, kept with the turns: `letters` of the marks has the numbers given out, this has how each stands.
create table case_letters (
    number text collate "C" not null,
    place smallint not null,                       -- in the order they were drafted
    letter text not null,
    kind text not null,
    "to" text not null,
    rung smallint,
    status text not null,
    held boolean not null,
    waits text collate "C" not null,                           -- unsigned, unissued, unserved, unanswered; '': for nothing
    signed_by text not null,
    called text collate "C" not null,              -- 文号
    since date not null,                           -- in its present state
    due_on date,                                   -- what it waits for
    drafted_on date not null,
    signed_on date,
    issued_on date,
    served_on date,
    answered_on date,
    ended_on date,
    unit text not null,
    entity text collate "C" not null,
    region text not null,
    industry text not null,
    office text not null,
    primary key (number, place)
);
create index case_letters_waiting on case_letters (waits, since, number, place) include (region, industry, entity) where waits <> '';
create index case_letters_by_day on case_letters (drafted_on, number, place);
create index case_letters_by_call on case_letters (called) where called <> '';
create index case_letters_by_entity on case_letters (entity, drafted_on, number, place);

create view seen.turns with (security_barrier) as
select t.number, t.place, t.kind, t.ref, t.role, t.head, t.owed_by, t.since, t.due_on, t.due_at, t.step, t.lapsed, t.runs,
       t.awaited, t.stands, t.passed, t.barred, t.unit, t.entity, t.region, t.industry, t.office, t.batch
  from public.turns t
 where exists (
    select from seen.scope() s
     where s.entity = t.entity
        or s.jurisdiction is not null
           and (t.region = '' or starts_with(t.region, s.jurisdiction))
           and (s.industries = '{}' or t.industry = '' or t.industry = any (s.industries)));

create view seen.case_letters with (security_barrier) as
select l.number, l.place, l.letter, l.kind, l."to", l.rung, l.status, l.held, l.waits, l.signed_by, l.called, l.since,
       l.due_on, l.drafted_on, l.signed_on, l.issued_on, l.served_on, l.answered_on, l.ended_on, l.unit, l.entity,
       l.region, l.industry, l.office
  from public.case_letters l
 where exists (
    select from seen.scope() s
     where s.entity = l.entity
        or s.jurisdiction is not null
           and (l.region = '' or starts_with(l.region, s.jurisdiction))
           and (s.industries = '{}' or l.industry = '' or l.industry = any (s.industries)));

-- Lists and their counts are asked by functions: they write the posts and the sight out as plain conditions over `c`, by
-- which a planner knows what they leave, and sort nothing that an index holds in order. Of 260,000 turns a page took
-- 400 ms through the view, and takes 2 ms so.
create function post_condition(posts jsonb) returns text
    language sql immutable set search_path = pg_catalog, public as $$
select coalesce(string_agg(
    case when p.entity is not null then format('c.entity = %L', p.entity)
         else format('((c.region = '''' or starts_with(c.region, %L)) and %s)', p.jurisdiction,
                     case when p.industries = '{}' then 'true'
                          else format('(c.industry = '''' or c.industry = any (%L::text[]))', p.industries) end)
    end || case when p.head then '' when p.acting then ' and (not c.head or c.kind = ''sign'')' else ' and not c.head' end,
    ' or '), 'false')
  from jsonb_to_recordset(posts)
    as p (head boolean, acting boolean, entity text, jurisdiction text, industries text[]) $$;

-- The same without who may sign: what is looked at, not acted on.
create function post_areas(posts jsonb) returns text
    language plpgsql immutable set search_path = pg_catalog, public as $$
begin
    return (select post_condition(coalesce(jsonb_agg(p || '{"head": true}'), '[]')) from jsonb_array_elements(posts) p);
end $$;

-- 待我办理 ('mine'), 已读不回 ('unanswered'), 升级到我 ('risen'), 越过我 ('bypassed'), soonest first. `posts`: those of the
-- asker, each with the names a lapse calls it by; `after_*`: the last row of the page before.
create function turns_found(sight text, list text, posts jsonb, person text, until timestamptz, after_due timestamptz,
                            after_number text, after_place integer, most integer)
    returns setof turns
    language plpgsql stable set search_path = pg_catalog, public set enable_sort = off as $$
declare
    names constant text[] := array(select distinct jsonb_array_elements_text(p -> 'names') from jsonb_array_elements(posts) p);
    offices constant jsonb := coalesce((select jsonb_agg(p) from jsonb_array_elements(posts) p where p ->> 'entity' is null), '[]');
    page text := 'c.runs and ' || sight;
    doors text[];
begin
    if until is not null then page := page || format(' and c.due_at <= %L::timestamptz', until); end if;
    if after_due is not null then
        page := page || format(' and (c.due_at, c.number, c.place) > (%L::timestamptz, %L, %s)', after_due, after_number, after_place);
    end if;
    if list = 'mine' then
        if person is not null then page := page || format(' and not (%L = any (c.barred))', person); end if;
        doors := array(
            select format('c.role = %L and c.kind <> ''start_supervision'' and (%s)', p ->> 'role', post_condition(jsonb_agg(p)))
              from jsonb_array_elements(offices) p group by p ->> 'role'
            union all
            select format('c.role = ''entity'' and (%s)', post_condition(jsonb_agg(p)))
              from jsonb_array_elements(posts) p where p ->> 'entity' is not null group by p ->> 'entity');
    elsif list = 'unanswered' and offices <> '[]' then
        doors := array[format('c.awaited and (%s)', post_areas(offices))];
    elsif list = 'unanswered' then
        doors := array(select format('c.role = ''entity'' and c.awaited and c.entity = %L', p ->> 'entity')
                         from jsonb_array_elements(posts) p);
    elsif list = 'risen' then
        doors := array(
            select format('c.stands <> '''' and c.stands = %L and (%s)', n.name, post_areas(jsonb_agg(p)))
              from unnest(names) as n (name) join jsonb_array_elements(offices) p on p -> 'names' ? n.name
             group by n.name);
    elsif list = 'bypassed' then  -- a lapse goes past who owed it and the head of his office; past 安委办 goes anybody's
        doors := array(
            select format('c.owed_by = %L and c.stands <> '''' and c.stands = %L and c.passed && %L::text[] and (%s)',
                          o.owed_by, above.name, names, post_areas(jsonb_agg(p)))
              from jsonb_array_elements(offices) p
             cross join lateral (
                select p ->> 'role'
                union
                select unnest('{regulator,approver,town}'::text[]) where p ->> 'role' = 'commission_office') as o (owed_by)
             cross join unnest('{regulator/head,approver/head,commission_office,commission_office/head,commission_leader}'::text[]) as above (name)
             where above.name <> all (names)
             group by o.owed_by, above.name);
    end if;
    if cardinality(doors) > 0 then
        return query execute (
            select format('select f.* from (%s) f order by f.due_at, f.number, f.place limit $1', string_agg(
                       format('(select c.* from public.turns c where %s and %s order by c.due_at, c.number, c.place limit $1)', page, d), ' union all '))
              from unnest(doors) as d)
            using most;
    end if;
end $$;

-- The next thing to come of what is seen.
create function next_found(sight text, after timestamptz)
    returns table (number text, unit text, due_at timestamptz, due_label text)
    language plpgsql stable set search_path = pg_catalog, public as $$
begin
    return query execute format('select c.number::text, c.unit, c.due_at, c.due_label from public.cases c where c.open'
        || ' and c.due_at >= $1 and %s order by c.due_at, c.number limit 1', sight) using after;
end $$;

-- 待开始督办, a row for each batch.
create function batches_found(sight text, posts jsonb, role text, most integer)
    returns table (batch text, cases bigint, due_on date)
    language plpgsql stable set search_path = pg_catalog, public as $$
begin
    return query execute format(
        'select c.batch, count(*), min(c.due_on) from public.turns c where c.kind = ''start_supervision'' and c.role = %L'
        || ' and %s and (%s) group by c.batch order by min(c.due_on), c.batch limit %s', role, sight,
        (select post_areas(coalesce(jsonb_agg(p), '[]')) from jsonb_array_elements(posts) p where p ->> 'role' = role), most);
end $$;

-- 文书: what waits (`wanted` says for what), the longest first; without that all, the newest first.
create function letter_condition(sight text, wanted jsonb) returns text
    language sql immutable set search_path = pg_catalog, public as $$
select concat_ws(' and ', sight,
    'c.waits <> '''' and c.waits = ' || quote_literal(wanted ->> 'waits'),
    case when (wanted ->> 'sent')::boolean then 'c."to" = ''entity'' and c.issued_on is not null' end,
    'c.kind = ' || quote_literal(wanted ->> 'kind'),
    'c.office = ' || quote_literal(wanted ->> 'office'),
    'position(' || quote_literal(wanted ->> 'unit') || ' in c.unit) > 0',
    'c.drafted_on >= ' || quote_literal(wanted ->> 'since') || '::date',
    'c.drafted_on <= ' || quote_literal(wanted ->> 'until') || '::date',
    'c.called <> '''' and c.called >= ' || quote_literal(wanted ->> 'called')
        || ' and c.called < ' || quote_literal((wanted ->> 'called') || chr(1114111)))
$$;

create function letters_found(sight text, wanted jsonb, after_day date, after_number text, after_place integer, most integer)
    returns setof case_letters
    language plpgsql stable set search_path = pg_catalog, public as $$
declare
    condition text := letter_condition(sight, wanted);
    way text := case when wanted ? 'waits' then 'c.since, c.number, c.place' else 'c.drafted_on desc, c.number desc, c.place desc' end;
begin
    if after_day is not null then
        condition := format('%s and (c.%I, c.number, c.place) %s (%L::date, %L, %s)', condition,
            case when wanted ? 'waits' then 'since' else 'drafted_on' end, case when wanted ? 'waits' then '>' else '<' end,
            after_day, after_number, after_place);
    end if;
    return query execute format('select c.* from public.case_letters c where %s order by %s limit $1', condition, way) using most;
end $$;

-- How many wait, by what for; under '' how many there are, none beyond `most`.
create function letters_counted(sight text, wanted jsonb, most integer) returns table (waits text, many bigint)
    language plpgsql stable set search_path = pg_catalog, public as $$
declare
    condition constant text := letter_condition(sight, wanted - 'waits');
begin
    return query execute format('select c.waits, count(*) from public.case_letters c where c.waits <> '''' and %s group by 1'
        || ' union all select '''', count(*) from (select from public.case_letters c where %s limit $1) f', condition, condition)
        using most;
end $$;

-- As the service's own role asks, and as the web's asks by the same name: of all, and of what the holder may see.
create function turns_listed(list text, posts jsonb, person text, until timestamptz, after_due timestamptz,
                             after_number text, after_place integer, most integer) returns setof turns
    language sql stable set search_path = pg_catalog, public as $$
select * from turns_found('true', list, posts, person, until, after_due, after_number, after_place, most) $$;
create function batches_to_start(posts jsonb, role text, most integer) returns table (batch text, cases bigint, due_on date)
    language sql stable set search_path = pg_catalog, public as $$
select * from batches_found('true', posts, role, most) $$;
create function next_to_come(after timestamptz) returns table (number text, unit text, due_at timestamptz, due_label text)
    language sql stable set search_path = pg_catalog, public as $$ select * from next_found('true', after) $$;
create function letters_listed(wanted jsonb, after_day date, after_number text, after_place integer, most integer)
    returns setof case_letters
    language sql stable set search_path = pg_catalog, public as $$
select * from letters_found('true', wanted, after_day, after_number, after_place, most) $$;
create function letters_many(wanted jsonb, most integer) returns table (waits text, many bigint)
    language sql stable set search_path = pg_catalog, public as $$
select * from letters_counted('true', wanted, most) $$;

create function seen.turns_listed(list text, posts jsonb, person text, until timestamptz, after_due timestamptz,
                                  after_number text, after_place integer, most integer) returns setof public.turns
    language plpgsql stable security definer set search_path = pg_catalog, public as $$
#variable_conflict use_column
begin
    return query select f.* from seen.sight() s
 cross join lateral turns_found(s.condition, list, posts, person, until, after_due, after_number, after_place, most) f;
end $$;
create function seen.batches_to_start(posts jsonb, role text, most integer)
    returns table (batch text, cases bigint, due_on date)
    language plpgsql stable security definer set search_path = pg_catalog, public as $$
#variable_conflict use_column
begin
    return query select f.* from seen.sight() s cross join lateral batches_found(s.condition, posts, role, most) f;
end $$;
create function seen.next_to_come(after timestamptz)
    returns table (number text, unit text, due_at timestamptz, due_label text)
    language plpgsql stable security definer set search_path = pg_catalog, public as $$
#variable_conflict use_column
begin
    return query select f.* from seen.sight() s cross join lateral next_found(s.condition, after) f;
end $$;
create function seen.letters_listed(wanted jsonb, after_day date, after_number text, after_place integer, most integer)
    returns setof public.case_letters
    language plpgsql stable security definer set search_path = pg_catalog, public as $$
#variable_conflict use_column
begin
    return query select f.* from seen.sight() s
 cross join lateral letters_found(s.condition, wanted, after_day, after_number, after_place, most) f;
end $$;
create function seen.letters_many(wanted jsonb, most integer) returns table (waits text, many bigint)
    language plpgsql stable security definer set search_path = pg_catalog, public as $$
#variable_conflict use_column
begin
    return query select f.* from seen.sight() s cross join lateral letters_counted(s.condition, wanted, most) f;
end $$;

-- 停放: cases that a view gave up, so that who reads the view is told what it lacks.
create view seen.parked with (security_barrier) as
select p.follower, p.stream
  from public.parked p
 where exists (select from seen.cases c where c.number = substr(p.stream, 6));

-- migrate:down

drop view seen.parked, seen.case_letters, seen.turns;
drop function seen.letters_many(jsonb, integer);
drop function seen.letters_listed(jsonb, date, text, integer, integer);
drop function seen.next_to_come(timestamptz);
drop function seen.batches_to_start(jsonb, text, integer);
drop function seen.turns_listed(text, jsonb, text, timestamptz, timestamptz, text, integer, integer);
drop function letters_many(jsonb, integer);
drop function letters_listed(jsonb, date, text, integer, integer);
drop function next_to_come(timestamptz);
drop function batches_to_start(jsonb, text, integer);
drop function turns_listed(text, jsonb, text, timestamptz, timestamptz, text, integer, integer);
drop function letters_counted(text, jsonb, integer);
drop function letters_found(text, jsonb, date, text, integer, integer);
drop function letter_condition(text, jsonb);
drop function next_found(text, timestamptz);
drop function batches_found(text, jsonb, text, integer);
drop function turns_found(text, text, jsonb, text, timestamptz, timestamptz, text, integer, integer);
drop function post_areas(jsonb);
drop function post_condition(jsonb);
drop table case_letters;
drop table turns;
