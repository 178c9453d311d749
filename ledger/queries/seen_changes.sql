-- What became known after a number of the record, to who asks; the stretch that is looked through is bounded. Each event is
-- gone to by its key (`limit`): a view with a barrier that is joined is read whole (7 to 10 s of 900,000 events; so 40 to 750 ms).
select l.leaf, substr(e.stream, 6) as case, e.version, e.type, e.at, e.recorded_at
  from leaves l
 cross join lateral (select * from events e where e.stream = l.stream and e.version = l.version limit 1) e
 where l.leaf > $1 and l.leaf <= $2
 order by l.leaf
 limit $3
