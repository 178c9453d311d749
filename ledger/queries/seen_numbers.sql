select number from cases where number = any ($1::text[])
