-- A page of cases: of all, or by the web's role of those the holder may see (20260101000023_register.sql).
select * from cases_listed($1::jsonb, $2, $3, $4, $5)
