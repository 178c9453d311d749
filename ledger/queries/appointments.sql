select body::text
  from appointments
 where ($1::text is null or body ->> 'at' = $1) and ($2::text is null or person = $2)
 order by id
