-- A sponsor's open cases that have climbed, by number. $2: within which place; $3: at one rung.
select number
  from cases
 where open and rung > 0 and sponsor = $1 and starts_with(region, $2)
   and ($3::int is null or rung = $3) and number > $4
 order by number
 limit $5
