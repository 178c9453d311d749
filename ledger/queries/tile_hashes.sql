-- The events' hashes of leaves $1 (from 0) up to but not $2, in order.
select e.hash
  from leaves l join events e on e.stream = l.stream and e.version = l.version
 where l.leaf > $1 and l.leaf <= $2
 order by l.leaf
