-- 单位 by name, with what each has open. $1 a part of the name or the beginning of the 统一社会信用代码, or null;
-- $2 ids, or null; $3 the last id of the page before, or null; $4 limit
select e.id, e.body::text as body, o.open, o.overdue
  from (select id, body, name
          from entities
         where ($1::text is null or strpos(name, $1) > 0 or starts_with(body ->> 'credit_code', upper($1)))
           and ($2::text[] is null or id = any ($2))
           and ($3::text is null or (name, id) > (select n.name, n.id from entities n where n.id = $3))
         order by name, id
         limit $4) e
 cross join lateral (
    select count(*) as open, count(*) filter (where c.rectify_by <= $5::date) as overdue
      from cases c where c.entity = e.id and c.open) o
 order by e.name, e.id
