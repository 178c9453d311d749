-- Stretch by stretch, the newest first, and no further than a page needs.
select f.leaf
  from unnest($2::bigint[], $3::bigint[]) with ordinality r (low, high, place)
 cross join lateral (:scan) f
 order by r.place, f.leaf desc
 limit $1
