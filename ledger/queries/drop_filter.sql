delete from saved_filters where account = $1 and name = $2
