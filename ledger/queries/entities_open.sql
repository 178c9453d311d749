-- 单位 with what each has open within sight. $1 ids, $2 the last day whose T has run out
select e.id, e.body::text as body, o.open, o.overdue
  from entities e
 cross join lateral (
    select count(*) as open, count(*) filter (where c.rectify_by <= $2::date) as overdue
      from cases c where c.entity = e.id and c.open) o
 where e.id = any ($1::text[])
 order by e.name, e.id
