"""作证 what shows that nobody rewrote the record: the tree, signed checkpoints outside, verification (G15)."""
