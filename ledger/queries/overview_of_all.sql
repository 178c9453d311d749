-- The same, every region by its own name.
select c.region, c.industry, c.rung, count(*) as open, count(*) filter (where c.rectify_by <= $1::date) as overdue,
       count(*) filter (where c.rectify_by > $1::date and c.rectify_by <= $2::date) as soon
  from (select region collate "C" as region, industry collate "C" as industry, rung, rectify_by from cases where open) c
 group by c.region, c.industry, c.rung
 order by c.region, c.industry, c.rung
