-- Stretch by stretch, the newest first, and no further than a page needs; of each, the newest of every key.
select f.leaf
  from unnest($2::bigint[], $3::bigint[]) with ordinality r (low, high, place)
 cross join lateral (
    select distinct o.leaf from unnest(:keys) k (key) cross join lateral (:scan) o
 ) f
 order by r.place, f.leaf desc
 limit $1
