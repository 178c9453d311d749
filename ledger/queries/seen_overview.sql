-- 总览 of what the holder may see (migrations 021, 028). $3 within which place; $4, $5: each region, and the place it stands for.
select region, industry, rung, open, overdue, due_soon as soon
  from overview($1::date, $2::date, $3, $4::text[], $5::text[])
 order by region, industry, rung
