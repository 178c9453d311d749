-- migrate:up

-- 商办留言 between offices, beside a case: no record of it, and nothing follows from it. It stands as written; who errs
-- writes another. The entity does not see it.
create table comments (
    position bigint generated always as identity primary key,
    at timestamptz not null default clock_timestamp(),
    number text collate "C" not null check (number ~ '^[0-9]{4}-[0-9]{6,9}$'),
    by text not null,
    office text not null default '',
    text text not null check (text <> '' and length(text) <= 2000)
);
create index comments_by_case on comments (number, position);
create trigger append_only before update or delete or truncate on comments
    for each statement execute function refuse_rewriting();

-- Through a post at an office that covers the case; who holds one at the entity alone sees none.
create view seen.comments with (security_barrier) as
select k.position, k.at, k.number, k.by, k.office, k.text
  from public.comments k
 where exists (
    select from public.cases c join seen.scope() s on s.jurisdiction is not null
     where c.number = k.number
       and (c.region = '' or starts_with(c.region, s.jurisdiction))
       and (s.industries = '{}' or c.industry = '' or c.industry = any (s.industries)));

-- migrate:down

drop view seen.comments;
drop table comments;
