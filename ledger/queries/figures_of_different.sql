-- The same where different values are counted, which do not add up.
select {told} {counts}
  from {standing} join cells c using (cell) cross join {days}
 where {within}
 group by {groups}
