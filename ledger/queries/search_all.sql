select f.leaf from unnest($2::bigint[], $3::bigint[]) r (low, high) cross join lateral (:scan) f
