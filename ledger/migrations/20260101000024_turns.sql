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
    owed_by text not null,                         -- on whom it is
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
create index turns_awaited on turns (due_at, number, place) where awaited and runs;
create index turns_risen on turns (stands, due_at, number, place) where stands <> '';
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
create index case_letters_waiting on case_letters (waits, since, number, place) where waits <> '';
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

-- 停放: cases that a view gave up, so that who reads the view is told what it lacks.
create view seen.parked with (security_barrier) as
select p.follower, p.stream
  from public.parked p
 where exists (select from seen.cases c where c.number = substr(p.stream, 6));

-- migrate:down

drop view seen.parked, seen.case_letters, seen.turns;
drop table case_letters;
drop table turns;
