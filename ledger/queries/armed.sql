-- Soonest first; by key, so that the reader holds no cursor while he arms.
select number, version, due_at
  from cases
 where due_at is not null and (due_at, number) > ($1::timestamptz, $2::text)
 order by due_at, number
 limit $3
