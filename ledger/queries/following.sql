-- The number, and after it an event in the order of `records.Recorded`.
select l.leaf, e.stream, e.version, e.type, e.shape, e.edition, e.at, e.recorded_at, e.by, e.command_id, e.body,
       e.prev_hash, e.hash, e.position, e.xid::text::bigint as xid
  from leaves l join events e on e.stream = l.stream and e.version = l.version
 where l.leaf > $1
 order by l.leaf
 limit $2
