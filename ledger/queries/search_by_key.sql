select f.leaf
  from unnest(:keys) k (key)
 cross join unnest($2::bigint[], $3::bigint[]) r (low, high)
 cross join lateral (:scan) f
