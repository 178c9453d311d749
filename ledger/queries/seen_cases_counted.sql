select stage, rung, many from cases_counted($1::jsonb, $2)
