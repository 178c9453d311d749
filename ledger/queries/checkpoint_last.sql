select number, size, root, at, why, note from checkpoints order by number desc limit 1
