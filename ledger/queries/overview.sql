-- $1 the last day whose T has run out, $2 the last day whose T runs out soon; $3 regions, $4 where the names that begin
-- with each one end: a range, so that the index is entered at each region whatever a plan knows of the values.
-- Grouped first as the index is ordered, so that no text is hashed.
select r.region, g.industry, g.rung, sum(g.open)::bigint as open, sum(g.overdue)::bigint as overdue,
       sum(g.soon)::bigint as soon
  from unnest($3::text[], $4::text[]) as r (region, beyond)
 cross join lateral (
    select c.industry, c.rung, count(*) as open, count(*) filter (where c.rectify_by <= $1::date) as overdue,
           count(*) filter (where c.rectify_by > $1::date and c.rectify_by <= $2::date) as soon
      from (select region collate "C" as region, industry collate "C" as industry, rung, rectify_by
              from cases
             where open and region collate "C" >= r.region collate "C" and region collate "C" < r.beyond collate "C") c
     group by c.region, c.industry, c.rung) g
 group by r.region, g.industry, g.rung
 order by r.region collate "C", g.industry, g.rung
