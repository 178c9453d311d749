select c.number, c.version as folded, c.version, c.shape, c.snapshot from cases c where c.number = any ($1::text[])
