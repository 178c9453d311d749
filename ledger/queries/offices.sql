select body::text from offices order by id
