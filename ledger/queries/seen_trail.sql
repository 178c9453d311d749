select stream, version, type, shape, edition, at, recorded_at, by, command_id, body, prev_hash, hash, position,
       xid::text::bigint as xid
  from events
 where stream = $1 and version > $2
 order by version
 limit $3
