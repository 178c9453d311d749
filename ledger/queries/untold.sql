-- Batches whose workflows have not been told, asked for at least so long ago.
select command_id, batch
  from tellings
 where told_at is null and asked_at <= clock_timestamp() - $1::interval
 order by asked_at
