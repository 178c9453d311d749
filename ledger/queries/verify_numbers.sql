-- Numbers without an event, events that should have one, and gaps in the numbers.
select leaf, stream, version, reason
  from (select l.leaf, l.stream, l.version, 'LEAF_WITHOUT_EVENT' as reason
          from leaves l left join events e on e.stream = l.stream and e.version = l.version
         where e.stream is null
         union all
        select null, e.stream, e.version, 'EVENT_WITHOUT_LEAF'
          from sequenced s, events e left join leaves l on l.stream = e.stream and l.version = e.version
         where l.leaf is null and (e.xid, e.position) <= (s.xid, s.position)
         union all
        select o.previous + 1, o.stream, o.version, 'LEAF_GAP'
          from (select leaf, stream, version, lag(leaf, 1, 0) over (order by leaf) as previous from leaves) o
         where o.leaf <> o.previous + 1) found
 order by leaf nulls last, stream, version
 limit 100
