select body::text from entities where id = $1
