-- migrate:up

-- 账户: who signs in. A person acts through it; without a person it administers accounts and sees no case.
create table accounts (
    name text collate "C" primary key check (name ~ '^[a-z0-9][a-z0-9._-]{0,63}$'),
    person text references people (id) on delete cascade,
    administrator boolean not null default false,
    password text,                                 -- argon2id; none until its holder has chosen one
    failures integer not null default 0,           -- since the last that succeeded
    locked_until timestamptz,
    disabled_at timestamptz,
    made_at timestamptz not null default clock_timestamp(),
    constraint accounts_for_somebody check (administrator or person is not null)
);
create index accounts_by_person on accounts (person);

-- 凭据: what opens a session, a program's way in, a one-time link. The secret itself is never here, its sha256 is.
create table credentials (
    digest sha256_hash primary key,
    kind text not null check (kind in ('session', 'token', 'link')),
    account text collate "C" not null references accounts (name) on delete cascade,
    label text not null default '',                -- of a token, what for; of a session, which browser
    made_at timestamptz not null default clock_timestamp(),
    expires_at timestamptz not null,
    used_at timestamptz
);
create index credentials_by_account on credentials (account, kind);

-- 账户变更: who made, gave, locked or let in whom. Wrong passwords are counted, not listed: a stranger could fill the table.
create table account_changes (
    position bigint generated always as identity primary key,
    at timestamptz not null default clock_timestamp(),
    by text not null,
    account text not null,
    deed text not null
);
create trigger append_only before update or delete or truncate on account_changes
    for each statement execute function refuse_rewriting();

-- What the web process may read. Its own role has no right on any table: it reads these views, which show the rows that
-- the holder of a credential may see, and nothing without one. The credential is a secret, so that a statement
-- smuggled into the process sees what its own request sees, and no more.
--
-- Views with a barrier and not CREATE POLICY, which PostgreSQL does not let stand beside COPY: a register of twenty
-- thousand rows is written in a second by it. They bear the names of what they show, so one query serves both roles.
--
-- The rule is `domain.policy.Sight`, said a second time; a test holds the two equal.
create schema seen;

create function seen.holder() returns text
    language plpgsql stable security definer set search_path = pg_catalog, public as $$
begin
    return (
        select a.name
          from public.credentials k join public.accounts a on a.name = k.account
         where k.digest = decode(coalesce(nullif(current_setting('duban.credential', true), ''), repeat('00', 32)), 'hex')
           and k.kind in ('session', 'token') and k.expires_at > clock_timestamp() and a.disabled_at is null);
end $$;

create function seen.person() returns text
    language plpgsql stable security definer set search_path = pg_catalog, public as $$
begin
    return (select a.person from public.accounts a where a.name = seen.holder());
end $$;

-- 管辖 × 行业: where the holder sees cases, a row for each appointment of today. An entity's people see its own.
create function seen.scope() returns table (entity text, jurisdiction text, industries text[])
    language plpgsql stable security definer rows 3 set search_path = pg_catalog, public as $$
begin
    return query
    select case when h.body ->> 'role' = 'entity' then h.body ->> 'at' end,
           o.body ->> 'jurisdiction',
           case when h.body ->> 'role' = 'auditor' then '{}'
                else array(select jsonb_array_elements_text(coalesce(o.body -> 'industries', '[]'))) end
      from public.accounts a
      join public.appointments h on h.person = a.person
      left join public.offices o on o.id = h.body ->> 'at' and h.body ->> 'role' <> 'entity'
     where a.name = seen.holder() and not a.administrator
       and (h.body ->> 'role' = 'entity' or o.id is not null)
       and h.body ->> 'role' in ('entity', 'grid', 'town', 'industry_department', 'regulator', 'approver',
                                 'commission_office', 'commission_leader', 'legal_reviewer', 'report_intake',
                                 'register_clerk', 'rulebook_keeper', 'auditor')
       and coalesce((h.body ->> 'since')::date, '-infinity') <= (now() at time zone 'Asia/Shanghai')::date
       and coalesce((h.body ->> 'until')::date, 'infinity') >= (now() at time zone 'Asia/Shanghai')::date;
end $$;

create view seen.cases with (security_barrier) as
select c.number, c.version, c.shape, c.snapshot, c.kind, c.stage, c.open, c.started, c.cycle, c.rung, c.unit, c.entity,
       c.region, c.industry, c.channel, c.level, c.office, c.batch, c.found_on, c.rectify_by, c.due_at, c.due_kind,
       c.due_label, c.provisional, c.opened_at, c.moved_at
  from public.cases c
 where exists (
    select from seen.scope() s
     where s.entity = c.entity
        or s.jurisdiction is not null
           and (c.region = '' or starts_with(c.region, s.jurisdiction))
           and (s.industries = '{}' or c.industry = '' or c.industry = any (s.industries)));

create view seen.events with (security_barrier) as
select e.position, e.xid, e.stream, e.version, e.type, e.shape, e.edition, e.at, e.recorded_at, e.by, e.command_id,
       e.body, e.alg, e.prev_hash, e.hash
  from public.events e
 where exists (select from seen.cases c where c.number = substr(e.stream, 6));

create view seen.leaves with (security_barrier) as
select l.leaf, l.stream, l.version
  from public.leaves l
 where exists (select from seen.cases c where c.number = substr(l.stream, 6));

create view seen.commands with (security_barrier) as
select k.command_id, k.stream, k.body_sha256, k.outcome, k.refusal, k.sentence, k.first_version, k.last_version, k.by,
       k.recorded_at
  from public.commands k
 where k.by = (select seen.person());

-- 机构: the directory is nobody's secret, to whoever has signed in.
create view seen.offices with (security_barrier) as
select o.id, o.body, o.name from public.offices o where (select seen.holder()) is not null;

-- migrate:down

drop view seen.offices, seen.commands, seen.leaves, seen.events, seen.cases;
drop function seen.scope();
drop function seen.person();
drop function seen.holder();
drop schema seen;
drop table account_changes;
drop table credentials;
drop table accounts;
