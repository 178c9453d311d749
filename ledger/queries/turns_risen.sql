-- 升级到我 ($2 false): lapses that stand before one of my posts by now; 越过我 ($2 true): those that went past one and stand
-- higher. $3 all my posts.
with mine as materialized (
    select * from jsonb_to_recordset($1::jsonb)
        as p (role text, head boolean, acting boolean, names text[], entity text, jurisdiction text, industries text[])
)
select t.*
  from turns t
 where t.stands <> '' and t.runs
   and case when $2 then t.passed && $3::text[] and t.stands <> all ($3) else t.stands = any ($3) end
   and ($4::timestamptz is null or (t.due_at, t.number, t.place) > ($4, $5, $6))
   and exists (select from mine p
                where p.entity is null
                  and case when $2 then p.names && t.passed else t.stands = any (p.names) end
                  and (t.region = '' or starts_with(t.region, p.jurisdiction))
                  and (p.industries = '{}' or t.industry = '' or t.industry = any (p.industries)))
 order by t.due_at, t.number, t.place
 limit $7
