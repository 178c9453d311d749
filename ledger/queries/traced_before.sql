-- Where each case stood before a leaf: what its events were traced by last.
select g.number, o.value as office, r.value as region, i.value as industry
  from unnest($1::text[], $2::bigint[]) as g (number, leaf)
 cross join lateral (select t.office, t.region, t.industry from traces t
                      where t.number = g.number and t.leaf < g.leaf order by t.leaf desc limit 1) t
  left join trace_keys o on o.id = t.office
  left join trace_keys r on r.id = t.region
  left join trace_keys i on i.id = t.industry
