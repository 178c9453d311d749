-- The newest leaves of a stretch that have the rest; of one key when the rest says so.
select t.leaf
  from traces t :beside
 where t.leaf between r.low and r.high and :rest
 order by t.leaf desc
 limit $1
