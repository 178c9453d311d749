-- 包案领导 of the cases that have climbed. $1: within which place.
select coalesce(snapshot::jsonb ->> 'sponsor', '') as sponsor, rung, count(*) as many
  from cases
 where open and rung > 0 and starts_with(region, $1)
 group by 1, 2
