-- migrate:up

-- 核验记录: who had the whole record verified, and what came out. The last one is shown until there is another.
create table verifications (
    number bigint generated always as identity primary key,
    by text not null,
    started_at timestamptz not null,
    ended_at timestamptz not null default clock_timestamp(),
    told jsonb not null
);
create trigger append_only before update or delete or truncate on verifications
    for each statement execute function refuse_rewriting();

-- 改过地方: cases whose region or industry was corrected. What was recorded before says another place than where the case
-- is seen from today. Kept by the follower `search`, beside the traces.
create table moved (number case_number primary key);

-- What the questions of an audit read, for who may see it: a case that he may see today he may see as it was on any day.
-- Views where a row is gone to by its key or all rows are passed anyway; functions where the newest fifty of a million are
-- wanted: a view with a barrier has no order of its own, and would be read whole.

-- 管辖的写法, once: of an entity's people their own, of an office's what lies where it looks after such industries.
create function seen.covers(entity text, region text, industry text, own text, jurisdiction text, industries text[])
    returns boolean language sql immutable as $$
    select coalesce(own = entity, false)
        or jurisdiction is not null
           and (region = '' or starts_with(region, jurisdiction))
           and (industries = '{}' or industry = '' or industry = any (industries))
$$;

-- `offset 0` below: a row's case is gone to by its number. Left to itself the planner gathers all cases that are seen first.

-- Whether the holder reads for an office at all.
create function seen.reads() returns boolean
    language plpgsql stable security definer set search_path = pg_catalog, public as $$
begin
    return exists (select from seen.scope() s where s.jurisdiction is not null);
end $$;

-- 审计: whether the holder is an auditor today.
create function seen.audits() returns boolean
    language plpgsql stable security definer set search_path = pg_catalog, public as $$
begin
    return exists (
        select from public.accounts a
          join public.appointments h on h.person = a.person
          join public.offices o on o.id = h.body ->> 'at'
         where a.name = seen.holder() and not a.administrator and h.body ->> 'role' = 'auditor'
           and coalesce((h.body ->> 'since')::date, '-infinity') <= (now() at time zone 'Asia/Shanghai')::date
           and coalesce((h.body ->> 'until')::date, 'infinity') >= (now() at time zone 'Asia/Shanghai')::date);
end $$;

-- Whether there is no case that the holder does not see.
create function seen.whole() returns boolean
    language plpgsql stable security definer set search_path = pg_catalog, public as $$
declare
    beyond integer[] := array(select c.cell from public.cells c
                               where c.cell not in (select seen.cells_of_scope()));
begin
    return seen.reads() and (beyond = '{}' or not exists (select from public.states_now n where n.cell = any (beyond)));
end $$;

-- Cases that are seen otherwise than by the place an entry of theirs speaks of: corrected ones, and an entity's own.
create function seen.strays() returns table (number text, sees boolean)
    language plpgsql stable security definer rows 100 set search_path = pg_catalog, public as $$
begin
    return query
    select c.number::text,
           exists (select from seen.scope() s
                    where seen.covers(c.entity, c.region, c.industry, s.entity, s.jurisdiction, s.industries))
      from public.moved m join public.cases c on c.number = m.number
    union
    select c.number::text, true
      from public.cases c where c.entity in (select s.entity from seen.scope() s where s.entity is not null);
end $$;

create or replace view seen.events with (security_barrier) as
select e.position, e.xid, e.stream, e.version, e.type, e.shape, e.edition, e.at, e.recorded_at, e.by, e.command_id,
       e.body, e.alg, e.prev_hash, e.hash
  from public.events e
 where exists (select from public.cases c cross join seen.scope() s
                where c.number = substr(e.stream, 6)
                  and seen.covers(c.entity, c.region, c.industry, s.entity, s.jurisdiction, s.industries) offset 0)
    -- of the record itself what every decision rests on; what tells of all cases at once, to who sees them all
    or e.stream = 'ledger' and (select seen.reads())
       and (e.type in ('LedgerOpened', 'EditionPutInForce', 'CalendarLoaded') or (select seen.whole()));

create or replace view seen.leaves with (security_barrier) as
select l.leaf, l.stream, l.version
  from public.leaves l
 where exists (select from public.cases c cross join seen.scope() s
                where c.number = substr(l.stream, 6)
                  and seen.covers(c.entity, c.region, c.industry, s.entity, s.jurisdiction, s.industries) offset 0);

