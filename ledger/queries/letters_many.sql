select waits, many from letters_many($1::jsonb, $2)
