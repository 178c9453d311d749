select place, day, label, provisional, open, rung, rectify_by, stage, many
  from ahead($1::timestamptz, $2, $3, $4::text[], $5::text[])
 order by day, label
