-- Soonest first, of one batch or of all; by key, so that the reader holds no cursor while he arms.
select number, version, due_at
  from cases
 where due_at is not null and (due_at, number) > ($1::timestamptz, $2::text) and ($4::text is null or batch = $4)
 order by due_at, number
 limit $3
