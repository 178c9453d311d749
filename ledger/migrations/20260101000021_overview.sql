-- migrate:up

-- What the desk's overview reads by the role that sees what the holder may (020). Grouped through `seen.cases`, whose rule is
-- asked of every row, 100,000 open cases take half a second; here the rule is asked of the groups, which are as many as
-- there are places and industries, and the index is entered at the places alone. A test holds both to say the same.
--
-- 机关的统计: of what the holder's offices look after. Whoever belongs to an entity alone has no overview.

-- Where the index is entered: the places of the holder's offices within a place (or all), none twice, and what names no
-- place, which is everybody's until it does. `whole`: every industry is seen there, and nothing need be asked of a group.
create function seen.ranges(within text) returns table (first text, beyond text, whole boolean)
    language plpgsql stable security definer rows 3 set search_path = pg_catalog, public as $$
begin
    return query
    with scope as materialized (
        select s.jurisdiction, s.industries = '{}' as whole from seen.scope() s where s.jurisdiction is not null
    ), held as materialized (
        select case when starts_with(s.jurisdiction, within) then s.jurisdiction else within end as place,
               bool_or(s.whole) as whole
          from scope s
         where starts_with(s.jurisdiction, within) or starts_with(within, s.jurisdiction)
         group by 1
    )
    select h.place, h.place || chr(1114111), h.whole from held h
     where not exists (select from held o where o.place <> h.place and starts_with(h.place, o.place))
    union all
    select '', chr(1), (select bool_or(s.whole) from scope s)
     where within = '' and exists (select from held) and not exists (select from held o where o.place = '');
end $$;

-- 区划 that the holder's offices look after, of all cases there have been: gone through from name to name.
create function seen.regions() returns setof text
    language plpgsql stable security definer rows 200 set search_path = pg_catalog, public as $$
begin
    return query
    with recursive named (name) as (
        select min(c.region) from cells c
        union all
        select (select min(c.region) from cells c where c.region > n.name) from named n where n.name is not null
    )
    select n.name from named n
     where n.name <> '' and exists (
        select from seen.scope() s where s.jurisdiction is not null and starts_with(n.name, s.jurisdiction));
end $$;

-- 总览: as ledger/queries/overview.sql counts, each region under the place it is told to stand for. The groups are as many as
-- there are places and industries: they are hashed, for their texts are slow to sort.
create function seen.overview(lapsed date, soon date, within text, regions text[], places text[])
    returns table (region text, industry text, rung integer, open bigint, overdue bigint, due_soon bigint)
    language plpgsql stable security definer rows 1000 set search_path = pg_catalog, public set enable_sort = off as $$
#variable_conflict use_column
begin
    return query
    with scope as materialized (
        select s.jurisdiction, s.industries from seen.scope() s where s.jurisdiction is not null
    )
    select coalesce(p.place, f.region), f.industry, f.rung, sum(f.open)::bigint, sum(f.overdue)::bigint,
           sum(f.due_soon)::bigint
      from seen.ranges(within) r
     cross join lateral (
        select c.region, c.industry, c.rung, count(*) as open, count(*) filter (where c.rectify_by <= lapsed) as overdue,
               count(*) filter (where c.rectify_by > lapsed and c.rectify_by <= soon) as due_soon
          from (select region collate "C" as region, industry collate "C" as industry, rung, rectify_by
                  from cases
                 where open and region collate "C" >= r.first collate "C"
                   and region collate "C" < r.beyond collate "C") c
         group by c.region, c.industry, c.rung) f
      left join unnest(regions, places) as p (region, place) on p.region = f.region
     where r.whole or exists (
        select from scope s
         where (f.region = '' or starts_with(f.region, s.jurisdiction))
           and (s.industries = '{}' or f.industry = '' or f.industry = any (s.industries)))
     group by 1, 2, 3;
end $$;

-- What will fire is armed with its case: read from the index alone, like the overview.
create index cases_ahead on cases (region collate "C", industry collate "C")
    include (due_at, due_label, provisional, open, started, stage, rung, rectify_by, office) where due_at is not null;

-- 未来: what is armed up to an instant, by the day it belongs to (what runs out at 24:00 belongs to the day that ends).
create function seen.ahead(until timestamptz, within text)
    returns table (day date, label text, provisional boolean, many bigint)
    language plpgsql stable security definer rows 200 set search_path = pg_catalog, public set enable_sort = off as $$
