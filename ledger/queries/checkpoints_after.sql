select number, size, at, note from checkpoints where number > $1 order by number limit $2
