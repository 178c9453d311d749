select place, day, label, rung, rectify_by, held, many
  from climbs($1::timestamptz, $2, $3, $4::text[], $5::text[])
