select id, name from offices
