select * from turns_listed($1, $2::jsonb, $3, $4, $5, $6, $7, $8)
