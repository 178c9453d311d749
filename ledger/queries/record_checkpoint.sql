insert into checkpoints (size, root, at, why, note) values ($1, $2, $3, $4, $5) returning number
