-- The same of one person, where he is named by another.
select p.leaf
  from trace_people p join traces t on t.leaf = p.leaf
 where p.person = k.key and p.leaf between r.low and r.high and :rest
 order by p.leaf desc
 limit $1
