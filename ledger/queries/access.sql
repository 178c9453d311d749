insert into access_log (by, what, subject, purpose, people, detail) values ($1, $2, $3, $4, $5::text[], $6::jsonb)
returning position