create view seen.traces with (security_barrier) as
select t.leaf, t.at, t.recorded_at, t.number, t.version, t.type, t.by, t.office, t.region, t.industry, t.letter
  from public.traces t
 where exists (select from public.cases c cross join seen.scope() s
                where c.number = t.number
                  and seen.covers(c.entity, c.region, c.industry, s.entity, s.jurisdiction, s.industries) offset 0)
    or t.number = 'ledger' and exists (select from seen.events e where e.stream = 'ledger' and e.version = t.version offset 0);

-- Words by which events are found: regions and types, no case's; which persons acted, by their ids.
create view seen.trace_keys with (security_barrier) as
select k.id, k.kind, k.value, k.events from public.trace_keys k where (select seen.reads());

create view seen.trace_days with (security_barrier) as
select d.clock, d.day, d.block, d.low, d.high from public.trace_days d where (select seen.reads());

-- A state stands in a cell, and so is seen by its cell (021); a corrected case by where it is today.
create function seen.cells_of_strays() returns setof integer
    language plpgsql stable security definer rows 100 set search_path = pg_catalog, public as $$
begin
    return query select distinct s.cell from seen.strays() m join public.states s on s.number = m.number where m.sees;
end $$;

create or replace view seen.cells with (security_barrier) as
select c.cell, c.region, c.industry, c.channel, c.level, c.office
  from public.cells c
 where c.cell in (select seen.cells_of_scope()) or c.cell in (select seen.cells_of_strays());

create or replace view seen.states with (security_barrier) as
select s.* from public.states s
 where s.cell in (select seen.cells_of_scope()) and s.number not in (select m.number from seen.strays() m)
    or s.number in (select m.number from seen.strays() m where m.sees);

create or replace view seen.states_now with (security_barrier) as
select s.* from public.states_now s
 where s.cell in (select seen.cells_of_scope()) and s.number not in (select m.number from seen.strays() m)
    or s.number in (select m.number from seen.strays() m where m.sees);

create view seen.sequenced with (security_barrier) as
select s.leaf from public.sequenced s where (select seen.reads());

create view seen.checkpoints with (security_barrier) as
select k.number, k.size, k.root, k.at, k.why, k.note from public.checkpoints k where (select seen.reads());

create view seen.checkpoint_places with (security_barrier) as
select p.place, p.reached, p.reached_at, p.failed_at, p.failure from public.checkpoint_places p where (select seen.reads());

create view seen.verifications with (security_barrier) as
select v.number, v.by, v.started_at, v.ended_at, v.told from public.verifications v where (select seen.reads());

-- 文号 of letters of cases that are seen.
create view seen.letters with (security_barrier) as
select l.issuer, l.year, l.number, l.stream, l.letter
  from public.letters l
 where exists (select from public.cases c cross join seen.scope() s
                where c.number = substr(l.stream, 6)
                  and seen.covers(c.entity, c.region, c.industry, s.entity, s.jurisdiction, s.industries) offset 0);

