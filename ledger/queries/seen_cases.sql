-- A page of cases, soonest deadline first, those without one last. $7: the last day whose T has run out;
-- $11 and $12: the last row of the page before.
select number as case, kind, stage, open, started, cycle, rung, unit, region, industry, level, office, batch, found_on,
       rectify_by, due_at, due_kind, due_label, provisional, coalesce(open and rectify_by <= $7::date, false) as overdue,
       version
  from cases
 where ($1::text is null or stage = $1)
   and ($2::text is null or starts_with(unit, $2))
   and ($3::text is null or starts_with(region, $3))
   and ($4::int is null or rung = $4)
   and ($5::text is null or batch = $5)
   and ($6::boolean is null or open = $6)
   and ($8::boolean is null or coalesce(open and rectify_by <= $7::date, false) = $8)
   and ($9::text is null or industry = $9)
   and ($11::text is null or (coalesce(due_at, 'infinity'), number) > ($11::text::timestamptz, $12::text))
 order by coalesce(due_at, 'infinity'), number
 limit $10
