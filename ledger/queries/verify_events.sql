select e.stream, e.version, e.type, e.shape, e.edition, e.at, e.recorded_at, e.by, e.command_id, e.body, e.alg,
       e.prev_hash, e.hash, l.leaf
  from events e left join leaves l on l.stream = e.stream and l.version = e.version
 where (e.stream = 'ledger') = $1
 order by e.stream, e.version
