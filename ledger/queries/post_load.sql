-- 移交事项: what is open where an office looks after things, from what is kept in the append itself, so never late.
-- $1 its jurisdiction, $2 where the names that begin with it end, $3 its industries, $4 the last day whose T has run out,
-- $5 today
with mine as (
    select c.rectify_by, c.snapshot::jsonb as snapshot
      from cases c
     where c.open and ($1 = '' or c.region = ''
                       or c.region collate "C" >= $1 collate "C" and c.region collate "C" < $2 collate "C")
       and ($3::text[] = '{}' or c.industry = '' or c.industry = any ($3))
), owed as (
    select o ->> 'on' = 'entity' as entitys, (o ->> 'due_on')::date < $5::date as lapsed
      from mine cross join lateral jsonb_array_elements(mine.snapshot -> 'obligations') o
), written as (
    select l ->> 'status' as status, l ->> 'kind' in ('order', 'formal_notice', 'talk_notice') as serves
      from mine cross join lateral jsonb_array_elements(mine.snapshot -> 'letters') l
)
select (select count(*) from mine) as open,
       (select count(*) from mine where rectify_by <= $4::date) as overdue,
       (select count(*) from owed where not entitys) as office_obligations,
       (select count(*) from owed where not entitys and lapsed) as office_lapsed,
       (select count(*) from owed where entitys) as entity_obligations,
       (select count(*) from written where status = 'drafted') as unsigned,
       (select count(*) from written where status = 'signed') as unissued,
       (select count(*) from written where status = 'issued' and serves) as unserved
