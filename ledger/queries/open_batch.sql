insert into batches (batch, version, opened, imported_at, by) values ($1, $2, $3, $4, $5)
