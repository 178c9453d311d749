select number, note from checkpoints order by number
