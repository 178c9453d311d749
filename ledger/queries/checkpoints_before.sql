select number, size, root, at, why, note from checkpoints
 where ($1::bigint is null or number < $1)
 order by number desc
 limit $2