#variable_conflict use_column
begin
    return query
    with scope as materialized (
        select s.jurisdiction, s.industries from seen.scope() s where s.jurisdiction is not null
    )
    select f.day, f.due_label, f.provisional, sum(f.many)::bigint
      from seen.ranges(within) r
     cross join lateral (
        select case when not r.whole then c.region end as region, case when not r.whole then c.industry end as industry,
               ((c.due_at - interval '1 microsecond') at time zone 'Asia/Shanghai')::date as day, c.due_label, c.provisional,
               count(*) as many
          from cases c
         where c.due_at is not null and c.due_at <= until and c.region collate "C" >= r.first collate "C"
           and c.region collate "C" < r.beyond collate "C"
         group by 1, 2, 3, 4, 5) f
     where r.whole or exists (
        select from scope s
         where (f.region = '' or starts_with(f.region, s.jurisdiction))
           and (s.industries = '{}' or f.industry = '' or f.industry = any (s.industries)))
     group by 1, 2, 3;
end $$;

-- 将攀升: open cases whose ladder may move by an instant, as far as a list knows: the rung that is armed and its day, else
-- T where it runs out about then. `grouped`: region, industry or office.
create function seen.climbs(until timestamptz, within text, grouped text, regions text[], places text[])
    returns table (place text, day date, label text, rung integer, rectify_by date, held boolean, many bigint)
    language plpgsql stable security definer rows 1000 set search_path = pg_catalog, public set enable_sort = off as $$
#variable_conflict use_column
begin
    return query
    with scope as materialized (
        select s.jurisdiction, s.industries from seen.scope() s where s.jurisdiction is not null
    )
    select case grouped when 'region' then coalesce(p.place, f.region) when 'industry' then f.industry
                        else coalesce(f.office, '') end,
           f.day, f.label, f.rung, f.rectify_by, f.held, sum(f.many)::bigint
      from seen.ranges(within) r
     cross join lateral (
        select case when grouped = 'region' or not r.whole then c.region end as region,
               case when grouped = 'industry' or not r.whole then c.industry end as industry,
               case when grouped = 'office' then c.office end as office,
               case when starts_with(c.due_label, 'rung:')
                    then ((c.due_at - interval '1 microsecond') at time zone 'Asia/Shanghai')::date end as day,
               case when starts_with(c.due_label, 'rung:') then c.due_label else '' end as label, c.rung,
               case when c.rung < 2 and c.rectify_by between until::date - 31 and until::date then c.rectify_by end as rectify_by,
               c.stage in ('reinspecting', 'closing') as held, count(*) as many
          from cases c
         where c.due_at is not null and c.due_at <= until and c.open and c.started and c.rung < 6
           and c.region collate "C" >= r.first collate "C" and c.region collate "C" < r.beyond collate "C"
         group by 1, 2, 3, 4, 5, 6, 7, 8) f
      left join unnest(regions, places) as p (region, place) on p.region = f.region
     where r.whole or exists (
        select from scope s
         where (f.region = '' or starts_with(f.region, s.jurisdiction))
           and (s.industries = '{}' or f.industry = '' or f.industry = any (s.industries)))
     group by 1, 2, 3, 4, 5, 6;
end $$;

-- 分类 within the holder's sight: what a state says beside its case's number, asked once and not of every state.
create function seen.cells_of_scope() returns setof integer
    language plpgsql stable security definer rows 5000 set search_path = pg_catalog, public as $$
begin
    if exists (select from seen.scope() s where s.jurisdiction = '' and s.industries = '{}') then
        return query select c.cell from cells c;
    else
        return query
        with scope as materialized (
            select s.jurisdiction, s.industries from seen.scope() s where s.jurisdiction is not null
        )
        select distinct c.cell
          from scope s
          join cells c on (c.region = '' or starts_with(c.region, s.jurisdiction))
                      and (s.industries = '{}' or c.industry = '' or c.industry = any (s.industries));
    end if;
end $$;

create view seen.cells with (security_barrier) as
select c.cell, c.region, c.industry, c.channel, c.level, c.office
  from public.cells c
 where c.cell in (select seen.cells_of_scope());

create view seen.states with (security_barrier) as
select s.* from public.states s where s.cell in (select seen.cells_of_scope());

create view seen.states_now with (security_barrier) as
select s.* from public.states_now s where s.cell in (select seen.cells_of_scope());

-- Counts of a period go by its days: of 1,000,000 cases a month's are some ten thousand.
create index states_now_by_determined on states_now (determined_on) include (cell, counted, number);
create index states_now_by_lapse on states_now (lapses_on) include (cell, counted, open, closed_on, extended, number);
create index states_now_by_closed on states_now (closed_on) include (cell, counted, determined_on, number)
    where closed_on is not null;
create index states_now_by_found on states_now (found_on) include (cell, counted, number) where open;

-- migrate:down

drop index states_now_by_found;
drop index states_now_by_closed;
drop index states_now_by_lapse;
drop index states_now_by_determined;
drop view seen.states_now, seen.states, seen.cells;
drop function seen.cells_of_scope();
drop function seen.climbs(timestamptz, text, text, text[], text[]);
drop function seen.ahead(timestamptz, text);
drop index cases_ahead;
drop function seen.overview(date, date, text, text[], text[]);
drop function seen.regions();
drop function seen.ranges(text);
