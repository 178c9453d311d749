select stage, rung, term, many from cases_counted($1::jsonb, $2)
