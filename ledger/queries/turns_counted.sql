select count(*) filter (where due_at <= $5) as today, count(*) as many
  from turns_listed($1, $2::jsonb, $3, $4, null, null, null, $6)
