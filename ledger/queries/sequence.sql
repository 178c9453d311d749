-- Run under the sequencer's lock alone. What is still being written elsewhere waits, and all that began after it.
with last as materialized (
    select xid, position, leaf from sequenced
), fresh as materialized (
    select e.stream, e.version, e.xid, e.position, row_number() over (order by e.xid, e.position) as place
      from events e
     where (e.xid, e.position) > ((select xid from last), (select position from last))
       and e.xid < pg_snapshot_xmin(pg_current_snapshot())
     order by e.xid, e.position
     limit $1
), placed as (
    insert into leaves (leaf, stream, version)
    select last.leaf + fresh.place, fresh.stream, fresh.version from fresh, last
)
update sequenced s set xid = f.xid, position = f.position, leaf = s.leaf + f.place
  from (select xid, position, place from fresh order by place desc limit 1) f
returning f.place
