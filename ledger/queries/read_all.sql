-- Everything committed after (xid, position) that no slower writer can still slip in front of (G4).
select stream, version, type, shape, edition, at, recorded_at, by, command_id, body, prev_hash, hash, position,
       xid::text::bigint as xid
  from events
 where (xid, position) > ($1::text::xid8, $2::bigint) and xid < pg_snapshot_xmin(pg_current_snapshot())
 order by xid, position
 limit $3
