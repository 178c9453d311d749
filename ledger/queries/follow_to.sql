update followers set leaf = $2 where name = $1
