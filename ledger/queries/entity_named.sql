select id, name from entities where id = $1
