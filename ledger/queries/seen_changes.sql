-- What became known after a number of the record, to who asks; the stretch that is looked through is bounded.
select l.leaf, substr(e.stream, 6) as case, e.version, e.type, e.at, e.recorded_at
  from leaves l join events e on e.stream = l.stream and e.version = l.version
 where l.leaf > $1 and l.leaf <= $2
 order by l.leaf
 limit $3
