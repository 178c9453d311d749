-- 某日将到时的案件, one kind of deadline or all, a page by deadline. $1, $2: after which instant, up to which.
select number as case, kind, stage, open, started, cycle, rung, unit, region, industry, level, office, batch, found_on,
       rectify_by, due_at, due_kind, due_label, provisional, coalesce(open and rectify_by <= $3::date, false) as overdue,
       version
  from cases
 where due_at > $1::timestamptz and due_at <= $2::timestamptz and starts_with(region, $4)
   and ($5::text[] is null or due_kind = any ($5)) and ($6::text is null or due_label = $6)
   and ($7::text is null or (due_at, number) > ($7::text::timestamptz, $8::text))
 order by due_at, number
 limit $9
