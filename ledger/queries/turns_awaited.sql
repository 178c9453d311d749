-- 已读不回: to an office what has lapsed unanswered in its area, to an entity all it has not answered. As turns_mine.
with mine as materialized (
    select * from jsonb_to_recordset($1::jsonb)
        as p (role text, head boolean, acting boolean, names text[], entity text, jurisdiction text, industries text[])
)
select t.*
  from turns t
 where t.awaited and t.runs
   and ($4::timestamptz is null or (t.due_at, t.number, t.place) > ($4, $5, $6))
   and case when $2 then t.entity = any ($3::text[]) else t.due_at <= $7 end
   and exists (select from mine p
                where p.entity = t.entity
                   or p.entity is null and (t.region = '' or starts_with(t.region, p.jurisdiction))
                      and (p.industries = '{}' or t.industry = '' or t.industry = any (p.industries)))
 order by t.due_at, t.number, t.place
 limit $8
