select c.number, c.version as folded, c.shape, c.snapshot, head.version, head.hash
  from cases c
  join lateral (select e.version, e.hash from events e
                 where e.stream = 'case-' || c.number order by e.version desc limit 1) head on true
 where ($1::text is null or c.batch = $1) and ($2::text[] is null or c.number = any ($2))
 order by c.number
