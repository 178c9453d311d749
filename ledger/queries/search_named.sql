-- The same of one person, where he is named by another.
select t.leaf
  from trace_people t :beside
 where t.person = k.key and t.leaf between r.low and r.high and :rest
 order by t.leaf desc
 limit $1
