select {shown}
  from {standing} join cells c using (cell) cross join {days}
 where {where} and {within} and s.number > {after}
 order by s.number
 limit {limit}
