-- migrate:up

-- 代签 needs no table: who acts for whom is an appointment with `acting_for`, and every change of one is in `people_changes`.

-- 交接: a post passes from one person to another. What the new one takes over is counted as it stands that day; he is asked
-- to acknowledge it, and until he has, is reminded on every page. Ids alone: persons are erasable.
create table handovers (
    handover bigint generated always as identity primary key,
    at timestamptz not null default clock_timestamp(),
    by text not null,
    giver text not null,
    taker text not null,
    given text not null,                           -- the appointment that ends
    taken text not null,                           -- the appointment that begins
    office text not null,
    role text not null,
    post text not null,
    head boolean not null,
    starts_on date not null,                       -- the first day of the new one
    load jsonb not null,                           -- 移交事项, counted
    constraint handovers_between_two check (giver <> taker)
);
create index handovers_by_taker on handovers (taker);
create index handovers_by_office on handovers (office, handover);

create table handovers_acknowledged (
    handover bigint primary key references handovers (handover),
    at timestamptz not null default clock_timestamp(),
    by text not null
);

create trigger append_only before update or delete or truncate on handovers
    for each statement execute function refuse_rewriting();
create trigger append_only before update or delete or truncate on handovers_acknowledged
    for each statement execute function refuse_rewriting();

-- 签收链接: opens one letter of one case for one person, who needs no account. It is spent by signing for the letter, and
-- stays, so that who opens it again reads when that was.
alter table credentials
    drop constraint credentials_kind_check,
    add constraint credentials_kind_check check (kind in ('session', 'token', 'link', 'ack')),
    alter column account drop not null,
    add column person text references people (id) on delete cascade,
    add column case_number text collate "C",
    add column letter text,
    add constraint credentials_of_somebody check (
        case when kind = 'ack' then account is null and person is not null and case_number is not null and letter is not null
             else account is not null and person is null and case_number is null and letter is null end);
create index credentials_by_letter on credentials (case_number, letter) where kind = 'ack';

-- Who is where, and what an entity has open: asked for a page at a time.
create index appointments_by_place on appointments ((body ->> 'at'));
create index appointments_acting on appointments ((body ->> 'acting_for')) where body ->> 'acting_for' is not null;
create index cases_open_by_entity on cases (entity) where open;
create index entities_by_name on entities (name, id);

-- 单位: by the rule of the cases, an entity being where it is and in its industry.
create view seen.entities with (security_barrier) as
select e.id, e.body, e.name
  from public.entities e
 where exists (
    select from seen.scope() s
     where s.entity = e.id
        or s.jurisdiction is not null
           and (coalesce(e.body ->> 'region', '') = '' or starts_with(e.body ->> 'region', s.jurisdiction))
           and (s.industries = '{}' or coalesce(e.body ->> 'industry', '') = ''
                or e.body ->> 'industry' = any (s.industries)));

-- 任职: of the offices to who reads for one, their heads to an entity's people; of the entities one sees.
create view seen.appointments with (security_barrier) as
select h.id, h.person, h.body
  from public.appointments h
 where case when h.body ->> 'role' = 'entity'
            then exists (select from seen.entities e where e.id = h.body ->> 'at')
            else exists (select from seen.scope() s where s.jurisdiction is not null or (h.body ->> 'head')::boolean) end;

-- The same for a page: by the index first, and then what may be seen. Through the views above every row would be asked,
-- because no operator of jsonb may go before a barrier: of 100,000 entities' people, seconds.
create function seen.posts(places text[], who text) returns table (id text, body jsonb)
    language plpgsql stable security definer rows 100 set search_path = pg_catalog, public as $$
begin
    return query
    with s as materialized (select * from seen.scope()), found as (
        select h.id, h.body from public.appointments h where h.body ->> 'at' = any (places)
        union
        select h.id, h.body from public.appointments h where h.person = who
        union
        select h.id, h.body from public.appointments h where h.body ->> 'acting_for' = who
    )
    select f.id, f.body
      from found f
      left join public.entities e on f.body ->> 'role' = 'entity' and e.id = f.body ->> 'at'
     where exists (
        select from s
         where case when f.body ->> 'role' = 'entity'
                    then s.entity = e.id
                         or s.jurisdiction is not null
                            and (coalesce(e.body ->> 'region', '') = '' or starts_with(e.body ->> 'region', s.jurisdiction))
                            and (s.industries = '{}' or coalesce(e.body ->> 'industry', '') = ''
                                 or e.body ->> 'industry' = any (s.industries))
                            and e.id is not null
                    else s.jurisdiction is not null or (f.body ->> 'head')::boolean end)
     order by f.id;
end $$;

create function seen.entities_after(place_name text, place_id text, part text, most integer)
    returns table (id text, name text, body jsonb)
    language plpgsql stable security definer rows 50 set search_path = pg_catalog, public as $$
begin
    return query
    with s as materialized (select * from seen.scope())
    select e.id, e.name, e.body
      from public.entities e
     where (e.name, e.id) > (place_name, place_id)
       and (part is null or strpos(e.name, part) > 0 or starts_with(e.body ->> 'credit_code', upper(part)))
       and exists (
        select from s
         where s.entity = e.id
            or s.jurisdiction is not null
               and (coalesce(e.body ->> 'region', '') = '' or starts_with(e.body ->> 'region', s.jurisdiction))
               and (s.industries = '{}' or coalesce(e.body ->> 'industry', '') = ''
                    or e.body ->> 'industry' = any (s.industries)))
     order by e.name, e.id
     limit most;
end $$;

-- 交接: to who reads for an office, and to the two it is between.
create view seen.handovers with (security_barrier) as
select v.handover, v.at, v.by, v.giver, v.taker, v.given, v.taken, v.office, v.role, v.post, v.head, v.starts_on, v.load,
       k.at as acknowledged_at
  from public.handovers v
  left join public.handovers_acknowledged k using (handover)
 where exists (select from seen.scope() s where s.jurisdiction is not null)
    or (select seen.person()) in (v.giver, v.taker);

-- migrate:down

drop function seen.entities_after(text, text, text, integer);
drop function seen.posts(text[], text);
drop view seen.handovers, seen.appointments, seen.entities;
drop index entities_by_name;
drop index cases_open_by_entity;
drop index appointments_acting;
drop index appointments_by_place;
delete from credentials where kind = 'ack';
alter table credentials
    drop constraint credentials_of_somebody,
    drop constraint credentials_kind_check,
    add constraint credentials_kind_check check (kind in ('session', 'token', 'link')),
    drop column person,
    drop column case_number,
    drop column letter,
    alter column account set not null;
drop table handovers_acknowledged;
drop table handovers;
