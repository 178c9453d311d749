insert into verifications (by, started_at, told) values ($1, $2, $3::jsonb) returning number
