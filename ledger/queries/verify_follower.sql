select leaf from followers where name = $1
