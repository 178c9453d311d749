select leaf from traces where leaf = any ($1::bigint[])
