-- 批次 not started, the soonest deadline first.
select batch, waiting, due_at, imported_at from batches_waiting()
