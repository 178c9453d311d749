select batch, cases, due_on from batches_to_start($1::jsonb, $2, $3)
