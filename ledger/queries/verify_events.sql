select stream, version, type, shape, edition, at, recorded_at, by, command_id, body, alg, prev_hash, hash
  from events
 where (stream = 'ledger') = $1
 order by stream, version
