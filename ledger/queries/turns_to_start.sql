-- 待开始督办, a row for each batch, to who starts batches by the role $2. As turns_mine.
with mine as materialized (
    select * from jsonb_to_recordset($1::jsonb)
        as p (role text, head boolean, acting boolean, names text[], entity text, jurisdiction text, industries text[])
)
select t.batch, count(*) as cases, min(t.due_on) as due_on
  from turns t
 where t.kind = 'start_supervision' and t.role = $2
   and exists (select from mine p
                where p.role = t.role
                  and (t.region = '' or starts_with(t.region, p.jurisdiction))
                  and (p.industries = '{}' or t.industry = '' or t.industry = any (p.industries)))
 group by t.batch
 order by min(t.due_on), t.batch
 limit $3