-- 定稿: of a scope that the holder sees whole, or his own. A figure of all towns tells of other towns.
create view seen.reports with (security_barrier) as
select r.report, r.kind, r.at, r.known_at, r.leaf, r.digest, r.body, r.version, r.frozen_at, r.by
  from public.reports r
 where r.by = (select seen.person())
    or exists (select from seen.scope() s
                where s.jurisdiction is not null
                  and starts_with(coalesce(convert_from(r.body, 'UTF8')::jsonb #>> '{asked,region}', ''), s.jurisdiction)
                  and (s.industries = '{}'
                       or convert_from(r.body, 'UTF8')::jsonb #>> '{asked,industry}' = any (s.industries)))
    or (select seen.whole());

-- Persons who read for a place that the holder audits.
create function seen.audited() returns table (person text)
    language plpgsql stable security definer rows 500 set search_path = pg_catalog, public as $$
begin
    return query
    select h.person from public.appointments h join public.offices o on o.id = h.body ->> 'at'
     where h.body ->> 'role' <> 'entity'
       and exists (select from seen.scope() s where s.jurisdiction is not null
                    and starts_with(coalesce(o.body ->> 'jurisdiction', ''), s.jurisdiction))
    union
    select h.person from public.appointments h join public.entities e on e.id = h.body ->> 'at'
     where h.body ->> 'role' = 'entity'
       and exists (select from seen.scope() s where s.jurisdiction is not null
                    and starts_with(coalesce(e.body ->> 'region', ''), s.jurisdiction));
end $$;

-- 查阅记录, for auditors: of a case that they see, or by somebody whom they audit; all of it to who sees the whole record.
create view seen.access_log with (security_barrier) as
select a.position, a.at, a.by, a.what, a.subject, a.purpose, a.people, a.detail
  from public.access_log a
 where (select seen.audits())
   and ((select seen.whole())
        or case when a.subject ~ '^(case-)?[0-9]{4}-[0-9]{6,9}$'
                then exists (select from seen.cases c where c.number = regexp_replace(a.subject, '^case-', '') offset 0)
                else a.by in (select p.person from seen.audited() p) or a.by = (select seen.person()) end);

-- 检索: the leaves of a page, newest first. `walked` names the key that is walked; what else an event must have is given
-- by column, null for what was not asked. As `ledger.questions.search_plan` has it, with who may see as one condition more.
create function seen.found(
    walked text, keys integer[], numbers text[], by_ integer[], type_ integer[], office_ integer[], region_ integer[],
    industry_ integer[], at_since timestamptz, at_before timestamptz, known_since timestamptz, known_before timestamptz,
    letter_ text, texts text[], initials_ text[], firsts text[], lows bigint[], highs bigint[], most integer)
    returns table (leaf bigint)
    language plpgsql stable security definer rows 50
    -- the index of the leading key has the order that is asked for: whatever else the planner thinks of reads all of it
    set search_path = pg_catalog, public set enable_bitmapscan = off set enable_seqscan = off as $$
declare
    -- 0 stands for a place that is not said: such a case is everybody's
    regions integer[] := array(
        select k.id from (select id, value from trace_keys where kind = 'region' union all select 0, '') k
         where exists (select from seen.scope() s where s.industries = '{}'
                        and seen.covers(null, k.value, '', null, s.jurisdiction, s.industries)));
    places bigint[] := array(
        select distinct r.id::bigint << 32 | i.id
          from seen.scope() s
          join (select id, value from trace_keys where kind = 'region' union all select 0, '') r
            on seen.covers(null, r.value, '', null, s.jurisdiction, s.industries)
          join (select id, value from trace_keys where kind = 'industry' union all select 0, '') i
            on i.value = '' or i.value = any (s.industries)
         where s.industries <> '{}' and s.jurisdiction is not null);
    strays text[] := array(select m.number from seen.strays() m);
    sees text[] := array(select m.number from seen.strays() m where m.sees);
    own integer[] := array(select e.version from seen.events e where e.stream = 'ledger');
    seen_here constant text := $v$
        (t.number <> 'ledger' and t.number <> all ($21)
         and (coalesce(t.region, 0) = any ($19)
              or (coalesce(t.region, 0)::bigint << 32 | coalesce(t.industry, 0)) = any ($20))
         or t.number = any ($22) or t.number = 'ledger' and t.version = any ($23))$v$;
    rest text := '';
    scan text;
    stretch integer;
    had integer := 0;
    got integer;
begin
    if walked not in ('', 'by', 'type', 'office', 'region', 'industry', 'number') then
        raise exception 'no such key';
    end if;
    if numbers is not null and walked <> 'number' then rest := rest || ' and (t.number || '''') = any ($3)'; end if;
    if by_ is not null and walked <> 'by' then
        rest := rest || ' and ((t.by + 0) = any ($4) or exists (select from trace_people p where p.person = any ($4) and p.leaf = t.leaf))';
    end if;
    if type_ is not null and walked <> 'type' then rest := rest || ' and (t.type + 0) = any ($5)'; end if;
    if office_ is not null and walked <> 'office' then rest := rest || ' and (t.office + 0) = any ($6)'; end if;
    if region_ is not null and walked <> 'region' then rest := rest || ' and (t.region + 0) = any ($7)'; end if;
    if industry_ is not null and walked <> 'industry' then rest := rest || ' and (t.industry + 0) = any ($8)'; end if;
    if at_since is not null then rest := rest || ' and t.at >= $9'; end if;
    if at_before is not null then rest := rest || ' and t.at < $10'; end if;
    if known_since is not null then rest := rest || ' and t.recorded_at >= $11'; end if;
    if known_before is not null then rest := rest || ' and t.recorded_at < $12'; end if;
    if letter_ is not null then rest := rest || ' and t.letter = $13'; end if;
    if texts is not null then
        rest := rest || ' and exists (select from case_words w where w.number = t.number and seen.has_words(w.text, w.initials, $14, $15, $16))';
    end if;
    scan := 'select t.leaf from traces t where t.leaf between $17 and $18'
            || case walked when '' then '' else format(' and t.%I = k.key', walked) end
            || rest || ' and ' || seen_here || ' order by t.leaf desc limit $1';
    if walked = 'by' then  -- who acted, or was named
        scan := '(' || scan || ') union all (select t.leaf from trace_people q join traces t on t.leaf = q.leaf'
                || ' where q.person = k.key and q.leaf between $17 and $18' || rest || ' and ' || seen_here
                || ' order by q.leaf desc limit $1)';
    end if;
    if walked <> '' then
        scan := format('select distinct o.leaf from unnest($2::%s[]) k (key) cross join lateral (%s) o order by leaf desc limit $1',
                       case walked when 'number' then 'text' else 'integer' end, scan);
    end if;
    for stretch in 1 .. coalesce(array_length(lows, 1), 0) loop
        if walked = 'number' then
            return query execute scan using most - had, numbers, numbers, by_, type_, office_, region_, industry_, at_since,
                at_before, known_since, known_before, letter_, texts, initials_, firsts, lows[stretch], highs[stretch],
                regions, places, strays, sees, own;
        else
            return query execute scan using most - had, keys, numbers, by_, type_, office_, region_, industry_, at_since,
                at_before, known_since, known_before, letter_, texts, initials_, firsts, lows[stretch], highs[stretch],
                regions, places, strays, sees, own;
        end if;
        get diagnostics got = row_count;
        had := had + got;
        exit when had >= most;
    end loop;
end $$;

-- Whether a case's own texts have all the words: signs as they stand, letters in the pinyin, one letter where it begins.
create function seen.has_words(text_ text, initials_ text, texts text[], letters text[], firsts text[]) returns boolean
    language sql immutable as $$
    select not exists (select from unnest(texts) w where strpos(text_, w) = 0)
       and not exists (select from unnest(letters) w where strpos(initials_, w) = 0)
       and not exists (select from unnest(firsts) w
                        where strpos(text_, w) = 0 and strpos(e'\n' || initials_, e'\n' || w) = 0)
$$;

-- The cases with all the words that the holder sees, so many at most.
create function seen.cases_with(grams_ integer[], texts text[], letters text[], firsts text[], most integer)
    returns table (number text)
    language plpgsql stable security definer rows 50 set search_path = pg_catalog, public as $$
begin
    return query
    select w.number::text
      from public.case_words w join public.cases c on c.number = w.number
     where w.grams @> grams_ and seen.has_words(w.text, w.initials, texts, letters, firsts)
       and exists (select from seen.scope() s
                    where seen.covers(c.entity, c.region, c.industry, s.entity, s.jurisdiction, s.industries))
     limit most;
end $$;

-- migrate:down

drop function seen.cases_with(integer[], text[], text[], text[], integer);
drop function seen.has_words(text, text, text[], text[], text[]);
drop function seen.found(text, integer[], text[], integer[], integer[], integer[], integer[], integer[], timestamptz,
    timestamptz, timestamptz, timestamptz, text, text[], text[], text[], bigint[], bigint[], integer);
drop view seen.access_log;
drop function seen.audited();
drop view seen.reports, seen.letters, seen.verifications, seen.checkpoint_places, seen.checkpoints, seen.sequenced, seen.trace_days,
    seen.trace_keys, seen.traces;
create or replace view seen.states_now with (security_barrier) as
select s.* from public.states_now s where s.cell in (select seen.cells_of_scope());
create or replace view seen.states with (security_barrier) as
select s.* from public.states s where s.cell in (select seen.cells_of_scope());
create or replace view seen.cells with (security_barrier) as
select c.cell, c.region, c.industry, c.channel, c.level, c.office
  from public.cells c
 where c.cell in (select seen.cells_of_scope());
drop function seen.cells_of_strays();
create or replace view seen.leaves with (security_barrier) as
select l.leaf, l.stream, l.version
  from public.leaves l
 where exists (select from seen.cases c where c.number = substr(l.stream, 6));
create or replace view seen.events with (security_barrier) as
select e.position, e.xid, e.stream, e.version, e.type, e.shape, e.edition, e.at, e.recorded_at, e.by, e.command_id,
       e.body, e.alg, e.prev_hash, e.hash
  from public.events e
 where exists (select from seen.cases c where c.number = substr(e.stream, 6));
drop function seen.strays();
drop function seen.whole();
drop function seen.audits();
drop function seen.reads();
drop function seen.covers(text, text, text, text, text, text[]);
drop table moved;
drop table verifications;
