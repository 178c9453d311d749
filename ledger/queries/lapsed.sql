-- Deadlines that should have fired before $1 and have not: seen from PostgreSQL alone (G7).
select number, version, due_at
  from cases
 where due_at < $1
 order by due_at, number
 limit $2
