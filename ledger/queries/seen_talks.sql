-- The same, case by case, by number.
select number
  from case_letters
 where kind = 'talk_notice' and rung = 4 and drafted_on between $1::date and $2::date and starts_with(region, $3)
   and number > $4
 order by number
 limit $5
