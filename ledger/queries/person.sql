select body::text from people where id = $1
