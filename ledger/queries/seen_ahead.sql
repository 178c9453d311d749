select day, label, provisional, many
  from ahead($1::timestamptz, $2)
 order by day, label
