-- 待我办理, soonest first. $1 the posts as JSON, $2 and $3 where to enter: each role, and with role `entity` each entity;
-- $4 the person; $5 the last moment of interest; $6 to $8 the last row of the page before.
with mine as materialized (
    select * from jsonb_to_recordset($1::jsonb)
        as p (role text, head boolean, acting boolean, names text[], entity text, jurisdiction text, industries text[])
)
select found.*
  from unnest($2::text[], $3::text[]) as r (role, entity)
 cross join lateral (
    select * from (
        select t.* from turns t
         where r.entity is null and t.role = r.role and t.runs and t.kind <> 'start_supervision'
           and ($5::timestamptz is null or t.due_at <= $5)
           and ($6::timestamptz is null or (t.due_at, t.number, t.place) > ($6, $7, $8))
           and not (coalesce($4, '') = any (t.barred))
           and exists (select from mine p
                        where p.role = t.role and (p.head or not t.head or p.acting and t.kind = 'sign')
                          and (t.region = '' or starts_with(t.region, p.jurisdiction))
                          and (p.industries = '{}' or t.industry = '' or t.industry = any (p.industries)))
         order by t.due_at, t.number, t.place
         limit $9) by_role
    union all
    select * from (
        select t.* from turns t
         where r.entity is not null and t.entity = r.entity and t.role = 'entity' and t.runs
           and ($5::timestamptz is null or t.due_at <= $5)
           and ($6::timestamptz is null or (t.due_at, t.number, t.place) > ($6, $7, $8))
           and not (coalesce($4, '') = any (t.barred))
           and exists (select from mine p where p.entity = t.entity and (p.head or not t.head or p.acting and t.kind = 'sign'))
         order by t.due_at, t.number, t.place
         limit $9) by_entity
    ) found
 order by found.due_at, found.number, found.place
 limit $9
